"""The same events in each kind of frame, and a frame's rows whatever its kind."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable
from typing import Any

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa


def _relation(table: pa.Table) -> Any:
    con = duckdb.connect()
    con.register("given", table)
    con.execute("create table events as select * from given")
    return con.table("events")


ENGINES: dict[str, Callable[[pa.Table], Any]] = {
    "duckdb": _relation,
    "polars": pl.from_arrow,
    "polars, lazy": lambda table: pl.from_arrow(table).lazy(),
    "pandas": lambda table: table.to_pandas(),
    "pandas, timestamps": lambda table: table.to_pandas(date_as_object=False),
    "pandas, arrow": lambda table: table.to_pandas(types_mapper=pd.ArrowDtype),
    "pyarrow": lambda table: table,
}


def rows(frame: Any) -> list[dict[str, Any]]:
    """Rows in plain Python: missing values as None, dates as dates."""
    if isinstance(frame, duckdb.DuckDBPyRelation):
        frame = frame.to_arrow_table()
    elif isinstance(frame, pl.LazyFrame):
        frame = frame.collect()
    if isinstance(frame, pl.DataFrame):
        found = frame.to_dicts()
    elif isinstance(frame, pd.DataFrame):
        found = frame.to_dict("records")
    else:
        found = frame.to_pylist()
    return [{key: _plain(value) for key, value in row.items()} for row in found]


def _plain(value: Any) -> Any:
    if value is None or value is pd.NA or value is pd.NaT or (isinstance(value, float) and math.isnan(value)):
        return None
    if isinstance(value, pd.Timestamp | dt.datetime):
        return value.date()
    return value
