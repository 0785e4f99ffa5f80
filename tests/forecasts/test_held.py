"""Draws that are held in less memory are the same."""

import numpy as np
import pytest

from sarhad.forecasts.held import Held

SAME = np.tile(np.arange(1000), (3, 14, 1))
OTHER = np.arange(2 * 14 * 1000).reshape(2, 14, 1000)


@pytest.mark.parametrize(
    ("draws", "size", "why"),
    [
        (SAME, 3 * 1000 * 4, "a unit with all months alike is held once, of 32 bits"),
        (OTHER, 2 * 1000 * 4 * 15, "months that differ are held apart"),
        (np.concatenate([SAME, OTHER, SAME]), (8 + 2 * 14) * 1000 * 4, "each as it needs"),
        (OTHER + 2**31, 2 * 1000 * 8 * 15, "too large for 32 bits"),
    ],
)
def test_draws_are_held_in_less_memory_and_come_back_equal(draws, size, why):
    held = Held(draws)
    assert held._first.nbytes + held._apart.nbytes == size, why
    assert held._first.base is None, "no view, which would keep all in memory"
    for units in (slice(None), slice(1, 4), slice(0, 0)):
        np.testing.assert_array_equal(held.of(units), draws[units])
