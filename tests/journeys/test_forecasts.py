"""A forecast is made, kept as it is, and scored when its months arrive."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import re
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pytest
import scoringrules

from sarhad.build import build
from sarhad.forecasts import draws_of
from sarhad.watch import create_watch, read_watch
from tests.sources import ged

from .conftest import answer

TODAY = dt.date(2022, 6, 1)
COVERAGE = """
[[sources]]
source = "ucdp-ged"
coverage = {{countries = ["AFG", "TJK"], start = 2020-01-01, end = {end}}}
"""


class Kept(NamedTuple):
    watch: Path
    first: bytes
    before: str
    page: str
    scored: str
    reports: list[Any]


def cover(watch: Path, end: str) -> None:
    file = watch / "watch.toml"
    text = file.read_text().split("\n[[sources]]\nsource")[0]
    before, controls, rest = text.partition("\n[controls]\n")
    if controls:  # neither these nor incidents: they cost time
        text = before + rest[rest.index("\n[forecasts]\n") :]
    file.write_text(text + COVERAGE.format(end=end))


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Kept:
    """Deaths of 1 to 24 in two years of Afghanistan; built for November 2021, then December with one more month."""
    folder = tmp_path_factory.mktemp("forecasts")
    months = [f"{year}-{month:02}" for year in (2020, 2021) for month in range(1, 13)]
    rows = [
        {"year": month[:4], "date_start": f"{month}-10", "date_end": f"{month}-10", "best": str(n), "low": str(n),
         "high": str(n)} for n, month in enumerate(months, 1)
    ]  # fmt: skip
    one_sided = {"year": "2021", "date_start": "2021-12-11", "date_end": "2021-12-11", "type_of_violence": "3",
                 "best": "900", "low": "900", "high": "900"}  # fmt: skip
    release = ged.write(folder, *rows, one_sided, name="ged221.csv")
    revised = ged.write(folder, *(row | {"best": "90", "high": "90"} for row in rows), name="ged231.csv")
    watch = create_watch(folder / "watch", title="Kept", countries=["AFG", "TJK", "UZB"], start=dt.date(2020, 1, 1))
    answer("add", release, "--watch", watch.folder, "--accessed", "2022-05-01")
    reports = []
    cover(watch.folder, "2021-11-30")
    reports.append(build(read_watch(watch.folder), month="2021-11", today=TODAY))
    first = (watch.site / "2021-11" / "forecast.json").read_bytes()
    before = (watch.site / "forecasts.html").read_text()
    reports.append(build(read_watch(watch.folder), month="2021-11", today=TODAY))
    cover(watch.folder, "2021-12-31")
    reports.append(build(read_watch(watch.folder), month="2021-12", today=TODAY))
    page = (watch.site / "forecasts.html").read_text()
    scored = (watch.site / "forecasts.csv").read_text()
    answer("add", revised, "--watch", watch.folder, "--accessed", "2023-05-01")
    reports.append(build(read_watch(watch.folder), month="2021-11", today=TODAY))
    return Kept(watch.folder, first, before, page, scored, reports)


def test_a_forecast_stays_byte_for_byte_through_rebuilds_corrections_and_later_months(kept: Kept) -> None:
    assert [(report.new, report.correction) for report in kept.reports[:3]] == [(True, 0), (False, 0), (True, 0)]
    folder = kept.watch / "site" / "2021-11"
    assert kept.reports[3].correction == 1, "a newer release of the source tells other deaths"
    assert (folder / "forecast.json").read_bytes() == kept.first
    assert (folder / "correction-1" / "forecast.json").read_bytes() == kept.first
    assert (folder / "correction-1" / "data" / "forecast.csv").read_bytes() == (
        folder / "data" / "forecast.csv"
    ).read_bytes()


def test_the_forecast_says_what_it_is_made_of(kept: Kept) -> None:
    made = json.loads(kept.first)
    assert (made["month"], made["cutoff"], made["model"], made["baseline"]) == (
        "2021-11", "2021-11", "weighted_draws", "conflictology",
    )  # fmt: skip
    assert made["vintage"] == "UCDP Georeferenced Event Dataset (GED) Global 22.1"
    assert made["no_forecast"] == {"UZB": "no month in a row up to 2021-11 loaded event by event, of 12"}
    afghanistan, tajikistan = made["countries"]
    assert [len(c["months"]) for c in made["countries"]] == [12, 12]
    assert afghanistan["past"]["2021-11"] == 23
    base = draws_of(afghanistan["months"][0]["baseline"])
    assert sorted(set(base.tolist())) == list(range(12, 24)), "the last 12 months, 900 one-sided deaths not among them"
    assert tajikistan["months"][0]["says"].startswith("almost surely no death")


def test_the_month_that_has_arrived_is_scored(kept: Kept) -> None:
    assert "No forecast has been scored yet." in kept.before
    rows = list(csv.DictReader(io.StringIO(kept.scored)))
    arrived = [row for row in rows if row["happened"]]
    assert [(r["issued"], r["country"], r["month"], r["happened"]) for r in arrived] == [
        ("2021-11", "AFG", "2021-12", "24"), ("2021-11", "TJK", "2021-12", "0"),
    ]  # fmt: skip
    told = json.loads(kept.first)["countries"][0]["months"][0]
    for name, draws in (("crps", draws_of(told)), ("baseline_crps", draws_of(told["baseline"]))):
        expected = scoringrules.crps_ensemble(24.0, draws.astype(np.float64))
        assert float(arrived[0][name]) == pytest.approx(expected, abs=6e-4)
    assert {r["cannot_say"] for r in rows if not r["happened"]} == {"the month has not arrived"}


def test_the_page_tells_hits_and_misses_alike(kept: Kept) -> None:
    page = " ".join(re.sub(r"<[^>]+>", " ", kept.page).split())
    assert (
        "Of 2 forecasts of a country and month that have arrived, 1 held inside the 90 % interval and one missed."
        in page
    )
    assert "2021-12 Afghanistan 2021-11 24" in page
    assert "missed" in page
    month = (kept.watch / "site" / "2021-12" / "index.html").read_text()
    section = month.split('id="forecast"')[1].split("</section>")[0]
    assert "Afghanistan in January 2022: more likely than not below" in section
    assert "No death expected: Tajikistan." in section
    assert 'href="../forecasts.html"' in section


def test_a_newer_release_changes_what_happened_and_not_what_was_foreseen(kept: Kept) -> None:
    rows = list(csv.DictReader(io.StringIO((kept.watch / "site" / "forecasts.csv").read_text())))
    mine = next(r for r in rows if (r["issued"], r["country"], r["month"]) == ("2021-11", "AFG", "2021-12"))
    assert mine["happened"] == "90"
    assert mine["vintage"].endswith("22.1")
    page = (kept.watch / "site" / "forecasts.html").read_text()
    assert "What happened is told by UCDP Georeferenced Event Dataset (GED) Global 23.1" in page
