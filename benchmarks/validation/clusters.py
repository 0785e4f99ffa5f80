"""Are the p-values of `sarhad.measures.clusters` uniform where place has nothing to do with time, and what is found?

    python benchmarks/validation/clusters.py [--sets 500]

Simulated events, no real data: 200 events in a year of weeks at 40 towns of unequal size (weights 1 / rank) in a square
of 3 degrees, more of them in summer. Null: towns and weeks drawn apart. Planted: some more events in two weeks at the
tenth town and those within 40 km of it. Circles of 0, 40 and 100 km, up to 4 weeks. Printed: the Kolmogorov-Smirnov
test of the p-values of the most unusual cylinder against the uniform distribution and the share up to 0.05; for
planted clusters the share with p up to 0.05 whose first cylinder holds more than half of the planted events.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
from typing import Any

import numpy as np
import pyarrow as pa
from scipy import stats

from sarhad.measures.clusters import _rows
from sarhad.measures.points import Points, on_ellipsoid

EVENTS, TOWNS, PERMUTATIONS = 200, 40, 199
WINDOW = dt.date(2024, 1, 1), dt.date(2024, 12, 29)  # 52 whole weeks


def make(random: np.random.Generator, planted: int) -> tuple[Points, set[str]]:
    weight = 1 / (1 + np.arange(TOWNS))
    longitude, latitude = random.uniform(65, 68, TOWNS), random.uniform(32, 35, TOWNS)
    xyz = on_ellipsoid(longitude, latitude)
    season = 1 + np.cos(2 * np.pi * (np.arange(364) - 200) / 364).clip(-0.6)
    day = random.choice(364, EVENTS, p=season / season.sum())
    site = random.choice(TOWNS, EVENTS, p=weight / weight.sum())
    near = np.flatnonzero(np.linalg.norm(xyz - xyz[9], axis=1) <= 40)
    day = np.concatenate([day, random.integers(210, 224, planted)])
    site = np.concatenate([site, random.choice(near, planted)])
    names = np.array([f"{n:04}" for n in range(len(day))])
    order = np.argsort(day, kind="stable")
    found = Points(
        ids=names[order].tolist(),
        day=WINDOW[0].toordinal() + day[order],
        site=site[order],
        longitude=longitude,
        latitude=latitude,
        xyz=xyz,
        used=len(day),
        left_out={},
        frame=pa.table({"x": [0]}),
        sources=(),
    )
    return found, set(names[EVENTS:].tolist())


def ask(found: Points, seed: int) -> dict[str, Any]:
    used = np.unique(found.site)  # a town without an event is no site
    held = Points(
        ids=found.ids,
        day=found.day,
        site=np.searchsorted(used, found.site),
        longitude=found.longitude[used],
        latitude=found.latitude[used],
        xyz=found.xyz[used],
        used=found.used,
        left_out={},
        frame=found.frame,
        sources=(),
    )
    return _rows(held, (0, 40, 100), "week", 4, 0.5, WINDOW, PERMUTATIONS, seed, 1)[0]


def main(sets: int = 500, seed: int = 20260101) -> dict[str, Any]:
    random = np.random.default_rng(seed)
    report: dict[str, Any] = {"sets": sets, "permutations": PERMUTATIONS, "planted": {}}
    p_values = [ask(make(random, 0)[0], n)["p_value"] for n in range(sets)]
    found = stats.kstest(p_values, "uniform")
    report["null"] = {
        "KS": round(float(found.statistic), 4),
        "KS p": round(float(found.pvalue), 4),
        "share up to 0.05": round(float(np.mean(np.asarray(p_values) <= 0.05)), 3),
    }
    for planted in (6, 9, 12, 18):
        hits = []
        for n in range(sets):
            events, names = make(random, planted)
            row = ask(events, n)
            inside = names & set(row["event_ids"].split(";"))
            hits.append(row["p_value"] <= 0.05 and len(inside) > planted / 2)
        report["planted"][f"{planted} events"] = round(float(np.mean(hits)), 3)
    return report


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sets", type=int, default=500)
    print(json.dumps(main(parser.parse_args().sets), indent=1, ensure_ascii=False))
