"""Probabilities of pairs when each row has one partner at most, against counting every way to pair the rows."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from sarhad.incidents.association import marginals


def counted(odds: np.ndarray) -> np.ndarray:
    """The probability of each pair, over all ways to give each left row one right row or none."""
    rows, columns = odds.shape
    total, each = 0.0, np.zeros(odds.shape)
    for choice in product(range(-1, columns), repeat=rows):
        taken = [c for c in choice if c >= 0]
        if len(set(taken)) < len(taken):
            continue
        weight = np.prod([odds[r, c] for r, c in enumerate(choice) if c >= 0])
        total += weight
        for r, c in enumerate(choice):
            if c >= 0:
                each[r, c] += weight
    return each / total


def believed(odds: np.ndarray) -> np.ndarray:
    left, right = np.nonzero(odds)
    found, _ = marginals(odds[left, right], left.astype(np.int32), right.astype(np.int32))
    table = np.zeros(odds.shape)
    table[left, right] = found
    return table


@pytest.mark.parametrize(
    ("odds", "reason"),
    [
        ([[3.0]], "one pair: o / (1 + o)"),
        ([[2.0, 5.0]], "one row, two candidates: they share"),
        ([[2.0, 0.0], [5.0, 0.0]], "two rows, one candidate"),
        ([[4.0, 1.0, 0.0], [0.0, 2.0, 0.0], [0.0, 3.0, 0.5]], "a tree"),
    ],
)
def test_on_trees_it_is_exact(odds, reason):
    table = np.array(odds)
    assert believed(table) == pytest.approx(counted(table), abs=1e-4), reason


@pytest.mark.parametrize("seed", range(6))
def test_with_loops_it_is_close_and_no_row_has_more_than_one_partner(seed):
    odds = np.exp(np.random.default_rng(seed).normal(0, 1.5, (4, 4)))
    found = believed(odds)
    assert found == pytest.approx(counted(odds), abs=0.12)
    assert (found.sum(axis=0) <= 1 + 1e-6).all()
    assert (found.sum(axis=1) <= 1 + 1e-6).all()


def test_messages_of_an_earlier_call_lead_to_the_same_place():
    draw = np.random.default_rng(1)
    left, right = (grid.ravel().astype(np.int32) for grid in np.indices((6, 6)))
    odds = np.exp(draw.normal(0, 1, 36))
    cold, messages = marginals(odds * 1.1, left, right)
    warm, _ = marginals(odds * 1.1, left, right, marginals(odds, left, right)[1])
    assert warm == pytest.approx(cold, abs=1e-3)
    assert len(messages) == 36


def test_no_pairs():
    none = np.empty(0, np.int32)
    assert len(marginals(np.empty(0), none, none)[0]) == 0
