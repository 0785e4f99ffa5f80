"""The file `decisions/actors.csv` of a watch: read with every mistake told by its line, and added to."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path

from .. import vocabulary
from ..errors import InputError, Problem
from ..events.exits import stays
from ..store import WHEN_FAULT, DecisionFile, cell_fault, day_of, decision_fault, in_utc, moment_of
from .decisions import NONE, WITHDRAWN, ActorDecision, ActorDecisions, actor_decisions_of
from .registry import Registry
from .scope import Scope

COLUMNS: tuple[str, ...] = ("name", "country", "from", "until", "actor", "who", "when", "why")

_LARGEST_MB = 16


def read_actor_decisions(path: Path, registry: Registry) -> ActorDecisions:
    """The decisions of a file; a file that is not there holds none.

    A row that cannot be read, or names an actor that the registry does not hold, is told with its line and left out.

    Raises:
        InputError: the file as a whole cannot be read: too large, not UTF-8, columns missing, not a table.
    """
    if not path.is_file():
        return ActorDecisions(file=path.name)
    rows: list[ActorDecision] = []
    problems: list[Problem] = []
    for line, cells in _file(path).records():
        row = _read_row(cells, line, path.name, registry)
        if isinstance(row, Problem):
            problems.append(row)
        else:
            rows.append(row)
    return actor_decisions_of(rows, file=path.name, problems=problems)


@stays("decisions/actors.csv of a watch: what a person decided about a name")
def append_actor_decision(
    path: Path,
    registry: Registry,
    name: str,
    actor: str,
    *,
    who: str,
    why: str = "",
    country: str | None = None,
    start: dt.date | None = None,
    end: dt.date | None = None,
    when: dt.datetime | None = None,
) -> ActorDecision:
    """Add a row to the file, whole or not at all, one writer at a time; `when` is now where it is not given.

    `actor` is an id of the registry, `none` or `withdrawn`. What stands in the file is kept byte for byte.

    Raises:
        InputError: an actor that is none, nobody who decides, or a file that cannot be read.
        BusyError: another process holds the file.
    """
    cells = {
        "name": " ".join(name.split()),
        "country": country or "",
        "from": start.isoformat() if start else "",
        "until": end.isoformat() if end else "",
        "actor": actor,
        "who": " ".join(who.split()),
        "when": in_utc(when or dt.datetime.now(dt.UTC)),
        "why": " ".join(why.split()),
    }
    row = _read_row(cells, None, path.name, registry)
    if isinstance(row, Problem):
        raise InputError("the decision cannot be written; nothing was", problems=[row])
    _file(path).append(cells)
    return row


def _read_row(cells: Mapping[str, str], line: int | None, file: str, registry: Registry) -> ActorDecision | Problem:
    """A row, or what is wrong with it."""
    values = {name: cells.get(name, "").strip() for name in COLUMNS}

    def fault(column: str, what: str, do: str) -> Problem:
        return decision_fault(column, what, do, value=values[column], line=line, file=file)

    if wrong := cell_fault(values, ("name", "actor", "who", "when")):
        return fault(*wrong)
    country = values["country"]
    if country and country not in vocabulary.countries():
        return fault(
            "country", "is not an ISO 3166-1 alpha-3 country code", "write AFG for Afghanistan, or leave it empty"
        )
    days: dict[str, dt.date | None] = {}
    for column in ("from", "until"):
        days[column] = day_of(values[column])
        if values[column] and days[column] is None:
            return fault(column, "is not a day", "write it as 2026-03-01, or leave it empty")
    start, end = days["from"], days["until"]
    if start and end and end < start:
        return fault("until", "is before from", "exchange them")
    when = moment_of(values["when"])
    if when is None:
        return fault(*WHEN_FAULT)
    actor = values["actor"]
    if actor not in (NONE, WITHDRAWN) and actor not in registry:
        return fault("actor", "no actor has this id", f"correct the id, or write {NONE} or {WITHDRAWN}")
    return ActorDecision(
        values["name"],
        Scope(frozenset((country,)) if country else None, start, end),
        None if actor in (NONE, WITHDRAWN) else actor,
        values["who"],
        when,
        values["why"],
        actor == WITHDRAWN,
        line,
    )


def _file(path: Path) -> DecisionFile:
    return DecisionFile(path, COLUMNS, _LARGEST_MB)
