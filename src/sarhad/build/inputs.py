"""From pinned files to the one events table of a watch, with a reason for every row that is not in it."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from .. import actors, sources, vocabulary
from ..errors import InputError, Problem
from ..events import Coverage, Events, SourceRef
from ..events.gate import open_rows
from ..store import ATTENTION, Combined, Snapshot, Store, combine, newest_day, sha256_of
from ..watch import SourceEntry, Watch, world_of
from .freshness import newest_date

MONTHLY = "monthly-figures"

Note = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class ReadCount:
    """What became of the rows of one source: read = kept + all that was left out."""

    source: str
    version: str
    read: int
    by_country: Mapping[str, int]  # rows of the watch's countries before any filter
    kept: int
    left_out: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Inputs:
    """All that a build reads."""

    watch: Watch
    events: pa.Table  # of the watch, actors resolved
    by_source: Mapping[str, Events]
    monthly: sources.MonthlyFigures | None
    coverage: tuple[Coverage, ...]  # blocks in which events are loaded, not only totals
    registry: actors.Registry
    unresolved: tuple[tuple[str, int], ...]
    refs: tuple[SourceRef, ...]
    newest: Mapping[str, dt.date]  # newest event date inside each source's data
    counts: tuple[ReadCount, ...]
    problems: tuple[Problem, ...]
    snapshots: tuple[Snapshot, ...] = ()  # every file that was read, also those of which no row counts
    indicators: sources.Indicators | None = None
    repaired: tuple[Problem, ...] = ()  # tables of the store that were damaged and made again: nothing of the data
    readings: tuple[Events, ...] = ()  # of every loaded file, also of those that no longer count
    decisions: actors.ActorDecisions = actors.NO_ACTOR_DECISIONS  # what a person decided about names
    world: actors.Registry = field(default_factory=actors.world_registry)  # the actors behind those of the watch
    attention: sources.Attention | None = None  # media volume, of every country
    newest_in: Mapping[str, dt.date] = field(default_factory=dict)  # by a file's SHA-256, over all its countries

    @property
    def actor_problems(self) -> tuple[Problem, ...]:
        """What is odd in the registry, the world's actors and the decisions on names; these tell no row of a source.

        The values of decisions are left out: a name may be one of rows that must not be shown.
        """
        decided = (replace(problem, value="") for problem in self.decisions.problems)
        return (*self.registry.problems, *self.world.problems, *decided)


def read_inputs(watch: Watch, *, note: Note) -> Inputs:
    """Read everything a watch names and everything that was added to it.

    Raises:
        InputError: nothing is loaded, or a file cannot be read at all.
    """
    store = Store(watch.state / "store")
    pinned = [(snapshot, watch.file.entry_of(snapshot.source)) for snapshot in store.current()]
    named = [(_pin(store, watch, entry, entry.file), entry) for entry in watch.file.sources if entry.file]
    if not pinned and not named:
        raise InputError(
            f"the watch {watch.region.id} has no source",
            do="sarhad add FILE, or name one under [[sources]] in watch.toml",
        )
    readings: list[Events] = []
    monthly: sources.MonthlyFigures | None = None
    deletions: list[sources.Deletions] = []
    indicators: list[tuple[SourceRef, sources.Indicators]] = []
    refs: list[SourceRef] = []
    volumes: list[sources.Attention] = []
    newest_in: dict[str, dt.date | None] = {}
    for snapshot, entry in (*pinned, *named):
        note(f"reading {snapshot.file}")
        if snapshot.description.holds == "deletions":
            deletions.append(_read_deletions(store.whole(snapshot), snapshot))
            refs.append(snapshot.ref)
            continue
        reading: Events | sources.MonthlyFigures | sources.Attention | sources.Indicators
        if snapshot.source == MONTHLY:
            reading = monthly = _read_monthly(store.whole(snapshot), snapshot, monthly)
            refs.append(snapshot.ref)
        elif snapshot.source == ATTENTION:
            reading = sources.read_attention(store.whole(snapshot), snapshot.file)
            volumes.append(reading)
            refs.append(snapshot.ref)
        elif snapshot.description.holds == "indicators":
            reading = _read_indicators(store.whole(snapshot), snapshot)
            indicators.append((snapshot.ref, reading))
            refs.append(snapshot.ref)
        else:
            reading = _with_stated_coverage(store.events(snapshot, watch.countries, note), entry, snapshot)
            readings.append(reading)
        newest_in[snapshot.sha256] = newest_date(reading)
    attention = sources.combine_attention(volumes)
    combined = combine(readings, deletions)
    registry, world = actors.read_registry(watch.path(watch.file.files.actors)), world_of(watch)
    decisions = actors.read_actor_decisions(watch.names, registry.with_world(world))
    resolution = actors.resolve_events(combined.table, registry, decisions=decisions, world=world)
    table, by_filter = _restrict(resolution.table, watch)
    used = {r.source.sha256 for r in combined.used if r.source}
    refs = [*(r.source for r in readings if r.source and r.source.sha256 in used), *refs]
    other_problems = (
        *(monthly.problems if monthly else ()),
        *(p for found in deletions for p in found.problems),
        *(p for _, reading in indicators for p in (*reading.problems, *_withheld(reading))),
    )
    return Inputs(
        watch=watch,
        events=table,
        by_source=_by_source(table, combined),
        monthly=monthly,
        coverage=_in_region(combined.coverage, watch),
        registry=registry,
        unresolved=tuple(resolution.unresolved),
        refs=tuple(refs),
        newest=_newest(table, monthly, attention),
        counts=(
            *_counts(readings, combined, table, by_filter, monthly, watch),
            *_figure_counts(indicators, watch),
            *_volume_count(attention),
        ),
        problems=(
            *(p for r in readings for p in r.problems),
            *other_problems,
            *(attention.problems if attention else ()),
        ),
        decisions=decisions,
        world=world,
        attention=attention,
        snapshots=tuple(snapshot for snapshot, _ in (*pinned, *named)),
        indicators=sources.join_indicators([found for _, found in indicators]) if indicators else None,
        repaired=tuple(store.repaired),
        readings=tuple(readings),
        newest_in={digest: day for digest, day in newest_in.items() if day},
    )


def _pin(store: Store, watch: Watch, entry: SourceEntry, file: str) -> Snapshot:
    """Pin one of the watch's own files; a file whose version nobody states is known by its checksum."""
    path = watch.path(file)
    mapping = sources.mapping_text(watch.path(entry.map)) if entry.map else ""
    described = sources.parse_mapping(mapping, entry.map or "") if mapping else None
    if described and described.name != entry.source:
        what = f'{entry.map} describes the source "{described.name}", and watch.toml names it "{entry.source}"'
        raise InputError(what, do="give both the same name")
    version = entry.version or (described.version if described else sources.version_of(path, entry.source))
    if version in ("", "unknown"):
        version = sha256_of(path)[:8]
    return store.pin(path, entry.source, version, entry.accessed, own=True, mapping=mapping)


def _read_monthly(path: Path, snapshot: Snapshot, before: sources.MonthlyFigures | None) -> sources.MonthlyFigures:
    if before is not None:
        raise InputError("two files of monthly figures are loaded", do="keep one: their series would be added up")
    figures = sources.read_monthly_figures(path)
    return replace(figures, problems=tuple(replace(p, file=snapshot.file) for p in figures.problems))


def _read_deletions(path: Path, snapshot: Snapshot) -> sources.Deletions:
    found = sources.read_deletions(path, snapshot.source)
    return replace(found, problems=tuple(replace(p, file=snapshot.file) for p in found.problems))


def _read_indicators(path: Path, snapshot: Snapshot) -> sources.Indicators:
    found = sources.read_indicators(
        path, snapshot.description, version=snapshot.version if snapshot.mapping else None, accessed=snapshot.accessed
    )
    return replace(found, problems=tuple(replace(p, file=snapshot.file) for p in found.problems))


def _withheld(indicators: sources.Indicators) -> tuple[Problem, ...]:
    """A figure of a country and year is a sum already: where its source's rows may not be passed on, it may not."""
    closed = len(indicators) - open_rows(indicators.table).num_rows
    if not closed:
        return ()
    names = ", ".join(dict.fromkeys(ref.title for ref in indicators.provenance.sources))
    what = f"{closed:,} indicators of {names} are not published: their licence class is not open"
    return (
        Problem("indicators-withheld", what, do="state licence_class: open in the mapping, if the licence lets you"),
    )


def _with_stated_coverage(events: Events, entry: SourceEntry | None, snapshot: Snapshot) -> Events:
    """The coverage that the watch file states for an excerpt takes the place of what the reader found."""
    if entry is None or entry.coverage is None:
        return events
    stated, sight = entry.coverage, snapshot.description.coverage
    block = Coverage(
        entry.source,
        stated.start,
        stated.end,
        frozenset(stated.countries),
        sight.lethal_only,
        frozenset(sight.violence_types) if sight.violence_types else None,
        event_classes=frozenset(sight.event_classes) if sight.event_classes else None,
    )
    return replace(events, coverage=(block,))


def _restrict(table: pa.Table, watch: Watch) -> tuple[pa.Table, dict[str, Counter[str]]]:
    """Keep armed violence, the region, its period, and elsewhere only the events of the named actors."""
    reasons: dict[str, Counter[str]] = {}

    def drop(frame: pa.Table, mask: pa.ChunkedArray, reason: str) -> pa.Table:
        mask = pc.fill_null(mask, False)
        for value in pc.value_counts(frame.filter(mask)["source"].combine_chunks()).to_pylist():
            reasons.setdefault(value["values"], Counter())[reason] += value["counts"]
        return frame.filter(pc.invert(mask))

    other = pa.array([term.id for term in vocabulary.terms("event_classes") if not term.violence], pa.string())
    table = drop(table, pc.is_in(table["event_class"], value_set=other), "no armed violence")
    start = pa.scalar(watch.region.start, pa.date32())
    table = drop(table, pc.less(table["date_end"], start), "before the watch begins")
    for also in watch.region.also:
        named = pa.array(also.actors, pa.string())
        theirs = pc.or_(pc.is_in(table["actor_a"], value_set=named), pc.is_in(table["actor_b"], value_set=named))
        there = pc.equal(table["country"], also.country)
        table = drop(table, pc.and_(there, pc.invert(theirs)), "not by or against the actors watched there")
    return table, reasons


def _in_region(blocks: Iterable[Coverage], watch: Watch) -> tuple[Coverage, ...]:
    """The blocks cut to the region: elsewhere only some actors' events are kept, so that no zero can be read there."""
    region = frozenset(watch.region.countries)
    cut = (replace(b, countries=region if b.countries is None else b.countries & region) for b in blocks)
    return tuple(block for block in cut if block.countries)


def _by_source(table: pa.Table, combined: Combined) -> dict[str, Events]:
    """The restricted events of each source apart, with the coverage of all its files."""
    parts: dict[str, Events] = {}
    for reading in combined.used:
        assert reading.source is not None
        name = reading.source.name
        rows = table.filter(pc.equal(table["source"], name))
        before = parts.get(name)
        refs = (*(before.provenance.sources if before else ()), reading.source)
        coverage = (*(before.coverage if before else ()), *reading.coverage)
        read = reading.rows_read + (before.rows_read if before else 0)
        provenance = replace(reading.provenance.with_sources(*refs), rows_used=rows.num_rows)
        parts[name] = Events(rows, provenance, coverage, (), read, reading.source)
    return parts


def _newest(
    table: pa.Table, monthly: sources.MonthlyFigures | None, attention: sources.Attention | None
) -> dict[str, dt.date]:
    newest: dict[str, dt.date] = {}
    for name in pc.unique(table["source"]).to_pylist():
        day = newest_day(table.filter(pc.equal(table["source"], name)))
        if day is not None:
            newest[name] = day
    if monthly is not None and monthly.coverage:
        newest[MONTHLY] = max(block.end for block in monthly.coverage)
    if attention is not None:
        newest[ATTENTION] = attention.days[-1].day
    return newest


def _volume_count(attention: sources.Attention | None) -> tuple[ReadCount, ...]:
    if attention is None:
        return ()
    kept = attention.rows_read - sum(attention.left_out.values())
    return (ReadCount(ATTENTION, attention.version, attention.rows_read, {}, kept, attention.left_out),)


def _figure_counts(indicators: Sequence[tuple[SourceRef, sources.Indicators]], watch: Watch) -> Iterator[ReadCount]:
    mine = pa.array(watch.region.countries, pa.string())
    for name in dict.fromkeys(ref.name for ref, _ in indicators):
        joined = sources.join_indicators([found for ref, found in indicators if ref.name == name])
        version = ", ".join(dict.fromkeys(ref.version for ref, _ in indicators if ref.name == name))
        kept = joined.table.filter(pc.is_in(joined.table["country"], value_set=mine)).num_rows
        left_out = {**joined.provenance.left_out, "of other countries": len(joined) - kept}
        yield ReadCount(name, version, joined.rows_read, {}, kept, {why: n for why, n in left_out.items() if n})


def _counts(
    readings: list[Events],
    combined: Combined,
    table: pa.Table,
    by_filter: Mapping[str, Counter[str]],
    monthly: sources.MonthlyFigures | None,
    watch: Watch,
) -> tuple[ReadCount, ...]:
    counts = []
    for name in dict.fromkeys(r.source.name for r in readings if r.source):
        mine = [r for r in readings if r.source and r.source.name == name]
        kept = table.filter(pc.equal(table["source"], name)).num_rows
        left_out: Counter[str] = Counter()
        for reading in mine:
            left_out.update(reading.provenance.left_out)
        left_out.update(combined.left_out.get(name, Counter()))
        left_out.update(by_filter.get(name, Counter()))
        where: Counter[str] = Counter()
        for reading in mine:
            values = pc.value_counts(reading.table["country"].combine_chunks()).to_pylist()
            where.update({v["values"]: v["counts"] for v in values if v["values"]})
        counts.append(
            ReadCount(
                source=name,
                version=", ".join(dict.fromkeys(r.source.version for r in mine if r.source)),
                read=sum(r.rows_read for r in mine),
                by_country={c: where[c] for c in watch.countries if where[c]},
                kept=kept,
                left_out={reason: n for reason, n in left_out.items() if n},
            )
        )
    if monthly is not None:
        kept = len(monthly)
        version = next(iter(pc.unique(monthly.table["source_version"]).to_pylist()), "")
        left = {"told in problems": monthly.rows_read - kept} if monthly.rows_read > kept else {}
        counts.append(ReadCount(MONTHLY, version or "", monthly.rows_read, {}, kept, left))
    return tuple(counts)
