"""Tables kept between builds, each under a name that ends in the checksum of its bytes."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from ..events.exits import stays
from .files import write_atomically

_SUM = 16  # hexadecimal digits of the checksum in the name


@stays("a table, kept between builds")
def keep_table(folder: Path, stem: str, table: pa.Table) -> None:
    """Write a table as `folder/stem-CHECKSUM.parquet`."""
    packed = pa.BufferOutputStream()
    pq.write_table(table, packed, compression="zstd")
    content = packed.getvalue()
    path = folder / f"{stem}-{hashlib.sha256(content).hexdigest()[:_SUM]}.parquet"
    write_atomically(path, lambda part: part.write_bytes(content))


def kept_table(path: Path) -> pa.Table:
    """Read such a table.

    Raises:
        ValueError: its checksum is not that of the name.
    """
    content = path.read_bytes()
    if not path.stem.endswith(f"-{hashlib.sha256(content).hexdigest()[:_SUM]}"):
        raise ValueError(f"{len(content):,} bytes whose checksum is not that of the name")
    return pq.read_table(pa.BufferReader(content))
