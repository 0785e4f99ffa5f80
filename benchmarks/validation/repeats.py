"""Are the p-values of `sarhad.measures.repeats` uniform where place has nothing to do with time, and what is found?

    python benchmarks/validation/repeats.py [--sets 500]

Simulated events, no real data: 200 events in two years at 40 towns of unequal size (weights 1 / rank), days of an
uneven year. Null: towns and days drawn apart. Moving: as the null, but in the second year the towns' weights are
shuffled, which is no repetition. Planted: each event is followed, with the probability given, by another one at its
town after one to six days. Bands 0, 10, 50 km and 7, 28 days. Printed: the Kolmogorov-Smirnov test of the p-values
against the uniform distribution and the share up to 0.05, for Knox's test, the band of the same town within a week, and
the least adjusted p of all bands; for planted repetition the power.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from scipy import stats

from sarhad.measures.points import Points, on_ellipsoid
from sarhad.measures.repeats import _rows

EVENTS, TOWNS, PERMUTATIONS = 200, 40, 199
FIRST = dt.date(2020, 1, 1).toordinal()
Ints = npt.NDArray[np.int64]


def days(random: np.random.Generator, n: int) -> Ints:
    """Two years, summers four times as violent as winters."""
    weight = 1 + 1.2 * np.cos(2 * np.pi * (np.arange(731) - 200) / 365.25).clip(-0.5)
    return random.choice(731, n, p=weight / weight.sum())


def towns(random: np.random.Generator, n: int, order: Ints) -> Ints:
    weight = 1 / (1 + np.arange(TOWNS))
    return order[random.choice(TOWNS, n, p=weight / weight.sum())]


def make(random: np.random.Generator, *, moving: bool = False, repeated: float = 0.0) -> Points:
    day, order = days(random, EVENTS), np.arange(TOWNS)
    site = towns(random, EVENTS, order)
    if moving:
        site = np.where(day < 366, site, random.permutation(TOWNS)[site])
    for n in range(1, EVENTS):
        if random.random() < repeated:
            site[n], day[n] = site[n - 1], min(730, day[n - 1] + random.integers(1, 7))
    longitude, latitude = random.uniform(65, 68, TOWNS), random.uniform(32, 35, TOWNS)
    order = np.argsort(day, kind="stable")
    return Points(
        ids=[f"{n:04}" for n in range(EVENTS)],
        day=FIRST + day[order],
        site=site[order],
        longitude=longitude,
        latitude=latitude,
        xyz=on_ellipsoid(longitude, latitude),
        used=EVENTS,
        left_out={},
        frame=pa.table({"x": [0]}),
        sources=(),
    )


def uniform(values: list[float]) -> dict[str, float]:
    found = stats.kstest(values, "uniform")
    return {
        "KS": round(float(found.statistic), 4),
        "KS p": round(float(found.pvalue), 4),
        "share up to 0.05": round(float(np.mean(np.asarray(values) <= 0.05)), 3),
    }


def ask(found: Points, within: Any, seed: int) -> dict[str, float]:
    rows = _rows(found, (0, 10, 50), (7, 28), within, PERMUTATIONS, seed)
    return {
        "Knox": rows[0]["p_value"],
        "same town, a week": rows[1]["p_value"],
        "least adjusted": min(row["p_adjusted"] for row in rows[1:]),
    }


def main(sets: int = 500, seed: int = 20260101) -> dict[str, Any]:
    random = np.random.default_rng(seed)
    report: dict[str, Any] = {"sets": sets, "permutations": PERMUTATIONS, "null": {}, "planted": {}}
    for name, moving, within in (
        ("null", False, "window"),
        ("null, within years", False, "year"),
        ("moving", True, "window"),
        ("moving, within years", True, "year"),
    ):
        asked = [ask(make(random, moving=moving), within, n) for n in range(sets)]
        report["null"][name] = {test: uniform([each[test] for each in asked]) for test in asked[0]}
    for repeated in (0.05, 0.1, 0.2):
        asked = [ask(make(random, repeated=repeated), "year", n) for n in range(sets)]
        report["planted"][f"{repeated:.0%} repeated, within years"] = {
            test: round(float(np.mean([each[test] <= 0.05 for each in asked])), 3) for test in asked[0]
        }
    return report


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sets", type=int, default=500)
    print(json.dumps(main(parser.parse_args().sets), indent=1, ensure_ascii=False))
