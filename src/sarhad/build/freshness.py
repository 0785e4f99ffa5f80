"""How old the data are: by the newest date inside each source, not by the day on which it was fetched.

Ages are told twice. The person who builds is told them to the day of the build, against the source's cadence and the
watch's limits. Pages are told them to the end of the month shown, so that equal inputs make equal pages.
"""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pyarrow.compute as pc

from .. import sources
from ..bulletin.words import day_name, month_name, plural
from ..errors import InputError, Problem
from ..events import Events
from .month import last_day

if TYPE_CHECKING:
    from .inputs import Inputs

_IN_MONTHS = 62  # days; longer ages are told in months


@dataclass(frozen=True, slots=True)
class Age:
    """The age of one source on a day; with several files of it the one with the newest date tells."""

    source: str
    title: str
    version: str
    holds: str  # "events", "monthly figures", "attention", "indicators"
    newest: dt.date  # newest date inside the file, over all its countries
    days: int  # from then to the day of the build; 0 for a date after it
    due_after_days: int  # the source's `stale_after_days`; 0: it has no cadence
    max_age_days: int | None = None  # the watch's limit

    @property
    def late(self) -> bool:
        """Whether the source should have newer data by its own cadence."""
        return 0 < self.due_after_days < self.days

    @property
    def too_old(self) -> bool:
        """Whether it is older than the watch lets it be."""
        return self.max_age_days is not None and self.days > self.max_age_days

    @property
    def counts(self) -> bool:
        """Whether it may be the oldest input of a page: a list that an author picks or renews by hand falls due at no
        time, so that its newest date says nothing; a series of months does."""
        return self.due_after_days > 0 or self.holds == "monthly figures"

    @property
    def dated(self) -> str:
        """`newest event 31 December 2024`."""
        return f"newest {'event' if self.holds == 'events' else 'figure'} {day_name(self.newest, year=True)}"

    def as_dict(self) -> dict[str, Any]:
        """Plain values, for JSON."""
        return {
            "source": self.source,
            "version": self.version,
            "newest": self.newest.isoformat(),
            "age_days": self.days,
            "due_after_days": self.due_after_days or None,
            "late": self.late,
            "max_age_days": self.max_age_days,
        }


def newest_date(
    reading: Events | sources.MonthlyFigures | sources.Attention | sources.Indicators,
) -> dt.date | None:
    """The newest date inside a file over all countries in it: a quiet region must not look like an old file."""
    if isinstance(reading, Events):
        stated = reading.provenance.parameters.get("newest_event")
        return dt.date.fromisoformat(stated) if stated else None
    if isinstance(reading, sources.MonthlyFigures):
        return max((block.end for block in reading.coverage), default=None)
    if isinstance(reading, sources.Attention):
        return reading.days[-1].day if reading.days else None
    return max((_period_end(period) for period in pc.unique(reading.table["period"]).to_pylist()), default=None)


def ages(inputs: Inputs, day: dt.date) -> tuple[Age, ...]:
    """The age of each source that counts in the build, on a day; a source without a date inside has none."""
    used = {ref.name for ref in inputs.refs}
    found: dict[str, Age] = {}
    for snapshot in inputs.snapshots:
        newest = inputs.newest_in.get(snapshot.sha256)
        known = found.get(snapshot.source)
        if newest is None or snapshot.source not in used or (known and known.newest > newest):
            continue
        about = snapshot.description
        found[snapshot.source] = Age(
            snapshot.source,
            about.title,
            snapshot.version,
            about.holds,
            newest,
            max(0, (day - newest).days),
            about.stale_after_days,
            inputs.watch.file.max_age_of(snapshot.source),
        )
    return tuple(found.values())


def require_fresh(found: Iterable[Age], standing: str) -> None:
    """Stop where a source is older than the watch file lets it be; `standing` says what stays up.

    Raises:
        InputError: one is, with all of them in its problems.
    """
    old = [age for age in found if age.too_old]
    if not old:
        return
    problems = [
        Problem(
            "too-old",
            f"{age.source} {age.version}: {age.dated} is {age.days:,} days old, and max_age_days is "
            f"{age.max_age_days:,}",
            file="watch.toml",
            effect="nothing read",
            severity="error",
        )
        for age in old
    ]
    raise InputError(
        f"{len(old)} {plural(len(old), 'source is', 'sources are')} too old; nothing was built. {standing}",
        problems=problems,
        do="bring newer data (sarhad fetch, or sarhad add FILE), or raise max_age_days in watch.toml",
    )


def oldest_input(found: Iterable[Age], public: Inputs, month: dt.date) -> str:
    """What each page says of its oldest input, counted to the end of the month shown; "" where no input has a date."""
    named = {ref.name for ref in public.refs}
    shown = [age for age in found if age.source in named]
    if not shown:
        return ""
    oldest = min([age for age in shown if age.counts] or shown, key=lambda age: (age.newest, age.source))
    end = last_day(month)
    days = (end - oldest.newest).days
    when = f"the end of {month_name(month)}"
    if days < 0:
        distance = f"after {when}"
    elif days == 0:
        distance = when
    elif days < _IN_MONTHS:
        distance = f"{days} {plural(days, 'day')} before {when}"
    else:
        distance = f"{_whole_months(oldest.newest, end)} months before {when}"
    return f"Oldest input: {oldest.title} {oldest.version}, {oldest.dated}, {distance}."


def _whole_months(first: dt.date, last: dt.date) -> int:
    """Whole months between two days; `last` ends its month."""
    complete = first.day == calendar.monthrange(first.year, first.month)[1] or first.day <= last.day
    return (last.year - first.year) * 12 + last.month - first.month - (0 if complete else 1)


def _period_end(period: str) -> dt.date:
    """The last day of `2020` or `2020-07`."""
    year, _, month = period.partition("-")
    return last_day(dt.date(int(year), int(month or 12), 1))
