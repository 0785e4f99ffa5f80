"""Does a series rise or fall steadily: the Mann-Kendall test with serial correlation allowed for, and Sen's slope.

Ranks only, so neither the level nor the spread of counts is modelled. S counts pairs of months in which the later one
is higher, less those in which it is lower. Its variance for independent months is
(n (n - 1) (2 n + 5) - sum over ties t (t - 1) (2 t + 5)) / 18 (Kendall 1975). Months that resemble each other make S
vary more: Hamed & Rao (1998) multiply it by 1 + 2 / (n (n - 1) (n - 2)) * sum over lags i of
(n - i) (n - i - 1) (n - i - 2) r(i), r(i) being the serial correlations of the ranks of the series without its slope,
those that differ from 0 at 5 %.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import stats

Counts = npt.NDArray[np.float64]

MIN_MONTHS = 12
"""With fewer months nothing is said about a trend: the normal approximation and the correlations need more."""


@dataclass(frozen=True, slots=True)
class MannKendall:
    """Kendall's S and tau, the factor by which serial correlation widens the variance, and what follows.

    `slope` is Sen's, per month, from `low` to `high` at the confidence asked for.
    """

    s: int
    tau: float
    factor: float
    z: float
    p_value: float
    p_independent: float
    slope: float
    low: float
    high: float


def mann_kendall(counts: Counts, *, confidence: float) -> MannKendall | None:
    """The test and the slope; None where all months are equal or fewer than 12.

    The interval of the slope takes the slopes of all pairs of months at ranks (N +- z sqrt(var S)) / 2 (Gilbert 1987),
    with the widened variance.
    """
    n = len(counts)
    if n < MIN_MONTHS or np.ptp(counts) == 0:
        return None
    later, earlier = np.tril_indices(n, -1)
    difference = counts[later] - counts[earlier]
    s = int(np.sign(difference).sum())
    slopes = np.sort(difference / (later - earlier))
    slope = float(np.median(slopes))
    ties = np.unique(counts, return_counts=True)[1].astype(np.float64)
    plain = (n * (n - 1) * (2 * n + 5) - float((ties * (ties - 1) * (2 * ties + 5)).sum())) / 18
    factor = correction(counts - slope * np.arange(n))
    variance = plain * factor
    quantile = float(stats.norm.ppf((1 + confidence) / 2)) * math.sqrt(variance)
    low, high = (len(slopes) - quantile) / 2, (len(slopes) + quantile) / 2
    pairs = n * (n - 1) / 2
    tied = float((ties * (ties - 1)).sum()) / 2
    return MannKendall(
        s=s,
        tau=s / math.sqrt(pairs * (pairs - tied)),
        factor=factor,
        z=_z(s, variance),
        p_value=2 * float(stats.norm.sf(abs(_z(s, variance)))),
        p_independent=2 * float(stats.norm.sf(abs(_z(s, plain)))),
        slope=slope,
        low=_at(slopes, low - 1),
        high=_at(slopes, high),
    )


def correction(without_slope: Counts) -> float:
    """Hamed & Rao's factor n / n*: how much more S varies than for independent months; at least 1.

    Correlations are of the ranks, at lags up to a quarter of the series; those within +- 1.96 / sqrt(n) of 0 are taken
    as none. A factor under 1 (months that take turns) is not used: it would make a test more certain.
    """
    n = len(without_slope)
    ranks = stats.rankdata(np.round(without_slope, 9))
    centred = ranks - ranks.mean()
    whole = float(centred @ centred)
    if whole == 0:
        return 1.0
    total = 0.0
    for lag in range(1, n // 4 + 1):
        found = float(centred[lag:] @ centred[:-lag]) / whole
        if abs(found) > stats.norm.ppf(0.975) / math.sqrt(n):
            total += (n - lag) * (n - lag - 1) * (n - lag - 2) * found
    return max(1.0, 1 + 2 * total / (n * (n - 1) * (n - 2)))


def _z(s: int, variance: float) -> float:
    """Standardised, with the correction for continuity."""
    return (s - np.sign(s)) / math.sqrt(variance) if variance > 0 else 0.0


def _at(slopes: Counts, rank: float) -> float:
    """The slope at a rank that may lie between two, from 0; minus or plus infinity beyond the ends."""
    if rank < 0:
        return -math.inf
    if rank > len(slopes) - 1:
        return math.inf
    low = math.floor(rank)
    part = rank - low
    return float(slopes[low] * (1 - part) + slopes[min(low + 1, len(slopes) - 1)] * part)
