"""Is one forecast better than another, and does it hang on one country or one year?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from .scores import Draws, Floats

REPLICATES = 999

_RATIOS = pa.schema(
    [
        ("model", pa.string()),
        ("window", pa.string()),
        ("ratio", pa.float64()),
        ("low", pa.float64()),
        ("high", pa.float64()),
        ("largest", pa.string()),
        ("largest_share", pa.float64()),
        ("without_largest", pa.float64()),
        ("cannot_say", pa.string()),
    ]
)


@dataclass(frozen=True, slots=True)
class Loss:
    """The CRPS of one model in one window, summed by unit; `units` are their places in the panel."""

    model: str
    window: int
    units: Draws
    crps: Floats


def ratios(losses: Sequence[Loss], baseline: str, codes: Sequence[str], seed: int) -> pa.Table:
    """The CRPS of each model over that of the baseline, by window, in all (`all windows`), and as `geometric mean`.

    In all windows together the deadliest one decides; in the geometric mean of the windows' ratios all count alike.
    `low` and `high` enclose 95 % of 999 bootstrap samples of units (the same sample in every window): what the ratio
    owes to which units there happen to be. `largest` is the unit with the most CRPS of the baseline, `largest_share`
    its share, `without_largest` the ratio without it.
    """
    windows = sorted({loss.window for loss in losses})
    models = [model for model in dict.fromkeys(loss.model for loss in losses) if model != baseline]
    table: dict[str, Floats] = {}
    for loss in losses:
        held = table.setdefault(loss.model, np.zeros((len(windows), len(codes))))
        held[windows.index(loss.window), loss.units] = loss.crps
    random = np.random.default_rng([seed, len(codes)])
    times = random.multinomial(len(codes), np.full(len(codes), 1 / len(codes)), REPLICATES)
    rows: list[dict[str, Any]] = []
    for model in models:
        for number, window in enumerate(windows):
            chosen = slice(number, number + 1)
            rows.append(
                _row(model, str(window), table[model][chosen], table[baseline][chosen], codes, times, _together)
            )
        for name, how in (("all windows", _together), ("geometric mean", _geometric)):
            rows.append(_row(model, name, table[model], table[baseline], codes, times, how))
    return pa.Table.from_pylist(rows, _RATIOS)


def _together(own: Floats, base: Floats) -> Floats:
    """Sums by window (rows) and sample (columns) to one ratio for each sample."""
    found: Floats = own.sum(axis=0) / base.sum(axis=0)
    return found


def _geometric(own: Floats, base: Floats) -> Floats:
    found: Floats = np.exp(np.log(own / base).mean(axis=0))
    return found


def _row(
    model: str, window: str, own: Floats, base: Floats, codes: Sequence[str], times: Draws, how: Any
) -> dict[str, Any]:
    total = base.sum(axis=1)
    if not (total > 0).all() or not (own.sum(axis=1) > 0).all():
        return {"model": model, "window": window, "cannot_say": "a forecast without any error has no ratio"}
    everyone = np.ones((1, len(codes)), dtype=np.int64)
    most = int(base.sum(axis=0).argmax())
    without = everyone.copy()
    without[0, most] = 0
    with np.errstate(divide="ignore", invalid="ignore"):
        samples = how(own @ times.T, base @ times.T)
        rest = float(how(own @ without.T, base @ without.T)[0])
    samples = samples[np.isfinite(samples)]
    low, high = np.quantile(samples, [0.025, 0.975]) if samples.size else (np.nan, np.nan)
    return {
        "model": model,
        "window": window,
        "ratio": float(how(own @ everyone.T, base @ everyone.T)[0]),
        "low": float(low) if np.isfinite(low) else None,
        "high": float(high) if np.isfinite(high) else None,
        "largest": codes[most],
        "largest_share": float(base[:, most].sum() / base.sum()),
        "without_largest": rest if np.isfinite(rest) else None,
    }
