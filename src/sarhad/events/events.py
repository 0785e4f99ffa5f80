"""Events of one reading: the table, what was found wrong with the input, and where it comes from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import pyarrow as pa

from ..errors import Problem
from .columns import EVENTS_SCHEMA
from .coverage import Coverage
from .provenance import Provenance, SourceRef


@dataclass(frozen=True, slots=True)
class Events:
    """A checked events table (`EVENTS_SCHEMA`) with its problems, coverage and provenance.

    `rows_read` counts the records in the input, so `rows_read - len(table)` were left out; `problems` says why.
    """

    table: pa.Table
    provenance: Provenance
    coverage: tuple[Coverage, ...] = ()
    problems: tuple[Problem, ...] = ()
    rows_read: int = 0
    source: SourceRef | None = field(default=None)

    def __post_init__(self) -> None:
        if not self.table.schema.equals(EVENTS_SCHEMA):
            raise ValueError(f"not an events table: {_difference(self.table.schema)}")

    def __len__(self) -> int:
        return int(self.table.num_rows)


def concat_events(parts: Iterable[Events]) -> pa.Table:
    """The tables of several readings under one another."""
    tables = [part.table for part in parts]
    return pa.concat_tables(tables) if tables else EVENTS_SCHEMA.empty_table()


def _difference(schema: pa.Schema) -> str:
    wanted = {f.name: f for f in EVENTS_SCHEMA}
    missing = [name for name in wanted if name not in schema.names]
    extra = [name for name in schema.names if name not in wanted]
    other = [
        f"{f.name} is {schema.field(f.name).type}, not {f.type}"
        for f in EVENTS_SCHEMA
        if f.name in schema.names and not schema.field(f.name).equals(f)
    ]
    return "; ".join(
        [*(f"{n} is missing" for n in missing), *(f"{n} is unknown" for n in extra), *other] or ["columns out of order"]
    )
