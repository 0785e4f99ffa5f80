"""What takes seconds to measure, kept under all that it was measured from and with."""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections.abc import Callable, Mapping
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pyarrow as pa

from ..events import Result
from ..store import keep_table, kept_table, sweep_parts

_ROOMS = ("events", "places", "measures")
_LIBRARIES = ("narwhals", "numpy", "pyproj", "scipy", "shapely")


def measured(folder: Path, rows: pa.Table, asked: Mapping[str, Any], measure: Callable[[], Result[Any]]) -> pa.Table:
    """The table that `measure` finds in these rows with what is asked; measured once by the same code.

    `asked` holds plain values and days. One build at a time may use the folder. A damaged table is measured again.
    """
    digest = hashlib.sha256(f"{_code()}\n{json.dumps(asked, sort_keys=True, default=str)}\n".encode())
    packed = pa.BufferOutputStream()
    with pa.ipc.new_stream(packed, rows.schema) as stream:
        stream.write(rows.combine_chunks())
    digest.update(packed.getvalue())
    stem = digest.hexdigest()
    for path in folder.glob(f"{stem}-*.parquet"):
        with contextlib.suppress(ValueError):
            return kept_table(path)
    found: pa.Table = measure().table
    sweep_parts(folder)
    keep_table(folder, stem, found)
    return found


@cache
def _code() -> str:
    """A checksum of the code and shapes that measure, with the versions of the libraries under them."""
    digest = hashlib.sha256("\n".join(version(name) for name in _LIBRARIES).encode())
    package = Path(__file__).parents[1]
    for path in sorted(path for room in _ROOMS for path in (package / room).rglob("*") if path.suffix != ".pyc"):
        if path.is_file():
            digest.update(path.read_bytes())
    return digest.hexdigest()
