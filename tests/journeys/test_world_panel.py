"""A watch whose forecasts learn from a panel of the world that it names."""

from __future__ import annotations

import datetime as dt
import json
import re
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv as pacsv
import pytest

from sarhad.build import build, repeat
from sarhad.errors import InputError
from sarhad.forecasts import draws_of, issue_forecast, month_id, read_panel
from sarhad.watch import create_watch, read_watch
from tests.forecasts.panels import wars
from tests.sources import ged

from .conftest import answer

TODAY = dt.date(2014, 6, 1)
WORLD = (
    "AFG", "PAK", "TJK", "IRN", "IRQ", "SYR", "TUR", "YEM", "SOM", "ETH", "SDN", "TCD", "NER", "NGA", "MLI", "CMR",
    "CAF", "COD", "UGA", "KEN", "COL", "MEX", "IND", "LKA", "MMR", "THA", "PHL", "UKR", "RUS", "AZE",
)  # fmt: skip
STATED = """
[forecasts.panel]
file = "world.csv"
title = "A panel <of> the world"
version = "7"
licence = "CC BY 4.0"
licence_class = "open"
citation = "Somebody & others 2014"
"""


def lay(folder: Path, until: str) -> None:
    """The panel up to a month, as a file of the watch."""
    made = wars(units=30).until(month_id(until))
    row, month = np.nonzero(made.known)
    told = {"month_id": month + made.first, "iso3": np.asarray(WORLD)[row], "ged_sb": made.deaths[row, month]}
    pacsv.write_csv(pa.table(told), folder / "world.csv")


@pytest.fixture(scope="module")
def watch(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("world")
    release = ged.write(
        folder, {"year": "2012", "date_start": "2012-10-10", "date_end": "2012-10-10"}, name="ged131.csv"
    )
    made = create_watch(folder / "w", title="W", countries=["AFG", "TJK", "UZB"], start=dt.date(2010, 1, 1))
    file = made.folder / "watch.toml"
    text = re.sub(r"(?ms)^\[(controls|patterns[^\]]*|attention|vulnerability)\].*?(?=^\[|\Z)", "", file.read_text())
    text = text.replace('model = "weighted_draws"', 'model = "pool"')
    file.write_text(text.replace("\n[publication]", STATED + "\n[publication]"))
    lay(made.folder, "2012-10")
    answer("add", release, "--watch", made.folder, "--accessed", "2013-05-01")
    build(read_watch(made.folder), month="2012-10", today=TODAY)
    lay(made.folder, "2012-12")
    build(read_watch(made.folder), month="2012-10", today=TODAY)
    return made.folder


def test_the_watch_is_foreseen_by_the_pool_of_the_world(watch: Path) -> None:
    made = json.loads((watch / "site" / "2012-10" / "forecast.json").read_text())
    assert made["learnt_from"] == 30
    assert made["vintage"] == "A panel <of> the world 7"
    assert made["no_forecast"] == {"UZB": "not in the panel"}
    panel = read_panel(watch / "world.csv")
    table = issue_forecast(panel, cutoff=month_id("2012-10"), model="pool", seed=made["seed"], steps=range(1, 13)).table
    whole = table["outcome"].to_numpy().reshape(30, 12, 1000)
    for country in made["countries"]:
        row = panel.codes.index(country["country"])
        assert [draws_of(told).tolist() for told in country["months"]] == whole[row].tolist()


def test_its_pages_say_what_was_learnt_from_and_cite_it(watch: Path) -> None:
    month = (watch / "site" / "2012-10" / "index.html").read_text()
    assert "From A panel &lt;of&gt; the world 7, up to 2012-10; model pool, learnt from 30 countries" in month
    sources = (watch / "site" / "sources.html").read_text()
    assert "A panel &lt;of&gt; the world 7" in sources
    assert "Somebody &amp; others 2014" in sources
    assert "CC BY 4.0" in sources
    living = " ".join(re.sub(r"<[^>]+>", " ", (watch / "site" / "forecasts.html").read_text()).split())
    assert "Of 4 forecasts of a country and month that have arrived" in living, "two countries, two months"
    assert "What happened is told by A panel &lt;of&gt; the world 7, conflicts that a state is a party of" in living


def test_the_build_is_made_again_from_what_was_kept_of_the_panel(watch: Path) -> None:
    manifest = max((watch / ".sarhad" / "manifests").iterdir(), key=lambda path: path.stat().st_mtime_ns)
    lay(watch, "2013-12")
    found = repeat(read_watch(watch), manifest)
    assert found.identical, found.differences
    lay(watch, "2012-12")


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (("world.csv", "none.csv"), "there is no such file"),
        (("world.csv", "../world.csv"), "the path leaves the watch's folder"),
        (('"open"', '"private"'), "licence_class"),
        (('citation = "Somebody & others 2014"\n', ""), "citation"),
    ],
)
def test_a_panel_that_may_not_be_shown_or_found_is_refused(
    watch: Path, tmp_path: Path, change: tuple[str, str], told: str
) -> None:
    for name in ("watch.toml", "actors.yaml", "world.csv"):
        if (watch / name).is_file():
            (tmp_path / name).write_bytes((watch / name).read_bytes())
    text = (tmp_path / "watch.toml").read_text()
    assert change[0] in text
    (tmp_path / "watch.toml").write_text(text.replace(*change))
    with pytest.raises(InputError) as error:
        read_watch(tmp_path)
    assert told in str(error.value)


def test_a_panel_of_cells_is_refused(watch: Path) -> None:
    whole = (watch / "world.csv").read_text()
    (watch / "world.csv").write_text("month_id,priogrid_gid,ged_sb\n" + "".join(f"{m},7,1\n" for m in range(300, 400)))
    try:
        with pytest.raises(InputError, match="holds cells\n  do: name a panel of countries"):
            build(read_watch(watch), month="2012-10", today=TODAY)
    finally:
        (watch / "world.csv").write_text(whole)
