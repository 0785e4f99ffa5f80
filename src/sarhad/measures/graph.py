"""What the graph of who fights whom looks like: how dense, how broken up, how clustered; and whether it is balanced."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Pair = tuple[str, str]
"""Two sides in alphabetical order."""


@dataclass(frozen=True, slots=True)
class Shape:
    """A weighted graph in numbers; see `sarhad.measures.network`."""

    sides: int
    dyads: int
    density: float
    components: int
    fragmentation: float
    top_share: float
    modularity: float
    communities: int


@dataclass(frozen=True, slots=True)
class Balance:
    """Triads whose three pairs all have a sign, those of them that are balanced, and how often chance gives as many."""

    triads: int
    balanced: int
    expected: float | None
    p_value: float | None


def shape(weights: Mapping[Pair, float], seed: int) -> Shape:
    """Numbers of the graph whose edges these are.

    * density: dyads by pairs of sides that there are;
    * fragmentation: the share of pairs of sides that no path joins (Borgatti 2003);
    * top share: the largest sum of weights of one side, by the sum of all weights;
    * modularity: that of the best division found by Louvain's method (Blondel et al. 2008) with the seed: the share of
      the weights inside communities, less what it would be with the same sides drawn at random (Newman & Girvan 2004).
    """
    import networkx as nx  # takes a quarter of a second, which only this measure should cost

    graph = nx.Graph()
    graph.add_nodes_from(sorted({side for pair in weights for side in pair}))
    graph.add_weighted_edges_from((*pair, weights[pair]) for pair in sorted(weights))
    n, total = graph.number_of_nodes(), sum(weights[pair] for pair in sorted(weights))
    pairs = n * (n - 1)
    parts = [len(part) for part in nx.connected_components(graph)]
    communities = nx.community.louvain_communities(graph, weight="weight", seed=seed)
    degrees = dict(graph.degree(weight="weight"))
    return Shape(
        sides=n,
        dyads=len(weights),
        density=2 * len(weights) / pairs,
        components=len(parts),
        fragmentation=1 - sum(size * (size - 1) for size in parts) / pairs,
        top_share=max(degrees.values()) / total,
        modularity=round(float(nx.community.modularity(graph, communities, weight="weight")), 9),
        communities=len(communities),
    )


def balance(signs: Mapping[Pair, int], permutations: int, seed: int) -> Balance:
    """Count triads by the product of their signs (Cartwright & Harary 1956): an enemy's enemy is a friend.

    A triad is balanced where the product of its three signs is positive. The null: the same pairs, their signs in any
    order; the p-value is one-sided, for as many balanced triads or more. None without a triad or with one sign only.
    """
    pairs = sorted(signs)
    number = {pair: at for at, pair in enumerate(pairs)}
    triads = _triads(pairs, number)
    if not len(triads):
        return Balance(0, 0, None, None)
    values = np.asarray([signs[pair] for pair in pairs], dtype=np.int64)
    own = int((values[triads].prod(axis=1) > 0).sum())
    if len(set(values.tolist())) == 1:  # any order of equal signs is the same
        return Balance(len(triads), own, None, None)
    random = np.random.default_rng(seed)
    drawn = np.asarray(
        [int((random.permutation(values)[triads].prod(axis=1) > 0).sum()) for _ in range(permutations)], dtype=np.int64
    )
    return Balance(len(triads), own, float(drawn.mean()), (1 + int((drawn >= own).sum())) / (1 + permutations))


def _triads(pairs: Sequence[Pair], number: Mapping[Pair, int]) -> npt.NDArray[np.int64]:
    """The numbers of the three pairs of each triangle."""
    later: dict[str, list[str]] = {}
    for one, other in pairs:
        later.setdefault(one, []).append(other)
    found = [
        (number[one, second], number[one, third], number[second, third])
        for one, others in later.items()
        for second, third in itertools.combinations(sorted(others), 2)
        if (second, third) in number
    ]
    return np.asarray(found, dtype=np.int64).reshape(-1, 3)


def signed(fights: Iterable[Pair], friends: Iterable[Pair], foes: Iterable[Pair]) -> tuple[dict[Pair, int], int]:
    """The sign of each pair that has one, and how many pairs have both and so none. Who fights is a foe."""
    negative = set(fights) | set(foes)
    positive = set(friends)
    both = positive & negative
    return {pair: (1 if pair in positive else -1) for pair in sorted((positive | negative) - both)}, len(both)
