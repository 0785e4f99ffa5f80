"""The way by files: the releases that a publisher keeps at fixed addresses."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace

from ... import sources
from ...errors import SarhadError
from ...sources.releases import Release, gathered, monthly, yearly
from ..combine import version_key
from ..snapshot import Origin, Snapshot
from ..taking import take
from .order import Arrival, Order, incoming
from .trouble import FetchError, shown

_ANNUAL = {"ucdp-candidate": "ucdp-ged"}
"""By source of monthly releases: the yearly one that supersedes them."""
_CAME = ("new", "unchanged", "newer")


def released(order: Order) -> Iterator[Arrival]:
    """Fetch what is new of a source's releases, one after the other.

    Of yearly releases the newest; of monthly ones those of the months after the newest yearly release.

    Raises:
        FetchError: the server cannot be reached.
    """
    about = sources.describe(order.source)
    if about.releases == "yearly":
        yield from _newest(order)
    elif about.releases == "monthly":
        yield from _months(order)
    else:
        raise FetchError(f"{about.title} has no address from which it can be fetched", do="sarhad add FILE")


def _newest(order: Order) -> Iterator[Arrival]:
    releases = yearly(sources.describe(order.source), order.today)
    loaded = max((version_key(s.version) for s in _loaded(order, order.source)), default=())
    for release in releases:
        arrival = _one(order, release)
        if arrival.state != "absent":
            yield arrival
        elif version_key(release.version) <= loaded:
            yield arrival  # what is loaded is no longer there
        if arrival.state in _CAME or version_key(release.version) <= loaded:
            return
    if arrival.state == "absent":
        tried = " or ".join(release.version for release in releases)
        what = f"there is no release {tried} at {shown(order.address(releases[0].url))}"
        yield replace(arrival, state="failed", error=FetchError(what, do="look at the publisher's page"))


def _months(order: Order) -> Iterator[Arrival]:
    about = sources.describe(order.source)
    wanted = monthly(about, _superseded_until(order), order.today)
    missing: list[tuple[Release, Arrival]] = []
    newest: dt.date | None = None
    for release in wanted:
        arrival = _one(order, release)
        if arrival.state == "absent":
            missing.append((release, arrival))
        else:
            newest = release.last
            yield arrival
    while missing:
        release, absent = missing.pop(0)
        if newest is None or release.first < newest:  # not only unpublished: it may stand in a gathered release
            for other in gathered(about, release.first, wanted[-1].last):
                arrival = _one(order, other)
                if arrival.state != "absent":
                    yield arrival
                if arrival.state in _CAME:
                    newest, absent = max(newest or other.last, other.last), arrival
                    missing = [(r, a) for r, a in missing if r.first > other.last]
                    break
        if absent.state == "absent":
            yield absent


def _superseded_until(order: Order) -> dt.date:
    """The last day that the newest yearly release covers, be it loaded or at its publisher's."""
    start = sources.describe(order.source).coverage.start or dt.date(1900, 1, 1)
    annual = _ANNUAL.get(order.source, "")
    last = start.year - 1
    if annual:
        known = [version_key(s.version)[0] + 1999 for s in _loaded(order, annual) if s.version != "unknown"]
        last = max([last, *known])
        for release in yearly(sources.describe(annual), order.today):
            mirrored = annual if annual in order.mirrors else order.source
            if release.last.year > last and _is_there(order, order.address(release.url, mirrored)):
                last = release.last.year
    return dt.date(last, 12, 31)


def _is_there(order: Order, url: str) -> bool:
    order.note("looking for the newest yearly release")
    found = order.client.find(url)
    return found is not None and not found.web_page


def _loaded(order: Order, source: str) -> list[Snapshot]:
    return [s for s in order.store.snapshots() if s.source == source and not s.own]


def _one(order: Order, release: Release) -> Arrival:
    """One release: fetched, or only looked at."""
    url = order.address(release.url)
    arrival = Arrival(order.source, release.version, release.file, shown(url), "absent")
    order.note(f"{'looking for' if order.check else 'fetching'} {release.file}")
    try:
        return _look(order, arrival, url) if order.check else _fetch(order, arrival, url)
    except SarhadError as error:
        if isinstance(error, FetchError) and error.offline:
            raise
        if isinstance(error, FetchError) and error.status in (404, 410):
            return arrival
        return replace(arrival, state="failed", error=error)


def _look(order: Order, arrival: Arrival, url: str) -> Arrival:
    found = order.client.find(url)
    if found is None or found.web_page:
        return arrival
    known = [s for s in _loaded(order, order.source) if s.version == arrival.version]
    here = next((s for s in reversed(known) if s.origin.url == arrival.url), None)
    if here and (here.origin.etag or here.origin.last_modified):
        same = (here.origin.etag, here.origin.last_modified) == (found.etag, found.last_modified)
    else:
        same = any(found.size in (None, s.size) for s in known)
    return replace(arrival, state="unchanged" if same else "newer")


def _fetch(order: Order, arrival: Arrival, url: str) -> Arrival:
    store = order.store
    here = next((s for s in reversed(_loaded(order, order.source)) if s.origin.url == arrival.url), None)
    known = here.origin if here and store.path(here).is_file() else Origin()
    with incoming(store) as folder:
        target = folder / arrival.file
        outcome = order.client.download(url, target, etag=known.etag, last_modified=known.last_modified)
        if outcome.state == "unchanged":
            return replace(arrival, state="unchanged")
        origin = Origin(arrival.url, outcome.etag, outcome.last_modified)
        try:
            same = next((s for s in _loaded(order, order.source) if s.sha256 == outcome.sha256), None)
            if same:
                store.pin(target, order.source, same.version, None, origin=origin)
                return replace(arrival, state="unchanged")
            order.note(f"reading {arrival.file}")
            taken = take(store, target, order.source, version=arrival.version, origin=origin, whole=True)
            return replace(arrival, state="new", taken=taken)
        finally:
            target.unlink(missing_ok=True)
