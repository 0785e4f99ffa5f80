"""Names that keep meeting the same name of the other source."""

from __future__ import annotations

import numpy as np
import pytest

from sarhad.incidents.aliases import MEETINGS, apply, learn
from sarhad.incidents.candidates import Candidates
from sarhad.incidents.rows import Prepared, prepare
from tests.make import event, table


def met(pairs: list[tuple[tuple[str, str], tuple[str, str]]]) -> tuple[Prepared, Candidates, np.ndarray]:
    """Sources of which the n-th events are sure to tell one incident, with these sides."""
    left = [event(n, side_a=a, side_b=b) for n, ((a, b), _) in enumerate(pairs)]
    right = [event(n, source="other", side_a=a, side_b=b) for n, (_, (a, b)) in enumerate(pairs)]
    at = np.arange(len(pairs), dtype=np.int32)
    return prepare(table(*left), table(*right)), Candidates(at, at, at * 0, at * 0.0), np.full(len(pairs), 0.95)


def names(prepared: Prepared, learned: dict[int, tuple[int, int, float]]) -> dict[str, str]:
    return {prepared.names[unknown]: prepared.names[name] for unknown, (name, _, _) in learned.items()}


ARMY_IS = ("Army", "IS")


@pytest.mark.parametrize(
    ("pairs", "expected", "reason"),
    [
        ([(ARMY_IS, ("Army", "Daesh"))] * 4, {"Daesh": "IS"}, "the side that agrees is not met"),
        ([(ARMY_IS, ("Daesh", "Army"))] * 4, {"Daesh": "IS"}, "sides have no order"),
        ([(ARMY_IS, ("Army", "Daesh"))] * (MEETINGS - 1), {}, "too few meetings"),
        (
            [(ARMY_IS, ("Army", "Daesh"))] * 5 + [(("Army", "Taliban"), ("Army", "Daesh"))] * 4,
            {},
            "five of nine meetings are no clear share",
        ),
        (
            [(ARMY_IS, ("Army", "Daesh"))] * 4 + [(("Army", "IS"), ("Army", "ISIL"))] * 4 + [(ARMY_IS, ARMY_IS)],
            {"Daesh": "IS", "ISIL": "IS"},
            "two other names for one that both use",
        ),
        ([(ARMY_IS, ("Army", "IS"))] * 9, {}, "a name that both use means itself"),
        ([(ARMY_IS, ("Army", "Unidentified gunmen"))] * 9, {}, "nobody is no alias"),
    ],
)
def test_learned_names(pairs, expected, reason):
    prepared, candidates, probability = met([*pairs, (("Army", "X"), ("Army", "X"))])
    assert names(prepared, learn(prepared, candidates, probability)) == expected, reason


def test_doubtful_pairs_teach_nothing():
    prepared, candidates, probability = met([(ARMY_IS, ("Army", "Daesh"))] * 9)
    assert learn(prepared, candidates, probability * 0.5) == {}


def test_a_learned_name_then_agrees():
    prepared, candidates, probability = met([(ARMY_IS, ("Army", "Daesh"))] * 5)
    applied = apply(prepared, learn(prepared, candidates, probability))
    assert (applied.left.names == applied.right.names).all()
    assert applied.left.shared.all()
    assert applied.right.shared.all()
    assert not prepared.right.shared[:, 1].any()
