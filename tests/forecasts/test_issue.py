import json
from dataclasses import replace

import numpy as np
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

from sarhad.cli.app import app
from sarhad.errors import InputError
from sarhad.forecasts import in_words, issue_forecast, month_id, score_forecast, write_draws
from sarhad.forecasts.bounds import redrawn
from sarhad.forecasts.scores import crps, ignorance
from tests.forecasts.panels import panel, rows_of, wars
from tests.journeys.conftest import sarhad

WARS = wars()
CUTOFF = month_id("2012-10")


def issued(made=WARS, **changes):
    return issue_forecast(made, **{"cutoff": CUTOFF, "model": "weighted_draws", "seed": 1, **changes})


def test_draws_stand_in_the_long_layout_of_views():
    made = issued()
    assert made.table.column_names == ["month_id", "country_id", "draw", "outcome"]
    assert made.table.num_rows == 30 * 14 * 1000
    first = made.table.slice(0, 1000).to_pydict()
    assert set(first["month_id"]) == {CUTOFF + 1}
    assert set(first["country_id"]) == {1}
    assert first["draw"] == list(range(1000))
    assert made.provenance.parameters["vintage"] == "made by hand"
    assert made.provenance.rows_used == 30


def test_a_draw_does_not_depend_on_the_other_steps():
    whole, part = issued().table, issued(steps=range(3, 15)).table
    kept = whole.filter(pa.compute.greater_equal(whole["month_id"], CUTOFF + 3))
    assert kept.equals(part)


def test_it_is_scored_when_the_months_arrive():
    made = issued()
    scored = score_forecast(made.table, WARS)
    rows = scored.table.to_pylist()
    assert len(rows) == 30 * 14
    row = next(r for r in rows if r["unit_id"] == 1 and r["month_id"] == CUTOFF + 2)
    draws = made.table.filter(
        pa.compute.and_(
            pa.compute.equal(made.table["country_id"], 1), pa.compute.equal(made.table["month_id"], CUTOFF + 2)
        )
    )["outcome"].to_numpy()
    y = int(WARS.deaths[0, CUTOFF + 2 - WARS.first])
    assert row["happened"] == y
    assert row["crps"] == pytest.approx(crps([draws], [y])[0])
    assert row["ign"] == pytest.approx(ignorance([draws], [y])[0])
    assert row["inside"] == (row["low"] <= y <= row["high"])
    assert scored.provenance.left_out == {}
    early = score_forecast(made.table, WARS.until(CUTOFF + 1))
    assert early.provenance.rows_used == 30
    assert early.provenance.left_out == {"not scored": 30 * 13}
    assert {r["cannot_say"] for r in early.table.to_pylist()} == {None, "the month has not arrived"}


def test_units_that_nobody_knows_have_no_forecast_and_no_score():
    known = WARS.known.copy()
    known[3, CUTOFF - 5 - WARS.first :] = False
    made = issued(replace(WARS, known=known))
    assert 4 not in set(made.table["country_id"].to_pylist())
    assert made.provenance.left_out == {"units not known at the cut-off": 1}
    rows = score_forecast(issued().table, replace(WARS, known=known)).table.to_pylist()
    assert {r["cannot_say"] for r in rows if r["unit_id"] == 4} == {"nobody looked"}
    others = score_forecast(issued().table, WARS.only(range(29))).table.to_pylist()
    assert {r["cannot_say"] for r in others if r["unit_id"] == 30} == {"not in the panel"}


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"cutoff": month_id("2014-01")}, "the panel covers 2000-01 to 2013-12, not the cut-off 2014-01"),
        ({"steps": [0, 1]}, "months ahead are [0, 1]\n  do: ask for some of 1 to 14"),
        ({"steps": []}, "months ahead are []"),
        ({"model": "oracle"}, '"oracle" is no model'),
    ],
)
def test_bad_use_is_told(change, told):
    with pytest.raises(InputError) as error:
        issued(**change)
    assert told in str(error.value)


def test_draws_that_are_no_forecast_are_not_scored():
    with pytest.raises(InputError, match="exactly 1,000 draws"):
        score_forecast(issued().table.slice(1), WARS)
    with pytest.raises(InputError, match="the forecast lacks draw"):
        score_forecast(issued().table.drop_columns(["draw"]), WARS)


@pytest.mark.parametrize(
    ("draws", "said"),
    [
        (np.zeros(1000, dtype=int), "almost surely no death: 100.0% of the forecast says none"),
        (np.r_[np.zeros(600, dtype=int), np.full(400, 9)], "more likely than not no death (40% say at least one); one in ten above 9"),  # noqa: E501
        (np.arange(1000), "more likely than not below 500 deaths; one in ten above 899"),
    ],
)  # fmt: skip
def test_what_is_said_is_true_of_the_draws(draws, said):
    assert in_words(draws) == said


def test_the_words_agree_with_the_median_that_is_shown():
    halves = np.repeat([648, 662], 500)
    assert np.median(halves) == 655
    assert in_words(halves) == "more likely than not below 656 deaths; one in ten above 662"
    few = np.repeat([0, 6], [920, 80])
    assert in_words(few) == "more likely than not no death (8% say at least one)", "one in ten is not above 0"


def test_the_words_hold_for_any_draws():
    random = np.random.default_rng(3)
    for rate in (0.3, 2, 50, 4000):
        draws = random.negative_binomial(1, 1 / (1 + rate), 1000)
        numbers = [
            int(w.strip(";").replace(",", ""))
            for w in in_words(draws).split()
            if w.strip(";").replace(",", "").isdigit()
        ]
        assert (draws > numbers[-1]).mean() <= 0.1
        if "below" in in_words(draws):
            assert (draws < numbers[0]).mean() >= 0.5


@pytest.mark.parametrize("name", ["d.csv", "d.parquet"])
def test_the_command_writes_the_draws(tmp_path, name):
    pq.write_table(rows_of(WARS), tmp_path / "p.parquet")
    done = sarhad(
        "forecast", tmp_path / "p.parquet", "--cutoff", "2012-10", "--out", tmp_path / name, "--model", "weighted_draws"
    )
    assert done.returncode == 0, done.stderr
    assert "2012-11 to 2013-12, 30 units, 1,000 draws each" in done.stdout
    read = pa.csv.read_csv(tmp_path / name) if name.endswith("csv") else pq.read_table(tmp_path / name)
    assert read.replace_schema_metadata().equals(issued().table)
    if name.endswith("parquet"):
        about = json.loads(pq.read_schema(tmp_path / name).metadata[b"sarhad"])
        assert about["parameters"]["model"] == "weighted_draws"
        assert about["seed"] == 1


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--steps", "0:20"), '"0:20" are no months ahead\n  do: write some of 1 to 14, as 1:14'),
        (("--steps", "5:2"), '"5:2" are no months ahead'),
        (("--steps", "1:99999999999"), '"1:99999999999" are no months ahead'),
        (("--steps", "soon"), '"soon" are no months ahead'),
        (("--seed", "-1"), "the seed is -1"),
        (("--out", "d.xlsx"), "d.xlsx: Parquet or CSV is written"),
        (("--cutoff", "soon"), '"soon" is not a month'),
    ],
)
def test_bad_use_of_the_command_is_told(tmp_path, words, told):
    pq.write_table(rows_of(panel([[0, 3] * 30])), tmp_path / "p.parquet")
    given = ["forecast", tmp_path / "p.parquet", "--cutoff", "2003-10", "--out", tmp_path / "d.csv", *words]
    with pytest.raises(InputError) as error:
        CliRunner().invoke(app, [*map(str, given)], catch_exceptions=False)
    assert told in str(error.value)
    assert not (tmp_path / "d.csv").exists()


def test_another_kind_of_file_is_refused(tmp_path):
    with pytest.raises(InputError, match=r"d.xlsx: Parquet or CSV is written"):
        write_draws(issued(panel([[0] * 30]), cutoff=month_id("2002-01")), tmp_path / "d.xlsx")
    assert list(tmp_path.iterdir()) == []


def bounded(wider):
    return replace(WARS, low=WARS.deaths // wider, high=WARS.deaths * wider)


def test_a_past_is_drawn_between_its_bounds_around_the_best_figure():
    made = bounded(3)
    drawn = np.stack([redrawn(made, seed).deaths for seed in range(200)])
    assert (drawn >= made.low).all()
    assert (drawn <= made.high).all()
    big = WARS.deaths >= 100
    expected = (made.low[big] + 4 * WARS.deaths[big] + made.high[big]) / 6
    np.testing.assert_allclose(drawn[:, big].mean(axis=0), expected, rtol=0.15)
    assert np.array_equal(redrawn(bounded(1), 1).deaths, WARS.deaths), "no width, no change"


def test_what_is_not_known_of_the_past_widens_the_forecast():
    def spread(forecast):
        return np.diff(np.quantile(forecast.table["outcome"].to_numpy().reshape(-1, 1000), [0.1, 0.9], axis=1), axis=0)

    sure, unsure = issued(bounded(1), redraws=8), issued(bounded(4), redraws=8)
    assert np.array_equal(sure.table["outcome"].to_numpy(), issued(redraws=0).table["outcome"].to_numpy())
    assert spread(unsure).sum() > 1.1 * spread(sure).sum()
    assert unsure.provenance.parameters["redraws"] == 8
    assert any("PERT" in note for note in unsure.provenance.notes)
    with pytest.raises(InputError, match="the panel has no low and high deaths"):
        issued(redraws=2)
