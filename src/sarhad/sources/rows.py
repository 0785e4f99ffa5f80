"""From an opened file to rows of text: CSV through Arrow, odd CSV through Python, GeoJSON, workbooks, Parquet."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa
import pyarrow.csv as pacsv

from ..errors import InputError, Problem
from ..events.arrays import text_array
from .files import Opened, load_json, not_utf8, refuse_twice
from .parquet import ParquetTable, parquet_table
from .spreadsheet import SheetTable, sheet_table

_BLOCK = 4 * 2**20  # read at once by each thread; a longer record goes the careful way


@dataclass(frozen=True, slots=True)
class Text:
    """Records as text. `table` has the columns asked for, by the file's names.

    `rejected` holds the record number, from 1, and what is wrong, of records that are no rows of this table.
    """

    table: pa.Table
    rejected: tuple[tuple[int, str], ...] = ()

    @property
    def rows_read(self) -> int:
        """Every record of the file."""
        return int(self.table.num_rows) + len(self.rejected)

    def record(self, row: int) -> int:
        """The number of a record in the file, from 1, by its place in the table, from 0."""
        number = row + 1
        for before, _ in self.rejected:
            if before > number:
                break
            number += 1
        return number

    def value(self, column: str, row: int) -> str:
        """The text of one cell, "" where it is blank or the file has no such column."""
        found = self.table[column][row].as_py() if column in self.table.column_names else None
        return found or ""

    def problems(self, file: str, limit: int) -> list[Problem]:
        """The rejected records, the first `limit` one by one."""
        told = [
            Problem("broken-record", what, file=file, row=number, do="correct the record", effect="record left out")
            for number, what in self.rejected[:limit]
        ]
        if len(self.rejected) > limit:
            what = f"{len(self.rejected):,} records have this problem (broken-record); the first {limit} are listed"
            told.insert(0, Problem("broken-record", what, file=file, effect="record left out"))
        return told


@dataclass(slots=True)
class CsvRows:
    """The rows of a CSV; nothing is read before `read`."""

    opened: Opened
    own_name: str = ""

    @property
    def columns(self) -> tuple[str, ...]:
        """The file's columns in their order."""
        return self.opened.header

    def read(self, names: Iterable[str]) -> Text:
        """These columns of every record. Raises `InputError` when the file is no CSV in UTF-8 as a whole."""
        wanted = [name for name in self.columns if name in set(names)]
        as_written = dict(zip(self.columns, self.opened.raw_header, strict=True))
        kept = [as_written[name] for name in wanted]
        skipped: list[pacsv.InvalidRow] = []

        def skip(row: pacsv.InvalidRow) -> str:
            skipped.append(row)
            return "skip"

        try:
            table = pacsv.read_csv(
                self.opened.path,
                pacsv.ReadOptions(block_size=_BLOCK),
                pacsv.ParseOptions(newlines_in_values=True, invalid_row_handler=skip),
                pacsv.ConvertOptions(
                    include_columns=kept,
                    column_types=dict.fromkeys(kept, pa.string()),
                    strings_can_be_null=True,
                    quoted_strings_can_be_null=True,
                    null_values=[""],
                ),
            )
        except (pa.ArrowInvalid, pa.ArrowKeyError):
            return self.read_carefully(wanted)
        rejected = tuple(self._rejected()) if skipped else ()
        if len(rejected) != len(skipped):
            return self.read_carefully(wanted)
        return Text(table.rename_columns(wanted), rejected)

    def read_carefully(self, names: Iterable[str]) -> Text:
        """`read` record by record: slower, and sure of where a fault is."""
        wanted = list(names)
        places = [self.columns.index(name) for name in wanted]
        kept: list[list[str]] = []
        rejected: list[tuple[int, str]] = []
        for number, record in self._records():
            if len(record) == len(self.columns):
                kept.append([record[place] for place in places])
            else:
                rejected.append((number, self._shape(record)))
        columns = [[record[i] or None for record in kept] for i in range(len(places))]
        return Text(_text_table(wanted, columns), tuple(rejected))

    def _rejected(self) -> Iterator[tuple[int, str]]:
        for number, record in self._records():
            if len(record) != len(self.columns):
                yield number, self._shape(record)

    def _shape(self, record: list[str]) -> str:
        return f"{len(self.columns)} columns expected, found {len(record)}"

    def _records(self) -> Iterator[tuple[int, list[str]]]:
        name, number = self.opened.name, 0
        try:
            with self.opened.path.open(encoding="utf-8-sig", newline="") as file:
                records = (record for record in csv.reader(file, strict=True) if record)
                next(records)
                for number, record in enumerate(records, start=1):
                    yield number, record
        except csv.Error as error:
            what = f"{name} is not a CSV: {error}, after row {number:,}"
            raise InputError(what, do="download it again") from error
        except UnicodeDecodeError:
            raise not_utf8(self.opened.path, name) from None


@dataclass(slots=True)
class GeoJsonRows:
    """The features of a GeoJSON FeatureCollection; a point's coordinates are `longitude` and `latitude`."""

    columns: tuple[str, ...]
    own_name: str
    _records: list[dict[str, Any]] = field(repr=False)
    _rejected: tuple[tuple[int, str], ...] = ()

    def read(self, names: Iterable[str]) -> Text:
        """These properties of every feature, numbers as they are written."""
        wanted = [name for name in self.columns if name in set(names)]
        columns = [[_as_text(record.get(name)) for record in self._records] for name in wanted]
        return Text(_text_table(wanted, columns), self._rejected)


@dataclass(slots=True)
class TypedRows:
    """The rows of a workbook's sheet or of a Parquet file, which have types of their own, as text."""

    _table: SheetTable | ParquetTable = field(repr=False)
    own_name: str = ""

    @property
    def columns(self) -> tuple[str, ...]:
        """The table's columns in their order."""
        return self._table.columns

    def read(self, names: Iterable[str]) -> Text:
        """These columns of every row. Raises `InputError`."""
        return Text(self._table.read(names))


Rows = CsvRows | GeoJsonRows | TypedRows


def rows_of(opened: Opened) -> Rows:
    """The rows of an opened file. Raises `InputError` for JSON that is no FeatureCollection, or a damaged table."""
    if opened.form == "csv":
        return CsvRows(opened)
    if opened.form != "geojson":
        table = (sheet_table if opened.form == "xlsx" else parquet_table)(opened.path, opened.name)
        refuse_twice(table.columns, opened.name)
        return TypedRows(table)
    data = load_json(opened.path, opened.name)
    features = data.get("features") if isinstance(data, dict) else None
    if not isinstance(data, dict) or not isinstance(features, list):
        raise InputError(f"{opened.name} is JSON, but not a GeoJSON FeatureCollection", do="give a CSV or GeoJSON file")
    kept: list[dict[str, Any]] = []
    rejected: list[tuple[int, str]] = []
    for number, feature in enumerate(features, start=1):
        properties = feature.get("properties") if isinstance(feature, dict) else None
        if isinstance(properties, dict):
            named = {_clean(name).strip(): value for name, value in properties.items()}
            kept.append({**_point(feature.get("geometry")), **named})
        else:
            rejected.append((number, "a feature without properties"))
    columns = tuple(dict.fromkeys(name for record in kept for name in record))
    name = data.get("name")
    return GeoJsonRows(columns, _clean(name) if isinstance(name, str) else "", kept, tuple(rejected))


def _text_table(names: list[str], columns: list[list[str | None]]) -> pa.Table:
    return pa.table(dict(zip(names, map(text_array, columns), strict=True)))


def _point(geometry: object) -> dict[str, Any]:
    if not isinstance(geometry, dict):
        return {}
    coordinates = geometry.get("coordinates")
    if geometry.get("type") == "Point" and isinstance(coordinates, list) and len(coordinates) >= 2:
        return {"longitude": coordinates[0], "latitude": coordinates[1]}
    return dict.fromkeys(("longitude", "latitude"), geometry.get("type"))  # no number: the checks will tell it


def _as_text(value: object) -> str | None:
    if value is None or value == "":
        return None
    return _clean(value) if isinstance(value, str) else json.dumps(value)


def _clean(text: str) -> str:
    """JSON may hold halves of surrogate pairs, which are no text."""
    return text.encode("utf-8", "replace").decode("utf-8")
