"""The file `decisions/matches.csv` of a watch, read and added to.

It is a record: nothing in it is changed or taken out by a command. (A row that is deleted by hand does to the tables
what withdrawing it does, without a trace.)
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path

from ..errors import InputError, Problem
from ..events.exits import stays
from ..store import WHEN_FAULT, DecisionFile, cell_fault, decision_fault, in_utc, moment_of
from .decisions import WORDS, Decision, Decisions, decisions_of

COLUMNS: tuple[str, ...] = ("event_a", "event_b", "decision", "who", "when", "why")

_LARGEST_MB = 64


def read_decisions(path: Path) -> Decisions:
    """The decisions of a file; a file that is not there holds none.

    A row that cannot be read is told with its line and left out.

    Raises:
        InputError: the file as a whole cannot be read: too large, not UTF-8, columns missing, not a table.
    """
    if not path.is_file():
        return Decisions(file=path.name)
    rows: list[Decision] = []
    problems: list[Problem] = []
    for line, cells in _file(path).records():
        row = _read_row(cells, line, path.name)
        if isinstance(row, Problem):
            problems.append(row)
        else:
            rows.append(row)
    return decisions_of(rows, file=path.name, problems=problems)


@stays("decisions/matches.csv of a watch: what a person decided about two events")
def append_decision(
    path: Path,
    event_a: str,
    event_b: str,
    decision: str,
    *,
    who: str,
    why: str = "",
    when: dt.datetime | None = None,
) -> Decision:
    """Add a row to the file, whole or not at all, one writer at a time; `when` is now where it is not given.

    What stands in the file is kept byte for byte, also rows that cannot be read.

    Raises:
        InputError: a word that is no decision, nobody who decides, an id that is none, or a file that cannot be read.
        BusyError: another process holds the file.
    """
    cells = {
        "event_a": event_a,
        "event_b": event_b,
        "decision": decision,
        "who": " ".join(who.split()),
        "when": in_utc(when or dt.datetime.now(dt.UTC)),
        "why": " ".join(why.split()),
    }
    row = _read_row(cells, None, path.name)
    if isinstance(row, Problem):
        raise InputError("the decision cannot be written; nothing was", problems=[row])
    _file(path).append(cells)
    return row


def _read_row(cells: Mapping[str, str], line: int | None, file: str) -> Decision | Problem:
    """A row, or what is wrong with it."""
    values = {name: cells.get(name, "").strip() for name in COLUMNS}
    values["decision"] = values["decision"].lower()
    when = moment_of(values["when"])
    wrong = cell_fault(values, ("event_a", "event_b", "who", "when"))
    if wrong is None and values["decision"] not in WORDS:
        wrong = ("decision", "is not a decision", f"use one of {', '.join(WORDS)}")
    if wrong is None and values["event_a"] == values["event_b"]:
        wrong = ("event_b", "is the same event as event_a", "name two events")
    if wrong or when is None:
        column, what, do = wrong or WHEN_FAULT
        return decision_fault(column, what, do, value=values[column], line=line, file=file)
    return Decision(values["event_a"], values["event_b"], values["decision"], values["who"], when, values["why"], line)


def _file(path: Path) -> DecisionFile:
    return DecisionFile(path, COLUMNS, _LARGEST_MB)
