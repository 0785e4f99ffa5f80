"""Every measure takes incidents, and counts each once where events of two sources count twice."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pyarrow as pa
import pytest

from sarhad.events import Result
from sarhad.incidents import PAIRS_SCHEMA, Reconciled, reconcile
from sarhad.measures import change, exposure, incidence, trend
from tests.incidents.pairs import pair
from tests.make import event, events
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
