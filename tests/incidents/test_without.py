"""Incidents when some of their tellings do not count."""

import pyarrow as pa
import pytest

from sarhad.incidents import INCIDENTS_SCHEMA, PAIRS_SCHEMA, TELLINGS_SCHEMA, Decision, decisions_of, reconcile, without
from tests.make import event, events, table


def told(*ids, **values):
    """Events of these ids ("a:1")."""
    return [event(int(i.partition(":")[2]), source=i.partition(":")[0], **values) for i in ids]


def joined(rows, *same):
    """These rows, with the pairs that a person decided to be the same."""
    decisions = decisions_of(Decision(a, b, "same", "N", "2026-03-01") for a, b in same)
    sources = sorted({row["source"] for row in rows})
    parts = [events(*(row for row in rows if row["source"] == name), source=name) for name in sources]
    return reconcile(parts, engine=lambda left, right: PAIRS_SCHEMA.empty_table(), decisions=decisions)


def who(found):
    return sorted(map(tuple, found.incidents["event_ids"].to_pylist()))


ROWS = [
    *told("a:1", deaths_low=1, deaths_best=1, deaths_high=1, citation="The report"),
    *told("b:1", deaths_low=5, deaths_best=6, deaths_high=7, citation="A newspaper"),
    *told("c:1", deaths_low=9, deaths_best=9, deaths_high=99, citation="Another"),
    *told("a:2", citation="The report"),
    *told("b:3", citation="A newspaper"),
]
FOUND = joined(ROWS, ("a:1", "b:1"), ("b:1", "c:1"))


@pytest.mark.parametrize(
    ("gone", "left"),
    [
        ([], [("a:1", "b:1", "c:1"), ("a:2",), ("b:3",)]),
        (["a:1", "a:2"], [("b:1", "c:1"), ("b:3",)]),  # what only the report tells is no incident
        (["b:1"], [("a:1",), ("a:2",), ("b:3",), ("c:1",)]),  # the two others hung together only through it
        (["a:1", "b:1"], [("a:2",), ("b:3",), ("c:1",)]),
        (["a:1", "b:1", "c:1", "a:2", "b:3"], []),
        (["x:9"], [("a:1", "b:1", "c:1"), ("a:2",), ("b:3",)]),  # an event that was never told
    ],
)
def test_an_incident_is_what_the_other_tellings_tell(gone, left):
    found = without(FOUND, table(*ROWS), gone)
    assert who(found) == left
    assert found.incidents.schema == INCIDENTS_SCHEMA
    assert found.tellings.schema == TELLINGS_SCHEMA
    assert found.pairs.schema == PAIRS_SCHEMA
    assert sorted(found.tellings["event_id"].to_pylist()) == sorted(e for events in left for e in events)
    named = set(found.tellings["linked_to"].to_pylist()) | set(found.tellings["runner_up"].to_pylist())
    assert not named & set(gone)


def test_no_figure_of_a_telling_that_is_gone_remains():
    found = without(FOUND, table(*ROWS), ["a:1"])
    (row,) = found.incidents.filter(pa.compute.equal(found.incidents["n_tellings"], 2)).to_pylist()
    assert row["incident_id"] == "incident:b:1"
    assert (row["deaths_low"], row["deaths_high"]) == (5, 99)
    assert "The report" not in row["citation"]
    assert {figure["source"] for figure in row["deaths_by_source"]} == {"b", "c"}


def test_it_is_what_reconciling_the_rest_gives():
    """Removing a telling afterwards equals never having loaded it, where no link went through it."""
    rest = [row for row in ROWS if row["source"] != "a"]
    again = joined(rest, ("b:1", "c:1"))
    found = without(FOUND, table(*ROWS), ["a:1", "a:2"])
    columns = [name for name in INCIDENTS_SCHEMA.names if name != "probability"]
    assert found.incidents.select(columns).to_pylist() == again.incidents.select(columns).to_pylist()


def test_a_repetition_stays_one():
    rows = [*told("a:1", deaths_best=4), *told("a:2", deaths_best=4), *told("b:1", deaths_best=4)]
    found = without(joined(rows, ("a:1", "a:2"), ("a:1", "b:1")), table(*rows), ["b:1"])
    assert who(found) == [("a:1", "a:2")]
    assert found.incidents["deaths_best"].to_pylist() == [4]
