"""Which month a build is for, and the rows of that month."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING

from ..errors import InputError
from ..events import Coverage, covered

if TYPE_CHECKING:
    from .inputs import Inputs

_MONTH = re.compile(r"^(\d{4})-(\d{2})$")


def parse_month(text: str) -> dt.date:
    """The first day of a month written as 2026-01.

    Raises:
        InputError: it is not written so.
    """
    match = _MONTH.match(text)
    if not match or not 1 <= int(match[2]) <= 12 or not 1946 <= int(match[1]) <= 2200:
        raise InputError(f'"{text}" is not a month', do="write it as 2026-01")
    return dt.date(int(match[1]), int(match[2]), 1)


def last_day(month: dt.date) -> dt.date:
    """The last day of a month given by its first."""
    return (month + dt.timedelta(days=31)).replace(day=1) - dt.timedelta(days=1)


def past_months(month: dt.date, history: int) -> tuple[dt.date, ...]:
    """The first days of so many months before a month, and its own."""
    found = [month]
    for _ in range(history):
        found.append((found[-1] - dt.timedelta(days=1)).replace(day=1))
    return tuple(reversed(found))


def newest_month(inputs: Inputs) -> dt.date:
    """The newest month that a loaded source covers or, failing that, has a row in.

    Raises:
        InputError: nothing is loaded.
    """
    ends = [block.end for block in _looked_at(inputs)] or list(inputs.newest.values())
    if not ends:
        raise InputError(
            f"no event of the watch {inputs.watch.region.id} is loaded",
            do="sarhad add FILE with events of its countries and period",
        )
    return max(ends).replace(day=1)


def require_loaded(inputs: Inputs, month: dt.date, standing: str) -> None:
    """Stop when no loaded source covers the month, and no list that covers nothing has a row in it.

    Raises:
        InputError: with the file that is wanted, where it was looked for, and what to do.
    """
    end = last_day(month)
    blocks = _looked_at(inputs)
    looked_at = any(covered(blocks, country, month, end) for country in inputs.watch.region.countries)
    if looked_at or _listed(inputs, month, end):
        return
    release = f"GEDEvent_v{month:%y}_0_{month.month}.csv"
    loaded = ", ".join(f"{ref.file} ({ref.title} {ref.version})" for ref in inputs.refs) or "nothing"
    raise InputError(
        f"no loaded source covers {month:%B %Y}\n"
        f"  wanted: {release} (or a later cumulative one), or an annual release that reaches it\n"
        f"  loaded: {loaded}",
        do=f"sarhad add {release}\n  Nothing was written. {standing}",
    )


def _looked_at(inputs: Inputs) -> tuple[Coverage, ...]:
    """The blocks in which events or monthly totals are loaded."""
    return inputs.coverage + (inputs.monthly.coverage if inputs.monthly else ())


def _listed(inputs: Inputs, month: dt.date, end: dt.date) -> bool:
    """Whether a source that covers nothing (a hand-picked list, an excerpt) has a row in the month."""
    tables = [events.table for events in inputs.by_source.values() if not events.coverage]
    days = [zip(t["date_start"].to_pylist(), t["date_end"].to_pylist(), strict=True) for t in tables]
    return any(first <= end and last >= month for pairs in days for first, last in pairs)
