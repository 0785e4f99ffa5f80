"""Rows that a provider has taken back or revised in another file: only sources that say when they changed a row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ..events import Events
from ..events.arrays import number_array, text_array
from ..sources import Deletions

DELETED = "deleted by the provider"
REVISED = "revised in another file of the source"
_NEVER = -1


def without_deleted(reading: Events, deletions: Sequence[Deletions]) -> tuple[Events, int]:
    """The reading without the rows that its provider deleted after it last revised them, and how many they are.

    A row that does not say when it was revised counts as older than every deletion.
    """
    deleted: dict[str, int] = {}
    for found in deletions:
        if reading.source is not None and found.source == reading.source.name:
            for identifier, time in found.deleted.items():
                deleted[identifier] = max(time, deleted.get(identifier, _NEVER))
    if not deleted:
        return reading, 0
    times = number_array(np.fromiter(deleted.values(), dtype=np.int64, count=len(deleted)), pa.int64())
    place = pc.index_in(reading.table["source_id"], value_set=text_array(list(deleted)))
    return _without(reading, pc.greater(times.take(place), _revised(reading.table)))


def dated(reading: Events) -> bool:
    """Whether the source says of its rows when it revised them."""
    return bool(reading.table["revised"].null_count < len(reading))


def without_older(readings: Sequence[Events]) -> list[tuple[Events, int]]:
    """Each reading without the rows of which another one has a later revision, and how many they are."""
    several = [reading for reading in readings if dated(reading)]
    if len(several) < 2:
        return [(reading, 0) for reading in readings]
    every = pa.concat_tables(
        pa.table({"event_id": reading.table["event_id"], "revised": _revised(reading.table)}) for reading in several
    )
    newest = every.group_by("event_id").aggregate([("revised", "max")])
    ids, latest = newest["event_id"].combine_chunks(), newest["revised_max"].combine_chunks()
    found = []
    for reading in readings:
        last = latest.take(pc.index_in(reading.table["event_id"], value_set=ids))
        found.append(_without(reading, pc.greater(last, _revised(reading.table))))
    return found


def _revised(table: pa.Table) -> pa.ChunkedArray:
    return pc.coalesce(table["revised"], number_array(np.array([_NEVER]), pa.int64())[0])


def _without(reading: Events, drop: pa.ChunkedArray) -> tuple[Events, int]:
    drop = pc.fill_null(drop, False)
    count = int(pc.sum(drop).as_py() or 0)
    return (replace(reading, table=reading.table.filter(pc.invert(drop))), count) if count else (reading, 0)
