"""A second source with known truth, made of real events of one source.

The real rows are dealt at random: told by the first source only, by both, by the second only, so that both sources
tell about equally many incidents. The first source keeps its rows unchanged. Every telling of the second source, also
of what it alone tells, is changed at the rates of `rates.py`; each kind of change has its own stream of random
numbers. What would give a pair away beside the columns that are meant to be compared (ids, citation, number of
reports, name of the place, deaths of civilians) is blank in the second source, and its rows are in random order.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from sarhad.events import EVENTS_SCHEMA

from . import changes
from .rates import MERGER_DAYS, MERGER_KM, NOISE, PARTS, Gazetteer, Level, Noise
from .real_rows import Ints, RealRows, Telling, km_between, stream

SECOND = "simulated"
"""The name of the second source."""

TRUTH_SCHEMA = pa.schema(
    [
        pa.field("event_a", pa.string(), nullable=False),  # of the first source
        pa.field("event_b", pa.string(), nullable=False),  # of the second
        pa.field("kind", pa.string(), nullable=False),  # one | split: several event_b | merged: several event_a
        pa.field("incident", pa.int64(), nullable=False),  # the same for all pairs of one incident
    ]
)
DRAWN_SCHEMA = pa.schema(
    [
        pa.field("event_b", pa.string(), nullable=False),
        pa.field("shift_days", pa.int64()),
        pa.field("date", pa.string()),  # as told | week | month
        pa.field("place", pa.string()),  # same | gazetteer | admin2 | admin1 | wrong
        pa.field("side_a", pa.string()),  # same | alias | generic, before the sides were swapped
        pa.field("side_b", pa.string()),
        pa.field("swapped", pa.bool_()),
        pa.field("deaths", pa.string()),  # same | poisson | zero | unknown
        pa.field("recoded", pa.bool_()),
    ]
)
"""What was drawn for each telling of the second source, for checks of the simulator; no method may look at it."""


@dataclass(frozen=True, slots=True)
class Simulated:
    """Two sources (`EVENTS_SCHEMA`), the pairs that tell the same incident (`TRUTH_SCHEMA`), and what was drawn."""

    first: pa.Table
    second: pa.Table
    truth: pa.Table
    drawn: pa.Table


def simulate(
    events: pa.Table,
    *,
    noise: Level,
    seed: int,
    shared: float | None = None,
    gazetteer: Gazetteer = "by telling",
) -> Simulated:
    """A first and a second source from the rows of an events table.

    `shared` replaces the level's share of incidents that both tell (0.02 for the control with hardly any overlap).
    The same table, noise and seed give the same result. Raises `ValueError` for fewer than 10 rows.
    """
    rates = NOISE[noise]
    share = rates.shared if shared is None else shared
    if events.num_rows < 10 or not 0 <= share <= 1:
        raise ValueError(f"cannot simulate from {events.num_rows} rows with {share} shared")
    source = RealRows(events.combine_chunks())
    order = stream(seed, "deal").permutation(len(source)).astype(np.int64)
    size = round(len(order) / (2 - share))
    both = round(size * share)
    shared_rows, only_first, only_second = order[:both], order[both:size], order[size:]

    random = stream(seed, "regrouped")
    tellings = [
        *((t, True) for t in _tellings(source, np.sort(shared_rows), rates.regrouped, random)),
        *((t, False) for t in _tellings(source, np.sort(only_second), rates.regrouped, random)),
    ]
    second, drawn = _told(source, [t for t, _ in tellings], rates, seed, gazetteer)

    ids: list[str] = source.column("event_id")
    second_ids: list[str] = second.column("event_id").to_pylist()
    pairs, at = [], 0
    for number, (telling, counted) in enumerate(tellings):
        kind = "split" if telling.parts > 1 else "merged" if len(telling.rows) > 1 else "one"
        if counted:
            pairs += [
                {"event_a": ids[row], "event_b": second_ids[at + part], "kind": kind, "incident": number}
                for row in telling.rows
                for part in range(telling.parts)
            ]
        at += telling.parts
    truth = pa.Table.from_pylist(pairs, schema=TRUTH_SCHEMA).sort_by(
        [("event_a", "ascending"), ("event_b", "ascending")]
    )
    shuffled = stream(seed, "order").permutation(second.num_rows)
    return Simulated(
        events.take(np.sort(np.concatenate([shared_rows, only_first]))),
        second.take(shuffled),
        truth,
        drawn.take(shuffled),
    )


def _tellings(source: RealRows, rows: Ints, rate: float, random: np.random.Generator) -> list[Telling]:
    """How the second source groups these incidents: `rate` of them in parts or merged, half each.

    A merger takes two of them; where too few have a neighbour to merge with, the rest are told in parts instead. Told
    in parts are incidents with at least as many deaths as parts, and others only where too few have them.
    """
    wanted = round(rate * len(rows))
    used: set[int] = set()
    found = []
    neighbours = _neighbours(source, rows)
    for row in random.permutation(rows).tolist():
        if len(used) + 2 > wanted // 2:
            break
        free = [other for other in neighbours.get(row, ()) if other not in used]
        if row not in used and free:
            other = free[int(random.integers(len(free)))]
            used |= {row, other}
            found.append(Telling((min(row, other), max(row, other))))
    parts = dict(zip(rows.tolist(), random.choice(PARTS, len(rows)).tolist(), strict=True))
    for row in sorted(random.permutation(rows).tolist(), key=lambda row: not source.best[row] >= parts[row]):
        if len(used) >= wanted:
            break
        if row not in used:
            used.add(row)
            found.append(Telling((row,), parts[row]))
    return sorted([*found, *(Telling((row,)) for row in rows.tolist() if row not in used)], key=lambda t: t.rows)


def _neighbours(source: RealRows, rows: Ints) -> dict[int, list[int]]:
    """For each row the others of the same two sides and type within `MERGER_DAYS` and `MERGER_KM`."""
    names = [source.column(name) for name in ("side_a", "side_b", "violence_type")]
    groups: dict[tuple[Any, ...], list[int]] = {}
    for row in rows.tolist():
        if np.isfinite(source.longitude[row]):
            groups.setdefault(tuple(column[row] for column in names), []).append(row)
    found: dict[int, list[int]] = {}
    for members in groups.values():
        members.sort(key=lambda row: (int(source.start[row]), row))
        for at, row in enumerate(members):
            for other in members[at + 1 : at + 60]:
                if source.start[other] > source.end[row] + MERGER_DAYS:
                    break
                if km_between(source, row, other) <= MERGER_KM:
                    found.setdefault(row, []).append(other)
                    found.setdefault(other, []).append(row)
    return found


def _told(
    source: RealRows, tellings: list[Telling], rates: Noise, seed: int, gazetteer: Gazetteer
) -> tuple[pa.Table, pa.Table]:
    """The second source's rows, the parts of a telling under one another, and what was drawn for them.

    Day, place, names, class and death toll are drawn once for a telling: its parts share them.
    """
    n = len(tellings)
    lead = np.array(
        [max(t.rows, key=lambda row: (np.nan_to_num(source.best[row]), -row)) for t in tellings], dtype=np.int64
    )
    start = np.array([source.start[list(t.rows)].min() for t in tellings])
    end = np.array([source.end[list(t.rows)].max() for t in tellings])
    parts = np.array([t.parts for t in tellings])
    telling = np.repeat(np.arange(n), parts)
    part = np.arange(len(telling)) - np.repeat(np.cumsum(parts) - parts, parts)
    row = lead[telling]

    columns: dict[str, Any] = {}
    drawn: dict[str, Any] = {}
    columns |= changes.days(source, lead, (start, end), telling, part, rates, seed, drawn)
    columns |= changes.places(source, lead, telling, rates, seed, drawn, gazetteer)
    columns |= changes.sides(source, lead, telling, rates, seed, drawn)
    columns |= changes.deaths(source, tellings, telling, part, rates, seed, drawn)
    columns |= changes.classes(source, lead, telling, rates, seed, drawn)

    ids = stream(seed, "ids").permutation(len(telling)).tolist()
    columns["source"] = [SECOND] * len(ids)
    columns["source_id"] = [str(number) for number in ids]
    columns["event_id"] = [f"{SECOND}:{number}" for number in ids]
    columns["source_version"] = ["1"] * len(ids)
    for name in ("under_check", "place", "side_a_id", "side_b_id", "conflict_id", "dyad_id", "deaths_civilians"):
        columns[name] = [None] * len(ids)
    for name in ("actor_a", "actor_b", "n_reports", "revised", "citation"):
        columns[name] = [None] * len(ids)
    kept = source.table.take(row)
    table = pa.table(
        [
            pa.array(columns[f.name], type=f.type) if f.name in columns else kept.column(f.name).combine_chunks()
            for f in EVENTS_SCHEMA
        ],
        schema=EVENTS_SCHEMA,
    )
    return table, pa.table({"event_b": columns["event_id"], **drawn}, schema=DRAWN_SCHEMA)
