"""A small issue made by hand: Avaria and Bergland, March 2021, with every sort of row."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pytest
from shapely.geometry import LineString

from sarhad.actors import Registry
from sarhad.build.asked import ATTENTION_TABLE
from sarhad.build.controls import SCHEMA as CONTROLS
from sarhad.build.line_months import SCHEMA as LINE_MONTHS
from sarhad.build.providers import PROVIDERS_SCHEMA
from sarhad.bulletin import Issue
from sarhad.claims import Claim, History, Reading, Verdict
from sarhad.errors import Problem
from sarhad.events import EVENTS_SCHEMA, Coverage, SourceRef
from sarhad.measures import VULNERABILITY_SCHEMA, WEIGHTED_SCHEMA
from sarhad.measures.exposure import EXPOSURE_SCHEMA
from sarhad.places import Line, Node
from sarhad.sources import INDICATORS_SCHEMA

MARCH = dt.date(2021, 3, 1)
CANDIDATE = SourceRef(
    "ucdp-candidate", "UCDP Candidate Events Dataset", "21.0.3", "CC BY 4.0", "Hegre and others (2020).",
    dt.date(2021, 4, 20), "GEDEvent_v21_0_3.csv", "ab" * 32,
)  # fmt: skip
CHRONOLOGY = SourceRef("chronology", "Chronology of the watch", "1", "own work", "", None, "chronology.csv", "cd" * 32)
COVERED = (
    Coverage(
        "ucdp-candidate", dt.date(2021, 3, 1), dt.date(2021, 3, 31), frozenset({"AFG", "PAK"}), status="candidate"
    ),
)
MONTHLY = pa.schema(
    [("country", pa.string()), ("month", pa.date32()), ("events", pa.int64()), ("deaths_low", pa.int64()),
     ("deaths_best", pa.int64()), ("deaths_high", pa.int64()), ("source", pa.string()),
     ("source_version", pa.string()), ("citation", pa.string())]
)  # fmt: skip
NODES = pa.schema(
    [("corridor", pa.string()), ("seq", pa.int32()), ("node", pa.string()), ("country", pa.string()),
     ("longitude", pa.float64()), ("latitude", pa.float64())]
)  # fmt: skip
COUNTS = pa.schema(
    [("source", pa.string()), ("version", pa.string()), ("read", pa.int64()), ("kept", pa.int64()),
     ("left_out", pa.int64()), ("reason", pa.string())]
)  # fmt: skip


def event(number: int, **values: Any) -> dict[str, Any]:
    """A settled candidate row in Kabul on 5 March with 4 (2-9) deaths, and what the test says otherwise."""
    day = values.pop("day", dt.date(2021, 3, 5))
    source = values.get("source", "ucdp-candidate")
    row: dict[str, Any] = dict.fromkeys(EVENTS_SCHEMA.names)
    row |= {
        "event_id": f"{source}:{number}", "source": source, "source_id": str(number), "source_version": "21.0.3",
        "status": "candidate", "date_start": day, "date_end": day, "date_precision": 1, "longitude": 69.2,
        "latitude": 34.5, "place_precision": 1, "place": "Kabul city", "admin1": "Kabul province", "country": "AFG",
        "side_a": "Government of Afghanistan", "side_b": "Taleban", "violence_type": "state-based", "deaths_low": 2,
        "deaths_best": 4, "deaths_high": 9, "citation": "a report", "licence": "CC BY 4.0", "licence_class": "open",
    }  # fmt: skip
    return row | values


ROWS = (
    event(1),
    event(2, day=dt.date(2021, 3, 6), deaths_low=1, deaths_best=1, deaths_high=1),
    event(3, country="PAK", side_a="Government of Pakistan", side_b="TTP", place="Quetta town",
          admin1="Balochistan province", longitude=67.0, latitude=30.2, place_precision=4),
    # two days of March, two of April: half of its 8 deaths belong to March
    event(4, date_start=dt.date(2021, 3, 30), date_end=dt.date(2021, 4, 2), deaths_low=8, deaths_best=8, deaths_high=8),
    event(5, deaths_best=500, deaths_low=100, deaths_high=900, under_check="Check deaths"),
    event(6, source="chronology", source_version="1", status="final", deaths_best=None, deaths_low=None,
          deaths_high=None, deaths_reported=3, licence="own work"),
    event(7, country="RUS", place="Moscow city", longitude=37.6, latitude=55.7),
)  # fmt: skip
FIGURES = tuple(
    {"country": "AFG", "month": dt.date(2021, m, 1), "events": 3, "deaths_low": None, "deaths_best": 10 * m,
     "deaths_high": 10 * m, "source": "ucdp-ged", "source_version": "25.1", "citation": "UCDP"}
    for m in (1, 2)
)  # fmt: skip
NODE = {"country": "AFG", "coordinate_source": "a gazetteer", "route_source": "a treaty"}
ROAD = Line(
    "road", "The road", "road", "operating", (LineString([(69.0, 34.5), (69.4, 34.5)]),), 36.8, 60.0, 36.8,
    ("Here to There: no coordinate",), (Node("Kabul", longitude=69.0, latitude=34.5, **NODE),
                                        Node("Nowhere", longitude=None, latitude=None, **NODE)),
)  # fmt: skip


def _node(line: Line, seq: int) -> dict[str, Any]:
    node = line.nodes[seq]
    return {"corridor": line.id, "seq": seq, "node": node.name, "country": node.country, "longitude": node.longitude,
            "latitude": node.latitude}  # fmt: skip


def verdict(name: str, says: str, outcome: str, holds: bool | None) -> Verdict:
    """A verdict with one reading."""
    reading = Reading("ucdp-candidate", {"source": "ucdp-candidate"}, holds, 2.0, 1.0, 3.0)
    return Verdict(
        claim=Claim(id=name, says=says, kind="count"),
        verdict=outcome,  # type: ignore[arg-type]
        readings=() if outcome == "not-checkable" else (reading,),
        evidence=("ucdp-candidate:1",),
        left_out={"under check": 1},
        would_decide="",
        decided_by="",
        why="Two events are loaded.",
        tolerance="",
        query="select 2",
        sources=(CANDIDATE,),
        checked_at=dt.date(2021, 5, 1),
        value=2.0,
        low=1.0,
        high=3.0,
        unit="events",
    )


VERDICTS = (
    verdict("two-attacks", "There were two attacks.", "supported", True),
    verdict("it-was-cold", "It was cold.", "not-checkable", None),
)


def issues(folder: Path) -> Callable[..., Issue]:
    """Builds issues: `rows`, `figures`, `cells` of other providers, further `tables`, and any field of `Issue`."""

    def make(
        rows: tuple[dict[str, Any], ...] = ROWS,
        figures: tuple[dict[str, Any], ...] = FIGURES,
        cells: tuple[dict[str, Any], ...] = (),
        **fields: Any,
    ) -> Issue:
        month = fields.get("month", MARCH)
        last = (month + dt.timedelta(days=31)).replace(day=1) - dt.timedelta(days=1)
        lines = fields.get("lines", (ROAD,))
        con = duckdb.connect()
        tables = {
            "events": pa.Table.from_pylist(list(rows), EVENTS_SCHEMA),
            "monthly": pa.Table.from_pylist(list(figures), MONTHLY),
            "exposure": EXPOSURE_SCHEMA.empty_table(),
            "borders_exposure": EXPOSURE_SCHEMA.empty_table(),
            "controls": CONTROLS.empty_table(),
            "line_months": LINE_MONTHS.empty_table(),
            "nodes": pa.Table.from_pylist([_node(line, n) for line in lines for n in range(len(line.nodes))], NODES),
            "read_counts": pa.Table.from_pylist(
                [{"source": "ucdp-candidate", "version": "21.0.3", "read": 20, "kept": 6, "left_out": 14,
                  "reason": "other countries"}], COUNTS),
            "indicators": pa.Table.from_pylist(list(fields.pop("indicators", ())), INDICATORS_SCHEMA),
            "attention": ATTENTION_TABLE.empty_table(),
            "vulnerability": VULNERABILITY_SCHEMA.empty_table(),
            "weighted": WEIGHTED_SCHEMA.empty_table(),
            "providers": pa.Table.from_pylist(list(cells), PROVIDERS_SCHEMA),
            **fields.pop("tables", {}),
        }  # fmt: skip
        for name, table in tables.items():
            con.register("arrow", table)
            con.execute(f"create table {name} as select * from arrow")
            con.unregister("arrow")
        con.execute(
            "create table month as select *, (least(date_end, $last) - greatest(date_start, $first) + 1) /"
            " (date_end - date_start + 1)::double as share, under_check is null as clear from events"
            " where date_start <= $last and date_end >= $first order by event_id",
            {"first": month, "last": last},
        )
        values: dict[str, Any] = {
            "watch_id": "test", "title": "Two countries", "publisher": "A publisher",
            "base_url": "https://example.org/two/", "correction_contact": "corrections@example.org",
            "countries": ("AFG", "PAK"), "country_names": {"AFG": "Afghanistan", "PAK": "Pakistan", "RUS": "Russia"},
            "month": MARCH, "con": con, "lines": (ROAD,), "borders": (), "registry": Registry(()),
            "unresolved": (("Taleban", 4),), "verdicts": VERDICTS, "claim_history": History(folder / "history.jsonl"),
            "sources": (CANDIDATE, CHRONOLOGY), "freshness": {"ucdp-candidate": dt.date(2021, 4, 2)},
            "coverage": COVERED, "problems": (Problem("year", "the year is 25", "a.csv", 3, effect="record left out"),),
            "manifest": {"watch": "test"}, "code_version": "0.1.0", "also": {"RUS": ("islamic-state",)},
            "parameters": {"bands_km": [10, 25, 50], "history_months": 12, "max_hop_km": 300, "place_precision_max": 2},
        }  # fmt: skip
        return Issue(**(values | fields))

    return make


@pytest.fixture
def make_issue(tmp_path: Path) -> Callable[..., Issue]:
    """Builds issues, each test with a history of its own."""
    return issues(tmp_path)


@pytest.fixture(scope="session")
def figure_cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Rendered charts are kept between the tests of a run."""
    return tmp_path_factory.mktemp("figures")
