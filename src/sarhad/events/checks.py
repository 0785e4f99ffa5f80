"""The checks of the events table: from text, as sources publish it, to typed columns with every fault found.

A source hands over text columns named as in `EVENTS_SCHEMA` (only those it has). Nothing is repaired: a value that
cannot stand is left out, a record that cannot stand is left out, and each finding keeps its row.
"""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from ..errors import Effect, Severity
from .arrays import Indices, Mask, blank, distinct, groups, number_array, text_array
from .columns import EVENTS_SCHEMA
from .faults import Mark
from .priogrid import priogrid_gid

Text = Mapping[str, pa.ChunkedArray]
Floats = npt.NDArray[np.float64]
Distinct = tuple[list[str | None], Indices]
"""The different texts of a column, and for each row which of them it is."""

_DEATHS = ("deaths_low", "deaths_best", "deaths_high", "deaths_civilians", "deaths_reported")
_SCALES = {"date_precision": 5, "place_precision": 7}
_LARGEST = {**dict.fromkeys((*_DEATHS, "n_reports", *_SCALES), 2**31 - 1), "gw": 2**15 - 1, "revised": 2**40}
_DATES = ("date_start", "date_end")
_READ = {*_DATES, *_LARGEST, "longitude", "latitude", "priogrid_gid"}
_CODED = ("violence_type", "event_class", "target_class")
_EPOCH = dt.date(1970, 1, 1).toordinal()
_DATE = re.compile(r"\s*(\d{4})-(\d{1,2})-(\d{1,2})(?:[ T]\d{1,2}:\d\d.*)?\s*", re.DOTALL)
_BLANK = "leave it blank when it is unknown"


@dataclass(slots=True)
class Checked:
    """Typed columns, all of one length, and what is wrong. Values of rows that are left out mean nothing."""

    rows: int
    columns: dict[str, pa.Array | pa.ChunkedArray] = field(default_factory=dict)
    marks: list[Mark] = field(default_factory=list)
    numbers: dict[str, Floats] = field(default_factory=dict)  # NaN where unknown; dates are days since 1970

    def mark(
        self,
        kind: str,
        columns: tuple[str, ...],
        broken: Mask,
        what: str,
        do: str = "",
        effect: Effect = "value left out",
        severity: Severity = "warning",
    ) -> None:
        """Note the rows where `broken` holds, if there are any."""
        rows = np.flatnonzero(broken)
        if len(rows):
            self.marks.append(Mark(kind, columns, rows, what, do, effect, severity))

    @property
    def kept(self) -> Mask:
        """The rows that stand in the table."""
        kept = np.ones(self.rows, dtype=bool)
        for mark in self.marks:
            if mark.effect == "record left out":
                kept[mark.rows] = False
        return kept

    def left_out(self) -> dict[str, int]:
        """How many records are left out, each under the first fault that it has."""
        counts: dict[str, int] = {}
        seen = np.zeros(self.rows, dtype=bool)
        for mark in self.marks:
            if mark.effect == "record left out":
                new = int(np.count_nonzero(~seen[mark.rows]))
                seen[mark.rows] = True
                if new:
                    counts[mark.kind] = counts.get(mark.kind, 0) + new
        return counts


def check_text(text: Text, rows: int, codes: Mapping[str, Mapping[str, str]]) -> Checked:
    """Type the text columns of an events table and find what is wrong with them.

    `codes` maps, for each coded column, the source's texts to the vocabulary's ids. `priogrid_gid` is computed from
    the coordinates and only compared with the source's. `date_start` and `date_end` must be there.
    """
    checked = Checked(rows)
    one_day = text["date_end"] is text["date_start"]  # of a source with one date: told once
    read_by_value = [name for name in text if name in _READ or (name in _CODED and name in codes)]
    if one_day:
        read_by_value.remove("date_end")
    with ThreadPoolExecutor() as pool:  # Arrow works outside the interpreter's lock
        ids = pool.submit(groups, text["source_id"]) if "source_id" in text else None
        found = dict(zip(read_by_value, pool.map(distinct, map(text.__getitem__, read_by_value)), strict=True))
    if "source_id" in text:
        missing = blank(text["source_id"])
        checked.mark("id-missing", ("source_id",), missing, "no id", "give it one", "record left out")
    for name, values in found.items():
        if name in _DATES:
            _dates(checked, name, values)
        elif name in _LARGEST:
            _whole_numbers(checked, name, values)
        elif name in _CODED:
            _coded(checked, name, values, codes[name])
    checked.columns |= {name: column for name, column in text.items() if name not in found}
    if one_day:
        checked.columns["date_end"], checked.numbers["date_end"] = (
            checked.columns["date_start"],
            checked.numbers["date_start"],
        )
    else:
        _spans(checked)
    _order_of_deaths(checked)
    if "longitude" in found and "latitude" in found:
        _coordinates(checked, found)
    if ids is not None:
        _repeats(checked, *ids.result())
    return checked


def _dates(checked: Checked, name: str, values: Distinct) -> None:
    texts, index = values
    read = [_date(text) for text in texts]
    days = np.array([0 if isinstance(day, str) else day for day in read], dtype=np.int32)
    known = np.array([not isinstance(day, str) for day in read], dtype=bool)
    faults = {day for day in read if isinstance(day, str)}
    for kind, what, do in (
        ("date-missing", "no date", "write it as 2020-12-31"),
        ("not-a-date", "not a date", "write it as 2020-12-31"),
        ("year-out-of-range", "", "correct the date"),
    ):
        if kind in faults:
            broken = np.array([fault == kind for fault in read], dtype=bool)[index]
            checked.mark(kind, (name,), broken, what, do, "record left out")
    checked.numbers[name] = np.where(known, days, np.nan)[index]
    checked.columns[name] = number_array(days[index], pa.date32())


def _date(text: str | None) -> int | str:
    """Days since 1970, or the kind of fault."""
    if text is None or not text.strip():
        return "date-missing"
    found = _DATE.fullmatch(text)
    if found is None:
        return "not-a-date"
    try:
        day = dt.date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        return "not-a-date"
    return day.toordinal() - _EPOCH if 1900 <= day.year <= 2100 else "year-out-of-range"


def _spans(checked: Checked) -> None:
    broken = checked.numbers["date_end"] < checked.numbers["date_start"]
    columns = ("date_end", "date_start")
    what, do = "before date_start {1}", "correct one of the two dates"
    checked.mark("end-before-start", columns, broken, what, do, "record left out")


def _whole_numbers(checked: Checked, name: str, found: Distinct) -> None:
    texts, index = found
    values = np.array([_number(text) for text in texts], dtype=np.float64)
    given = np.array([text is not None for text in texts], dtype=bool)
    whole = np.isfinite(values) & (values == np.trunc(values)) & (np.abs(values) <= _LARGEST[name])
    what, do = "not a whole number", "correct it, or leave it blank when it is unknown"
    checked.mark("not-a-whole-number", (name,), (given & ~whole)[index], what, do)
    if name in _SCALES:
        inside = (values >= 1) & (values <= _SCALES[name])
        kind, what = f"{name.replace('_', '-')}-off-scale", f"not on the scale 1 to {_SCALES[name]}"
    else:
        inside = values >= 0
        kind = "negative-deaths" if name in _DEATHS else "negative-number"
        what = "deaths cannot be below 0" if name in _DEATHS else "cannot be below 0"
    checked.mark(kind, (name,), (whole & ~inside)[index], what, _BLANK)
    known = whole & inside
    checked.numbers[name] = np.where(known, values, np.nan)[index]
    checked.columns[name] = number_array(
        np.where(known, values, 0)[index], EVENTS_SCHEMA.field(name).type, known[index]
    )


def _number(text: str | None) -> float:
    """NaN where the text is no number: Python's float() also takes 1_000."""
    if text is None or "_" in text:
        return math.nan
    try:
        return float(text)
    except ValueError:
        return math.nan


def _order_of_deaths(checked: Checked) -> None:
    columns = _DEATHS[:3]
    if all(name in checked.numbers for name in columns):
        low, best, high = (checked.numbers[name] for name in columns)
        broken = (low > best) | (best > high) | (low > high)
        what = "low <= best <= high does not hold; the figures are kept as published"
        checked.mark("low-best-high-order", columns, broken, what, effect="kept")


def _coded(checked: Checked, name: str, values: Distinct, codes: Mapping[str, str]) -> None:
    texts, index = values
    unknown = np.array([text is not None and text not in codes for text in texts], dtype=bool)
    words = name.replace("_", " ")
    do = f"use one of {', '.join(codes)}"
    checked.mark(f"{name.replace('_', '-')}-unknown", (name,), unknown[index], f"not a known {words}", do)
    known = text_array([None if text is None else codes.get(text) for text in texts])
    checked.columns[name] = known.take(number_array(index, pa.int32()))


def _coordinates(checked: Checked, values: Mapping[str, Distinct]) -> None:
    read, given = {}, {}
    for name in ("longitude", "latitude"):
        texts, index = values[name]
        read[name] = np.array([_number(found) for found in texts], dtype=np.float64)[index]
        given[name] = np.array([found is not None for found in texts], dtype=bool)[index]
    lon, lat = read["longitude"], read["latitude"]
    gid = priogrid_gid(lon, lat)
    theirs, swapped = np.full(checked.rows, np.nan), np.zeros(checked.rows, dtype=bool)
    cell_given = np.zeros(checked.rows, dtype=bool)
    if "priogrid_gid" in values:
        texts, index = values["priogrid_gid"]
        cell_given = np.array([found is not None for found in texts], dtype=bool)[index]
        theirs = np.array([_number(found) for found in texts], dtype=np.float64)[index]
        swapped = (theirs > 0) & (theirs != gid) & (theirs == priogrid_gid(lat, lon))
    broken = np.zeros(checked.rows, dtype=bool)

    def leave_out(kind: str, columns: tuple[str, ...], rows: Mask, what: str, do: str) -> None:
        checked.mark(kind, columns, rows, what, do)
        np.logical_or(broken, rows, out=broken)

    for name, other, limit in (("latitude", "longitude", 90), ("longitude", "latitude", 180)):
        pair = (name, other)
        odd = given[name] & ~np.isfinite(read[name])
        leave_out("not-a-coordinate", pair, odd, "not a number of degrees", "write degrees with a decimal point, 34.53")
        beyond = np.isfinite(read[name]) & (np.abs(read[name]) > limit) & ~swapped
        fits = (np.abs(lat) <= 180) & (np.abs(lon) <= 90) & (name == "latitude")
        what, do = f"not between -{limit} and {limit}", "correct the coordinate"
        leave_out(f"{name}-out-of-range", pair, beyond & ~fits, what, do)
        leave_out(f"{name}-out-of-range", pair, beyond & fits, f"{what}; exchanged with the longitude {{1}}?", do)
        lone = ~given[name] & given[other]
        leave_out("coordinate-missing", pair, lone, f"no {name}, although there is a {other}", "give both or none")
    columns = ("latitude", "longitude", "priogrid_gid")
    what = "the PRIO-GRID cell {2} is that of latitude {1}, longitude {0}: latitude and longitude are exchanged"
    leave_out("coordinates-exchanged", columns, swapped, what, "exchange the two")
    differs = ~broken & (gid > 0) & cell_given & (theirs != gid)
    columns = ("priogrid_gid", "latitude", "longitude")
    what = "not the PRIO-GRID cell of latitude {1}, longitude {2}; the cell of the coordinates is used"
    checked.mark("priogrid-differs", columns, differs, what, "compare with the source's own file", "kept")
    known = ~broken & np.isfinite(lon) & np.isfinite(lat)
    checked.columns["longitude"] = number_array(lon, pa.float64(), known)
    checked.columns["latitude"] = number_array(lat, pa.float64(), known)
    checked.columns["priogrid_gid"] = number_array(gid, pa.int32(), known)


def _repeats(checked: Checked, different: int, index: Indices) -> None:
    """Records of an id that stands twice: the one that its source revised last stays, of equal ones the first."""
    kept = np.flatnonzero(checked.kept)
    if different == checked.rows or not len(kept):
        return
    if "revised" in checked.numbers:
        kept = kept[np.argsort(-np.nan_to_num(checked.numbers["revised"][kept]), kind="stable")]
    _, first = np.unique(index[kept], return_index=True)
    standing = np.zeros(different, dtype=np.int64)
    standing[index[kept[first]]] = kept[first]
    later = np.sort(np.setdiff1d(kept, kept[first], assume_unique=True))
    what, do = "the id stands already in row {row}, which is kept", "take out one of the two"
    if len(later):
        earlier = standing[index[later]]
        checked.marks.append(Mark("repeated-id", ("source_id",), later, what, do, "record left out", earlier=earlier))
