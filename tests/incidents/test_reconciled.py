"""Incidents as a table of events, for everything that takes events."""

from __future__ import annotations

from sarhad.events import EVENTS_SCHEMA
from sarhad.incidents import reconcile
from sarhad.incidents.reconciled import INCIDENTS_SOURCE
from tests.incidents.test_reconcile import engine
from tests.make import block, event, events


def test_each_incident_is_an_event_of_its_own_source() -> None:
    one = events(
        event(1, source="a", side_a_id="7", conflict_id="333", revised=3),
        source="a",
        coverage=(block("2026-01-01", "2026-01-31"),),
    )
    other = events(event(1, source="b", deaths_best=9), event(2, source="b"), source="b")
    found = reconcile([one, other], engine=engine(("a:1", "b:1", 0.9)), within=False)
    made = found.events
    assert made.table.schema.equals(EVENTS_SCHEMA)
    assert made.table["event_id"].to_pylist() == found.incidents["incident_id"].to_pylist()
    assert set(made.table["source"].to_pylist()) == {INCIDENTS_SOURCE}
    assert made.table["source_id"].to_pylist() == ["a:1", "b:2"]
    assert made.table["source_version"].to_pylist() == ["a and b", "b"]
    assert made.table["side_a_id"].null_count == made.table["revised"].null_count == 2
    assert made.table["conflict_id"].null_count == 2, "a number of one source"
    assert made.table["deaths_best"].to_pylist() == [2, 2], "the best figure is the lead's"
    assert made.table["deaths_high"].to_pylist() == [9, 3]
    assert (made.rows_read, made.provenance, made.coverage) == (2, found.provenance, ())


def test_coverage_is_that_of_the_sources_that_are_reconciled() -> None:
    looks = block("2026-01-01", "2026-01-31", source="a")
    one = events(event(1, source="a"), source="a", coverage=(looks,))
    other = events(event(1, source="b"), source="b", coverage=(block("2026-01-01", "2026-01-31", source="b"),))
    assert reconcile([one, other], engine=engine(), within=False, sources=["a"]).coverage == (looks,)
