"""How often `sarhad.measures.attention` is wrong where media and events have nothing to do with each other.

    python benchmarks/validation/attention.py [--sets 1000]

Simulated series, no real data. Volume: exp of an AR(1) series (memory 0, 0.5 or 0.8 from day to day, standard deviation
0.6), a year of norm and a window of 30 days of the same level. Events: negative binomial counts whose mean is such a
series of its own, with the same memory. Printed:

* ratio: how often the 95 % interval holds 1, the Kolmogorov-Smirnov test of the p-values against the uniform
  distribution, and how often all of the interval lies above 1 where the window has twice the level;
* lag: p-values over 730 days for lags up to seven days. They are discrete (turns that share the best lag tie), so the
  KS test is of p with ties broken at random, and the share up to 0.05 of p as it is published;
* planted: volume is the unrelated series plus a part that follows the events by five days; how often p <= 0.05, and how
  often the lag found is the planted one, within a day.
"""

from __future__ import annotations

import argparse
import json
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import signal, stats
from scipy.ndimage import maximum_filter1d

from sarhad.measures.lags import best_lag, correlations
from sarhad.measures.norm import against_norm

NORM, WINDOW, DAYS, MAX_LAG, LAG = 365, 30, 730, 7, 5
SPREAD = 0.6
Floats = npt.NDArray[np.float64]


def told(random: np.random.Generator, n: int, memory: float) -> Floats:
    """exp of an AR(1) series that has run for a while."""
    steps = random.normal(0, SPREAD * np.sqrt(1 - memory**2), n + 200)
    return np.asarray(np.exp(signal.lfilter([1], [1, -memory], steps)[200:]))


def happened(random: np.random.Generator, n: int, memory: float) -> Floats:
    """Counts of about one a day."""
    return random.poisson(told(random, n, memory) * random.gamma(2, 0.5, n)).astype(float)


def uniform(values: list[float]) -> dict[str, float]:
    found = stats.kstest(values, "uniform")
    return {
        "KS p": round(float(found.pvalue), 4),
        "share up to 0.05": round(float(np.mean(np.asarray(values) <= 0.05)), 3),
    }


def ratio(random: np.random.Generator, sets: int, memory: float) -> dict[str, Any]:
    found = []
    for _ in range(sets):
        series = told(random, NORM + WINDOW, memory)
        norm, window = series[:NORM], series[NORM:]
        found.append([against_norm(window * level, norm, confidence=0.95) for level in (1, 2)])
    same, doubled = zip(*found, strict=True)
    return {
        "holds 1": round(float(np.mean([f.low <= 1 <= f.high for f in same])), 3),
        "doubled level told": round(float(np.mean([f.low > 1 for f in doubled])), 3),
        **uniform([f.p_value for f in same]),
    }


def lag(random: np.random.Generator, sets: int, memory: float) -> dict[str, Any]:
    published, broken = [], []
    for _ in range(sets):
        events, volume = happened(random, DAYS, memory), told(random, DAYS, memory)
        published.append(best_lag(events, volume, MAX_LAG).p_value)
        highest = maximum_filter1d(correlations(events, volume), 2 * MAX_LAG + 1, mode="wrap")
        above, equal = highest > highest[0] + 1e-9, np.abs(highest - highest[0]) <= 1e-9
        broken.append(float((above.sum() + random.random() * equal.sum()) / DAYS))
    return {
        "KS p": uniform(broken)["KS p"],
        "share up to 0.05": uniform(published)["share up to 0.05"],
    }


def planted(random: np.random.Generator, sets: int, memory: float, part: float) -> dict[str, Any]:
    p_values, found = [], []
    for _ in range(sets):
        events = happened(random, DAYS, memory)
        volume = told(random, DAYS, memory) + part * np.roll(events, LAG)
        best = best_lag(events, volume, MAX_LAG)
        p_values.append(best.p_value)
        found.append(abs(best.days - LAG) <= 1)
    return {
        "p <= 0.05": round(float(np.mean(np.asarray(p_values) <= 0.05)), 3),
        "lag within a day": round(float(np.mean(found)), 3),
    }


def main(sets: int = 1000, seed: int = 20260101) -> dict[str, Any]:
    random = np.random.default_rng(seed)
    report: dict[str, Any] = {"sets": sets}
    for memory in (0.0, 0.5, 0.8):
        report[f"memory {memory}"] = {
            "ratio": ratio(random, sets, memory),
            "lag": lag(random, sets, memory),
            **{
                f"planted, {part} of volume an event": planted(random, sets // 2, memory, part)
                for part in (0.02, 0.05, 0.1)
            },
        }
    return report


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sets", type=int, default=1000)
    print(json.dumps(main(parser.parse_args().sets), indent=1, ensure_ascii=False))
