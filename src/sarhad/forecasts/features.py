"""What a unit's own past looks like in every month: the level it is on, and its history relative to that level."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from .panel import Counts, Known, Panel
from .scores import Floats
from .weighted import HALF_LIFE

_MEANS = (1, 3, 6, 12, 24, 60, 180)
_SHARES = (6, 12, 60, 180)
_NEVER = 240.0

LEAST_MONTHS = 24
"""A unit known for fewer months has no history to compare."""

LEAST_AS_DEADLY = 25
"""A unit on a level that fewer months of any unit have reached has no pasts like its own."""


@dataclass(frozen=True, slots=True)
class History:
    """By unit and month, from that month and earlier ones only.

    `level` is log(1 + the exponentially weighted mean of deaths); `features` (a third axis) are the means of log(1 +
    deaths) over 1 to 180 months and the largest, smallest and spread of 12, less the level; the months since the last
    death, in logs; the shares of months with a death; and the level, the last. `comparable` says whether there is a
    history to compare: the month is known, 24 or more are, and there was a death in the last 60.
    """

    level: Floats
    features: Floats
    comparable: Known

    @classmethod
    def of(cls, past: Panel) -> History:
        """The history of every unit of a panel."""
        known = past.known.astype(np.float64)
        deaths = past.deaths * known
        logs = np.log1p(deaths)
        level = np.log1p(_weighted_mean(deaths, known))
        some = (deaths > 0).astype(np.float64)
        year = _last_year(logs)
        parts = [_mean(logs, known, months) - level for months in _MEANS]
        parts += [year.max(axis=2) - level, year.min(axis=2) - level, year.std(axis=2)]
        parts += [np.log1p(_since(some))]
        parts += [_mean(some, known, months) for months in _SHARES]
        parts += [level]
        fought = _mean(some, known, 60) > 0
        comparable = fought & (np.cumsum(known, axis=1) >= LEAST_MONTHS) & past.known
        return cls(level, np.stack(parts, axis=2), comparable)

    def served(self) -> Counts:
        """The units that can be told how such pasts went on: a level hardly ever reached has no such pasts."""
        reached = np.sort(self.level[self.comparable])
        as_deadly = len(reached) - np.searchsorted(reached, self.level[:, -1], side="left")
        return np.flatnonzero(self.comparable[:, -1] & (as_deadly >= LEAST_AS_DEADLY))


def deaths_after(level: Floats, growth: Floats, died: Known) -> Counts:
    """Deaths by so much growth of log(1 + deaths) over a level; where somebody died at least one, else none."""
    with np.errstate(over="ignore"):
        found: Counts = np.where(died, np.expm1(level + growth).round().clip(1, 10**9), 0).astype(np.int64)
    return found


def _weighted_mean(values: Floats, known: Floats) -> Floats:
    keep = 0.5 ** (1 / HALF_LIFE)
    found = np.empty_like(values)
    total, weight = np.zeros(len(values)), np.zeros(len(values))
    for month in range(values.shape[1]):
        total = total * keep + values[:, month]
        weight = weight * keep + known[:, month]
        found[:, month] = total / np.maximum(weight, 1e-12)
    return found


def _mean(values: Floats, known: Floats, months: int) -> Floats:
    """The mean of the last so many months that are known."""

    def summed(of: Floats) -> Floats:
        total = np.cumsum(of, axis=1)
        total[:, months:] -= total[:, :-months].copy()
        return total

    found: Floats = summed(values) / np.maximum(summed(known), 1)
    return found


def _last_year(values: Floats) -> Floats:
    padded = np.concatenate([np.zeros((len(values), 11)), values], axis=1)
    return sliding_window_view(padded, 12, axis=1)


def _since(some: Floats) -> Floats:
    """Months since the last one with a death."""
    found = np.empty_like(some)
    since = np.full(len(some), _NEVER)
    for month in range(some.shape[1]):
        since = np.where(some[:, month] > 0, 0, since + 1)
        found[:, month] = since
    return found
