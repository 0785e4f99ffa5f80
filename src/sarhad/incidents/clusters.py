"""From links between two events to incidents: which tellings stand together, and which link gave way to another.

An incident holds one telling of each source. Between two sources the links are the one-to-one assignment of the largest
sum of log odds. Among several sources the strongest link is taken first; two groups are put together only where no
source would stand in both and where all that is known between them, a link or its absence, is on average for it (the
mean of log odds over all pairs of sources between the two groups).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from .assignment import one_to_one

Edge = tuple[int, int]
"""Two events by number, the smaller first."""

Evidence = Callable[[int, int], float]
"""The log2 odds that two events are one incident; 0 where nothing is known."""

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]

_SURE = 1e-9
_LEAST_GAIN = 1e-6  # of a pair as likely as not


@dataclass(slots=True)
class Clusters:
    """The incidents as groups of events by number. `merged` are the links that made them, in the order of merging.

    `lost` names for a link that was strong enough and was not made the event that stood against it.
    """

    group_of: list[int]
    members: dict[int, list[int]]  # of groups of two and more
    merged: list[Edge] = field(default_factory=list)
    lost: dict[Edge, int] = field(default_factory=dict)

    def of(self, event: int) -> Sequence[int]:
        """The events of the incident that tells this event, by number."""
        return self.members.get(self.group_of[event], (event,))

    def together(self, a: int, b: int) -> bool:
        """Whether two events are tellings of one incident."""
        return self.group_of[a] == self.group_of[b]

    def join(self, a: int, b: int) -> None:
        """Put the incidents of two events together."""
        keep, gone = sorted((self.group_of[a], self.group_of[b]))
        if keep == gone:
            return
        moved = self.members.pop(gone, [gone])
        self.members[keep] = sorted([*self.members.get(keep, [keep]), *moved])
        for event in moved:
            self.group_of[event] = keep
        self.merged.append(edge(a, b))


def edge(a: int, b: int) -> Edge:
    """Two events, the smaller number first."""
    return (a, b) if a < b else (b, a)


def log_odds(probability: npt.ArrayLike) -> npt.NDArray[np.float64]:
    """The log2 odds of probabilities, held within 30 bits."""
    p = np.clip(np.asarray(probability, dtype=float), _SURE, 1 - _SURE)
    return np.asarray(np.log2(p / (1 - p)))


def one_partner(sources: Ints, first: Ints, second: Ints, gain: Floats) -> Mask:
    """Which of these pairs are the one-to-one assignment between their two sources: the largest sum of `gain`.

    The gains are at least 0, the log odds of pairs that are likelier than not. The events of a pair stand in the order
    of their sources.
    """
    taken = np.zeros(len(first), dtype=bool)
    gain = gain + _LEAST_GAIN
    between = sources[first].astype(np.int64) * (int(sources.max(initial=0)) + 1) + sources[second]
    for both in np.unique(between).tolist():
        rows = np.flatnonzero(between == both)
        ends = (first[rows].astype(np.int32), second[rows].astype(np.int32))
        taken[rows[one_to_one(gain[rows], *ends)]] = True
    return taken


def cluster(
    sources: Sequence[int],
    links: Mapping[Edge, float],
    *,
    same: Iterable[Edge] = (),
    apart: Iterable[Edge] = (),
    evidence: Evidence,
    found: Clusters | None = None,
) -> Clusters:
    """Put events together: `sources` is the source of each event, `links` the log2 odds of the links, above 0.

    The links between two sources give each event one partner at most (`one_partner`). `same` is put together whatever
    else is said, also two events of one source; `apart` is never put together by a link. `evidence` is asked about
    pairs between groups of three and more sources. `found` is gone on with where it is given.
    """
    found = found or Clusters(list(range(len(sources))), {})
    for a, b in sorted(same):
        found.join(a, b)
    barred: dict[int, set[int]] = defaultdict(set)
    for a, b in apart:
        barred[a].add(b)
        barred[b].add(a)
    for a, b in sorted(links, key=lambda pair: (-links[pair], pair)):
        if found.together(a, b):
            continue
        against = _against(sources, a, b, found, barred, evidence)
        if against is None:
            found.join(a, b)
        else:
            found.lost[a, b] = against
    return found


def _against(
    sources: Sequence[int],
    a: int,
    b: int,
    found: Clusters,
    barred: Mapping[int, set[int]],
    evidence: Evidence,
) -> int | None:
    """The event that stands against putting two groups together, or nothing."""
    one, other = found.of(a), found.of(b)
    if barred:
        for m in one:
            hit = barred.get(m, set()) & set(other)
            if hit:
                return m if m != a else min(hit)
    twice = {sources[m] for m in one} & {sources[m] for m in other}
    if twice:
        return next(m for m in (*one, *other) if sources[m] in twice and m not in (a, b))
    if len(one) == len(other) == 1:
        return None
    best: dict[tuple[int, int], tuple[float, int, int]] = {}  # of several events of a source the one that fits best
    for m in one:
        for n in other:
            both = sources[m], sources[n]
            best[both] = max(best.get(both, (-np.inf, 0, 0)), (evidence(m, n), m, n))
    if sum(bits for bits, _, _ in best.values()) > 0:
        return None
    _, m, n = min(best.values())
    return m if m not in (a, b) else n


def rival(sources: Sequence[int], a: int, b: int, found: Clusters) -> int | None:
    """The event that one of two events is linked to in the place of the other, or nothing."""
    for here, there in ((a, b), (b, a)):
        for m in found.of(here):
            if m != here and sources[m] == sources[there]:
                return m
    if edge(a, b) in found.lost:
        return found.lost[edge(a, b)]
    held = {sources[m] for m in found.of(b)}  # decisions may have brought one source into both incidents
    return next((m for m in found.of(a) if sources[m] in held), None)
