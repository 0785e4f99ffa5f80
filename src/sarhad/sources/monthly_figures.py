"""Monthly figures: events and deaths by country and month, each row with its citation. See `monthly_figures.yaml`."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa

from ..errors import InputError, Problem
from ..events import Coverage, Provenance, SourceRef
from ..events.faults import TOLD_PER_KIND, counted
from ..vocabulary import countries
from .columns import check_columns
from .description import describe, names
from .files import opened, sha256
from .rows import CsvRows

NAME = "monthly-figures"
COUNTS = (
    "events",
    "deaths_low",
    "deaths_best",
    "deaths_high",
    "deaths_civilians",
    "peak_event_deaths",
    "state_based_events",
    "non_state_events",
    "one_sided_events",
)
MONTHLY_SCHEMA = pa.schema(
    [
        pa.field("country", pa.string(), nullable=False),  # ISO 3166-1 alpha-3
        pa.field("month", pa.date32(), nullable=False),  # its first day
        *(pa.field(name, pa.int32()) for name in COUNTS),
        pa.field("source", pa.string(), nullable=False),
        pa.field("source_version", pa.string(), nullable=False),
        pa.field("citation", pa.string(), nullable=False),
    ]
)
"""One row is one country in one month by one source. Null is unknown; a country that has no rows is not covered."""


@dataclass(frozen=True, slots=True)
class MonthlyFigures:
    """A checked table of monthly figures (`MONTHLY_SCHEMA`) with its problems, coverage and provenance."""

    table: pa.Table
    provenance: Provenance
    coverage: tuple[Coverage, ...]  # a block for each country and run of months
    problems: tuple[Problem, ...]
    rows_read: int

    def __len__(self) -> int:
        return int(self.table.num_rows)


def read_monthly_figures(path: Path | str) -> MonthlyFigures:
    """The monthly figures of a CSV in the project's own layout.

    Raises `InputError` when a column is missing or the file is no CSV. Rows without a known country, month, source or
    citation are left out, as are second rows for the same country, month and source; each is told in `problems`.
    """
    description = describe(NAME)
    with opened(path) as file:
        if file.form != "csv":
            raise InputError(f"{file.name} is not a CSV", do="give monthly figures as CSV")
        rows = CsvRows(file)
        problems = check_columns(description, rows.columns, file.name)
        text = rows.read(description.columns)
        name = file.name
    problems += text.problems(name, TOLD_PER_KIND)
    check = _RowCheck(name)
    numbered = [(text.record(row), values) for row, values in enumerate(text.table.to_pylist())]
    kept = [row for number, values in numbered if (row := check.row(number, values)) is not None]
    problems += check.told()
    table = pa.Table.from_pylist(kept, MONTHLY_SCHEMA)
    provenance = Provenance(
        step="sarhad.sources.read_monthly_figures",
        sources=_sources(kept, name, sha256(path)),
        rows_used=table.num_rows,
        left_out=check.left_out,
    )
    return MonthlyFigures(table, provenance, _coverage(kept), tuple(problems), text.rows_read)


class _RowCheck:
    """Turns the text of a row into values and gathers what is wrong with it."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.seen: set[tuple[str, dt.date, str]] = set()
        self.by_kind: dict[str, list[Problem]] = {}
        self.left_out: dict[str, int] = {}

    def row(self, number: int, text: dict[str, str | None]) -> dict[str, Any] | None:
        """The values of a row, or None when it is left out."""
        values: dict[str, Any] = {name: (text.get(name) or "").strip() for name in MONTHLY_SCHEMA.names}
        if values["country"] not in countries():
            self._leave_out(number, "country-unknown", "country", values, "not an ISO 3166-1 code such as AFG")
            return None
        month = _month(values["month"])
        if month is None:
            self._leave_out(number, "not-a-month", "month", values, "not a month such as 2020-12")
            return None
        for name in ("source", "source_version", "citation"):
            if not values[name]:
                self._leave_out(number, f"{name.replace('_', '-')}-missing", name, values, "every row needs it")
                return None
        key = (values["country"], month, values["source"])
        if key in self.seen:
            what = "the country has a row for this month and source already"
            self._leave_out(number, "repeated-month", "month", values, what)
            return None
        self.seen.add(key)
        values["month"] = month
        for name in COUNTS:
            values[name] = self._count(number, name, values[name])
        known = [values[name] for name in ("deaths_low", "deaths_best", "deaths_high") if values[name] is not None]
        if known != sorted(known):
            what = "low <= best <= high does not hold; the figures are kept as published"
            self._add(number, "low-best-high-order", "deaths_low, deaths_best, deaths_high", str(known)[1:-1], what)
        return values

    def told(self) -> list[Problem]:
        """The problems, kind by kind, the first of each listed one by one."""
        problems = []
        for kind, found in self.by_kind.items():
            if len(found) > TOLD_PER_KIND:
                problems.append(counted(kind, len(found), self.file, found[0].column, found[0].effect))
            problems += found[:TOLD_PER_KIND]
        return problems

    def _count(self, number: int, name: str, text: str) -> int | None:
        if not text:
            return None
        try:
            value = float(text)
        except ValueError:
            value = math.nan
        if math.isfinite(value) and value == int(value) and 0 <= value < 2**31:
            return int(value)
        self._add(number, "not-a-count", name, text, "not a whole number from 0 on", effect="value left out")
        return None

    def _leave_out(self, number: int, kind: str, column: str, values: dict[str, Any], what: str) -> None:
        self.left_out[kind] = self.left_out.get(kind, 0) + 1
        self._add(number, kind, column, str(values[column]), what, effect="record left out")

    def _add(self, number: int, kind: str, column: str, value: str, what: str, **more: Any) -> None:
        problem = Problem(kind, what, file=self.file, row=number, column=column, value=value, **more)
        self.by_kind.setdefault(kind, []).append(problem)


def _month(text: str) -> dt.date | None:
    found = re.fullmatch(r"(\d{4})-(\d\d)", text)
    if not found or not 1900 <= int(found[1]) <= 2100 or not 1 <= int(found[2]) <= 12:
        return None
    return dt.date(int(found[1]), int(found[2]), 1)


def _next(month: dt.date) -> dt.date:
    return (month + dt.timedelta(days=32)).replace(day=1)


def _coverage(rows: Iterable[dict[str, Any]]) -> tuple[Coverage, ...]:
    """A block for each source, country and unbroken run of months."""
    months: dict[tuple[str, str], list[dt.date]] = {}
    for row in rows:
        months.setdefault((row["source"], row["country"]), []).append(row["month"])
    blocks = []
    for (source, country), found in sorted(months.items()):
        first = last = min(found)
        for month in [*sorted(found)[1:], None]:
            if month is None or month != _next(last):
                end = _next(last) - dt.timedelta(days=1)
                lethal, status = _nature(source)
                blocks.append(Coverage(source, first, end, frozenset({country}), lethal, None, status))
                first = month or first
            last = month or last
    return tuple(blocks)


def _nature(source: str) -> tuple[bool, str]:
    if source in names():
        return describe(source).coverage.lethal_only, describe(source).status
    return True, "final"


def _sources(rows: Iterable[dict[str, Any]], file: str, digest: str) -> tuple[SourceRef, ...]:
    cited = dict.fromkeys((row["source"], row["source_version"], row["citation"]) for row in rows)
    found = []
    for source, version, citation in cited:
        known = describe(source) if source in names() else None
        title, licence = (known.title, known.licence) if known else (source, "that of the source")
        found.append(SourceRef(source, title, version, licence, citation, file=file, sha256=digest))
    return tuple(found)
