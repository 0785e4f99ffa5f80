"""The way by APIs: UCDP's with a token of the user's, ACLED's with the user's own account.

Passwords and tokens go to the publisher's own address only: a mirror that a watch names is not asked.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

from ... import sources
from ...errors import InputError, SarhadError
from ...sources.releases import monthly, yearly
from ..combine import version_key
from ..snapshot import Origin
from ..taking import take
from . import acled_login, ucdp_api
from .acled_api import fetch_acled, fetch_acled_deletions
from .order import Arrival, Order, incoming
from .records import Arrived, Query
from .trouble import FetchError
from .ucdp_api import fetch_ucdp

BY_API = ("acled", "ucdp-candidate", "ucdp-ged")
"""The sources that can be asked for through an API."""
ONLY_BY_API = ("acled",)
"""Those of them whose publisher keeps no file for everyone."""
_Ask = Callable[[Path], Arrived]


def asked(order: Order) -> Iterator[Arrival]:
    """Fetch a source through its API: of UCDP whole releases, or the query's part of them; of ACLED the query's events
    in the order's countries, and the list of deleted events.

    Raises:
        InputError: there is no API of the source, no token or no account. FetchError: the server cannot be reached.
    """
    if order.source not in BY_API:
        raise InputError(f"{order.source} has no API that is known here", do=f"one of: {', '.join(BY_API)}")
    if order.check:
        raise InputError("an API does not say what is newer without giving it", do="leave --check out")
    if order.source == "acled":
        yield from _acled(order)
    else:
        yield from _ucdp(order)


def _acled(order: Order) -> Iterator[Arrival]:
    asked_for = order.query
    query = Query(asked_for.countries or tuple(order.countries), asked_for.start, asked_for.end or order.today)
    login = acled_login.Login(order.client, site=acled_login.SITE)
    day = order.today.isoformat()  # ACLED has no releases: its table is that of a day
    events = Arrival("acled", day, "", login.site, "absent")
    came = _one(order, events, lambda folder: replace(fetch_acled(login, folder, query), version=day))
    yield came
    if came.state != "failed":
        gone = replace(events, source="acled-deletions")
        yield _one(order, gone, lambda folder: replace(fetch_acled_deletions(login, folder), version=day))


def _ucdp(order: Order) -> Iterator[Arrival]:
    ucdp_api.token()
    about = sources.describe(order.source)
    newest_only = about.releases == "yearly"
    releases = yearly(about, order.today) if newest_only else monthly(about, _last_annual_day(order), order.today)
    for release in releases:
        arrival = Arrival(order.source, release.version, "", f"{ucdp_api.API}/{release.version}", "absent")
        came = _one(order, arrival, partial(_release, order, release.version))
        yield came
        if newest_only and came.state != "absent":
            return


def _release(order: Order, version: str, folder: Path) -> Arrived:
    return fetch_ucdp(order.client, folder, order.source, version, order.query, api=ucdp_api.API)


def _last_annual_day(order: Order) -> dt.date:
    """The last day of the newest yearly release that is loaded, else of the year before the last."""
    loaded = [version_key(s.version)[0] for s in order.store.current() if s.source == "ucdp-ged"]
    return dt.date(max([order.today.year - 2, *(yy + 1999 for yy in loaded if yy > 0)]), 12, 31)


def _one(order: Order, arrival: Arrival, ask: _Ask) -> Arrival:
    """One table: asked for, written, read whole, pinned."""
    order.note(f"asking for {arrival.source} {arrival.version}")
    try:
        with incoming(order.store) as folder:
            arrived = ask(folder)
            try:
                return _taken(order, arrival, arrived)
            finally:
                arrived.path.unlink(missing_ok=True)
    except FetchError as error:
        if error.offline:
            raise
        return arrival if error.status == 404 else replace(arrival, state="failed", error=error)
    except SarhadError as error:
        return replace(arrival, state="failed", error=error)


def _taken(order: Order, arrival: Arrival, arrived: Arrived) -> Arrival:
    origin = Origin(url=arrived.url, filters=arrived.filters)
    before = {s.sha256 for s in order.store.snapshots() if s.source == arrived.source and not s.own}
    taken = take(
        order.store,
        arrived.path,
        arrived.source,
        version=arrived.version,
        accessed=order.today,
        origin=origin,
        whole=not arrived.filters and arrived.source.startswith("ucdp-"),
    )
    taken = replace(taken, problems=(*arrived.problems, *taken.problems))
    state = "unchanged" if taken.snapshot.sha256 in before else "new"
    file, version = arrived.path.name, taken.snapshot.version
    return replace(arrival, state=state, version=version, file=file, url=arrived.url, taken=taken)  # type: ignore[arg-type]
