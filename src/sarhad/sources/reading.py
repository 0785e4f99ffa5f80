"""From a published file to a checked events table, in memory or as GeoParquet."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from .. import vocabulary
from ..errors import Effect, InputError, Problem
from ..events import EVENTS_SCHEMA, Coverage, Events, Provenance, SourceRef
from ..events.arrays import Mask, number_array, one_text
from ..events.checks import Checked, check_text
from ..events.export import write_geoparquet
from ..events.faults import TOLD_PER_KIND, tell
from .columns import check_columns
from .country_names import resolve_countries
from .description import SourceDescription, describe
from .detection import detect_opened, version_of_opened
from .files import opened, sha256
from .mapped import mapped_reader
from .reader import Reader, rows_where
from .readers import READERS
from .rows import Text, rows_of


@dataclass(frozen=True, slots=True)
class IngestReport:
    """What `ingest` read, kept and found; `path` is the GeoParquet file that it wrote."""

    path: Path
    source: SourceRef
    rows_read: int
    rows_kept: int
    coverage: tuple[Coverage, ...]
    problems: tuple[Problem, ...]
    provenance: Provenance


def read(
    path: Path | str,
    source: str | SourceDescription | None = None,
    *,
    version: str | None = None,
    accessed: dt.date | None = None,
    countries: Collection[str] | None = None,
) -> Events:
    """The events of a published file as a checked table.

    `source` names the source (`sarhad.sources.names()`) or is the description that `read_mapping` gave for a table of
    another layout; without it the file's columns tell. `version` overrides what
    the file's name tells. `countries` (ISO3) keeps only events there: problems and coverage are then those of these
    countries, while `rows_read` counts every record of the file. Raises `InputError` when the file as a whole cannot
    be read; what is wrong with single records is told in `problems`, and counted by kind in
    `provenance.parameters["problem_counts"]` also where not all are listed. There, `"newest_event"` is
    the newest day (YYYY-MM-DD) of all records of the file, whatever `countries` are.

    >>> events = sarhad.read_events("GEDEvent_v26_0_1.csv", countries={"AFG", "PAK"})  # doctest: +SKIP
    """
    with ThreadPoolExecutor(1) as beside:
        return _events(_draft(path, source, version, accessed, countries, beside))


def ingest(
    path: Path | str,
    out: Path | str,
    source: str | SourceDescription | None = None,
    *,
    version: str | None = None,
    accessed: dt.date | None = None,
    countries: Collection[str] | None = None,
    own_use: bool = False,
) -> IngestReport:
    """`read`, written to a GeoParquet 1.1 file with its provenance in the file's metadata (key `sarhad`).

    Raises `LicenceError` for a source whose rows may not be passed on, unless `own_use` says that the file stays with
    you; `InputError` as `read` does.
    """
    target = Path(out)
    with ThreadPoolExecutor(1) as beside:
        draft = _draft(path, source, version, accessed, countries, beside)
        write_geoparquet(draft.table, target, provenance=lambda: _events(draft).provenance, own_use=own_use)
        events = _events(draft)
    assert events.source is not None
    return IngestReport(
        target,
        events.source,
        events.rows_read,
        len(events),
        events.coverage,
        events.problems,
        events.provenance,
    )


@dataclass(frozen=True, slots=True)
class _Draft:
    """A checked table whose file may still be summed: its checksum is asked for last."""

    table: pa.Table
    taken: _Taken
    release: str
    accessed: dt.date | None
    countries: Collection[str] | None
    left_out: Mapping[str, int]
    problems: tuple[Problem, ...]
    counts: Mapping[str, int]
    newest: dt.date | None  # over all countries of the file
    digest: Future[str]


def _draft(
    path: Path | str,
    source: str | SourceDescription | None,
    version: str | None,
    accessed: dt.date | None,
    countries: Collection[str] | None,
    beside: ThreadPoolExecutor,
) -> _Draft:
    """Read and check, while `beside` sums the file."""
    for code in countries or ():
        vocabulary.countries().by_iso3(code)  # a wrong code must not look like "no events there"
    taken = _take(path, source, version)
    digest = beside.submit(sha256, path)
    text, description, reader = taken.text, taken.description, taken.reader
    draft = reader.draft(description, text.table)
    checked = check_text(draft, text.table.num_rows, reader.codes(description))
    reader.check(text.table, checked)
    _check_values(description, text.table, checked)
    country = description.column_of("country")
    places = resolve_countries(draft["country"], checked, taken.file, country, text.record, description.country_names)
    kept = checked.kept if countries is None else checked.kept & places.among({*countries})
    told = np.ones(checked.rows, dtype=bool) if countries is None else places.among({*countries, None})
    shown = _shown(description)
    found = tell(checked.marks, shown=shown, file=taken.file, record=text.record, value=text.value, among=told)
    broken = {"broken-record": len(text.rejected)}
    # a file of the watch's own has no release: its content is its version
    without = taken.release == "unknown" and (description.layout or not description.coverage.start)
    release = f"sha256:{digest.result()[:12]}" if without else taken.release
    reasons = checked.left_out() | broken | {"other countries": int(np.count_nonzero(checked.kept & ~kept))}
    return _Draft(
        table=_events_table(checked.columns | places.columns(), kept, _fixed(description, release)),
        taken=taken,
        release=release,
        accessed=accessed,
        countries=countries,
        left_out={reason: count for reason, count in reasons.items() if count},
        problems=(*found.problems, *places.found.problems),
        counts={**found.counts, **places.found.counts},
        newest=_newest(checked),
        digest=digest,
    )


def _events(draft: _Draft) -> Events:
    """The table with what was found wrong, what it covers and where it comes from."""
    taken, text, description, countries = draft.taken, draft.taken.text, draft.taken.description, draft.countries
    ref = SourceRef(
        description.name,
        description.title,
        draft.release,
        description.licence,
        description.citation,
        draft.accessed,
        taken.file,
        draft.digest.result(),
    )
    whole = text.rows_read >= taken.reader.expected_rows(description, draft.release)
    problems = [
        *taken.problems,
        *_whole_problems(description, taken, draft.release, whole),
        *text.problems(taken.file, TOLD_PER_KIND),
        *draft.problems,
    ]
    if text.rows_read and not draft.table.num_rows:
        problems.append(_nothing_left(taken.file, text.rows_read, draft.left_out))
    provenance = Provenance(
        step="sarhad.read_events",
        sources=(ref,),
        filters={} if countries is None else {"countries": sorted(countries)},
        parameters={
            "problem_counts": draft.counts,
            "newest_event": draft.newest.isoformat() if draft.newest else None,
        },
        rows_used=draft.table.num_rows,
        left_out=draft.left_out,
        notes=description.notes,
    )
    blocks = _limited(taken.reader.coverage(description, draft.release), countries) if whole else ()
    return Events(draft.table, provenance, blocks, tuple(problems), text.rows_read, ref)


@dataclass(frozen=True, slots=True)
class _Taken:
    """The text of a file, and what the file and its columns tell."""

    file: str
    text: Text
    description: SourceDescription
    reader: Reader
    release: str
    problems: list[Problem]


def _take(path: Path | str, source: str | SourceDescription | None, version: str | None) -> _Taken:
    with opened(path) as file:
        rows = rows_of(file)
        given = source or detect_opened(file, rows)
        description = describe(given) if isinstance(given, str) else given
        name = description.name
        if description.holds != "events":
            do = f"read it with read_{description.holds.replace(' ', '_')}"
            raise InputError(f"{name} holds {description.holds}, not events", do=do)
        reader = mapped_reader(description) if description.layout else READERS[name]
        release = version or description.version or version_of_opened(file, rows, name)
        problems = check_columns(description, rows.columns, file.name)
        has_id = description.column_of("source_id") in rows.columns
        used = [column for column, is_ in description.columns.items() if is_.fills or is_.required or is_.one_of]
        text = rows.read(used if has_id else rows.columns)
        return _Taken(file.name, text, description, reader, release, problems)


def _check_values(description: SourceDescription, table: pa.Table, checked: Checked) -> None:
    """Tell the values that the source's codebook does not know, of columns that have a list of them."""
    for name, column in description.columns.items():
        if column.one_of and name in table.column_names:
            known = {None, *column.one_of, *(f"{value}.0" for value in column.one_of if column.number)}
            odd = ~rows_where(table[name], known)
            do = "compare with the source's codebook; it may be new"
            effect: Effect = "value left out" if column.fills else "kept"
            checked.mark("value-unknown", (column.fills or name,), odd, "not in the source's codebook", do, effect)


def _newest(checked: Checked) -> dt.date | None:
    newest = pc.max(checked.columns["date_end"].filter(number_array(checked.kept, pa.bool_()))).as_py()
    return newest if isinstance(newest, dt.date) else None


def _fixed(description: SourceDescription, release: str) -> dict[str, str]:
    return {
        "source": description.name,
        "source_version": release,
        "status": description.status,
        "licence": description.licence,
        "licence_class": description.licence_class,
    }


def _events_table(columns: dict[str, Any], kept: Mask, fixed: dict[str, str]) -> pa.Table:
    """The kept rows in the order of the file; `fixed` are columns with one value, and absent ones are null."""
    held = pa.table({name: column for name, column in columns.items() if name in EVENTS_SCHEMA.names})
    if not kept.all():
        held = held.filter(number_array(kept, pa.bool_()))
    made = {name: pa.repeat(one_text(text), held.num_rows) for name, text in fixed.items()}
    made["event_id"] = pc.binary_join_element_wise(one_text(fixed["source"]), held["source_id"], one_text(":"))
    arrays = [
        made[field.name]
        if field.name in made
        else held[field.name].cast(field.type)
        if field.name in held.column_names
        else pa.nulls(held.num_rows, field.type)
        for field in EVENTS_SCHEMA
    ]
    return pa.table(arrays, schema=EVENTS_SCHEMA)


def _limited(blocks: tuple[Coverage, ...], wanted: Collection[str] | None) -> tuple[Coverage, ...]:
    if wanted is None:
        return blocks
    here = frozenset(wanted)
    return tuple(replace(b, countries=here if b.countries is None else b.countries & here) for b in blocks)


def _shown(description: SourceDescription) -> dict[str, str]:
    shown = {column.fills: name for name, column in description.columns.items() if column.fills}
    if layout := description.layout:
        shown |= {target: column for target in EVENTS_SCHEMA.names if (column := layout.shown(target))}
    return {"deaths_reported": shown.get("deaths_best", "")} | shown


def _nothing_left(file: str, rows: int, reasons: Mapping[str, int]) -> Problem:
    why = ", ".join(f"{reason} {count:,}" for reason, count in reasons.items())
    return Problem("nothing-left", f"{rows:,} rows read, none kept ({why})", file=file, do="check the filters")


def _whole_problems(description: SourceDescription, taken: _Taken, release: str, whole: bool) -> list[Problem]:
    problems = []
    rows = taken.text.rows_read
    if rows == 0:
        problems.append(
            Problem("no-rows", "the file has a header and no rows", file=taken.file, do="download it again")
        )
    if not whole:
        what = f"{rows:,} rows, fewer than a whole release: an excerpt, so no absence is inferred from it"
        do = "if it is complete for some countries, state that under [[sources]] in watch.toml, with coverage"
        problems.append(Problem("excerpt", what, file=taken.file, do=do))
    if release == "unknown" and description.coverage.start:
        what = "the file does not tell its version, so no absence is inferred from it"
        do = 'give version="25.1" or keep the file\'s own name'
        problems.append(Problem("version-unknown", what, file=taken.file, do=do))
    return problems
