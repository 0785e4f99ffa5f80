"""ACLED's API: the events of some countries and days, and the list of deleted events, as the CSV of an export.

Protocol: https://acleddata.com/api-documentation/acled-endpoint and /deleted-endpoint. Every country is asked for by
itself, page after page until an empty one, so that a server which gives shorter pages than asked for, or leaves a
filter out, is noticed.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from ... import sources, vocabulary
from ...errors import InputError, Problem
from ...events.exits import stays
from ..files import write_atomically
from .acled_login import Login
from .records import Arrived, Query, Records, number
from .trouble import FetchError

_EVENTS, _DELETED = "/api/acled/read", "/api/deleted/read"
_PAGE_ROWS = 5000  # the most that the API gives without asking for more
_TIER = (
    "the likely reason is the account's tier: open and public accounts log in, but have no access to single events; "
    "look at your access under https://acleddata.com, or export by hand and `sarhad add` the file"
)


def fetch_acled(login: Login, folder: Path, query: Query) -> Arrived:
    """Fetch the events of the query's countries and days into a CSV in `folder`, whole or not at all.

    Raises:
        InputError: no country or no first day is asked for. FetchError: ACLED refuses, gives nothing, or not all.
    """
    if not query.countries or query.start is None:
        raise InputError(
            "ACLED is asked for by country and day", do="name the countries, and the first day with --from"
        )
    end = query.end or dt.datetime.now(tz=dt.UTC).date()
    if end < query.start:
        raise InputError(f"{end} is before {query.start}", do="exchange --from and --to")
    query = Query(query.countries, query.start, end)
    target = folder / f"acled_{query.start}_{end}.csv"
    reading = _Reading(login, "acled", target.name)
    write_atomically(target, lambda part: reading.events(part, query))
    return Arrived(
        target, "acled", "", reading.rows, login.site + _EVENTS, reading.filters(query), reading.problems(query)
    )


def fetch_acled_deletions(login: Login, folder: Path) -> Arrived:
    """Fetch the whole list of deleted events into a CSV in `folder`, whole or not at all. Raises as `fetch_acled`."""
    target = folder / "acled_deletions.csv"
    reading = _Reading(login, "acled-deletions", target.name)
    write_atomically(target, reading.deletions)
    return Arrived(target, "acled-deletions", "", reading.rows, login.site + _DELETED, "", reading.problems(Query()))


class _Reading:
    """One table on its way."""

    def __init__(self, login: Login, source: str, name: str) -> None:
        self.rows = 0
        self._login = login
        self._description = sources.describe(source)
        self._name = name
        self._found: tuple[Problem, ...] = ()
        self._empty: list[str] = []
        self._sees_until: dt.date | None = None

    @stays("what the API of ACLED gives")
    def events(self, part: Path, query: Query) -> None:
        with part.open("w", encoding="utf-8", newline="") as stream:
            records = Records(stream, self._description, self._name)
            for code in query.countries:
                country = vocabulary.countries().by_iso3(code)
                asked = {
                    "event_date": f"{query.start}|{query.end}",
                    "event_date_where": "BETWEEN",
                    **({"iso": str(country.iso_numeric)} if country.iso_numeric else {"country": country.name}),
                }
                before = records.arrived
                for page in self._pages(_EVENTS, asked, records):
                    self._check_filters(page, country.iso_numeric, query)
                if records.arrived == before:
                    self._empty.append(country.name)
            if not records.arrived:
                raise self._nothing(query)
            self._found, self.rows = records.finish(), records.rows

    @stays("the ids that the API of ACLED says were deleted")
    def deletions(self, part: Path) -> None:
        with part.open("w", encoding="utf-8", newline="") as stream:
            records = Records(stream, self._description, self._name)
            for _ in self._pages(_DELETED, {}, records):
                pass
            if not records.arrived:
                raise FetchError("the login is valid, but ACLED's list of deleted events came empty", do=_TIER)
            self._found, self.rows = records.finish(), records.rows

    def filters(self, query: Query) -> str:
        """The choices of the query, and what the account is not shown."""
        limit = self._sees_until
        late = limit is not None and query.end is not None and limit < query.end
        return f"{query.words}; this account is shown events up to {limit}" if late else query.words

    def problems(self, query: Query) -> tuple[Problem, ...]:
        """What a user of the table must know."""
        told = list(self._found)
        if self._empty:
            what = f"no event in these days: {', '.join(self._empty)}"
            told.append(Problem("country-empty", what, file=self._name, do="check that your access covers it"))
        if self.filters(query) != query.words:
            what = f"this account is shown events up to {self._sees_until} only; the days after it are not empty"
            told.append(Problem("recent-days-withheld", what, file=self._name, do="state the coverage up to that day"))
        return tuple(told)

    def _pages(self, path: str, asked: Mapping[str, str], records: Records) -> Iterator[list[Any]]:
        before, claimed, page_number = records.arrived, None, 1
        while True:
            answer = self._login.read(path, {**asked, "limit": str(_PAGE_ROWS), "page": str(page_number)})
            page = answer.get("data")
            if not isinstance(page, list):
                raise self._wrong("the answer is not a page of a table")
            self._sees_until = _sees_until(answer) or self._sees_until
            if not page:
                break
            if records.add(page) == 0 and page_number > 1:
                raise self._wrong(f"page {page_number} holds nothing that had not come before")
            count = number(answer.get("count"))
            if count is not None and count != len(page):
                claimed = count
            yield page
            page_number += 1
        came = records.arrived - before
        if claimed is not None and claimed != came:
            raise self._wrong(f"{came:,} records came where {claimed:,} are counted")

    def _check_filters(self, page: list[Any], numeric: int | None, query: Query) -> None:
        first, last = str(query.start), str(query.end)
        for record in page:
            if not isinstance(record, Mapping):
                continue
            code, day = number(record.get("iso")), record.get("event_date")
            elsewhere = numeric is not None and code is not None and code != numeric
            dated = isinstance(day, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", day) is not None
            if elsewhere or (dated and not first <= str(day) <= last):
                raise self._wrong("records came of other countries or days than were asked for")

    def _nothing(self, query: Query) -> FetchError:
        """Why a valid login gets an empty table: told apart by asking for any event at all."""
        limit = self._sees_until
        if limit is not None and query.start is not None and limit < query.start:
            what = f"the login is valid, but this account is shown events up to {limit} only"
            return FetchError(what, do="ask for earlier days with --to, or ask ACLED for access to recent events")
        answer = self._login.read(_EVENTS, {"limit": "1"})
        if answer.get("data"):
            what = f"ACLED gives this account events, but none for {query.words}"
            return FetchError(what, do="check the countries and the days")
        what = "the login is valid, but the table came empty, also without filters: that says nothing about events"
        return FetchError(what, do=_TIER)

    def _wrong(self, what: str) -> FetchError:
        return FetchError(f"ACLED: {what}", do="run it again; nothing was taken")


def _sees_until(answer: Mapping[str, Any]) -> dt.date | None:
    """The last day of which the account is shown events, where the answer names one."""
    limits = answer.get("data_query_restrictions")
    recency = limits.get("date_recency") if isinstance(limits, Mapping) else None
    day = recency.get("date") if isinstance(recency, Mapping) else None
    try:
        return dt.date.fromisoformat(day) if isinstance(day, str) else None
    except ValueError:
        return None
