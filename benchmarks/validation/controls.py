"""Do the p-values of `controls` keep what they say, and what do they find?

    python benchmarks/validation/controls.py [SIMULATIONS]

A road of 200 km in Afghanistan, band 25 km, 99 copies moved by 50 to 250 km and turned by up to 90 degrees. Nulls:
events anywhere in the surroundings; events in clumps of five anywhere; events where people are, by cell, with the road
through the populous belt (there `shifted` must say "more", `population-matched` must not). Planted: so many of 100
events along the road.
"""

from __future__ import annotations

import datetime as dt
import sys
import time

import numpy as np
import pyarrow as pa
from scipy import stats
from shapely.geometry import LineString

from sarhad.events import priogrid_centre
from sarhad.measures import controls
from sarhad.places import Line, priogrid_cells

SIMULATIONS = int(sys.argv[1]) if len(sys.argv) > 1 else 500
ROAD = Line("road", "Road", "road", "", (LineString([(65.5, 34.25), (67.5, 34.25)]),), 184.0)
WEST, EAST, SOUTH, NORTH = 62.0, 71.0, 30.5, 38.0
DAY = dt.date(2026, 1, 5)


def measured(where: np.ndarray, population: dict[int, float] | None = None) -> list[dict]:
    n = len(where)
    day = pa.array([DAY] * n, pa.date32())
    frame = pa.table({
        "date_start": day, "date_end": day, "under_check": pa.nulls(n, pa.string()),
        "longitude": where[:, 0], "latitude": where[:, 1], "place_precision": pa.array([1] * n, pa.int8()),
        "date_precision": pa.array([1] * n, pa.int8()),
        "country": pa.array(["AFG"] * n),
    })  # fmt: skip
    return controls(
        frame, [ROAD], bands_km=(25,), countries=["AFG"], start=DAY, end=DAY, place_precision_max=1,
        under_check="leave out", copies=99, shift_km=(50, 250), turn_degrees=90, inside_min=0.8,
        seed=int(where[0, 0] * 1e9) % 2**31, population=population,
        persons_within=None if population is None else 1.5,
    ).table.to_pylist()  # fmt: skip


def anywhere(random: np.random.Generator, n: int) -> np.ndarray:
    return np.column_stack([random.uniform(WEST, EAST, n), random.uniform(SOUTH, NORTH, n)])


def clumped(random: np.random.Generator, n: int) -> np.ndarray:
    return np.repeat(anywhere(random, n // 5), 5, axis=0) + random.normal(0, 0.05, (n // 5 * 5, 2))


def along(random: np.random.Generator, n: int, planted: int) -> np.ndarray:
    on = np.column_stack([random.uniform(65.5, 67.5, planted), 34.25 + random.uniform(-0.2, 0.2, planted)])
    return np.vstack([anywhere(random, n - planted), on])


def peopled() -> tuple[dict[int, float], np.ndarray, np.ndarray]:
    """Persons by cell: three belts with many, the road in the middle one; the cells' corners and their shares."""
    cells = priogrid_cells(["AFG"])
    lon, lat = priogrid_centre(cells)
    belt = (np.abs(lat - 34.25) < 0.1) | (np.abs(lat - 32.75) < 0.1) | (np.abs(lat - 35.75) < 0.1)
    persons = np.where(belt, 100_000.0, 10_000.0)
    corners = np.column_stack([lon - 0.25, lat - 0.25])
    return dict(zip(cells.tolist(), persons.tolist(), strict=True)), corners, persons / persons.sum()


def tell(name: str, rows: list[dict]) -> None:
    """The share of small p-values, and whether p-values drawn evenly over their ties are uniform."""
    said = [row for row in rows if row["p_value"] is not None]
    p = np.asarray([row["p_value"] for row in said])
    least = np.asarray([row["copies_with_more"] / (row["copies"] + 1) for row in said])
    spread = np.random.default_rng(1).uniform(least, p)
    ks = stats.kstest(spread, "uniform").pvalue
    small = f"p <= .05 in {(p <= 0.05).mean():.1%}"
    print(f"{name:<42} {small} of {len(p)}; KS p = {ks:.3f}; silent {len(rows) - len(said)}", flush=True)


def main() -> None:
    started = time.perf_counter()
    for name, make in (("anywhere", anywhere), ("clumps of five", clumped)):
        tell(name, [measured(make(np.random.default_rng(i), 100))[0] for i in range(SIMULATIONS)])
    population, corners, share = peopled()
    rows: dict[str, list[dict]] = {"shifted": [], "population-matched": []}
    for i in range(SIMULATIONS):
        random = np.random.default_rng(10_000 + i)
        where = corners[random.choice(len(corners), 200, p=share)] + random.uniform(0, 0.5, (200, 2))
        for row in measured(where, population):
            rows[row["control"]].append(row)
    for control, found in rows.items():
        tell(f"where people are: {control}", found)
    for planted in (5, 10, 20):
        runs = range(20_000, 20_000 + SIMULATIONS // 5)
        tell(f"planted {planted} of 100", [measured(along(np.random.default_rng(i), 100, planted))[0] for i in runs])
    print(f"{time.perf_counter() - started:.0f} s")


if __name__ == "__main__":
    main()
