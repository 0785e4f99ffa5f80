"""Windows of days and kilometres: all events of two sources that lie in one are taken for the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import duckdb
import numpy as np
import numpy.typing as npt
import pyarrow as pa

from ...actors import fold
from ...events.arrays import map_text, number_array
from .engine import Floats, Ints, Places, closest_first, kilometres, plain_pairs

Same = Literal["nothing", "type", "type and sides"]

XSUB_WINDOWS: tuple[tuple[float, int], ...] = ((1, 1), (1, 2), (5, 1), (5, 2))
"""Kilometres and days of the four windows among which users of xSub choose."""


@dataclass(frozen=True, slots=True)
class Window:
    """The rule of xSub (Zhukov, Davenport & Kostyuk 2019): within `km` and `days` of the first days is the same event.

    `same`: what must be equal beside. xSub asks for the same actors, actions and targets after it has put them into
    broad categories; UCDP's type of violence holds the categories of both sides, `type and sides` compares the folded
    names too, in no order. `one_to_one` keeps, of all pairs in the window, the nearest one of each event (by days and
    kilometres as shares of the window, closest pairs first); without it an event may be linked to several.
    Events without coordinates are linked to nothing.
    """

    km: float
    days: int
    same: Same = "nothing"
    one_to_one: bool = False

    def __call__(self, left: pa.Table, right: pa.Table) -> pa.Table:
        """All pairs in the window; those that gave way to a nearer one are not linked."""
        first, second = Places.of(left), Places.of(right)
        i, j, days, km = near(first, second, km=self.km, days=self.days)
        if self.same != "nothing":
            alike = _alike(left, right, i, j, sides=self.same == "type and sides")
            i, j, days, km = i[alike], j[alike], days[alike], km[alike]
        kept = np.ones(len(i), dtype=bool)
        if self.one_to_one:
            kept = closest_first(i, j, np.lexsort((j, i, km, days / self.days + km / self.km)))
        return plain_pairs(left, right, i, j, kept, days, km)


def near(left: Places, right: Places, *, km: float, days: int) -> tuple[Ints, Ints, Ints, Floats]:
    """Pairs of rows whose first days and points lie so near: left row, right row, days and km between them, sorted."""
    con = duckdb.connect()
    for name, places in (("l", left), ("r", right)):
        columns = {
            "n": number_array(np.arange(len(places.start)), pa.int64()),
            "day": number_array(places.start, pa.int64()),
            "lon": number_array(places.longitude, pa.float64()),
            "lat": number_array(places.latitude, pa.float64()),
        }
        con.register(name, pa.table(columns))
    # 110 km to a degree of latitude is never too many, so no pair within `km` is lost here
    found = con.execute(
        """
        select l.n as i, r.n as j
        from (select *, unnest(range(day - $days, day + $days + 1)) as at from l) l
        join r on r.day = l.at and abs(l.lat - r.lat) <= $km / 110
        where isfinite(l.lon) and isfinite(l.lat) and isfinite(r.lon) and isfinite(r.lat)
        order by i, j
        """,
        {"days": days, "km": km},
    ).to_arrow_table()
    con.close()
    i, j = (np.from_dlpack(found[name].combine_chunks()).astype(np.int64) for name in ("i", "j"))
    distance = kilometres(left, right, i, j)
    inside = distance <= km
    i, j, distance = i[inside], j[inside], distance[inside]
    return i, j, np.abs(left.start[i] - right.start[j]), distance


def _alike(left: pa.Table, right: pa.Table, i: Ints, j: Ints, *, sides: bool) -> npt.NDArray[np.bool_]:
    """Whether the two types of violence, and the two pairs of sides, are given and equal."""
    same = _equal(left["violence_type"].to_pylist(), right["violence_type"].to_pylist(), i, j)
    return same & _equal(dyads(left), dyads(right), i, j) if sides else same


def dyads(events: pa.Table) -> list[tuple[str, ...] | None]:
    """The folded names of both sides in no order; null where one is not given."""
    sides = zip(*(map_text(events[side], fold).to_pylist() for side in ("side_a", "side_b")), strict=True)
    return [None if None in pair else tuple(sorted(pair)) for pair in sides]


def _equal(one: Sequence[object], other: Sequence[object], i: Ints, j: Ints) -> npt.NDArray[np.bool_]:
    codes: dict[object, int] = {}
    a, b = (np.array([-1 if v is None else codes.setdefault(v, len(codes)) for v in values]) for values in (one, other))
    return np.asarray((a[i] == b[j]) & (a[i] >= 0))
