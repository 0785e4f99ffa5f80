"""UCDP's API: a release of GED or of the Candidate events, page by page, as the CSV that UCDP publishes of it.

Protocol: https://ucdp.uu.se/apidocs/. An answer has TotalCount, TotalPages, NextPageUrl and Result.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from ... import sources, vocabulary
from ...errors import InputError, Problem
from ...events.exits import stays
from ...sources.description import SourceDescription
from ..files import write_atomically
from .http import Client
from .records import MAX_ROWS, Arrived, Query, Records, number
from .trouble import FetchError, shown

API = "https://ucdpapi.pcr.uu.se/api/gedevents"
TOKEN = "UCDP_TOKEN"  # noqa: S105 -- the name of the variable
_PAGE_ROWS = 1000  # the most that the API gives
_ASK = "a token is given free of charge, see https://ucdp.uu.se/apidocs/"
_AGAIN = "run it again; nothing was taken"


def fetch_ucdp(
    client: Client,
    folder: Path,
    source: str,
    release: str,
    query: Query | None = None,
    *,
    api: str = API,
    environ: Mapping[str, str] | None = None,
) -> Arrived:
    """Fetch a release of `ucdp-ged` ("25.1") or `ucdp-candidate` ("26.0.1") into a CSV in `folder`.

    The file is whole or not there at all. With a query the table is an excerpt: its version says so, and no coverage
    follows from it.

    Raises:
        InputError: there is no token, or no such release. FetchError: the server does not give all that it counts.
    """
    query = query or Query()
    key = token(environ)
    if not re.fullmatch(r"\d{1,2}(\.\d{1,2}){1,3}", release):
        raise InputError(f'"{release}" is not a release of UCDP', do="write it as 25.1 or 26.0.1")
    stem = f"GEDEvent_v{release.replace('.', '_')}"
    target = folder / (f"{stem}.csv" if not query.words else f"excerpt-of-{stem}.csv")
    reading = _Reading(client, f"{api}/{release}", {"x-ucdp-access-token": key}, sources.describe(source))
    write_atomically(target, lambda part: reading.run(part, _parameters(query), target.name))
    return Arrived(
        target,
        source,
        f"{release} excerpt" if query.words else release,
        reading.rows,
        shown(reading.url),
        query.words,
        reading.problems,
    )


def token(environ: Mapping[str, str] | None = None) -> str:
    """The user's token. Raises `InputError` when the environment has none."""
    found = (os.environ if environ is None else environ).get(TOKEN, "").strip()
    if not found:
        raise InputError(f"the environment variable {TOKEN} is not set", do=_ASK)
    return found


def _parameters(query: Query) -> dict[str, str]:
    known = vocabulary.countries()
    numbers = []
    for code in query.countries:
        found = known.gw_of_iso3(code, query.end)
        if found is None:
            raise InputError(f"UCDP has no number for {known.by_iso3(code).name}", do="leave it out")
        numbers.append(str(found))
    asked = {
        "pagesize": str(_PAGE_ROWS),
        "Country": ",".join(numbers),
        "StartDate": query.start.isoformat() if query.start else "",
        "EndDate": query.end.isoformat() if query.end else "",
    }
    return {name: text for name, text in asked.items() if text}


class _Reading:
    """One release on its way."""

    def __init__(self, client: Client, url: str, headers: Mapping[str, str], description: SourceDescription) -> None:
        self.url = url
        self.rows = 0
        self.problems: tuple[Problem, ...] = ()
        self._client = client
        self._headers = headers
        self._description = description

    @stays("what the API of UCDP gives")
    def run(self, part: Path, params: Mapping[str, str], name: str) -> None:
        """Write all pages to a file, each asked for once and counted."""
        with part.open("w", encoding="utf-8", newline="") as stream:
            records = Records(stream, self._description, name)
            total: int | None = None
            asked: set[frozenset[tuple[str, str]]] = set()
            following: Mapping[str, str] | None = params
            while following is not None:
                asked.add(frozenset(following.items()))
                answer = self._ask(following, first=total is None)
                count, page = number(answer.get("TotalCount")), answer.get("Result")
                if count is None or not isinstance(page, list) or count > MAX_ROWS:
                    raise self._wrong("the answer is not a page of a table", do="take UCDP's file instead")
                if total is not None and count != total:
                    raise self._wrong(f"the table changed while it was read ({total:,} records, then {count:,})")
                total = count
                records.add(page)
                if records.arrived > total:
                    raise self._wrong(f"{records.arrived:,} records came where {total:,} are counted")
                following = self._next(answer.get("NextPageUrl"))
                if following is not None and (not page or frozenset(following.items()) in asked):
                    raise self._wrong("the pages lead round in a circle")
            if records.rows != total:
                raise self._wrong(f"{records.rows:,} different records came where {total:,} are counted")
            if not total:
                raise self._wrong("the table is empty", do="check the release, the countries and the days", status=404)
            self.rows, self.problems = records.rows, records.finish()

    def _ask(self, params: Mapping[str, str], *, first: bool) -> Mapping[str, Any]:
        try:
            answer = self._client.json(self.url, params=params, headers=self._headers)
        except FetchError as error:
            trouble = error
        else:
            if not isinstance(answer, dict):
                raise self._wrong("the answer is not a page of a table", do="take UCDP's file instead")
            return answer
        if trouble.status in (401, 403):
            raise FetchError(f"UCDP does not accept the token in {TOKEN}", do=_ASK, status=trouble.status)
        if trouble.status == 404:
            raise self._wrong("UCDP has no such release", do="see https://ucdp.uu.se/downloads/", status=404)
        if trouble.status == 400 and not first:  # so it answers after some forty questions in a row
            raise self._wrong("UCDP wants fewer questions in a row", do="run it again in some minutes", status=400)
        raise FetchError(trouble.args[0], do=trouble.do, status=trouble.status, offline=trouble.offline)

    def _next(self, address: object) -> Mapping[str, str] | None:
        """What the next page is asked for with; its host and path must be those that the token is for."""
        if address is None or address == "":
            return None
        try:
            own, other = urlsplit(self.url), urlsplit(str(address))
            same = (own.hostname, own.path.rstrip("/")) == (other.hostname, other.path.rstrip("/"))
            parts = dict(parse_qsl(other.query, max_num_fields=20))
        except ValueError:
            same, parts = False, {}
        if not same or not parts:
            raise self._wrong("the next page is said to be elsewhere; it was not followed", do="take UCDP's file")
        return parts

    def _wrong(self, what: str, *, do: str = _AGAIN, status: int | None = None) -> FetchError:
        return FetchError(f"{shown(self.url)}: {what}", do=do, status=status)
