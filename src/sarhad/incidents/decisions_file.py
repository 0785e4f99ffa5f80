"""The file `decisions/matches.csv` of a watch, read and added to.

It is a record: nothing in it is changed or taken out by a command. (A row that is deleted by hand does to the tables
what withdrawing it does, without a trace.)
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from ..errors import InputError, Problem
from ..events.exits import stays
from ..store import locked, write_atomically
from .decisions import WORDS, Decision, Decisions, decisions_of

COLUMNS: tuple[str, ...] = ("event_a", "event_b", "decision", "who", "when", "why")

_LARGEST_MB = 64
_LONGEST = 2_000  # characters of a cell
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_MOMENT = re.compile(r"(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2}:\d{2})(Z|[+-]\d{2}:\d{2})")
_WAIT_S = 30.0


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
    for line, cells in _records(path):
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
    moment = when or dt.datetime.now(dt.UTC)
    if moment.tzinfo is None:
        raise InputError("the time of a decision has no zone", do="give it in UTC")
    told = moment.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    cells = {
        "event_a": event_a,
        "event_b": event_b,
        "decision": decision,
        "who": " ".join(who.split()),
        "when": told,
        "why": " ".join(why.split()),
    }
    row = _read_row(cells, None, path.name)
    if isinstance(row, Problem):
        raise InputError("the decision cannot be written; nothing was", problems=[row])
    lock = path.with_name(f".{path.name}.lock")
    with locked(lock, "another command that writes decisions", wait=_WAIT_S, do="run the command again"):
        before = path.read_bytes() if path.is_file() else b""
        if before:
            for _ in _records(path):
                pass
        head = b"" if before else _line(COLUMNS)
        columns = _columns(path) if before else COLUMNS
        if before and not before.endswith((b"\n", b"\r")):
            before += b"\n"
        whole = before + head + _line([cells.get(name, "") for name in columns])
        write_atomically(path, lambda part: part.write_bytes(whole))
    return row


def _read_row(cells: Mapping[str, str], line: int | None, file: str) -> Decision | Problem:
    """A row, or what is wrong with it."""
    values = {name: cells.get(name, "").strip() for name in COLUMNS}
    values["decision"] = values["decision"].lower()
    faults = (
        (next((n for n in ("event_a", "event_b", "who", "when") if not values[n]), ""), "is empty", "fill it"),
        (next((n for n in COLUMNS if not _plain(values[n])), ""), "is too long or holds characters that do not print",
         f"keep to {_LONGEST:,} printable characters"),
        ("" if values["decision"] in WORDS else "decision", "is not a decision", f"use one of {', '.join(WORDS)}"),
        ("event_b" if values["event_a"] == values["event_b"] else "", "is the same event as event_a",
         "name two events"),
    )  # fmt: skip
    for column, what, do in faults:
        if column:
            return _fault(column, what, do, values[column], line, file)
    when = _when(values["when"])
    if when is None:
        do = "write the day as 2026-03-01, or the moment as 2026-03-01T14:05:00Z"
        return _fault("when", "is not a day or a moment", do, values["when"], line, file)
    return Decision(values["event_a"], values["event_b"], values["decision"], values["who"], when, values["why"], line)


def _fault(column: str, what: str, do: str, value: str, line: int | None, file: str) -> Problem:
    return Problem(
        "decision-unreadable",
        what,
        file=file,
        line=line,
        column=column,
        value=value,
        do=do,
        effect="record left out",
        severity="error",
    )


def _plain(text: str) -> bool:
    return len(text) <= _LONGEST and all(c.isprintable() or c in "\n\r\t" for c in text)


def _when(text: str) -> str | None:
    """A day as it is, a moment in UTC; nothing where the text is neither."""
    try:
        if _DAY.fullmatch(text):
            return dt.date.fromisoformat(text).isoformat()
        if _MOMENT.fullmatch(text):
            return dt.datetime.fromisoformat(text).astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    except (ValueError, OverflowError):
        return None
    return None


def _records(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """The line on which each record begins, and its cells by column."""
    text = _text(path)
    columns = _columns(path, text)
    reader = csv.reader(io.StringIO(text, newline=""))
    begins = 1
    try:
        for number, cells in enumerate(reader):
            line, begins = begins, reader.line_num + 1
            if number and any(cell.strip() for cell in cells):
                yield line, dict(zip(columns, cells, strict=False))
    except csv.Error as error:
        problem = Problem("decisions-unreadable", str(error), file=path.name, line=begins, effect="nothing read")
        raise InputError(
            f"{path.name} is not a table", problems=[problem], do="close the quotes of that line"
        ) from None


def _columns(path: Path, text: str | None = None) -> list[str]:
    """The columns in the order of the file.

    Raises:
        InputError: one is missing.
    """
    text = _text(path) if text is None else text
    first = next(csv.reader(io.StringIO(text, newline="")), [])
    columns = [name.strip().lower() for name in first]
    missing = [name for name in COLUMNS if name not in columns]
    if missing:
        semicolons = len(first) == 1 and ";" in first[0]
        raise InputError(
            f"{path.name}, line 1: no column {', '.join(missing)}",
            do="separate the columns by commas, not by semicolons"
            if semicolons
            else f"let the first line be {','.join(COLUMNS)}",
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
