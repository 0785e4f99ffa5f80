"""The rows of a source that a claim is about, and what they add up to under each choice."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from .readings import COUNTRY_KNOWN, MONTH_KNOWN, PRECISE

Bools = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Amount:
    """A count of events or a sum of deaths, with what it is at least and at most."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Selection:
    """Rows that fit a claim, or of which the source does not say whether they do.

    `fits` is True where a row fits for certain, False where an unknown actor, class or place leaves it open.
    `part` is 1, 0 or -1 (open) for the rows that also belong to the part of a share. Where rows are incidents, `told`
    names the events behind each, and `perhaps_one` the rows that may be one incident told twice.
    """

    table: pa.Table
    fits: Bools
    part: npt.NDArray[np.int8]
    left_out: Mapping[str, int]
    told: Mapping[str, Sequence[str]] = field(default_factory=dict)
    perhaps_one: Sequence[tuple[int, int]] = ()

    def __len__(self) -> int:
        return int(self.table.num_rows)

    def chosen(self, choices: Mapping[str, str], start: dt.date | None, end: dt.date | None) -> Bools:
        """Which rows a reading counts, whether they fit for certain or not."""
        chosen = np.ones(len(self), dtype=np.bool_)
        if choices.get("rows") == PRECISE:
            chosen &= ~imprecise(self.table)
        first, last = _days(self.table, "date_start"), _days(self.table, "date_end")
        match choices.get("dates"):
            case "surely inside":
                begins, ends = first, last
            case "possibly inside":
                begins, ends = last, first
            case _:
                begins = ends = first + (last - first) // 2
        if start:
            chosen &= begins >= np.datetime64(start, "D")
        if end:
            chosen &= ends <= np.datetime64(end, "D")
        return chosen

    def amount(self, chosen: Bools, measure: str, deaths: str = "best") -> Amount:
        """How many events, or deaths, the chosen rows are: the certain ones, and what the open ones could add."""
        sure, open_ = chosen & self.fits, chosen & ~self.fits
        if measure == "events":
            return Amount(float(sure.sum()), float(sure.sum()) - self._twice(sure, None), float(chosen.sum()))
        figures = self.deaths(deaths)
        value = float(np.nansum(figures[sure]))
        given = ~np.isnan(figures)
        unknown = chosen & ~given
        high = value + float(np.nansum(figures[open_])) + self._most(unknown)
        low = value + float(np.nansum(self.deaths("low")[sure & ~given])) - self._twice(sure, figures)
        return Amount(value, low, high)

    def deaths(self, which: str) -> Floats:
        """One estimate of deaths by row; a single reported figure stands for all three; unknown is not a number."""
        figures = pc.coalesce(self.table[f"deaths_{which}"], self.table["deaths_reported"])
        return np.asarray(figures.cast(pa.float64()).to_numpy(zero_copy_only=False), dtype=np.float64)

    def _most(self, rows: Bools) -> float:
        """The most that rows without the estimate asked for can add: their high estimate, or without one, anything."""
        if not rows.any():
            return 0.0
        highs = self.deaths("high")[rows]
        return float("inf") if np.isnan(highs).any() else float(highs.sum())

    def _twice(self, rows: Bools, figures: Floats | None) -> float:
        """How much is counted twice at most, if all that may be one incident is: events, or the smaller figures."""
        joined: dict[int, int] = {}

        def root(row: int) -> int:
            while row in joined:
                row = joined[row]
            return row

        amount = np.ones(len(self)) if figures is None else np.nan_to_num(figures)
        twice = 0.0
        for one, other in self.perhaps_one:
            small, large = sorted((root(one), root(other)), key=lambda row: (amount[row], row))
            if small != large and rows[one] and rows[other]:
                joined[small] = large
                twice += float(amount[small])
        return twice

    def ids(self, chosen: Bools) -> tuple[str, ...]:
        """The event ids of the chosen rows that fit for certain, sorted; of an incident those of all its tellings."""
        found = self.table["event_id"].filter(pa.array(chosen & self.fits)).to_pylist()
        return tuple(sorted({event for row in found for event in self.told.get(row, (row,))}))


def imprecise(table: pa.Table) -> Bools:
    """Rows dated to a month or worse, or placed in no province; a row without a precision counts as precise."""
    dates = pc.greater_equal(table["date_precision"], MONTH_KNOWN)
    places = pc.greater_equal(table["place_precision"], COUNTRY_KNOWN)
    either = pc.or_(pc.fill_null(dates, False), pc.fill_null(places, False))
    return np.asarray(either.to_numpy(zero_copy_only=False), dtype=np.bool_)


def merge_left_out(parts: Iterable[Mapping[str, int]]) -> dict[str, int]:
    """The largest count by reason: the same rows are passed over in several readings."""
    merged: dict[str, int] = {}
    for part in parts:
        for reason, n in part.items():
            merged[reason] = max(n, merged.get(reason, 0))
    return merged


def _days(table: pa.Table, name: str) -> npt.NDArray[np.datetime64]:
    return np.asarray(table[name].to_numpy(zero_copy_only=False), dtype="datetime64[D]")
