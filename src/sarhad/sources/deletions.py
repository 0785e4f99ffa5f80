"""Lists of the rows that a provider has taken back: they take rows out of the other files of the source."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from ..errors import InputError, Problem
from ..events.faults import TOLD_PER_KIND, counted
from .columns import check_columns
from .description import describe
from .detection import detect_opened
from .files import opened
from .rows import rows_of

_SECONDS = re.compile(r"\s*(\d{1,12})(?:\.0)?\s*")


@dataclass(frozen=True, slots=True)
class Deletions:
    """When ids of a source were deleted, in seconds since 1970; of an id that stands twice the last time counts."""

    source: str  # whose rows go
    deleted: dict[str, int]
    rows_read: int
    problems: tuple[Problem, ...] = ()


def read_deletions(path: Path | str, source: str | None = None) -> Deletions:
    """The list in a file; without `source` its columns tell which it is.

    Raises `InputError` when the file as a whole cannot be read; a record without an id or a time is told and left out.
    """
    with opened(path) as file:
        rows = rows_of(file)
        description = describe(source or detect_opened(file, rows))
        if description.holds != "deletions":
            raise InputError(f"{description.name} holds {description.holds}, not deletions", do="read it as such")
        problems = check_columns(description, rows.columns, file.name)
        id_column, time_column = description.column_of("source_id"), description.column_of("revised")
        text = rows.read((id_column, time_column))
        problems += text.problems(file.name, TOLD_PER_KIND)
        deleted: dict[str, int] = {}
        broken = 0
        cells = zip(text.table[id_column].to_pylist(), text.table[time_column].to_pylist(), strict=True)
        for row, (identifier, time) in enumerate(cells):
            seconds = _SECONDS.fullmatch(time or "")
            if identifier is not None and seconds is not None:
                deleted[identifier] = max(int(seconds[1]), deleted.get(identifier, 0))
                continue
            broken += 1
            if broken <= TOLD_PER_KIND:
                column, value = (id_column, identifier) if identifier is None else (time_column, time)
                what = "no id" if identifier is None else "not a number of seconds since 1970"
                problems.append(
                    Problem(
                        "deletion-unreadable",
                        what,
                        file=file.name,
                        row=text.record(row),
                        column=column,
                        value=value or "",
                        do="compare with the provider's own list",
                        effect="record left out",
                    )
                )
        if broken > TOLD_PER_KIND:
            problems.append(counted("deletion-unreadable", broken, file.name, "", "record left out"))
        return Deletions(description.deletes_from, deleted, text.rows_read, tuple(problems))
