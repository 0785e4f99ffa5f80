"""Are the p-values of the balance in `sarhad.measures.network` uniform where signs know nothing of triads?

    python benchmarks/validation/network.py [--sets 500]

Simulated graphs, no real data: 12 or 25 sides, each pair signed with probability 0.5, a sign negative with probability
0.6 whatever the others. Printed: Kolmogorov-Smirnov against the uniform distribution of the p-values as given (as many
balanced triads or more; counts are whole numbers, so ties make them too large) and of those with ties split at random
(as many balanced triads of the permutations as are drawn again), and the share of p up to 0.05. Planted: two camps, in
which a sign is that of the camps (friends within, foes between) with the probability given, else random: the power.
The modularity of Louvain's division against the best of all divisions of 8 sides, counted out: how often it is reached.
"""

from __future__ import annotations

import argparse
import itertools
import json
from collections.abc import Iterator
from typing import Any

import numpy as np
from scipy import stats

from sarhad.measures.graph import balance, shape

PERMUTATIONS = 199


def signs(random: np.random.Generator, sides: int, camps: float = 0.0) -> dict[tuple[str, str], int]:
    camp = random.integers(0, 2, sides)
    found = {}
    for one, other in itertools.combinations(range(sides), 2):
        if random.random() < 0.5:
            by_camp = 1 if camp[one] == camp[other] else -1
            apart = -1 if random.random() < 0.6 else 1
            found[f"{one:02}", f"{other:02}"] = by_camp if random.random() < camps else apart
    return found


def p_values(given: dict[tuple[str, str], int], seed: int, random: np.random.Generator) -> tuple[float, float] | None:
    """As given, and with ties split: a random place between the share of draws with more triads and the p-value."""
    asked = balance(given, PERMUTATIONS, seed)
    if asked.p_value is None:
        return None
    turned = balance({pair: -sign for pair, sign in given.items()}, PERMUTATIONS, seed)
    # Of the opposite signs every triad has the other balance: as many balanced or more are here as few or fewer.
    assert turned.p_value is not None
    more = 1 - turned.p_value
    return asked.p_value, more + random.random() * (asked.p_value - more)


def divisions(n: int) -> Iterator[list[int]]:
    """All divisions of n things, each as the number of the part of each thing."""
    if n == 0:
        yield []
        return
    for first in divisions(n - 1):
        for part in range(max(first, default=-1) + 2):
            yield [*first, part]


def best_modularity(weights: dict[tuple[str, str], float], sides: list[str]) -> float:
    at = {side: n for n, side in enumerate(sides)}
    table = np.zeros((len(sides), len(sides)))
    for (one, other), weight in weights.items():
        table[at[one], at[other]] = table[at[other], at[one]] = weight
    ends = table.sum(axis=1)
    more = table / table.sum() - np.outer(ends, ends) / table.sum() ** 2
    labels = np.asarray(list(divisions(len(sides))))
    same = labels[:, :, None] == labels[:, None, :]
    return float((same * more).sum(axis=(1, 2)).max())


def main(sets: int = 500, seed: int = 20260106) -> dict[str, Any]:
    random = np.random.default_rng(seed)
    report: dict[str, Any] = {"sets": sets, "permutations": PERMUTATIONS, "null": {}, "planted": {}}
    for sides in (12, 25):
        asked = [p_values(signs(random, sides), n, random) for n in range(sets)]
        said = [each for each in asked if each is not None]
        report["null"][f"{sides} sides"] = {
            name: {
                "KS p": round(float(stats.kstest(values, "uniform").pvalue), 4),
                "share up to 0.05": round(float(np.mean(np.asarray(values) <= 0.05)), 3),
            }
            for name, values in zip(("as given", "ties split"), zip(*said, strict=True), strict=True)
        }
        for camps in (0.3, 0.5, 0.7):
            drawn = [balance(signs(random, sides, camps), PERMUTATIONS, n).p_value for n in range(sets)]
            report["planted"][f"{sides} sides, {camps:.0%} of signs by camp"] = round(
                float(np.mean([p is not None and p <= 0.05 for p in drawn])), 3
            )
    reached, short = 0, []
    graphs = min(sets, 200)
    for n in range(graphs):
        weights = {
            pair: float(random.integers(1, 20))
            for pair in itertools.combinations("abcdefgh", 2)
            if random.random() < 0.35
        } or {("a", "b"): 1.0}
        own = shape(weights, n).modularity
        best = best_modularity(weights, sorted({side for pair in weights for side in pair}))
        assert own <= best + 1e-6
        reached += own >= best - 1e-6
        short.append(best - own)
    report["modularity"] = {"graphs": graphs, "best reached": reached, "farthest short": round(max(short), 3)}
    return report


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sets", type=int, default=500)
    print(json.dumps(main(parser.parse_args().sets), indent=1, ensure_ascii=False))
