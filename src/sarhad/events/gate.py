"""The licence gate: which rows may leave, and which sums of the others.

Every row carries the licence class of its source:

* `open`: it may be passed on, with the citation;
* `aggregate-only`: it stays here; tables and figures may leave, each cell from at least `LEAST` events or withheld;
* `private`: nothing of it may leave.

Whatever is published, exported or listed goes through one of the functions of this module.
"""

from __future__ import annotations

from collections.abc import Iterable

import pyarrow as pa
import pyarrow.compute as pc

from ..errors import SarhadError

LEAST = 3
"""The fewest events of an aggregate-only source that a published cell stands for."""

OPEN = "open"
AGGREGATE = "aggregate-only"
PRIVATE = "private"
_CLASS = "licence_class"


class LicenceError(SarhadError):
    """Rows would leave that may not be passed on."""


def open_rows(table: pa.Table) -> pa.Table:
    """The rows that may be passed on one by one."""
    return table.filter(pc.equal(table[_CLASS], OPEN))


def closed_sources(tables: Iterable[pa.Table]) -> frozenset[str]:
    """The sources with a row that may not be passed on."""
    found: set[str] = set()
    for table in tables:
        found.update(pc.unique(table.filter(pc.not_equal(table[_CLASS], OPEN))["source"]).to_pylist())
    return frozenset(found)


def require_open(table: pa.Table, *, own_use: bool = False) -> pa.Table:
    """The same table, when every row may leave; a table of events must say of each row whether it may.

    `own_use` lets rows through that stay with the person who exported them from their provider.

    Raises:
        LicenceError: a row may not be passed on, or the table has event ids and no `licence_class`.
    """
    if own_use or not ({"event_id", "source_id", _CLASS} & set(table.column_names)):
        return table
    if _CLASS not in table.column_names:
        raise LicenceError(
            "the table holds events and does not say whether they may be passed on; nothing was written",
            do=f"keep the column {_CLASS}, or write it for your own use only, with own_use=True",
        )
    closed = table.filter(pc.not_equal(pc.fill_null(table[_CLASS], ""), OPEN))
    if closed.num_rows:
        names = pc.unique(closed["source"]).to_pylist() if "source" in closed.column_names else []
        of = f" of {', '.join(map(str, names))}" if names else ""
        raise LicenceError(
            f"{closed.num_rows:,} rows{of} may not be passed on by their licence; nothing was written",
            do="leave them out (sarhad.events.gate.open_rows), or write them for your own use only, with own_use=True",
        )
    return table


def withheld(events: float | None) -> bool:
    """Whether a cell of so many events of an aggregate-only source must not be shown. None and 0 tell of no event.

    Cells are told without a total of their own: a total, or a choice among cells made by their sizes, gives small cells
    away to a reader who subtracts and knows the rule. What is told of a cell may depend on that cell alone.
    """
    return events is not None and 0 < events < LEAST


def strictest(classes: Iterable[str]) -> str:
    """The licence class of rows of several classes; of no class, or one that nobody knows: private."""
    found = set(classes)
    if not found or found - {OPEN, AGGREGATE}:
        return PRIVATE
    return AGGREGATE if AGGREGATE in found else OPEN
