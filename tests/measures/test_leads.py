import numpy as np
import pytest

from sarhad.measures.leads import at_lags, lagged, surrogates


def autocorrelation(series):
    return np.array([np.corrcoef(series[:-lag], series[lag:])[0, 1] for lag in (1, 2, 3)])


def moving(n, seed):
    random = np.random.default_rng(seed)
    series = random.standard_normal(n + 1)
    for t in range(1, n + 1):
        series[t] = 0.7 * series[t - 1] + random.standard_normal()
    return series[1:]


def test_correlations_against_numpy_pair_by_pair():
    a, seconds = moving(40, 1), np.stack([moving(40, 2), moving(40, 3)])
    found = at_lags(a, seconds, 3)
    for row, b in enumerate(seconds):
        for column, lag in enumerate(range(-3, 4)):
            pairs = [(a[t], b[t + lag]) for t in range(40) if 0 <= t + lag < 40]
            assert found[row, column] == pytest.approx(np.corrcoef(*zip(*pairs, strict=True))[0, 1])


def test_a_series_without_change_correlates_with_nothing():
    assert at_lags(moving(30, 1), np.ones((1, 30)), 2).tolist() == [[0.0] * 5]


def test_the_lead_has_a_positive_lag():
    a = np.random.default_rng(4).standard_normal(80)
    b = np.concatenate([[0, 0], a[:-2]]) + 0.3 * np.random.default_rng(5).standard_normal(80)
    found = lagged(a, b, 4, 199, 1)
    assert found.lags[np.argmax(found.correlations)] == 2
    assert found.p_values[6] == found.p_adjusted[6] == found.p_permuted[6] == 1 / 200
    assert np.delete(found.p_adjusted, 6).min() > 0.05


@pytest.mark.parametrize("n", [120, 121])
def test_surrogates_hold_the_values_and_the_memory(n):
    series = np.diff(np.log1p(np.round(np.exp(1 + moving(n + 1, 6)))))
    drawn = surrogates(series, 400, np.random.default_rng(7))
    assert (np.sort(drawn, axis=1) == np.sort(series)).all()
    assert len(np.unique(drawn, axis=0)) == 400
    of_drawn = [autocorrelation(each) for each in drawn]
    assert np.mean(of_drawn, axis=0) == pytest.approx(autocorrelation(series), abs=0.1)


def test_permuted_months_take_memory_for_spillover():
    """Two series with memory, drawn apart: of 100 pairs, the p-values that hold are small in about 5."""
    both = [lagged(moving(60, 2 * k), moving(60, 2 * k + 1), 0, 99, k) for k in range(100)]
    kept, permuted = (sum(getattr(each, name)[0] <= 0.05 for each in both) for name in ("p_values", "p_permuted"))
    assert kept <= 12 < permuted
