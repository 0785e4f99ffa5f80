"""Every month of every line: what a planner follows."""

from __future__ import annotations

import datetime as dt

import pyarrow as pa

from .. import measures
from ..events import lists_every_event
from ..places import Line
from .counted import counted
from .inputs import Inputs
from .month import last_day, past_months

_FIGURES = ("events", "rows", "deaths_low", "deaths_best", "deaths_high")

SCHEMA = pa.schema(
    [
        ("line_id", pa.string()),
        ("band_km", pa.int64()),
        ("month", pa.date32()),
        ("covered", pa.bool_()),
        ("events", pa.float64()),
        ("rows", pa.int64()),
        *((name, pa.float64()) for name in _FIGURES[2:]),
    ]
)


def line_months(inputs: Inputs, corridors: tuple[Line, ...], borders: tuple[Line, ...], month: dt.date) -> pa.Table:
    """Events and deaths by month within each band of each measured line, from the beginning of the watch to a month.

    `measures.incidence` by corridor and by border: settled events, split evenly by day; null where nobody looked.
    """
    stated = inputs.watch.file.measures
    start = inputs.watch.region.start.replace(day=1)
    parts = [SCHEMA.empty_table()]
    for unit, lines in (("corridor", corridors), ("border", borders)):
        drawn = [line for line in lines if line.parts]
        if not drawn or start > month:
            continue
        rows = counted(inputs, past_months(month, 12 * (month.year - start.year) + month.month - start.month))
        for band in stated.bands_km:
            found = measures.incidence(
                rows,
                unit=unit,  # type: ignore[arg-type]
                period="month",
                start=start,
                end=last_day(month),
                under_check="leave out",
                coverage=[block for block in inputs.coverage if lists_every_event(block)],
                place_precision_max=stated.place_precision_max,
                lines=drawn,
                band_km=band,
            ).table
            found = found.rename_columns([{"period": "month"}.get(name, name) for name in found.column_names])
            found = found.append_column("band_km", pa.array([band] * found.num_rows, pa.int64()))
            parts.append(found.select(SCHEMA.names).cast(SCHEMA))
    return pa.concat_tables(parts).sort_by([("line_id", "ascending"), ("band_km", "ascending"), ("month", "ascending")])
