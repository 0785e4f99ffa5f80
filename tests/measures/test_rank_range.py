import itertools

import numpy as np
import pytest
from scipy.optimize import linprog

from sarhad.measures.rank_range import RankRange, rank_ranges


def on_a_grid(scores, steps):
    """Best and worst rank over all weights that are multiples of 1 / steps."""
    n, parts = scores.shape
    best, worst = [n] * n, [1] * n
    for weights in itertools.product(range(steps + 1), repeat=parts):
        if sum(weights) == steps:
            sums = scores @ np.asarray(weights)
            ranks = [1 + int((sums < s - 1e-9).sum()) for s in sums]
            best, worst = list(map(min, best, ranks)), list(map(max, worst, ranks))
    return [RankRange(*pair) for pair in zip(best, worst, strict=True)]


def by_subsets(scores):
    """A linear programme for every set of others that might be ahead together, or might not be ahead."""
    found = []
    for row in range(len(scores)):
        others = np.delete(scores, row, axis=0) - scores[row]
        ahead, behind = 0, 0
        for size in range(1, len(others) + 1):
            for chosen in itertools.combinations(range(len(others)), size):
                if margin(-others[list(chosen)]) > 1e-7:
                    ahead = max(ahead, size)
                if margin(others[list(chosen)]) >= -1e-9:
                    behind = max(behind, size)
        found.append(RankRange(1 + len(others) - behind, 1 + ahead))
    return found


def margin(differences):
    """The most that the least of the weighted sums can be."""
    n, parts = differences.shape
    cost = np.append(np.zeros(parts), -1)
    result = linprog(
        cost,
        A_ub=np.hstack([-differences, np.ones((n, 1))]),
        b_ub=np.zeros(n),
        A_eq=[np.append(np.ones(parts), 0)],
        b_eq=[1],
        bounds=[(0, 1)] * parts + [(None, None)],
    )
    return -result.fun


def test_by_hand():
    """A leads in one component, B in the other, C is last in both: C is never better than third."""
    found = rank_ranges(np.asarray([[1.0, 2.0], [2.0, 1.0], [3.0, 3.0]]))
    assert found == [RankRange(1, 2), RankRange(1, 2), RankRange(3, 3)]


def test_a_country_between_two_extremes_may_never_lead():
    """B is second twice: first by no weights if A and C are first and last in turn and their mean is not above."""
    assert rank_ranges(np.asarray([[1.0, 3.0], [2.0, 2.0], [3.0, 1.0]]))[1] == RankRange(1, 2), "first in a tie"
    assert rank_ranges(np.asarray([[1.0, 3.0], [2.5, 2.5], [3.0, 1.0]]))[1] == RankRange(2, 3)


@pytest.mark.parametrize("seed", range(6))
def test_equal_to_every_subset_and_never_inside_a_grid(seed):
    random = np.random.default_rng(seed)
    scores = np.stack([random.permutation(5) + 1.0 for _ in range(3)], axis=1)
    if seed % 2:
        scores[1, 0] = scores[2, 0]  # a tie
    found = rank_ranges(scores)
    assert found == by_subsets(scores)
    for exact, coarse in zip(found, on_a_grid(scores, 40), strict=True):
        assert exact.best <= coarse.best <= coarse.worst <= exact.worst


def test_equal_countries_share_the_lower_rank():
    assert rank_ranges(np.asarray([[1.0, 1.0], [1.0, 1.0]])) == [RankRange(1, 1), RankRange(1, 1)]


def test_one_country():
    assert rank_ranges(np.asarray([[1.0, 1.0]])) == [RankRange(1, 1)]
