"""Are the p-values of `sarhad.measures.change` uniform where nothing changes, and does it find what was planted?

    python benchmarks/validation/change.py [--series 500]

Simulated monthly counts, no real data. Null: 120 months, negative binomial, mean 6, alpha 0.5, in no order; and the
same with a memory (log-normal AR(1) mean, correlation 0.6), which breaks the null of months in any order and shows what
blocks do about it. Planted: the mean is multiplied by `ratio` after month 60. Printed: the Kolmogorov-Smirnov test of
the p-values against the uniform distribution, the share under 0.05, how often PELT (BIC) finds no change, and for
planted changes the power and the share of dates within three months.
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

from sarhad.measures.change import _pelt, _permuted
from sarhad.measures.series import MonthlySeries

MONTHS, SHORTEST, PERMUTATIONS = 120, 6, 199
Counts = npt.NDArray[np.float64]


def independent(random: np.random.Generator, means: Counts) -> Counts:
    return random.negative_binomial(2, 2 / (2 + means)).astype(float)


def with_memory(random: np.random.Generator, means: Counts) -> Counts:
    state, spread, correlation = random.normal(0, 0.7), 0.7, 0.6
    level = np.empty(len(means))
    for month in range(len(means)):
        level[month] = state
        state = correlation * state + random.normal(0, spread * np.sqrt(1 - correlation**2))
    return random.poisson(means * np.exp(level - spread**2 / 2)).astype(float)


def series_of(counts: Counts) -> MonthlySeries:
    months = [dt.date(2000 + n // 12, n % 12 + 1, 1) for n in range(len(counts))]
    return MonthlySeries(months, counts, counts * 0, None, len(counts), {}, "", (), pa.table({"x": [0]}), ())


def ask(counts: Counts, block: int, seed: int) -> dict[str, Any]:
    series = series_of(counts)
    tests = _permuted(series, SHORTEST, block, PERMUTATIONS, seed, 0.95)
    pelt = [row for row in _pelt(series, "BIC", SHORTEST, 0.95) if row.get("change")]
    return {"cut": tests[0], "pettitt": tests[1], "pelt": [row["months_before"] for row in pelt]}


def uniform(values: list[float]) -> dict[str, float]:
    found = stats.kstest(values, "uniform")
    return {
        "KS": round(float(found.statistic), 4),
        "KS p": round(float(found.pvalue), 4),
        "share under 0.05": round(float(np.mean(np.asarray(values) <= 0.05)), 3),
    }


def main(simulated: int = 500, seed: int = 20260101) -> dict[str, Any]:
    random = np.random.default_rng(seed)
    report: dict[str, Any] = {"series": simulated, "permutations": PERMUTATIONS, "null": {}, "planted": {}}
    level = np.full(MONTHS, 6.0)
    for name, make, block in (
        ("independent months, blocks of 1", independent, 1),
        ("months with memory, blocks of 1", with_memory, 1),
        ("months with memory, blocks of 6", with_memory, 6),
        ("months with memory, blocks of 12", with_memory, 12),
    ):
        asked = [ask(make(random, level), block, n) for n in range(simulated)]
        report["null"][name] = {
            "best single cut": uniform([each["cut"]["p_value"] for each in asked]),
            "Pettitt": uniform([each["pettitt"]["p_value"] for each in asked]),
            "Pettitt, approximate": uniform([each["pettitt"]["p_approximate"] for each in asked]),
            "PELT finds no change": round(float(np.mean([not each["pelt"] for each in asked])), 3),
        }
    for ratio in (1.5, 2.0, 3.0):
        means = np.where(np.arange(MONTHS) < 60, 6.0, 6.0 * ratio)
        asked = [ask(independent(random, means), 1, n) for n in range(simulated)]
        report["planted"][f"ratio {ratio}"] = {
            "best single cut, p <= 0.05": round(float(np.mean([e["cut"]["p_value"] <= 0.05 for e in asked])), 3),
            "its date within 3 months": round(
                float(np.mean([abs(e["cut"]["months_before"] - 60) <= 3 for e in asked])), 3
            ),
            "Pettitt, p <= 0.05": round(float(np.mean([e["pettitt"]["p_value"] <= 0.05 for e in asked])), 3),
            "PELT finds one change or more": round(float(np.mean([bool(e["pelt"]) for e in asked])), 3),
        }
    return report


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--series", type=int, default=500)
    print(json.dumps(main(parser.parse_args().series), indent=1, ensure_ascii=False))
