"""The events of all sources in one table, in the order of their ids, and where they come from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from ..actors import Registry, resolve_events
from ..errors import InputError
from ..events import EVENTS_SCHEMA, Coverage, Events, SourceRef


@dataclass(frozen=True, slots=True)
class Gathered:
    """One table of all events, sorted by id. An event's number is its row; a source's is its place in `sources`."""

    table: pa.Table
    sources: tuple[str, ...]  # sorted
    source_of: list[int]
    number: Mapping[str, int]
    refs: tuple[SourceRef, ...]
    coverage: tuple[Coverage, ...]
    left_out: Mapping[str, int]
    notes: tuple[str, ...]


def gather(
    events: pa.Table | Events | Iterable[Events], sources: Iterable[str] | None, registry: Registry | None
) -> Gathered:
    """The events in the order of their ids, and where they come from."""
    readings: list[Events] = []
    if isinstance(events, pa.Table):
        tables = [events]
    else:
        readings = [events] if isinstance(events, Events) else list(events)
        tables = [reading.table for reading in readings]
    for table in tables:
        if table.schema.names != EVENTS_SCHEMA.names:
            raise InputError("not an events table", do="pass tables with the columns of sarhad.events.COLUMNS")
    table = pa.concat_tables([EVENTS_SCHEMA.empty_table(), *(table.cast(EVENTS_SCHEMA) for table in tables)])
    names = sorted(set(table["source"].to_pylist()))
    left_out: dict[str, int] = {}
    if sources is not None:
        wanted = set(sources)
        if missing := sorted(wanted - set(names)):
            raise InputError(f"no events of {', '.join(missing)}", do=f"the events are of {', '.join(names)}")
        kept = table.filter(pc.is_in(table["source"], value_set=pa.array(sorted(wanted), pa.string())))
        left_out = {"of a source not asked for": table.num_rows - kept.num_rows} if len(kept) < len(table) else {}
        table, names = kept, sorted(wanted)
    notes: tuple[str, ...] = ()
    if registry is not None:
        resolution = resolve_events(table, registry)
        table, notes = resolution.table, resolution.provenance.notes
    table = table.sort_by("event_id").combine_chunks()
    ids: list[str] = table["event_id"].to_pylist()
    number = {event: at for at, event in enumerate(ids)}
    if len(number) < len(ids):
        twice = next(event for at, event in enumerate(ids) if number[event] != at)
        raise InputError(f"the event {twice} stands twice", do="pass each event once (sarhad.store.combine)")
    codes = {name: code for code, name in enumerate(names)}
    refs = {ref: None for reading in readings for ref in reading.provenance.sources if ref.name in codes}
    return Gathered(
        table,
        tuple(names),
        [codes[name] for name in table["source"].to_pylist()],
        number,
        tuple(sorted(refs, key=str)),
        tuple(block for reading in readings for block in reading.coverage if block.source in codes),
        left_out,
        notes,
    )
