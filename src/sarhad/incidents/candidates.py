"""Which pairs of events are worth comparing: those that can have been told of one incident."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from .rows import Floats, Ints, Mask, Rows

GAP_DAYS = 4
"""Two spans may lie so many days apart."""
NEAR_KM = 60.0
"""Two places may lie so far apart whatever their precision, or by their tolerances and `SLACK_KM`."""
SLACK_KM = 25.0

_WIDE_KM = 35.0  # a tolerance beyond this can put two tellings outside neighbouring cells
_PAD = GAP_DAYS // 2
_WEEKS = 200_000  # weeks since 1970 stay below this, also shifted ones
_EARTH_M, _E2 = 6_378_137.0, 0.00669437999014

_SIDES: tuple[Literal["left"], Literal["right"]] = ("left", "right")
_AT_ONCE = 1 << 20  # pairs of a common block and week that are looked at together


@dataclass(frozen=True, slots=True)
class Candidates:
    """Pairs of row numbers (left, right), sorted, with the days and km between them (km NaN without coordinates)."""

    left: Ints
    right: Ints
    gap: Ints
    km: Floats

    def __len__(self) -> int:
        return len(self.left)

    def take(self, kept: npt.NDArray[Any]) -> Candidates:
        """The pairs for which this is true, or of these numbers."""
        return Candidates(self.left[kept], self.right[kept], self.gap[kept], self.km[kept])


def candidates(left: Rows, right: Rows, *, within: bool = False) -> Candidates:
    """Pairs of two sources whose days and places are not too far apart to mean one incident.

    The pairs of a common province and week, padded by two days on either side; of neighbouring PRIO-GRID cells
    across provinces; and, where a province or the coordinates are not known or a place is coarse, of a common country
    and week. Of these stay those at most `GAP_DAYS` and `NEAR_KM` apart, or farther where the stated precisions allow
    it. `within` one source, each pair once and no event with itself.
    """
    if not len(left) or not len(right):
        return _measured(left, right, np.empty(0, np.int64))
    found = [_joined(left, right, *blocking, within=within) for blocking in _blockings(left, right)]
    keys = np.sort(np.concatenate(found))
    return _measured(left, right, keys[np.diff(keys, prepend=-1) > 0])


def in_reach(rows: Rows, other: Rows) -> int:
    """How many events lie in the countries and days of the other source; one of no known country lies in all."""
    if not len(rows) or not len(other):
        return 0
    days = (rows.high >= other.low.min() - GAP_DAYS) & (rows.low <= other.high.max() + GAP_DAYS)
    somewhere = (rows.country < 0) | np.isin(rows.country, other.country) | bool((other.country < 0).any())
    return int((days & somewhere).sum())


def kilometres(left: Rows, right: Rows, at_left: Ints, at_right: Ints) -> Floats:
    """The distance of pairs on WGS 84, by the two radii of curvature halfway: within 0.1 % up to some 200 km."""
    north_a, north_b = np.radians(left.latitude)[at_left], np.radians(right.latitude)[at_right]
    east = np.radians(left.longitude)[at_left] - np.radians(right.longitude)[at_right]
    east -= 2 * np.pi * np.round(east / (2 * np.pi))
    middle = (north_a + north_b) / 2
    flat = 1 - _E2 * np.sin(middle) ** 2
    along = (north_a - north_b) * _EARTH_M * (1 - _E2) / flat**1.5
    across = east * np.cos(middle) * _EARTH_M / np.sqrt(flat)
    metres: Floats = np.hypot(along, across)
    return metres / 1000


def _measured(left: Rows, right: Rows, keys: npt.NDArray[np.int64]) -> Candidates:
    at_left = (keys // max(len(right), 1)).astype(np.int32)
    at_right = (keys % max(len(right), 1)).astype(np.int32)
    gap = np.maximum(left.low[at_left] - right.high[at_right], right.low[at_right] - left.high[at_left])
    km = kilometres(left, right, at_left, at_right)
    limit = np.maximum(NEAR_KM, left.reach[at_left] + right.reach[at_right] + SLACK_KM)
    kept = ~(km > limit)
    return Candidates(at_left, at_right, np.maximum(gap, 0).astype(np.int32), km).take(kept)


@dataclass(frozen=True, slots=True)
class _Blocks:
    """Rows, each once for each week that its padded span touches: `key` is of block and week."""

    row: npt.NDArray[np.int64]
    key: npt.NDArray[np.int64]
    week: Ints
    first: Ints  # week of the span


Allowed = Callable[[Ints, Ints], Mask]
"""Which pairs of row numbers a blocking is for."""


def _blockings(left: Rows, right: Rows) -> Iterator[tuple[_Blocks, _Blocks, Allowed]]:
    in_province, there = left.admin1 >= 0, right.admin1 >= 0
    yield _blocks(left, in_province, left.admin1), _blocks(right, there, right.admin1), lambda i, j: in_province[i]
    row, column = np.divmod(left.cell - 1, 720)
    around = [((row + up) * 720 + (column + aside) % 720 + 1) for up in (-1, 0, 1) for aside in (-1, 0, 1)]
    yield (
        _blocks(left, left.cell > 0, *around),
        _blocks(right, right.cell > 0, right.cell),
        lambda i, j: (left.admin1[i] != right.admin1[j]) | ~in_province[i],
    )
    wide = [np.isnan(rows.longitude) | (rows.reach > _WIDE_KM) for rows in (left, right)]
    for mine, theirs in ((~in_province, right.country >= 0), (in_province, ~there)):
        yield (
            _blocks(left, mine & (left.country >= 0), left.country),
            _blocks(right, theirs & (right.country >= 0), right.country),
            lambda i, j: wide[0][i] | wide[1][j],
        )


def _blocks(rows: Rows, some: Mask, *blocks: Ints) -> _Blocks:
    """Some of the rows in each of their blocks."""
    at = np.tile(np.flatnonzero(some), len(blocks))
    block = np.concatenate([each[some] for each in blocks]).astype(np.int64)
    first, last = (rows.low[at] - _PAD) // 7, (rows.high[at] + _PAD) // 7
    weeks = (last - first + 1).astype(np.int64)
    again = np.repeat(np.arange(len(at)), weeks)
    week = first[again] + (np.arange(len(again)) - np.repeat(np.cumsum(weeks) - weeks, weeks)).astype(np.int32)
    return _Blocks(at[again], block[again] * _WEEKS + week, week, first[again])


def _joined(
    left: Rows, right: Rows, mine: _Blocks, theirs: _Blocks, allowed: Allowed, *, within: bool
) -> npt.NDArray[np.int64]:
    """The allowed pairs of a common block and week that are near in time and place, as left row * rows + right row."""
    order = np.argsort(theirs.key, kind="stable")
    begins, ends = (np.searchsorted(theirs.key[order], mine.key, side) for side in _SIDES)
    matched = np.flatnonzero(ends > begins)
    counts = (ends - begins)[matched]
    total = np.cumsum(counts)
    found = [np.empty(0, np.int64)]
    cuts = np.searchsorted(total, np.arange(_AT_ONCE, counts.sum(), _AT_ONCE))
    where = [_on_sphere(rows) for rows in (left, right)]
    for part in np.split(np.arange(len(matched)), cuts):
        n = counts[part]
        a = np.repeat(matched[part], n)
        b = order[np.arange(len(a)) + np.repeat(begins[matched[part]] - np.cumsum(n) + n, n)]
        # Two spans may share several weeks: their pair counts in the first.
        once = np.maximum(mine.first[a], theirs.first[b]) == mine.week[a]
        i, j = mine.row[a[once]], theirs.row[b[once]]
        kept = (left.low[i] - right.high[j] <= GAP_DAYS) & (right.low[j] - left.high[i] <= GAP_DAYS) & allowed(i, j)
        kept &= (i < j) | (not within)
        i, j = i[kept], j[kept]
        limit = np.maximum(NEAR_KM * 1.01, left.reach[i] + right.reach[j] + SLACK_KM + 0.01 * NEAR_KM)
        near = ~(((where[0][i] - where[1][j]) ** 2).sum(axis=1) > limit**2)  # also where one place is not known
        found.append(i[near] * len(right) + j[near])
    return np.concatenate(found)


def _on_sphere(rows: Rows) -> Floats:
    """The places in kilometres from the centre of the Earth, one row each."""
    east, north = np.radians(rows.longitude), np.radians(rows.latitude)
    flat = np.cos(north)
    return (_EARTH_M / 1000) * np.column_stack([flat * np.cos(east), flat * np.sin(east), np.sin(north)])
