"""UCDP Candidate: the monthly and the cumulative releases. `ucdp_candidate.yaml` says what they are."""

from __future__ import annotations

import calendar
import datetime as dt
import re

from ..events import Coverage
from .description import SourceDescription
from .reader import Reader
from .ucdp import ucdp_draft

_CUMULATIVE = re.compile(r"v(\d\d)[._](\d\d)[._](\d\d)[._](\d\d)(?!\d)", re.IGNORECASE)  # GEDEvent_v25_01_25_09.csv
_MONTHLY = re.compile(r"v(\d\d)[._]0[._](\d{1,2})(?!\d)", re.IGNORECASE)  # GEDEvent_v26_0_1.csv


def version(name: str) -> str:
    """The release that a file name tells: "26.0.1" (a month), "25.01.25.09" (from, to), or ""."""
    if found := _CUMULATIVE.search(name):
        return ".".join(found.groups())
    if found := _MONTHLY.search(name):
        return f"{found[1]}.0.{int(found[2])}"
    return ""


def months(release: str) -> tuple[dt.date, dt.date] | None:
    """The first and the last day that a release covers."""
    monthly = re.fullmatch(r"(\d\d)\.0\.(\d{1,2})", release)
    cumulative = re.fullmatch(r"(\d\d)\.(\d\d)\.(\d\d)\.(\d\d)", release)
    if monthly:
        numbers = [int(n) for n in (*monthly.groups(), *monthly.groups())]
    elif cumulative:
        numbers = [int(n) for n in cumulative.groups()]
    else:
        return None
    year, month, last_year, last_month = numbers[0] + 2000, numbers[1], numbers[2] + 2000, numbers[3]
    if not (1 <= month <= 12 and 1 <= last_month <= 12 and (year, month) <= (last_year, last_month)):
        return None
    return dt.date(year, month, 1), dt.date(last_year, last_month, calendar.monthrange(last_year, last_month)[1])


def coverage(description: SourceDescription, release: str) -> tuple[Coverage, ...]:
    """The world in the month or months of the release."""
    span, start = months(release), description.coverage.start
    if span is None or start is None or span[0] < start:
        return ()
    types = description.coverage.violence_types
    return (Coverage(description.name, *span, None, True, frozenset(types) if types else None, description.status),)


def expected_rows(description: SourceDescription, release: str) -> int:
    """The fewest rows of a whole release: so many for each of its months."""
    span = months(release)
    count = (span[1].year - span[0].year) * 12 + span[1].month - span[0].month + 1 if span else 1
    return count * description.coverage.expected_rows


READER = Reader("ucdp-candidate", ucdp_draft, coverage, version, expected_rows)
