"""The best fit of taxonomies: the finest level on which two events agree, and who gets the better partner."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sarhad.incidents.engines import BestFit
from sarhad.incidents.engines.best_fit import fits
from tests.make import event, table


def other(number: int, day: str = "2026-01-05", **values: Any) -> dict[str, Any]:
    return event(number, day, source="acled", **values)


@pytest.mark.parametrize(
    ("changed", "fit"),
    [
        ({}, 0.0),
        ({"side_a": "B", "side_b": "A"}, 0.0),  # sides have no order
        ({"side_b": "C"}, (1 / 2 + 0 + 0) / 3),
        ({"side_a": "C", "side_b": "D"}, (1 + 0 + 0) / 3),
        ({"violence_type": "non-state"}, (0 + 1 / 2 + 0) / 3),  # both are fighting
        ({"violence_type": "one-sided"}, (0 + 1 + 0) / 3),
        ({"place_precision": 2}, (0 + 0 + 1 / 2) / 3),  # both are a place
        ({"place_precision": 4}, (0 + 0 + 1) / 3),
        ({"side_a": None, "violence_type": None, "place_precision": None}, 1.0),  # nothing known agrees with nothing
    ],
)
def test_fit_is_the_mean_of_the_finest_common_levels(changed: dict[str, Any], fit: float) -> None:
    found = fits(table(event(1)), table(other(2, **changed)), np.array([0]), np.array([0]))
    assert found.tolist() == [pytest.approx(fit)]


def test_better_fit_wins_over_nearer_point() -> None:
    left = table(event(1))
    right = table(other(2, side_a="C", side_b="D"), other(3, latitude=34.52))
    pairs = {r["event_b"]: r for r in BestFit()(left, right).to_pylist()}
    assert pairs["acled:3"]["band"] == "linked"
    assert (pairs["acled:2"]["band"], pairs["acled:2"]["rival"]) == ("review", "acled:3")


def test_last_days_must_lie_in_the_window_too() -> None:
    long = other(2, until="2026-01-20")
    assert BestFit()(table(event(1)), table(long)).num_rows == 0
