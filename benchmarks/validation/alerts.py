"""How often do `sarhad.measures.alerts` call where nothing changes, and how soon where something does?

    python benchmarks/validation/alerts.py [--sets 100]

Simulated events, no real data: seven years of one country whose rate never changes; 2, 5 or 20 events a month at
random days, each with deaths of a geometric distribution from 1 on (mean 4). The rule "high": 30 days, the most in 1 or
3 years, floors of 10, 25 and 50 deaths. The rule "first": events near a line at random days, 0.5, 1 or 3 a year, quiet
months 12 and 24. Alerts are looked for in the last three years. Printed: alerts a year that mean nothing. Planted: from
a day on, the rate is 2 or 4 times as high; printed: the share of sets with an alert within 60 days (floor 25), and
within as many days without any change.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
from typing import Any

import numpy as np
import pyarrow as pa
from shapely.geometry import LineString

from sarhad.measures import alerts
from sarhad.places import Line

FIRST, START, LAST = dt.date(2015, 1, 1), dt.date(2019, 1, 1), dt.date(2021, 12, 31)
DAYS, CHANGED = (LAST - FIRST).days + 1, dt.date(2020, 7, 1)
LINE = Line("road", "A road", "road", "operating", (LineString([(69.0, 34.0), (70.0, 34.0)]),), 92.0)


def made(day: np.ndarray, deaths: np.ndarray) -> pa.Table:
    days = [FIRST + dt.timedelta(days=int(each)) for each in day]
    n = len(days)
    return pa.table(
        {
            "event_id": [str(k) for k in range(n)],
            "date_start": pa.array(days, pa.date32()),
            "date_end": pa.array(days, pa.date32()),
            "under_check": pa.nulls(n, pa.string()),
            "country": pa.array(["AFG"] * n, pa.string()),
            "longitude": pa.array([69.5] * n, pa.float64()),
            "latitude": pa.array([34.0] * n, pa.float64()),
            "place_precision": pa.array([1] * n, pa.int8()),
            "deaths_best": pa.array(deaths.astype(int), pa.int32()),
        }
    )


def drawn(random: np.random.Generator, per_day: float, times: float = 1.0) -> pa.Table:
    """Events at a steady rate, `times` as high from the day of the change on."""
    rate = np.where(np.arange(DAYS) >= (CHANGED - FIRST).days, times, 1.0) * per_day
    day = np.repeat(np.arange(DAYS), random.poisson(rate))
    return made(day, random.geometric(0.25, len(day)))


def found(
    events: pa.Table, *, floor: float = 25, quiet: int = 24, lines: tuple[Line, ...] = ()
) -> list[dict[str, Any]]:
    result = alerts(
        events,
        countries=[] if lines else ["AFG"],
        lines=lines,
        deaths="best",
        window_days=30,
        floor=floor,
        years=(1, 3),
        near_km=25,
        quiet_months=quiet,
        start=START,
        end=LAST,
        history_start=FIRST,
        under_check="include",
        place_precision_max=None,
    )
    return [row for row in result.table.to_pylist() if not row["cannot_say"]]


def soon(rows: list[dict[str, Any]]) -> bool:
    return any(0 <= (row["day"] - CHANGED).days < 60 for row in rows)


def main(sets: int = 100, seed: int = 20260105) -> dict[str, Any]:
    random = np.random.default_rng(seed)
    report: dict[str, Any] = {"sets": sets, "years looked at": 3, "high": {}, "first": {}, "planted": {}}
    for events in (2, 5, 20):
        tables = [drawn(random, events / 30) for _ in range(sets)]
        for floor in (10, 25, 50):
            rows = [found(table, floor=floor) for table in tables]
            years = [row["years"] for each in rows for row in each]
            report["high"][f"{events} events a month, floor {floor}"] = {
                f"{most}-year highs": per_year(years.count(most), sets) for most in (1, 3)
            }
        for times in (1, 2, 4):
            rows = [found(drawn(random, events / 30, times)) for _ in range(sets)]
            report["planted"][f"{events} events a month, then {times} times, alert in 60 days"] = float(
                np.mean([soon(each) for each in rows])
            )
    for events in (0.5, 1, 3):
        tables = [drawn(random, events / 365.25) for _ in range(sets)]
        for quiet in (12, 24):
            count = sum(len(found(table, quiet=quiet, lines=(LINE,))) for table in tables)
            report["first"][f"{events} events a year near it, {quiet} quiet months"] = per_year(count, sets)
    return report


def per_year(count: int, sets: int) -> float:
    return round(count / sets / 3, 3)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sets", type=int, default=100)
    print(json.dumps(main(parser.parse_args().sets), indent=1, ensure_ascii=False))
