"""What a unit's own past looks like in every month: the level it is on, and its history relative to that level."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from .panel import Known, Panel
from .scores import Floats
from .weighted import HALF_LIFE

_MEANS = (1, 3, 6, 12, 24, 60, 180)
_SHARES = (6, 12, 60, 180)
_NEVER = 240.0


@dataclass(frozen=True, slots=True)
class History:
    """By unit and month, from that month and earlier ones only.

    `level` is log(1 + the exponentially weighted mean of deaths); `features` (a third axis) are the means of log(1 +
    deaths) over 1 to 180 months and the largest, smallest and spread of 12, less the level; the months since the last
    death, in logs; the shares of months with a death; and the level. `fought` says whether there was a death in the
    last 60 months, `months` for how many the unit is known.
    """

    level: Floats
    features: Floats
    fought: Known
    months: Floats

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
        return cls(level, np.stack(parts, axis=2), _mean(some, known, 60) > 0, np.cumsum(known, axis=1))


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
