"""What the pool's weights are fitted on: earlier cut-offs, whole or in parts."""

import numpy as np
import pytest

from sarhad.forecasts import baseline_of, month_id
from sarhad.forecasts import windows as windows_module
from sarhad.forecasts.models import MEMBERS, Forecaster
from sarhad.forecasts.pool import fitted_weights
from sarhad.forecasts.scores import crps
from sarhad.forecasts.windows import PastWindows
from tests.forecasts.panels import panel, wars

WARS = wars(units=9, years=13)
CUTOFF = month_id("2011-10")
FORECASTER = Forecaster(WARS, 1)


def windows(made=WARS, cutoff=CUTOFF, baseline="conflictology"):
    draws = FORECASTER.draws if made is WARS else Forecaster(made, 1).draws
    return PastWindows(made, cutoff, draws, members=list(MEMBERS), baseline=baseline)


@pytest.mark.parametrize("unit", ["country", "priogrid"])
def test_a_window_is_weighed_by_the_error_of_the_baseline(unit):
    origin, baseline = CUTOFF - 24, baseline_of(unit)
    members, happened, error = windows(baseline=baseline)[1]
    y = WARS.truth(range(origin + 1, origin + 15))[0].reshape(-1)
    assert happened.tolist() == y.tolist()
    assert error == crps(FORECASTER.draws(baseline, origin).reshape(-1, 1000), y).mean()
    for name, draws in zip(MEMBERS, members, strict=True):
        np.testing.assert_array_equal(draws, FORECASTER.draws(name, origin).reshape(-1, 1000))


def test_only_months_that_had_arrived_are_in_a_window():
    assert [len(happened) for _, happened, _ in windows()] == [9 * 12, *[9 * 14] * 4]
    assert len(windows()[1:3]) == 2
    assert len(windows(cutoff=WARS.first + 83)) == 2, "60 months lie before each"
    assert len(windows(cutoff=WARS.first + 70)) == 0


def test_a_window_in_parts_counts_as_if_it_were_whole(monkeypatch):
    whole = fitted_weights(windows())
    monkeypatch.setattr(windows_module, "AT_ONCE", 4 * 14)
    parts = windows()
    assert [len(happened) for _, happened, _ in parts][:4] == [4 * 12, 4 * 12, 12, 4 * 14]
    np.testing.assert_allclose(fitted_weights(parts), whole, atol=1e-9)


def test_a_window_without_an_error_tells_nothing():
    assert len(windows(panel([[0] * 150] * 3))) == 0
