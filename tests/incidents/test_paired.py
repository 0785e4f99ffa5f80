"""The engine asked about every two sources, once each, in one order."""

from __future__ import annotations

import pyarrow as pa

from sarhad.incidents import PAIRS_SCHEMA, Alias, Matched, reconcile
from sarhad.incidents.fit import Fit
from tests.incidents.test_match import two_sources
from tests.incidents.test_reconcile import groups, told
from tests.make import table


def test_every_two_sources_are_asked_once_by_name_with_rows_by_id() -> None:
    asked = []

    def run(left: pa.Table, right: pa.Table) -> pa.Table:
        asked.append((left["event_id"].to_pylist(), right["event_id"].to_pylist()))
        return PAIRS_SCHEMA.empty_table()

    reconcile(table(*told("c:1", "b:2", "a:1", "b:1")), engine=run, within=False)
    assert asked == [(["a:1"], ["b:1", "b:2"]), (["a:1"], ["c:1"]), (["b:1", "b:2"], ["c:1"])]


def test_splink_is_the_second_engine_and_links_nothing_between_sources_that_hardly_overlap() -> None:
    one, other = two_sources(shared=150, each=50)
    both = pa.concat_tables([one, other])
    by_splink, own = (reconcile(both, engine=name, within=False) for name in ("splink", "sarhad"))
    assert by_splink.provenance.parameters["engine"] == "splink"
    assert not by_splink.refused
    assert len(groups(by_splink) & groups(own)) >= 100
    few, apart = two_sources(shared=5, each=200)
    refused = reconcile(pa.concat_tables([few, apart]), engine="splink", within=False)
    assert refused.refused
    assert groups(refused) == set()
    assert set(refused.pairs["why"].to_pylist()) == {"refused"}


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
