"""Forecasts from a unit's own past alone, recent months counting more."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import stats

from .panel import HORIZON, Panel
from .scores import DRAWS, Draws, Floats

HALF_LIFE = 6.0
"""Months after which a month counts half; stated by the design, from work before this project's windows."""

MEMORY = 60
"""Months before these are not looked at."""


@dataclass(frozen=True, slots=True)
class Recent:
    """The last months of each unit, newest first, with weights that sum to one; unknown months weigh nothing."""

    deaths: Floats
    weights: Floats

    @classmethod
    def of(cls, past: Panel, half_life: float = HALF_LIFE, memory: int = MEMORY) -> Recent:
        """The recent months of a panel."""
        deaths = past.deaths[:, : -memory - 1 : -1].astype(np.float64)
        known = past.known[:, : -memory - 1 : -1]
        raw = known * 0.5 ** (np.arange(deaths.shape[1]) / half_life)
        return cls(deaths, raw / raw.sum(axis=1, keepdims=True))

    @property
    def mean(self) -> Floats:
        """The weighted mean of each unit."""
        found: Floats = (self.deaths * self.weights).sum(axis=1)
        return found

    @property
    def variance(self) -> Floats:
        """The weighted variance of each unit."""
        found: Floats = ((self.deaths - self.mean[:, None]) ** 2 * self.weights).sum(axis=1)
        return found


def levels() -> Floats:
    """The middle probabilities at which draws are taken: draws are the distribution's quantiles, without chance."""
    found: Floats = (np.arange(DRAWS) + 0.5) / DRAWS
    return found


def weighted_draws(past: Panel, seed: int) -> Draws:
    """The unit's own last 60 months, a month half as likely for every six that it lies back."""
    recent = Recent.of(past)
    draws = np.empty((len(past.codes), DRAWS), dtype=np.int64)
    for row, (deaths, weights) in enumerate(zip(recent.deaths, recent.weights, strict=True)):
        order = np.argsort(deaths, kind="stable")
        at = np.searchsorted(np.cumsum(weights[order]), levels(), side="left").clip(max=len(order) - 1)
        draws[row] = deaths[order][at]
    return np.repeat(draws[:, None, :], HORIZON, axis=1)


def negative_binomial(past: Panel, seed: int) -> Draws:
    """A negative binomial with the exponentially weighted mean and variance; Poisson where that is not larger."""
    recent = Recent.of(past)
    mean, variance = recent.mean, recent.variance
    draws = np.zeros((len(past.codes), DRAWS), dtype=np.int64)
    wide, narrow = (mean > 0) & (variance > mean), (mean > 0) & (variance <= mean)
    size = mean[wide] ** 2 / (variance[wide] - mean[wide])
    share = size / (size + mean[wide])
    draws[wide] = stats.nbinom.ppf(levels(), size[:, None], share[:, None])
    draws[narrow] = stats.poisson.ppf(levels(), mean[narrow, None])
    return np.repeat(draws[:, None, :], HORIZON, axis=1)
