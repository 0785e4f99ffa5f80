"""Events, and any small table, as files for other programs: CSV without formulas, GeoJSON, GeoParquet 1.1.

Every writer asks the licence gate first: rows that may not be passed on are refused, unless `own_use` says that the
file stays with the person who exported them.
"""

from __future__ import annotations

import datetime as dt
import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv
import pyarrow.parquet as pq

from .arrays import bytes_array, numbers
from .exits import leaves
from .gate import require_open
from .provenance import Provenance

FORMULA_STARTS = "=+-@\t\r\n＝＋－＠"
"""A spreadsheet may run a cell that starts with one of these (OWASP, "CSV injection")."""

_BATCH = 20_000
_ROW_GROUP = 131_072


def neutralise_formulas(table: pa.Table) -> pa.Table:
    """The table with an apostrophe before each text that a spreadsheet could run; numbers and dates stay the same."""
    for i, field in enumerate(table.schema):
        kind = field.type.value_type if pa.types.is_dictionary(field.type) else field.type
        if pa.types.is_string(kind) or pa.types.is_large_string(kind):
            text = table.column(i).cast(pa.string())
            risky = pc.match_substring_regex(text, f"^[{FORMULA_STARTS}]".replace("-", "\\-"))
            safe = pc.if_else(risky, pc.binary_join_element_wise("'", text, ""), text)
            table = table.set_column(i, pa.field(field.name, pa.string(), field.nullable), safe)
    return table


@leaves("events or a small table as CSV")
def write_csv(table: pa.Table, path: Path | str, *, own_use: bool = False) -> None:
    """A CSV in UTF-8 with a header: unknown values blank, texts that look like formulas after an apostrophe."""
    flat = neutralise_formulas(_flat(require_open(table, own_use=own_use)))
    with _replacing(Path(path)) as partial:
        pacsv.write_csv(flat, partial, pacsv.WriteOptions(include_header=True, quoting_style="needed"))


@leaves("events as GeoJSON")
def write_geojson(table: pa.Table, path: Path | str, *, own_use: bool = False) -> None:
    """A GeoJSON FeatureCollection (RFC 7946): points with longitude first, null geometry where a place is unknown."""
    require_open(table, own_use=own_use)
    with _replacing(Path(path)) as partial, open(partial, "w", encoding="utf-8", newline="\n") as out:
        out.write('{"type":"FeatureCollection","features":[')
        between = "\n"
        for batch in table.to_batches(max_chunksize=_BATCH):
            for row in batch.to_pylist():
                out.write(
                    between + json.dumps(_feature(row), ensure_ascii=False, separators=(",", ":"), allow_nan=False)
                )
                between = ",\n"
        out.write("\n]}\n")


@leaves("events as GeoParquet")
def write_geoparquet(
    table: pa.Table,
    path: Path | str,
    *,
    provenance: Provenance | Callable[[], Provenance] | None = None,
    own_use: bool = False,
) -> None:
    """A GeoParquet 1.1 file: the columns as they are and `geometry`, points in WKB made of `longitude`, `latitude`.

    The coordinate system is the specification's default, OGC:CRS84 (WGS 84 degrees, longitude first); the geometry is
    null where a place is unknown. `provenance` is kept in the file's metadata under the key `sarhad`; a function is
    called for it once the rows are written.
    """
    points, box = _points(require_open(table, own_use=own_use))
    column: dict[str, Any] = {"encoding": "WKB", "geometry_types": ["Point"]}
    if box:
        column["bbox"] = box
    metadata = {"geo": json.dumps({"version": "1.1.0", "primary_column": "geometry", "columns": {"geometry": column}})}
    located = table.append_column("geometry", points).replace_schema_metadata(metadata)
    repeating = [name for name in located.column_names if name not in ("event_id", "source_id")]
    with (
        _replacing(Path(path)) as partial,
        pq.ParquetWriter(partial, located.schema, compression="zstd", use_dictionary=repeating) as writer,
    ):
        writer.write_table(located, row_group_size=_ROW_GROUP)
        if provenance is not None:
            about = provenance() if callable(provenance) else provenance
            writer.add_key_value_metadata({"sarhad": json.dumps(about.as_dict(), ensure_ascii=False)})


def _points(table: pa.Table) -> tuple[pa.Array, list[float]]:
    """Well-known binary, little-endian: byte order 1, type 1 (point), two doubles; and the bounding box."""
    longitude, latitude = (numbers(table[name]) for name in ("longitude", "latitude"))
    known = np.isfinite(longitude) & np.isfinite(latitude)
    wkb = np.zeros(int(known.sum()), dtype=[("order", "<u1"), ("type", "<u4"), ("x", "<f8"), ("y", "<f8")])
    wkb["order"], wkb["type"], wkb["x"], wkb["y"] = 1, 1, longitude[known], latitude[known]
    points = bytes_array(wkb.tobytes(), wkb.itemsize, known)
    if not len(wkb):
        return points, []
    return points, [float(side) for side in (wkb["x"].min(), wkb["y"].min(), wkb["x"].max(), wkb["y"].max())]


class _replacing:  # noqa: N801 - reads as a verb
    """A partial file beside the target that takes its place when all went well."""

    def __init__(self, target: Path) -> None:
        self.target, self.partial = target, target.with_name(f".{target.name}.{os.getpid()}.partial")

    def __enter__(self) -> Path:
        return self.partial

    def __exit__(self, kind: object, *_: object) -> None:
        if kind is None:
            self.partial.replace(self.target)
        else:
            self.partial.unlink(missing_ok=True)


def _flat(table: pa.Table) -> pa.Table:
    for i, field in enumerate(table.schema):
        if pa.types.is_nested(field.type):
            joined = [None if v is None else ";".join(_cells(v)) for v in table.column(i).to_pylist()]
            table = table.set_column(i, field.name, pa.array(joined, pa.string()))
    return table


def _cells(value: Any) -> Iterator[str]:
    yield from (str(item) for item in (value.values() if isinstance(value, dict) else value))


def _feature(row: dict[str, Any]) -> dict[str, Any]:
    longitude, latitude = row.pop("longitude", None), row.pop("latitude", None)
    known = longitude is not None and latitude is not None
    geometry = {"type": "Point", "coordinates": [longitude, latitude]} if known else None
    properties = {name: value.isoformat() if isinstance(value, dt.date) else value for name, value in row.items()}
    return {"type": "Feature", "geometry": geometry, "properties": properties}
