"""Names of one source that keep meeting the same name of the other: proposed as other names of one actor."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from .candidates import Candidates
from .rows import NO_NAME, Floats, Ints, Mask, Prepared, Rows

SURE = 0.8
"""From this probability on a pair counts as a meeting."""
MEETINGS = 4
SHARE = 0.6
"""A name is proposed that is met at least so often, and in such a share of the meetings of the unknown name."""


@dataclass(frozen=True, slots=True)
class Alias:
    """A name of the left source and one of the right that seem to mean one actor; for a person to confirm.

    At least one of the two is used by one source only.
    """

    name_a: str
    name_b: str
    meetings: int
    share: float  # of the meetings in which the unknown name could have meant any name of the other source


def learn(prepared: Prepared, pairs: Candidates, probability: Floats) -> dict[int, tuple[int, int, float]]:
    """For each name that only one source uses, the name of the other that it meets, how often, and in what share.

    Only pairs of probability `SURE` count. The side of an event that agrees with the other side of its partner is not
    met. Two names of which each is used by one source alone are learned only if each keeps meeting the other, and are
    given once, under the name of the right source: else a name that covers two actors would make them one.
    """
    sure = np.flatnonzero(probability >= SURE)
    i, j = pairs.left[sure], pairs.right[sure]
    n = len(prepared.names)
    here = _learned(prepared.right, prepared.left, j, i, n)
    there = _learned(prepared.left, prepared.right, i, j, n)
    both = np.intersect1d(prepared.left.names, prepared.right.names)
    shared = set(both.tolist())
    found = {
        unknown: met
        for unknown, met in here.items()
        if met[0] in shared or there.get(met[0], (-1, 0, 0.0))[0] == unknown
    }
    return found | {unknown: met for unknown, met in there.items() if met[0] in shared}


def _learned(own: Rows, other: Rows, at_own: Ints, at_other: Ints, n: int) -> dict[int, tuple[int, int, float]]:
    """The names that only the source `own` uses, and what they mean in the other one."""
    met: list[tuple[Ints, Ints]] = []
    asked: list[Ints] = []
    for side in (0, 1):
        unknown = own.names[at_own, side]
        foreign = (unknown != NO_NAME) & ~own.shared[at_own, side]
        partner = own.names[at_own, 1 - side]
        asked.append(unknown[foreign])
        for mine in (0, 1):
            name = other.names[at_other, mine]
            beside = other.names[at_other, 1 - mine]
            free = foreign & (name != NO_NAME) & ~((name == partner) & (beside != partner))
            met.append((unknown[free], name[free]))
    times = np.bincount(np.concatenate(asked), minlength=n)
    keys = np.concatenate([one.astype(np.int64) * n + name for one, name in met])
    different, counts = np.unique(keys, return_counts=True)
    found: dict[int, tuple[int, int, float]] = {}
    for key, count in zip(different.tolist(), counts.tolist(), strict=True):
        unknown_name, name = divmod(key, n)
        share = count / times[unknown_name]
        best = found.get(unknown_name)
        if count >= MEETINGS and share >= SHARE and (best is None or count > best[1]):
            found[unknown_name] = (name, count, round(float(share), 4))
    return found


def apply(prepared: Prepared, learned: dict[int, tuple[int, int, float]]) -> Prepared:
    """Both sources with the names that one of them alone uses taken for the names they met."""
    change = np.arange(len(prepared.names) + 1, dtype=np.int32)
    change[-1] = NO_NAME
    for unknown, (name, _, _) in learned.items():
        change[unknown] = name
    left, right = change[prepared.left.names], change[prepared.right.names]
    return replace(
        prepared,
        left=replace(prepared.left, names=left, shared=_shared(left, right)),
        right=replace(prepared.right, names=right, shared=_shared(right, left)),
    )


def _shared(names: Ints, other: Ints) -> Mask:
    known: Mask = np.isin(names, other) & (names != NO_NAME)
    return known
