import itertools
import math

import numpy as np
import pytest
import scoringrules
from hypothesis import given
from hypothesis import strategies as st

from sarhad.errors import InputError
from sarhad.forecasts.scores import covered, crps, ignorance, interval_score, log_crps, pit


def of_all_pairs(draws, y):
    """The definition: mean distance to what happened, less half the mean distance of all pairs."""
    pairs = [abs(a - b) for a, b in itertools.product(draws, draws)]
    return sum(abs(x - y) for x in draws) / len(draws) - sum(pairs) / (2 * len(pairs))


@pytest.mark.parametrize(
    ("draws", "y", "expected", "why"),
    [
        ([3], 5, 2.0, "one draw: the absolute error"),
        ([0, 0, 0], 0, 0.0, "sure and right"),
        ([0, 2], 1, 1 - 0.5, "mean distance 1, half the mean of |0|,|2|,|2|,|0|"),
        ([0, 0, 4], 0, 4 / 3 - 8 / 9, "by hand: 4/3 less (4 pairs of distance 4) / 9 / 2"),
    ],
)
def test_crps_by_hand(draws, y, expected, why):
    assert crps([draws], [y])[0] == pytest.approx(expected), why


@given(st.lists(st.integers(0, 500), min_size=1, max_size=30), st.integers(0, 500))
def test_crps_is_its_definition_and_that_of_scoringrules(draws, y):
    found = crps([draws], [y])[0]
    assert found == pytest.approx(of_all_pairs(draws, y), abs=1e-9)
    assert found == pytest.approx(float(scoringrules.crps_ensemble(float(y), np.asarray(draws, float))), abs=1e-6)
    assert found >= -1e-12
    assert log_crps([draws], [y])[0] == pytest.approx(of_all_pairs(np.log1p(draws), math.log1p(y)), abs=1e-9)


def test_interval_score_is_that_of_scoringrules():
    random = np.random.default_rng(1)
    draws, y = random.poisson(20, (50, 200)), random.poisson(20, 50)
    low, high = np.quantile(draws, [0.05, 0.95], axis=1)
    expected = scoringrules.interval_score(y.astype(float), low, high, 0.1)
    np.testing.assert_allclose(interval_score(draws, y), expected)
    assert interval_score([[0] * 10], [3])[0] == pytest.approx(60), "no width, missed by 3, 20 times"
    assert interval_score([list(range(101))], [50])[0] == pytest.approx(90), "its width"


@pytest.mark.parametrize(
    ("zeros", "y", "share", "why"),
    [
        (1000, 0, 1001 / 1011, "all in the bin, and one pseudo-draw"),
        (1000, 1, 1 / 1011, "none in the bin but the pseudo-draw: 9.98 bits"),
        (900, 2, 101 / 1011, "the other draws are ones: the bin holds 1 and 2"),
        (900, 3, 1 / 1011, "3 begins the next bin"),
    ],
)
def test_ignorance_by_hand(zeros, y, share, why):
    draws = [0] * zeros + [1] * (1000 - zeros)
    assert ignorance([draws], [y])[0] == pytest.approx(-math.log2(share)), why


@pytest.mark.parametrize(("y", "bin_of"), [(0, 0), (1, 1), (2, 1), (3, 2), (5, 2), (6, 3), (10, 3), (11, 4), (25, 4),
                                           (26, 5), (50, 5), (51, 6), (100, 6), (101, 7), (250, 7), (251, 8), (500, 8),
                                           (501, 9), (1000, 9), (1001, 10), (10**6, 10)])  # fmt: skip
def test_the_bins_of_ignorance(y, bin_of):
    inside = [0, 1, 3, 6, 11, 26, 51, 101, 251, 501, 1001]
    for number, value in enumerate(inside):
        expected = 1001 / 1011 if number == bin_of else 1 / 1011
        assert ignorance([[value] * 1000], [y])[0] == pytest.approx(-math.log2(expected))


def test_ignorance_wants_a_thousand_draws():
    with pytest.raises(InputError, match="12 draws\n  do: the ignorance score is defined here for 1,000 draws"):
        ignorance([[0] * 12], [0])


def test_shapes_that_do_not_fit_are_refused():
    with pytest.raises(InputError, match="give one row of draws for each cell"):
        crps([[1, 2]], [1, 2])


def test_coverage_counts_both_ends():
    draws = [list(range(101))] * 4
    assert covered(draws, [4, 5, 95, 96]).tolist() == [False, True, True, False]


def test_the_histogram_is_flat_when_the_forecast_is_right_and_not_when_it_is_sure_of_itself():
    random = np.random.default_rng(2)
    rate = random.gamma(2, 5, 4000)
    y = random.poisson(rate)
    right = pit(random.poisson(rate[:, None], (4000, 400)), y, 10).mean(axis=0)
    assert right.sum() == pytest.approx(1)
    assert abs(right - 0.1).max() < 0.02
    narrow = pit(np.repeat(np.round(rate)[:, None], 400, axis=1), y, 10).mean(axis=0)
    assert narrow[0] > 0.3
    assert narrow[-1] > 0.3
    assert pit([[0] * 5], [3], 4).tolist() == [[0, 0, 0, 1]], "above every draw"
    np.testing.assert_allclose(pit([[0] * 5], [0], 4), [[0.25] * 4])


def test_a_perfect_forecast_scores_nothing_and_the_least_error_something():
    same = np.repeat(np.arange(1, 2000)[:, None], 1000, axis=1)
    assert not crps(same, same[:, 0]).any(), "rounding would leave a little, and ratios of it"
    assert not log_crps(same, same[:, 0]).any()
    nearly = same[:, ::-1].copy()
    nearly[:, 0] += 1
    assert crps(nearly, same[:, 0]) == pytest.approx(1e-6, rel=1e-6)
    assert (log_crps(nearly, same[:, 0]) > 0).sum() == len(same)
