import itertools
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from sarhad.measures.segments import (
    Cost,
    best_cut,
    one_level_dispersion,
    segment,
    segment_any_dispersion,
)

COUNTS = np.array([3.0, 1, 4, 1, 5, 9, 2, 6, 20, 22, 31, 18, 27, 25, 2, 0, 1, 3])


def log_likelihood(counts, alpha):
    """Of one segment at its own mean, by scipy."""
    mean = counts.mean()
    if alpha == 0:
        return stats.poisson.logpmf(counts, mean).sum()
    return stats.nbinom.logpmf(counts, 1 / alpha, 1 / (1 + alpha * mean)).sum()


@pytest.mark.parametrize("alpha", [0.0, 0.3, 2.5])
def test_the_cost_is_twice_the_negative_log_likelihood(alpha):
    parts = COUNTS[:8], COUNTS[8:14], COUNTS[14:]
    assert Cost(COUNTS, alpha).total([8, 14]) == pytest.approx(-2 * sum(log_likelihood(p, alpha) for p in parts))


def by_hand(cost, penalty, shortest):
    """The least penalised cost of all segmentations that there are."""
    best = math.inf
    for k in range(cost.n // shortest):
        for cuts in itertools.combinations(range(shortest, cost.n - shortest + 1), k):
            edges = [0, *cuts, cost.n]
            if all(b - a >= shortest for a, b in itertools.pairwise(edges)):
                best = min(best, cost.total(cuts) + penalty * k)
    return best


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.integers(0, 30), min_size=6, max_size=13),
    st.sampled_from([0.0, 0.05, 0.5, 3.0]),
    st.floats(0.5, 12),
    st.integers(1, 4),
)
def test_pelt_finds_the_least_cost_of_all_segmentations(counts, alpha, penalty, shortest):
    if len(counts) < 2 * shortest:
        return
    cost = Cost(np.array(counts, dtype=float), alpha)
    cuts = segment(cost, penalty, shortest)
    assert all(b - a >= shortest for a, b in itertools.pairwise([0, *cuts, cost.n]))
    assert cost.total(cuts) + penalty * len(cuts) == pytest.approx(by_hand(cost, penalty, shortest))


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(0, 20), min_size=30, max_size=60), st.floats(1, 15), st.integers(1, 6))
def test_pruning_loses_nothing(counts, penalty, shortest):
    """Against the same recursion that drops no candidate (Jackson et al. 2005)."""
    cost = Cost(np.array(counts, dtype=float), 0.2)
    best = [-penalty] + [math.inf] * cost.n
    for stop in range(shortest, cost.n + 1):
        best[stop] = min(
            best[start] + float(cost.between(start, stop)) + penalty for start in range(stop - shortest + 1)
        )
    cuts = segment(cost, penalty, shortest)
    found = float(sum(cost.between(a, b) for a, b in itertools.pairwise([0, *cuts, cost.n]))) + penalty * len(cuts)
    assert found == pytest.approx(best[-1])


def test_the_same_as_ruptures_where_that_is_exact():
    """ruptures 1.1.10, `Pelt(custom_cost=..., min_size=1, jump=1)` with the Poisson cost, on three levels of 40 months.

    The series is `default_rng(3).poisson` of means 4, 12 and 6; figures carried over.
    """
    random = np.random.default_rng(3)
    counts = np.concatenate([random.poisson(mean, 40) for mean in (4, 12, 6)]).astype(float)
    assert segment(Cost(counts, 0.0), 2 * math.log(120), 1) == [40, 80]


def test_dispersion_is_found():
    random = np.random.default_rng(1)
    means = np.repeat([5.0, 40.0], 100)
    poisson = random.poisson(means).astype(float)
    wide = random.negative_binomial(2, 2 / (2 + means)).astype(float)  # alpha 0.5
    assert segment_any_dispersion(poisson, 2 * math.log(200), 3)[0] < 0.02
    alpha, cuts = segment_any_dispersion(wide, 2 * math.log(200), 3)
    assert 0.3 < alpha < 0.8
    assert cuts == [pytest.approx(100, abs=3)]
    assert one_level_dispersion(wide) > alpha, "a change that is not allowed for looks like dispersion"
    assert one_level_dispersion(np.full(30, 4.0)) == 0


def test_best_cut_against_every_cut():
    rows = np.stack([COUNTS, COUNTS[::-1]])
    cuts, gains = best_cut(rows, 0.4, 3)
    for row, cut, gain in zip(rows, cuts, gains, strict=True):
        whole = log_likelihood(row, 0.4)
        each = {k: 2 * (log_likelihood(row[:k], 0.4) + log_likelihood(row[k:], 0.4) - whole) for k in range(3, 16)}
        assert cut == max(each, key=each.get)
        assert gain == pytest.approx(max(each.values()))
