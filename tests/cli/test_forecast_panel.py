"""`sarhad forecast panel` as a person runs it: from what a watch has loaded to a file that forecasts read."""

import json

import pyarrow.csv
import pytest
from typer.testing import CliRunner

from sarhad.cli.app import app
from sarhad.errors import InputError
from sarhad.forecasts import read_panel
from tests.sources import ged

COVERED = """
[[sources]]
source = "ucdp-ged"
coverage = {countries = ["AFG", "TJK"], start = 2019-01-01, end = 2021-12-31}
"""
ROWS = [
    {"year": f"{2019 + n // 12}", "date_start": f"{2019 + n // 12}-{n % 12 + 1:02}-03", "where_prec": prec,
     "date_end": f"{2019 + n // 12}-{n % 12 + 1:02}-03", "best": str(10 + n), "low": "5", "high": "60",
     "type_of_violence": kind}
    for n in range(36)
    for prec, kind in (("1", "1"), ("4", "1"), ("1", "3"))
]  # fmt: skip


def sarhad(*words):
    """What the command printed; an error is raised as it is."""
    done = CliRunner().invoke(app, [*map(str, words)], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.stdout


def answer(*words):
    return json.loads(sarhad(*words, "--json"))


@pytest.fixture(scope="module")
def watch(tmp_path_factory):
    folder = tmp_path_factory.mktemp("panel")
    watch = folder / "w"
    answer("new", watch, "--country", "AFG", "--country", "TJK", "--start", "2019-03-01")
    path = watch / "watch.toml"
    path.write_text(path.read_text(encoding="utf-8") + COVERED, encoding="utf-8")
    answer("add", ged.write(folder, *ROWS, name="ged251.csv"), "--watch", watch, "--accessed", "2026-02-01")
    return watch


def test_countries_are_written_and_read_by_the_other_commands(watch, tmp_path):
    target = tmp_path / "p.parquet"
    printed = sarhad("forecast", "panel", "--unit", "country", "--watch", watch, "--out", target)
    assert printed.splitlines()[:3] == [
        "2 countries, 2019-03 to 2021-12: 1,938 state-based deaths of 68 rows",
        "  left out: 34 not state-based",
        "  Deaths of events over several months are shared by day; each cell is rounded to whole deaths.",
    ]
    read = read_panel(target)
    assert (read.codes, read.span) == (("AFG", "TJK"), "2019-03 to 2021-12")
    assert read.deaths[0].tolist() == [2 * (10 + n) for n in range(2, 36)]
    assert not read.deaths[1].any()
    assert read.high[0].tolist() == [120] * 34
    assert read.vintage == "UCDP Georeferenced Event Dataset (GED) Global 25.1"
    made = answer("forecast", target, "--cutoff", "2021-10", "--out", tmp_path / "d.csv", "--model", "conflictology")
    assert made["provenance"]["parameters"]["vintage"] == read.vintage


def test_cells_are_measured_against_their_neighbours(watch, tmp_path):
    target = tmp_path / "p.csv"
    words = ("--unit", "priogrid", "--place-precision-max", "3", "--watch", watch, "--out", target)
    told = answer("forecast", "panel", *words, "--from", "2019-06", "--to", "2021-12", "--countries", "AFG")
    assert (told["unit"], told["units"], told["span"]) == ("priogrid", 1, "2019-06 to 2021-12")
    assert told["provenance"]["left_out"] == {
        "outside the period": 9, "not state-based": 31, "place not precise enough": 31,
    }  # fmt: skip
    assert pyarrow.csv.read_csv(target).column_names == [
        "month_id", "priogrid_gid", "ged_sb", "ged_sb_low", "ged_sb_high",
    ]  # fmt: skip
    scored = answer("forecast", "backtest", target, "--windows", "2021", "--models", "zero")
    assert scored["baseline"] == scored["provenance"]["parameters"]["baseline"] == "conflictology_neighbours"


def test_the_months_that_are_not_there_are_told(watch, tmp_path):
    printed = sarhad(
        "forecast", "panel", "--unit", "country", "--watch", watch, "--out", tmp_path / "p.csv", "--from", "2001-01"
    )
    assert "2019-03 to 2021-12" in printed
    assert "  the other months are before the watch begins, or not covered" in printed.splitlines()


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--unit", "priogrid"), "which rows fill a cell is not stated\n  do: add --place-precision-max 3"),
        (("--unit", "country", "--place-precision-max", "2"), "a country takes rows of any place precision"),
        (("--unit", "country", "--from", "2020"), '"2020" is not a month\n  do: write it as 2026-01'),
        (("--unit", "country", "--from", "2021-02", "--to", "2021-01"), "2021-02 is after 2021-01"),
        (("--unit", "country", "--from", "2030-01"), "has no month from 2030-01 to now loaded event by event"),
        (("--unit", "country", "--countries", "PAK"), "does not look at PAK\n  do: name its countries"),
        (("--unit", "country", "--out", "p.xlsx"), "p.xlsx: Parquet or CSV is written"),
    ],
)
def test_bad_use_is_told(watch, tmp_path, monkeypatch, words, told):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InputError) as error:
        sarhad("forecast", "panel", "--watch", watch, "--out", "p.csv", *words)
    assert told in str(error.value)
    assert list(tmp_path.iterdir()) == []


def test_an_excerpt_whose_coverage_nobody_states_is_no_panel(tmp_path):
    watch = tmp_path / "w"
    sarhad("new", watch, "--country", "AFG", "--start", "2019-01-01")
    sarhad("add", ged.write(tmp_path, *ROWS, name="ged251.csv"), "--watch", watch)
    with pytest.raises(InputError, match="has no month loaded event by event"):
        sarhad("forecast", "panel", "--unit", "country", "--watch", watch, "--out", tmp_path / "p.csv")
