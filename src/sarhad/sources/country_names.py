"""From a country as a source writes it, by name or Gleditsch-Ward number, to ISO 3166-1."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from ..errors import Problem
from ..events.arrays import Mask, distinct, number_array, text_array
from ..events.checks import Checked
from ..events.faults import TOLD_PER_KIND, Found
from ..vocabulary import Countries, Writer, countries


@dataclass(frozen=True, slots=True)
class Places:
    """For each row, which of `iso3` and `numbers` (Gleditsch-Ward) it is; None where nothing is known."""

    index: npt.NDArray[np.int64]
    iso3: tuple[str | None, ...]
    numbers: tuple[int | None, ...]
    found: Found

    def among(self, wanted: set[str | None]) -> Mask:
        """The rows whose country is one of the wanted."""
        return np.array([code in wanted for code in self.iso3], dtype=bool)[self.index]

    def columns(self) -> dict[str, pa.Array]:
        """The columns `country` and `gw` of the events table."""
        index = number_array(self.index, pa.int64())
        known = np.array([number is not None for number in self.numbers], dtype=bool)
        numbers = np.array([number or 0 for number in self.numbers], dtype=np.int16)
        return {
            "country": text_array(self.iso3).take(index),
            "gw": number_array(numbers[self.index], pa.int16(), known[self.index]),
        }


def resolve_countries(
    text: pa.ChunkedArray,
    checked: Checked,
    file: str,
    column: str,
    record: Callable[[int], int],
    writer: Writer = "ucdp",
) -> Places:
    """ISO3 and Gleditsch-Ward number for each country that the rows name.

    `writer` says whose spelling the names are in. The name decides, or an ISO3 code in its place; the number only
    where there is no name that is known. What cannot be resolved is told once for each spelling, at its first row.
    """
    known = countries()
    names, name_of = distinct(text)
    given = checked.numbers.get("gw", np.full(checked.rows, np.nan))
    pairs, first_row, index, rows = np.unique(
        name_of.astype(np.int64) << 16 | np.nan_to_num(given).astype(np.int64),
        return_index=True,
        return_inverse=True,
        return_counts=True,
    )
    starts, ends = _first_and_last(checked, index, len(pairs))
    codes: list[str | None] = []
    numbers: list[int | None] = []
    problems: list[Problem] = []
    counts: dict[str, int] = {}
    for i, pair in enumerate(pairs.tolist()):
        name, gw = names[pair >> 16], pair & 0xFFFF or None
        iso3 = _iso3(known, name, gw, starts[i], writer)
        codes.append(iso3)
        numbers.append(gw or _number(known, iso3, starts[i], ends[i]))
        kind, what, do = _told(known, iso3, gw, starts[i], ends[i], int(rows[i]))
        if kind:
            row = record(int(first_row[i]))
            problems.append(Problem(kind, what, file=file, row=row, column=column, value=name or "", do=do))
            counts[kind] = counts.get(kind, 0) + int(rows[i])
    problems.sort(key=lambda problem: problem.row or 0)
    return Places(index, tuple(codes), tuple(numbers), Found(tuple(problems[:TOLD_PER_KIND]), counts))


def _first_and_last(checked: Checked, index: npt.NDArray[np.int64], size: int) -> tuple[list[dt.date], list[dt.date]]:
    """The first and the last day of the kept rows of each country; 1970 where none is kept."""
    days, kept = checked.numbers["date_start"], checked.kept
    first, last = np.full(size, np.inf), np.full(size, -np.inf)
    np.minimum.at(first, index[kept], days[kept])
    np.maximum.at(last, index[kept], days[kept])
    epoch = dt.date(1970, 1, 1)
    sides = (np.where(np.isfinite(side), side, 0).astype(int).tolist() for side in (first, last))
    starts, ends = ([epoch + dt.timedelta(days=day) for day in side] for side in sides)
    return starts, ends


def _told(
    known: Countries, iso3: str | None, gw: int | None, first: dt.date, last: dt.date, rows: int
) -> tuple[str, str, str]:
    count = f"{rows:,} rows" if rows > 1 else "1 row"
    if iso3 is None:
        what = f"not a known country ({count}, kept without a country)"
        return "country-unknown", what, "write its name as the source's codebook does"
    if gw is not None and _other_country(known, iso3, gw, first, last):
        what = f"not the country with the number {gw} ({count}); the name decides"
        return "country-number-differs", what, "compare with the source's own file"
    return "", "", ""


def _iso3(known: Countries, name: str | None, gw: int | None, on: dt.date, writer: Writer) -> str | None:
    text = (name or "").strip()
    if text in known:
        return text
    return (known.iso3_of_name(text, writer) if text else None) or (known.iso3_of_gw(gw, on) if gw else None)


def _number(known: Countries, iso3: str | None, first: dt.date, last: dt.date) -> int | None:
    """The country's number, where it is the same on both days."""
    if iso3 is None:
        return None
    number = known.gw_of_iso3(iso3, first)
    return number if number == known.gw_of_iso3(iso3, last) else None


def _other_country(known: Countries, iso3: str, gw: int, first: dt.date, last: dt.date) -> bool:
    meant = {known.iso3_of_gw(gw, first), known.iso3_of_gw(gw, last), known.iso3_of_gw(gw)} - {None}
    return bool(meant) and iso3 not in meant
