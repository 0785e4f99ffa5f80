"""Several readings of the same sources under one another, each event once.

The rules, in order:

1. Of several releases of one source a newer one replaces an older one whose countries and days it covers, the last
   one given among equals: a row that the newer release dropped is gone. Not where the source says when it revised a
   row: its exports add up, row by row.
2. An excerpt (a file with far fewer rows than a release) counts only where no other file of its source covers the
   country and the event's last day.
3. A candidate event is superseded once an annual release covers its last day in its country.
4. An event id that stands in two files of one source is taken from the newer version; where the source says when it
   revised a row, from the later revision.
5. A row that its provider has deleted since it last revised it is in no file.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from ..events import Coverage, Events, concat_events
from ..sources import Deletions
from .withdrawn import DELETED, REVISED, dated, without_deleted, without_older

COMBINE_RULE = (
    "A newer release of a source replaces an older one whose countries and days it covers; an excerpt counts only "
    "where no other file of its source covers the country and day; a candidate row is superseded once an annual "
    "release covers its last day; an event that stands in two candidate files is taken from the newer."
)

_OLDER = "an older release"
_SUPERSEDED = "superseded by the annual release"
_ELSEWHERE = "in a file that covers their country and day"
_SEEN = "in a newer file of the source"
COMBINED: tuple[str, ...] = (_OLDER, _SUPERSEDED, _ELSEWHERE, _SEEN, DELETED, REVISED)
"""The reasons for which these rules leave rows out."""


@dataclass(frozen=True, slots=True)
class Combined:
    """The events that stand, the blocks they cover, and how many rows each rule took out, by source."""

    table: pa.Table
    coverage: tuple[Coverage, ...]
    used: tuple[Events, ...]
    left_out: dict[str, Counter[str]]


def combine(readings: Sequence[Events], deletions: Sequence[Deletions] = ()) -> Combined:
    """Put readings of several files together by the rules of this module."""
    left_out: dict[str, Counter[str]] = {_name(r): Counter() for r in readings}
    undeleted: list[Events] = []
    for reading in readings:
        rest, dropped = without_deleted(reading, deletions)
        left_out[_name(reading)][DELETED] += dropped
        undeleted.append(rest)
    readings = []
    for reading, dropped in without_older(undeleted):
        left_out[_name(reading)][REVISED] += dropped
        readings.append(reading)
    last_first = readings[::-1]
    newest_first = sorted(last_first, key=lambda r: version_key(_version(r)), reverse=True)
    standing: list[Events] = []
    for position, reading in enumerate(newest_first):
        if reason := _outdone(reading, newest_first[:position]):
            left_out[_name(reading)][reason] += len(reading)
        else:
            standing.append(reading)
    final = [block for r in standing for block in r.coverage if block.status == "final"]
    seen: set[str] = set()
    kept: list[Events] = []
    for reading in standing:
        table = reading.table
        table, dropped = _without(table, pc.and_(pc.equal(table["status"], "candidate"), _inside(table, final)))
        left_out[_name(reading)][_SUPERSEDED] += dropped
        if not reading.coverage:
            blocks = [block for r in standing if _name(r) == _name(reading) for block in r.coverage]
            table, dropped = _without(table, _inside(table, blocks))
            left_out[_name(reading)][_ELSEWHERE] += dropped
        table, dropped = _without_seen(table, seen)
        left_out[_name(reading)][_SEEN] += dropped
        kept.append(
            Events(table, reading.provenance, reading.coverage, reading.problems, reading.rows_read, reading.source)
        )
    coverage = tuple(block for r in kept for block in r.coverage)
    counts = {name: Counter({k: n for k, n in c.items() if n}) for name, c in left_out.items()}
    return Combined(concat_events(kept), coverage, tuple(kept), counts)


def version_key(version: str) -> tuple[int, ...]:
    """Versions in their order: 25.1 before 26.0.1 before 26.0.10; what is not a number comes first, a checksum too."""
    if version.startswith("sha256:"):
        return (-1,)
    return tuple(int(part) for part in re.findall(r"\d+", version)) or (-1,)


def _outdone(reading: Events, newer: Sequence[Events]) -> str:
    """Why a reading does not count at all, or nothing."""
    if dated(reading):
        return ""
    blocks = [block for r in newer if _name(r) == _name(reading) for block in r.coverage]
    contained = all(any(_contains(block, older) for block in blocks) for older in reading.coverage)
    return _OLDER if reading.coverage and contained else ""


def _contains(block: Coverage, other: Coverage) -> bool:
    where = block.countries is None or (other.countries is not None and other.countries <= block.countries)
    return where and block.start <= other.start and other.end <= block.end


def _inside(table: pa.Table, blocks: Sequence[Coverage]) -> pa.ChunkedArray:
    """Which events end in a country and on a day that the blocks cover."""
    found = pa.chunked_array([pa.array([False] * table.num_rows, pa.bool_())])
    for block in blocks:
        inside = pc.and_(
            pc.greater_equal(table["date_end"], pa.scalar(block.start, pa.date32())),
            pc.less_equal(table["date_end"], pa.scalar(block.end, pa.date32())),
        )
        if block.countries is not None:
            where = pc.is_in(table["country"], value_set=pa.array(sorted(block.countries), pa.string()))
            inside = pc.and_(inside, where)
        found = pc.or_(found, inside)
    return found


def _without(table: pa.Table, drop: pa.ChunkedArray) -> tuple[pa.Table, int]:
    return table.filter(pc.invert(drop)), int(pc.sum(drop).as_py() or 0)


def _without_seen(table: pa.Table, seen: set[str]) -> tuple[pa.Table, int]:
    ids = table["event_id"].to_pylist()
    keep = [i not in seen for i in ids]
    seen.update(ids)
    return (table, 0) if all(keep) else (table.filter(pa.array(keep)), keep.count(False))


def _name(reading: Events) -> str:
    return reading.source.name if reading.source else "unknown"


def _version(reading: Events) -> str:
    return reading.source.version if reading.source else ""


def newest_day(table: pa.Table) -> dt.date | None:
    """The newest event date inside the data."""
    newest = pc.max(table["date_end"]).as_py()
    return newest if isinstance(newest, dt.date) else None
