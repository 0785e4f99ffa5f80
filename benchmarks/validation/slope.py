"""Is the Mann-Kendall test of `sarhad.measures.slope` as certain as it says where nothing rises, and what does it find?

    python benchmarks/validation/slope.py [--series 2000]

Simulated monthly counts, no real data, of 60 and 144 months. Null: negative binomial, mean 6, alpha 0.5, month by
month; and Poisson about a log-normal AR(1) mean, correlation 0.3 and 0.6. Planted: the mean of negative binomial months
rises in a straight line to `ratio` times its first value. Printed: the Kolmogorov-Smirnov test of the p-values against
the uniform distribution and the share up to 0.05, with and without the allowance for serial correlation (Hamed & Rao
1998), and how often the 95 % interval of Sen's slope holds 0, which is the truth; for planted rises the power.
"""

from __future__ import annotations

import argparse
import json
import math
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import stats

from sarhad.measures.monotone import mann_kendall

Counts = npt.NDArray[np.float64]


def independent(random: np.random.Generator, means: Counts) -> Counts:
    return random.negative_binomial(2, 2 / (2 + means)).astype(float)


def with_memory(random: np.random.Generator, means: Counts, correlation: float) -> Counts:
    spread = 0.7
    state = random.normal(0, spread)
    level = np.empty(len(means))
    for month in range(len(means)):
        level[month] = state
        state = correlation * state + random.normal(0, spread * math.sqrt(1 - correlation**2))
    return random.poisson(means * np.exp(level - spread**2 / 2)).astype(float)


def uniform(values: list[float]) -> dict[str, float]:
    found = stats.kstest(values, "uniform")
    return {
        "KS": round(float(found.statistic), 4),
        "KS p": round(float(found.pvalue), 4),
        "share up to 0.05": round(float(np.mean(np.asarray(values) <= 0.05)), 3),
    }


def main(series: int = 2000, seed: int = 20260101) -> dict[str, Any]:
    random = np.random.default_rng(seed)
    report: dict[str, Any] = {"series": series, "null": {}, "planted": {}}
    for months in (60, 144):
        level = np.full(months, 6.0)
        for name, correlation in (("independent", 0.0), ("AR(1) 0.3", 0.3), ("AR(1) 0.6", 0.6)):
            found = []
            for _ in range(series):
                counts = with_memory(random, level, correlation) if correlation else independent(random, level)
                asked = mann_kendall(counts, confidence=0.95)
                if asked is not None:
                    found.append(asked)
            report["null"][f"{name}, {months} months"] = {
                "allowed for": uniform([each.p_value for each in found]),
                "as independent": uniform([each.p_independent for each in found]),
                "interval holds 0": round(float(np.mean([each.low <= 0 <= each.high for each in found])), 3),
            }
        for ratio in (1.5, 2.0, 3.0):
            means = np.linspace(6.0, 6.0 * ratio, months)
            p_values = [mann_kendall(independent(random, means), confidence=0.95).p_value for _ in range(series)]
            power = round(float(np.mean(np.asarray(p_values) <= 0.05)), 3)
            report["planted"][f"to {ratio:g} times, {months} months"] = power
    return report


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--series", type=int, default=2000)
    print(json.dumps(main(parser.parse_args().series), indent=1))
