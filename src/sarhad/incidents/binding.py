"""What decisions do to the probabilities of the other pairs.

A source tells an incident once. When two events are the same, no other event of the one's source is the other; when
they are different, what the model held for that pair goes to the others:

    P(a is c | a is not b) = P(a is c) / (1 - P(a is b)),

which is exact for the model's probabilities, as a cannot be both. It stops at what the pair would have alone, without
any competitor. A pair that shares no event with a decided one keeps its probability.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Edge = tuple[int, int]


def rebound(
    sources: Sequence[int],
    first: Ints,
    second: Ints,
    probability: Floats,
    alone: Floats,
    *,
    same: Iterable[Edge],
    different: Iterable[Edge],
) -> Floats:
    """The probabilities of pairs of two sources given these decisions; a decided pair itself keeps its own.

    `alone` is the probability of a pair without competitors, NaN where it is not known.
    """
    row_of: dict[Edge, int] = {}
    rows_of: dict[int, list[int]] = defaultdict(list)
    touched = {event for pair in (*same, *different) for event in pair}
    for row in np.flatnonzero(np.isin(first, sorted(touched)) | np.isin(second, sorted(touched))).tolist():
        a, b = int(first[row]), int(second[row])
        row_of[a, b] = row_of[b, a] = row
        rows_of[a].append(row)
        rows_of[b].append(row)
    freed: dict[Edge, float] = defaultdict(float)  # of an event and a source: what the model held for denied pairs
    taken: set[Edge] = set()
    decided: set[int] = set()
    for a, b in sorted(different):
        if (a, b) in row_of:
            row = row_of[a, b]
            decided.add(row)
            freed[a, sources[b]] += float(probability[row])
            freed[b, sources[a]] += float(probability[row])
    for a, b in sorted(same):
        if sources[a] != sources[b]:
            taken |= {(a, sources[b]), (b, sources[a])}
        decided.add(row_of.get((a, b), -1))
    changed = probability.copy()
    for row in sorted({row for event in touched for row in rows_of[event]} - decided):
        a, b = int(first[row]), int(second[row])
        ends = ((a, sources[b]), (b, sources[a]))
        if taken & set(ends):
            changed[row] = 0.0
            continue
        left = 1.0
        for end in ends:
            left *= 1 - min(freed.get(end, 0.0), 1.0)
        if left < 1.0:
            most = probability[row] if np.isnan(alone[row]) else max(alone[row], probability[row])
            changed[row] = min(most, probability[row] / left) if left > 0 else most
    return changed
