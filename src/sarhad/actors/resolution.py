"""From the names that sources write to the actors of the registry, for a whole events table."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from ..events import EVENTS_SCHEMA, Provenance
from .decisions import ActorDecisions
from .names import RULES, NameResolution, Rule
from .other_names import turning_days
from .registry import Registry
from .resolving import resolve_name

UCDP_SOURCES: tuple[str, ...] = ("ucdp-ged", "ucdp-candidate")
"""Sources whose `side_a_id` and `side_b_id` are UCDP's actor numbers."""

Codes = npt.NDArray[np.int64]
Combo = tuple[str | None, str | None, str | None, int]
"""A name, UCDP's number, a country and a period between turning days."""
_EPOCH = dt.date(1970, 1, 1)


@dataclass(frozen=True, slots=True)
class ToReview:
    """A name that a person should judge, in one country: on how many sides it stands, and what was found."""

    name: str
    country: str | None
    sides: int
    found: NameResolution


@dataclass(frozen=True, slots=True)
class Resolution:
    """An events table with `actor_a` and `actor_b` filled, and the names for which no actor was found.

    `unresolved` counts a name once for each side of each row on which it stands, most frequent first; `review` are
    those of them that may mean an actor, for a person to judge. `by_rule` counts the sides that each rule resolved.
    """

    table: pa.Table
    unresolved: tuple[tuple[str, int], ...]
    provenance: Provenance
    review: tuple[ToReview, ...] = ()
    by_rule: Mapping[Rule, int] = field(default_factory=dict)


def resolve_events(
    table: pa.Table, registry: Registry, *, decisions: ActorDecisions | None = None, world: Registry | None = None
) -> Resolution:
    """Fill `actor_a` and `actor_b` of an events table.

    What a person decided binds; then UCDP's number decides for UCDP's sources, else the name (see `resolve_name`), all
    by the country and the first day of the event. What is not sure stays null and is counted: no row is left out. Names
    that the registry withholds are replaced by UCDP's number.

    With `world` its actors stand behind those of the registry: a name that means one of them is not taken for a near
    one of the registry. It stays null, for only actors of the registry are filled in.
    """
    own, registry = registry, _with_world(registry, world) if world is not None else registry
    days = table["date_start"].cast(pa.int32()).to_numpy()
    turning = sorted({*registry.turning_days(), *turning_days(), *(decisions.turning_days() if decisions else ())})
    bounds = np.array([(day - _EPOCH).days for day in turning], dtype=np.int32)
    period = np.searchsorted(bounds, days, side="right").astype(np.int64)
    first_days = _first_days(days, period, len(turning) + 1)
    is_ucdp = pc.is_in(table["source"], value_set=pa.array(UCDP_SOURCES))
    unresolved: Counter[str] = Counter()
    left_out: Counter[str] = Counter()
    by_rule: Counter[Rule] = Counter()
    review: dict[tuple[str, str], ToReview] = {}
    withheld = 0
    known: dict[tuple[str | None, str | None, str | None, int | None], NameResolution] = {}
    for side, actor in (("side_a", "actor_a"), ("side_b", "actor_b")):
        numbers = pc.if_else(is_ucdp, table[f"{side}_id"], pa.scalar(None, pa.string()))
        inverse, combos = _distinct(table[side], numbers, table["country"], period, len(first_days))
        found = [_resolved(combo, registry, first_days, decisions, known) for combo in combos]
        ids = [told.actor if told.actor in own else None for told in found]
        names = [registry.shown(name, number) for name, number, _, _ in combos]
        counts = np.bincount(inverse, minlength=len(combos)).tolist()
        for (name, _, country, _), told, actor_id, shown, rows in zip(combos, found, ids, names, counts, strict=True):
            withheld += rows * (shown != name)
            if told.rule is not None and actor_id is not None:
                by_rule[told.rule] += rows
            if actor_id is None and shown is not None:
                unresolved[shown] += rows
                left_out[f"{side} {'for a person to judge' if told.for_review else 'not in the registry'}"] += rows
                if told.for_review:
                    before = review.get((shown, country or ""))
                    sides = rows + (before.sides if before else 0)
                    review[shown, country or ""] = ToReview(shown, country, sides, before.found if before else told)
        table = _with_column(table, actor, ids, inverse)
        if withheld:
            table = _with_column(table, side, names, inverse)
    ranked = tuple(sorted(unresolved.items(), key=lambda item: (-item[1], item[0])))
    notes = own.conventions
    if withheld:
        notes = (*notes, f"{withheld:,} sides that UCDP names after a person are shown by UCDP's number.")
    provenance = Provenance(
        "sarhad.actors.resolve_events", rows_used=table.num_rows, left_out=dict(left_out), notes=notes
    )
    return Resolution(
        table,
        ranked,
        provenance,
        tuple(sorted(review.values(), key=lambda item: (-item.sides, item.name, item.country or ""))),
        {rule: by_rule[rule] for rule in RULES if by_rule[rule]},
    )


_merged: WeakKeyDictionary[Registry, tuple[Registry, Registry]] = WeakKeyDictionary()


def _with_world(own: Registry, world: Registry) -> Registry:
    """The two together, made once."""
    if own not in _merged or _merged[own][0] is not world:
        _merged[own] = (world, own.with_world(world))
    return _merged[own][1]


def _resolved(
    combo: Combo,
    registry: Registry,
    first_days: Sequence[dt.date],
    decisions: ActorDecisions | None,
    known: dict[tuple[str | None, str | None, str | None, int | None], NameResolution],
) -> NameResolution:
    """What a side means; what is the same on every day is looked for once."""
    name, number, country, when = combo
    found = known.get((name, number, country, None)) or known.get(combo)
    if found is not None:
        return found
    if name is None and number is None:
        found = NameResolution("", first_days[when], country, why="no side", any_day=True)
    else:
        found = resolve_name(
            name or "", registry, on=first_days[when], country=country, source_id=number, decisions=decisions
        )
    always = found.any_day and not (decisions and name and decisions.about(name))
    known[name, number, country, None if always else when] = found
    return found


def _first_days(days: Codes, period: Codes, periods: int) -> tuple[dt.date, ...]:
    """The first day with an event in each period between turning days; any day for a period without one."""
    first = np.full(periods, np.iinfo(np.int32).max, dtype=np.int64)
    np.minimum.at(first, period, days)
    return tuple(_EPOCH + dt.timedelta(days=int(day)) if day < np.iinfo(np.int32).max else _EPOCH for day in first)


def _with_column(table: pa.Table, name: str, values: list[str | None], rows: Codes) -> pa.Table:
    """The table with a text column made anew: for each row one of the values."""
    column = pa.array(values, pa.string()).take(pa.array(rows))
    return table.set_column(EVENTS_SCHEMA.get_field_index(name), EVENTS_SCHEMA.field(name), column)


def _distinct(
    names: pa.ChunkedArray, numbers: pa.ChunkedArray, countries: pa.ChunkedArray, period: Codes, periods: int
) -> tuple[Codes, list[Combo]]:
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
