"""From the names that sources write to the actors of the registry, for a whole events table."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from ..events import EVENTS_SCHEMA, Provenance
from .registry import Registry

UCDP_SOURCES: tuple[str, ...] = ("ucdp-ged", "ucdp-candidate")
"""Sources whose `side_a_id` and `side_b_id` are UCDP's actor numbers."""

Codes = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Resolution:
    """An events table with `actor_a` and `actor_b` filled, and the names for which no actor was found.

    `unresolved` counts a name once for each side of each row on which it stands, most frequent first.
    """

    table: pa.Table
    unresolved: tuple[tuple[str, int], ...]
    provenance: Provenance


def resolve_events(table: pa.Table, registry: Registry) -> Resolution:
    """Fill `actor_a` and `actor_b` of an events table.

    UCDP's number decides for UCDP's sources, else the name, folded (see `fold`); both by the country and the first day
    of the event. What the registry does not hold stays null and is counted: no row is left out. Names that the
    registry withholds are replaced by UCDP's number.
    """
    days = table["date_start"].cast(pa.int32()).to_numpy()
    turning = registry.turning_days()
    bounds = np.array([(day - dt.date(1970, 1, 1)).days for day in turning], dtype=np.int32)
    period = np.searchsorted(bounds, days, side="right").astype(np.int64)
    first_days = (dt.date.min, *turning)
    is_ucdp = pc.is_in(table["source"], value_set=pa.array(UCDP_SOURCES))
    unresolved: Counter[str] = Counter()
    left_out: Counter[str] = Counter()
    withheld = 0
    for side, actor in (("side_a", "actor_a"), ("side_b", "actor_b")):
        numbers = pc.if_else(is_ucdp, table[f"{side}_id"], pa.scalar(None, pa.string()))
        inverse, combos = _distinct(table[side], numbers, table["country"], period, len(first_days))
        ids = [
            registry.resolve(name, source_id=number, on=first_days[when], country=country)
            for name, number, country, when in combos
        ]
        names = [registry.shown(name, number) for name, number, _, _ in combos]
        counts = np.bincount(inverse, minlength=len(combos)).tolist()
        for (name, *_), found, shown, rows in zip(combos, ids, names, counts, strict=True):
            withheld += rows * (shown != name)
            if found is None and shown is not None:
                unresolved[shown] += rows
                left_out[f"{side} not in the registry"] += rows
        table = _with_column(table, actor, ids, inverse)
        if withheld:
            table = _with_column(table, side, names, inverse)
    ranked = tuple(sorted(unresolved.items(), key=lambda item: (-item[1], item[0])))
    notes = registry.conventions
    if withheld:
        notes = (*notes, f"{withheld:,} sides that UCDP names after a person are shown by UCDP's number.")
    provenance = Provenance(
        "sarhad.actors.resolve_events", rows_used=table.num_rows, left_out=dict(left_out), notes=notes
    )
    return Resolution(table, ranked, provenance)


def _with_column(table: pa.Table, name: str, values: list[str | None], rows: Codes) -> pa.Table:
    """The table with a text column made anew: for each row one of the values."""
    column = pa.array(values, pa.string()).take(pa.array(rows))
    return table.set_column(EVENTS_SCHEMA.get_field_index(name), EVENTS_SCHEMA.field(name), column)


def _distinct(
    names: pa.ChunkedArray, numbers: pa.ChunkedArray, countries: pa.ChunkedArray, period: Codes, periods: int
) -> tuple[Codes, list[tuple[str | None, str | None, str | None, int]]]:
    """The different (name, number, country, period), and for each row which of them it is."""
    columns = [_encode(column) for column in (names, numbers, countries)]
    key = np.zeros(len(period), dtype=np.int64)
    for codes, values in columns:
        key = key * len(values) + codes
    key = key * periods + period
    distinct, inverse = np.unique(key, return_inverse=True)
    combos = []
    for code in distinct.tolist():
        rest, when = divmod(code, periods)
        parts = []
        for _, values in reversed(columns):
            rest, at = divmod(rest, len(values))
            parts.append(values[at])
        country, number, name = parts
        combos.append((name, number, country, when))
    return inverse, combos


def _encode(column: pa.ChunkedArray) -> tuple[Codes, list[Any]]:
    """Codes of a text column, null being a value like any other, and the values they stand for."""
    encoded = column.combine_chunks().dictionary_encode(null_encoding="encode")
    values = encoded.dictionary.to_pylist() or [None]
    return encoded.indices.to_numpy(zero_copy_only=False).astype(np.int64), values
