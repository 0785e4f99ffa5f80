"""Are the p-values of `sarhad.measures.spread` uniform where no cell heeds another, and what is found?

    python benchmarks/validation/spread.py [--sets 500]

Simulated cells, no real data: a square of 10 by 10 for 48 months. In each month a silent cell becomes violent with a
chance that is the product of its own proneness and of the month's, and a violent one stays so with probability 0.5,
cells apart. Nulls: all cells and months alike; prone cells stand together (proneness falls from the middle of the
square, 30 to 1); months differ too (a lognormal factor with memory). Planted: a silent cell beside a violent one of the
month before becomes violent with an extra chance, where that one stays (escalation) or where it falls silent
(relocation). Printed: Kolmogorov-Smirnov against the uniform distribution, the share of p up to 0.05, and of
`p_permuted`, for which whole cells change places; for planted spread (200 sets) the power.
"""

from __future__ import annotations

import argparse
import json
from typing import Any

import numpy as np
from scipy import stats

from sarhad.measures.spread import _tests, adjacent

SIDE, MONTHS, PERMUTATIONS = 10, 48, 99
KINDS = ("escalation", "relocation")
AROUND = adjacent(np.asarray([row * 720 + column + 1 for row in range(SIDE) for column in range(SIDE)]))


def make(
    random: np.random.Generator, *, prone: bool, uneven: bool, escalating: float = 0.0, relocating: float = 0.0
) -> np.ndarray:
    x, y = np.divmod(np.arange(SIDE * SIDE), SIDE)
    away = np.hypot(x - SIDE / 2 + 0.5, y - SIDE / 2 + 0.5)
    cell = np.exp(-np.log(30) * away / away.max()) if prone else np.full(SIDE * SIDE, 0.25)
    month = np.ones(MONTHS)
    if uneven:
        level = 0.0
        for t in range(MONTHS):
            level = 0.7 * level + random.normal() * 0.6
            month[t] = np.exp(level)
    violent = np.zeros((SIDE * SIDE, MONTHS), dtype=bool)
    violent[:, 0] = random.random(SIDE * SIDE) < 0.2 * cell
    for t in range(1, MONTHS):
        before = violent[:, t - 1]
        stays = before & (random.random(len(before)) < 0.5)
        beside = [(AROUND @ each.astype(float)) > 0 for each in (stays, before & ~stays)]
        chance = np.clip(0.12 * cell * month[t], 0, 0.8) + escalating * beside[0] + relocating * beside[1]
        violent[:, t] = np.where(before, stays, random.random(len(before)) < chance)
    return violent


def ask(violent: np.ndarray, seed: int) -> dict[str, dict[str, float]]:
    rows = _tests(violent, AROUND, np.ones(MONTHS - 1, dtype=bool), PERMUTATIONS, seed)
    return {row["kind"]: {name: row[name] for name in ("p_value", "p_permuted")} for row in rows}


def main(sets: int = 500, seed: int = 20260103) -> dict[str, Any]:
    random = np.random.default_rng(seed)
    report: dict[str, Any] = {"sets": sets, "permutations": PERMUTATIONS, "null": {}, "planted": {}}
    for name, prone, uneven in (
        ("alike", False, False),
        ("prone cells together", True, False),
        ("prone cells together, uneven months", True, True),
    ):
        asked = [ask(make(random, prone=prone, uneven=uneven), n) for n in range(sets)]
        report["null"][name] = {
            kind: {
                test: {
                    "KS p": round(float(stats.kstest([each[kind][test] for each in asked], "uniform").pvalue), 4),
                    "share up to 0.05": share(asked, kind, test),
                }
                for test in ("p_value", "p_permuted")
            }
            for kind in KINDS
        }
    for what in ("escalating", "relocating"):
        for chance in (0.01, 0.02, 0.04):
            asked = [ask(make(random, prone=True, uneven=True, **{what: chance}), n) for n in range(min(sets, 200))]
            report["planted"][f"{what}, {chance:.0%}"] = {kind: share(asked, kind, "p_value") for kind in KINDS}
    return report


def share(asked: list[dict[str, dict[str, float]]], kind: str, test: str) -> float:
    return round(float(np.mean([each[kind][test] <= 0.05 for each in asked])), 3)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sets", type=int, default=500)
    print(json.dumps(main(parser.parse_args().sets), indent=1, ensure_ascii=False))
