"""Events of one source that are one incident: only where a person decided so.

Distinct attacks of one day in one place look like one attack listed twice. Linked by the model they would take real
near-repeats out of the data, so pairs inside a source are proposed for review and never linked by themselves.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from .clusters import Clusters, edge

Edge = tuple[int, int]


def repeated(sources: Sequence[int], found: Clusters, same: Iterable[Edge], rank: Mapping[int, int]) -> dict[int, int]:
    """The events that repeat another of their source, each with the one that stands for both.

    `same` are the pairs decided to be the same; of those of one source that hang together the first by `rank` stands.
    Two events of one source that are in an incident without such a decision are parts, not repetitions.
    """
    standing: dict[int, int] = {}

    def of(event: int) -> int:
        while event in standing:
            event = standing[event]
        return event

    for a, b in sorted(edge(*pair) for pair in same):
        if sources[a] == sources[b] and found.together(a, b):
            one, other = of(a), of(b)
            if one != other:
                first, second = sorted((one, other), key=lambda event: (rank[event], event))
                standing[second] = first
    return {event: of(event) for event in standing}
