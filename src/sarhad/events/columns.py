"""The common events table: one row is one event of one source."""

from __future__ import annotations

import pyarrow as pa

EVENTS_SCHEMA = pa.schema(
    [
        pa.field("event_id", pa.string(), nullable=False),  # "source:source_id"
        pa.field("source", pa.string(), nullable=False),
        pa.field("source_id", pa.string(), nullable=False),
        pa.field("source_version", pa.string(), nullable=False),
        pa.field("status", pa.string(), nullable=False),  # final | candidate
        pa.field("under_check", pa.string()),  # null: settled; else what the source still checks, in its words
        pa.field("date_start", pa.date32(), nullable=False),
        pa.field("date_end", pa.date32(), nullable=False),
        pa.field("date_precision", pa.int8()),  # UCDP's scale, 1 day .. 5 more than a month
        pa.field("longitude", pa.float64()),
        pa.field("latitude", pa.float64()),
        pa.field("place_precision", pa.int8()),  # UCDP's scale, 1 exact .. 7 international
        pa.field("place", pa.string()),
        pa.field("admin1", pa.string()),
        pa.field("admin2", pa.string()),
        pa.field("country", pa.string()),  # ISO 3166-1 alpha-3
        pa.field("gw", pa.int16()),  # Gleditsch-Ward number
        pa.field("priogrid_gid", pa.int32()),
        pa.field("side_a", pa.string()),  # the source's own names and ids
        pa.field("side_b", pa.string()),
        pa.field("side_a_id", pa.string()),
        pa.field("side_b_id", pa.string()),
        pa.field("conflict_id", pa.string()),  # the source's own numbers of the conflict and of the dyad
        pa.field("dyad_id", pa.string()),
        pa.field("actor_a", pa.string()),  # registry ids, null until resolved
        pa.field("actor_b", pa.string()),
        pa.field("violence_type", pa.string()),
        pa.field("event_class", pa.string()),
        pa.field("target_class", pa.string()),
        pa.field("deaths_low", pa.int32()),
        pa.field("deaths_best", pa.int32()),
        pa.field("deaths_high", pa.int32()),
        pa.field("deaths_civilians", pa.int32()),
        pa.field("deaths_reported", pa.int32()),  # a single figure, as reported, with no bounds
        pa.field("n_reports", pa.int32()),
        pa.field("revised", pa.int64()),  # when the source last changed the row, in seconds since 1970 (UTC)
        pa.field("citation", pa.string()),  # the reports the source names for this event
        pa.field("licence", pa.string(), nullable=False),
        pa.field("licence_class", pa.string(), nullable=False),  # open | aggregate-only | private
    ]
)
"""Columns, types and which may not be null. Dates are days; coordinates WGS 84 degrees; deaths are persons."""

COLUMNS: tuple[str, ...] = tuple(EVENTS_SCHEMA.names)


def empty_table() -> pa.Table:
    """An events table with no rows."""
    return EVENTS_SCHEMA.empty_table()
