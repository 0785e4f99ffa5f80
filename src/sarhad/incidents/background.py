"""How often events that are not the same incident agree, overall and around each event."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from .candidates import Candidates, candidates
from .levels import ACTORS, ALL, DAYS, PLACE, Compared, compare, strata
from .placebo import shifted, shifts
from .rows import Floats, Rows

# Levels of place that count as one around an event; the last is for pairs whose places cannot be compared.
_PLACE_BINS = np.array([0, 0, 1, 2, 3, 4, 1, 2, 3, 4, 4, 0, 0, 1, 2, 3, 4, 4, 5, 6, 7, 7, 8], dtype=np.int64)
_N_PLACE, _N_ACTORS = 9, len(ACTORS.levels) + 1
KINDS = _N_PLACE * _N_ACTORS

Table = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Background:
    """Counts of pairs that are no matches. `tables[k][side]` is (strata, levels) for the comparison `ALL[k]`.

    `around[side]` is (rows, kinds): how many such pairs each row has, by place and actors; `looks` in how many shifts.
    """

    tables: tuple[tuple[Table, Table], ...]
    around: tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]
    looks: int
    pairs: int


Look = tuple[Candidates, Compared]


def placebo(left: Rows, right: Rows, *, within: bool = False) -> list[Look]:
    """Pairs of the left source with the right one moved by each of `placebo.shifts`: no pair is a match."""
    looks = []
    for days in shifts(left, right):
        moved = shifted(right, days)
        pairs = candidates(left, moved)
        if within:
            pairs = pairs.take(pairs.left != pairs.right)
        looks.append((pairs, compare(left, moved, pairs)))
    return looks


def tallied(left: Rows, right: Rows, looks: Sequence[Look]) -> Background:
    """Count the levels of pairs that are no matches, or of which few are."""
    sides = (left, right)
    kind_of = tuple(strata(rows) for rows in sides)
    tables = tuple(tuple(np.zeros((c.strata, len(c.levels))) for _ in sides) for c in ALL)
    around = tuple(np.zeros((len(rows), KINDS), dtype=np.float32) for rows in sides)
    for pairs, compared in looks:
        at = (pairs.left, pairs.right)
        kind = kinds(compared)
        for side in (0, 1):
            for k, comparison in enumerate(ALL):
                tables[k][side][...] += tally(compared.levels[k], kind_of[side][k][at[side]], comparison.strata, k)
            flat = np.bincount(at[side].astype(np.int64) * KINDS + kind, minlength=around[side].size)
            around[side][...] += flat.reshape(around[side].shape)
    total = sum(len(pairs) for pairs, _ in looks)
    return Background(tuple((one, other) for one, other in tables), (around[0], around[1]), max(len(looks), 1), total)


def kinds(compared: Compared) -> npt.NDArray[np.int64]:
    """For each pair the kind, by place and actors, in which `Background.around` counts it."""
    place, actors = compared.levels[ALL.index(PLACE)], compared.levels[ALL.index(ACTORS)]
    kind: npt.NDArray[np.int64] = _PLACE_BINS[place] * _N_ACTORS + actors + 1
    return kind


def by_kind(place: Table, actors: Table) -> npt.NDArray[np.float64]:
    """From shares of levels (strata, levels) of place and of actors to shares of kinds, as if one said nothing of the
    other: (strata of place, strata of actors, kinds). 0 for kinds in which one of the two cannot be compared.
    """
    bins = np.zeros((len(place), _N_PLACE))
    np.add.at(bins.T, _PLACE_BINS[:-1], place.T)
    compared = np.column_stack([np.zeros(len(actors)), actors])
    shares = bins[:, None, :, None] * compared[None, :, None, :]
    shares[:, :, _N_PLACE - 1] = 0
    return shares.reshape(len(place), len(actors), KINDS)


_SAMPLE = 20_000
_PULL = 20.0  # pairs by which a clumping is drawn to none


def clumping(*sources: Rows) -> Table:
    """By how much commoner other incidents are within days of an event than some weeks off: log2, (days, kinds).

    Attacks come in series, which a placebo some weeks off does not show. Pairs of events of one source are no matches
    either, and have the series: they are counted where they are and moved, over at most `_SAMPLE` events a source.
    Of two sources the mean is taken (of the logarithms).
    """
    width = len(DAYS.levels)
    found = []
    for rows in sources:
        moves = shifts(rows, rows)
        if not moves:
            continue
        some = np.arange(len(rows))
        if len(rows) > _SAMPLE:
            some = np.sort(np.argsort(np.asarray(rows.ids))[:: -(-len(rows) // _SAMPLE)])
        part = rows.take(some)
        near, far = np.zeros(width * KINDS), np.zeros(width * KINDS)
        for days in (0, *moves[1:3]):
            other = shifted(rows, days) if days else rows
            pairs = candidates(part, other)
            pairs = pairs.take(some[pairs.left] != pairs.right)
            compared = compare(part, other, pairs)
            flat = compared.levels[ALL.index(DAYS)].astype(np.int64) * KINDS + kinds(compared)
            counts = np.bincount(flat, minlength=width * KINDS)
            if days:
                far += counts / len(moves[1:3])
            else:
                near += counts
        found.append(np.log2((near + _PULL) / (far + _PULL)).reshape(width, KINDS))
    table: Table = np.mean(found, axis=0) if found else np.zeros((width, KINDS))
    return table


def tally(
    level: npt.NDArray[np.int8], stratum: npt.NDArray[np.int8], n_strata: int, k: int, weight: Floats | None = None
) -> Table:
    """How many pairs (or how much weight) each stratum has at each level of the comparison `ALL[k]`."""
    width = len(ALL[k].levels) + 1
    flat = np.bincount(stratum.astype(np.int64) * width + level + 1, weight, n_strata * width)
    table: Table = flat.reshape(n_strata, width)[:, 1:].astype(np.float64)
    return table
