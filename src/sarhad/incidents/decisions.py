"""What a person decided about two events: the file `decisions/matches.csv` of a watch, read, checked and added to.

A row says of two events that they are the `same` incident, `different` ones, or that the person is `unsure`; who, when
and why. The file is a record: nothing in it is changed or taken out by a command. A later row about the same two events
replaces an earlier one, and `withdrawn` takes back whatever stands above it, so that who linked and who unlinked can
both be read. (Deleting a row by hand does the same to the tables, without a trace.)
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from collections import defaultdict, deque
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from ..errors import InputError, Problem
from ..events.exits import stays
from ..store import locked, write_atomically

SAME, DIFFERENT, UNSURE, WITHDRAWN = "same", "different", "unsure", "withdrawn"
WORDS: tuple[str, ...] = (SAME, DIFFERENT, UNSURE, WITHDRAWN)
COLUMNS: tuple[str, ...] = ("event_a", "event_b", "decision", "who", "when", "why")

_LARGEST_MB = 64
_LONGEST = 2_000  # characters of a cell
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_MOMENT = re.compile(r"(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2}:\d{2})(Z|[+-]\d{2}:\d{2})")
_WAIT_S = 30.0

Pair = tuple[str, str]
"""Two event ids in alphabetical order."""


@dataclass(frozen=True, slots=True)
class Decision:
    """One row of the file. `when` is a day, or a moment in UTC; `line` is where it stands."""

    event_a: str
    event_b: str
    decision: str
    who: str
    when: str
    why: str = ""
    line: int | None = None

    @property
    def pair(self) -> Pair:
        """The two events, in alphabetical order."""
        return pair_of(self.event_a, self.event_b)

    @property
    def day(self) -> str:
        """The day on which it was made."""
        return self.when[:10]


@dataclass(frozen=True, slots=True)
class Decisions:
    """The rows of the file, and the ones that stand: at most one for two events, none of them in a contradiction."""

    rows: tuple[Decision, ...] = ()
    standing: Mapping[Pair, Decision] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    file: str = ""

    def of(self, event_a: str, event_b: str) -> Decision | None:
        """The decision that stands about two events, in whichever order they are given."""
        return self.standing.get(pair_of(event_a, event_b))

    def pairs(self, word: str) -> tuple[Pair, ...]:
        """The pairs about which this is decided, sorted."""
        return tuple(sorted(pair for pair, decision in self.standing.items() if decision.decision == word))

    def unknown(self, event_ids: Collection[str]) -> tuple[Problem, ...]:
        """A problem for each standing decision about an event that is not among these; it is kept for when it returns.

        `event_ids` should be a set.
        """
        found = []
        for _, decision in sorted(self.standing.items()):
            gone = [i for i in (decision.event_a, decision.event_b) if i not in event_ids]
            if gone:
                found.append(
                    Problem(
                        "decision-of-unknown-event",
                        f"no event of this id is read now: {', '.join(gone)}; the decision binds nothing until it is",
                        file=self.file,
                        line=decision.line,
                        column="event_a" if gone[0] == decision.event_a else "event_b",
                        value=gone[0],
                        do="see whether the source renamed or withdrew the event (sarhad changes), and decide again",
                    )
                )
        return tuple(found)


NO_DECISIONS = Decisions()
"""Nobody has decided anything."""


def pair_of(event_a: str, event_b: str) -> Pair:
    """Two event ids in alphabetical order."""
    return (event_a, event_b) if event_a <= event_b else (event_b, event_a)


def decisions_of(rows: Iterable[Decision], *, file: str = "", problems: Iterable[Problem] = ()) -> Decisions:
    """What stands of these rows; contradictions are told with their lines, and none of their rows binds.

    Contradictory are two different decisions about the same two events of the same time (a day and a moment of that day
    are the same time: which came first cannot be told), and a chain of `same` between two events that are `different`.
    """
    rows = tuple(rows)
    found = list(problems)
    by_pair: dict[Pair, list[Decision]] = defaultdict(list)
    for row in rows:
        by_pair[row.pair].append(row)
    standing: dict[Pair, Decision] = {}
    for pair, about in sorted(by_pair.items()):
        last = _latest(about)
        words = sorted({row.decision for row in last})
        if len(words) > 1:
            found.append(_two_ways(last, words, file))
        elif last:
            standing[pair] = last[-1]
    for chain, different in _contradicted(standing):
        found.append(_chain(chain, different, file))
        for row in (*chain, different):
            standing.pop(row.pair, None)
    return Decisions(rows, standing, tuple(found), file)


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


def _latest(about: list[Decision]) -> list[Decision]:
    """The rows about two events that count: those of the latest time, below the last withdrawal among them."""
    day = max(row.day for row in about)
    last = [row for row in about if row.day == day]
    if all(len(row.when) > 10 for row in last):
        moment = max(row.when for row in last)
        last = [row for row in last if row.when == moment]
    withdrawn = [place for place, row in enumerate(last) if row.decision == WITHDRAWN]
    return last[withdrawn[-1] + 1 :] if withdrawn else last


def _contradicted(standing: Mapping[Pair, Decision]) -> Iterator[tuple[list[Decision], Decision]]:
    """Each `different` with the shortest chain of `same` that contradicts it; none of their rows is used again."""
    joined: dict[str, dict[str, Decision]] = defaultdict(dict)
    for (a, b), decision in sorted(standing.items()):
        if decision.decision == SAME:
            joined[a][b] = joined[b][a] = decision
    for _, decision in sorted(standing.items()):
        if decision.decision != DIFFERENT:
            continue
        chain = _path(joined, *decision.pair)
        if chain:
            for link in chain:
                a, b = link.pair
                del joined[a][b], joined[b][a]
            yield chain, decision


def _path(joined: Mapping[str, Mapping[str, Decision]], start: str, end: str) -> list[Decision]:
    """The shortest chain between two events, or nothing."""
    came: dict[str, tuple[str, Decision] | None] = {start: None}
    waiting = deque([start])
    while waiting and end not in came:
        here = waiting.popleft()
        for other, link in sorted(joined.get(here, {}).items()):
            if other not in came:
                came[other] = (here, link)
                waiting.append(other)
    chain: list[Decision] = []
    at = came.get(end)
    while at is not None:
        here, link = at
        chain.append(link)
        at = came[here]
    return chain[::-1]


def _two_ways(rows: list[Decision], words: list[str], file: str) -> Problem:
    lines = _lines(rows)
    a, b = rows[0].pair
    return Problem(
        "decisions-contradict",
        f"{a} and {b} are decided {len(rows)} times at the same time, as {' and as '.join(words)}{lines}; "
        "none of these rows binds",
        file=file,
        line=rows[-1].line,
        column="decision",
        do="take all but one of them out, or give the one that counts a later time",
        effect="record left out",
        severity="error",
    )


def _chain(chain: list[Decision], different: Decision, file: str) -> Problem:
    a, b = different.pair
    same = "; ".join(f"{x.pair[0]} and {x.pair[1]}{_lines([x])}" for x in chain)
    return Problem(
        "decisions-contradict",
        f"{a} and {b} are decided different, and the same by way of {same}; none of these rows binds",
        file=file,
        line=different.line,
        column="decision",
        do="decide one of them again",
        effect="record left out",
        severity="error",
    )


def _lines(rows: Iterable[Decision]) -> str:
    lines = [f"{row.line}" for row in rows if row.line is not None]
    return f" (line{'s' if len(lines) > 1 else ''} {' and '.join(lines)})" if lines else ""


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
