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
    """A name of the right source that seems to mean what a name of the left one means; for a person to confirm."""

    name_a: str
    name_b: str
    meetings: int
    share: float  # of the meetings in which the unknown name could have meant any name of the left source


def learn(prepared: Prepared, pairs: Candidates, probability: Floats) -> dict[int, tuple[int, int, float]]:
    """For each name that only the right source uses, the left name it meets, how often, and in what share.

    Only pairs of probability `SURE` count. The side of the left event that agrees with the other side of the right
    event is not met. Names of the left source's own that the right one never uses count like all others.
    """
    left, right = prepared.left, prepared.right
    sure = np.flatnonzero(probability >= SURE)
    i, j = pairs.left[sure], pairs.right[sure]
    met: list[tuple[Ints, Ints]] = []
    asked: list[Ints] = []
    for side in (0, 1):
        unknown = right.names[j, side]
        foreign = (unknown != NO_NAME) & ~right.shared[j, side]
        partner = right.names[j, 1 - side]
        asked.append(unknown[foreign])
        for mine in (0, 1):
            name = left.names[i, mine]
            other = left.names[i, 1 - mine]
            free = foreign & (name != NO_NAME) & ~((name == partner) & (other != partner))
            met.append((unknown[free], name[free]))
    n = len(prepared.names)
    times = np.bincount(np.concatenate(asked), minlength=n) if asked else np.zeros(n)
    keys = np.concatenate([one.astype(np.int64) * n + other for one, other in met])
    different, counts = np.unique(keys, return_counts=True)
    found: dict[int, tuple[int, int, float]] = {}
    for key, count in zip(different.tolist(), counts.tolist(), strict=True):
        unknown_name, name = divmod(key, n)
        share = count / times[unknown_name]
        best = found.get(unknown_name)
        if count >= MEETINGS and share >= SHARE and (best is None or count > best[1]):
            found[unknown_name] = (name, count, float(share))
    return found


def apply(prepared: Prepared, learned: dict[int, tuple[int, int, float]]) -> Prepared:
    """The right source with the unknown names taken for the left names they met."""
    change = np.arange(len(prepared.names) + 1, dtype=np.int32)
    change[-1] = NO_NAME
    for unknown, (name, _, _) in learned.items():
        change[unknown] = name
    right_names = change[prepared.right.names]
    return replace(
        prepared,
        left=replace(prepared.left, shared=_shared(prepared.left, right_names)),
        right=replace(
            prepared.right, names=right_names, shared=np.isin(right_names, prepared.left.names) & (right_names >= 0)
        ),
    )


def _shared(rows: Rows, other: Ints) -> Mask:
    known: Mask = np.isin(rows.names, other) & (rows.names != NO_NAME)
    return known
