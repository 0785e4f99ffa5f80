"""What a watch asks besides: its tables from the inputs, and a build from made-up files of GDELT to the page."""

from __future__ import annotations

import dataclasses
import datetime as dt
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from sarhad import actors
from sarhad.build import build
from sarhad.build.asked import ATTENTION_TABLE, asked_tables, not_shown
from sarhad.build.forecasts import watch_forecasts
from sarhad.build.inputs import Inputs
from sarhad.errors import InputError
from sarhad.events import Provenance
from sarhad.places import land_borders
from sarhad.sources import INDICATORS_SCHEMA, Indicators
from sarhad.store import Store, take_attention
from sarhad.watch import create_watch, read_watch
from tests import make
from tests.sources import gdelt, ged
from tests.sources.volumes import volume
from tests.watch.test_questions import VULNERABILITY

MONTH = dt.date(2026, 1, 1)
COUNTRIES = ["AFG", "PAK", "TJK"]
EVENTS = (
    make.event(1, "2026-01-04", country="PAK", longitude=71.1, latitude=34.15),  # Torkham, at the border
    make.event(2, "2026-01-04", country="PAK", longitude=67.0, latitude=24.9),  # Karachi
    make.event(3, "2026-01-09", country="AFG", longitude=70.5, latitude=34.4),
)
PARTS = '  { component = "events-inside", worse = "more" },\n  { component = "events-beyond", worse = "more" },\n'
TREND = '  { component = "deaths-trend", worse = "more" },\n'
DOCTORS = '  { component = "indicator", indicator = "Doctors", worse = "less" },\n'


def inputs(folder: Path, stated: str = "", **more: Any) -> Inputs:
    """A watch of three countries, with UCDP's rows of two years."""
    watch = create_watch(folder / "watch", title="A", countries=COUNTRIES, start=dt.date(2020, 1, 1))
    file = watch.folder / "watch.toml"
    file.write_text(file.read_text().replace("\n[publication]", stated + "\n[publication]"))
    covered = (make.block("2024-01-01", "2026-01-31", *COUNTRIES),)
    read = make.events(*EVENTS, coverage=covered)
    values: dict[str, Any] = {
        "watch": read_watch(watch.folder), "events": read.table, "by_source": {"ucdp-ged": read}, "monthly": None,
        "coverage": covered, "registry": actors.Registry(()), "unresolved": (), "refs": (make.ref(),),
        "newest": {"ucdp-ged": dt.date(2026, 1, 9)}, "counts": (), "problems": (),
    }  # fmt: skip
    return Inputs(**(values | more))


def tables(found: Inputs) -> Any:
    return asked_tables(found, MONTH, land_borders(COUNTRIES), watch_forecasts(found, MONTH))


def test_what_is_not_asked_is_empty(tmp_path: Path) -> None:
    found = tables(inputs(tmp_path))
    assert {name: table.num_rows for name, table in found.items()} == {
        "attention": 0,
        "vulnerability": 0,
        "weighted": 0,
    }
    assert found["attention"].schema == ATTENTION_TABLE


def test_media_volume_of_the_month(tmp_path: Path) -> None:
    mentions = [20 + n % 5 for n in range(1096)] + [60] * 31
    mentions[-8] = 200  # 24 January
    found = inputs(
        tmp_path, attention=volume("2023-01-01", 10_000, AFG=mentions, PAK=[30 + n % 7 for n in range(1127)])
    )
    table = tables(found)["attention"]
    rows = {row["country"]: row for row in table.to_pylist()}
    assert list(rows) == COUNTRIES
    assert rows["AFG"]["ratio"] == pytest.approx((60 * 30 + 200) / 31 / 22, rel=1e-3)
    assert rows["AFG"]["lag_of_peak_days"] == 24 - 9
    assert rows["AFG"]["belated"] is True
    assert rows["AFG"]["cannot_say_lag"] == "no loaded source looks at every day of the norm"
    assert rows["TJK"]["cannot_say"] == "nothing was told in the norm"
    assert {row["source"] for row in rows.values()} == {"gdelt"}
    assert not_shown(found) == ()


def test_media_volume_of_other_months_is_not_shown(tmp_path: Path) -> None:
    found = inputs(tmp_path, attention=volume("2024-01-01", 10_000, AFG=[20] * 90))
    assert tables(found)["attention"].num_rows == 0


def test_media_volume_that_the_watch_does_not_ask_for_is_told(tmp_path: Path) -> None:
    found = inputs(tmp_path, attention=volume("2026-01-01", 10_000, AFG=[20] * 31))
    file = found.watch.file.model_copy(update={"attention": None})
    silent = dataclasses.replace(found, watch=dataclasses.replace(found.watch, file=file))
    assert tables(silent)["attention"].num_rows == 0
    assert [str(problem) for problem in not_shown(silent)] == [
        "media volume is loaded and not shown: watch.toml has no [attention]; "
        "copy it from the file that sarhad new writes"
    ]


def asked(*parts: str, weights: str = "") -> str:
    head, tail = VULNERABILITY.split("  { component")[0], "]\n"
    return head + "".join(parts) + tail + weights


def test_components_of_the_watch(tmp_path: Path) -> None:
    border = '  { component = "border-measured", worse = "more" },\n'
    found = tables(inputs(tmp_path, asked(border, PARTS, TREND)))
    rows = {(row["component"], row["country"]): row for row in found["vulnerability"].to_pylist()}
    assert {country for _, country in rows} == {"PAK", "TJK"}, "without the country of concern"
    assert rows["border-measured", "PAK"]["value"] > rows["border-measured", "TJK"]["value"] > 1000
    assert rows["events-inside", "PAK"]["value"] == 1
    assert rows["events-inside", "TJK"]["value"] == 0
    assert rows["events-beyond", "PAK"]["value"] == 1
    assert rows["events-inside", "PAK"]["as_of"] == "2026-01"
    assert rows["deaths-trend", "PAK"]["cannot_say"] == "no death in the months before"
    assert rows["deaths-trend", "PAK"]["as_of"] == "2025-02 to 2026-01 against 2024-02 to 2025-01"
    assert rows["events-inside", "PAK"]["source"].startswith("ucdp-ged 26.1")
    assert found["weighted"].num_rows == 0, "no weights are stated"


def test_the_forecast_of_the_next_month_is_a_component(tmp_path: Path) -> None:
    rows = [make.event(n, f"2025-{n % 12 + 1:02}-09", country="PAK", deaths_best=30) for n in range(36)]
    read = make.events(*rows, coverage=(make.block("2024-01-01", "2026-01-31", "AFG", "PAK"),))
    part = '  { component = "forecast", worse = "more" },\n'
    found = inputs(tmp_path, asked(part), events=read.table, by_source={"ucdp-ged": read}, coverage=read.coverage)
    ahead = watch_forecasts(found, MONTH)
    assert ahead is not None
    told = {c["country"]: c["months"][0] for c in ahead.made["countries"]}
    values = {row["country"]: row for row in tables(found)["vulnerability"].to_pylist()}
    pakistan, tajikistan = values["PAK"], values["TJK"]
    assert pakistan["as_of"] == told["PAK"]["month"] == "2026-02"
    assert pakistan["value"] == told["PAK"]["quantiles"]["50"] > 0
    assert pakistan["low"] <= pakistan["value"] <= pakistan["high"] == told["PAK"]["quantiles"]["95"]
    assert (tajikistan["value"], tajikistan["rank"]) == (None, None)
    assert tajikistan["cannot_say"] == ahead.made["no_forecast"]["TJK"]


def test_published_lengths_are_those_of_the_watch(tmp_path: Path) -> None:
    found = inputs(tmp_path, asked('  { component = "border-published", worse = "more" },\n'))
    path = found.watch.folder / "borders.csv"
    path.write_text("country_a,country_b,published_km,figure,source_title\nAFG,TJK,1357,main,A book\n")
    files = found.watch.file.files.model_copy(update={"borders": "borders.csv"})
    file = found.watch.file.model_copy(update={"files": files})
    rows = tables(dataclasses.replace(found, watch=dataclasses.replace(found.watch, file=file)))["vulnerability"]
    pakistan, tajikistan = rows.to_pylist()
    assert (tajikistan["value"], tajikistan["source"]) == (1357, "A book")
    assert pakistan["cannot_say"] == "no published length of the Afghanistan–Pakistan border"


def doctors(*rows: tuple[str, int, float], licence: str = "open") -> Indicators:
    table = pa.Table.from_pylist(
        [
            {"country": country, "period": str(year), "start": dt.date(year, 1, 1), "end": dt.date(year, 12, 31),
             "indicator": "Doctors", "value": value, "unit": "per 1,000", "source": "WHO", "source_version": "1",
             "citation": "", "licence": "CC BY 4.0", "licence_class": licence}
            for country, year, value in rows
        ], INDICATORS_SCHEMA)  # fmt: skip
    return Indicators(table, Provenance("test"), (), len(rows))


def test_indicators_with_their_years_and_weights(tmp_path: Path) -> None:
    stated = asked(PARTS, DOCTORS, weights="weights = { events-inside = 0.25, Doctors = 0.75 }\n")
    found = tables(inputs(tmp_path, stated, indicators=doctors(("PAK", 2019, 1.1), ("TJK", 2014, 1.0))))
    rows = {row["country"]: row for row in found["vulnerability"].to_pylist() if row["component"] == "Doctors"}
    assert (rows["TJK"]["rank"], rows["TJK"]["as_of"]) == (1, "2014")
    weighted = found["weighted"].to_pylist()
    assert [(r["country"], r["weighted_rank"], r["rank"]) for r in weighted] == [("PAK", 1.75, 2), ("TJK", 1.25, 1)]
    assert [(r["rank_best"], r["rank_worst"]) for r in weighted] == [(1, 2), (1, 2)]


def test_an_indicator_that_is_not_loaded_or_may_not_be_shown_stops_the_build(tmp_path: Path) -> None:
    found = inputs(tmp_path, asked(DOCTORS), indicators=doctors(("PAK", 2019, 1.1), licence="private"))
    with pytest.raises(InputError) as told:
        tables(found)
    assert told.value.args[0] == "there is no indicator Doctors"
    assert told.value.do == "take one that is loaded: none is loaded"


def test_from_files_of_gdelt_to_the_page(tmp_path: Path) -> None:
    """Eight months of files by day; in the last one the media tell four times as much of Pakistan from the 20th on."""
    watch = create_watch(tmp_path / "watch", title="Two", countries=["PAK", "AFG"], start=dt.date(2014, 1, 1))
    file = watch.folder / "watch.toml"
    text = file.read_text().replace("norm_months = 36", "norm_months = 7")
    file.write_text(text.replace("\n[publication]", asked(PARTS) + "\n[publication]"))
    day = dt.date(2024, 5, 1)
    while day <= dt.date(2024, 12, 31):
        told = (day.toordinal() % 5 + 10) * (4 if day >= dt.date(2024, 12, 20) else 1)
        lines = (
            gdelt.row(gdelt.V1, ActionGeo_CountryCode=code, NumMentions=n, DATEADDED=f"{day:%Y%m%d}", GLOBALEVENTID=n)
            for code, n in (("PK", told), ("US", 1000))
        )
        gdelt.write(tmp_path / "gdelt" / f"{day:%Y%m%d}.export.CSV", *lines)
        day += dt.timedelta(days=1)
    store = Store(watch.state / "store")
    take_attention(store, [tmp_path / "gdelt"])
    rows = [
        {"country": "Pakistan", "country_id": "770", "year": "2024", "date_start": f"2024-12-{n:02}",
         "date_end": f"2024-12-{n:02}"} for n in (3, 3, 9)
    ]  # fmt: skip
    path = ged.write(tmp_path, *rows, name="GEDEvent_v25_1.csv")
    file.write_text(file.read_text() + f'\n[[sources]]\nsource = "ucdp-ged"\nfile = "{path.name}"\n')
    path.rename(watch.folder / path.name)
    build(read_watch(watch.folder), month="2024-12")
    month = watch.site / "2024-12"
    page = (month / "index.html").read_text(encoding="utf-8")
    assert 'id="attention"' in page
    assert 'id="vulnerability"' in page
    assert "belated" in page.split('id="attention"')[1].split("</section>")[0]
    number = (month / "numbers" / "attention-pak-ratio.html").read_text(encoding="utf-8")
    assert "GDELT" in number
    assert "FROM attention" in number
    assert (month / "data" / "attention.csv").read_text().count("gdelt") == 2
