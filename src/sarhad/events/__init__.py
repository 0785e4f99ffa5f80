"""The events table: columns, time, place, coverage and provenance."""

from .columns import COLUMNS, EVENTS_SCHEMA, empty_table
from .counting import counting, lists_every_event
from .coverage import Coverage, covered
from .events import Events, concat_events
from .months import SPLIT_RULE, Period, next_period, period_start, periods, split_by_period
from .priogrid import priogrid_centre, priogrid_gid
from .provenance import Provenance, Result, SourceRef

__all__ = [
    "COLUMNS",
    "EVENTS_SCHEMA",
    "SPLIT_RULE",
    "Coverage",
    "Events",
    "Period",
    "Provenance",
    "Result",
    "SourceRef",
    "concat_events",
    "counting",
    "covered",
    "empty_table",
    "lists_every_event",
    "next_period",
    "period_start",
    "periods",
    "priogrid_centre",
    "priogrid_gid",
    "split_by_period",
]
