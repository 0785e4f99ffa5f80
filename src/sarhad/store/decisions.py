"""A CSV in which the decisions of persons are kept: read with every mistake told by its line, and only added to."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from ..errors import InputError, Problem
from ..events.exits import stays
from .files import write_atomically
from .locks import locked

WHEN_FAULT = (
    "when",
    "is not a day or a moment",
    "write the day as 2026-03-01, or the moment as 2026-03-01T14:05:00Z",
)

_LONGEST = 2_000  # characters of a cell
_WAIT_S = 30.0
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(Z|[+-]\d{2}:\d{2})")


@dataclass(frozen=True, slots=True)
class DecisionFile:
    """The file, the columns it must have in any order (more may stand beside them), and how large it may be."""

    path: Path
    columns: tuple[str, ...]
    largest_mb: int

    def records(self) -> Iterator[tuple[int, dict[str, str]]]:
        """The line on which each record begins, and its cells by column.

        Raises:
            InputError: the file as a whole cannot be read: too large, not UTF-8, columns missing, not a table.
        """
        text = self._text()
        columns = self._columns(text)
        reader = csv.reader(io.StringIO(text, newline=""), strict=True)
        begins = 1
        try:
            for number, cells in enumerate(reader):
                line, begins = begins, reader.line_num + 1
                if number and any(cell.strip() for cell in cells):
                    yield line, dict(zip(columns, cells, strict=False))
        except csv.Error as error:
            name = self.path.name
            problem = Problem("decisions-unreadable", str(error), file=name, line=begins, effect="nothing read")
            raise InputError(f"{name} is not a table", problems=[problem], do="close the quotes of that line") from None

    @stays("decisions/*.csv of a watch: what a person decided")
    def append(self, cells: Mapping[str, str]) -> None:
        """Add a row, whole or not at all, one writer at a time. What stands in the file is kept byte for byte.

        Raises:
            InputError: the file cannot be read.
            BusyError: another process holds the file.
        """
        lock = self.path.with_name(f".{self.path.name}.lock")
        with locked(lock, "another command that writes decisions", wait=_WAIT_S, do="run the command again"):
            before = self.path.read_bytes() if self.path.is_file() else b""
            columns: Iterable[str] = self.columns
            if before:
                for _ in self.records():
                    pass
                columns = self._columns(self._text())
                before += b"" if before.endswith((b"\n", b"\r")) else b"\n"
            else:
                before = _line(self.columns)
            whole = before + _line(cells.get(column, "") for column in columns)
            write_atomically(self.path, lambda part: part.write_bytes(whole))

    def _columns(self, text: str) -> list[str]:
        """The columns in the order of the file. Raises `InputError` when one is missing."""
        first = next(csv.reader(io.StringIO(text, newline="")), [])
        columns = [name.strip().lower() for name in first]
        missing = [name for name in self.columns if name not in columns]
        if missing:
            semicolons = len(first) == 1 and ";" in first[0]
            do = "separate the columns by commas, not by semicolons" if semicolons else ""
            raise InputError(
                f"{self.path.name}, line 1: no column {', '.join(missing)}",
                do=do or f"let the first line be {','.join(self.columns)}",
            )
        return columns

    def _text(self) -> str:
        name = self.path.name
        if self.path.stat().st_size > self.largest_mb * 1_000_000:
            raise InputError(f"{name} is larger than {self.largest_mb} MB", do="see whether it is the file you mean")
        data = self.path.read_bytes()
        try:
            return data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = data[: error.start].count(b"\n") + 1
            raise InputError(f"{name}, line {line}: not UTF-8", do="save the file as CSV in UTF-8") from None


def decision_fault(column: str, what: str, do: str, *, value: str, line: int | None, file: str) -> Problem:
    """What is wrong with a decision, which is then left out."""
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


def cell_fault(values: Mapping[str, str], required: Iterable[str]) -> tuple[str, str, str] | None:
    """An empty cell of those that must be filled, else one that is no plain text: column, what, what to do."""
    if empty := next((column for column in required if not values[column]), None):
        return empty, "is empty", "fill it"
    if odd := next((column for column, text in values.items() if not _plain(text)), None):
        do = f"keep to {_LONGEST:,} printable characters"
        return odd, "is too long or holds characters that do not print", do
    return None


def day_of(text: str) -> dt.date | None:
    """A day written as 2026-03-01, else nothing."""
    try:
        return dt.date.fromisoformat(text) if _DAY.fullmatch(text) else None
    except ValueError:
        return None


def moment_of(text: str) -> str | None:
    """A day as it is, a moment in UTC; nothing where the text is neither."""
    if day := day_of(text):
        return day.isoformat()
    try:
        return in_utc(dt.datetime.fromisoformat(text)) if _MOMENT.fullmatch(text) else None
    except (ValueError, OverflowError):
        return None


def in_utc(moment: dt.datetime) -> str:
    """A moment as a decision bears it.

    Raises:
        InputError: it has no time zone.
    """
    if moment.tzinfo is None:
        raise InputError("the time of a decision has no zone", do="give it in UTC")
    return moment.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _plain(text: str) -> bool:
    return len(text) <= _LONGEST and all(c.isprintable() or c in "\n\r\t" for c in text)


def _line(cells: Iterable[str]) -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\n").writerow(list(cells))
    return out.getvalue().encode()
