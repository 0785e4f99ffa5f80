"""How do those who fight hang together, period by period?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

import narwhals as nw
import pyarrow as pa

from ..actors import Relation
from ..errors import InputError
from ..events import Period, Provenance, Result, periods
from ..events.frames import arrow, as_frame, frame_like
from .graph import Balance, Pair, Shape, balance, shape, signed
from .incidence import incidence
from .series import Estimate, Of
from .sieve import UnderCheck, one_of, opened, sift

FRIENDS = frozenset({"ally-of", "affiliate-of", "branch-of", "member-of"})
"""Relations of a registry that count as positive."""

FOES = frozenset({"rival-of", "fights"})
"""Relations of a registry that count as negative, besides fighting in the period."""

MIN_SIDES = 3
"""With fewer sides a graph has no shape."""

_SCHEMA = pa.schema(
    [
        ("period", pa.date32()),
        ("sides", pa.int64()),
        ("dyads", pa.int64()),
        ("weight", pa.float64()),
        ("density", pa.float64()),
        ("components", pa.int64()),
        ("fragmentation", pa.float64()),
        ("top_share", pa.float64()),
        ("modularity", pa.float64()),
        ("communities", pa.int64()),
        ("triads", pa.int64()),
        ("balanced", pa.int64()),
        ("balanced_expected", pa.float64()),
        ("p_value", pa.float64()),
        ("cannot_say", pa.string()),
    ]
)

_SIDES_NOTE = "Sides are registry ids where resolved, else the source's names; those under one name count as one."
_SIGNS_NOTE = (
    f"Negative: sides that fight in the period, and {', '.join(sorted(FOES))}; positive: {', '.join(sorted(FRIENDS))}. "
    "Pairs that are both have no sign."
)


def network(
    events: Any,
    *,
    of: Of,
    deaths: Estimate,
    violence_types: Sequence[str],
    period: Period,
    start: dt.date,
    end: dt.date,
    under_check: UnderCheck,
    permutations: int,
    seed: int,
    relations: Iterable[Relation] = (),
    countries: Iterable[str] | None = None,
) -> Result[Any]:
    """The graph of sides that fight each other in each period: its shape, and the balance of its signed triads.

    One row a period ("month" or "year") from `start` to `end`. Sides are joined where an event of `violence_types` has
    them on its two sides (leave out "one-sided": civilians are no side), weighted by events or deaths, each split by
    day as in `incidence(unit="dyad")`:

    * `sides`, `dyads`, `weight` (the sum), `density` (dyads by pairs of sides), `components`, `fragmentation` (the
      share of pairs of sides that no path joins; Borgatti 2003), `top_share` (of all weight, the part in which the
      most involved side takes part), `modularity` and `communities` (Newman & Girvan 2004; Louvain's division with the
      seed);
    * `triads` whose three pairs all have a sign, `balanced` ones (Cartwright & Harary 1956: the product of the signs is
      positive), `balanced_expected`, the mean where the signs are permuted among the pairs, and the one-sided
      `p_value` = (1 + permutations with as many balanced triads) / (1 + `permutations`). Null without such a triad, or
      where all signs are the same.

    Signs, among the sides of the period: fighting in it is negative, and so are `relations` of a registry of the kinds
    `FOES`; those of `FRIENDS` are positive; a relation counts in the periods in which it can have held, and a pair that
    is both has no sign. A graph of fights alone has no positive pair and no balanced triad: give relations.

    Limits: a side is what the source calls one; a state and its allies fight as one name. Density falls as more sides
    are recorded, whatever they do. A dyad below a source's threshold is absent.

    A period with fewer than three sides says so in `cannot_say` and has no number. The events are summed in the
    engine that holds them.

    Raises:
        InputError: a column is missing, or a parameter is not one of its words or out of its range.
    """
    one_of("of", of, Of)
    one_of("deaths", deaths, Estimate)
    one_of("period", period, ("month", "year"))
    if not violence_types:
        raise InputError("no violence_types are named", do='name them, such as "state-based" and "non-state"')
    if permutations < 99:
        raise InputError(f"permutations is {permutations}", do="give 99 or more; 999 is usual")
    native, sources = opened(events)
    frame = as_frame(native, ("violence_type", "side_a", "side_b", "actor_a", "actor_b"))
    a, b = (nw.coalesce(nw.col(f"actor_{side}"), nw.col(f"side_{side}")) for side in ("a", "b"))
    sifted = sift(
        frame,
        [
            ("of another type of violence", nw.col("violence_type").is_in(list(violence_types))),
            ("no two sides", ~a.is_null() & ~b.is_null() & (a != b)),
        ],
    )
    counted = incidence(
        sifted.rows.to_native(),
        unit="dyad",
        period=period,
        start=start,
        end=end,
        under_check=under_check,
        countries=countries,
    )
    column = "events" if of == "events" else f"deaths_{deaths}"
    weights: dict[dt.date, dict[Pair, float]] = {first: {} for first, _ in periods(start, end, period)}
    for row in arrow(as_frame(counted.table, ())).to_pylist():
        if row[column]:
            weights[row["period"]][row["side_a"], row["side_b"]] = row[column]
    known = tuple(relations)
    rows = [_row(first, last, weights[first], known, permutations, seed) for first, last in periods(start, end, period)]
    used = counted.provenance
    return Result(
        frame_like(frame, pa.Table.from_pylist(rows, _SCHEMA)).to_native(),
        Provenance(
            step="sarhad.measures.network",
            sources=sources,
            filters=used.filters,
            parameters={
                "of": of,
                "deaths": deaths,
                "violence_types": sorted(set(violence_types)),
                "period": period,
                "under_check": under_check,
                "permutations": permutations,
                "relations": len(known),
            },
            seed=seed,
            rows_used=used.rows_used,
            left_out={**sifted.left_out, **used.left_out},
            notes=(used.notes[0], _SIDES_NOTE, _SIGNS_NOTE),
        ),
    )


def _row(
    first: dt.date,
    last: dt.date,
    weights: dict[Pair, float],
    relations: tuple[Relation, ...],
    permutations: int,
    seed: int,
) -> dict[str, Any]:
    sides = {side for pair in weights for side in pair}
    if len(sides) < MIN_SIDES:
        return {"period": first, "cannot_say": f"{len(sides)} sides, at least {MIN_SIDES} are needed"}
    held = [relation for relation in relations if not relation.to_a_country and relation.held(first, last)]
    friends, foes = (
        [
            _pair(relation.actor, relation.to)
            for relation in held
            if relation.kind in kinds and relation.actor != relation.to
        ]
        for kinds in (FRIENDS, FOES)
    )
    among = [[pair for pair in pairs if sides.issuperset(pair)] for pairs in (friends, foes)]
    signs, _ = signed(weights, *among)
    return {"period": first, **_numbers(shape(weights, seed), balance(signs, permutations, seed), weights)}


def _numbers(found: Shape, triads: Balance, weights: dict[Pair, float]) -> dict[str, Any]:
    return {
        "sides": found.sides,
        "dyads": found.dyads,
        "weight": round(sum(weights[pair] for pair in sorted(weights)), 9),
        "density": found.density,
        "components": found.components,
        "fragmentation": found.fragmentation,
        "top_share": found.top_share,
        "modularity": found.modularity,
        "communities": found.communities,
        "triads": triads.triads,
        "balanced": triads.balanced,
        "balanced_expected": triads.expected,
        "p_value": triads.p_value,
    }


def _pair(one: str, other: str) -> Pair:
    return (one, other) if one <= other else (other, one)
