"""Files of forecasts and of panels, and what such a file says of itself."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.csv as pacsv
import pyarrow.parquet as pq

from ..errors import InputError
from ..events import Provenance
from ..events.exits import stays

_KEY = "sarhad"
_LONGEST = 1_000


@dataclass(frozen=True, slots=True)
class Told:
    """What a file says of the panel in it."""

    vintage: str = ""
    notes: tuple[str, ...] = ()


@stays("panels and draws of forecasts")
def write_told(table: pa.Table, provenance: Provenance, path: Path) -> None:
    """Write a table as Parquet, with the provenance in the metadata under the key `sarhad`, or as CSV by the name.

    Raises:
        InputError: the name ends neither in .parquet nor in .csv.
    """
    from ..store.files import write_atomically

    require_form(path)
    if path.suffix == ".csv":
        write_atomically(path, lambda part: pacsv.write_csv(table, part))
    else:
        about = json.dumps(provenance.as_dict(), ensure_ascii=False)
        told = table.replace_schema_metadata({_KEY: about})
        write_atomically(path, lambda part: pq.write_table(told, part, compression="zstd"))


def require_form(path: Path) -> None:
    """Refuse a name by which nothing is written, before the work is done.

    Raises:
        InputError: the name ends neither in .parquet nor in .csv.
    """
    if path.suffix not in (".csv", ".parquet"):
        raise InputError(f"{path.name}: Parquet or CSV is written", do="end the name in .parquet or .csv")


def told_of(metadata: Mapping[bytes, bytes] | None) -> Told:
    """What `write_told` wrote into the metadata with a panel; nothing where it is not of that form."""
    try:
        about = json.loads((metadata or {})[_KEY.encode()])
        vintage, notes = about["parameters"]["vintage"], about["notes"]
        texts = [vintage, *notes]
    except (KeyError, TypeError, ValueError, RecursionError):
        return Told()
    if not all(isinstance(text, str) and text.isprintable() and len(text) <= _LONGEST for text in texts):
        return Told()
    return Told(vintage, tuple(notes))
