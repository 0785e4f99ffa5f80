"""Columns that a file has against those that its source is known for."""

from __future__ import annotations

import difflib

from ..errors import InputError, Problem
from .description import SourceDescription


def check_columns(description: SourceDescription, columns: tuple[str, ...], file: str) -> list[Problem]:
    """Columns that are missing (an error where nothing can be read without them) and columns that nobody knows."""
    unknown = [name for name in columns if name not in description.columns]
    missing = [
        Problem(
            "column-missing",
            "the column is missing" + _renamed(name, unknown),
            file=file,
            column=name,
            do="correct its name in the mapping" if description.layout else "give the file as its publisher writes it",
            effect="nothing read",
            severity="error",
        )
        for name in description.required
        if name not in columns
    ]
    if missing:
        count = "1 column is" if len(missing) == 1 else f"{len(missing)} columns are"
        raise InputError(f"{count} missing in {file}; nothing was read", problems=missing)
    problems = [
        Problem(
            "column-missing",
            f"the column is missing{_renamed(name, unknown)}; {column.fills} is {_without(column.fills)}",
            file=file,
            column=name,
        )
        for name, column in description.columns.items()
        if column.fills and not column.required and name not in columns
    ]
    do = "name it in the mapping" if description.layout else "compare with the source's codebook; it may be new"
    return problems + [
        Problem("column-unknown", "the column is unknown and was not read", file=file, column=name, do=do)
        for name in unknown
    ]


def _without(column: str) -> str:
    made = {
        "source_id": "made from the content of each row",
        "priogrid_gid": "computed from the coordinates",
        "gw": "taken from the country",
        "under_check": "empty: every row counts as settled",
    }
    return made.get(column, "unknown for every row")


def _renamed(name: str, unknown: list[str]) -> str:
    close = difflib.get_close_matches(name.lower(), [other.lower() for other in unknown], n=1, cutoff=0.6)
    meant = next((other for other in unknown if close and other.lower() == close[0]), "")
    if not meant:
        meant = next(
            (o for o in unknown if len(o) >= 3 and (name.startswith(o.lower()) or o.lower().startswith(name))), ""
        )
    return f'; "{meant}" may be it under another name' if meant else ""
