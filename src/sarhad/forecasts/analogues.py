"""How the pasts most like a unit's own went on: nearest neighbours among all units and months."""

from __future__ import annotations

import numpy as np
from scipy.spatial.distance import cdist

from .features import History, deaths_after
from .panel import HORIZON, Counts, Panel
from .scores import Draws, Floats
from .weighted import levels, weighted_draws

NEIGHBOURS = 500
LEVEL_WEIGHT = 4.0
"""A unit's level is the last feature: a step in it is so many times as far as one in another feature."""

LEAST_OUTCOMES = 100
"""From fewer past months nothing is told."""

SAMPLE = 40_000
"""Past months of units among which neighbours are looked for, drawn from all."""

_AT_ONCE = 200


def analogues(past: Panel, seed: int) -> Draws:
    """Draws from how the nearest past months went on, of any unit, in growth over their level.

    Near is the Euclidean distance of the features of `sarhad.forecasts.features`, each divided by its standard
    deviation and the level weighted; of the 500 nearest months whose outcome is known a month counts by a Gaussian
    kernel, with the median of their squared distances for its variance (k-nearest-neighbour estimate of a conditional
    distribution, Stone 1977). Growth is laid on the unit's own level as in `growth`, and the same units have weighted
    draws.
    """
    draws = weighted_draws(past, seed)
    history = History.of(past)
    served = history.served()
    unit, month = np.nonzero(history.comparable)
    if len(unit) < LEAST_OUTCOMES or not served.size:
        return draws
    if len(unit) > SAMPLE:
        chosen = np.random.default_rng([seed, past.last]).choice(len(unit), SAMPLE, replace=False)
        unit, month = unit[chosen], month[chosen]
    seen = history.features[unit, month]
    scale = seen.std(axis=0)
    scale[scale == 0] = 1
    scale[-1] /= LEVEL_WEIGHT
    for part in np.split(served, range(_AT_ONCE, len(served), _AT_ONCE)):
        distance = cdist(history.features[part, -1] / scale, seen / scale, "sqeuclidean")
        for ahead in range(1, HORIZON + 1):
            rows = np.flatnonzero(month + ahead < past.known.shape[1])
            rows = rows[past.known[unit[rows], month[rows] + ahead]]
            if len(rows) < LEAST_OUTCOMES:
                break
            deaths = past.deaths[unit[rows], month[rows] + ahead]
            grown = np.log1p(deaths) - history.level[unit[rows], month[rows]]
            near, weight = _nearest(distance[:, rows])
            counts = deaths_after(history.level[part, -1, None], grown[near], deaths[near] > 0)
            draws[part, ahead - 1] = _weighted_quantiles(counts, weight)
    return draws


def _nearest(distance: Floats) -> tuple[Counts, Floats]:
    """The places of the nearest of each row of squared distances, and their weights."""
    many = min(NEIGHBOURS, distance.shape[1])
    near: Counts = np.argpartition(distance, many - 1, axis=1)[:, :many]
    own = np.take_along_axis(distance, near, axis=1)
    return near, np.exp(-own / (2 * np.median(own, axis=1, keepdims=True).clip(min=1e-12)))


def _weighted_quantiles(values: Counts, weights: Floats) -> Draws:
    """As many draws of each row of values as its weights say, in order of size."""
    order = np.argsort(values, axis=1)
    share = np.cumsum(np.take_along_axis(weights, order, axis=1), axis=1)
    share /= share[:, -1:]
    at = np.stack([np.searchsorted(row, levels()) for row in share])
    return np.take_along_axis(np.take_along_axis(values, order, axis=1), at.clip(max=values.shape[1] - 1), axis=1)
