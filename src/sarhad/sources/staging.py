# ruff: noqa: S608 - SQL is put together from this package's own words and quoted literals
"""One reading in DuckDB: typed rows with their flags, countries resolved, repeated ids found."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from ..errors import Problem
from ..events import EVENTS_SCHEMA
from ..events.checks import TOLD_PER_KIND, Check, Found, checks_for, counted, left_out_mask, literal, tell, typed_sql
from ..vocabulary import Countries, countries
from .reader import Codes, Draft

_SQL_TYPES = {"int8": "TINYINT", "int16": "SMALLINT", "int32": "INTEGER", "double": "DOUBLE", "date32[day]": "DATE"}
_REPEATED = 1 << 62
_PLACE = "(coalesce(country, '') || '|' || coalesce(CAST(gw AS VARCHAR), ''))"


@dataclass(frozen=True, slots=True)
class Staged:
    """Typed rows in the table `staged` of a connection, and the checks whose bits its `flags` hold."""

    con: Any
    checks: tuple[Check, ...]
    shown: Mapping[str, str]  # column of the events table: the source's name for it
    file: str
    record: Callable[[int], int]

    @property
    def rows(self) -> int:
        """How many rows the file holds, the broken ones aside."""
        return int(self.con.execute("SELECT count(*) FROM staged").fetchone()[0])

    def kept_sql(self) -> str:
        """The condition that a row stands in the table."""
        return f"flags & {left_out_mask(self.checks) | _REPEATED} = 0"


@dataclass(frozen=True, slots=True)
class Places:
    """SQL expressions over `staged` for the country and its Gleditsch-Ward number, and what was found on the way."""

    iso3: str
    number: str
    found: Found


def stage(con: Any, rows_sql: str, draft: Draft, codes: Codes, own_checks: tuple[Check, ...]) -> tuple[Check, ...]:
    """Fill the table `staged`; returns the checks in the order of their bits."""
    checks = (*checks_for(draft, codes), *own_checks)
    columns = [name for name in draft if name in EVENTS_SCHEMA.names and name not in ("status", "event_id")]
    source = f"SELECT {', '.join(f'{expression} AS {name}' for name, expression in draft.items())} FROM ({rows_sql})"
    con.execute(f"CREATE TEMP TABLE staged AS {typed_sql(source, columns, checks, codes)}")
    held = {row[0] for row in con.execute("SELECT column_name FROM (DESCRIBE staged)").fetchall()}
    for field in EVENTS_SCHEMA:
        if field.name not in held:
            con.execute(f"ALTER TABLE staged ADD COLUMN {field.name} {_SQL_TYPES.get(str(field.type), 'VARCHAR')}")
    return checks


def number_equal_rows(con: Any) -> None:
    """Tell equal rows of a file without ids apart: the second becomes `row-...-2`, the third `-3`."""
    con.execute(
        "UPDATE staged SET source_id = source_id || '-' || n FROM (SELECT rowid AS r, "
        "row_number() OVER (PARTITION BY source_id ORDER BY rowid) AS n FROM staged) WHERE staged.rowid = r AND n > 1"
    )


def find_problems(staged: Staged, places: Places, wanted: Collection[str] | None) -> Found:
    """Everything wrong with the records of the wanted countries, in the order of the checks."""
    where = "true" if wanted is None else f"coalesce({places.iso3} IN ({_listed(wanted)}), true)"
    found = tell(
        staged.con, "staged", staged.checks, shown=staged.shown, file=staged.file, record=staged.record, where=where
    )
    repeats = _find_repeats(staged, where)
    parts = (found, repeats, places.found)
    return Found(
        tuple(problem for part in parts for problem in part.problems),
        {kind: count for part in parts for kind, count in part.counts.items()},
        {kind: count for part in parts for kind, count in part.left_out.items()},
    )


def inside_sql(places: Places, wanted: Collection[str] | None) -> str:
    """The condition that a row lies in one of the wanted countries."""
    return "true" if wanted is None else f"coalesce({places.iso3} IN ({_listed(wanted)}), false)"


def _listed(codes: Collection[str]) -> str:
    return ", ".join(literal(code) for code in sorted(codes)) or "NULL"


def _find_repeats(staged: Staged, where: str) -> Found:
    """Mark the later records of each repeated id; the first one stays."""
    con = staged.con
    repeated = f"SELECT source_id FROM staged WHERE {staged.kept_sql()} GROUP BY source_id HAVING count(*) > 1"
    if con.execute(f"SELECT count(*) FROM ({repeated})").fetchone()[0] == 0:
        return Found((), {}, {})
    con.execute(
        "CREATE TEMP TABLE repeats AS SELECT * FROM (SELECT rowid AS r, source_id AS id, min(rowid) OVER "
        f"(PARTITION BY source_id) AS first FROM staged WHERE {staged.kept_sql()} AND source_id IN ({repeated})) "
        "WHERE r > first"
    )
    con.execute(f"UPDATE staged SET flags = flags | {_REPEATED} WHERE rowid IN (SELECT r FROM repeats)")
    told = f"FROM repeats JOIN staged ON staged.rowid = r WHERE {where}"
    total = int(con.execute(f"SELECT count(*) {told}").fetchone()[0])
    rows = con.execute(f"SELECT r, id, first {told} ORDER BY r LIMIT {TOLD_PER_KIND}").fetchall()
    column = staged.shown.get("source_id", "")
    problems = [
        Problem(
            "repeated-id",
            f"the id stands already in row {staged.record(first):,}, which is kept",
            file=staged.file,
            row=staged.record(row),
            column=column,
            value=str(identifier),
            do="take out one of the two",
            effect="record left out",
        )
        for row, identifier, first in rows
    ]
    if total > TOLD_PER_KIND:
        problems.insert(0, counted("repeated-id", total, staged.file, column, "record left out"))
    counts = {"repeated-id": total} if total else {}
    return Found(tuple(problems), counts, counts)


def resolve_countries(staged: Staged) -> Places:
    """ISO3 and Gleditsch-Ward number for each country that the rows name."""
    con, known = staged.con, countries()
    found = con.execute(
        f"SELECT {_PLACE}, country, gw, min(date_start), max(date_start), count(*), min(rowid) FROM staged "
        f"WHERE {staged.kept_sql()} GROUP BY country, gw ORDER BY min(rowid)"
    ).fetchall()
    codes, numbers = [], []
    problems: list[Problem] = []
    counts: dict[str, int] = {}
    for _, name, gw, first, last, rows, rowid in found:
        iso3 = _iso3(known, name, gw, first)
        codes.append(literal(iso3) if iso3 else "NULL")
        numbers.append(str(gw or _number(known, iso3, first, last) or "NULL"))
        kind, what, do = _told(known, iso3, gw, first, last, rows)
        if kind:
            column = staged.shown.get("country", "country")
            row = staged.record(rowid)
            problems.append(Problem(kind, what, file=staged.file, row=row, column=column, value=name or "", do=do))
            counts[kind] = counts.get(kind, 0) + rows
    # an ENUM finds the place of a row without a join, which would lose the order of the rows
    keys = ", ".join(literal(row[0]) for row in found) or "''"
    con.execute(f"CREATE TYPE place AS ENUM ({keys})")
    at = f"[enum_code(TRY_CAST({_PLACE} AS place)) + 1]"
    return Places(
        f"CAST([{', '.join(codes) or 'NULL'}] AS VARCHAR[]){at}",
        f"CAST([{', '.join(numbers) or 'NULL'}] AS SMALLINT[]){at}",
        Found(tuple(problems), counts, {}),
    )


def _told(
    known: Countries, iso3: str | None, gw: int | None, first: dt.date, last: dt.date, rows: int
) -> tuple[str, str, str]:
    if iso3 is None:
        what = f"not a known country, in {rows:,} rows, which are kept without one"
        return "country-unknown", what, "write its name as the source's codebook does"
    if gw is not None and _other_country(known, iso3, gw, first, last):
        what = f"not the country with the number {gw}, in {rows:,} rows; the name decides"
        return "country-number-differs", what, "compare with the source's own file"
    return "", "", ""


def _iso3(known: Countries, name: str | None, gw: int | None, on: dt.date) -> str | None:
    text = (name or "").strip()
    if text in known:
        return text
    return (known.iso3_of_name(text, "ucdp") if text else None) or (known.iso3_of_gw(gw, on) if gw else None)


def _number(known: Countries, iso3: str | None, first: dt.date, last: dt.date) -> int | None:
    """The country's number, where it is the same on both days."""
    if iso3 is None:
        return None
    number = known.gw_of_iso3(iso3, first)
    return number if number == known.gw_of_iso3(iso3, last) else None


def _other_country(known: Countries, iso3: str, gw: int, first: dt.date, last: dt.date) -> bool:
    meant = {known.iso3_of_gw(gw, first), known.iso3_of_gw(gw, last), known.iso3_of_gw(gw)} - {None}
    return bool(meant) and iso3 not in meant
