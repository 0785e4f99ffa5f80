import numpy as np
import pytest
from scipy import stats

from sarhad.measures.lags import best_lag, correlations, days_needed


def by_hand(first, second):
    """Every turn with SciPy's own Spearman, over the days of `second` that are known, ranked once."""
    known = np.isfinite(second)
    ranks = stats.rankdata(first)
    return [
        stats.pearsonr(np.roll(ranks, lag)[known], stats.rankdata(second[known])).statistic for lag in range(len(first))
    ]


@pytest.mark.parametrize("unknown", [(), (3, 17, 18)])
def test_correlations_by_scipy_turn_by_turn(unknown):
    random = np.random.default_rng(4)
    first, second = random.poisson(2, 60).astype(float), random.gamma(2, size=60)
    second[list(unknown)] = np.nan
    assert correlations(first, second) == pytest.approx(by_hand(first, second))
    if not unknown:
        assert correlations(first, second)[0] == pytest.approx(stats.spearmanr(first, second).statistic)


@pytest.mark.parametrize("lag", [-5, 0, 3])
def test_the_lag_of_a_shifted_copy_and_the_least_p_that_there_can_be(lag):
    first = np.random.default_rng(1).permutation(200).astype(float)
    found = best_lag(first, np.roll(first, lag), 5)
    assert (found.days, found.correlation) == (lag, pytest.approx(1))
    reach = 2 * 5 + 1
    assert found.p_value == pytest.approx(reach / 200), "the turns whose eleven lags hold the true one are as good"


def test_p_counts_the_turns_whose_best_lag_is_as_high():
    random = np.random.default_rng(8)
    first, second = random.gamma(1, size=80), random.gamma(1, size=80)
    circle = by_hand(first, second)
    own = [max(circle[(turn + k) % 80] for k in range(-3, 4)) for turn in range(80)]
    found = best_lag(first, second, 3)
    assert found.correlation == pytest.approx(own[0])
    assert found.p_value == pytest.approx(np.mean([value >= own[0] - 1e-9 for value in own]))
    assert circle[found.days % 80] == pytest.approx(own[0])


def test_of_equal_lags_the_shortest():
    first = np.tile([0.0, 0, 0, 1], 10)  # repeats every four days: lags -4, 0 and 4 are the same
    assert best_lag(first, first, 6).days == 0


@pytest.mark.parametrize(("lag", "confidence", "days"), [(14, 0.95, 580), (7, 0.95, 300), (1, 0.5, 6)])
def test_days_needed(lag, confidence, days):
    assert days_needed(lag, confidence) == days
