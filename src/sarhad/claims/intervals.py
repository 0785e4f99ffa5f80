"""Limits of a share: exact for events, by resampling for deaths."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy import stats

Floats = npt.NDArray[np.float64]

_CELLS = 2_000_000  # resampling weights held at once


def share_limits(part: int, whole: int, confidence: float) -> tuple[float, float]:
    """The exact binomial interval of a share of events (Clopper & Pearson 1934).

    >>> low, high = share_limits(5, 5, 0.95)
    >>> round(low, 3), high
    (0.478, 1.0)

    Raises:
        ValueError: not 0 <= part <= whole, or whole is 0.
    """
    if not 0 <= part <= whole or whole == 0:
        raise ValueError(f"no share: {part} of {whole}")
    interval = stats.binomtest(part, whole).proportion_ci(confidence_level=confidence, method="exact")
    return float(interval.low), float(interval.high)


def deaths_share_limits(
    part: npt.ArrayLike, whole: npt.ArrayLike, *, confidence: float, draws: int, seed: int
) -> tuple[float, float]:
    """The percentile bootstrap interval of a share of deaths (Efron 1979): events are drawn with replacement.

    `part` and `whole` hold, for every event, its deaths in the part and in all. Draws without a death are left aside.
    """
    above = np.asarray(part, dtype=np.float64)
    below = np.asarray(whole, dtype=np.float64)
    n = len(below)
    if n == 0 or below.sum() == 0:
        raise ValueError("no share: nobody died")
    random = np.random.default_rng(seed)
    shares: list[Floats] = []
    left = draws
    while left > 0:
        size = max(1, min(left, _CELLS // n))
        times = random.multinomial(n, np.full(n, 1 / n), size=size)
        totals = times @ below
        shares.append((times @ above)[totals > 0] / totals[totals > 0])
        left -= size
    tail = (1 - confidence) / 2
    low, high = np.quantile(np.concatenate(shares), [tail, 1 - tail])
    return float(low), float(high)
