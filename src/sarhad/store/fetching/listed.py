"""The way by a list: GDELT's files of 15 minutes, each checked against the size and the MD5 that its list tells."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import replace
from pathlib import Path

from ... import sources
from ...errors import InputError, Problem, SarhadError
from ...sources.gdelt_files import QUARTERS, DayFiles, days_of, own_name, told_by
from ..attention import ATTENTION, take_attention
from ..snapshot import Origin
from ..taking import Taken
from .gdelt_list import MAX_FILE, FileList, Listed, read_list
from .order import Arrival, Order, incoming
from .trouble import FetchError, shown

BY_LIST = (ATTENTION,)
"""The sources that are fetched file by file from a list."""
MAX_DAYS = 92
"""Days of one call: some 9,000 files."""
_FIRST = dt.date(2015, 2, 18)  # before, GDELT has files by day only
_MAX_LIST = 2**29  # GDELT's list of 2026 has some 130 MB
_MAX_BYTES = 16 * 2**30
_AT_A_TIME = 4
_GIVE_UP = 20  # files that did not come for another reason than that there is none


def listed(order: Order) -> Iterator[Arrival]:
    """Fetch the files of the query's days that no pinned table counts yet, and pin their sums.

    Files of an interrupted call stay in the folder of arrivals, and the next call goes on with them. Whatever country a
    record names, it counts.

    Raises:
        InputError: no days are asked for, or too many. FetchError: the server cannot be reached.
    """
    first, last = _span(order)
    days = [first + dt.timedelta(days=n) for n in range((last - first).days + 1)]
    held = _held(order)
    whole_days = {told[0] for name in held if (told := told_by(name)) and told[1] is None}
    publishers = sources.describe(ATTENTION).download
    address = order.address(publishers)
    arrival = Arrival(ATTENTION, f"{first} to {last}", "", shown(address), "unchanged", days=_states(days, held))
    if all(day.status == "complete" for day in arrival.days):
        yield arrival
        return
    with incoming(order.store) as folder:
        scratch = folder / ATTENTION
        try:
            known = _list(order, address, publishers, scratch, first, last)
        except FetchError as error:
            if error.offline:
                raise
            yield replace(arrival, state="failed", error=error)
            return
        wanted = [f for f in known.files if own_name(f.name) not in held and _day(f) not in whole_days]
        if order.check or not wanted:
            yield replace(arrival, state="newer" if wanted else "unchanged" if known.files else "absent")
            return
        if (size := sum(file.size for file in wanted)) > _MAX_BYTES:
            what = f"the files of these days have {size / 2**30:,.0f} GB by the list"
            raise InputError(what, do="ask for fewer days")
        came, troubles = _download(order, wanted, address.rpartition("/")[0], scratch)
        yield from _taken(order, arrival, known, wanted, came, troubles)
        shutil.rmtree(scratch, ignore_errors=True)


def _span(order: Order) -> tuple[dt.date, dt.date]:
    first, last = order.query.start, order.query.end
    if first is None or last is None:
        do = "give the first day with --from and the last one with --to"
        raise InputError("GDELT is asked for by days, as it has a file for every 15 minutes", do=do)
    if last < first:
        raise InputError(f"{last} is before {first}", do="exchange --from and --to")
    if first < _FIRST:
        what = f"GDELT has files of 15 minutes from {_FIRST} on, not of {first}"
        raise InputError(what, do="sarhad add its files by day for the time before")
    if first > order.today:
        raise InputError(f"{first} is still to come", do="ask for days that are over")
    last = min(last, order.today)
    if (number := (last - first).days + 1) > MAX_DAYS:
        what = f"{number:,} days are asked for, that is {number * QUARTERS:,} files; {MAX_DAYS} days are the most"
        raise InputError(what, do=f"ask for {first} to {first + dt.timedelta(days=MAX_DAYS - 1)} first")
    return first, last


def _held(order: Order) -> frozenset[str]:
    """The files that count already."""
    store = order.store
    tables = (
        sources.read_attention(store.whole(snapshot), snapshot.file)
        for snapshot in store.current()
        if snapshot.source == ATTENTION
    )
    return frozenset(own_name(file.name) for table in tables for file in table.files)


def _states(days: Sequence[dt.date], names: frozenset[str]) -> tuple[DayFiles, ...]:
    """Expected against arrived files of the days, whichever call brought them."""
    known = {state.day: state for state in days_of(names)}
    return tuple(known.get(day, DayFiles(day)) for day in days)


def _list(order: Order, address: str, publishers: str, scratch: Path, first: dt.date, last: dt.date) -> FileList:
    order.note("fetching the list of GDELT's files")
    target = scratch / publishers.rpartition("/")[2]
    order.client.download(address, target, limit_bytes=_MAX_LIST)
    try:
        folders = [url.rpartition("/")[0] + "/" for url in (publishers, address)]
        known = read_list(target, folders, first, last)
    finally:
        target.unlink(missing_ok=True)
    if not known.is_list:
        what = f"{shown(address)} is no list of the files of GDELT's event export"
        raise FetchError(what, do="check the address, or try again later")
    return known


def _download(
    order: Order, wanted: Sequence[Listed], folder: str, scratch: Path
) -> tuple[list[Path], dict[str, FetchError]]:
    """The files that came whole, and by the names of the others why not; stops when it is of no use to go on."""
    came: list[Path] = []
    troubles: dict[str, FetchError] = {}

    def bring(file: Listed) -> Path:
        target = scratch / file.name
        if not file.is_at(target):  # it may have come in an earlier call
            order.client.download(f"{folder}/{file.name}", target, limit_bytes=MAX_FILE)
        if not file.is_at(target):
            size = target.stat().st_size
            target.unlink()
            how = f"{size:,} bytes, not {file.size:,}" if size != file.size else "another MD5"
            raise FetchError(f"{file.name} is not the file that GDELT's list tells of ({how})", do="run it again later")
        return target

    with ThreadPoolExecutor(_AT_A_TIME) as pool:
        coming = {pool.submit(bring, file): file for file in wanted}
        try:
            for number, future in enumerate(as_completed(coming), 1):
                try:
                    came.append(future.result())
                except FetchError as error:
                    if error.offline:
                        raise
                    troubles[coming[future].name] = error
                order.note(f"{number:,} of {len(wanted):,} files of GDELT")
                if sum(not _is_none(error) for error in troubles.values()) == _GIVE_UP:
                    break
        finally:
            pool.shutdown(cancel_futures=True)
    return came, troubles


def _taken(
    order: Order,
    arrival: Arrival,
    known: FileList,
    wanted: Sequence[Listed],
    came: Sequence[Path],
    troubles: dict[str, FetchError],
) -> Iterator[Arrival]:
    """Pin the sums of what came; what did not come is told, and once more as a failure if it may come another time."""
    if came:
        names = sorted(path.name for path in came)
        # no other call has the same words, as no file is fetched again: the tables stand beside each other
        filters = f"days: {arrival.version}; {len(names):,} files, {names[0][:14]} to {names[-1][:14]} (UTC)"
        origin = Origin(arrival.url, filters=filters)
        try:
            snapshot, attention = take_attention(order.store, came, order.today, note=order.note, origin=origin)
        except SarhadError as error:
            yield replace(arrival, state="failed", error=error)
            return
        left = sum(attention.left_out.values())
        told = {row["country"]: 0 for row in attention.table.to_pylist() if row["country"]}
        for row in attention.table.to_pylist():
            if row["country"] and row["actor_group"] == "all":
                told[row["country"]] += row["mentions"]
        problems = (*known.problems, *_missing(troubles), *attention.problems)
        taken = Taken(snapshot, attention.rows_read, attention.rows_read - left, told, problems)
        days = _states([day.day for day in arrival.days], _held(order))
        yield replace(arrival, state="new", file=snapshot.file, taken=taken, days=days)
    again = [error for error in troubles.values() if not _is_none(error)]
    asked = len(came) + len(troubles)
    if again or not came:
        first = (again or list(troubles.values()))[0].args[0]
        given_up = f"; {len(wanted) - asked:,} more were not asked for" if asked < len(wanted) else ""
        what = f"{len(troubles):,} of {len(wanted):,} files did not come{given_up}; the first: {first}"
        do = "run it again: what is counted is not fetched again"
        yield replace(arrival, state="failed", error=FetchError(what, do=do))


def _missing(troubles: dict[str, FetchError]) -> Iterator[Problem]:
    for name, error in sorted(troubles.items()):
        if _is_none(error):
            yield Problem("file-absent", "listed, but not there; it counts as not arrived", name)
        else:
            what = f"did not come whole and counts as not arrived: {error.args[0]}"
            yield Problem("file-not-arrived", what, name, do="run it again", severity="error")


def _is_none(error: FetchError) -> bool:
    return error.status in (404, 410)


def _day(file: Listed) -> dt.date:
    told = told_by(file.name)
    assert told is not None
    return told[0]
