"""Arrow columns from and to NumPy.

`pyarrow.array` and `to_numpy` import pandas wherever that is installed, which takes longer than reading most files:
columns are made from buffers here, and read through DLPack.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

Mask = npt.NDArray[np.bool_]
Indices = npt.NDArray[np.int32]


def number_array(values: npt.NDArray[Any], kind: pa.DataType, known: Mask | None = None) -> pa.Array:
    """Numbers, dates (days since 1970) or row numbers as an Arrow column; null where not `known`."""
    if pa.types.is_boolean(kind):
        return pa.Array.from_buffers(kind, len(values), [None, _bits(values)])
    held = values if known is None else np.where(known, values, np.zeros(1, values.dtype))
    data = pa.py_buffer(np.ascontiguousarray(held, dtype=_numpy_type(kind)).tobytes())
    return pa.Array.from_buffers(kind, len(values), [None if known is None else _bits(known), data])


def text_array(values: Sequence[str | None]) -> pa.Array:
    """Texts as an Arrow column."""
    encoded = [b"" if value is None else value.encode() for value in values]
    known = np.fromiter((value is not None for value in values), dtype=bool, count=len(values))
    offsets = np.zeros(len(values) + 1, dtype=np.int64)
    np.cumsum([len(text) for text in encoded], out=offsets[1:])
    buffers = [_bits(known), pa.py_buffer(offsets.tobytes()), pa.py_buffer(b"".join(encoded))]
    return pa.Array.from_buffers(pa.large_string(), len(values), buffers).cast(pa.string())


def bytes_array(data: bytes, width: int, known: Mask) -> pa.Array:
    """Values of one width, one for each known row, as a binary Arrow column; null elsewhere."""
    offsets = np.zeros(len(known) + 1, dtype=np.int32)
    np.cumsum(known * width, out=offsets[1:])
    buffers = [_bits(known), pa.py_buffer(offsets.tobytes()), pa.py_buffer(data)]
    return pa.Array.from_buffers(pa.binary(), len(known), buffers)


def distinct(column: pa.ChunkedArray) -> tuple[list[str | None], Indices]:
    """The different texts of a column, and for each row which of them it is."""
    encoded = _encoded(column)
    return encoded.dictionary.to_pylist(), _indices(encoded)


def groups(column: pa.ChunkedArray) -> tuple[int, Indices]:
    """How many different texts a column has, and for each row which of them it is."""
    encoded = _encoded(column)
    return len(encoded.dictionary), _indices(encoded)


def blank(column: pa.ChunkedArray) -> Mask:
    """The rows without a value."""
    return np.from_dlpack(column.is_null().combine_chunks().cast(pa.uint8())).astype(bool)


def numbers(column: pa.ChunkedArray) -> npt.NDArray[np.float64]:
    """A column of numbers, NaN where there is none."""
    filled = pc.coalesce(column.cast(pa.float64()), number_array(np.array([math.nan]), pa.float64())[0])
    values: npt.NDArray[np.float64] = np.from_dlpack(filled.combine_chunks()).astype(np.float64, copy=False)
    return values


def one_text(text: str) -> pa.Scalar:
    """A text as an Arrow value."""
    return text_array([text])[0]


def map_text(column: pa.ChunkedArray, change: Callable[[str], str | None]) -> pa.ChunkedArray:
    """A text column with `change` applied to each different text; nulls stay null."""
    texts, index = distinct(column)
    changed = text_array([None if text is None else change(text) for text in texts])
    return pa.chunked_array([changed.take(number_array(index, pa.int32()))])


def _encoded(column: pa.ChunkedArray) -> Any:
    encoded = column.combine_chunks().dictionary_encode(null_encoding="encode")
    return encoded.combine_chunks() if isinstance(encoded, pa.ChunkedArray) else encoded


def _indices(encoded: Any) -> Indices:
    return np.from_dlpack(encoded.indices).astype(np.int32, copy=False)


def _bits(known: Mask) -> pa.Buffer:
    return pa.py_buffer(np.packbits(known, bitorder="little").tobytes())


def _numpy_type(kind: pa.DataType) -> npt.DTypeLike:
    return np.int32 if pa.types.is_date32(kind) else kind.to_pandas_dtype()
