"""Small tables as bytes: CSV without formulas, and JSON."""

from __future__ import annotations

import datetime as dt
import io
import json
from collections.abc import Mapping, Sequence
from typing import Any

import pyarrow as pa
import pyarrow.csv as pacsv

from ..events.export import neutralise_formulas


def csv_bytes(table: pa.Table | Sequence[Mapping[str, Any]]) -> bytes:
    """A CSV in UTF-8 with a header; texts that a spreadsheet could run as a formula begin with an apostrophe."""
    if not isinstance(table, pa.Table):
        table = pa.Table.from_pylist([dict(row) for row in table])
    out = io.BytesIO()
    pacsv.write_csv(neutralise_formulas(table), out, pacsv.WriteOptions(include_header=True, quoting_style="needed"))
    return out.getvalue()


def json_bytes(value: Any) -> bytes:
    """Readable JSON with dates in ISO 8601; the same value always gives the same bytes."""
    return (json.dumps(value, ensure_ascii=False, indent=1, default=_plain) + "\n").encode()


def _plain(value: Any) -> Any:
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, set | frozenset):
        return sorted(value)
    if isinstance(value, Mapping):
        return dict(value)
    return str(value)
