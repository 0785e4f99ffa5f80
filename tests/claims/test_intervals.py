import numpy as np
import pytest

from sarhad.claims.intervals import deaths_share_limits, share_limits


@pytest.mark.parametrize(
    ("part", "whole", "low", "high"),
    [
        (0, 10, 0.0, 0.3085),  # the rule of the upper limit 1 - (alpha/2)^(1/n)
        (10, 10, 0.6915, 1.0),
        (5, 5, 0.4782, 1.0),  # five of five do not exclude one half
        (6, 6, 0.5407, 1.0),  # six of six do
        (81, 263, 0.2527, 0.3676),  # Newcombe (1998), table I, method 5
        (15, 148, 0.0578, 0.1617),  # the same
    ],
)
def test_the_exact_interval_has_its_printed_values(part, whole, low, high):
    assert share_limits(part, whole, 0.95) == pytest.approx((low, high), abs=6e-5)


def test_no_share_without_a_whole():
    with pytest.raises(ValueError, match="no share: 0 of 0"):
        share_limits(0, 0, 0.95)
    with pytest.raises(ValueError, match="no share: nobody died"):
        deaths_share_limits([0, 0], [0, 0], confidence=0.95, draws=100, seed=1)


def test_the_bootstrap_covers_the_share_is_the_same_for_a_seed_and_wider_when_one_event_rules():
    whole = np.ones(40)
    part = np.repeat([1, 0], [28, 12])
    low, high = deaths_share_limits(part, whole, confidence=0.95, draws=4000, seed=7)
    # Equal events: the normal interval of a share of 0.7 of 40 is 0.558 to 0.842.
    assert (low, high) == pytest.approx((0.558, 0.842), abs=0.03)
    assert (low, high) == deaths_share_limits(part, whole, confidence=0.95, draws=4000, seed=7)
    ruled = whole.copy()
    ruled[0] = 500
    wide = deaths_share_limits(part * ruled, ruled, confidence=0.95, draws=4000, seed=7)
    assert wide[1] - wide[0] > high - low


def test_all_deaths_in_the_part_are_a_share_of_one():
    assert deaths_share_limits([3, 4], [3, 4], confidence=0.95, draws=200, seed=1) == (1.0, 1.0)
