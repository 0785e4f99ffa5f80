"""Every measure takes incidents, and counts each once where events of two sources count twice."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pyarrow as pa
import pytest

from sarhad.events import Result
from sarhad.incidents import PAIRS_SCHEMA, Reconciled, reconcile
from sarhad.measures import (
    alerts,
    change,
    clusters,
    dyads,
    exposure,
    hotspots,
    incidence,
    network,
    repeats,
    slope,
    trend,
)
from tests.incidents.pairs import pair
from tests.make import block, event, events, table
from tests.measures.test_exposure import ROAD

D = dt.date.fromisoformat
WHERE = {"latitude": 34.05, "longitude": 69.5}
ONE = [event(n, f"2026-01-{n:02}", source="a", deaths_best=2, **WHERE) for n in range(1, 21)]
OTHER = [event(n, f"2026-01-{n:02}", source="b", deaths_best=2, **WHERE) for n in range(11, 25)]
BOTH = range(11, 21)
SPAN = {"start": D("2026-01-01"), "end": D("2026-01-31")}


def linked(left: pa.Table, right: pa.Table) -> pa.Table:
    return pa.Table.from_pylist([pair(f"a:{n}", f"b:{n}") for n in BOTH], schema=PAIRS_SCHEMA)


FOUND = reconcile([events(*ONE, source="a"), events(*OTHER, source="b")], engine=linked, within=False)
TOLD = pa.Table.from_pylist(ONE + OTHER, schema=FOUND.events.table.schema)


def counted(result: Result[Any], name: str) -> float:
    return float(sum(result.table[name].to_pylist()))


CALLS: dict[str, tuple[Callable[[Any], Result[Any]], str]] = {
    "incidence": (lambda e: incidence(e, unit="country", period="month", under_check="leave out", **SPAN), "events"),
    "exposure": (
        lambda e: exposure(
            e, (ROAD,), bands_km=(10,), history_start=D("2025-12-01"), place_precision_max=2, under_check="leave out",
            **SPAN,
        ),
        "events",
    ),
    "trend": (
        lambda e: trend(
            e, before=(D("2025-12-01"), D("2025-12-31")), after=(D("2026-01-01"), D("2026-01-31")), of="events",
            deaths="best", confidence=0.9,
        ),
        "n_after",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CALLS)
def test_counts_differ_from_those_of_events_by_the_duplicates(name: str) -> None:
    measure, column = CALLS[name]
    assert isinstance(FOUND, Reconciled)
    assert len(BOTH) == 10
    assert counted(measure(TOLD), column) == 34
    result = measure(FOUND)
    assert counted(result, column) == 34 - len(BOTH)
    assert [ref.name for ref in result.provenance.sources] == ["a", "b"], "the sources of the incidents are named"


def test_deaths_of_an_incident_count_once() -> None:
    measure, _ = CALLS["incidence"]
    assert counted(measure(TOLD), "deaths_best") == 68
    assert counted(measure(FOUND), "deaths_best") == 48


def test_the_months_of_a_change_are_those_of_the_incidents() -> None:
    asked = {
        "of": "events", "deaths": "best", "start": D("2025-02-01"), "end": D("2026-01-31"),
        "under_check": "leave out", "status": "final", "penalty": "BIC", "shortest_months": 3, "block_months": 1,
        "permutations": 99, "seed": 1, "confidence": 0.95,
    }  # fmt: skip
    assert change(TOLD, **asked).provenance.rows_used == 34
    assert change(FOUND, **asked).provenance.rows_used == 24


def test_incidents_without_a_link_measure_as_the_events_do() -> None:
    def nothing(left: pa.Table, right: pa.Table) -> pa.Table:
        return PAIRS_SCHEMA.empty_table()

    apart = reconcile(TOLD, engine=nothing, within=False)
    for measure, _ in CALLS.values():
        one, other = (measure(given).table.to_pylist() for given in (apart, TOLD))
        for row in (*one, *other):
            row.pop("largest_event", None)
        assert one == other


def spread(n: int, source: str) -> dict[str, Any]:
    """An event whose place, sides and cell go with its number, so that both sources tell the same of it."""
    day = D("2025-02-03") + dt.timedelta(days=14 * (n - 1))
    return event(
        n, str(day), source=source, deaths_best=2 + n % 3, deaths_high=9,
        longitude=69 + n % 7 / 20, latitude=34 + n % 5 / 20, side_b="BCD"[n % 3],
        priogrid_gid=[179779, 179059, 178339][n % 3],
    )  # fmt: skip


FIRST, SECOND = ([spread(n, source) for n in span] for source, span in (("a", range(1, 21)), ("b", range(11, 25))))
JOINED = reconcile([events(*FIRST, source="a"), events(*SECOND, source="b")], engine=linked, within=False)
TWICE = table(*FIRST, *SECOND)
ONCE = table(*FIRST, *SECOND[len(BOTH) :])
YEAR = {"start": D("2025-02-01"), "end": D("2026-01-31"), "under_check": "leave out"}
PRECISE = {"place_precision_max": 2, "date_precision_max": 2}
DRAWN = {"permutations": 99, "seed": 1}

NEWER: dict[str, Callable[[Any], Result[Any]]] = {
    "change": lambda e: change(
        e, of="events", deaths="best", status="final", penalty="BIC", shortest_months=3, block_months=1,
        confidence=0.95, **DRAWN, **YEAR,
    ),
    "slope": lambda e: slope(e, of="deaths", deaths="best", status="final", confidence=0.95, **YEAR),
    "hotspots": lambda e: hotspots(
        e, of="events", deaths="best", countries=["AFG"], scale="as it is", reach_km=100, place_precision_max=3,
        false_discovery_rate=0.05, **DRAWN, **YEAR,
    ),
    "clusters": lambda e: clusters(
        e, radii_km=(5, 10), period="month", longest_periods=3, most_share=0.5, listed=3, **PRECISE, **DRAWN, **YEAR
    ),
    "repeats": lambda e: repeats(e, bands_km=(5, 20), bands_days=(15, 45), within="window", **PRECISE, **DRAWN, **YEAR),
    "network": lambda e: network(
        e, of="deaths", deaths="best", violence_types=["state-based"], period="year", **DRAWN, **YEAR
    ),
    "alerts": lambda e: alerts(
        e, countries=["AFG"], lines=(ROAD,), deaths="best", window_days=20, floor=3, years=(1,), near_km=10,
        quiet_months=1, history_start=D("2024-01-01"), place_precision_max=2,
        coverage=(block("2024-01-01", "2026-01-31"),), **YEAR,
    ),
    "dyads": lambda e: dyads(e, period="month", fill="none", active_deaths=25, **YEAR),
    "corridors": lambda e: incidence(
        e, unit="corridor", lines=(ROAD,), band_km=10, place_precision_max=2, period="quarter", **YEAR
    ),
}  # fmt: skip


def told(result: Result[Any]) -> list[dict[str, Any]]:
    """The rows without the ids of events, which those of incidents are not."""
    return [
        {name: value for name, value in row.items() if name not in ("event_id", "event_ids", "largest_event")}
        for row in result.table.to_pylist()
    ]


@pytest.mark.parametrize("name", NEWER)
def test_incidents_measure_as_events_do_that_one_source_tells_once(name: str) -> None:
    measure = NEWER[name]
    found, once, twice = (measure(given) for given in (JOINED, ONCE, TWICE))
    assert any(row.get("cannot_say") is None for row in told(found)), "the measure says something"
    assert told(found) == told(once)
    assert told(found) != told(twice), "duplicates would show"
    assert twice.provenance.rows_used - found.provenance.rows_used == once_less(twice, once)
    assert [ref.name for ref in found.provenance.sources] == ["a", "b"]


def once_less(twice: Result[Any], once: Result[Any]) -> int:
    """How many rows the duplicates make; at least one of the ten lies where the measure looks."""
    more = twice.provenance.rows_used - once.provenance.rows_used
    assert 0 < more <= len(BOTH)
    return more
