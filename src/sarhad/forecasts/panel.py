"""Deaths by unit and month, complete: every cell is a figure or known to be missing."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

import numpy as np
import numpy.typing as npt

from ..errors import InputError
from ..events import SourceRef
from .months import month_name

UnitKind = Literal["country", "priogrid"]
HORIZON = 14
"""Forecasts reach so many months beyond the cut-off: from October through December of the next year."""

Counts = npt.NDArray[np.int64]
Known = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Panel:
    """Deaths of units (rows) by month (columns from `first`, VIEWS' numbering).

    `known` is false where nobody looked or the unit did not exist; `deaths` is 0 there and means nothing. `low` and
    `high` are the source's bounds where it gives them. `codes` say which unit (ISO 3166-1 alpha-3, or PRIO-GRID id),
    `ids` are the numbers under which draws are written (VIEWS' country ids, or the cell again). `neighbours` holds for
    each unit the places of those that border it. `vintage` names the release that the figures come from: scores of
    different vintages are not compared.
    """

    unit: UnitKind
    codes: tuple[str, ...]
    ids: tuple[int, ...]
    first: int
    deaths: Counts
    known: Known
    neighbours: tuple[tuple[int, ...], ...]
    vintage: str
    low: Counts | None = None
    high: Counts | None = None
    sources: tuple[SourceRef, ...] = ()
    notes: tuple[str, ...] = field(default=())

    @property
    def last(self) -> int:
        """The last month."""
        return self.first + int(self.deaths.shape[1]) - 1

    @property
    def span(self) -> str:
        """First and last month in words."""
        return f"{month_name(self.first)} to {month_name(self.last)}"

    def until(self, cutoff: int) -> Panel:
        """The panel as it stood at the end of a month: nothing later is in it.

        Raises:
            InputError: the panel ends before, or starts after.
        """
        if not self.first <= cutoff <= self.last:
            raise InputError(
                f"the panel covers {self.span}, not the cut-off {month_name(cutoff)}",
                do="take a cut-off that it covers, or a panel that goes on to it",
            )
        return self.between(self.first, cutoff)

    def between(self, first: int, last: int) -> Panel:
        """The panel of some of its months, both included."""
        kept = slice(first - self.first, last - self.first + 1)
        return replace(
            self,
            first=first,
            deaths=self.deaths[:, kept],
            known=self.known[:, kept],
            low=None if self.low is None else self.low[:, kept],
            high=None if self.high is None else self.high[:, kept],
        )

    def only(self, rows: Sequence[int]) -> Panel:
        """The panel of some of the units, in the order given; neighbours that are not among them are gone."""
        place = {row: number for number, row in enumerate(rows)}
        chosen = np.asarray(rows, dtype=np.int64)
        return replace(
            self,
            codes=tuple(self.codes[row] for row in rows),
            ids=tuple(self.ids[row] for row in rows),
            deaths=self.deaths[chosen],
            known=self.known[chosen],
            low=None if self.low is None else self.low[chosen],
            high=None if self.high is None else self.high[chosen],
            neighbours=tuple(tuple(place[n] for n in self.neighbours[row] if n in place) for row in rows),
        )

    def truth(self, months: Sequence[int]) -> tuple[Counts, Known]:
        """What happened in some months, and where it is known.

        Raises:
            InputError: the panel does not cover them.
        """
        if not (self.first <= min(months) and max(months) <= self.last):
            raise InputError(
                f"the panel covers {self.span}, not {month_name(min(months))} to {month_name(max(months))}",
                do="score months that it covers",
            )
        columns = np.asarray(months) - self.first
        return self.deaths[:, columns], self.known[:, columns]

    def digest(self) -> str:
        """The SHA-256 of all that a forecast depends on: two panels with the same digest give the same draws."""
        told = hashlib.sha256(repr((self.unit, self.codes, self.ids, self.first, self.neighbours)).encode())
        for part in (self.deaths, self.known, self.low, self.high):
            told.update(b"-" if part is None else np.ascontiguousarray(part).tobytes())
        return told.hexdigest()


def cell_neighbours(cells: Sequence[int]) -> tuple[tuple[int, ...], ...]:
    """For each PRIO-GRID cell the places of the up to eight cells around it that are in the list.

    The grid closes at the antimeridian.
    """
    place = {cell: number for number, cell in enumerate(cells)}
    found = []
    for cell in cells:
        row, column = divmod(cell - 1, 720)
        around = (
            (row + up) * 720 + (column + along) % 720 + 1
            for up in (-1, 0, 1)
            for along in (-1, 0, 1)
            if (up or along) and 0 <= row + up < 360
        )
        found.append(tuple(place[c] for c in around if c in place))
    return tuple(found)


def country_neighbours(codes: Sequence[str]) -> tuple[tuple[int, ...], ...]:
    """For each country the places of those in the list that it has a land border with (Natural Earth, as of today)."""
    from ..places.borders import land_borders  # reads a file of 1.3 MB

    place = {code: number for number, code in enumerate(codes)}
    found: dict[str, set[int]] = {code: set() for code in codes}
    for line in land_borders(codes):
        a, b = line.id.split("-")
        if a in place and b in place:
            found[a].add(place[b])
            found[b].add(place[a])
    return tuple(tuple(sorted(found[code])) for code in codes)
