"""A panel as a file: what a file can hold of it, and how it is written."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pyarrow as pa

from ..errors import InputError
from ..events import Result
from .files import write_told
from .months import month_name
from .panel import Panel

_SHOWN = 5


def as_a_file_holds_it(made: Result[Panel]) -> Result[Panel]:
    """The panel without the months and units of which nothing is known.

    Raises:
        InputError: nothing is known, or a unit is not known in a month between others: no file of a panel says that.
    """
    panel = made.table
    months, units = np.flatnonzero(panel.known.any(axis=0)), np.flatnonzero(panel.known.any(axis=1))
    if not units.size:
        raise InputError(
            f"no month of {panel.span} is covered", do="load a source that covers it, or ask for other months"
        )
    panel = panel.between(panel.first + int(months[0]), panel.first + int(months[-1])).only(units.tolist())
    begun = np.logical_or.accumulate(panel.known, axis=1)
    goes_on = np.logical_or.accumulate(panel.known[:, ::-1], axis=1)[:, ::-1]
    row, month = np.nonzero(begun & goes_on & ~panel.known)
    if row.size:
        told = ", ".join(
            f"{panel.codes[r]} {month_name(panel.first + m)}"
            for r, m in zip(row[:_SHOWN].tolist(), month[:_SHOWN].tolist(), strict=True)
        )
        more = f" and {row.size - _SHOWN:,} more" if row.size > _SHOWN else ""
        after = month_name(panel.first + int(month.max()) + 1)
        raise InputError(f"not covered, with covered months around: {told}{more}", do=f"load them, or begin at {after}")
    if units.size < len(made.table.codes):
        gone = sorted(set(made.table.codes) - set(panel.codes))
        panel = replace(panel, notes=(*panel.notes, f"Without {', '.join(gone)}: none of their months is covered."))
    return Result(panel, replace(made.provenance, notes=panel.notes))


def write_panel(made: Result[Panel], path: Path) -> None:
    """Write a panel as `read_panel` reads it: `month_id`, `iso3` or `priogrid_gid`, `ged_sb` and its bounds.

    As Parquet it says its vintage and how it was made; as CSV it does not.

    Raises:
        InputError: the name ends neither in .parquet nor in .csv.
    """
    panel = made.table
    row, month = np.nonzero(panel.known)
    units = ("iso3", pa.array(panel.codes)) if panel.unit == "country" else ("priogrid_gid", pa.array(panel.ids))
    columns = {"month_id": pa.array(month + panel.first), units[0]: units[1].take(pa.array(row))}
    for name, figures in (("ged_sb", panel.deaths), ("ged_sb_low", panel.low), ("ged_sb_high", panel.high)):
        if figures is not None:
            columns[name] = pa.array(figures[row, month])
    write_told(pa.table(columns), made.provenance, path)
