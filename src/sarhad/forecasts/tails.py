"""The ends of a forecast: never no chance of a death, never more than three times the worst that the world has seen."""

from __future__ import annotations

import numpy as np

from .panel import Counts, Panel
from .scores import Draws, counts_type

ABOVE_ZERO = 4
"""So many of 1,000 draws at least are above zero: an onset that a forecast rules out costs 9.98 bits."""

TIMES_WORST = 3
_QUIET = 12


def finished(draws: Draws, past: Panel) -> Draws:
    """Draws in order of size, capped, and with a little mass above zero of the size that onsets had."""
    sizes = onset_sizes(past)
    worst = int(np.where(past.known, past.deaths, 0).max(initial=0))
    most = max(TIMES_WORST * worst, int(sizes[-1]))
    ended = np.empty(draws.shape, dtype=counts_type(most))
    for step in range(draws.shape[1]):
        ordered = np.sort(draws[:, step], axis=1).clip(max=most)
        top = ordered[:, -ABOVE_ZERO:]
        ordered[:, -ABOVE_ZERO:] = np.where(top > 0, top, sizes)
        ended[:, step] = np.sort(ordered, axis=1)
    return ended


def onset_sizes(past: Panel) -> Counts:
    """Deaths in months that ended a quiet year or more: the middles of their four quarters; ones where none did."""
    deaths = np.where(past.known, past.deaths, 0)
    total = np.cumsum(np.concatenate([np.zeros((len(deaths), 1), dtype=np.int64), deaths], axis=1), axis=1)
    before = total[:, _QUIET:-1] - total[:, : -_QUIET - 1]
    first = deaths[:, _QUIET:]
    found = first[(before == 0) & (first > 0)]
    if not found.size:
        return np.ones(ABOVE_ZERO, dtype=np.int64)
    middles = (np.arange(ABOVE_ZERO) + 0.5) / ABOVE_ZERO
    sizes: Counts = np.quantile(found, middles, method="inverted_cdf").astype(np.int64)
    return sizes
