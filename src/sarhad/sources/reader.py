"""What a reader of an events source does: which text fills which column of the events table, and what is covered."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ..events import Coverage
from ..events.arrays import Mask, distinct, map_text, text_array
from ..events.checks import Checked
from .description import Column, SourceDescription

Draft = dict[str, pa.ChunkedArray]
"""Text by column of the events table."""

_SCALES = ("date_precision", "place_precision")

Codes = dict[str, dict[str, str]]
"""By coded column of the events table: the source's text to the vocabulary's id."""


def _no_checks(table: pa.Table, checked: Checked) -> None:
    """Most sources need no checks of their own."""


@dataclass(frozen=True, slots=True)
class Reader:
    """The code of one source; everything else about it is in its YAML."""

    name: str
    draft: Callable[[SourceDescription, pa.Table], Draft]
    coverage: Callable[[SourceDescription, str], tuple[Coverage, ...]]
    version: Callable[[str], str]  # from a file's name, "" when it tells none
    expected_rows: Callable[[SourceDescription, str], int] = lambda description, _: description.coverage.expected_rows
    codes: Callable[[SourceDescription], Codes] = lambda description: description.values
    check: Callable[[pa.Table, Checked], None] = _no_checks


def plain_draft(description: SourceDescription, table: pa.Table) -> Draft:
    """Each column of the source where the YAML says it goes."""
    draft: Draft = {}
    for name, column in description.columns.items():
        if column.fills is not None and name in table.column_names:
            draft[column.fills] = _changed(table[name], column, description.values.get(column.fills, {}))
    if "source_id" not in draft:
        draft["source_id"] = made_ids(table)
    return draft


def _changed(text: pa.ChunkedArray, column: Column, codes: Mapping[str, str]) -> pa.ChunkedArray:
    if column.number:
        text = pc.if_else(pc.ends_with(text, ".0"), pc.utf8_slice_codeunits(text, 0, -2), text)
    if column.one_of:
        text = map_text(text, lambda value: value if value in column.one_of else None)
    if column.null_when:
        text = map_text(text, lambda value: None if value in column.null_when else value)
    if codes and column.fills in _SCALES:  # the checks translate the other codes, and tell those that are unknown
        text = map_text(text, lambda value: codes.get(value, value))
    if column.unknown_prefix:
        text = map_text(text, lambda value: "unknown" if value.startswith(column.unknown_prefix) else value)
    return text


def made_ids(table: pa.Table) -> pa.ChunkedArray:
    """Ids for a file that has none, from the content of each row: the same for the same row in any file.

    Equal rows get `-2`, `-3` in the order of the file: they are events of their own until the source says otherwise.
    """
    seen: dict[str, int] = {}
    made: list[str | None] = []
    cells = [table[name].to_pylist() for name in sorted(table.column_names)]
    for record in zip(*cells, strict=True):
        content = "\x1f".join("\0" if cell is None else cell for cell in record)
        identifier = f"row-{hashlib.sha256(content.encode()).hexdigest()[:16]}"
        seen[identifier] = seen.get(identifier, 0) + 1
        made.append(identifier if seen[identifier] == 1 else f"{identifier}-{seen[identifier]}")
    return pa.chunked_array([text_array(made)])


def rows_matching(column: pa.ChunkedArray, pattern: str) -> Mask:
    """The rows whose text matches a regular expression (RE2), as a mask; blanks do not."""
    found = pc.fill_null(pc.match_substring_regex(column, pattern), False)
    return np.from_dlpack(found.combine_chunks().cast(pa.uint8())).astype(bool)


def rows_where(column: pa.ChunkedArray, wanted: Collection[str | None]) -> Mask:
    """The rows whose text is one of the wanted, as a mask."""
    texts, index = distinct(column)
    return np.array([text in wanted for text in texts], dtype=bool)[index]
