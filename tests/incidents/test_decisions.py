"""What stands of several decisions; `test_decisions_file` has the cases as rows of the file."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sarhad.incidents import Decision, decisions_of, pair_of
from sarhad.incidents.decisions import DIFFERENT, SAME, UNSURE, WITHDRAWN


def made(*rows: tuple[str, str, str, str]) -> list[Decision]:
    return [Decision(a, b, word, "N", when, line=line) for line, (a, b, word, when) in enumerate(rows, 2)]


def test_a_pair_is_the_same_in_either_order() -> None:
    assert pair_of("b:1", "a:1") == pair_of("a:1", "b:1") == ("a:1", "b:1")
    stands = decisions_of(made(("b:1", "a:1", SAME, "2026-03-01")))
    assert stands.of("a:1", "b:1") is stands.of("b:1", "a:1")
    assert stands.of("a:1", "b:2") is None
    assert stands.pairs(SAME) == (("a:1", "b:1"),)
    assert stands.pairs(DIFFERENT) == ()


def test_a_withdrawal_of_an_earlier_day_leaves_a_later_decision() -> None:
    rows = made(("a", "b", SAME, "2026-03-02"), ("a", "b", WITHDRAWN, "2026-03-01"))
    assert decisions_of(rows).pairs(SAME) == (("a", "b"),)


@pytest.mark.parametrize("length", [2, 3, 6])
def test_a_chain_of_any_length_is_contradicted(length: int) -> None:
    ids = [f"e:{n}" for n in range(length + 1)]
    rows = made(*((a, b, SAME, "2026-03-01") for a, b in itertools.pairwise(ids)),
                (ids[0], ids[-1], DIFFERENT, "2026-03-02"))  # fmt: skip
    found = decisions_of(rows)
    assert found.standing == {}
    (problem,) = found.problems
    assert all(f"line {line}" in problem.what for line in range(2, length + 2))
    assert problem.line == length + 2


ROW = st.tuples(
    st.sampled_from("abcd"),
    st.sampled_from("abcd"),
    st.sampled_from([SAME, DIFFERENT, UNSURE, WITHDRAWN]),
    st.integers(1, 3),
)


@given(st.lists(ROW, max_size=12))
def test_what_stands_never_contradicts_itself(rows: list[tuple[str, str, str, int]]) -> None:
    found = decisions_of(made(*((a, b, word, f"2026-03-0{day}") for a, b, word, day in rows if a != b)))
    group = {event: {event} for event in "abcd"}
    for a, b in found.pairs(SAME):
        joined = group[a] | group[b]
        group |= dict.fromkeys(joined, joined)
    assert not any(b in group[a] for a, b in found.pairs(DIFFERENT))
    assert not any(row.decision == WITHDRAWN for row in found.standing.values())
