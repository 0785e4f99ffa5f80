"""The rows that are counted where several sources tell of the same country and month."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import pyarrow as pa

from ..events import counting
from .inputs import Inputs


def counted(inputs: Inputs, months: Sequence[dt.date]) -> pa.Table:
    """Events of the sources that look everywhere they say; a hand-picked list only where nothing else is loaded.

    Two sources are never added up: of an event whose country and last month another source counts in, the row goes.
    """
    tables = [events.table for events in inputs.by_source.values() if events.coverage]
    if not tables:
        return inputs.events
    table = pa.concat_tables(tables)
    if len(tables) == 1:
        return table
    cells = counting(inputs.coverage, inputs.watch.region.countries, months)
    columns = (table[name].to_pylist() for name in ("source", "country", "date_end"))
    kept = [
        (block := cells.get((country, day.replace(day=1)))) is None or block.source == source
        for source, country, day in zip(*columns, strict=True)
    ]
    return table.filter(pa.array(kept, pa.bool_()))
