# ruff: noqa: S608 - SQL is put together from this package's own words and quoted literals
"""From an opened file to rows of text in DuckDB: CSV straight, odd CSV and GeoJSON through Python."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import duckdb
import pyarrow as pa

from ..errors import InputError, Problem
from .files import Opened, load_json

_STRUCTURE = (duckdb.InvalidInputException, duckdb.ConversionException)
_WRONG_SHAPE = ("MISSING COLUMNS", "TOO MANY COLUMNS")


@dataclass(slots=True)
class Rows:
    """Rows of text: `sql` selects them, `columns` maps the source's column names to SQL identifiers.

    `rejected` holds the record number, from 1, and what is wrong, of records that are no rows of this table.
    """

    sql: str
    columns: Mapping[str, str]
    rejected: list[tuple[int, str]] = field(default_factory=list)
    own_name: str = ""  # what a GeoJSON collection calls itself


def connect() -> duckdb.DuckDBPyConnection:
    """A DuckDB connection of its own that fetches no extension, draws no progress bar and keeps the order of rows."""
    con = duckdb.connect()
    con.execute("SET autoinstall_known_extensions = false; SET autoload_known_extensions = false")
    con.execute("SET enable_progress_bar = false")
    con.execute("SET disabled_optimizers = 'in_clause'")  # it turns a long IN into a join that loses the file's order
    return con


def text_rows(con: duckdb.DuckDBPyConnection, opened: Opened) -> Rows:
    """The rows of an opened file; those of a CSV are not read yet."""
    return csv_rows(opened) if opened.form == "csv" else geojson_rows(con, opened)


def csv_rows(opened: Opened) -> Rows:
    """The rows of a CSV as DuckDB reads them, every value as text; nothing is read yet."""
    columns = {name: f"c{i}" for i, name in enumerate(opened.header)}
    types = ", ".join(f"'c{i}': 'VARCHAR'" for i in range(len(opened.header)))
    path = str(opened.path).replace("'", "''")
    sql = (
        f"SELECT * FROM read_csv('{path}', auto_detect = false, header = true, delim = ',', quote = '\"', "
        f"escape = '\"', columns = {{{types}}}, store_rejects = true)"
    )
    return Rows(sql, columns)


def read_rejects(con: duckdb.DuckDBPyConnection, rows: Rows, name: str) -> None:
    """Note the records that DuckDB could not take for rows. Raises `InputError` when the fault is the file's."""
    found = con.execute("SELECT line, error_type, error_message FROM reject_errors ORDER BY line").fetchall()
    for line, kind, message in found:
        if kind == "INVALID ENCODING":
            raise InputError(f"{name} is not UTF-8 text: see row {line - 1:,}", do="save it as CSV UTF-8")
        if kind == "UNQUOTED VALUE":
            raise InputError(f"{name} has a quotation mark out of place in row {line - 1:,}", do="download it again")
        what = message.replace("Expected Number of Columns: ", "").replace(" Found: ", " columns expected, found ")
        rows.rejected.append((line - 1, what if kind in _WRONG_SHAPE else message.split("\n")[0]))
    rows.rejected = sorted(dict(rows.rejected).items())


def careful_csv_rows(con: duckdb.DuckDBPyConnection, opened: Opened) -> Rows:
    """The rows of a CSV that DuckDB refuses as a whole (mixed line ends, say), read by Python; slower."""
    width = len(opened.header)
    rows = Rows("SELECT * FROM raw_rows", {name: f"c{i}" for i, name in enumerate(opened.header)})
    kept: list[list[str]] = []
    number = 0
    try:
        with opened.path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.reader(file, strict=True)
            next(row for row in reader if row)
            for record in reader:
                if not record:
                    continue
                number += 1
                if len(record) == width:
                    kept.append(record)
                else:
                    rows.rejected.append((number, f"{width} columns expected, found {len(record)}"))
    except csv.Error as error:
        raise InputError(
            f"{opened.name} is not a CSV: {error}, after row {number:,}", do="download it again"
        ) from error
    except UnicodeDecodeError as error:
        raise InputError(
            f"{opened.name} is not UTF-8 text: see row {number + 1:,}", do="save it as CSV UTF-8"
        ) from error
    _register(con, {f"c{i}": [record[i] or None for record in kept] for i in range(width)})
    return rows


def geojson_rows(con: duckdb.DuckDBPyConnection, opened: Opened) -> Rows:
    """The features of a GeoJSON file as rows of text.

    A point's coordinates become `longitude` and `latitude` where the properties have none.
    """
    data = load_json(opened.path, opened.name)
    features = data.get("features") if isinstance(data, dict) else None
    if not isinstance(features, list):
        raise InputError(f"{opened.name} is JSON, but not a GeoJSON FeatureCollection", do="give a CSV or GeoJSON file")
    rows = Rows("SELECT * FROM raw_rows", {})
    kept: list[dict[str, Any]] = []
    for number, feature in enumerate(features, start=1):
        properties = feature.get("properties") if isinstance(feature, dict) else None
        if not isinstance(properties, dict):
            rows.rejected.append((number, "a feature without properties"))
            continue
        kept.append({**_point(feature.get("geometry")), **{str(k).strip(): v for k, v in properties.items()}})
    names = list(dict.fromkeys(name for record in kept for name in record))
    rows.columns = {name: f"c{i}" for i, name in enumerate(names)}
    _register(con, {f"c{i}": [_as_text(record.get(name)) for record in kept] for i, name in enumerate(names)})
    name = data.get("name") if isinstance(data, dict) else ""
    rows.own_name = name if isinstance(name, str) else ""
    return rows


def rejected_problems(rows: Rows, file: str, limit: int) -> list[Problem]:
    """The rejected records as problems, the first `limit` one by one."""
    problems = [
        Problem("broken-record", what, file=file, row=number, do="correct the record", effect="record left out")
        for number, what in rows.rejected[:limit]
    ]
    if len(rows.rejected) > limit:
        what = f"{len(rows.rejected):,} records have this problem (broken-record); the first {limit} are listed"
        problems.insert(0, Problem("broken-record", what, file=file, effect="record left out"))
    return problems


def record_number(rowid: int, rejected: list[tuple[int, str]]) -> int:
    """The number of a record in the file, from its place among the rows that were not rejected."""
    number = rowid + 1
    for before, _ in rejected:
        if before > number:
            break
        number += 1
    return number


def _register(con: duckdb.DuckDBPyConnection, columns: dict[str, list[str | None]]) -> None:
    table = pa.table({name: pa.array(values, pa.string()) for name, values in columns.items()})
    con.register("raw_rows", table)


def _point(geometry: object) -> dict[str, Any]:
    coordinates = geometry.get("coordinates") if isinstance(geometry, dict) else None
    if isinstance(coordinates, list) and len(coordinates) >= 2 and not isinstance(coordinates[0], list):
        return {"longitude": coordinates[0], "latitude": coordinates[1]}
    return {}


def _as_text(value: object) -> str | None:
    if value is None or value == "":
        return None
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode("utf-8")
    return json.dumps(value, ensure_ascii=True)
