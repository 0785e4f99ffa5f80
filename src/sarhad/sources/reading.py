# ruff: noqa: S608 - SQL is put together from this package's own words and quoted literals
"""From a published file to a checked events table, in memory or straight to GeoParquet."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import duckdb

from ..errors import InputError, Problem
from ..events import EVENTS_SCHEMA, Coverage, Events, Provenance, SourceRef
from ..events.checks import TOLD_PER_KIND, Found, literal
from ..events.export import copy_geoparquet
from .columns import check_columns
from .description import SourceDescription, describe
from .detection import detect_opened, version_of_opened
from .files import opened, sha256
from .readers import READERS
from .rows import careful_csv_rows, connect, read_rejects, record_number, rejected_problems, text_rows
from .staging import Places, Staged, find_problems, inside_sql, number_equal_rows, resolve_countries, stage


@dataclass(frozen=True, slots=True)
class IngestReport:
    """What `ingest` read, kept and found; `path` is the GeoParquet file it wrote."""

    path: Path
    source: SourceRef
    rows_read: int
    rows_kept: int
    coverage: tuple[Coverage, ...]
    problems: tuple[Problem, ...]
    provenance: Provenance


@dataclass(frozen=True, slots=True)
class _Reading:
    con: Any
    query: str
    rows_read: int
    source: SourceRef
    coverage: tuple[Coverage, ...]
    problems: tuple[Problem, ...]
    provenance: Provenance


def read(
    path: Path | str,
    source: str | None = None,
    *,
    version: str | None = None,
    accessed: dt.date | None = None,
    countries: Collection[str] | None = None,
) -> Events:
    """The events of a published file as a checked table.

    `source` names the source (`sarhad.sources.names()`); without it the file's columns tell. `version` overrides what
    the file's name tells. `countries` (ISO3) keeps only events there; problems and coverage are then those of these
    countries, while `rows_read` counts every record of the file. Raises `InputError` when the file as a whole cannot
    be read; what is wrong with single records is told in `problems`.
    """
    with _reading(path, source, version, accessed, countries, "sarhad.read_events") as found:
        table = found.con.execute(found.query).to_arrow_table().cast(EVENTS_SCHEMA)
        provenance = replace(found.provenance, rows_used=table.num_rows)
        return Events(table, provenance, found.coverage, found.problems, found.rows_read, found.source)


def ingest(
    path: Path | str,
    out: Path | str,
    source: str | None = None,
    *,
    version: str | None = None,
    accessed: dt.date | None = None,
    countries: Collection[str] | None = None,
) -> IngestReport:
    """`read`, written straight to a GeoParquet file: the same checks and the same rows, without a table in Python."""
    target = Path(out)
    with _reading(path, source, version, accessed, countries, "sarhad.sources.ingest") as found:
        kept = copy_geoparquet(found.con, found.query, target)
        provenance = replace(found.provenance, rows_used=kept)
        return IngestReport(target, found.source, found.rows_read, kept, found.coverage, found.problems, provenance)


@contextmanager
def _reading(
    path: Path | str,
    source: str | None,
    version: str | None,
    accessed: dt.date | None,
    wanted: Collection[str] | None,
    step: str,
) -> Iterator[_Reading]:
    with opened(path) as file, connect() as con:
        rows = text_rows(con, file)
        name = source or detect_opened(con, file, rows)
        description = describe(name)
        if name not in READERS:
            raise InputError(f"{name} holds {description.holds}, not events", do="read it with read_monthly_figures")
        reader = READERS[name]
        release = version or version_of_opened(file, rows, name)
        problems = check_columns(description, tuple(rows.columns), file.name)
        draft = reader.draft(description, rows.columns)
        codes = reader.codes(description)
        try:
            checks = stage(con, rows.sql, draft, codes, reader.checks)
            if file.form == "csv":
                read_rejects(con, rows, file.name)
        except duckdb.Error:
            if file.form != "csv":
                raise
            con.execute("DROP TABLE IF EXISTS staged")
            rows = careful_csv_rows(con, file)
            checks = stage(con, rows.sql, draft, codes, reader.checks)
        if description.column_of("source_id") not in rows.columns:
            number_equal_rows(con)
        rejected = list(rows.rejected)
        staged = Staged(con, checks, _shown(description), file.name, lambda row: record_number(row, rejected))
        rows_read = staged.rows + len(rejected)
        places = resolve_countries(staged)
        found = find_problems(staged, places, wanted)
        blocks = _coverage(reader.coverage(description, release), wanted)
        whole = rows_read >= reader.expected_rows(description, release)
        problems += _whole_problems(description, file.name, release, rows_read, whole)
        problems += [*rejected_problems(rows, file.name, TOLD_PER_KIND), *found.problems]
        ref = SourceRef(
            name,
            description.title,
            release,
            description.licence,
            description.citation,
            accessed,
            file.name,
            sha256(path),
        )
        left_out = dict(found.left_out) | ({"broken-record": len(rejected)} if rejected else {})
        if wanted is not None:
            left_out["other countries"] = _outside(staged, places, wanted)
        provenance = Provenance(
            step=step,
            sources=(ref,),
            filters={"countries": sorted(wanted)} if wanted is not None else {},
            parameters={"problems": _counts(found, rejected)},
            left_out={reason: count for reason, count in left_out.items() if count},
            notes=description.notes,
        )
        yield _Reading(
            con,
            _query(staged, places, description, release, wanted),
            rows_read,
            ref,
            blocks if whole else (),
            tuple(problems),
            provenance,
        )


def _query(
    staged: Staged, places: Places, description: SourceDescription, release: str, wanted: Collection[str] | None
) -> str:
    fixed = {
        "event_id": f"{literal(description.name + ':')} || source_id",
        "source": literal(description.name),
        "source_version": literal(release),
        "status": literal(description.status),
        "country": places.iso3,
        "gw": places.number,
        "licence": literal(description.licence),
    }
    columns = ", ".join(f"{fixed.get(name, name)} AS {name}" for name in EVENTS_SCHEMA.names)
    return f"SELECT {columns} FROM staged WHERE {staged.kept_sql()} AND {inside_sql(places, wanted)}"


def _outside(staged: Staged, places: Places, wanted: Collection[str]) -> int:
    condition = f"{staged.kept_sql()} AND NOT {inside_sql(places, wanted)}"
    return int(staged.con.execute(f"SELECT count(*) FROM staged WHERE {condition}").fetchone()[0])


def _coverage(blocks: tuple[Coverage, ...], wanted: Collection[str] | None) -> tuple[Coverage, ...]:
    if wanted is None:
        return blocks
    return tuple(
        replace(b, countries=frozenset(wanted) if b.countries is None else b.countries & frozenset(wanted))
        for b in blocks
    )


def _shown(description: SourceDescription) -> dict[str, str]:
    return {column.fills: name for name, column in description.columns.items() if column.fills}


def _counts(found: Found, rejected: list[tuple[int, str]]) -> dict[str, int]:
    return dict(found.counts) | ({"broken-record": len(rejected)} if rejected else {})


def _whole_problems(
    description: SourceDescription, file: str, release: str, rows_read: int, whole: bool
) -> list[Problem]:
    problems = []
    if rows_read == 0:
        problems.append(Problem("no-rows", "the file has a header and no rows", file=file, do="download it again"))
    if not whole:
        what = f"{rows_read:,} rows, fewer than a whole release: an excerpt, so no absence is inferred from it"
        problems.append(Problem("excerpt", what, file=file))
    if release == "unknown" and description.coverage.start:
        what = "the file does not tell its version, so no absence is inferred from it"
        problems.append(
            Problem("version-unknown", what, file=file, do='give version="25.1" or keep the file\'s own name')
        )
    return problems
