"""The file `decisions/actors.csv` of a watch: read with every mistake told by its line, and added to."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from .. import vocabulary
from ..errors import InputError, Problem
from ..events.exits import stays
from ..store import locked, write_atomically
from .decisions import NONE, WITHDRAWN, ActorDecision, ActorDecisions, actor_decisions_of
from .registry import Registry
from .scope import Scope

COLUMNS: tuple[str, ...] = ("name", "country", "from", "until", "actor", "who", "when", "why")

_LARGEST_MB = 16
_LONGEST = 2_000  # characters of a cell
_WAIT_S = 30.0
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(Z|[+-]\d{2}:\d{2})")


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
    for line, cells in _records(path):
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
    moment = when or dt.datetime.now(dt.UTC)
    if moment.tzinfo is None:
        raise InputError("the time of a decision has no zone", do="give it in UTC")
    cells = {
        "name": " ".join(name.split()),
        "country": country or "",
        "from": start.isoformat() if start else "",
        "until": end.isoformat() if end else "",
        "actor": actor,
        "who": " ".join(who.split()),
        "when": moment.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "why": " ".join(why.split()),
    }
    row = _read_row(cells, None, path.name, registry)
    if isinstance(row, Problem):
        raise InputError("the decision cannot be written; nothing was", problems=[row])
    lock = path.with_name(f".{path.name}.lock")
    with locked(lock, "another command that writes decisions", wait=_WAIT_S, do="run the command again"):
        before = path.read_bytes() if path.is_file() else b""
        for _ in _records(path) if before else ():
            pass
        columns = _columns(path.name, _text(path)) if before else list(COLUMNS)
        if before and not before.endswith((b"\n", b"\r")):
            before += b"\n"
        head = b"" if before else _line(COLUMNS)
        whole = before + head + _line([cells.get(column, "") for column in columns])
        write_atomically(path, lambda part: part.write_bytes(whole))
    return row


def _read_row(cells: Mapping[str, str], line: int | None, file: str, registry: Registry) -> ActorDecision | Problem:
    """A row, or what is wrong with it."""
    values = {name: cells.get(name, "").strip() for name in COLUMNS}

    def fault(column: str, what: str, do: str) -> Problem:
        return Problem(
            "decision-unreadable",
            what,
            file=file,
            line=line,
            column=column,
            value=values[column],
            do=do,
            effect="record left out",
            severity="error",
        )

    for column in ("name", "actor", "who", "when"):
        if not values[column]:
            return fault(column, "is empty", "fill it")
    for column in COLUMNS:
        if len(values[column]) > _LONGEST or not all(c.isprintable() or c in "\n\r\t" for c in values[column]):
            do = f"keep to {_LONGEST:,} printable characters"
            return fault(column, "is too long or holds characters that do not print", do)
    country = values["country"]
    if country and country not in vocabulary.countries():
        return fault(
            "country", "is not an ISO 3166-1 alpha-3 country code", "write AFG for Afghanistan, or leave it empty"
        )
    days: dict[str, dt.date | None] = {}
    for column in ("from", "until"):
        days[column] = _day(values[column])
        if values[column] and days[column] is None:
            return fault(column, "is not a day", "write it as 2026-03-01, or leave it empty")
    start, end = days["from"], days["until"]
    if start and end and end < start:
        return fault("until", "is before from", "exchange them")
    when = _when(values["when"])
    if when is None:
        do = "write the day as 2026-03-01, or the moment as 2026-03-01T14:05:00Z"
        return fault("when", "is not a day or a moment", do)
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


def _day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text) if _DAY.fullmatch(text) else None
    except ValueError:
        return None


def _when(text: str) -> str | None:
    """A day as it is, a moment in UTC; nothing where the text is neither."""
    if day := _day(text):
        return day.isoformat()
    try:
        moment = dt.datetime.fromisoformat(text) if _MOMENT.fullmatch(text) else None
        return moment.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if moment else None
    except (ValueError, OverflowError):
        return None


def _records(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """The line on which each record begins, and its cells by column."""
    text = _text(path)
    columns = _columns(path.name, text)
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    begins = 1
    try:
        for number, cells in enumerate(reader):
            line, begins = begins, reader.line_num + 1
            if number and any(cell.strip() for cell in cells):
                yield line, dict(zip(columns, cells, strict=False))
    except csv.Error as error:
        raise InputError(
            f"{path.name} is not a table",
            problems=[Problem("decisions-unreadable", str(error), file=path.name, line=begins, effect="nothing read")],
            do="close the quotes of that line",
        ) from None


def _columns(file: str, text: str) -> list[str]:
    """The columns in the order of the file. Raises `InputError` when one is missing."""
    first = next(csv.reader(io.StringIO(text, newline="")), [])
    columns = [name.strip().lower() for name in first]
    missing = [name for name in COLUMNS if name not in columns]
    if missing:
        semicolons = len(first) == 1 and ";" in first[0]
        do = "separate the columns by commas, not by semicolons" if semicolons else ""
        raise InputError(
            f"{file}, line 1: no column {', '.join(missing)}",
            do=do or f"let the first line be {','.join(COLUMNS)}",
        )
    return columns


def _text(path: Path) -> str:
    if path.stat().st_size > _LARGEST_MB * 1_000_000:
        raise InputError(f"{path.name} is larger than {_LARGEST_MB} MB", do="see whether it is the file you mean")
    data = path.read_bytes()
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise InputError(f"{path.name}, line {line}: not UTF-8", do="save the file as CSV in UTF-8") from None


def _line(cells: Iterable[str]) -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\n").writerow(list(cells))
    return out.getvalue().encode()
