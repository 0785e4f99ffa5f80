"""What the newest versions of the loaded sources changed against the older versions that are loaded too."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import pyarrow as pa
import pyarrow.compute as pc

from ..events import Coverage, Events
from ..events.gate import OPEN
from ..store import Changes, combine, compare, family, version_key
from ..watch import Watch
from .inputs import Inputs


def revisions(inputs: Inputs) -> tuple[Changes, ...]:
    """One comparison for each source whose newest version shares covered days with an older version that is loaded.

    The older side is what a build without the newer file would have said: an annual release is compared with the one
    before it and with the candidate months that it supersedes. Only the watch's own countries are compared, and events
    of its period in either version. Sources whose rows may not be passed on are not compared.
    """
    found = []
    readings = [reading for reading in inputs.readings if reading.source and reading.coverage]
    for name in dict.fromkeys(_name(reading) for reading in readings):
        pair = next(_pairs(name, readings), None)
        if pair is not None:
            older, newer = _in_watch(pair, inputs.watch)
            changes = compare(older, newer)
            if changes.licence_class == OPEN and (len(older) or len(newer)):
                found.append(changes)
    return tuple(found)


def _pairs(name: str, readings: Sequence[Events]) -> Iterator[tuple[Events, Events]]:
    """What stood before and a version of the source, the newest version first."""
    ranked = sorted(readings, key=_rank)
    for newer in reversed([reading for reading in ranked if _name(reading) == name]):
        before = [r for r in ranked if family(_name(r)) == family(name) and _rank(r) < _rank(newer) and _meet(r, newer)]
        if before:
            yield _standing(before), newer


def _standing(readings: Sequence[Events]) -> Events:
    """The readings as a build combines them, each id once, of the newest version that has it."""
    combined = combine(readings)
    newest_first = sorted(combined.used, key=_rank, reverse=True)
    table = pa.concat_tables([reading.table for reading in newest_first])
    first: dict[str, int] = {}
    for row, event in enumerate(table["source_id"].to_pylist()):
        first.setdefault(event, row)
    newest = newest_first[0]
    refs = tuple(reading.source for reading in newest_first if reading.source)
    rows = table.take(pa.array(list(first.values()), pa.int64()))
    return replace(newest, table=rows, coverage=combined.coverage, provenance=newest.provenance.with_sources(*refs))


def _in_watch(pair: tuple[Events, Events], watch: Watch) -> tuple[Events, Events]:
    """Both sides in the watch's own countries; an event is of its period if one version says so."""
    own = pa.array(sorted(watch.region.countries), pa.string())
    sides = [replace(side, table=side.table.filter(pc.is_in(side.table["country"], value_set=own))) for side in pair]
    start = pa.scalar(watch.region.start, pa.date32())
    late = [side.table.filter(pc.greater_equal(side.table["date_end"], start))["source_id"] for side in sides]
    ids = pa.chunked_array([chunk for column in late for chunk in column.chunks], pa.string())
    older, newer = (
        replace(side, table=side.table.filter(pc.is_in(side.table["source_id"], value_set=ids))) for side in sides
    )
    return older, newer


def _meet(one: Events, other: Events) -> bool:
    """Whether the two look at a same day in a same country."""
    return any(_touch(a, b) for a in one.coverage for b in other.coverage)


def _touch(a: Coverage, b: Coverage) -> bool:
    where = a.countries is None or b.countries is None or bool(a.countries & b.countries)
    return where and a.start <= b.end and b.start <= a.end


def _name(reading: Events) -> str:
    return reading.source.name if reading.source else ""


def _rank(reading: Events) -> tuple[int, ...]:
    return version_key(reading.source.version if reading.source else "")
