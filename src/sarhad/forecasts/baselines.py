"""Forecasts that need no model: what every other one is measured against."""

from __future__ import annotations

import numpy as np

from .panel import HORIZON, Panel
from .scores import DRAWS, Draws

MEMORY = 12
"""Conflictology remembers so many months."""


def zero(past: Panel, seed: int) -> Draws:
    """No deaths anywhere."""
    return _for_each([np.zeros(DRAWS, dtype=np.int64)] * len(past.codes))


def last_poisson(past: Panel, seed: int) -> Draws:
    """A Poisson distribution around the deaths of the last month."""
    random = np.random.default_rng([seed, past.last])
    rates = past.deaths[:, -1].astype(np.float64)
    return np.stack([random.poisson(rates[:, None], (len(rates), DRAWS)) for _ in range(HORIZON)], axis=1)


def conflictology(past: Panel, seed: int) -> Draws:
    """The unit's own last 12 months, each for a twelfth of the draws, for every month ahead alike.

    The baseline that no submission of the 2023/24 VIEWS Prediction Challenge beat on the true future. A unit younger
    than that gives the months it has.
    """
    own = _recent(past)
    return _for_each([_tiled(own[row]) for row in range(len(own))])


def conflictology_neighbours(past: Panel, seed: int) -> Draws:
    """The last 12 months of the unit and of those around it, all alike."""
    own = _recent(past)
    around = [np.concatenate([own[row], *(own[n] for n in past.neighbours[row])]) for row in range(len(own))]
    return _for_each([_tiled(values) for values in around])


def _recent(past: Panel) -> list[Draws]:
    deaths, known = past.deaths[:, -MEMORY:], past.known[:, -MEMORY:]
    return [deaths[row][known[row]] for row in range(len(deaths))]


def _tiled(values: Draws) -> Draws:
    """Each value as often as any other, but for one draw, in order of size."""
    ordered = np.sort(values)
    return ordered[np.arange(DRAWS) * len(ordered) // DRAWS]


def _for_each(draws: list[Draws]) -> Draws:
    return np.broadcast_to(np.stack(draws)[:, None, :], (len(draws), HORIZON, DRAWS))
