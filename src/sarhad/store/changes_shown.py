"""What of a comparison may leave: rows of open sources, and of the others only counts of enough events."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pyarrow as pa
import pyarrow.compute as pc

from ..events.gate import LEAST, OPEN
from .changes import Changes
from .changes_sql import KINDS, NOT_COMPARED

_COUNTED = [name.replace("-", "_") for name in (*KINDS, *NOT_COMPARED)]


def shown(changes: Changes) -> Changes:
    """The comparison as it may be printed, written or published.

    Of an open source that is all of it, of a private one nothing. Of any other no row is listed, and no cell tells how
    many events and deaths it holds or how many moved in and out of it: told beside the counts of changes, these would
    give away what is withheld. A cell with a count of fewer than `LEAST` events tells none of its counts, and where
    there is such a cell no total is told: two events each in two cells can be solved from a total of four.
    """
    if changes.licence_class == OPEN:
        return changes
    table, summary = changes.table.slice(0, 0), changes.summary
    if changes.licence_class != "aggregate-only":
        none = dict.fromkeys(changes.totals), dict.fromkeys(changes.deaths)
        return replace(changes, table=table, summary=summary.slice(0, 0), totals=none[0], deaths=none[1])
    few = pc.less(summary["month"], summary["month"])  # none
    for name in _COUNTED:
        few = pc.or_(few, pc.and_(pc.greater(summary[name], 0), pc.less(summary[name], LEAST)))
    for name in summary.column_names[2:]:
        told = name in _COUNTED or name == "changed"
        summary = _blank(summary, name, few if told else pc.is_valid(summary["month"]))
    if pc.any(few).as_py():
        totals, deaths = dict.fromkeys(changes.totals), dict.fromkeys(changes.deaths)
        return replace(changes, table=table, summary=summary, totals=totals, deaths=deaths)
    return replace(changes, table=table, summary=summary)


def withheld(changes: Changes) -> int:
    """How many countries and months do not tell their counts."""
    return int(changes.summary["changed"].null_count)


def _blank(table: pa.Table, name: str, where: pa.ChunkedArray) -> pa.Table:
    at = table.schema.get_field_index(name)
    return table.set_column(at, table.schema.field(at), pc.if_else(where, None, table[name]))


def counts_by_kind(changes: Changes) -> Mapping[str, int | None]:
    """The totals of the kinds that occur, in the order in which they are told; None where one is withheld."""
    return {kind: changes.totals[kind] for kind in KINDS if changes.totals[kind] != 0}
