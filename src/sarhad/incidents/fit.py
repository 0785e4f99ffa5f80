"""How often tellings of one incident agree, learned without labels."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from . import background as bg
from .association import marginals
from .background import Background, tally
from .candidates import Candidates, in_reach
from .levels import ACTORS, ALL, DAYS, PLACE, Compared, Comparison, Levels, by_kind_of_event, strata
from .method import Method
from .rows import Floats, Rows

_ROUNDS = 30
_SETTLED = 0.002
_PULL = 20.0  # pairs by which a stratum is drawn to all strata, and all strata to the expected shares
_EDGE = -12.0  # log2 odds below which a pair takes no part in the competition
_SMALLEST = 1e-4
_LOCAL = 1.5  # looks that the overall share counts for, against those around an event
_OWN = 0.5  # of the candidates of an event, how many are taken for its match
_LEAST = 0.25  # non-matches to expect at least around any event

Table = npt.NDArray[np.float64]
Sides = tuple[Table, Table]
Strata = tuple[tuple[Levels, Levels], ...]


@dataclass(frozen=True, slots=True)
class Shares:
    """What was learned of one comparison: shares of its levels among matches and among non-matches, all strata."""

    name: str
    levels: tuple[str, ...]
    match: tuple[float, ...]
    other: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Fit:
    """What was learned of two sources."""

    shares: tuple[Shares, ...] = ()
    told_by_both: tuple[float, float] = (
        0.0,
        0.0,
    )  # the expected share of each source's events in common countries and days
    rounds: int = 0
    settled: bool = True
    candidates: int = 0
    placebo_pairs: int = 0
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Scored:
    """Each candidate pair: weights in bits by comparison, the local weight, the prior, and the probability."""

    weights: tuple[Floats, ...]
    rarity: Floats
    prior: Floats
    total: Floats  # log2 odds before the competition
    probability: Floats
    fit: Fit


@dataclass(slots=True)
class _State:
    m: list[tuple[Table, Table]]
    told: tuple[float, float]
    messages: Floats | None = None


def fit(left: Rows, right: Rows, pairs: Candidates, compared: Compared, others: Background, series: Table,
        method: Method, *, learn: bool = True, told: float = 0.5) -> Scored:  # fmt: skip
    """Learn the shares of levels among matches by EM with one-to-one association, and score every pair.

    The shares among non-matches, and how many of them to expect around each event, stand fixed. With `learn` false the
    expected shares are used as they are and `told` stays.
    """
    kind_of = (strata(left), strata(right))
    at = (pairs.left, pairs.right)
    kind_at: Strata = tuple((kind_of[0][k][at[0]], kind_of[1][k][at[1]]) for k in range(len(ALL)))
    u: list[Sides] = []
    for k, c in enumerate(ALL):
        pooled = _pooled(others.tables[k], c, np.asarray(c.usual))
        u.append((_smoothed(others.tables[k][0], pooled, c, _PULL), _smoothed(others.tables[k][1], pooled, c, _PULL)))
    crowd, rarity = _crowd((left, right), pairs, compared, others, series, u, kind_at, method)
    expected = [np.asarray(c.expected) for c in ALL]
    first = [np.maximum(by_kind_of_event(c, e), _SMALLEST) for e, c in zip(expected, ALL, strict=True)]
    state = _State([(one, one) for one in first], (told, told))
    reachable = (in_reach(left, right), in_reach(right, left))
    rounds, settled = 0, not learn
    while True:
        weights = tuple(_weights(compared.levels[k], kind_at[k], state.m[k], u[k]) for k in range(len(ALL)))
        prior = _prior(state.told, method) - crowd
        total = prior + np.sum(weights, axis=0) + rarity
        q = _probabilities(total, pairs, state, method)
        if settled or rounds == _ROUNDS:
            break
        rounds += 1
        before = (state.told, [one.copy() for one, _ in state.m])
        told_left, told_right = (float(np.clip(q.sum() / max(rows, 1), 0.001, 0.98)) for rows in reachable)
        state.told = (told_left, told_right)
        for k, c in enumerate(ALL):
            counts = _tallies(compared, kind_at, q, k)
            pooled = _pooled(counts, c, expected[k])
            state.m[k] = (_smoothed(counts[0], pooled, c, _PULL), _smoothed(counts[1], pooled, c, _PULL))
        moved = max(float(np.max(np.abs(one - old))) for (one, _), old in zip(state.m, before[1], strict=True))
        settled = max(moved, abs(state.told[0] - before[0][0])) < _SETTLED
    fitted = Fit(_shares(compared, kind_at, q, others), state.told, rounds, settled, len(pairs), others.pairs)
    return Scored(weights, rarity, prior, total, q, fitted)


def _shares(compared: Compared, kind_at: Strata, q: Floats, others: Background) -> tuple[Shares, ...]:
    """What was learned, all strata together, for a person to read."""
    found = []
    for k, c in enumerate(ALL):
        match = _pooled(_tallies(compared, kind_at, q, k), c, np.asarray(c.expected))
        other = _pooled(others.tables[k], c, np.asarray(c.usual))
        found.append(Shares(c.name, c.levels, tuple(match.round(4).tolist()), tuple(other.round(4).tolist())))
    return tuple(found)


def _tallies(compared: Compared, kind_at: Strata, q: Floats, k: int) -> Sides:
    one, other = (tally(compared.levels[k], kind_at[k][side], ALL[k].strata, k, q) for side in (0, 1))
    return one, other


def _probabilities(total: Floats, pairs: Candidates, state: _State, method: Method) -> Floats:
    odds: Floats = np.exp2(np.minimum(total, 60))
    if not method.one_to_one:
        alone: Floats = odds / (1 + odds)
        return alone
    edges = np.flatnonzero(total > _EDGE)
    if state.messages is not None and len(state.messages) == len(total):
        start = state.messages[edges]
    else:
        start = None
        state.messages = np.ones(len(total))
    q = np.zeros(len(total))
    q[edges], found = marginals(
        odds[edges], pairs.left[edges].astype(np.intp), pairs.right[edges].astype(np.intp), start
    )
    state.messages[edges] = found
    return q


def _of_all(counts: Table) -> Table:
    """Shares of levels over all groups at once, drawn to those of all strata."""
    pooled = (counts.sum(axis=0) + _SMALLEST) / (counts + _SMALLEST).sum()
    shares: Table = (counts + _PULL * pooled) / (counts.sum(axis=1, keepdims=True) + _PULL)
    return shares


def _prior(told: tuple[float, float], method: Method) -> float:
    """log2 odds of a match where one non-match is expected.

    Matches and events told once are taken for three processes of points: the odds of a pair, against both events being
    told once, are s / (1 - s)^2 over the number of the other source's events (told once or not) around it. Where pairs
    do not compete, the other event may also be told by a third one: s / (1 - s).
    """
    odds = [s / (1 - s) ** (2 if method.one_to_one else 1) for s in told]
    return float(np.mean(np.log2(odds)))


def _weights(level: Levels, stratum: tuple[Levels, Levels], m: Sides, u: Sides) -> Floats:
    weight = np.zeros(len(level))
    for side in (0, 1):
        bits = np.log2(m[side] / u[side])
        bits = np.column_stack([bits, np.zeros(len(bits))])  # level -1, the last: not comparable
        weight += bits[stratum[side], level] / 2
    return weight


def _pooled(counts: tuple[Table, Table], comparison: Comparison, expected: Floats) -> Floats:
    """Shares of levels over all strata, within each group, drawn to the expected ones."""
    both = counts[0].sum(axis=0)
    shares = np.empty(len(comparison.levels))
    for part in comparison.parts:
        shares[part] = (both[part] + _PULL * expected[part]) / (both[part].sum() + _PULL)
    return shares


def _smoothed(counts: Table, pooled: Floats, comparison: Comparison, pull: float) -> Table:
    shares = np.empty_like(counts)
    usual = by_kind_of_event(comparison, pooled)
    for part in comparison.parts:
        total = counts[:, part].sum(axis=1, keepdims=True)
        shares[:, part] = (counts[:, part] + pull * usual[:, part]) / (total + pull)
    return np.maximum(shares, _SMALLEST)


def _crowd(
    sides: tuple[Rows, Rows], pairs: Candidates, compared: Compared, others: Background, series: Table, u: list[Sides],
    kind_at: Strata, method: Method,
) -> tuple[Floats, Floats]:  # fmt: skip
    """log2 of how many non-matches to expect around the events of each pair, and the local weight of its kind.

    The local weight says by how much rarer or commoner pairs of this kind (place and actors) are around the two events
    than their overall shares make believe; the overall share counts as `_LOCAL` looks.
    """
    kind = bg.kinds(compared)
    crowd, rarity = np.zeros(len(pairs)), np.zeros(len(pairs))
    place, actors = ALL.index(PLACE), ALL.index(ACTORS)
    looks = others.looks if method.placebo else 0
    for side, (rows, at) in enumerate(zip(sides, (pairs.left, pairs.right), strict=True)):
        around = others.around[side]
        counted = around.sum(axis=1) if looks else 0
        real = np.bincount(at, minlength=len(rows))
        number = np.maximum((counted + np.maximum(real - _OWN, 0)) / (looks + 1), _LEAST)
        crowd += np.log2(number)[at] / 2
        if not (method.local and looks):
            continue
        by_kind = bg.by_kind(_of_all(others.tables[place][side]), u[actors][side])
        shares = by_kind[kind_at[place][side], kind_at[actors][side], kind]
        comparable = shares > 0
        usual = np.where(comparable, number[at] * shares, 1.0)
        own = np.where(comparable, around[at, kind] / looks, 1.0)
        rarity -= np.log2((own + _LOCAL * usual) / ((1 + _LOCAL) * usual)) / 2
    if method.local and looks:
        rarity -= series[compared.levels[ALL.index(DAYS)], kind]
    return crowd, np.clip(rarity, -8, 8)
