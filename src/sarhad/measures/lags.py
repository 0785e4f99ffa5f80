"""At which lag one daily series follows another, and whether chance explains it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.ndimage import maximum_filter1d
from scipy.stats import rankdata

Floats = npt.NDArray[np.float64]

_SAME = 1e-9  # correlations closer than this are equal: they differ by the order of additions only


@dataclass(frozen=True, slots=True)
class Lag:
    """`days` by which the second series follows the first where their `correlation` is highest, and its p-value."""

    days: int
    correlation: float
    p_value: float


def days_needed(max_lag: int, confidence: float) -> int:
    """How long the series must be for a p-value under 1 - confidence: lags next to the best one are as good as it."""
    return int(np.ceil((2 * max_lag + 1) / (1 - confidence) - _SAME))


def best_lag(first: Floats, second: Floats, max_lag: int) -> Lag:
    """The lag from -max_lag to max_lag at which the second series goes with the first most closely.

    Correlations are Spearman's, of ranks among the days that are known; NaN in `second` is a day that is not. The
    series are laid round a circle. The null is that they have nothing to do with each other, whatever the memory of
    each: the first is turned to every one of its n days, and p is the share of the turns (the true one among them)
    whose own highest correlation over as many lags is as high. It cannot be under (2 max_lag + 1) / n.

    Both series must vary, and be longer than 2 max_lag + 1.
    """
    circle = correlations(first, second)
    n = len(circle)
    # of each turn the highest over its neighbouring lags; the true one is turn 0
    highest = maximum_filter1d(circle, 2 * max_lag + 1, mode="wrap")
    lags = sorted(range(-max_lag, max_lag + 1), key=lambda lag: (abs(lag), lag))
    best = next(lag for lag in lags if circle[lag % n] >= highest[0] - _SAME)
    return Lag(best, float(circle[best % n]), float((highest >= highest[0] - _SAME).mean()))


def correlations(first: Floats, second: Floats) -> Floats:
    """Spearman's correlation at each circular lag 0 to n - 1 of the second series behind the first."""
    known = np.isfinite(second)
    behind = rankdata(second[known])
    behind -= behind.mean()
    before = rankdata(first)
    out = np.zeros(len(first))
    for lag in range(len(first)):
        turned = np.roll(before, lag)[known]
        turned = turned - turned.mean()
        spread = float(turned @ turned) * float(behind @ behind)
        out[lag] = turned @ behind / np.sqrt(spread) if spread > 0 else 0.0
    return out
