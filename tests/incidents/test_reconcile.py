"""From pairs to incidents: links, several sources, decisions, and what becomes of the counts."""

from __future__ import annotations

import datetime as dt
import io
import itertools
import random
from collections.abc import Callable
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sarhad.errors import InputError
from sarhad.events import EVENTS_SCHEMA
from sarhad.incidents import (
    INCIDENTS_SCHEMA,
    PAIRS_SCHEMA,
    TELLINGS_SCHEMA,
    Decision,
    Decisions,
    Reconciled,
    decisions_of,
    reconcile,
)
from tests.incidents.pairs import pair
from tests.make import event, events, table

WEIGHTS = {"weight_days": 3.0, "weight_place": 3.0, "weight_actors": 2.0, "weight_deaths": 1.0}


def engine(*known: tuple[str, str, float], **values: Any) -> Callable[[pa.Table, pa.Table], pa.Table]:
    """An engine that gives these pairs where it is asked about their two sources."""

    def run(left: pa.Table, right: pa.Table) -> pa.Table:
        here = {*left["event_id"].to_pylist(), *right["event_id"].to_pylist()}
        one, other = left["source"][0].as_py(), right["source"][0].as_py()
        rows = []
        for a, b, p in known:
            a, b = sorted((a, b))
            if {a, b} <= here and (a.partition(":")[0], b.partition(":")[0]) == (one, other):
                band = "linked" if p >= 0.5 else "review" if p >= 0.2 else "apart"
                rows.append(pair(a, b, model_probability=p, probability=p, band=band, **values))
        return pa.Table.from_pylist(rows, schema=PAIRS_SCHEMA)

    return run


def told(*ids: str, **values: Any) -> list[dict[str, Any]]:
    """Events of these ids ("a:1"), alike in all."""
    return [event(int(i.partition(":")[2]), source=i.partition(":")[0], **values) for i in ids]


def decided(*rows: tuple[str, str, str]) -> Decisions:
    return decisions_of(Decision(a, b, word, "N", "2026-03-01") for a, b, word in rows)


def groups(found: Reconciled) -> set[frozenset[str]]:
    """The incidents of several tellings, as sets of event ids."""
    return {frozenset(ids) for ids in found.incidents["event_ids"].to_pylist() if len(ids) > 1}


def bands(found: Reconciled) -> dict[tuple[str, str], tuple[str, str]]:
    rows = found.pairs.to_pylist()
    return {(row["event_a"], row["event_b"]): (row["band"], row["why"]) for row in rows}


def ipc(found: Reconciled) -> bytes:
    """The three tables as bytes."""
    out = io.BytesIO()
    for held in (found.incidents, found.tellings, found.pairs):
        with pa.ipc.new_stream(out, held.schema) as stream:
            stream.write_table(held.combine_chunks())
    return out.getvalue()


def run(rows: list[dict[str, Any]], *known: tuple[str, str, float], **values: Any) -> Reconciled:
    return reconcile(table(*rows), engine=engine(*known), within=False, **values)


def test_two_tellings_become_one_incident_and_the_rest_stay_alone() -> None:
    found = run(told("a:1", "a:2", "b:1", "b:2"), ("a:1", "b:1", 0.9), ("a:2", "b:2", 0.3))
    assert found.incidents.schema.equals(INCIDENTS_SCHEMA)
    assert found.tellings.schema.equals(TELLINGS_SCHEMA)
    assert found.pairs.schema.equals(PAIRS_SCHEMA)
    assert found.incidents["event_ids"].to_pylist() == [["a:1", "b:1"], ["a:2"], ["b:2"]]
    assert found.incidents["incident_id"].to_pylist() == ["incident:a:1", "incident:a:2", "incident:b:2"]
    assert found.incidents["probability"].to_pylist() == [0.9, None, None]
    assert bands(found) == {("a:1", "b:1"): ("linked", "model"), ("a:2", "b:2"): ("review", "model")}
    rows = {row["event_id"]: row for row in found.tellings.to_pylist()}
    assert (rows["b:1"]["linked_to"], rows["b:1"]["linked_by"], rows["b:1"]["probability"]) == ("a:1", "model", 0.9)
    assert rows["b:1"]["weight_place"] == 2.5
    assert (rows["a:2"]["linked_to"], rows["a:2"]["runner_up"], rows["a:2"]["runner_up_probability"]) == (
        None, "b:2", 0.3,
    )  # fmt: skip
    assert [rows[i]["role"] for i in ("a:1", "b:1", "a:2", "b:2")] == ["lead", "whole", "lead", "lead"]


@pytest.mark.parametrize(
    ("known", "linked", "why"),
    [
        (
            [("a:1", "b:1", 0.9), ("a:1", "b:2", 0.8), ("a:2", "b:1", 0.8)],
            {("a:1", "b:2"), ("a:2", "b:1")},
            "one-to-one: two links of .8 are worth more than one of .9",
        ),
        ([("a:1", "b:1", 0.9), ("a:1", "b:2", 0.8)], {("a:1", "b:1")}, "a source tells an incident once"),
        ([("a:1", "b:1", 0.49)], set(), "below the limit"),
        ([("a:1", "b:1", 0.5)], {("a:1", "b:1")}, "at the limit"),
    ],
)
def test_links_between_two_sources(known: list[tuple[str, str, float]], linked: set[tuple[str, str]], why: str) -> None:
    found = run(told("a:1", "a:2", "b:1", "b:2"), *known)
    assert groups(found) == {frozenset(link) for link in linked}, why


def test_a_link_that_gives_way_names_its_rival() -> None:
    found = run(told("a:1", "b:1", "b:2"), ("a:1", "b:1", 0.9), ("a:1", "b:2", 0.8))
    (row,) = [row for row in found.pairs.to_pylist() if row["event_b"] == "b:2"]
    assert (row["band"], row["why"], row["rival"]) == ("review", "rival", "b:1")


@pytest.mark.parametrize(
    ("known", "together", "why"),
    [
        ([("a:1", "b:1", 0.9), ("b:1", "c:1", 0.9), ("a:1", "c:1", 0.9)], {"a:1", "b:1", "c:1"}, "all three agree"),
        ([("a:1", "b:1", 0.9), ("b:1", "c:1", 0.8), ("a:1", "c:1", 0.3)], {"a:1", "b:1", "c:1"}, "a weak no"),
        ([("a:1", "b:1", 0.9), ("b:1", "c:1", 0.8), ("a:1", "c:1", 0.05)], {"a:1", "b:1"}, "a strong no"),
        (
            [("a:1", "b:1", 0.9), ("b:1", "c:1", 0.8)],
            {"a:1", "b:1"},
            "two that are no candidates at all are a strong no",
        ),
        ([("a:1", "b:1", 0.8), ("b:1", "c:1", 0.9)], {"b:1", "c:1"}, "the stronger link stays"),
    ],
)
def test_three_sources(known: list[tuple[str, str, float]], together: set[str], why: str) -> None:
    found = run(told("a:1", "b:1", "c:1"), *known)
    assert groups(found) == {frozenset(together)}, why


def test_a_third_telling_that_is_refused_says_who_stands_against_it_and_the_provenance_counts_it() -> None:
    found = run(told("a:1", "b:1", "c:1"), ("a:1", "b:1", 0.9), ("b:1", "c:1", 0.8))
    (row,) = [row for row in found.pairs.to_pylist() if row["event_b"] == "c:1"]
    assert (row["band"], row["why"], row["rival"]) == ("review", "rival", "a:1")
    assert any("1 links that were strong enough were not made" in note for note in found.provenance.notes)


def test_two_that_a_third_joins_are_linked_though_their_own_pair_is_weak() -> None:
    found = run(told("a:1", "b:1", "c:1"), ("a:1", "b:1", 0.95), ("b:1", "c:1", 0.9), ("a:1", "c:1", 0.3))
    assert bands(found)["a:1", "c:1"] == ("linked", "joined")
    assert found.incidents["probability"].to_pylist() == [0.9]


@given(st.data())
@settings(max_examples=30, deadline=None)
def test_the_order_of_rows_makes_no_difference_and_each_source_tells_once(data: st.DataObject) -> None:
    ids = [f"{source}:{number}" for source in "abc" for number in range(4)]
    pairs = [(a, b) for a, b in itertools.combinations(ids, 2) if a[0] != b[0]]
    chosen = data.draw(st.lists(st.sampled_from(pairs), unique=True))
    known = [(a, b, data.draw(st.sampled_from([0.05, 0.3, 0.5, 0.6, 0.8, 0.8, 0.95]))) for a, b in chosen]
    rows = told(*ids)
    plain = run(rows, *known)
    shuffled = rows.copy()
    random.Random(data.draw(st.integers(0, 99))).shuffle(shuffled)
    assert ipc(run(shuffled, *known[::-1])) == ipc(plain)
    for listed in plain.incidents["event_ids"].to_pylist():
        assert len({event_id[0] for event_id in listed}) == len(listed)
    assert sorted(itertools.chain(*plain.incidents["event_ids"].to_pylist())) == ids


def test_tables_of_several_readings_are_taken_in_any_order() -> None:
    one, other = events(*told("a:1"), source="a"), events(*told("b:1"), source="b")
    run_engine = engine(("a:1", "b:1", 0.9))
    found = reconcile([one, other], engine=run_engine, within=False)
    assert ipc(found) == ipc(reconcile([other, one], engine=run_engine, within=False))
    assert [ref.name for ref in found.provenance.sources] == ["a", "b"]


class TestDecisions:
    """What a person decided binds, and can be taken back."""

    ROWS = told("a:1", "a:2", "b:1", "b:2")
    KNOWN = (("a:1", "b:1", 0.8), ("a:1", "b:2", 0.15), ("a:2", "b:2", 0.1))

    def found(self, *rows: tuple[str, str, str], **values: Any) -> Reconciled:
        run_engine = engine(*self.KNOWN, prior=0.0, weight=2.0)
        return reconcile(table(*self.ROWS), engine=run_engine, within=False, decisions=decided(*rows), **values)

    def test_different_keeps_apart_and_what_it_held_goes_to_the_others(self) -> None:
        found = self.found(("a:1", "b:1", "different"))
        assert bands(found)["a:1", "b:1"] == ("apart", "decision")
        rows = {(row["event_a"], row["event_b"]): row for row in found.pairs.to_pylist()}
        assert rows["a:1", "b:1"]["probability"] == 0.0
        assert rows["a:1", "b:1"]["model_probability"] == 0.8
        assert rows["a:1", "b:2"]["probability"] == pytest.approx(0.15 / (1 - 0.8))
        assert groups(found) == {frozenset({"a:1", "b:2"})}

    def test_same_is_linked_though_it_was_no_candidate_and_the_rest_is_assigned_around_it(self) -> None:
        found = self.found(("b:1", "a:2", "same"))
        assert groups(found) == {frozenset({"a:2", "b:1"})}
        assert bands(found)["a:2", "b:1"] == ("linked", "decision")
        assert bands(found)["a:1", "b:1"] == ("apart", "rival")
        (row,) = [row for row in found.pairs.to_pylist() if row["why"] == "decision"]
        assert (row["model_probability"], row["probability"], row["gap_days"], row["distance_km"]) == (
            None,
            1.0,
            0,
            0.0,
        )
        assert row["level_days"] is None
        (telling,) = [row for row in found.tellings.to_pylist() if row["event_id"] == "b:1"]
        assert (telling["linked_by"], telling["weight_days"]) == ("decision", None)

    def test_unsure_is_not_linked_and_stays_in_review(self) -> None:
        found = self.found(("a:1", "b:1", "unsure"))
        assert groups(found) == set()
        assert bands(found)["a:1", "b:1"] == ("review", "decision")

    def test_a_decision_of_an_event_that_is_gone_is_told_and_changes_nothing(self) -> None:
        found = self.found(("a:1", "b:99", "same"))
        assert ipc(found) == ipc(self.found())
        assert [problem.kind for problem in found.problems] == ["decision-of-unknown-event"]

    def test_a_decision_binds_between_sources_that_are_refused(self) -> None:
        rows = [*told(*(f"a:{n}" for n in range(60))), *told(*(f"b:{n}" for n in range(60)), country="PAK",
                                                             longitude=70.0)]  # fmt: skip
        plain = reconcile(table(*rows), within=False)
        assert set(plain.refused or ()) == {("a", "b")}
        assert groups(plain) == set()
        assert [problem.kind for problem in plain.problems] == ["sources-hardly-overlap"]
        bound = reconcile(table(*rows), within=False, decisions=decided(("a:1", "b:7", "same")))
        assert groups(bound) == {frozenset({"a:1", "b:7"})}

    def test_different_holds_also_by_way_of_a_third(self) -> None:
        known = (("a:1", "b:1", 0.9), ("b:1", "c:1", 0.9), ("a:1", "c:1", 0.9))
        found = run(told("a:1", "b:1", "c:1"), *known, decisions=decided(("a:1", "c:1", "different")))
        assert len(groups(found)) == 1
        assert not any({"a:1", "c:1"} <= group for group in groups(found))

    @pytest.mark.parametrize("pair_", [("a:1", "b:1"), ("a:2", "b:1"), ("a:1", "b:2")])
    def test_linked_and_taken_back_is_never_linked_byte_for_byte(self, pair_: tuple[str, str]) -> None:
        plain = self.found()
        linked = Decision(*pair_, "same", "N", "2026-03-01T10:00:00Z", line=2)
        back = Decision(*pair_, "withdrawn", "N", "2026-03-01T10:05:00Z", line=3)
        run_engine = engine(*self.KNOWN, prior=0.0, weight=2.0)

        def build(*rows: Decision) -> bytes:
            return ipc(reconcile(table(*self.ROWS), engine=run_engine, within=False, decisions=decisions_of(rows)))

        assert build(linked) != ipc(plain)
        assert build(linked, back) == ipc(plain)


@pytest.mark.parametrize(
    ("rows", "values", "words"),
    [
        (told("a:1", "a:1"), {}, "the event a:1 stands twice"),
        (told("a:1"), {"sources": ["b"]}, "no events of b"),
        (told("a:1"), {"engine": "best"}, 'there is no engine "best"'),
        (told("a:1", "b:1"), {"engine": lambda left, right: left}, "the engine gave no table of pairs for a and b"),
        (told("a:1", "b:1"), {"engine": lambda left, right: pa.Table.from_pylist([pair("a:1", "b:7")], PAIRS_SCHEMA)},
         "whose event_b is no event of b"),
        (told("a:1", "b:1"),
         {"engine": lambda left, right: pa.Table.from_pylist([pair("a:1", "b:1")] * 2, PAIRS_SCHEMA)}, "twice"),
    ],
)  # fmt: skip
def test_what_cannot_be_reconciled_is_refused(rows: list[dict[str, Any]], values: dict[str, Any], words: str) -> None:
    with pytest.raises(InputError, match=words):
        reconcile(table(*rows), **values)
    with pytest.raises(InputError, match="not an events table"):
        reconcile(pa.table({"event_id": ["a:1"]}))


@pytest.mark.parametrize("count", [0, 1])
def test_no_event_or_one_source_is_no_trouble(count: int) -> None:
    found = reconcile(table(*told("a:1")[:count]))
    assert found.incidents.num_rows == found.tellings.num_rows == count
    assert found.events.table.num_rows == count


def test_sources_that_are_not_asked_for_are_left_out_and_counted() -> None:
    found = run(told("a:1", "b:1", "c:1"), ("a:1", "b:1", 0.9), sources=["a", "b"])
    assert found.provenance.left_out == {"of a source not asked for": 1}
    assert found.tellings["event_id"].to_pylist() == ["a:1", "b:1"]


def test_real_pairs_of_the_engine_from_two_tellings_of_the_same_events() -> None:
    """The project's own engine, end to end: 120 events told by both are found, and nothing else."""
    draw = np.random.default_rng(3)
    rows = []
    for number in range(160):
        day = dt.date(2019, 1, 1) + dt.timedelta(int(draw.integers(700)))
        where = {"longitude": float(draw.uniform(62, 70)), "latitude": float(draw.uniform(30, 36))}
        deaths = int(draw.geometric(0.2))
        rows.append(event(number, day.isoformat(), source="a", deaths_low=deaths, deaths_best=deaths,
                          deaths_high=deaths, **where))  # fmt: skip
    both = [{**row, "event_id": f"b:{row['source_id']}", "source": "b"} for row in rows[40:]]
    found = reconcile(table(*rows[:140], *both))
    expected = {frozenset({f"a:{n}", f"b:{n}"}) for n in range(40, 140)}
    assert len(groups(found) & expected) >= 95
    assert groups(found) <= expected
    assert found.events.table.schema.equals(EVENTS_SCHEMA)


def test_a_link_of_its_own_within_an_incident_is_no_joined_pair_and_does_not_weaken_it() -> None:
    known = [("a:1", "b:1", 0.95), ("b:1", "c:1", 0.9), ("a:1", "c:1", 0.6)]
    found = run(told("a:1", "b:1", "c:1"), *known)
    assert bands(found)["a:1", "c:1"] == ("linked", "model")
    assert found.incidents["probability"].to_pylist() == [0.9], "it would hold together without the link of .6"


IDS = [f"{source}:{number}" for source in "abc" for number in range(3)]
TWO = [(a, b) for a, b in itertools.combinations(IDS, 2)]
ACROSS = [(a, b) for a, b in TWO if a[0] != b[0]]


@given(
    known=st.dictionaries(st.sampled_from(ACROSS), st.sampled_from([0.02, 0.1, 0.3, 0.5, 0.7, 0.9, 0.99]), max_size=12),
    words=st.dictionaries(st.sampled_from(TWO), st.sampled_from(["same", "different", "unsure"]), max_size=5),
)
@settings(max_examples=100, deadline=None)
def test_whatever_the_pairs_and_the_decisions_are(
    known: dict[tuple[str, str], float], words: dict[tuple[str, str], str]
) -> None:
    """What stands is kept, the tables agree with one another, and taking all of it back leaves no trace."""
    made = [Decision(a, b, word, "N", "2026-03-01") for (a, b), word in words.items()]
    pairs = [(a, b, p) for (a, b), p in known.items()]
    found = run(told(*IDS), *pairs, decisions=decisions_of(made))
    incident = {row["event_id"]: row["incident_id"] for row in found.tellings.to_pylist()}
    stands = decisions_of(made)
    assert all(incident[a] == incident[b] for a, b in stands.pairs("same"))
    assert all(incident[a] != incident[b] for a, b in stands.pairs("different"))
    for row in found.pairs.to_pylist():
        assert (row["band"] == "linked") == (incident[row["event_a"]] == incident[row["event_b"]])
        assert (row["rival"] is not None) == (row["why"] == "rival")
        if row["why"] == "model":
            assert row["band"] == ("linked" if row["probability"] >= 0.5 else "review" if row["probability"] >= 0.2
                                   else "apart")  # fmt: skip
    by_decision = {frozenset(pair) for pair in stands.pairs("same")}
    for row in found.incidents.to_pylist():
        members = row["event_ids"]
        assert row["incident_id"] == f"incident:{members[0]}"
        assert row["n_tellings"] == len(members)
        sources = [member[0] for member in members]
        if len(set(sources)) < len(sources):
            assert any(pair <= set(members) for pair in by_decision), "only a decision puts two of a source together"
    for row in found.tellings.to_pylist():
        others = [other for other in incident if incident[other] == row["incident_id"] and other != row["event_id"]]
        assert (row["linked_to"] in others) if others else (row["linked_to"] is None)
        assert row["runner_up"] not in others
    back = [Decision(row.event_a, row.event_b, "withdrawn", "N", "2026-03-02") for row in made]
    assert ipc(run(told(*IDS), *pairs, decisions=decisions_of([*made, *back]))) == ipc(run(told(*IDS), *pairs))


def test_a_partner_that_is_lost_to_a_third_source_leaves_room_for_the_next() -> None:
    """b:1 is the better partner of a:1 and c:1 stands against it; b:2 agrees with c:1."""
    known = [("a:1", "c:1", 0.95), ("a:1", "b:1", 0.7), ("a:1", "b:2", 0.6), ("b:2", "c:1", 0.45)]
    found = run(told("a:1", "b:1", "b:2", "c:1"), *known)
    assert groups(found) == {frozenset({"a:1", "b:2", "c:1"})}
    (row,) = [row for row in found.pairs.to_pylist() if row["event_b"] == "b:1"]
    assert (row["why"], row["rival"]) == ("rival", "b:2")
