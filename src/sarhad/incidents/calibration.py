"""What people decided, used to put the model's probabilities right.

From `ENOUGH` decisions on, isotonic regression (Zadrozny & Elkan 2002) of the decisions (same 1, different 0) on the
model's probability gives the share of `same` at each probability, and that share replaces the probability. It never
changes which of two pairs is the likelier.

Mostly doubtful pairs are judged. That they were chosen *by their probability* does not bias a regression on the
probability, but where nothing was judged nothing is learned: below the lowest and above the highest judged probability
the model's own stands, moved only as far as the order demands. A pair that somebody decided because of something else,
an error that was noticed for instance, does bias it, and that cannot be undone afterwards.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.optimize import isotonic_regression

ENOUGH = 200
"""The fewest decisions (same or different) on pairs with a model's probability from which probabilities are changed."""

_OWN = 20.0
"""So many decisions the model's own probability is worth in a step of the regression: one of few is drawn to it."""

Array = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Calibration:
    """The share of `same` at each judged probability, both rising."""

    judged: tuple[float, ...]
    shares: tuple[float, ...]
    decisions: int
    same: int

    def apply(self, probabilities: npt.ArrayLike) -> Array:
        """The probabilities put right: by straight lines between judged ones, the model's own outside them."""
        p = np.asarray(probabilities, dtype=float)
        inside = np.interp(p, self.judged, self.shares)
        low = np.minimum(p, self.shares[0])
        high = np.maximum(p, self.shares[-1])
        found: Array = np.where(p < self.judged[0], low, np.where(p > self.judged[-1], high, inside))
        return found

    @property
    def note(self) -> str:
        """What was done, for the provenance."""
        return (
            f"Probabilities are calibrated by {self.decisions:,} decisions ({self.same:,} of them same), between "
            f"{self.judged[0]:.2f} and {self.judged[-1]:.2f}, by isotonic regression; outside that range, where "
            "nothing was judged, the model's own stand. model_probability is the one before."
        )


def calibration(probabilities: Sequence[float], same: Sequence[bool]) -> Calibration | None:
    """The calibration that these decisions give; None where there are fewer than `ENOUGH`.

    `probabilities` are the model's of the judged pairs. Each step of the regression is drawn to the model's mean
    probability there, as if by `_OWN` decisions more: of a step of few decisions no share of 0 or 1 is learned.
    """
    if len(probabilities) < ENOUGH:
        return None
    p = np.round(np.asarray(probabilities, dtype=float), 6)
    judged, index, counts = np.unique(p, return_inverse=True, return_counts=True)
    shares = np.bincount(index.reshape(-1), weights=np.asarray(same, dtype=float)) / counts
    rising = isotonic_regression(shares, weights=counts, increasing=True).x
    _, block = np.unique(rising, return_inverse=True)
    block = block.reshape(-1)
    decided = np.bincount(block, weights=counts)[block]
    model = (np.bincount(block, weights=counts * judged) / np.bincount(block, weights=counts))[block]
    drawn = (decided * rising + _OWN * model) / (decided + _OWN)
    fitted = np.round(isotonic_regression(drawn, weights=counts, increasing=True).x, 9)
    return Calibration(tuple(judged.tolist()), tuple(fitted.tolist()), len(p), int(np.sum(same)))
