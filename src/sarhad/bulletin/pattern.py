"""A pattern that a measure found, or why it could say nothing, as it comes to the pages."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa

from ..events import Provenance


@dataclass(frozen=True, slots=True)
class Pattern:
    """`name` is the measure's; `table` has a first column `row`, from 1 on, and may be empty.

    `drawn` holds what its figure needs besides: the months of a series, the sides of a graph. `covered` is false where
    the rows come from a list that does not say where it looks. `failed` says why there is no table.
    """

    name: str
    start: dt.date
    end: dt.date
    table: pa.Table
    provenance: Provenance
    drawn: Mapping[str, Any] = field(default_factory=dict)
    covered: bool = True
    failed: str = ""

    @property
    def table_name(self) -> str:
        """Its name in the issue's database."""
        return f"pattern_{self.name}"

    @property
    def cannot_say(self) -> str:
        """The reason, where nothing at all could be said."""
        if self.failed:
            return self.failed
        reasons = self.table["cannot_say"].to_pylist()
        return str(reasons[0]) if reasons and all(reasons) else ""

    @property
    def rows(self) -> list[dict[str, Any]]:
        """The rows that say something."""
        return [row for row in self.table.to_pylist() if not row["cannot_say"]]
