"""Which pairs of events are worth comparing: those that can have been told of one incident."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import duckdb
import numpy as np
import numpy.typing as npt
import pyarrow as pa

from ..events.arrays import number_array
from .rows import Floats, Ints, Rows

GAP_DAYS = 4
"""Two spans may lie so many days apart."""
NEAR_KM = 60.0
"""Two places may lie so far apart whatever their precision, or by their tolerances and `SLACK_KM`."""
SLACK_KM = 25.0

_WIDE_KM = 35.0  # a tolerance beyond this can put two tellings outside neighbouring cells
_PAD = GAP_DAYS // 2
_WEEKS = 200_000  # weeks since 1970 stay below this, also shifted ones
_EARTH_M, _E2 = 6_378_137.0, 0.00669437999014

_JOIN = """
select a.i, b.j from {left} a join {right} b on a.key = b.key and greatest(a.first, b.first) = a.week
where a.low - b.high <= {gap} and b.low - a.high <= {gap}
  and (isnan(a.x) or isnan(b.x)
       or (a.x - b.x) ** 2 + (a.y - b.y) ** 2 + (a.z - b.z) ** 2 <= greatest({near}, a.reach + b.reach + {slack}) ** 2)
  {more}
"""


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
    con = duckdb.connect()
    con.execute("set threads = 2; set preserve_insertion_order = false")
    both = (("l", left), ("r", right))
    found = []
    for blocking in (_by_province, _by_cell, _by_country):
        blocks = {name: blocking(rows, name) for name, rows in both}
        if not all(table.num_rows for table in blocks.values()):
            continue
        for name, table in blocks.items():
            con.register(name, table)
        more = f"and a.i < b.j {_FILTERS[blocking]}" if within else _FILTERS[blocking]
        query = _JOIN.format(
            left="l", right="r", gap=GAP_DAYS, near=NEAR_KM * 1.01, slack=SLACK_KM + 0.01 * NEAR_KM, more=more
        )
        pairs = con.execute(query).to_arrow_table().combine_chunks()
        at_left, at_right = (np.from_dlpack(pairs[name].combine_chunks()).astype(np.int64) for name in ("i", "j"))
        found.append(at_left * len(right) + at_right)
        for name in blocks:
            con.unregister(name)
    con.close()
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


def _by_province(rows: Rows, name: str) -> pa.Table:
    return _blocks(rows, name, np.flatnonzero(rows.admin1 >= 0), rows.admin1)


def _by_cell(rows: Rows, name: str) -> pa.Table:
    located = np.flatnonzero(rows.cell > 0)
    if name == "r":
        return _blocks(rows, name, located, rows.cell)
    row, column = np.divmod(rows.cell[located] - 1, 720)
    rings = [
        ((row + up) * 720 + (column + aside) % 720 + 1).astype(np.int32) for up in (-1, 0, 1) for aside in (-1, 0, 1)
    ]
    return _blocks(rows, name, np.tile(located, 9), np.concatenate(rings), aligned=True)


def _by_country(rows: Rows, name: str) -> pa.Table:
    return _blocks(rows, name, np.flatnonzero(rows.country >= 0), rows.country)


_FILTERS = {
    _by_province: "",
    _by_cell: "and (a.admin1 <> b.admin1 or a.admin1 < 0)",
    _by_country: "and (a.admin1 < 0 or b.admin1 < 0) and (a.wide or b.wide)",
}


def _blocks(rows: Rows, name: str, at: npt.NDArray[np.int64], keys: Ints, *, aligned: bool = False) -> pa.Table:
    """The rows once for each week that their padded span touches, under a key of block and week."""
    first, last = (rows.low[at] - _PAD) // 7, (rows.high[at] + _PAD) // 7
    weeks = (last - first + 1).astype(np.int64)
    again = np.repeat(np.arange(len(at)), weeks)
    week = first[again] + (np.arange(len(again)) - np.repeat(np.cumsum(weeks) - weeks, weeks))
    block = (keys if aligned else keys[at])[again].astype(np.int64)
    row = at[again]
    east, north = np.radians(rows.longitude), np.radians(rows.latitude)
    radius = _EARTH_M / 1000
    columns = {
        "i" if name == "l" else "j": (row.astype(np.int32), pa.int32()),
        "key": (block * _WEEKS + week, pa.int64()),
        "week": (week.astype(np.int32), pa.int32()),
        "first": (first[again].astype(np.int32), pa.int32()),
        "low": (rows.low[row], pa.int32()),
        "high": (rows.high[row], pa.int32()),
        "x": ((radius * np.cos(north) * np.cos(east))[row], pa.float64()),
        "y": ((radius * np.cos(north) * np.sin(east))[row], pa.float64()),
        "z": ((radius * np.sin(north))[row], pa.float64()),
        "reach": (rows.reach[row], pa.float64()),
        "admin1": (rows.admin1[row], pa.int32()),
        "wide": ((np.isnan(rows.longitude) | (rows.reach > _WIDE_KM))[row], pa.bool_()),
    }
    return pa.table({key: number_array(values, kind) for key, (values, kind) in columns.items()})
