"""`sarhad fetch`: bring what publishers have that a watch does not hold yet."""

from __future__ import annotations

import datetime as dt
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ..errors import InputError
from .attention import print_days
from .console import EXIT_FOUND, EXIT_INPUT, err, out, print_error, print_json, print_problems, progress
from .options import Json, WatchOption, day

if TYPE_CHECKING:
    from ..store import Store
    from ..store.fetching import Arrival
    from ..watch import Watch

NAME = "fetch"
_WORDS = {"newer": "is newer upstream", "unchanged": "unchanged", "absent": "not published, or not yet"}


def command(
    source: Annotated[
        list[str] | None, typer.Argument(metavar="[SOURCE]...", help="Sources; all of the watch if not given.")
    ] = None,
    watch: WatchOption = Path(),
    check: Annotated[
        bool, typer.Option("--check", help="Only say what is newer upstream: exit code 1 if anything is.")
    ] = False,
    api: Annotated[
        bool, typer.Option("--api", help="Through the publisher's API; UCDP: UCDP_TOKEN in the environment.")
    ] = False,
    since: Annotated[
        str | None, typer.Option("--from", help="First day to ask for (ACLED, UCDP by --api, GDELT), 2026-01-31.")
    ] = None,
    until: Annotated[
        str | None, typer.Option("--to", help="Last day to ask for; default today, of GDELT none.")
    ] = None,
    json: Json = False,
) -> None:
    """Fetch the sources of a watch from their publishers: each file is read whole before it is pinned.

    ACLED is asked through its API for the countries of the watch, with your own account: ACLED_EMAIL and
    ACLED_PASSWORD in the environment, and --from. GDELT is fetched when it is named, with --from and --to: its files
    of 15 minutes that are not counted yet.
    """
    # Loaded here, not above: the libraries of a build take seconds, and `--help` needs none of them.
    from ..store import Store
    from ..store.fetching import Client, FetchError, Order, Query, way_of
    from ..watch import read_watch

    region = read_watch(watch)
    query = Query((), day(since), day(until))
    store, client = Store(region.state / "store"), Client()
    mirrors = {entry.source: entry.mirror for entry in region.file.sources if entry.mirror}
    arrivals: list[Arrival] = []
    offline: FetchError | None = None
    with progress(quiet=json) as step:
        for name in _named(region, store, source or [], api, dated=since is not None):
            order = Order(name, store, client, _today(), check, region.countries, mirrors, step, query)
            try:
                for arrival in way_of(name, api)(order):
                    arrivals.append(arrival)
            except FetchError as error:
                offline = error
                break
    if json:
        about = {"arrivals": [a.as_dict() for a in arrivals]}
        print_json(about | ({"error": str(offline)} if offline else {}))
    else:
        _print(arrivals, region)
    if offline:
        print_error(offline)
    failed = offline or any(a.state == "failed" for a in arrivals)
    newer = any(a.state == "newer" for a in arrivals)
    if failed or newer:
        raise typer.Exit(EXIT_INPUT if failed else EXIT_FOUND)
    if not json and any(a.state == "new" for a in arrivals):
        out.print(f"  next: sarhad build {watch}")


def _named(region: Watch, store: Store, asked: list[str], api: bool, dated: bool) -> list[str]:
    """The sources to fetch, yearly releases first: those asked for, else all of the watch that can be."""
    from .. import sources
    from ..store.fetching import BY_API, BY_LIST, ONLY_BY_API, fetchable

    can = BY_API if api else (*fetchable(), *ONLY_BY_API, *BY_LIST)
    if wrong := [name for name in asked if name not in can]:
        raise InputError(
            f'"{wrong[0]}" cannot be fetched', do=f"one of: {', '.join(can)}; other files: sarhad add FILE"
        )
    held = {entry.source for entry in region.file.sources if not entry.file} | {s.source for s in store.current()}
    names = list(dict.fromkeys(asked)) or [
        n for n in can if n in held and (dated or n not in ONLY_BY_API) and n not in BY_LIST
    ]
    if not names:
        raise InputError("the watch names no source that can be fetched", do=f"sarhad fetch {' '.join(can)}")
    # a yearly release says from where on monthly ones are wanted
    return sorted(names, key=lambda name: sources.describe(name).releases != "yearly")


def _print(arrivals: list[Arrival], region: Watch) -> None:
    for (source, absent), group in groupby(arrivals, lambda a: (a.source, a.state == "absent")):
        if absent:  # of a source by month there may be many
            versions = [arrival.version for arrival in group]
            span = versions[0] if len(versions) == 1 else f"{versions[0]} to {versions[-1]} ({len(versions)})"
            out.print(f"  {source:<16} {span:<12} {_WORDS['absent']}")
            continue
        for arrival in group:
            _print_one(arrival, region)


def _print_one(arrival: Arrival, region: Watch) -> None:
    line = f"  {arrival.source:<16} {arrival.version:<12} "
    if arrival.taken:
        rows = arrival.taken.rows
        here = ((country, arrival.taken.by_country.get(country, 0)) for country in region.region.countries)
        counts = ", ".join(f"{country} {n:,}" for country, n in here if n)
        out.print(f"{line}{arrival.state}: {rows['read']:,} rows read, {rows['left_out']:,} left out")
        if filters := arrival.taken.snapshot.origin.filters:
            out.print(f"    asked for: {filters}")
        if counts:
            out.print(f"    {'mentions ' if arrival.days else ''}in the watch: {counts}")
        print_problems(arrival.taken.problems)
    elif arrival.error:
        err.print(f"{line}did not come: {arrival.error}", style=None)
        return
    else:
        out.print(line + _WORDS[arrival.state])
    if arrival.days:
        print_days(arrival.days, arrival.version)


def _today() -> dt.date:
    return dt.datetime.now(tz=dt.UTC).date()
