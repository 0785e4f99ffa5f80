"""Indicators: published figures by country and year or month, each with unit and source. See `indicators.yaml`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pyarrow as pa

from ..errors import InputError, Problem
from ..events import Provenance, SourceRef
from ..events.faults import TOLD_PER_KIND
from .columns import check_columns
from .description import SourceDescription, describe
from .files import opened, sha256
from .indicator_rows import INDICATORS_SCHEMA, IndicatorRows, text_rows
from .rows import rows_of

NAME = "indicators"


@dataclass(frozen=True, slots=True)
class Series:
    """One indicator of one country by one source: its periods, and which between the first and the last are missing."""

    source: str
    indicator: str
    unit: str
    country: str
    first: str
    last: str
    periods: int
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Indicators:
    """A checked table of indicators (`INDICATORS_SCHEMA`) with its problems and provenance."""

    table: pa.Table
    provenance: Provenance
    problems: tuple[Problem, ...]
    rows_read: int

    def __len__(self) -> int:
        return int(self.table.num_rows)

    def series(self) -> tuple[Series, ...]:
        """What is there of each indicator and country, and the gaps in it."""
        found: dict[tuple[str, str, str, str], set[str]] = {}
        for row in self.table.select(["source", "indicator", "unit", "country", "period"]).to_pylist():
            key = (row["source"], row["indicator"], row["unit"], row["country"])
            found.setdefault(key, set()).add(row["period"])
        return tuple(
            Series(*key, min(held), max(held), len(held), missing_periods(held)) for key, held in sorted(found.items())
        )


def read_indicators(
    path: Path | str,
    source: SourceDescription | None = None,
    *,
    version: str | None = None,
    accessed: dt.date | None = None,
) -> Indicators:
    """The indicators of a table in the project's own layout, or in the one that `read_mapping` described.

    A row needs a known country, a period (2020 or 2020-07), an indicator, a finite value, a unit and a source; one
    without is left out, as are rows that tell another value for the same country, period, indicator and source (all of
    them: which is right is not known) and rows whose unit is not that of the indicator's first row. Each is told in
    `problems`. Raises `InputError` when the file as a whole cannot be read.
    """
    description = source or describe(NAME)
    if description.holds != "indicators":
        raise InputError(f"{description.name} holds {description.holds}, not indicators", do="read it with read")
    with opened(path) as file:
        rows = rows_of(file)
        problems = check_columns(description, rows.columns, file.name)
        text = rows.read([name for name, column in description.columns.items() if column.fills])
        name = file.name
    problems += text.problems(name, TOLD_PER_KIND)
    digest = sha256(path)
    release = version or description.version or f"sha256:{digest[:12]}"
    check = IndicatorRows(name, description, release)
    for number, values in text_rows(description, text):
        check.add(number, values)
    kept = check.kept()
    problems += check.told()
    table = pa.Table.from_pylist(kept, INDICATORS_SCHEMA)
    provenance = Provenance(
        step="sarhad.sources.read_indicators",
        sources=_sources(kept, description, release, accessed, name, digest),
        rows_used=table.num_rows,
        left_out=check.left_out,
        notes=description.notes,
    )
    return Indicators(table, provenance, tuple(problems), check.rows_read + len(text.rejected))


def join_indicators(readings: Sequence[Indicators]) -> Indicators:
    """Several readings as one; of the same figure in two, the later reading's counts."""
    if len(readings) == 1:
        return readings[0]
    seen: dict[tuple[str, ...], dict[str, object]] = {}
    for reading in readings:
        for row in reading.table.to_pylist():
            seen[(row["source"], row["indicator"], row["country"], row["period"])] = row
    table = pa.Table.from_pylist(list(seen.values()), INDICATORS_SCHEMA)
    replaced = sum(len(reading) for reading in readings) - len(seen)
    left_out: dict[str, int] = {"in a later file": replaced} if replaced else {}
    for reading in readings:
        for reason, count in reading.provenance.left_out.items():
            left_out[reason] = left_out.get(reason, 0) + count
    refs = dict.fromkeys(ref for reading in readings for ref in reading.provenance.sources)
    provenance = replace(readings[0].provenance, sources=tuple(refs), rows_used=table.num_rows, left_out=left_out)
    problems = tuple(problem for reading in readings for problem in reading.problems)
    return Indicators(table, provenance, problems, sum(reading.rows_read for reading in readings))


def missing_periods(held: Iterable[str]) -> tuple[str, ...]:
    """The years, or months where all are months, that are not among the periods from the first to the last."""
    periods = set(held)
    first, last = min(periods), max(periods)
    if all(len(period) == 7 for period in periods):
        start, end = (int(period[:4]) * 12 + int(period[5:]) - 1 for period in (first, last))
        every = [f"{month // 12}-{month % 12 + 1:02d}" for month in range(start, end + 1)]
        return tuple(period for period in every if period not in periods)
    years = {period[:4] for period in periods}
    return tuple(str(year) for year in range(int(first[:4]), int(last[:4]) + 1) if str(year) not in years)


def _sources(
    rows: Iterable[dict[str, object]],
    description: SourceDescription,
    release: str,
    accessed: dt.date | None,
    file: str,
    digest: str,
) -> tuple[SourceRef, ...]:
    if description.layout:
        about = (description.name, description.title, release, description.licence, description.citation)
        return (SourceRef(*about, accessed, file, digest),)
    keys = ("source", "source_version", "licence", "citation")
    cited = dict.fromkeys(tuple(str(row[key]) for key in keys) for row in rows)
    return tuple(
        SourceRef(NAME, source, version, licence, citation, accessed, file, digest)
        for source, version, licence, citation in cited
    )
