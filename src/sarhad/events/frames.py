"""Frames of any kind that Narwhals reads: what the measures need beyond it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import narwhals as nw
import pyarrow as pa

from ..errors import InputError, SarhadError

Frame = Any  # a Narwhals DataFrame or LazyFrame; their types do not join with each other

_VIEW = "_sarhad_same_connection"


def as_frame(native: Any, needs: Iterable[str]) -> Frame:
    """The user's frame for Narwhals, once it is clear that it has the columns.

    Raises:
        InputError: it is not a frame, or columns are missing.
    """
    if isinstance(native, pa.Table):  # joins drop "not null", and tables that differ in it cannot be put together
        native = native.cast(pa.schema([field.with_nullable(True) for field in native.schema]))
    try:
        frame: Frame = nw.from_native(native)
    except TypeError:
        raise InputError(
            f"{type(native).__name__} is not a table of events",
            do="pass a DuckDB relation, a Polars, pandas or PySpark frame, or a pyarrow table",
        ) from None
    names = set(frame.collect_schema().names())
    missing = [name for name in needs if name not in names]
    if missing:
        raise InputError(
            f"the events lack {', '.join(missing)}",
            do="name the columns as in sarhad.events.COLUMNS, null where nothing is known",
        )
    return frame


def collected(frame: Frame) -> nw.DataFrame[Any]:
    """The rows themselves, where the frame is still a query."""
    return frame.collect() if isinstance(frame, nw.LazyFrame) else frame


def arrow(frame: Frame) -> pa.Table:
    """The rows as a pyarrow table, every kind of text as plain strings."""
    table = collected(frame).to_arrow()
    return table.cast(pa.schema([pa.field(field.name, _plain_text(field.type)) for field in table.schema]))


def frame_like(frame: Frame, table: pa.Table) -> Frame:
    """A small pyarrow table as the same kind of frame, in the same session, so that the two can be joined.

    Raises:
        SarhadError: this kind of frame cannot hold a table of ours yet.
    """
    kind = frame.implementation
    if isinstance(frame, nw.DataFrame):
        held = nw.from_arrow(table, backend=kind)
        dates = [field.name for field in table.schema if pa.types.is_date(field.type)]
        return held.with_columns(nw.col(*dates).cast(nw.Date)) if dates else held  # pandas would make objects of them
    native = frame.to_native()
    if kind.is_duckdb():
        # The relation's own connection is reachable only through a query on it, which finds `_sarhad_table` by its
        # name here and leaves a view behind.
        _sarhad_table = table
        held = native.query(_VIEW, "select * from _sarhad_table")
        native.query(_VIEW, f"drop view {_VIEW}")
        return nw.from_native(held)
    if kind.is_polars():
        return nw.from_arrow(table, backend="polars").lazy()
    raise SarhadError(f"frames of {kind} are not supported yet", do="collect them to Polars, DuckDB or pyarrow first")


def _plain_text(kind: pa.DataType) -> pa.DataType:
    if pa.types.is_dictionary(kind):
        return _plain_text(kind.value_type)
    return pa.string() if pa.types.is_large_string(kind) or pa.types.is_string_view(kind) else kind
