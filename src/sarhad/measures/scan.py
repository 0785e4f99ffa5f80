"""The space-time permutation scan statistic: cylinders over places and times, and the most unusual of them.

Own NumPy, since no kept Python library has it (Kulldorff et al. 2005). A cylinder is a circle of sites over consecutive
periods. With N events, N_s of them in the circle at any time and N_t in the periods at any place, mu = N_s N_t / N are
expected where place has nothing to do with time; with c observed, c > mu, the log likelihood ratio is
c ln(c / mu) + (N - c) ln((N - c) / (N - mu)). Permuting times among events changes neither N_s nor N_t.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.spatial import KDTree

from ..errors import InputError

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Counts = npt.NDArray[np.int32]

MAX_CYLINDERS = 50_000_000
"""More cylinders than this are not compared at once: each takes 12 bytes."""

_CELLS = 65_536
_SHARE_OF_FIRST = 0.7  # of the first permutation's maximum: what a cylinder must reach to be looked at more closely


@dataclass(frozen=True, slots=True)
class Circles:
    """Circles about sites, each different set of sites once (with its smallest radius): `members` are sites."""

    centre: Ints
    radius_km: Floats
    members: list[Ints]


@dataclass(frozen=True, slots=True)
class Cylinder:
    """A circle (by number) over the periods `first` to `last`, and what it holds."""

    circle: int
    first: int
    last: int
    events: int
    expected: float
    statistic: float


def circles(xyz: Floats, held: Ints, radii_km: Sequence[float], most: float) -> Circles:
    """Circles of the radii about every site, those that hold at most `most` events."""
    tree = KDTree(xyz)
    seen: set[bytes] = set()
    centre, radius, members = [], [], []
    for km in radii_km:
        for site, inside in enumerate(tree.query_ball_point(xyz, km + 1e-9)):
            sites = np.sort(np.asarray(inside, dtype=np.int64))
            key = sites.tobytes()
            if key in seen or held[sites].sum() > most:
                continue
            seen.add(key)
            centre.append(site)
            radius.append(km)
            members.append(sites)
    return Circles(np.asarray(centre, dtype=np.int64), np.asarray(radius, dtype=np.float64), members)


def log_ratio(events: npt.ArrayLike, expected: npt.ArrayLike, total: int) -> Floats:
    """The log likelihood ratio of so many events against those expected; 0 where there are not more."""
    c, mu = np.asarray(events, dtype=np.float64), np.asarray(expected, dtype=np.float64)
    inside = c * np.log(np.maximum(c, 1) / np.maximum(mu, 1e-300))
    outside = (total - c) * np.log(np.maximum(total - c, 1) / np.maximum(total - mu, 1e-300))
    return np.where(c > mu, inside + outside, 0.0)


class Scan:
    """All cylinders over the events: `site` and `period` number where and when each stands."""

    def __init__(self, found: Circles, site: Ints, period: Ints, periods: int, longest: int) -> None:
        self.circles, self.periods, self.longest = found, periods, min(longest, periods)
        self.total = len(site)
        self.rows = len(found.members)
        if self.rows * periods * self.longest > MAX_CYLINDERS:
            raise InputError(
                f"{self.rows * periods * self.longest:,} cylinders are more than {MAX_CYLINDERS:,}",
                do="take fewer radii, longer periods, a smaller region or a shorter window",
            )
        # For each circle the events at its sites, one after the other.
        by_site = np.argsort(site, kind="stable").astype(np.int32)
        ends = np.searchsorted(site[by_site], np.arange(site.max() + 2))
        sites = np.concatenate(found.members)
        begins, counts = ends[sites], ends[sites + 1] - ends[sites]
        offset = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
        self.event = by_site[np.repeat(begins, counts) + offset]
        circle = np.repeat(np.arange(self.rows), [len(each) for each in found.members])
        self.base = np.repeat(circle, counts) * periods
        # Circles taken at once: so few that what is made of them stays in the processor's cache.
        edges = [*range(0, self.rows, max(1, _CELLS // periods)), self.rows]
        self.parts = [
            (slice(begin, end), slice(*np.searchsorted(self.base, [begin * periods, end * periods])))
            for begin, end in itertools.pairwise(edges)
        ]
        self.in_circle = np.bincount(self.base // periods, minlength=self.rows)
        self.in_period = np.bincount(period, minlength=periods)
        self.critical: list[Counts] = []
        self.threshold = math.inf

    def expected(self, length: int) -> Floats:
        """Expected events of cylinders of so many periods: circles by first period."""
        return np.asarray(np.outer(self.in_circle, _windows(self.in_period[None, :], length)[0]) / self.total)

    def counts(self, period: Ints, kept: npt.NDArray[np.bool_] | None = None) -> Counts:
        """Events by circle and period, summed up from the left, a column of zeros first; only events that are kept."""
        return np.concatenate([self._counts(rows, entries, period, kept) for rows, entries in self.parts])

    def _counts(self, rows: slice, entries: slice, period: Ints, kept: npt.NDArray[np.bool_] | None = None) -> Counts:
        event = self.event[entries]
        at = self.base[entries] - rows.start * self.periods + period.take(event)
        if kept is not None:
            at = at[kept.take(event)]
        circles_here = rows.stop - rows.start
        held = np.bincount(at, minlength=circles_here * self.periods).reshape(circles_here, self.periods)
        sums = np.zeros((circles_here, self.periods + 1), dtype=np.int32)
        np.cumsum(held, axis=1, out=sums[:, 1:])
        return sums

    def largest(self, period: Ints) -> float:
        """The largest log likelihood ratio of all cylinders, for these times of the events."""
        best = 0.0
        for rows, entries in self.parts:
            sums = self._counts(rows, entries, period)
            for length, critical in enumerate(self.critical, 1):
                inside = sums[:, length:] - sums[:, :-length]
                at = np.flatnonzero(inside >= critical[rows])
                if len(at):
                    circle, first = np.divmod(at, inside.shape[1])
                    expected = self.in_circle[rows][circle] * self._in_window(first, length) / self.total
                    best = max(best, float(log_ratio(inside.reshape(-1)[at], expected, self.total).max()))
        if best >= self.threshold:
            return best
        sums = self.counts(period)
        return float(max(self._all(sums, length).max() for length in self._lengths()))

    def prepare(self, period: Ints) -> None:
        """Find how many events a cylinder needs to matter, from one set of times; no result depends on them."""
        sums = self.counts(period)
        largest = float(max(self._all(sums, length).max() for length in self._lengths()))
        self.threshold = max(largest * _SHARE_OF_FIRST, 1e-6)
        self.critical = [self._critical(length) for length in self._lengths()]

    def most_unusual(self, period: Ints, most: int) -> list[Cylinder]:
        """The cylinders with the largest ratios, none of which shares an event with a more unusual one.

        Of equals the one with the fewest periods, then the first circle, then the earliest. At least two events.
        """
        whole = self.counts(period)
        kept = np.ones(self.total, dtype=bool)
        ratios = [self._all(whole, length) for length in self._lengths()]
        taken: list[Cylinder] = []
        while len(taken) < most:
            left = whole if kept.all() else self.counts(period, kept)
            best: Cylinder | None = None
            for length, ratio in enumerate(ratios, 1):
                inside = whole[:, length:] - whole[:, :-length]
                free = (inside == left[:, length:] - left[:, :-length]) & (inside >= 2)
                circle, first = divmod(int(np.argmax(np.where(free, ratio, 0.0))), ratio.shape[1])
                value = float(ratio[circle, first]) if free[circle, first] else 0.0
                if value > 0 and (best is None or value > best.statistic):
                    events = int(inside[circle, first])
                    expected = float(self.in_circle[circle] * self._in_window(np.array([first]), length)[0])
                    best = Cylinder(circle, first, first + length - 1, events, expected / self.total, value)
            if best is None:
                break
            taken.append(best)
            kept &= ~self.holds(best, period)
        return taken

    def holds(self, cylinder: Cylinder, period: Ints) -> npt.NDArray[np.bool_]:
        """Which events are in the cylinder."""
        inside = np.zeros(self.total, dtype=bool)
        inside[self.event[self.base == cylinder.circle * self.periods]] = True
        return np.asarray(inside & (period >= cylinder.first) & (period <= cylinder.last))

    def _lengths(self) -> range:
        return range(1, self.longest + 1)

    def _in_window(self, first: Ints, length: int) -> Ints:
        return np.asarray(_windows(self.in_period[None, :], length)[0][first])

    def _all(self, sums: Counts, length: int) -> Floats:
        """Log likelihood ratios of all cylinders of so many periods, rounded so that equals are equal."""
        return np.round(log_ratio(sums[:, length:] - sums[:, :-length], self.expected(length), self.total), 9)

    def _critical(self, length: int) -> Counts:
        """The fewest events with which each cylinder of so many periods reaches the threshold."""
        circle, circle_at = np.unique(self.in_circle, return_inverse=True)
        window, window_at = np.unique(_windows(self.in_period[None, :], length)[0], return_inverse=True)
        expected = np.multiply.outer(circle, window) / self.total
        low = np.floor(expected).astype(np.int64)  # never enough: the ratio of these is 0
        high = np.broadcast_to(np.minimum.outer(circle, window), low.shape).astype(np.int64) + 1  # more than there are
        while (high - low > 1).any():
            middle = (low + high) // 2
            enough = log_ratio(middle, expected, self.total) >= self.threshold - 1e-9
            low, high = np.where(enough, low, np.maximum(low, middle)), np.where(enough, middle, high)
        return np.maximum(high, 1).astype(np.int32)[circle_at.reshape(-1)[:, None], window_at.reshape(-1)[None, :]]


def _windows(counts: Ints, length: int) -> Ints:
    """Sums over each so many consecutive columns."""
    sums = np.concatenate([np.zeros((len(counts), 1), dtype=np.int64), np.cumsum(counts, axis=1)], axis=1)
    found: Ints = sums[:, length:] - sums[:, :-length]
    return found
