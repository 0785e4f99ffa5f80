"""The rows of a table of indicators: from text to checked values."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from typing import Any

import pyarrow as pa

from ..errors import Problem
from ..events.faults import TOLD_PER_KIND, counted
from ..vocabulary import countries
from .date_formats import YEAR_ONLY, read_date, span_of
from .description import SourceDescription
from .layout import Layout, Part
from .mapped import cell, dates
from .rows import Text

INDICATORS_SCHEMA = pa.schema(
    [
        pa.field("country", pa.string(), nullable=False),  # ISO 3166-1 alpha-3
        pa.field("period", pa.string(), nullable=False),  # 2020 or 2020-07
        pa.field("start", pa.date32(), nullable=False),  # its first and last day
        pa.field("end", pa.date32(), nullable=False),
        pa.field("indicator", pa.string(), nullable=False),
        pa.field("value", pa.float64(), nullable=False),
        pa.field("unit", pa.string(), nullable=False),
        pa.field("source", pa.string(), nullable=False),
        pa.field("source_version", pa.string(), nullable=False),
        pa.field("citation", pa.string(), nullable=False),
        pa.field("licence", pa.string(), nullable=False),
        pa.field("licence_class", pa.string(), nullable=False),
    ]
)
"""One row is one figure of one country in one year or month by one source."""

_NEEDED = ("indicator", "unit", "source")
_PERIOD = re.compile(r"(\d{4})(?:-(\d\d))?")
Record = dict[str, str]


def text_rows(description: SourceDescription, text: Text) -> Iterator[tuple[int, Record]]:
    """The number of the record in the file and its texts, for each value in it."""
    layout = description.layout
    if layout is None:
        names = {name: column.fills or "" for name, column in description.columns.items()}
        for row, values in enumerate(text.table.to_pylist()):
            yield text.record(row), {names[name]: (value or "").strip() for name, value in values.items()}
        return
    columns = _columns(layout, text.table)
    fixed = {**layout.constants, "source": description.title, "citation": description.citation}
    for row in range(text.table.num_rows):
        common = fixed | {target: column[row] or "" for target, column in columns.items()}
        for part in layout.parts["value"]:
            stated = {key: said for key in ("indicator", "unit", "period") if (said := getattr(part, key))}
            yield text.record(row), common | stated | {"value": columns[_value(part)][row] or "", "column": part.column}


def _value(part: Part) -> str:
    return f"value {part.column}"


def _columns(layout: Layout, table: pa.Table) -> dict[str, list[str | None]]:
    """The texts of each target, and of each column of values."""
    held: dict[str, list[str | None]] = {}
    for target, parts in layout.parts.items():
        for part in parts:
            if part.column in table.column_names and target not in ("period", "year", "month"):
                name = _value(part) if target == "value" else target
                held[name] = cell(target, part, table[part.column], layout).to_pylist()
    for part in layout.parts["value"]:
        held.setdefault(_value(part), [None] * table.num_rows)
    if "year" in layout.parts:
        spans = dates(layout, table)
        starts, steps = spans["date_start"].to_pylist(), spans["date_precision"].to_pylist()
        held["period"] = [_said(start, step) for start, step in zip(starts, steps, strict=True)]
    elif "period" in layout.parts:
        part = layout.parts["period"][0]
        texts = cell("period", part, table[part.column], layout).to_pylist()
        held["period"] = [_formatted(text, part.formats) for text in texts]
    return held


def _said(start: str | None, precision: str | None) -> str | None:
    return start[:4] if start and precision == str(YEAR_ONLY) else start[:7] if start else None


def _formatted(text: str | None, formats: tuple[str, ...]) -> str | None:
    if not text or not formats:
        return text
    span = read_date(text, formats)
    return _said(span.start.isoformat(), str(span.precision)) if span else "?"


class IndicatorRows:
    """Takes rows one by one, and gathers what is wrong with them."""

    def __init__(self, file: str, description: SourceDescription, release: str) -> None:
        self.file, self.description, self.release = file, description, release
        self.rows_read = 0
        self.left_out: dict[str, int] = {}
        self._by_kind: dict[str, list[Problem]] = {}
        self._rows: dict[tuple[str, ...], dict[str, Any]] = {}
        self._first: dict[tuple[str, ...], int] = {}
        self._units: dict[tuple[str, str], str] = {}
        self._disagree: set[tuple[str, ...]] = set()

    def add(self, number: int, text: Record) -> None:
        """Check one row."""
        if not text.get("value") and self.description.layout:
            return  # a cell without a figure in a table that has a column for each
        self.rows_read += 1
        country = self._country(text.get("country", ""))
        if country is None:
            self._leave_out(number, "country-unknown", "country", text, "not a known country")
            return
        period = _PERIOD.fullmatch(text.get("period", ""))
        span = span_of(int(period[1]), int(period[2] or 0)) if period and period[2] != "00" else None
        if span is None or not 1900 <= span.start.year <= 2100:
            self._leave_out(number, "not-a-period", "period", text, "not a year such as 2020 or a month 2020-07")
            return
        value = _figure(text.get("value", ""))
        if value is None:
            self._leave_out(number, "not-a-value", "value", text, "not a finite number")
            return
        for name in _NEEDED:
            if not text.get(name):
                self._leave_out(number, f"{name}-missing", name, text, "every row needs it")
                return
        unit = self._units.setdefault((text["source"], text["indicator"]), text["unit"])
        if unit != text["unit"]:
            what = f'the unit of {text["indicator"]} is "{unit}" in the rows before'
            self._leave_out(number, "unit-differs", "unit", text, what)
            return
        about = self.description
        row = {
            **{name: text[name] for name in _NEEDED},
            "country": country,
            "period": text["period"],
            "start": span.start,
            "end": span.end,
            "value": value,
            "source_version": text.get("source_version") or (self.release if about.layout else "not stated"),
            "citation": text.get("citation") or text["source"],
            "licence": text.get("licence") or about.licence,
            "licence_class": about.licence_class,
        }
        self._keep(number, row, text)

    def kept(self) -> list[dict[str, Any]]:
        """The rows that stand, those with two values not among them."""
        return [row for key, row in self._rows.items() if key not in self._disagree]

    def told(self) -> list[Problem]:
        """The problems, kind by kind, the first of each listed one by one."""
        problems = []
        for kind, found in self._by_kind.items():
            if len(found) > TOLD_PER_KIND:
                problems.append(counted(kind, len(found), self.file, found[0].column, found[0].effect))
            problems += found[:TOLD_PER_KIND]
        return problems

    def _keep(self, number: int, row: dict[str, Any], text: Record) -> None:
        key = (row["source"], row["indicator"], row["country"], row["period"])
        before = self._rows.setdefault(key, row)
        first = self._first.setdefault(key, number)
        if before is row:
            return
        if before["value"] == row["value"]:
            self._leave_out(number, "repeated-value", "value", text, f"row {first:,} says the same")
            return
        if key not in self._disagree:
            self._disagree.add(key)
            self.left_out["values-disagree"] = self.left_out.get("values-disagree", 0) + 1
        what = f"row {first:,} says {before['value']:g} for the same country, period and source; neither is kept"
        self._leave_out(number, "values-disagree", "value", text, what)

    def _country(self, text: str) -> str | None:
        known = countries()
        if text in known:
            return text
        return known.iso3_of_name(text, self.description.country_names) if self.description.layout and text else None

    def _leave_out(self, number: int, kind: str, target: str, text: Record, what: str) -> None:
        self.left_out[kind] = self.left_out.get(kind, 0) + 1
        self._by_kind.setdefault(kind, []).append(
            Problem(
                kind,
                what,
                file=self.file,
                row=number,
                column=self._shown(target, text),
                value=text.get(target, ""),
                do="correct the row",
                effect="record left out",
            )
        )

    def _shown(self, target: str, text: Record) -> str:
        layout = self.description.layout
        if layout is None:
            return self.description.column_of(target)
        shown = layout.shown(target) or (layout.shown("year") if target == "period" else "")
        return text.get("column", target) if target == "value" else shown or target


def _figure(text: str) -> float | None:
    try:
        value = float(text) if "_" not in text else math.nan
    except ValueError:
        return None
    return value if math.isfinite(value) else None
