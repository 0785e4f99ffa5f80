"""What the nearest pasts say, against cases made by hand and against another implementation."""

import numpy as np
import pytest

from sarhad.forecasts import backtest, read_panel
from sarhad.forecasts.analogues import LEVEL_WEIGHT, NEIGHBOURS, _nearest, _weighted_quantiles, analogues
from sarhad.forecasts.features import History, deaths_after
from sarhad.forecasts.weighted import levels, weighted_draws
from tests.forecasts.panels import panel, views, wars

WARS = wars()


def test_a_unit_goes_on_as_pasts_like_its_own_did():
    """A month after three of 40 deaths follow 5, after any other month 40: a unit that stands there is told 5."""
    month = np.arange(200)
    units = [np.where((month + k) % 4 == 3, 5, 40).tolist() for k in range(24)]
    made = panel(units)
    draws = analogues(made, 1)
    due = [k for k in range(24) if (200 + k) % 4 == 3]
    for k in range(24):
        assert np.median(draws[k, 0]) == pytest.approx(5 if k in due else 40, rel=0.15), k


def test_growth_is_told_and_not_deaths():
    """Every unit doubles in six months, whatever its size: so is forecast of one larger than any that was seen."""
    saw = 2 ** ((np.arange(120) % 7) / 6)
    units = [(10 * (1 + k) * saw).astype(int) for k in range(30)] + [(20_000 * saw).astype(int)]
    draws = analogues(panel(np.asarray(units).tolist()), 1)
    assert np.median(draws[-1]) > 15_000, "the others have never seen more than 600"


def test_they_are_the_nearest_by_brute_force():
    """With every distance by a loop, and every weight and quantile by definition."""
    history = History.of(WARS)
    unit, month = np.nonzero(history.comparable)
    seen = history.features[unit, month]
    scale = seen.std(axis=0)
    scale[-1] /= LEVEL_WEIGHT
    row, ahead = int(np.flatnonzero(history.comparable[:, -1])[0]), 5
    own = history.features[row, -1]
    rated = []
    for u, m, features in zip(unit, month, seen, strict=True):
        if m + ahead < WARS.deaths.shape[1]:
            died = int(WARS.deaths[u, m + ahead])
            grown = np.log1p(died) - history.level[u, m]
            count = max(round(np.expm1(history.level[row, -1] + grown)), 1) if died else 0
            rated.append((float((((features - own) / scale) ** 2).sum()), count))
    near = sorted(rated)[:NEIGHBOURS]
    middle = np.median([distance for distance, _ in near])
    weighed = sorted((count, np.exp(-distance / (2 * middle))) for distance, count in near)
    share = np.cumsum([weight for _, weight in weighed]) / sum(weight for _, weight in weighed)
    expected = [weighed[min(int((share < level).sum()), len(weighed) - 1)][0] for level in levels()]
    np.testing.assert_array_equal(analogues(WARS, 1)[row, ahead - 1], expected)


def test_equal_pasts_and_few_of_them():
    near, weight = _nearest(np.zeros((1, 7)))
    assert sorted(near[0].tolist()) == list(range(7))
    assert weight.tolist() == [[1.0] * 7]
    drawn = _weighted_quantiles(np.asarray([[9, 0, 4]]), np.asarray([[1.0, 2.0, 1.0]]))
    assert [(drawn == value).sum() for value in (0, 4, 9)] == [500, 250, 250]


def test_deaths_after_growth_keep_at_least_one_and_never_overflow():
    found = deaths_after(np.asarray([1.0, 0.0, 700.0]), np.asarray([1.0, -3.0, 700.0]), np.asarray([True, True, True]))
    assert found.tolist() == [round(np.expm1(2)), 1, 10**9]
    assert deaths_after(np.asarray([9.0]), np.asarray([0.0]), np.asarray([False])).tolist() == [0]


def test_where_too_little_is_known_a_unit_has_its_own_past():
    draws, own = analogues(WARS, 1), weighted_draws(WARS, 1)
    quiet = ~(WARS.deaths[:, -60:] > 0).any(axis=1)
    np.testing.assert_array_equal(draws[quiet], own[quiet])
    assert not np.array_equal(draws[3], own[3])
    for short in (WARS.until(WARS.first + 20), WARS.only([3]).until(WARS.first + 40)):
        np.testing.assert_array_equal(analogues(short, 1), weighted_draws(short, 1))


def test_no_more_are_compared_than_a_sample(monkeypatch):
    monkeypatch.setattr("sarhad.forecasts.analogues.SAMPLE", 400)
    assert np.array_equal(analogues(WARS, 1), analogues(WARS, 1))
    assert not np.array_equal(analogues(WARS, 1), analogues(WARS, 2))


def test_they_beat_the_baseline_before_the_windows_that_are_reported(data_dir):
    """One development window; the reported ones are measured by the command in docs/forecasts.md, not by a test."""
    found = backtest(read_panel(views(data_dir)), windows=[2001], models=["analogues"], seed=1)
    assert found.ratios.table.to_pylist()[0]["ratio"] < 0.95
