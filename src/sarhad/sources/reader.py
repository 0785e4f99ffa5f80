"""What a reader of an events source does: which text fills which column of the events table, and what is covered."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from ..events import Coverage
from ..events.checks import Check, literal
from .description import SourceDescription

Draft = dict[str, str]
"""SQL expressions of text by column of the events table, and by further names that the reader's own checks use."""

Codes = dict[str, dict[str, str]]
"""By coded column of the events table: the source's text to the vocabulary's id."""


@dataclass(frozen=True, slots=True)
class Reader:
    """The code of one source; everything else about it is in its YAML."""

    name: str
    draft: Callable[[SourceDescription, Mapping[str, str]], Draft]
    coverage: Callable[[SourceDescription, str], tuple[Coverage, ...]]
    version: Callable[[str], str]  # from a file's name, "" when it tells none
    expected_rows: Callable[[SourceDescription, str], int] = lambda description, _: description.coverage.expected_rows
    checks: tuple[Check, ...] = ()
    codes: Callable[[SourceDescription], Codes] = field(default=lambda description: description.values)


def plain_draft(description: SourceDescription, columns: Mapping[str, str]) -> Draft:
    """Each column of the source where the YAML says it goes. `columns` maps the file's names to SQL identifiers."""
    draft: Draft = {}
    for name, column in description.columns.items():
        if column.fills is None or name not in columns:
            continue
        text = f"nullif({columns[name]}, '')"
        if column.number:
            text = f"CASE WHEN ends_with({text}, '.0') THEN {text}[:-3] ELSE {text} END"
        if column.null_when:
            text = f"CASE WHEN {text} NOT IN ({', '.join(map(literal, column.null_when))}) THEN {text} END"
        if column.unknown_prefix:
            prefix = literal(column.unknown_prefix)
            text = f"CASE WHEN starts_with({text}, {prefix}) THEN 'unknown' ELSE {text} END"
        draft[column.fills] = text
    if "source_id" not in draft:
        # no id in the file: one made from the content of the row, the same for the same row
        whole = ", ".join(f"coalesce({identifier}, chr(0))" for identifier in columns.values())
        draft["source_id"] = f"'row-' || md5(concat_ws(chr(31), {whole}))[:16]"
    return draft
