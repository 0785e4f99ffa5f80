"""Are the p-values of `sarhad.measures.hotspots` uniform where nothing gathers, and what is found of what was planted?

    python benchmarks/validation/hotspots.py [--sets 500]

Simulated cells, no real data: a region of 20 by 15 PRIO-GRID cells about 34 N, neighbours within 80 km (eight inside).
Negative binomial counts, drawn cell by cell, mean 5, alpha 1, as they are and as ln(1 + count). Null, 999 permutations:
the Kolmogorov-Smirnov test of the p-values of one inner cell against the uniform distribution and the share up to 0.05.
Planted, 9,999 permutations and a fifth of the sets: in a block of three by three the mean is multiplied (by 1: nothing
is planted and every hot spot is false). Printed: the share of sets with any hot spot at a false discovery rate of 0.05,
with the middle of the block as one, the share of its nine cells that are, and the share of all hot spots farther than
one cell from the block.
"""

from __future__ import annotations

import argparse
import json
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import stats

from sarhad.events import priogrid_centre
from sarhad.measures.hotspots import gi_star, neighbours
from sarhad.measures.points import on_ellipsoid

COLUMNS, ROWS, RATE = 20, 15, 0.05
FIRST = 248 * 720 + 490
CELLS = np.array([FIRST + row * 720 + column for row in range(ROWS) for column in range(COLUMNS)])
MIDDLE = 7 * COLUMNS + 10
BLOCK = np.array([MIDDLE + row * COLUMNS + column for row in (-1, 0, 1) for column in (-1, 0, 1)])
NEAR = np.array([MIDDLE + row * COLUMNS + column for row in range(-2, 3) for column in range(-2, 3)])
AROUND = neighbours(on_ellipsoid(*priogrid_centre(CELLS)), 80)
Floats = npt.NDArray[np.float64]


def counts(random: np.random.Generator, ratio: float) -> Floats:
    mean = np.full(len(CELLS), 5.0)
    mean[BLOCK] *= ratio
    return random.negative_binomial(1, 1 / (1 + mean)).astype(float)


def judged(log: bool, ratio: float, sets: int, permutations: int, random: np.random.Generator) -> Floats:
    """p-values by set and cell."""
    found = []
    for number in range(sets):
        values = counts(random, ratio)
        found.append(gi_star(np.log1p(values) if log else values, AROUND, permutations, number)[1])
    return np.stack(found)


def main(sets: int = 500, seed: int = 20260101) -> dict[str, Any]:
    random = np.random.default_rng(seed)
    report: dict[str, Any] = {"sets": sets, "null": {}, "planted": {}}
    for scale, log in (("as it is", False), ("log", True)):
        middle = judged(log, 1.0, sets, 999, random)[:, MIDDLE]
        found = stats.kstest(middle, "uniform")
        report["null"][scale] = {
            "KS": round(float(found.statistic), 4),
            "KS p": round(float(found.pvalue), 4),
            "share up to 0.05": round(float(np.mean(middle <= 0.05)), 3),
        }
        for ratio in (1.0, 3.0, 5.0, 10.0):
            p_values = judged(log, ratio, max(1, sets // 5), 9_999, random)
            called = np.stack([stats.false_discovery_control(p) <= RATE for p in p_values])
            off = called.sum() - called[:, NEAR].sum()
            report["planted"][f"{scale}, ratio {ratio:g}"] = {
                "any hot spot": round(float(called.any(axis=1).mean()), 3),
                "middle found": round(float(called[:, MIDDLE].mean()), 3),
                "cells of the block found": round(float(called[:, BLOCK].mean()), 3),
                "hot spots farther off": round(float(off / max(called.sum(), 1)), 3),
            }
    return report


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sets", type=int, default=500)
    print(json.dumps(main(parser.parse_args().sets), indent=1))
