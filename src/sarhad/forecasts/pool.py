"""Several forecasts as one: a linear pool whose weights come from past windows, drawn half-way to equal ones."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import numpy as np

from .scores import DRAWS, Draws, Floats

PAST_WINDOWS = 5
"""Weights are fitted on so many cut-offs, each a year before the next."""

SHRUNK = 0.5
"""How far fitted weights are drawn to equal ones."""

_GRID = 20
_THIN = 5


def pooled(members: Sequence[Draws], weights: Floats) -> Draws:
    """The linear pool: of each member as many of its draws as its weight says, evenly from its order."""
    shares = np.round(np.cumsum(weights) / np.sum(weights) * DRAWS).astype(np.int64)
    counts = np.diff(shares, prepend=0)
    parts = []
    for member, count in zip(members, counts.tolist(), strict=True):
        at = ((np.arange(count) + 0.5) * DRAWS / max(count, 1)).astype(np.int64)
        parts.append(np.sort(member, axis=-1)[..., at])
    found: Draws = np.sort(np.concatenate(parts, axis=-1), axis=-1)
    return found


def fitted_weights(windows: Sequence[tuple[Sequence[Draws], Draws, float]]) -> Floats:
    """The weights with the least CRPS of the pool over past windows, drawn half-way to equal ones.

    Each window is the members' draws (cells x draws), what happened, and the baseline's mean CRPS, by which it is
    divided: every window counts alike. The CRPS of a linear pool is a quadratic function of the weights, so that it is
    searched exactly, in steps of a twentieth.
    """
    many = len(windows[0][0])
    distance, spread = np.zeros(many), np.zeros((many, many))
    for members, happened, baseline in windows:
        thin = [np.sort(member, axis=1)[:, _THIN // 2 :: _THIN].astype(np.float64) for member in members]
        own = [_pairwise(member) for member in thin]
        for a in range(many):
            distance[a] += np.abs(thin[a] - happened[:, None]).mean() / baseline
            for b in range(many):
                both = _pairwise(np.concatenate([thin[a], thin[b]], axis=1))
                spread[a, b] += (2 * both - (own[a] + own[b]) / 2) / baseline
    grid = np.asarray([w for w in itertools.product(range(_GRID + 1), repeat=many) if sum(w) == _GRID]) / _GRID
    loss = grid @ distance - np.einsum("ij,jk,ik->i", grid, spread, grid) / 2
    best: Floats = SHRUNK / many + (1 - SHRUNK) * grid[int(loss.argmin())]
    return best


def _pairwise(draws: Floats) -> float:
    """The mean distance of all pairs of draws of a cell, over the cells."""
    ordered = np.sort(draws, axis=1)
    m = ordered.shape[1]
    return float((ordered @ (2 * np.arange(1, m + 1) - m - 1)).mean() * 2 / (m * m))
