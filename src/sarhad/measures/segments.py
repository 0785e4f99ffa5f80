"""Where the level of a series of counts changes: exact optimal segmentation under a penalty, and the best single cut.

PELT (Killick, Fearnhead & Eckley 2012) with the likelihood of Poisson or negative binomial counts. Own code, since
`ruptures` (1.1.10) has neither cost, installs on no Python after 3.13, and its PELT is exact only where segments may
be one month long: it drops a cut at once, which with longer segments at times loses the best one. Costs are twice the
negative log likelihood.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt
from scipy import special

Counts = npt.NDArray[np.float64]

LOG_ALPHA = np.arange(-6.0, 3.01, 0.25)
"""The grid of log dispersions (NB2: variance = mean + alpha * mean²) that is searched, besides Poisson (alpha 0)."""


class Cost:
    """The cost of any stretch of the series, at the mean that fits it best; alpha 0 is Poisson."""

    def __init__(self, counts: Counts, alpha: float) -> None:
        self.n = len(counts)
        self.alpha = alpha
        self.sums = np.concatenate([[0.0], np.cumsum(counts)])
        if alpha == 0:
            self.constant = 2 * float(special.gammaln(counts + 1).sum())
        else:
            size = 1 / alpha
            shape = special.gammaln(counts + size) - special.gammaln(size) - special.gammaln(counts + 1)
            self.constant = -2 * float(shape.sum())

    def between(self, start: npt.ArrayLike, stop: npt.ArrayLike) -> Counts:
        """The part of the cost that depends on the cut, for months `start` up to, not with, `stop`."""
        begins, ends = np.asarray(start), np.asarray(stop)
        return level_cost(self.sums[ends] - self.sums[begins], np.asarray(ends - begins, dtype=np.float64), self.alpha)

    def total(self, cuts: Iterable[int]) -> float:
        """The whole cost of the series cut at these months."""
        edges = [0, *cuts, self.n]
        return self.constant + float(self.between(edges[:-1], edges[1:]).sum())


def level_cost(total: Counts, months: Counts, alpha: float) -> Counts:
    """Twice the negative log likelihood of a sum over so many months at its own mean, without terms of single months.

    Poisson: -2 (S log m - n m). Negative binomial, size r = 1 / alpha: -2 (S log(m / (r + m)) + n r log(r / (r + m))).
    """
    mean = total / np.maximum(months, 1.0)
    if alpha == 0:
        return np.asarray(-2 * (special.xlogy(total, mean) - total))
    grown = np.log1p(alpha * mean)
    return np.asarray(-2 * (special.xlogy(total, alpha * mean) - total * grown - months / alpha * grown))


def segment(cost: Cost, penalty: float, shortest: int) -> list[int]:
    """The months at which new segments begin in the segmentation of least cost plus `penalty` a cut.

    No segment is shorter than `shortest` months. Exact: pruning only drops cuts that can no longer be the last one.
    """
    n = cost.n
    best = np.full(n + 1, np.inf)
    best[0] = -penalty
    previous = np.zeros(n + 1, dtype=np.int64)
    dropped_from = np.full(n + 1, n + 1, dtype=np.int64)
    open_cuts = np.zeros(0, dtype=np.int64)
    for stop in range(shortest, n + 1):
        newest = stop - shortest
        if np.isfinite(best[newest]):
            open_cuts = np.append(open_cuts, newest)
        open_cuts = open_cuts[dropped_from[open_cuts] > stop]
        costs = best[open_cuts] + cost.between(open_cuts, np.full(len(open_cuts), stop))
        chosen = int(np.argmin(costs))
        best[stop], previous[stop] = costs[chosen] + penalty, open_cuts[chosen]
        # A cut that is worse than a cut at `stop` stays worse once a segment from `stop` is long enough.
        worse = open_cuts[costs > best[stop] + 1e-9]
        dropped_from[worse] = np.minimum(dropped_from[worse], stop + shortest)
    cuts: list[int] = []
    at = int(previous[n])
    while at > 0:
        cuts.append(at)
        at = int(previous[at])
    return cuts[::-1]


def segment_any_dispersion(counts: Counts, penalty: float, shortest: int) -> tuple[float, list[int]]:
    """The dispersion of `LOG_ALPHA` or 0 that, with its own best segmentation, costs least; and that segmentation."""
    found = []
    for alpha in (0.0, *np.exp(LOG_ALPHA)):
        cost = Cost(counts, float(alpha))
        cuts = segment(cost, penalty, shortest)
        found.append((cost.total(cuts) + penalty * len(cuts), float(alpha), cuts))
    _, alpha, cuts = min(found, key=lambda each: (round(each[0], 9), each[1]))
    return alpha, cuts


def one_level_dispersion(counts: Counts) -> float:
    """The dispersion of `LOG_ALPHA` or 0 that fits best where the level never changes."""
    return min((0.0, *map(float, np.exp(LOG_ALPHA))), key=lambda alpha: round(Cost(counts, alpha).total([]), 9))


def best_cut(series: Counts, alpha: float, shortest: int) -> tuple[npt.NDArray[np.int64], Counts]:
    """For each row, a series: the month of the best single cut and twice the log likelihood that it gains."""
    n = series.shape[1]
    cuts = np.arange(shortest, n - shortest + 1)
    sums = np.cumsum(series, axis=1)
    left, whole = sums[:, cuts - 1], sums[:, -1:]
    gains = (
        level_cost(whole, np.full((1, 1), float(n)), alpha)
        - level_cost(left, cuts[None, :].astype(np.float64), alpha)
        - level_cost(whole - left, (n - cuts)[None, :].astype(np.float64), alpha)
    )
    at = np.argmax(gains, axis=1)
    return cuts[at], gains[np.arange(len(series)), at]
