"""Dates of which only the year or the month is known."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from dataclasses import dataclass

_PARTIAL = re.compile(r"^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?$")


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A day, a month or a year: the text as written, and the first and last day that it can mean."""

    text: str
    first: dt.date
    last: dt.date

    def __str__(self) -> str:
        return self.text

    @classmethod
    def parse(cls, value: object) -> PartialDate:
        """Read 2021-08-15, 2021-08 or 2021.

        Raises:
            ValueError: it is none of these, or no such day exists.
        """
        text = value.isoformat() if isinstance(value, dt.date) else str(value)
        match = _PARTIAL.match(text)
        if isinstance(value, bool) or not match:
            raise ValueError("not a date; write 2021-08-15, 2021-08 or 2021")
        year, month, day = (int(part) if part else None for part in match.groups())
        assert year is not None
        try:
            first = dt.date(year, month or 1, day or 1)
        except ValueError:
            raise ValueError("no such day in the calendar; write 2021-08-15, 2021-08 or 2021") from None
        if day:
            return cls(text, first, first)
        last_month = month or 12
        return cls(text, first, dt.date(year, last_month, calendar.monthrange(year, last_month)[1]))
