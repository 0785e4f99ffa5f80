"""How good a forecast was: proper scores of draws against what happened, by cell.

Draws are an array of cells x draws, what happened an array of cells. All scores are better when smaller, except
coverage, which should equal the nominal share.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

from ..errors import InputError

Floats = npt.NDArray[np.float64]
Draws = npt.NDArray[np.integer[Any]]

DRAWS = 1_000
"""Every forecast is made of so many draws: the official ignorance score resamples any other number, and changes."""

IGNORANCE_BINS = (0.0, 0.5, 2.5, 5.5, 10.5, 25.5, 50.5, 100.5, 250.5, 500.5, 1000.5)
"""Lower edges of the bins of the ignorance score, in deaths; the last is open (Hegre et al. 2024)."""

INTERVAL = 0.9
"""The share that the interval of the interval score holds."""


def counts_type(most: int) -> type[np.signedinteger[Any]]:
    """The type of draws up to so many deaths: of 32 bits where they fit, since draws fill the memory."""
    return np.int32 if most <= np.iinfo(np.int32).max else np.int64


_NOISE = 1e-13
"""A perfect forecast scores so little of what happened by rounding alone; the least error of one draw scores more."""

AT_ONCE = 20_000
"""Cells that are scored at a time: as floating-point numbers all draws of a continent would fill the memory."""


def by_parts(score: Callable[[Any, Any], Any], draws: Draws, happened: Draws) -> Any:
    """A score of each cell, of some cells at a time."""
    begins = range(0, max(len(happened), 1), AT_ONCE)
    return np.concatenate([score(draws[at : at + AT_ONCE], happened[at : at + AT_ONCE]) for at in begins])


def crps(draws: npt.ArrayLike, happened: npt.ArrayLike) -> Floats:
    """The continuous ranked probability score of the draws' empirical distribution, in deaths.

    E|X - y| - E|X - X'| / 2 with the mean over all m^2 pairs (not m (m - 1)); for one draw the absolute error
    (Gneiting & Raftery 2007).
    """
    x, y = _cells(draws, happened)
    ordered = np.sort(x, axis=1)
    m = x.shape[1]
    weights = (2 * np.arange(1, m + 1) - m - 1) / (m * m)
    found: Floats = np.abs(ordered - y[:, None]).mean(axis=1) - ordered @ weights
    return np.where(found < _NOISE * (1 + np.abs(y)), 0.0, found)


def log_crps(draws: npt.ArrayLike, happened: npt.ArrayLike) -> Floats:
    """The CRPS of log(1 + deaths): one war does not outweigh all others."""
    x, y = _cells(draws, happened)
    return crps(np.log1p(x), np.log1p(y))


def ignorance(draws: npt.ArrayLike, happened: npt.ArrayLike) -> Floats:
    """The ignorance score in bits: -log2 of the share of draws in the bin that happened, one draw added to each bin.

    Raises:
        InputError: there are not exactly 1,000 draws.
    """
    x, y = _cells(draws, happened)
    if x.shape[1] != DRAWS:
        raise InputError(f"{x.shape[1]} draws", do=f"the ignorance score is defined here for {DRAWS:,} draws")
    edges = np.asarray(IGNORANCE_BINS)
    at = np.searchsorted(edges, y, side="right") - 1
    low = edges[at]
    high = np.append(edges[1:], np.inf)[at]
    inside = ((x >= low[:, None]) & (x < high[:, None])).sum(axis=1)
    found: Floats = -np.log2((inside + 1) / (DRAWS + len(edges)))
    return found


def interval(draws: npt.ArrayLike) -> tuple[Floats, Floats]:
    """The 5 % and 95 % quantiles (linear between draws)."""
    low, high = np.quantile(np.asarray(draws, dtype=np.float64), [(1 - INTERVAL) / 2, (1 + INTERVAL) / 2], axis=-1)
    return low, high


def interval_score(draws: npt.ArrayLike, happened: npt.ArrayLike) -> Floats:
    """The interval score of the central 90 %, in deaths: its width, and 20 times by how much it was missed.

    The mean interval score (MIS) of Gneiting & Raftery (2007) is its mean.
    """
    x, y = _cells(draws, happened)
    low, high = interval(x)
    found: Floats = high - low + 2 / (1 - INTERVAL) * (np.maximum(low - y, 0) + np.maximum(y - high, 0))
    return found


def covered(draws: npt.ArrayLike, happened: npt.ArrayLike) -> npt.NDArray[np.bool_]:
    """Whether what happened lies in the central 90 %, both ends included."""
    x, y = _cells(draws, happened)
    low, high = interval(x)
    inside: npt.NDArray[np.bool_] = (low <= y) & (y <= high)
    return inside


def pit(draws: npt.ArrayLike, happened: npt.ArrayLike, bins: int) -> Floats:
    """The probability integral transform of each cell, as shares of equal bins: their means are flat when calibrated.

    For counts without randomisation: each cell is spread evenly between the shares of draws below it and up to it
    (Czado, Gneiting & Held 2009).
    """
    x, y = _cells(draws, happened)
    below, upto = (x < y[:, None]).mean(axis=1), (x <= y[:, None]).mean(axis=1)
    edges = np.linspace(0, 1, bins + 1)[None, :]
    width = np.maximum(upto - below, 1e-12)[:, None]
    cumulated = np.clip((edges - below[:, None]) / width, 0, 1)
    cumulated[:, -1] = 1  # no draw as high as what happened
    shares: Floats = np.diff(cumulated, axis=1)
    return shares


def _cells(draws: npt.ArrayLike, happened: npt.ArrayLike) -> tuple[Floats, Floats]:
    x, y = np.asarray(draws, dtype=np.float64), np.asarray(happened, dtype=np.float64)
    if x.ndim != 2 or y.shape != x.shape[:1] or x.shape[1] == 0:
        raise InputError(f"draws of shape {x.shape} for {y.shape} cells", do="give one row of draws for each cell")
    return x, y
