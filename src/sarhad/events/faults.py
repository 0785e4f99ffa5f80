"""What is wrong with rows, and how it is told: place, value, way out; the first of each kind listed, all counted."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ..errors import Effect, Problem, Severity
from .arrays import Mask

TOLD_PER_KIND = 200
"""So many records are listed one by one for each kind of problem; the others are counted."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A fault and the rows that have it. `columns`: whose text is told, the first one's place and value."""

    kind: str
    columns: tuple[str, ...]
    rows: npt.NDArray[np.int64]
    what: str  # {0}, {1}: the texts of the columns
    do: str = ""
    effect: Effect = "value left out"
    severity: Severity = "warning"
    earlier: npt.NDArray[np.int64] | None = None  # for each row another one that {row} in `what` names


@dataclass(frozen=True, slots=True)
class Found:
    """The problems of a reading, and how often each kind occurs (counted whole, also where not all are listed)."""

    problems: tuple[Problem, ...]
    counts: Mapping[str, int]


def tell(
    marks: Iterable[Mark],
    *,
    shown: Mapping[str, str],
    file: str,
    record: Callable[[int], int],
    value: Callable[[str, int], str],
    among: Mask,
) -> Found:
    """Every fault of the rows `among`: listed up to `TOLD_PER_KIND` for a kind and column, and counted.

    `shown` gives the source's own column names; `record` turns a row into the number of the record in the file, and
    `value` gives the text of a column (by the source's name) in a row.
    """
    problems: list[Problem] = []
    counts: dict[str, int] = {}
    for mark in marks:
        picked = among[mark.rows]
        rows = mark.rows[picked]
        earlier = None if mark.earlier is None else mark.earlier[picked]
        if not len(rows):
            continue
        counts[mark.kind] = counts.get(mark.kind, 0) + len(rows)
        told = mark.columns if mark.kind == "low-best-high-order" else mark.columns[:1]
        column = ", ".join(shown.get(name, name) for name in told)
        if len(rows) > TOLD_PER_KIND:
            problems.append(counted(mark.kind, len(rows), file, column, mark.effect))
        for i, row in enumerate(rows[:TOLD_PER_KIND].tolist()):
            values = [value(shown.get(name, name), row) for name in mark.columns]
            problems.append(
                Problem(
                    mark.kind,
                    _say(mark, values).replace("{row}", "" if earlier is None else f"{record(int(earlier[i])):,}"),
                    file=file,
                    row=record(row),
                    column=column,
                    value=", ".join(values[: len(told)]),
                    do=mark.do,
                    effect=mark.effect,
                    severity=mark.severity,
                )
            )
    return Found(tuple(problems), counts)


def counted(kind: str, total: int, file: str, column: str, effect: Effect) -> Problem:
    """One problem that stands for all of its kind when only the first are listed."""
    what = f"{total:,} records have this problem ({kind}); the first {TOLD_PER_KIND} are listed"
    return Problem(kind, what, file=file, column=column, effect=effect)


def _say(mark: Mark, values: list[str]) -> str:
    if mark.kind == "year-out-of-range":
        year = values[0].strip()[:4]
        if year.startswith("00"):
            return f"the year is before 1900; meant 20{year[2:]}?"
        return "the year is before 1900" if year < "1900" else "the year is after 2100"
    # a source's text may hold braces: it is put in, never taken as a format
    return re.sub(r"\{(\d)\}", lambda found: values[int(found[1])], mark.what)
