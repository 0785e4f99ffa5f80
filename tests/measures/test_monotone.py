import math

import numpy as np
import pytest
from scipy import stats

from sarhad.measures.monotone import correction, mann_kendall

RANDOM = np.random.default_rng(4)
SERIES = {
    "counts with ties": RANDOM.poisson(3, 60).astype(float),
    "rising counts": RANDOM.poisson(np.linspace(2, 20, 48)).astype(float),
    "no ties": RANDOM.normal(size=40),
    "mostly empty": np.where(RANDOM.random(50) < 0.8, 0.0, RANDOM.poisson(4, 50)),
}


@pytest.mark.parametrize("name", SERIES)
def test_tau_and_slope_by_scipy(name):
    counts = SERIES[name]
    found = mann_kendall(counts, confidence=0.95)
    months = np.arange(len(counts))
    assert found.tau == pytest.approx(stats.kendalltau(months, counts).statistic)
    sen = stats.theilslopes(counts, months, 0.95)
    assert found.slope == pytest.approx(sen.slope)
    if found.factor == 1:  # scipy rounds the ranks that are taken between two here
        step = np.diff(
            np.sort([(b - a) / (j - i) for i, a in enumerate(counts) for j, b in enumerate(counts) if j > i])
        )
        assert (found.low, found.high) == pytest.approx((sen.low_slope, sen.high_slope), abs=2 * step.max())


@pytest.mark.parametrize("name", SERIES)
def test_s_and_its_variance_by_a_plain_double_loop(name):
    counts = SERIES[name].tolist()
    n = len(counts)
    s = sum((b > a) - (b < a) for i, a in enumerate(counts) for b in counts[i + 1 :])
    ties = sum(t * (t - 1) * (2 * t + 5) for t in (counts.count(value) for value in set(counts)))
    variance = (n * (n - 1) * (2 * n + 5) - ties) / 18
    found = mann_kendall(np.array(counts), confidence=0.95)
    assert found.s == s
    z = (s - (s > 0) + (s < 0)) / math.sqrt(variance * found.factor)
    assert found.z == pytest.approx(z)
    assert found.p_value == pytest.approx(math.erfc(abs(z) / math.sqrt(2)))
    assert found.p_independent <= found.p_value


def test_correction_by_the_formula_of_hamed_and_rao():
    """Written out for a series whose only correlations that count are the first two."""
    noise = np.random.default_rng(8).normal(size=202)
    series = noise[2:] + 0.8 * noise[1:-1] + 0.5 * noise[:-2]
    n = len(series)
    ranks = stats.rankdata(series)
    centred = ranks - ranks.mean()
    r = [float((centred[lag:] * centred[: n - lag]).sum() / (centred**2).sum()) for lag in range(n)]
    limit = stats.norm.ppf(0.975) / math.sqrt(n)
    used = [lag for lag in range(1, n // 4 + 1) if abs(r[lag]) > limit]
    assert {1, 2} <= set(used)
    total = sum((n - lag) * (n - lag - 1) * (n - lag - 2) * r[lag] for lag in used)
    assert correction(series) == pytest.approx(1 + 2 / (n * (n - 1) * (n - 2)) * total)
    assert correction(series) > 1.5


def test_months_that_take_turns_make_no_test_more_certain():
    assert correction(np.array([1.0, 9, 2, 8, 1, 9, 2, 8, 1, 9, 2, 8, 1, 9, 2, 8])) == 1


@pytest.mark.parametrize("counts", [np.arange(11.0), np.full(40, 3.0), np.array([])])
def test_nothing_is_said_of_few_or_equal_months(counts):
    assert mann_kendall(counts, confidence=0.95) is None


def test_a_straight_line_has_its_own_slope():
    found = mann_kendall(3 + 0.5 * np.arange(24.0), confidence=0.9)
    assert (found.tau, found.slope, found.factor) == (1, pytest.approx(0.5), 1)
    assert found.low == found.high == pytest.approx(0.5)
    assert mann_kendall(3 - 0.5 * np.arange(24.0), confidence=0.9).z == -found.z
