"""Time in days, ISO weeks, months, quarters and years, and how an event over several of them is shared out."""

from __future__ import annotations

import datetime as dt
from typing import Any, Literal, get_args

import narwhals as nw
import numpy as np
import pyarrow as pa

from ..errors import InputError
from .frames import Frame, as_frame, collected, frame_like

Period = Literal["day", "week", "month", "quarter", "year"]
"""A calendar period. Weeks are ISO weeks, Monday to Sunday, so one may lie in two years; quarters begin in January."""

SPLIT_RULE = (
    "An event over several days is split evenly by day: each period gets the share of the event's days that fall in it."
)
"""The rule by which events and deaths are counted by period, as printed."""

_FROM, _UNTIL, _MORE, _STEP = "_sarhad_from", "_sarhad_until", "_sarhad_more", "_sarhad_step"
_PERIOD_FIRST, _PERIOD_LAST = "_sarhad_period_first_day", "_sarhad_period_last_day"


def period_start(date: dt.date, period: Period) -> dt.date:
    """The first day of the period that the date falls in."""
    if period == "month":
        return date.replace(day=1)
    if period == "quarter":
        return date.replace(month=date.month - (date.month - 1) % 3, day=1)
    if period == "year":
        return date.replace(month=1, day=1)
    if period == "week":
        return date - dt.timedelta(days=date.weekday())
    if period == "day":
        return date
    raise InputError(f'"{period}" is not a period', do=f"take one of {', '.join(get_args(Period))}")


def next_period(date: dt.date, period: Period) -> dt.date:
    """The first day of the period after the one that the date falls in."""
    longest = {"day": 1, "week": 7, "month": 31, "quarter": 92, "year": 366}
    first = period_start(date, period)
    return period_start(first + dt.timedelta(days=longest[period]), period)


def periods(start: dt.date, end: dt.date, period: Period) -> list[tuple[dt.date, dt.date]]:
    """First and last day of every period that the days from `start` to `end` touch; whole periods, in order.

    Raises:
        InputError: `end` is before `start`, or the period is unknown.
    """
    if end < start:
        raise InputError(f"the period ends ({end}) before it starts ({start})", do="give the earlier date first")
    found = []
    first = period_start(start, period)
    while first <= end:
        following = next_period(first, period)
        found.append((first, following - dt.timedelta(days=1)))
        first = following
    return found


def split_by_period(events: Any, period: Period, *, start: dt.date, end: dt.date) -> Any:
    """One row for each event and period that it touches between `start` and `end`, both days included.

    Adds `period` (first day of the period, a date) and `share` (of the event's days, those that fall in the period
    and in the window: the shares of one event add up to 1 unless it reaches beyond the window). Events outside the
    window, or without a valid `date_start` and `date_end`, have no row. Any frame that Narwhals reads; the same kind
    is returned. Only how many periods the longest events span is looked up at once; the rest stays a query where the
    frame is one.

    Raises:
        InputError: a date column is missing or holds no dates, or `end` is before `start`.
    """
    frame = as_frame(events, ("date_start", "date_end"))
    calendar = _calendar(start, end, period)
    rows = _touching(frame, start, end).with_columns(
        _index("date_start", period).clip(lower_bound=_number(start, period)).alias(_FROM),
        _index("date_end", period).clip(upper_bound=_number(end, period)).alias(_UNTIL),
    )
    begins, ends = nw.col("date_start").cast(nw.Date), nw.col("date_end").cast(nw.Date)
    inside = (nw.col(_FROM) == nw.col(_UNTIL)) & (begins >= nw.lit(start)) & (ends <= nw.lit(end))
    whole = rows.filter(inside).with_columns(nw.lit(1.0).alias("share"))
    parts = rows.filter(~inside).with_columns((nw.col(_UNTIL) - nw.col(_FROM)).alias(_MORE))
    lengths = collected(parts.select(_MORE).unique())[_MORE].to_list()
    if lengths:
        parts = parts.join(frame_like(frame, _steps(lengths)), on=_MORE, how="inner")
        parts = parts.with_columns((nw.col(_FROM) + nw.col(_STEP)).alias(_FROM))
        parts = parts.join(frame_like(frame, calendar.drop_columns(["period"])), on=_FROM, how="inner")
        parts = parts.with_columns(_share(start, end).alias("share"))
        whole = nw.concat([whole, parts.select(whole.collect_schema().names())], how="vertical")
    dated = whole.join(frame_like(frame, calendar.select([_FROM, "period"])), on=_FROM, how="inner")
    return nw.maybe_reset_index(dated.drop(_FROM, _UNTIL)).to_native()


def _touching(frame: Frame, start: dt.date, end: dt.date) -> Frame:
    """The rows with valid dates that touch the window."""
    schema = frame.collect_schema()
    for name in ("date_start", "date_end"):
        if schema[name] not in (nw.Date, nw.Datetime, nw.Object):
            raise InputError(f"{name} holds {schema[name]}, not dates", do="turn the column into dates first")
    begins, ends = nw.col("date_start").cast(nw.Date), nw.col("date_end").cast(nw.Date)
    return frame.filter((begins <= ends) & (begins <= nw.lit(end)) & (ends >= nw.lit(start)))


def _share(start: dt.date, end: dt.date) -> nw.Expr:
    """The share of an event's days that fall in the period of its row and in the window."""
    first, last = ordinal("date_start"), ordinal("date_end")
    from_day = nw.max_horizontal(first, nw.col(_PERIOD_FIRST), nw.lit(start.toordinal()))
    to_day = nw.min_horizontal(last, nw.col(_PERIOD_LAST), nw.lit(end.toordinal()))
    return (to_day - from_day + 1).cast(nw.Float64) / (last - first + 1).cast(nw.Float64)


def ordinal(column: str) -> nw.Expr:
    """The day's number in the proleptic Gregorian calendar, as `datetime.date.toordinal`, by plain arithmetic."""
    date = nw.col(column).cast(nw.Date)
    years = date.dt.year().cast(nw.Int64) - 1
    return years * 365 + years // 4 - years // 100 + years // 400 + date.dt.ordinal_day().cast(nw.Int64)


def _index(column: str, period: Period) -> nw.Expr:
    """Which period a day is in, as a number that grows by one from period to period."""
    if period == "day":
        return ordinal(column)
    if period == "week":  # day 1, 0001-01-01, is a Monday
        return (ordinal(column) - 1) // 7
    date = nw.col(column).cast(nw.Date)
    year = date.dt.year().cast(nw.Int64)
    if period == "year":
        return year
    month = year * 12 + date.dt.month().cast(nw.Int64) - 1
    return month // 3 if period == "quarter" else month


def _number(day: dt.date, period: Period) -> int:
    """As `_index`, of one day."""
    if period == "day":
        return day.toordinal()
    if period == "week":
        return (day.toordinal() - 1) // 7
    if period == "year":
        return day.year
    month = day.year * 12 + day.month - 1
    return month // 3 if period == "quarter" else month


def _calendar(start: dt.date, end: dt.date, period: Period) -> pa.Table:
    spans = periods(start, end, period)
    return pa.table(
        {
            _FROM: pa.array([_number(first, period) for first, _ in spans], pa.int64()),
            "period": pa.array([first for first, _ in spans], pa.date32()),
            _PERIOD_FIRST: pa.array([first.toordinal() for first, _ in spans], pa.int64()),
            _PERIOD_LAST: pa.array([last.toordinal() for _, last in spans], pa.int64()),
        }
    )


def _steps(lengths: list[int]) -> pa.Table:
    """For an event that reaches n periods beyond its first: the steps 0 to n."""
    counts = np.asarray(sorted(lengths), dtype=np.int64)
    more = np.repeat(counts, counts + 1)
    step = np.concatenate([np.arange(n + 1) for n in counts])
    return pa.table({_MORE: pa.array(more), _STEP: pa.array(step)})
