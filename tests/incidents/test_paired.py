"""The engine asked about every two sources, once each, in one order."""

from __future__ import annotations

import pyarrow as pa

from sarhad.incidents import PAIRS_SCHEMA, Alias, Matched, reconcile
from sarhad.incidents.fit import Fit
from tests.incidents.test_reconcile import told
from tests.make import table


def test_every_two_sources_are_asked_once_by_name_with_rows_by_id() -> None:
    asked = []

    def run(left: pa.Table, right: pa.Table) -> pa.Table:
        asked.append((left["event_id"].to_pylist(), right["event_id"].to_pylist()))
        return PAIRS_SCHEMA.empty_table()

    reconcile(table(*told("c:1", "b:2", "a:1", "b:1")), engine=run, within=False)
    assert asked == [(["a:1"], ["b:1", "b:2"]), (["a:1"], ["c:1"]), (["b:1", "b:2"], ["c:1"])]


def test_what_the_engine_found_beside_the_pairs_is_kept() -> None:
    def run(left: pa.Table, right: pa.Table) -> Matched:
        alias = Alias("Taliban", "Taleban", 5, 0.9)
        fit = Fit(notes=("Too few.",))
        return Matched(PAIRS_SCHEMA.empty_table(), None, (alias,), fit, (1, 1), {"no place": 2}, 0.5)

    found = reconcile(table(*told("a:1", "b:1", "c:1")), engine=run, within=False)
    assert [(p.source_a, p.source_b, p.alias.name_b) for p in found.proposed_aliases] == [
        ("a", "b", "Taleban"), ("a", "c", "Taleban"), ("b", "c", "Taleban"),
    ]  # fmt: skip
    assert "a and b: Too few." in found.provenance.notes
    # each source is compared with two others: three comparisons of two sources, an event counted in two of them
    assert any(note.startswith("3 events were compared with nothing (no place)") for note in found.provenance.notes)
