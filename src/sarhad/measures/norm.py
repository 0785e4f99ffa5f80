"""How far a stretch of days lies above or below the norm of the days before it."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt
from scipy import stats

from .ratios import Ratio

Floats = npt.NDArray[np.float64]

MIN_NORM_DAYS = 90
"""With fewer days no norm can be told."""

MIN_WINDOWS = 6
"""The norm must be so many times as long as the window: how much such windows differ is taken from it."""

_METHOD = "overlapping batch means (Meketon & Schmeiser 1984), log ratio, t interval"


def against_norm(window: Floats, norm: Floats, *, confidence: float) -> Ratio:
    """The mean of a window of days by the mean of the days before it, with an interval and a test of no difference.

    How much the mean of n days varies by itself is taken from all runs of n days of the norm (overlapping batch
    means, Meketon & Schmeiser 1984), so that one busy day that brings another is allowed for; the window is taken to
    vary as the norm does, in proportion to its level. On the log scale, with s the standard error of a mean of one day
    so estimated, log ratio ± t · s · sqrt(1/n + 1/N) / mean of the norm, with 1.5 (N/n - 1) degrees of freedom.

    Without a number, `method` says why.
    """
    n, days = len(window), len(norm)
    level = float(norm.mean()) if days else 0.0
    reason = _cannot_say(n, days, level, window, norm)
    if reason:
        return Ratio(None, None, None, None, reason)
    runs = np.convolve(norm, np.full(n, 1 / n), mode="valid")
    variance = n * days / (days - n) * float(((runs - level) ** 2).mean())
    error = math.sqrt(variance * (1 / n + 1 / days)) / level
    freedom = 1.5 * (days / n - 1)
    log_ratio = math.log(float(window.mean()) / level)
    width = float(stats.t.ppf((1 + confidence) / 2, freedom)) * error
    return Ratio(
        ratio=math.exp(log_ratio),
        low=math.exp(log_ratio - width),
        high=math.exp(log_ratio + width),
        p_value=2 * float(stats.t.sf(abs(log_ratio) / error, freedom)),
        method=_METHOD,
    )


def _cannot_say(n: int, days: int, level: float, window: Floats, norm: Floats) -> str:
    needed = max(MIN_NORM_DAYS, MIN_WINDOWS * n)
    if not n:
        return "no day of the window is known"
    if days < needed:
        return f"{days} days of norm are known, at least {needed} are needed for a window of {n}"
    if not level:
        return "nothing was told in the norm"
    if not window.any():
        return "nothing was told in the window"
    if np.ptp(norm) == 0:
        return "the norm is the same every day"
    return ""
