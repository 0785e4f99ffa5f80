"""Which releases of a source there can be, and at which addresses their publisher keeps them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from urllib.parse import urlsplit

from .description import SourceDescription


@dataclass(frozen=True, slots=True)
class Release:
    """One release: the version that its file's name tells, its address, and the first and last month of its rows."""

    version: str
    url: str
    first: dt.date
    last: dt.date

    @property
    def file(self) -> str:
        """The file's name."""
        return urlsplit(self.url).path.rpartition("/")[2]


def yearly(about: SourceDescription, today: dt.date) -> tuple[Release, ...]:
    """The releases of this year and of the last, newer first: one of them is the newest there is."""
    start = about.coverage.start or dt.date(1900, 1, 1)
    return tuple(
        Release(
            f"{year % 100:02}.1", about.download.format(yy=f"{year % 100:02}", n=1), start, dt.date(year - 1, 12, 1)
        )
        for year in (today.year, today.year - 1)
    )


def monthly(about: SourceDescription, after: dt.date, today: dt.date) -> tuple[Release, ...]:
    """The releases of the months that begin after a day and are over today, in order."""
    months = []
    month = dt.date(after.year, after.month, 1)
    while (month := _next(month)) < today.replace(day=1):
        yy = f"{month.year % 100:02}"
        months.append(Release(f"{yy}.0.{month.month}", about.download.format(yy=yy, m=month.month), month, month))
    return tuple(months)


def gathered(about: SourceDescription, month: dt.date, until: dt.date) -> tuple[Release, ...]:
    """The releases that gather the months of a year from January on and hold this one, the longest first."""
    yy = f"{month.year % 100:02}"
    last = until.month if until.year == month.year else 12
    return tuple(
        Release(
            f"{yy}.01.{yy}.{end:02}",
            about.download_span.format(yy=yy, first="01", last=f"{end:02}"),
            dt.date(month.year, 1, 1),
            dt.date(month.year, end, 1),
        )
        for end in range(last, month.month - 1, -1)
        if about.download_span
    )


def _next(month: dt.date) -> dt.date:
    return dt.date(month.year + month.month // 12, month.month % 12 + 1, 1)
