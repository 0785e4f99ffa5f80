"""Two sources' events in, the pairs that may tell one incident out, each with its probability and why."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from ..actors import Registry, resolve_events
from ..events.arrays import number_array, text_array
from . import aliases
from .aliases import Alias
from .assignment import one_to_one
from .background import clumping, placebo, tallied
from .candidates import Candidates, candidates, in_reach
from .fit import Fit, Scored, fit
from .levels import ALL, Compared, compare, renamed
from .method import Method
from .rows import Floats, Mask, Prepared, prepare
from .tables import APART, LINK_AT, LINKED, PAIRS_SCHEMA, REVIEW, REVIEW_AT

KEPT_AT = 0.01
"""Candidates below this probability are not listed."""
FEW_ROWS, FEW_PAIRS = 50, 200
"""Below these nothing is learned: the expected shares are used."""
LEAST_OVERLAP = 0.33
"""No pair is linked when less than this share of the smaller source is expected to be told by both."""
_DECIMALS = 9


@dataclass(frozen=True, slots=True)
class Matched:
    """Two sources compared.

    `pairs` has the candidates of a probability of at least `KEPT_AT` and the best partners. `refused` says why no pair
    is linked by itself, where that is so. `learned` are names that seem to mean the same, for a person to confirm;
    `expected` the number of incidents that both tell, as the sum of all probabilities.
    """

    pairs: pa.Table
    refused: str | None
    learned: tuple[Alias, ...]
    fit: Fit
    rows: tuple[int, int]
    left_out: dict[str, int] = field(default_factory=dict)
    expected: float = 0.0


def match(
    left: pa.Table, right: pa.Table, *, registry: Registry | None = None, method: Method | None = None
) -> Matched:
    """Compare two sources' events (tables of `EVENTS_SCHEMA`) and say which may tell one incident.

    Sides are compared by the registry's actors where `actor_a` and `actor_b` are filled (or `registry` is given, which
    fills them) and by folded names elsewhere. With fewer than `FEW_ROWS` events in a source or `FEW_PAIRS` candidates
    the expected shares of agreement are used instead of learned ones; `fit.notes` says so.

    The method: Fellegi & Sunter (1969) weights whose shares among non-matches come from the right source moved by some
    weeks, and whose shares among matches come from EM with one-to-one association (Williams & Lau 2014).
    """
    how = method or Method()
    if registry is not None:
        left, right = (resolve_events(table, registry).table for table in (left, right))
    prepared = prepare(left, right)
    pairs, compared, scored, learned = _scored(prepared, how)
    best = _best(pairs, scored)
    refused = _refusal(prepared, scored)
    table = _table(prepared, (left, right), pairs, compared, scored, best, refused)
    of_right = set(prepared.right.names[prepared.right.names >= 0].tolist())
    shown = []
    for unknown, (name, count, share) in sorted(learned.items(), key=lambda item: (-item[1][1], item[0])):
        mine, theirs = (name, unknown) if unknown in of_right else (unknown, name)
        shown.append(Alias(prepared.names[mine], prepared.names[theirs], count, share))
    return Matched(
        table, refused, tuple(shown), scored.fit, (len(prepared.left), len(prepared.right)), prepared.left_out,
        round(float(scored.probability.sum()), 6),
    )  # fmt: skip


def duplicates(events: pa.Table, *, registry: Registry | None = None) -> Matched:
    """Compare a source's events with one another: pairs (each once) that may be one incident listed twice.

    Nothing is learned and nothing is linked: distinct attacks of one day in one place look alike, so every pair is for
    a person to judge (`refused` says so). The prior supposes that one row in fifty has a double.
    """
    if registry is not None:
        events = resolve_events(events, registry).table
    prepared = prepare(events, events)
    rows = prepared.left
    pairs = candidates(rows, rows, within=True)
    compared = compare(rows, rows, pairs)
    looks = placebo(rows, rows, within=True)
    others = tallied(rows, rows, looks or [(pairs, compared)])
    how = Method(one_to_one=False, placebo=bool(looks))
    scored = fit(rows, rows, pairs, compared, others, clumping(rows), how, learn=False, told=0.02)
    refused = "Events of one source are proposed as duplicates, never linked by themselves."
    table = _table(prepared, (events, events), pairs, compared, scored, np.zeros(len(pairs), bool), refused)
    return Matched(
        table, refused, (), scored.fit, (len(rows), len(rows)), prepared.left_out,
        round(float(scored.probability.sum()), 6),
    )  # fmt: skip


def _scored(prepared: Prepared, how: Method) -> tuple[Candidates, Compared, Scored, dict[int, tuple[int, int, float]]]:
    left, right = prepared.left, prepared.right
    pairs = candidates(left, right)
    compared = compare(left, right, pairs)
    notes: list[str] = []
    looks = placebo(left, right) if how.placebo else []
    if not any(len(others) for others, _ in looks):
        looks = []
        if how.placebo:
            notes.append("Too short a period for a placebo: non-matches are taken from all candidates.")
            how = replace(how, placebo=False)
    learn = min(len(left), len(right)) >= FEW_ROWS and len(pairs) >= FEW_PAIRS
    if not learn:
        notes.append("Too few events to learn from: the expected shares of agreement are used.")
    series = clumping(left, right)
    learned: dict[int, tuple[int, int, float]] = {}
    while True:
        others = tallied(left, right, looks or [(pairs, compared)])
        scored = fit(left, right, pairs, compared, others, series, how, learn=learn)
        new = aliases.learn(prepared, pairs, scored.probability) if how.learn_aliases and learn and not learned else {}
        if not new:
            return pairs, compared, replace(scored, fit=replace(scored.fit, notes=tuple(notes))), learned
        learned = new
        prepared = aliases.apply(prepared, learned)
        left, right = prepared.left, prepared.right
        compared = renamed(left, right, pairs, compared)
        looks = [(others, renamed(left, right, others, level)) for others, level in looks]


def _best(pairs: Candidates, scored: Scored) -> Mask:
    """The pairs of the one-to-one assignment by log odds, among those that are listed at all."""
    q = scored.probability
    listed = np.flatnonzero(q >= KEPT_AT)
    gain = np.log2(q[listed] / np.maximum(1 - q[listed], 1e-12))
    gain -= np.log2(KEPT_AT / (1 - KEPT_AT)) - 1e-6
    best = np.zeros(len(pairs), dtype=bool)
    best[listed[one_to_one(gain, pairs.left[listed], pairs.right[listed])]] = True
    return best


def _refusal(prepared: Prepared, scored: Scored) -> str | None:
    left, right = prepared.left, prepared.right
    smaller = min(in_reach(left, right), in_reach(right, left))
    if not smaller:
        return "The two sources have no countries and days in common."
    expected = float(scored.probability.sum())
    if expected >= LEAST_OVERLAP * smaller:
        return None
    return (
        f"The two sources hardly overlap: about {expected:,.0f} of the {smaller:,} events that the smaller one has in "
        f"their common countries and days may be told by the other, less than {LEAST_OVERLAP:.0%}. Near-repeats would "
        "be linked, so nothing is."
    )


def _table(
    prepared: Prepared, tables: tuple[pa.Table, pa.Table], pairs: Candidates, compared: Compared, scored: Scored,
    best: Mask, refused: str | None,
) -> pa.Table:  # fmt: skip
    q = np.round(scored.probability, _DECIMALS)
    kept = np.flatnonzero((q >= KEPT_AT) | best)
    left, right = prepared.left, prepared.right
    linked = best & (q >= LINK_AT) & (refused is None)
    rival = _rivals(pairs, linked, kept, left.ids, right.ids)
    sources = [dict(zip(t["event_id"].to_pylist(), t["source"].to_pylist(), strict=True)) for t in tables]
    ids = [[side.ids[row] for row in at[kept].tolist()] for side, at in ((left, pairs.left), (right, pairs.right))]
    band = np.where(linked[kept], LINKED, np.where(q[kept] >= REVIEW_AT, REVIEW, APART))
    why = ["refused" if refused else "rival" if other else "model" for other in rival]
    km = pairs.km[kept]
    columns: dict[str, Any] = {
        "event_a": text_array(ids[0]),
        "event_b": text_array(ids[1]),
        "source_a": text_array([sources[0][event] for event in ids[0]]),
        "source_b": text_array([sources[1][event] for event in ids[1]]),
        "gap_days": number_array(pairs.gap[kept], pa.int32()),
        "distance_km": number_array(np.round(km, 3), pa.float64(), ~np.isnan(km)),
        "rival": text_array(rival),
        "band": text_array(band.tolist()),
        "why": text_array(why),
    }
    for k, comparison in enumerate(ALL):
        words = (*comparison.levels, None)
        columns[f"level_{comparison.name}"] = text_array([words[at] for at in compared.levels[k][kept].tolist()])
        columns[f"weight_{comparison.name}"] = _number(scored.weights[k][kept])
    columns["weight_rarity"] = _number(scored.rarity[kept])
    columns["prior"] = _number(scored.prior[kept])
    columns["weight"] = _number(scored.total[kept] - scored.prior[kept])
    columns["model_probability"] = columns["probability"] = _number(q[kept])
    table = pa.table([columns[name] for name in PAIRS_SCHEMA.names], schema=PAIRS_SCHEMA)
    return table.take(pc.sort_indices(table, sort_keys=[("event_a", "ascending"), ("event_b", "ascending")]))


def _number(values: Floats) -> pa.Array:
    return number_array(np.round(values, _DECIMALS) + 0.0, pa.float64())


def _rivals(
    pairs: Candidates, linked: Mask, kept: npt.NDArray[np.intp], left_ids: tuple[str, ...], right_ids: tuple[str, ...]
) -> list[str | None]:
    """For each kept pair that is not linked, the event that one of its two is linked to instead."""
    of_left = {int(i): int(j) for i, j in zip(pairs.left[linked], pairs.right[linked], strict=True)}
    of_right = {j: i for i, j in of_left.items()}
    found: list[str | None] = []
    for i, j, is_linked in zip(
        pairs.left[kept].tolist(), pairs.right[kept].tolist(), linked[kept].tolist(), strict=True
    ):
        if is_linked:
            found.append(None)
        elif i in of_left:
            found.append(right_ids[of_left[i]])
        else:
            found.append(left_ids[of_right[j]] if j in of_right else None)
    return found
