"""Which ranks a country can have over all weights that the components might be given."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.optimize import Bounds, LinearConstraint, milp

Floats = npt.NDArray[np.float64]

_AHEAD = 1e-3
"""By how much a sum must be lower to count as ahead in the search; the ranks summed are small whole numbers."""


@dataclass(frozen=True, slots=True)
class RankRange:
    """The lowest and the highest rank, both reached by some weights that are not negative and sum to one."""

    best: int
    worst: int


def rank_ranges(scores: Floats) -> list[RankRange]:
    """For each row (country) of `scores` (countries by components) the range of its rank by a weighted sum.

    Rank 1 is the lowest sum; equal sums share the lower number. How many of the others can be ahead of a country at
    once is a mixed integer programme: the weights, and for each other country whether it is ahead. It is solved once
    for the fewest and once for the most.
    """
    fewest, most = ([1 + _ahead(scores, row, most=way) for row in range(len(scores))] for way in (False, True))
    return [RankRange(best, worst) for best, worst in zip(fewest, most, strict=True)]


def _ahead(scores: Floats, row: int, *, most: bool) -> int:
    """The fewest (or the most) other rows whose weighted sum can be lower than this row's at once."""
    others = np.delete(scores, row, axis=0) - scores[row]  # below zero where the other is ahead
    n, parts = others.shape
    if not n:
        return 0
    reach = float(np.abs(others).max()) + 1.0
    weights = np.concatenate([np.ones(parts), np.zeros(n)])
    constraints = [LinearConstraint(weights, 1, 1)]
    if most:  # ahead only where the sum is lower: others @ w <= -_AHEAD + reach (1 - ahead)
        constraints.append(LinearConstraint(np.hstack([others, reach * np.eye(n)]), ub=reach - _AHEAD))
    else:  # not ahead only where the sum is as high: others @ w >= -reach ahead
        constraints.append(LinearConstraint(np.hstack([others, reach * np.eye(n)]), lb=0))
    cost = np.concatenate([np.zeros(parts), np.full(n, -1.0 if most else 1.0)])
    found = milp(
        cost,
        constraints=constraints,
        integrality=np.concatenate([np.zeros(parts), np.ones(n)]),
        bounds=Bounds(0, 1),
        options={"mip_rel_gap": 0},
    )
    if not found.success:
        raise RuntimeError(f"the range of ranks was not found: {found.message}")
    return round(abs(float(found.fun)))
