import math

import numpy as np
import pytest
from scipy import stats

from sarhad.measures.norm import against_norm


def test_ratio_and_interval_by_hand():
    """Norm 1, 3, 1, 3, ...: its runs of one day have variance 1 about the level 2."""
    norm = np.tile([1.0, 3.0], 50)
    found = against_norm(np.asarray([6.0]), norm, confidence=0.95)
    assert found.ratio == pytest.approx(3)
    error = math.sqrt(1 * 100 / 99 * 1 * (1 + 1 / 100)) / 2
    width = stats.t.ppf(0.975, 1.5 * 99) * error
    assert math.log(found.high / 3) == pytest.approx(width)
    assert math.log(3 / found.low) == pytest.approx(width)
    assert found.p_value == pytest.approx(2 * stats.t.sf(math.log(3) / error, 1.5 * 99))


def test_batches_by_a_plain_loop():
    random = np.random.default_rng(2)
    norm, window = random.gamma(2, size=120), random.gamma(2, size=20)
    runs = [norm[k : k + 20].mean() for k in range(101)]
    spread = np.mean([(run - norm.mean()) ** 2 for run in runs]) * 20 * 120 / 100
    error = math.sqrt(spread * (1 / 20 + 1 / 120)) / norm.mean()
    found = against_norm(window, norm, confidence=0.9)
    assert math.log(found.high / found.ratio) == pytest.approx(stats.t.ppf(0.95, 7.5) * error)


def test_days_that_resemble_each_other_make_the_interval_wider():
    random = np.random.default_rng(3)
    alone = random.gamma(2, size=400)
    apart = against_norm(alone[:30], alone[30:], confidence=0.95)
    bound = np.repeat(alone[:40], 10)  # the same values, ten days each
    together = against_norm(bound[:30], bound[30:], confidence=0.95)
    assert together.high / together.low > 2 * apart.high / apart.low


@pytest.mark.parametrize("scale", [1e-6, 1, 1e6])
def test_the_unit_does_not_matter(scale):
    random = np.random.default_rng(4)
    norm, window = random.gamma(2, size=120), random.gamma(2, size=10)
    first, second = (against_norm(window * s, norm * s, confidence=0.9) for s in (1, scale))
    assert (first.ratio, first.low, first.p_value) == pytest.approx((second.ratio, second.low, second.p_value))


@pytest.mark.parametrize(
    ("window", "norm", "why"),
    [
        ([], [1.0] * 100, "no day of the window is known"),
        ([1.0], [1.0, 2.0] * 44, "88 days of norm are known, at least 90 are needed for a window of 1"),
        ([1.0] * 30, [1.0, 2.0] * 60, "120 days of norm are known, at least 180 are needed for a window of 30"),
        ([1.0], [0.0] * 100, "nothing was told in the norm"),
        ([0.0], [1.0, 2.0] * 50, "nothing was told in the window"),
        ([1.0], [2.0] * 100, "the norm is the same every day"),
    ],
)
def test_what_cannot_be_said(window, norm, why):
    found = against_norm(np.asarray(window), np.asarray(norm), confidence=0.95)
    assert (found.ratio, found.low, found.high, found.p_value, found.method) == (None, None, None, None, why)
