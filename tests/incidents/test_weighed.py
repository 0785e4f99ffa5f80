"""The band of each pair and why it is in it."""

from __future__ import annotations

import pyarrow as pa

from sarhad.incidents import PAIRS_SCHEMA, Matched, reconcile
from sarhad.incidents.engines import Window
from sarhad.incidents.fit import Fit
from tests.incidents.pairs import pair
from tests.incidents.test_reconcile import bands, decided, engine, groups, told
from tests.make import event, table


def test_of_equal_pairs_the_one_stays_that_the_engine_has_linked() -> None:
    def run(left: pa.Table, right: pa.Table) -> pa.Table:
        rows = [pair("a:1", f"b:{n}", probability=1.0, model_probability=1.0, band="linked" if n == 2 else "review",
                     why="model") for n in (1, 2, 3)]  # fmt: skip
        return pa.Table.from_pylist(rows, schema=PAIRS_SCHEMA)

    found = reconcile(table(*told("a:1", "b:1", "b:2", "b:3")), engine=run, within=False)
    assert groups(found) == {frozenset({"a:1", "b:2"})}
    assert bands(found)["a:1", "b:1"] == ("review", "rival")


def test_a_published_rule_is_an_engine_too() -> None:
    rows = [event(1, source="a"), event(1, source="b", latitude=34.501), event(2, source="b", latitude=36.0)]
    found = reconcile(table(*rows), engine=Window(km=1, days=1, one_to_one=True), within=False)
    assert groups(found) == {frozenset({"a:1", "b:1"})}
    assert found.provenance.parameters["engine"] == "Window"


def test_pairs_of_refused_sources_are_for_review_and_a_decision_stands_above() -> None:
    def run(left: pa.Table, right: pa.Table) -> Matched:
        rows = [pair("a:1", "b:1", model_probability=0.9), pair("a:2", "b:2", model_probability=0.1),
                pair("a:3", "b:3", model_probability=0.9)]  # fmt: skip
        pairs = pa.Table.from_pylist(rows, schema=PAIRS_SCHEMA)
        return Matched(pairs, "They hardly overlap.", (), Fit(), (3, 3))

    rows = told("a:1", "a:2", "a:3", "b:1", "b:2", "b:3")
    found = reconcile(table(*rows), engine=run, within=False, decisions=decided(("a:3", "b:3", "same")))
    assert bands(found) == {
        ("a:1", "b:1"): ("review", "refused"), ("a:2", "b:2"): ("apart", "refused"),
        ("a:3", "b:3"): ("linked", "decision"),
    }  # fmt: skip
    assert found.refused == {("a", "b"): "They hardly overlap."}


def test_two_that_a_person_was_unsure_of_are_joined_by_other_decisions_only() -> None:
    known = (("a:1", "b:1", 0.9), ("b:1", "c:1", 0.9), ("a:1", "c:1", 0.9))
    unsure = ("a:1", "c:1", "unsure")
    found = reconcile(table(*told("a:1", "b:1", "c:1")), engine=engine(*known), within=False,
                      decisions=decided(unsure))  # fmt: skip
    assert bands(found)["a:1", "c:1"] == ("review", "decision")
    assert len(groups(found)) == 1
    same = [("a:1", "b:1", "same"), ("b:1", "c:1", "same")]
    found = reconcile(table(*told("a:1", "b:1", "c:1")), engine=engine(*known), within=False,
                      decisions=decided(unsure, *same))  # fmt: skip
    assert bands(found)["a:1", "c:1"] == ("linked", "joined")
