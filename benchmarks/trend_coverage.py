"""How often the 95 % interval of a ratio of monthly deaths holds the true ratio: why `trend` uses the method it uses.

    python benchmarks/trend_coverage.py [--series 200]

Simulated months, no real data: two series with a known ratio of means, of four kinds (negative binomial with variance
mean + 0.5 or 1.5 mean², events with log-normal deaths, and Poisson about a log-normal AR(1) mean with correlation
0.6), five lengths and three levels. Compared are the negative binomial profile likelihood of `sarhad.measures.trend`,
the same without its allowance for serial correlation, and the moving-block bootstrap (Künsch 1989; blocks of the cube
root of the length) with percentile and with studentised limits. Printed: the share of intervals that hold the truth,
and the median of upper by lower limit, per kind and per length. Series with an empty period are left out: their ratio
is 0 or infinite.

With 200 series of each (12,000 in all) the negative binomial with its allowance held the truth in 93.5 % of intervals
(96 % and 96 % of negative binomial months, 94 % of log-normal deaths, 88 % of dependent months), without it in 88.1 %
(dependent months: 70 %), moving blocks in 80.1 % (percentile) and 86.5 % (studentised; dependent months: 77 %). Its
price are wider intervals: upper by lower limit 5.9 in the median, against 4.4, 3.4 and 4.4.
"""

from __future__ import annotations

import argparse
import json
import math
from collections import defaultdict
from typing import Any
from unittest import mock

import numpy as np
import numpy.typing as npt

from sarhad.measures import ratios

Series = npt.NDArray[np.float64]
LENGTHS = ((12, 12), (36, 12), (36, 36), (6, 6), (36, 3))
LEVELS = ((20.0, 1.0), (60.0, 0.5), (5.0, 2.0))
DRAWS = 600


def negative_binomial(random: np.random.Generator, n: int, mean: float, alpha: float) -> Series:
    return random.negative_binomial(1 / alpha, 1 / (1 + alpha * mean), n).astype(float)


def heavy_tailed(random: np.random.Generator, n: int, mean: float) -> Series:
    """Events four deaths large on average, log-normal; rounding keeps the mean, since sizes are rounded at random."""
    spread = 1.2
    counts = random.poisson(mean / 4, n)
    sizes = [random.lognormal(math.log(4) - spread**2 / 2, spread, count) for count in counts]
    return np.array([np.floor(size + random.random(len(size))).sum() for size in sizes])


def dependent(random: np.random.Generator, n: int, mean: float) -> Series:
    spread, correlation = 0.8, 0.6
    state = random.normal(0, spread)
    level = np.empty(n)
    for month in range(n):
        level[month] = state
        state = correlation * state + random.normal(0, spread * math.sqrt(1 - correlation**2))
    return random.poisson(mean * np.exp(level - spread**2 / 2)).astype(float)


KINDS = {
    "negative binomial, alpha 0.5": lambda r, n, m: negative_binomial(r, n, m, 0.5),
    "negative binomial, alpha 1.5": lambda r, n, m: negative_binomial(r, n, m, 1.5),
    "events with log-normal deaths": heavy_tailed,
    "AR(1) mean, correlation 0.6": dependent,
}


def bootstrap(random: np.random.Generator, before: Series, after: Series) -> dict[str, tuple[float, float]]:
    """Moving blocks of each series, drawn apart: percentile and studentised limits of the log ratio."""
    means, spreads = zip(*(_resampled(random, series) for series in (before, after)), strict=True)
    with np.errstate(divide="ignore", invalid="ignore"):
        drawn = np.log(means[1]) - np.log(means[0])
        error = np.sqrt((spreads[0] / means[0]) ** 2 + (spreads[1] / means[1]) ** 2)
        found = math.log(after.mean() / before.mean())
        own = math.hypot(*(s.std(ddof=1) / math.sqrt(len(s)) / s.mean() for s in (before, after)))
        studentised = (drawn - found) / error
    low, high = np.quantile(np.nan_to_num(drawn, nan=0.0, posinf=50.0, neginf=-50.0), [0.025, 0.975])
    studentised = studentised[np.isfinite(studentised)]
    t_low, t_high = np.quantile(studentised, [0.025, 0.975]) if len(studentised) else (-50.0, 50.0)
    return {
        "moving blocks, percentile": (low, high),
        "moving blocks, studentised": (found - t_high * own, found - t_low * own),
    }


def _resampled(random: np.random.Generator, series: Series) -> tuple[Series, Series]:
    n = len(series)
    length = max(1, round(n ** (1 / 3)))
    starts = random.integers(0, n - length + 1, (DRAWS, -(-n // length)))
    rows = series[(starts[:, :, None] + np.arange(length)).reshape(DRAWS, -1)[:, :n]]
    return rows.mean(axis=1), rows.std(axis=1, ddof=1) / math.sqrt(n)


def intervals(random: np.random.Generator, before: Series, after: Series) -> dict[str, tuple[float, float]]:
    chosen = ratios.negative_binomial(before, after, confidence=0.95)
    with mock.patch.object(ratios, "serial_correlation", return_value=0.0):
        plain = ratios.negative_binomial(before, after, confidence=0.95)
    logs = {"negative binomial": chosen, "negative binomial, months as independent": plain}
    found = {name: (math.log(r.low), math.log(r.high)) for name, r in logs.items() if r.low and r.high is not None}
    return {**found, **bootstrap(random, before, after)}


def main(series: int = 200, seed: int = 20260101) -> dict[str, Any]:
    random = np.random.default_rng(seed)
    held: dict[str, dict[str, list[bool]]] = defaultdict(lambda: defaultdict(list))
    widths: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    empty = 0
    for kind, make in KINDS.items():
        for n_before, n_after in LENGTHS:
            for mean, ratio in LEVELS:
                for _ in range(series):
                    before, after = make(random, n_before, mean), make(random, n_after, mean * ratio)
                    if not before.sum() or not after.sum():
                        empty += 1
                        continue
                    for method, (low, high) in intervals(random, before, after).items():
                        for group in (kind, f"{n_before} and {n_after} months", "all"):
                            held[group][method].append(low <= math.log(ratio) <= high)
                            widths[group][method].append(high - low)
    return {
        "series": series * len(KINDS) * len(LENGTHS) * len(LEVELS),
        "left out, empty period": empty,
        "groups": {
            group: {
                method: {
                    "coverage": round(float(np.mean(values)), 3),
                    "median upper / lower": round(float(np.exp(np.median(widths[group][method]))), 2),
                }
                for method, values in methods.items()
            }
            for group, methods in held.items()
        },
    }


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--series", type=int, default=200)
    print(json.dumps(main(parser.parse_args().series), indent=1, ensure_ascii=False))
