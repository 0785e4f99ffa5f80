"""How much of what happened each of two sources tells: what both tell, what one alone does, and what neither may."""

from __future__ import annotations

import datetime as dt
import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from statistics import NormalDist
from typing import Any, Literal, get_args

import pyarrow as pa

from ..errors import InputError
from ..events import Coverage, Provenance, Result, lists_every_event, next_period
from .reconciled import Reconciled

Key = Literal["country", "month", "class"]
"""What the overlap is told by; the class is that of the event, else the type of violence."""

LEAST_SHARED = 7
"""The fewest shared incidents for an estimate: below, its bias is not negligible (Robson & Regier 1964)."""

_KEYS = {"country": pa.string(), "month": pa.date32(), "class": pa.string()}
_DECIMALS = 1

ESTIMATE, FEW, UNSEEN, REFUSED = "estimate", "too few shared", "not covered by both", "not linked"

FLOOR = (
    "Chapman's estimate takes the two sources as independent. Sources that write from the same wires tell the same "
    "incidents and miss the same ones: for them it is a floor, and nothing is known of incidents that no source tells."
)
MISSED = (
    "A link that was missed counts one incident as two and makes the estimate too high: likely_both, the sum of the "
    "probabilities of all pairs, says how many both tell where told_by_both counts the links alone."
)


@dataclass(slots=True)
class _Cell:
    """The incidents of a cell; the second numbers are those in country-months that both sources cover."""

    both: int = 0
    only: list[int] = field(default_factory=lambda: [0, 0])
    covered_both: int = 0
    covered: list[int] = field(default_factory=lambda: [0, 0])  # told by the first, by the second
    likely: float = 0.0


def overlap(
    reconciled: Reconciled,
    *,
    by: Iterable[Key] = ("country", "month", "class"),
    coverage: Sequence[Coverage] | None = None,
    confidence: float = 0.95,
) -> Result[pa.Table]:
    """What every two sources tell, by country, month (of the incident's middle day) and class, or fewer of these.

    One row for each two sources and cell with an incident: `told_by_both`, `only_a`, `only_b` (incidents),
    `likely_both` (the sum of the probabilities of all pairs), and of the incidents in countries and months that both
    sources cover whole, for that class: `n_a`, `n_b` (told by each) and `shared`, with Chapman's estimate of how many
    there were, `chapman` = (n_a + 1)(n_b + 1)/(shared + 1) - 1 (Chapman 1951), and its log-normal interval
    `chapman_low`, `chapman_high` (variance of Seber 1970; Burnham et al. 1987). `verdict` says why there is none:
    fewer than `LEAST_SHARED` shared, not covered by both, or sources of which nothing is linked.

    `coverage` is that of the events where it is not given. A source that states none says nothing of what it does not
    tell, so no estimate is made with it. Where one of two lists only events with a death, others are left aside.

    Raises:
        InputError: a key that is none, or a confidence that is not between 0 and 1.
    """
    asked = set(by)
    keys = tuple(key for key in _KEYS if key in asked)
    if unknown := sorted(asked - set(keys)):
        raise InputError(f"overlap by {', '.join(unknown)} is not known", do=f"take of {', '.join(get_args(Key))}")
    if not 0 < confidence < 1:
        raise InputError(f"confidence is {confidence}", do="give a number between 0 and 1, such as 0.95")
    blocks = tuple(reconciled.coverage if coverage is None else coverage)
    cells: dict[tuple[Any, ...], _Cell] = defaultdict(_Cell)
    sources = sorted(set(reconciled.tellings["source"].to_pylist()))
    looks = _Looks(blocks)
    cell_of: dict[str, tuple[Any, ...]] = {}
    deathless = 0
    columns = ["event_ids", "sources", "date_start", "date_end", *_FROM]
    for row in reconciled.incidents.select(columns).to_pylist():
        values = _values(row)
        cell = tuple(values[key] for key in keys)
        cell_of |= dict.fromkeys(row["event_ids"], cell)
        told = set(row["sources"])
        for one, other in combinations(sources, 2):
            if not told & {one, other}:
                continue
            counts = cells[one, other, *cell]
            tells = one in told, other in told
            if all(tells):
                counts.both += 1
            else:
                counts.only[tells[1]] += 1
            if not looks.both(one, other, values):
                continue
            if looks.lethal(one, other) and not values["deaths"]:
                deathless += 1
                continue
            counts.covered_both += all(tells)
            counts.covered[0] += tells[0]
            counts.covered[1] += tells[1]
    _add_likely(reconciled, cells, cell_of)
    refused = set(reconciled.refused or {})
    rows = [_row(cell, counts, keys, refused, confidence) for cell, counts in cells.items()]
    order = [(name, "ascending") for name in ("source_a", "source_b", *keys)]
    notes = [FLOOR, MISSED, f"No estimate is made from fewer than {LEAST_SHARED} shared incidents."]
    if silent := sorted(set(sources) - {block.source for block in blocks}):
        notes.append(f"What is covered is not stated, so no estimate is made, for {', '.join(silent)}.")
    return Result(
        pa.Table.from_pylist(rows, schema=_schema(keys)).sort_by(order),
        Provenance(
            step="sarhad.incidents.overlap",
            sources=reconciled.provenance.sources,
            parameters={"by": keys, "confidence": confidence, "least_shared": LEAST_SHARED},
            rows_used=reconciled.incidents.num_rows,
            left_out={"no death, where one source lists only events with one": deathless} if deathless else {},
            notes=tuple(notes),
        ),
    )


def chapman(n_a: int, n_b: int, shared: int, confidence: float) -> tuple[float, float, float]:
    """Chapman's estimate of how many there were, and its interval: estimate, low, high.

    >>> [round(value, 1) for value in chapman(20, 15, 10, 0.95)]
    [29.5, 26.2, 41.8]
    """
    seen = n_a + n_b - shared
    estimate = (n_a + 1) * (n_b + 1) / (shared + 1) - 1
    variance = (n_a + 1) * (n_b + 1) * (n_a - shared) * (n_b - shared) / ((shared + 1) ** 2 * (shared + 2))
    unseen = estimate - seen
    if unseen <= 0:  # one of the two tells all that the other does
        return estimate, float(seen), float(seen)
    z = NormalDist().inv_cdf(0.5 + confidence / 2)
    factor = math.exp(z * math.sqrt(math.log1p(variance / unseen**2)))
    return estimate, seen + unseen / factor, seen + unseen * factor


_FROM = ("country", "event_class", "violence_type", "deaths_best", "deaths_high", "deaths_reported")


def _values(row: Mapping[str, Any]) -> dict[str, Any]:
    middle = row["date_start"] + (row["date_end"] - row["date_start"]) / 2
    return {
        "country": row["country"],
        "month": middle.replace(day=1),
        "class": row["event_class"] or row["violence_type"],
        "event_class": row["event_class"],
        "violence_type": row["violence_type"],
        "deaths": max(row[name] or 0 for name in ("deaths_best", "deaths_high", "deaths_reported")) > 0,
    }


class _Looks:
    """Where each source looks, by country, month and class; asked once for each."""

    def __init__(self, blocks: Sequence[Coverage]) -> None:
        self._blocks: dict[str, list[Coverage]] = defaultdict(list)
        for block in blocks:
            self._blocks[block.source].append(block)
        self._known: dict[tuple[Any, ...], bool] = {}

    def both(self, one: str, other: str, values: Mapping[str, Any]) -> bool:
        """Whether both list every event of this class in this country and month."""
        return self._looks(one, values) and self._looks(other, values)

    def lethal(self, one: str, other: str) -> bool:
        """Whether one of the two lists only events with a death."""
        return any(block.lethal_only for source in (one, other) for block in self._blocks[source])

    def _looks(self, source: str, values: Mapping[str, Any]) -> bool:
        asked = (source, values["country"], values["month"], values["event_class"], values["violence_type"])
        if asked not in self._known:
            self._known[asked] = any(_covers(block, values) for block in self._blocks[source])
        return self._known[asked]


def _covers(block: Coverage, values: Mapping[str, Any]) -> bool:
    first = values["month"]
    last = next_period(first, "month") - dt.timedelta(days=1)
    if values["country"] is None or not block.covers(values["country"], first, last):
        return False
    if lists_every_event(block):
        return True
    of_type = block.violence_types is None or values["violence_type"] in block.violence_types
    return of_type and (block.event_classes is None or values["event_class"] in block.event_classes)


def _add_likely(
    reconciled: Reconciled, cells: Mapping[tuple[Any, ...], _Cell], cell_of: Mapping[str, tuple[Any, ...]]
) -> None:
    """The probabilities of all pairs, in the cell of the first event's incident."""
    columns = (reconciled.pairs[name].to_pylist() for name in ("event_a", "source_a", "source_b", "probability"))
    for event, one, other, probability in zip(*columns, strict=True):
        if one != other:
            cells[one, other, *cell_of[event]].likely += probability


def _row(
    cell: tuple[Any, ...],
    counts: _Cell,
    keys: Sequence[str],
    refused: set[tuple[str, str]],
    confidence: float,
) -> dict[str, Any]:
    one, other, *where = cell
    verdict = ESTIMATE
    if (one, other) in refused:
        verdict = REFUSED
    elif not any(counts.covered):
        verdict = UNSEEN
    elif counts.covered_both < LEAST_SHARED:
        verdict = FEW
    estimate: tuple[float | None, float | None, float | None] = (None, None, None)
    if verdict == ESTIMATE:
        estimate = chapman(counts.covered[0], counts.covered[1], counts.covered_both, confidence)
    return {
        "source_a": one,
        "source_b": other,
        **dict(zip(keys, where, strict=True)),
        "told_by_both": counts.both,
        "only_a": counts.only[0],
        "only_b": counts.only[1],
        "likely_both": round(counts.likely, _DECIMALS),
        "n_a": counts.covered[0],
        "n_b": counts.covered[1],
        "shared": counts.covered_both,
        **{
            name: None if value is None else round(value, _DECIMALS)
            for name, value in zip(("chapman", "chapman_low", "chapman_high"), estimate, strict=True)
        },
        "verdict": verdict,
    }


def _schema(keys: Sequence[str]) -> pa.Schema:
    counts = ("told_by_both", "only_a", "only_b")
    return pa.schema(
        [
            pa.field("source_a", pa.string(), nullable=False),
            pa.field("source_b", pa.string(), nullable=False),
            *(pa.field(key, _KEYS[key]) for key in keys),
            *(pa.field(name, pa.int64(), nullable=False) for name in counts),
            pa.field("likely_both", pa.float64(), nullable=False),
            *(pa.field(name, pa.int64(), nullable=False) for name in ("n_a", "n_b", "shared")),
            *(pa.field(name, pa.float64()) for name in ("chapman", "chapman_low", "chapman_high")),
            pa.field("verdict", pa.string(), nullable=False),
        ]
    )
