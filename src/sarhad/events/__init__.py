"""The events table: columns, time, place, coverage and provenance."""

from .columns import COLUMNS, EVENTS_SCHEMA, empty_table
from .coverage import Coverage, covered
from .events import Events, concat_events
from .priogrid import priogrid_centre, priogrid_gid
from .provenance import Provenance, Result, SourceRef

__all__ = [
    "COLUMNS",
    "EVENTS_SCHEMA",
    "Coverage",
    "Events",
    "Provenance",
    "Result",
    "SourceRef",
    "concat_events",
    "covered",
    "empty_table",
    "priogrid_centre",
    "priogrid_gid",
]
