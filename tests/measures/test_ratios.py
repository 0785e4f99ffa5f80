import math

import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats import rates

from sarhad.measures.ratios import conditional_binomial, dispersion, negative_binomial, serial_correlation

COUNTS = st.integers(0, 300)
DAYS = st.integers(1, 4000)


def test_the_clover_seed_of_przyborowski_and_wilenski():
    """No dodder seed in a sample before, three in one after: by hand 2 * (1/2)^3."""
    found = conditional_binomial(0, 100, 3, 100, confidence=0.95)
    assert found.p_value == pytest.approx(0.25)
    assert (found.ratio, found.high) == (math.inf, math.inf)
    # With no event before, all three fall after with chance share^3: the limit is where that is 2.5 %.
    assert found.low == pytest.approx(0.025 ** (1 / 3) / (1 - 0.025 ** (1 / 3)))
    # The E-test of Krishnamoorthy & Thomson (2004) on the same counts is the less cautious one.
    e_test = stats.poisson_means_test(0, 100, 3, 100).pvalue
    assert e_test == pytest.approx(0.0884, abs=5e-5)
    assert found.p_value > e_test


def test_lung_cancer_in_fredericia_as_in_the_manual_of_r():
    """R's poisson.test(c(11, 21), c(800, 3011)): its estimate and 95 % interval (its p-value adds tails otherwise)."""
    found = conditional_binomial(21, 3011, 11, 800, confidence=0.95)
    assert found.ratio == pytest.approx(1.971488, abs=5e-7)
    assert (found.low, found.high) == pytest.approx((0.8584264, 4.2772659), abs=5e-8)
    tail = stats.binomtest(11, 32, 800 / 3811, alternative="greater").pvalue
    assert found.p_value == pytest.approx(2 * tail)


@pytest.mark.parametrize(
    ("before", "days_before", "after", "days_after"),
    [(30, 54308.7, 60, 51477.5), (1, 365, 12, 365), (200, 1000, 150, 500), (3, 30, 3, 31)],
)
def test_the_interval_is_clopper_pearson_carried_over(before, days_before, after, days_after):
    found = conditional_binomial(before, days_before, after, days_after, confidence=0.95)
    share = stats.binomtest(after, before + after).proportion_ci(0.95, method="exact")
    for limit, bound in ((found.low, share.low), (found.high, share.high)):
        assert limit == pytest.approx(bound / (1 - bound) * days_before / days_after)
    # At either limit statsmodels' exact conditional test gives half of 5 %.
    for limit, alternative in ((found.low, "larger"), (found.high, "smaller")):
        test = rates.test_poisson_2indep(
            after, days_after, before, days_before, value=limit, method="exact-cond", alternative=alternative
        )
        assert test.pvalue == pytest.approx(0.025)


@given(COUNTS, DAYS, COUNTS, DAYS, st.sampled_from([0.8, 0.95, 0.99]))
def test_events_interval_and_test_say_the_same_and_turn_round(before, days_before, after, days_after, confidence):
    found = conditional_binomial(before, days_before, after, days_after, confidence=confidence)
    turned = conditional_binomial(after, days_after, before, days_before, confidence=confidence)
    assert found.p_value == pytest.approx(turned.p_value)
    assert found.low == pytest.approx(0 if math.isinf(turned.high) else 1 / turned.high)
    leaves_out_one = not found.low <= 1 <= found.high
    assert leaves_out_one == (found.p_value < 1 - confidence)
    if before + after:
        assert found.low <= found.ratio <= found.high
    else:
        assert (found.ratio, found.low, found.high, found.p_value) == (None, 0, math.inf, 1)


@pytest.mark.parametrize("mean", [1.0, 4.0, 15.0])
def test_of_equal_rates_at_most_one_in_twenty_is_called_different(mean):
    """The exact size of the test, by adding up all outcomes."""
    counts = np.arange(60)
    chances = stats.poisson.pmf(counts, mean)
    size = sum(
        chances[a] * chances[b]
        for a in counts
        for b in counts
        if chances[a] * chances[b] > 1e-9
        and conditional_binomial(int(a), 30, int(b), 30, confidence=0.95).p_value < 0.05
    )
    assert 0 < size <= 0.05


BEFORE = np.array([3, 18, 0, 7, 41, 2, 9, 5, 30, 1, 12, 6], dtype=float)
AFTER = np.array([25, 8, 60, 14, 33, 2, 90, 17], dtype=float)
SIDE = np.r_[np.zeros(12), np.ones(8)]


def likelihood_ratio(ratio):
    """Twice the difference of two fits by statsmodels: with the ratio free, and held by an offset."""
    counts = np.r_[BEFORE, AFTER]
    free = sm.NegativeBinomial(counts, sm.add_constant(SIDE)).fit(disp=0)
    held = sm.NegativeBinomial(counts, np.ones((20, 1)), offset=SIDE * math.log(ratio)).fit(disp=0)
    return 2 * (free.llf - held.llf)


def test_limits_of_deaths_are_where_the_likelihood_of_statsmodels_meets_the_quantile():
    assert serial_correlation(BEFORE, AFTER) == 0.0, "these series turn about: nothing to allow for"
    found = negative_binomial(BEFORE, AFTER, confidence=0.95)
    assert found.ratio == pytest.approx(AFTER.mean() / BEFORE.mean())
    limit = stats.t.ppf(0.975, 18) ** 2
    assert likelihood_ratio(found.low) == pytest.approx(limit, rel=1e-4)
    assert likelihood_ratio(found.high) == pytest.approx(limit, rel=1e-4)
    assert found.p_value == pytest.approx(2 * stats.t.sf(math.sqrt(likelihood_ratio(1.0)), 18), rel=1e-4)
    assert "over 12 and 8 months" in found.method


def test_serial_correlation_makes_the_interval_wider_by_what_it_says():
    before, after = np.sort(BEFORE), AFTER
    r = serial_correlation(before, after)
    assert r > 0
    worth = (1 - r) / (1 + r)
    found = negative_binomial(before, after, confidence=0.95)
    limit = stats.t.ppf(0.975, 20 * worth - 2) ** 2 / worth
    assert likelihood_ratio(found.low) == pytest.approx(limit, rel=1e-4)
    assert found.low < negative_binomial(BEFORE, AFTER, confidence=0.95).low


def test_serial_correlation_by_hand():
    # Deviations -1.5, -.5, .5, 1.5: products .75 - .25 + .75 = 1.25, squares 5; .25 + (1 + 3 * .25) / 4 = .6875.
    assert serial_correlation(np.array([1.0, 2.0, 3.0, 4.0])) == pytest.approx(0.6875)
    assert serial_correlation(np.array([2.0, 2.0, 2.0])) == 0.0
    assert serial_correlation(np.arange(50.0)) == 0.9


def test_dispersion_by_hand():
    # Mean 2, squares 4 + 4 of two months by mean: chi-squared 4 of one degree; nothing about the other series.
    value, p = dispersion(np.array([0.0, 4.0]), np.array([7.0]))
    assert value == pytest.approx(4.0)
    assert p == pytest.approx(stats.chi2.sf(4.0, 1))
    assert dispersion(np.zeros(3), np.zeros(2)) == (1.0, 1.0)


def test_counts_that_vary_no_more_than_poisson_get_nearly_the_interval_of_events():
    even = np.array([19.0, 21, 20, 20, 18, 22, 20, 20, 21, 19, 20, 20])
    deaths = negative_binomial(even, even * 2, confidence=0.95)
    exact = conditional_binomial(240, 365, 480, 365, confidence=0.95)
    assert deaths.low == pytest.approx(exact.low, rel=0.03)
    assert deaths.high == pytest.approx(exact.high, rel=0.03)


ZEROS = np.zeros(12)


@pytest.mark.parametrize(
    ("before", "after", "ratio", "limits"),
    [
        (ZEROS, AFTER, math.inf, "lower only"),
        (BEFORE, ZEROS, 0.0, "upper only"),
        (ZEROS, ZEROS, None, "none"),
    ],
)
def test_an_empty_period_gives_a_one_sided_interval(before, after, ratio, limits):
    found = negative_binomial(before, after, confidence=0.95)
    assert found.ratio == ratio
    assert (found.low > 0) == (limits == "lower only")
    assert math.isfinite(found.high) == (limits == "upper only")
    assert 0 <= found.p_value <= 1
    assert (found.p_value < 0.05) == (limits != "none")


def test_too_few_months_for_an_interval():
    found = negative_binomial(BEFORE[:3], AFTER[:2], confidence=0.95)
    assert (found.low, found.high, found.p_value) == (None, None, None)
    assert found.ratio == pytest.approx(16.5 / 7)
    assert found.method == "no interval: 5 months in both periods together, at least 6 are needed"


SERIES = st.lists(st.integers(0, 500), min_size=3, max_size=24).map(lambda counts: np.array(counts, dtype=float))


@settings(max_examples=40, deadline=None)
@given(SERIES, SERIES)
def test_limits_of_deaths_hold_the_ratio_and_turn_round(before, after):
    found = negative_binomial(before, after, confidence=0.95)
    turned = negative_binomial(after, before, confidence=0.95)
    assert not any(math.isnan(value) for value in (found.low, found.high, found.p_value))
    assert found.low == pytest.approx(0 if math.isinf(turned.high) else 1 / turned.high, rel=1e-3)
    if found.ratio is not None:
        assert found.low <= found.ratio <= found.high
        assert (found.low <= 1 <= found.high) == (found.p_value >= 0.05) or found.p_value == pytest.approx(
            0.05, abs=1e-4
        )
