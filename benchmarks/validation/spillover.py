"""Are the p-values of `sarhad.measures.spillover` uniform where two sides have nothing to do with each other?

    python benchmarks/validation/spillover.py [--sets 500]

Simulated months, no real data: Poisson counts on two sides of a border, whose log mean is 1 plus an autoregression of
standard deviation 0.8. Nulls: the sides drawn apart, without memory, with memory 0.6 or 0.9 from month to month, and
with memory 0.6 and a common rise by e² over the whole time; 48 and 120 months. Planted: side B's log mean is that of
its own plus the part given of side A's of the month before. Lags -6 to 6 months. Printed for the lag of one month and
for the highest of all lags: Kolmogorov-Smirnov against the uniform distribution and the share of p up to 0.05, of the
p-values that keep the memory and of those that permute single months, of changes and (for comparison) of levels.
"""

from __future__ import annotations

import argparse
import json
from typing import Any

import numpy as np
from scipy import stats

from sarhad.measures.leads import Lagged, lagged
from sarhad.measures.points import Floats

LAGS, PERMUTATIONS = 6, 199


def memory(random: np.random.Generator, n: int, phi: float) -> Floats:
    z = np.zeros(n + 50)
    for t in range(1, n + 50):
        z[t] = phi * z[t - 1] + random.normal() * 0.8 * np.sqrt(1 - phi**2)
    return z[50:]


def make(
    random: np.random.Generator, n: int, *, phi: float, rise: float = 0.0, lead: float = 0.0
) -> tuple[Floats, Floats]:
    """ln(1 + count) of both sides."""
    a, b = memory(random, n, phi), memory(random, n, phi)
    b = (1 - lead) * b + lead * np.concatenate([[0.0], a[:-1]])
    common = 1 + rise * np.linspace(-1, 1, n)
    one, other = (np.log1p(random.poisson(np.exp(common + each))) for each in (a, b))
    return one, other


def ask(pair: tuple[Floats, Floats], seed: int, *, changes: bool) -> dict[str, float]:
    first, second = (np.diff(each) if changes else each for each in pair)
    found: Lagged = lagged(first, second, LAGS, PERMUTATIONS, seed)
    return {
        "one month": float(found.p_values[LAGS + 1]),
        "highest": float(found.p_adjusted.min()),
        "one month, permuted": float(found.p_permuted[LAGS + 1]),
    }


def main(sets: int = 500, seed: int = 20260104) -> dict[str, Any]:
    random = np.random.default_rng(seed)
    report: dict[str, Any] = {"sets": sets, "permutations": PERMUTATIONS, "null": {}, "planted": {}}
    for months in (48, 120):
        for name, phi, rise in (
            ("no memory", 0.0, 0.0),
            ("memory 0.6", 0.6, 0.0),
            ("memory 0.9", 0.9, 0.0),
            ("memory 0.6, common rise", 0.6, 1.0),
        ):
            pairs = [make(random, months, phi=phi, rise=rise) for _ in range(sets)]
            for changes in (True, False):
                asked = [ask(pair, n, changes=changes) for n, pair in enumerate(pairs)]
                report["null"][f"{months} months, {name}, {'changes' if changes else 'levels'}"] = {
                    test: {
                        "KS p": round(float(stats.kstest([each[test] for each in asked], "uniform").pvalue), 4),
                        "share up to 0.05": share(asked, test),
                    }
                    for test in asked[0]
                }
        for lead in (0.3, 0.5, 0.7):
            pairs = [make(random, months, phi=0.6, lead=lead) for _ in range(sets)]
            asked = [ask(pair, n, changes=True) for n, pair in enumerate(pairs)]
            report["planted"][f"{months} months, memory 0.6, {lead:g} of side A"] = {
                test: share(asked, test) for test in ("one month", "highest")
            }
    return report


def share(asked: list[dict[str, float]], test: str) -> float:
    return round(float(np.mean([each[test] <= 0.05 for each in asked])), 3)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sets", type=int, default=500)
    print(json.dumps(main(parser.parse_args().sets), indent=1, ensure_ascii=False))
