"""Periods that are a calendar month or a calendar year."""

from __future__ import annotations

import calendar
import datetime as dt
from typing import Literal


def period_of(start: dt.date, end: dt.date) -> Literal["month", "year"] | None:
    """Whether these two days are the first and the last of one calendar month, or of one year."""
    if start.day != 1 or start.year != end.year:
        return None
    if (start.month, end.month, end.day) == (1, 12, 31):
        return "year"
    last = calendar.monthrange(start.year, start.month)[1]
    return "month" if (end.month, end.day) == (start.month, last) else None
