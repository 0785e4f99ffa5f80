"""Parquet files: their columns as the text that a CSV would hold."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from ..errors import InputError
from ..events.arrays import map_text, one_text

MAX_ROWS = 50_000_000
"""No file is read with more rows: equal values pack to nothing, so that the file's size says little."""
MAX_TEXT = 4 * 2**30
"""Nor one whose columns hold more bytes of text."""

_NO_FRACTION = r"\.0+(Z?)$"
_DAY = r"^(\d{4}-\d{2}-\d{2}) 00:00:00Z?$"
_PACKED = (pa.types.is_string, pa.types.is_large_string, pa.types.is_binary, pa.types.is_large_binary)


@dataclass(slots=True)
class ParquetTable:
    """The columns of a Parquet file; nothing is read before `read`."""

    columns: tuple[str, ...]
    _path: Path
    _name: str

    def read(self, names: Iterable[str]) -> pa.Table:
        """These columns as text: numbers and days exactly, blanks null. Raises `InputError`."""
        wanted = [name for name in self.columns if name in set(names)]
        columns, size = [], 0
        try:
            with pq.ParquetFile(self._path) as about:
                schema = about.schema_arrow
            packed = [n for n in wanted if any(is_(schema.field(n).type) for is_ in _PACKED)]
            # a text that is repeated is held once until its size is known
            with pq.ParquetFile(self._path, read_dictionary=packed) as file:
                rows = file.metadata.num_rows
                if rows > MAX_ROWS:
                    raise self._refused(f"{rows:,} rows, more than can be held")
                for name in wanted:
                    column = file.read([name]).column(0)
                    if len(column) != rows:
                        raise ValueError(f'the column "{name}" has {len(column):,} of {rows:,} rows')
                    size += _text_size(column)
                    if size > MAX_TEXT:
                        raise self._refused(f"more than {MAX_TEXT / 2**30:,.0f} GB of text")
                    columns.append(self._as_text(column, name))
        except (pa.ArrowException, OSError, KeyError, ValueError) as error:
            raise damaged(self._name, error) from error
        return pa.table(columns, names=wanted)

    def _as_text(self, column: pa.ChunkedArray, name: str) -> pa.ChunkedArray:
        kind = column.type
        if pa.types.is_dictionary(kind):
            column = pa.chunked_array([chunk.dictionary_decode() for chunk in column.chunks], kind.value_type)
            kind = kind.value_type
        if pa.types.is_nested(kind):
            raise InputError(f'{self._name}: the column "{name}" holds {kind}, not single values', do="write it flat")
        try:
            text = _float_text(column) if pa.types.is_floating(kind) else column.cast(pa.string())
            text.validate(full=True)  # a text in the file may be no UTF-8
        except (pa.ArrowInvalid, pa.ArrowNotImplementedError) as error:
            what = f'{self._name}: the column "{name}" ({kind}) cannot be written as text'
            raise InputError(what, do="leave it out, or write it as text") from error
        if pa.types.is_timestamp(kind):
            text = pc.replace_substring_regex(pc.replace_substring_regex(text, _NO_FRACTION, r"\1"), _DAY, r"\1")
        return pc.if_else(pc.equal(text, one_text("")), pa.scalar(None, pa.string()), text)

    def _refused(self, what: str) -> InputError:
        return InputError(f"{self._name} has {what}; nothing was read", do="keep the rows and columns that are needed")


def parquet_table(path: Path, name: str) -> ParquetTable:
    """The columns of the file. Raises `InputError` for a damaged one."""
    try:
        with pq.ParquetFile(path) as file:
            return ParquetTable(tuple(file.schema_arrow.names), path, name)
    except (pa.ArrowException, OSError, ValueError) as error:
        raise damaged(name, error) from error


def damaged(name: str, error: Exception) -> InputError:
    """The error for a file that starts like Parquet and cannot be read."""
    return InputError(f"{name} is a damaged Parquet file ({str(error).splitlines()[0][:120]})", do="download it again")


def _text_size(column: pa.ChunkedArray) -> int:
    if not pa.types.is_dictionary(column.type):
        return int(column.nbytes)
    total = 0
    for chunk in column.chunks:
        lengths = pc.binary_length(chunk.dictionary)
        total += pc.sum(lengths.take(chunk.indices)).as_py() or 0
    return total


def _float_text(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Whole numbers without a point or an exponent, others with all their digits; NaN is a blank."""
    column = column.cast(pa.float64()) if not pa.types.is_float32(column.type) else column
    known = pc.if_else(pc.is_nan(column), pa.scalar(None, column.type), column)
    return map_text(known.cast(pa.string()), _plain)


def _plain(text: str) -> str:
    value = float(text)
    return str(int(value)) if value.is_integer() and abs(value) <= 2**53 else text
