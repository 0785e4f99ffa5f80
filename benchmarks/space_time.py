"""Time and memory of `repeats` and `clusters` on the 18,957 events of Mexico, against a plain double loop.

    python benchmarks/space_time.py [--data ../shared/data] [--permutations 999]

Mexico is UCDP GED 1989-2023, all precisions. `repeats`: bands to 20 km and 28 days. `clusters`: circles of 25, 50 and
100 km about each of the points, up to six months. The double loop counts the pairs of the first 2,000 events, one row
of NumPy at a time, for the times as they are and one permutation; its time for all events and permutations is
computed from that (it grows with the square of the events). Its pairs must equal those of `repeats` on the same events.
Memory is the highest resident size of the process, with the interpreter, the libraries and the table read.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import resource
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from sarhad import measures, sources
from sarhad.measures.points import points

KM, DAYS = (0, 1, 5, 10, 20), (7, 14, 28)
WINDOW: dict[str, Any] = {
    "start": dt.date(1989, 1, 1),
    "end": dt.date(2023, 12, 31),
    "under_check": "leave out",
    "place_precision_max": 7,
    "date_precision_max": 5,
}
SUBSET = 2_000


def memory_mb() -> float:
    unit = 1 if sys.platform == "darwin" else 1024
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e6)


def timed(ask: Any) -> tuple[Any, dict[str, float]]:
    wall, cpu = time.perf_counter(), time.process_time()
    found = ask()
    spent = {"seconds": round(time.perf_counter() - wall, 1), "processor seconds": round(time.process_time() - cpu, 1)}
    return found, {**spent, "memory MB": memory_mb()}


def double_loop(day: Any, xyz: Any, orders: list[Any]) -> list[int]:
    """Pairs within the last bands, for each order of the days, one event against all later ones at a time."""
    found = []
    for order in orders:
        when, count = day[order], 0
        for n in range(len(day)):
            near = np.linalg.norm(xyz[n + 1 :] - xyz[n], axis=1) <= KM[-1]
            count += int((near & (np.abs(when[n + 1 :] - when[n]) <= DAYS[-1])).sum())
        found.append(count)
    return found


def main(data: Path, permutations: int) -> dict[str, Any]:
    events = pl.from_arrow(sources.read(data / "ucdp" / "ged-mexico.csv.gz").table)
    report: dict[str, Any] = {"events": len(events), "permutations": permutations, "memory before MB": memory_mb()}

    def repeats(of: pl.DataFrame, draws: int) -> Any:
        return measures.repeats(of, bands_km=KM, bands_days=DAYS, within="window", permutations=draws, seed=1, **WINDOW)

    def clusters() -> Any:
        radii, longest = (25, 50, 100), 6
        return measures.clusters(
            events,
            radii_km=radii,
            period="month",
            longest_periods=longest,
            most_share=0.5,
            permutations=permutations,
            seed=1,
            listed=10,
            **WINDOW,
        )

    _, report["repeats"] = timed(lambda: repeats(events, permutations))
    _, report["clusters"] = timed(clusters)
    subset = events.sort("date_start", "event_id").head(SUBSET)
    held = points(subset, **WINDOW)
    orders = [np.arange(SUBSET), np.random.default_rng(1).permutation(SUBSET)]
    counted, loop = timed(lambda: double_loop(held.day, held.xyz[held.site], orders))
    own = repeats(subset, 99).table["observed"][0]
    if counted[0] != own:
        raise SystemExit(f"the double loop counts {counted[0]} pairs, repeats {own}")
    each = loop["seconds"] / len(orders) * (len(events) / SUBSET) ** 2
    report["double loop"] = {"events": SUBSET, **loop, "hours for all, computed": round(each * permutations / 3600, 1)}
    return report


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path(__file__).parents[2] / "shared" / "data")
    parser.add_argument("--permutations", type=int, default=999)
    options = parser.parse_args()
    print(json.dumps(main(options.data, options.permutations), indent=1))
