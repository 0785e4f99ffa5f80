import itertools

import numpy as np
import pytest

from sarhad.forecasts.models import MEMBERS, Forecaster
from sarhad.forecasts.months import month_id
from sarhad.forecasts.pool import _pairwise, fitted_weights, pooled
from sarhad.forecasts.scores import crps
from tests.forecasts.panels import panel, wars


def members(cells=40, seed=1):
    random = np.random.default_rng(seed)
    rate = random.gamma(2, 20, cells)
    y = random.poisson(rate)
    low, wide = random.poisson(rate[:, None] / 2, (cells, 1000)), random.poisson(rate[:, None] * 2, (cells, 1000))
    return [low, wide], y, rate


def test_the_pool_has_each_member_by_its_weight():
    a, b = np.zeros((1, 1, 1000), dtype=int), np.full((1, 1, 1000), 9)
    assert (pooled([a, b], np.asarray([0.3, 0.7])) == 9).sum() == 700
    third = pooled([a, b, b + 1], np.full(3, 1 / 3))
    assert third.shape == (1, 1, 1000)
    assert np.unique(third, return_counts=True)[1].tolist() in ([333, 334, 333], [333, 333, 334], [334, 333, 333])
    same = np.arange(1000)[None, None, :]
    assert abs(np.quantile(pooled([same, same], np.full(2, 0.5)), [0.1, 0.5, 0.9]) - [99.9, 499.5, 899.1]).max() < 2


def test_the_mean_distance_of_all_pairs():
    draws = [[1.0, 4.0, 4.0], [0.0, 0.0, 6.0]]
    expected = np.mean([np.mean([abs(a - b) for a, b in itertools.product(row, row)]) for row in draws])
    assert _pairwise(np.asarray(draws)) == pytest.approx(expected)


def test_fitted_weights_have_the_least_crps_and_are_drawn_half_way_to_equal():
    both, y, _ = members()
    found = fitted_weights([(both, y, 1.0)])
    assert found.sum() == pytest.approx(1)
    tried = {w: crps(pooled(both, np.asarray([w, 1 - w])), y).mean() for w in np.arange(0, 1.01, 0.05).round(2)}
    best = min(tried, key=tried.get)
    assert found[0] == pytest.approx(0.25 + best / 2, abs=0.026)


def test_a_member_that_is_always_worse_keeps_its_share_of_equality():
    random = np.random.default_rng(2)
    rate = random.gamma(2, 20, 200)
    right, wrong = random.poisson(rate[:, None], (200, 1000)), np.full((200, 1000), 5000)
    assert fitted_weights([([right, wrong], random.poisson(rate), 1.0)]).tolist() == [0.75, 0.25]


def test_every_window_counts_alike():
    both, y, _ = members()
    other = members(seed=5)[0][::-1], members(seed=5)[1]
    alike = fitted_weights([(both, y, 1.0), (*other, 1.0)])
    huge = ([m * 1000 for m in other[0]], other[1] * 1000, 1000.0)
    np.testing.assert_allclose(fitted_weights([(both, y, 1.0), huge]), alike, atol=0.026)


def test_weights_come_from_what_had_arrived():
    made = wars(units=9, years=12)
    cutoff = month_id("2010-10")
    weights = Forecaster(made.until(cutoff), 1).weights(cutoff)
    assert sum(weights.values()) == pytest.approx(1)
    assert list(weights) == list(MEMBERS)
    assert Forecaster(made, 1).weights(cutoff) == weights


def test_without_a_past_window_weights_are_equal():
    for made in (wars(units=6, years=4), panel([[0] * 130] * 4)):
        assert set(Forecaster(made, 1).weights(made.last).values()) == {1 / 3}
