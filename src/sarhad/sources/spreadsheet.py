"""Excel workbooks (.xlsx): unpacked within bounds, one sheet, cells as text.

An .xlsx is a zip of XML files in which a few bytes can stand for a table of billions of cells. Its parts are copied
out within the bounds of every other unpacking, and counted, before a library looks at them.
"""

from __future__ import annotations

import datetime as dt
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

import numpy as np
import pyarrow as pa
from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum, load_workbook

from ..errors import InputError
from ..events.arrays import text_array
from ..events.exits import stays

MAX_CELLS = 60_000_000
"""No sheet is read with more cells, blank ones inside its corners included (a full GTD: about 29 million)."""
MAX_TEXT = 2 * 2**30
"""Nor with more characters in all its cells."""

_BLOCK = 2**22
_OVERLAP = 64  # no cell's name or value is longer: what two blocks share
_PLACE = re.compile(rb"""\sr\s*=\s*["']([A-Za-z]{0,3})(\d{1,7})["']""")
_VALUE = re.compile(rb"<(?:\w+:)?v(?:\s[^>]{0,20})?>\+?(\d{1,12})<")
_ROW = re.compile(rb"<(?:\w+:)?row[\s/>]")
_TEXT = re.compile(rb"</(?:\w+:)?si>")
_DO = "save the sheet that is meant as CSV UTF-8"
_LIMIT = 2**53  # whole numbers up to here are exact in a spreadsheet


@stays("a workbook, copied to be read")
def copy_workbook(archive: zipfile.ZipFile, target: Path, name: str, refuse: Callable[[int], None]) -> None:
    """Copy the parts of a workbook into a plain zip at `target`; `refuse` is told how much is unpacked so far.

    Raises `InputError` for what is no .xlsx, and for sheets too large to hold.
    """
    members = [m for m in archive.infolist() if not m.is_dir()]
    inside = {m.filename for m in members}
    if "xl/workbook.xml" not in inside:
        what = "a binary workbook (.xlsb)" if "xl/workbook.bin" in inside else "an Office file, but no spreadsheet"
        raise InputError(f"{name} is {what}", do="save the sheet as .xlsx or as CSV UTF-8")
    if any(m.flag_bits & 0x1 for m in members):
        raise InputError(f"{name} is locked with a password", do="save it without a password")
    unpacked = 0
    lengths = np.zeros(0, dtype=np.int64)
    # the texts come first: a sheet names them by number
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as copy:
        for member in sorted(members, key=lambda m: not m.filename.lower().endswith("sharedstrings.xml")):
            if not member.filename.lower().endswith((".xml", ".rels")):
                continue  # pictures and printer settings
            counted = _Counted(lengths)
            with archive.open(member) as packed, copy.open(member.filename, "w", force_zip64=True) as out:
                for block in _blocks(packed):
                    unpacked += len(block)
                    refuse(unpacked)
                    counted.look(block)
                    out.write(block)
            if member.filename.lower().endswith("sharedstrings.xml"):
                lengths = counted.text_lengths()
            counted.check(name)


def _blocks(packed: IO[bytes]) -> Iterator[bytes]:
    while block := packed.read(_BLOCK):
        yield block


class _Counted:
    """How large the table of a sheet becomes in memory."""

    def __init__(self, lengths: Any) -> None:
        self._lengths = lengths
        self._before = b""
        self._read = 0
        self._ends: list[int] = [0]
        self._rows, self._columns, self._text = 0, 0, 0
        self._cells, self._placed, self._row_marks = 0, 0, 0

    def look(self, block: bytes) -> None:
        """Count what ends in this block of the file."""
        new = len(self._before)
        both = self._before + block
        places = [found.groups() for found in _PLACE.finditer(both) if found.end() > new]
        self._rows = max([self._rows, *(int(digits) for digits in {digits for _, digits in places})])
        self._columns = max(
            [self._columns, *(_column(letters) for letters in {letters.upper() for letters, _ in places})]
        )
        self._placed += sum(bool(letters) for letters, _ in places)
        self._cells += (block.count(b"v>") + block.count(b"is>")) // 2
        self._row_marks += sum(found.end() > new for found in _ROW.finditer(both))
        if len(self._lengths):
            named = [int(found[1]) for found in _VALUE.finditer(both) if found.end() > new]
            index = np.array(named, dtype=np.int64)
            self._text += int(self._lengths[index[index < len(self._lengths)]].sum())
        self._ends.extend(self._read - new + found.end() for found in _TEXT.finditer(both) if found.end() > new)
        self._read += len(block)
        self._before = both[-_OVERLAP:]

    def text_lengths(self) -> Any:
        """The bytes of each text of the file of texts, its marks included."""
        return np.diff(np.array(self._ends, dtype=np.int64))

    def check(self, name: str) -> None:
        """Raise `InputError` for a sheet that is too large."""
        # a cell that does not say its place comes after the one before: so many may stand beside one another
        rows, columns = max(self._rows, self._row_marks), self._columns + max(self._cells - self._placed, 0)
        if max(rows * columns, self._cells) > MAX_CELLS:
            size = f"{rows:,} rows of up to {columns:,} columns"
            raise InputError(f"{name} has a sheet of {size}, more than can be held; nothing was read", do=_DO)
        if self._text > MAX_TEXT:
            what = f"more than {MAX_TEXT / 2**30:,.0f} GB of text"
            raise InputError(f"{name} has a sheet with {what}; nothing was read", do=_DO)


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


@dataclass(slots=True)
class SheetTable:
    """The one table of a workbook: the first row names the columns."""

    columns: tuple[str, ...]
    _places: tuple[int, ...]  # of the columns in the sheet
    _sheet: Any = field(repr=False)

    def read(self, names: Iterable[str]) -> pa.Table:
        """These columns of every row that is not blank, as text."""
        wanted = [name for name in self.columns if name in set(names)]
        places = [self._places[self.columns.index(name)] for name in wanted]
        columns: list[list[str | None]] = [[] for _ in wanted]
        for row in _filled(self._sheet):
            for column, place in zip(columns, places, strict=True):
                column.append(as_text(row[place]))
        return pa.table(dict(zip(wanted, map(text_array, columns), strict=True)))


def sheet_table(path: Path, name: str) -> SheetTable:
    """The table of the workbook at `path` that `copy_workbook` wrote. Raises `InputError`.

    The table is the one visible sheet with at least two rows and columns, else the first that is not empty.
    """
    try:
        workbook = load_workbook(path)
        sheets = list(_worksheets(workbook))
    except BaseException as error:
        # a fault inside the library is no Exception
        if not isinstance(error, (CalamineError, OSError, ValueError)) and type(error).__name__ != "PanicException":
            raise
        raise InputError(f"{name} is a damaged spreadsheet ({error})", do="download it again, or " + _DO) from None
    filled = [sheet for sheet in sheets if sheet.height and sheet.width]
    tables = [sheet for sheet in filled if sheet.height > 1 and sheet.width > 1]
    if len(tables) > 1:
        named = ", ".join(f'"{sheet.name}"' for sheet in tables[:6])
        raise InputError(f"{name} holds {len(tables)} sheets with tables: {named}", do=_DO)
    if not filled:
        raise InputError(f"{name} is a spreadsheet without any cell", do="download it again")
    sheet = (tables or filled)[0]
    rows = _filled(sheet, header=True)
    header = [(as_text(cell) or "").strip() for cell in next(rows)]
    nameless = {place for place, column in enumerate(header) if not column}
    used = {place for row in rows for place in nameless if as_text(row[place])} if nameless else set()
    first = (sheet.start or (0, 0))[1]
    columns = {
        place: column or f"(column {_letters(first + place)})"
        for place, column in enumerate(header)
        if column or place in used
    }
    return SheetTable(tuple(columns.values()), tuple(columns), sheet)


def _worksheets(workbook: CalamineWorkbook) -> Iterator[Any]:
    for about in workbook.sheets_metadata:
        if about.typ == SheetTypeEnum.WorkSheet and about.visible == SheetVisibleEnum.Visible:
            yield workbook.get_sheet_by_name(about.name)


def _filled(sheet: Any, *, header: bool = False) -> Iterator[list[Any]]:
    """The rows with a value, without the header unless it is asked for."""
    rows = (row for row in sheet.iter_rows() if any(cell not in ("", None) for cell in row))
    if not header:
        next(rows, None)
    return rows


def as_text(cell: object) -> str | None:
    """A cell as a CSV would hold it: whole numbers without a point, days as 2020-12-31, None for a blank."""
    if cell is None or cell == "":
        return None
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) <= _LIMIT else repr(cell)
    if isinstance(cell, dt.datetime):
        return cell.date().isoformat() if cell.time() == dt.time() else cell.isoformat(" ")
    if isinstance(cell, (dt.date, dt.time)):
        return cell.isoformat()
    return str(cell)


def _letters(place: int) -> str:
    letters, number = "", place + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
