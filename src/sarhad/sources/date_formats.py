"""Dates as a table writes them, by formats that a mapping states: `DD/MM/YYYY`, `D MMMM YYYY`, `YYYY-MM`."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from ..vocabulary import month_of_name

_TOKENS = re.compile(r"YYYY|YY|MMMM|MMM|MM|M|DD|D|hh|mm|ss|\s+")
_PATTERNS = {
    "YYYY": r"(?P<year>\d{4})",
    "YY": r"(?P<short>\d{2})",
    "MMMM": r"(?P<name>[^\W\d_]+\.?)",
    "MMM": r"(?P<name>[^\W\d_]+\.?)",
    "MM": r"(?P<month>\d{1,2})",
    "M": r"(?P<month>\d{1,2})",
    "DD": r"(?P<day>\d{1,2})",
    "D": r"(?P<day>\d{1,2})",
    "hh": r"\d{1,2}",
    "mm": r"\d{2}",
    "ss": r"\d{2}(?:\.\d+)?",
}
_YEAR, _MONTH, _DAY = {"YYYY", "YY"}, {"MMMM", "MMM", "MM", "M"}, {"DD", "D"}
_CENTURY_TURNS = 69  # as in POSIX: 68 is 2068, 69 is 1969

MONTH_ONLY, YEAR_ONLY = 4, 5
"""UCDP's date precisions of a date that tells the month, or only the year."""


@dataclass(frozen=True, slots=True)
class Span:
    """The days that a date means; `precision` on UCDP's scale, None for a single day."""

    start: dt.date
    end: dt.date
    precision: int | None = None


def check_format(text: str) -> str:
    """What is wrong with a format and the way out, or ""."""
    tokens = [token for token in _TOKENS.findall(text) if not token.isspace()]
    held = [sum(token in kind for token in tokens) for kind in (_YEAR, _MONTH, _DAY)]
    if held[0] == 0 and re.search(r"yy|%[yY]", text):
        return "not a format of dates; write it with capitals, as DD/MM/YYYY"
    if held[0] == 0:
        return "a format needs the year; write YYYY where it stands, as in DD/MM/YYYY"
    if max(held) > 1:
        return "the year, the month or the day stands twice; write each once"
    if held[2] and not held[1]:
        return "a day without a month is no date; write MM where the month stands"
    return ""


def read_date(text: str, formats: Iterable[str]) -> Span | None:
    """The days of a date by the first format that fits it whole; None when none does or there is no such day.

    Months by name are read in English, French, Spanish and Russian, whole or from three letters. A year of two digits
    is of 1969 to 2068.
    """
    for pattern in map(_compiled, formats):
        if found := pattern.fullmatch(text.strip()):
            parts = found.groupdict()
            year = _year(parts)
            month = month_of_name(parts["name"]) if parts.get("name") else int(parts.get("month") or 0)
            day = int(parts["day"]) if parts.get("day") else None
            if month is None or day == 0 or (month == 0 and parts.get("month")):
                continue
            if span := span_of(year, month, day or 0):
                return span
    return None


def span_of(year: int, month: int = 0, day: int = 0) -> Span | None:
    """The days of a year, a month or a day; 0 for a part that is not known. None when there is no such day."""
    if not 1 <= year <= 9999 or not 0 <= month <= 12 or (day and not month):
        return None
    if not month:
        return Span(dt.date(year, 1, 1), dt.date(year, 12, 31), YEAR_ONLY)
    last = calendar.monthrange(year, month)[1]
    if not 0 <= day <= last:
        return None
    if not day:
        return Span(dt.date(year, month, 1), dt.date(year, month, last), MONTH_ONLY)
    return Span(dt.date(year, month, day), dt.date(year, month, day))


def _year(parts: dict[str, str | None]) -> int:
    if short := parts.get("short"):
        return int(short) + (1900 if int(short) >= _CENTURY_TURNS else 2000)
    return int(parts["year"] or 0)


@cache
def _compiled(text: str) -> re.Pattern[str]:
    made, at = [], 0
    for token in _TOKENS.finditer(text):
        made += [re.escape(text[at : token.start()]), _PATTERNS.get(token[0], r"\s+")]
        at = token.end()
    return re.compile("".join([*made, re.escape(text[at:])]))
