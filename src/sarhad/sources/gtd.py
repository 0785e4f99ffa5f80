"""GTD: the user's own export, CSV or workbook. `gtd.yaml` says what it is and what becomes of its columns."""

from __future__ import annotations

import calendar
import re
from dataclasses import replace

import pyarrow as pa
import pyarrow.compute as pc

from ..errors import InputError
from ..events import Coverage
from ..events.arrays import blank, map_text, number_array, one_text
from ..events.checks import Checked
from ..events.faults import Mark
from .description import SourceDescription
from .reader import Draft, Reader, plain_draft, rows_matching, rows_where

# globalterrorismdb_0522dist.xlsx, globalterrorismdb_2021Jan-June_1222dist.xlsx
_NAME = re.compile(r"globalterrorismdb_(?:.*_)?(\d\d)(\d\d)dist", re.IGNORECASE)
_EXACT = r"^\d{8}(?:\d{3}[1-9]|\d{2}[1-9]0|\d[1-9]00|[1-9]000)$"
_ROUNDED = r"^\s*\d(?:[.,]\d*)?[eE]\+?\d+\s*$"
_DOUBT = "doubted to be terrorism proper"


def version(name: str) -> str:
    """The release that a file name tells: "2022-05", or ""."""
    found = _NAME.search(name)
    return f"20{found[2]}-{found[1]}" if found else ""


def draft(description: SourceDescription, table: pa.Table) -> Draft:
    """The plain draft, with dates from their parts, and doubt in words.

    Raises `InputError` when a spreadsheet has rounded every id: nothing would tell one row from another.
    """
    found = plain_draft(description, table)
    rounded = rows_matching(found["source_id"], _ROUNDED)
    if len(rounded) and rounded.all():
        raise InputError(
            "every eventid is rounded, such as 2.01E+11: a spreadsheet saved the file, and the ids are lost",
            do="give the file as START publishes it, or format the column as a number before saving",
        )
    year, month, day = (pc.utf8_trim_whitespace(found[name]) for name in ("date_start", "date_end", "date_precision"))
    known = [pc.coalesce(part, one_text("0")) for part in (year, month, day)]
    dates = pc.binary_join_element_wise(*known, one_text("-"))
    found["date_start"] = map_text(dates, lambda text: _span(text)[0])
    found["date_end"] = map_text(dates, lambda text: _span(text)[1])
    found["date_precision"] = map_text(dates, lambda text: _span(text)[2])
    found["source_id"] = pc.if_else(
        number_array(rows_matching(found["source_id"], _EXACT), pa.bool_()),
        found["source_id"],
        pa.scalar(None, pa.string()),
    )
    if "under_check" in found:
        found["under_check"] = map_text(found["under_check"], lambda code: _DOUBT)
    if "vicinity" in table.column_names and "place_precision" in found:
        near = rows_where(table["vicinity"], ("1", "1.0")) & rows_where(found["place_precision"], ("1",))
        found["place_precision"] = pc.if_else(number_array(near, pa.bool_()), one_text("2"), found["place_precision"])
    return found


def _span(text: str) -> tuple[str, str, str | None]:
    """First day, last day and precision of iyear-imonth-iday, 0 for what is unknown; what is no date stays as it is."""
    parts = text.split("-")
    if len(parts) != 3 or not all(part.isdecimal() for part in parts):
        return text, text, None
    year, month, day = map(int, parts)
    if month == 0:
        return f"{year:04d}-01-01", f"{year:04d}-12-31", "5"
    if day == 0 and month <= 12 and year:
        last = calendar.monthrange(year, month)[1]
        return f"{year:04d}-{month:02d}-01", f"{year:04d}-{month:02d}-{last}", "4"
    whole = f"{year:04d}-{month:02d}-{day:02d}"
    return whole, whole, "1"


def check(table: pa.Table, checked: Checked) -> None:
    """Tell a date by its three columns, and an id that is there and not whole as such."""
    marks: list[Mark] = []
    for mark in checked.marks:
        if mark.kind == "id-missing":
            given = ~blank(table["eventid"])[mark.rows]
            what, do = "not the 12 digits of an id: a spreadsheet rounds them", "give the file as START publishes it"
            marks.append(replace(mark, kind="id-not-exact", rows=mark.rows[given], what=what, do=do))
            marks.append(replace(mark, rows=mark.rows[~given]))
        elif mark.columns == ("date_start",):
            what = "iyear {0}, imonth {1}, iday {2} make no date after 1900"
            columns = ("date_start", "imonth", "iday")
            marks.append(replace(mark, kind="not-a-date", columns=columns, what=what, do="correct the three numbers"))
        elif mark.columns != ("date_end",):
            marks.append(mark)
    checked.marks[:] = [mark for mark in marks if len(mark.rows)]


def coverage(description: SourceDescription, release: str) -> tuple[Coverage, ...]:
    """None: an export may hold what a search found."""
    return ()


READER = Reader("gtd", draft, coverage, version, check=check)
