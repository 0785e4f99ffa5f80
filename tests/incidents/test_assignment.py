"""One partner for each row, against trying every way."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from sarhad.incidents import assignment
from sarhad.incidents.assignment import one_to_one


def best_sum(gain: np.ndarray) -> float:
    rows, columns = gain.shape
    best = 0.0
    for choice in product(range(-1, columns), repeat=rows):
        taken = [c for c in choice if c >= 0]
        if len(set(taken)) == len(taken):
            best = max(best, sum(gain[r, c] for r, c in enumerate(choice) if c >= 0))
    return best


def pairs_of(gain: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    left, right = np.nonzero(gain)
    return gain[left, right], left.astype(np.int32), right.astype(np.int32)


@pytest.mark.parametrize("dense", [True, False], ids=["dense", "sparse"])
@pytest.mark.parametrize("seed", range(5))
def test_the_sum_is_the_greatest_and_no_row_is_taken_twice(seed, dense, monkeypatch):
    if not dense:
        monkeypatch.setattr(assignment, "LARGEST_DENSE", 0)
    draw = np.random.default_rng(seed)
    gain = np.where(draw.random((5, 4)) < 0.6, draw.uniform(0.1, 9, (5, 4)), 0)
    value, left, right = pairs_of(gain)
    kept = one_to_one(value, left, right)
    assert len(set(left[kept])) == kept.sum() == len(set(right[kept]))
    assert value[kept].sum() == pytest.approx(best_sum(gain))


def test_two_good_pairs_go_before_one_better():
    gain = np.array([[5.0, 4.0], [4.0, 0.0]])
    value, left, right = pairs_of(gain)
    kept = one_to_one(value, left, right)
    assert sorted(zip(left[kept].tolist(), right[kept].tolist(), strict=True)) == [(0, 1), (1, 0)]


def test_blocks_do_not_disturb_one_another():
    draw = np.random.default_rng(8)
    blocks = [np.where(draw.random((3, 3)) < 0.7, draw.uniform(1, 5, (3, 3)), 0) for _ in range(20)]
    whole = np.zeros((60, 60))
    for n, block in enumerate(blocks):
        whole[3 * n : 3 * n + 3, 3 * n : 3 * n + 3] = block
    value, left, right = pairs_of(whole)
    assert value[one_to_one(value, left, right)].sum() == pytest.approx(sum(map(best_sum, blocks)))


def test_no_pairs():
    none = np.empty(0, np.int32)
    assert not one_to_one(np.empty(0), none, none).any()
