"""Which source a file is of, and which version: from its columns, its name, and what its rows say."""

from __future__ import annotations

from pathlib import Path

import pyarrow.compute as pc

from ..errors import InputError
from .description import SourceDescription, describe, names
from .files import Opened, opened
from .readers import READERS
from .rows import Rows, rows_of

_ENOUGH = 0.6


def detect(path: Path | str) -> str:
    """The name of the source that a file is of. Raises `InputError` that says what was looked for."""
    with opened(path) as file:
        return detect_opened(file, rows_of(file))


def version_of(path: Path | str, name: str) -> str:
    """The version that the file's name (or that of the table in a zip, or a GeoJSON's own) tells, else "unknown"."""
    with opened(path) as file:
        return version_of_opened(file, rows_of(file), name)


def version_of_opened(file: Opened, rows: Rows, source: str) -> str:
    """`version_of` for a file that is open."""
    if source in READERS:
        for name in (file.name, file.inner, rows.own_name):
            if version := READERS[source].version(name):
                return version
    return "unknown"


def detect_opened(file: Opened, rows: Rows) -> str:
    """`detect` for a file that is open."""
    columns = rows.columns
    share, best = max((_share(describe(name), columns), name) for name in names())
    if share < _ENOUGH:
        looked = "; ".join(f"{name}: {', '.join(describe(name).required)}" for name in names())
        raise InputError(
            f"{file.name} is of no known source: its columns are {_some(columns)}",
            do=f"give a file with the columns of one of these sources ({looked})",
        )
    if best in ("ucdp-ged", "ucdp-candidate"):
        return "ucdp-candidate" if _is_candidate(file, rows) else "ucdp-ged"
    return best


def _share(description: SourceDescription, columns: tuple[str, ...]) -> float:
    required = description.required
    return sum(name in columns for name in required) / len(required)


def _some(columns: tuple[str, ...]) -> str:
    shown = ", ".join(f'"{name[:30]}"' for name in columns[:6]) or "none"
    return f"{shown} and {len(columns) - 6} more" if len(columns) > 6 else shown


def _is_candidate(file: Opened, rows: Rows) -> bool:
    """By the file's name, else by rows that are still checked: a yearly release has none."""
    for name in (file.name, file.inner, rows.own_name):
        if READERS["ucdp-candidate"].version(name):
            return True
        if READERS["ucdp-ged"].version(name):
            return False
    if "code_status" not in rows.columns:
        return False
    status = rows.read(("code_status",)).table["code_status"]
    return bool(pc.any(pc.not_equal(status, "Clear")).as_py())
