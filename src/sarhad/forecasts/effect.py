"""What it changes in a forecast that past deaths are known only within bounds."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa

from ..events import Provenance, Result
from .issue import id_column
from .panel import Panel
from .scores import DRAWS, interval

LARGEST = 5
_EFFECT = pa.schema(
    [
        ("unit", pa.string()),
        ("width", pa.float64()),
        ("width_redrawn", pa.float64()),
        ("median", pa.float64()),
        ("median_redrawn", pa.float64()),
    ]
)


def redraws_effect(panel: Panel, reported: Result[pa.Table], redrawn: Result[pa.Table]) -> Result[pa.Table]:
    """A forecast from the past as it is reported, beside one of the same months from redrawn pasts.

    One row for each unit: the mean over the months ahead of the central 90 %'s `width` and of the `median`, in deaths,
    and the same `_redrawn`. Both forecasts are of `issue_forecast` from `panel`.
    """
    codes = dict(zip(panel.ids, panel.codes, strict=True))
    ids = reported.table[id_column(panel)].to_numpy()
    units = list(dict.fromkeys(ids.tolist()))
    told: dict[str, Any] = {"unit": [codes[number] for number in units]}
    for suffix, forecast in (("", reported), ("_redrawn", redrawn)):
        draws = forecast.table["outcome"].to_numpy().reshape(len(units), -1, DRAWS)
        low, high = interval(draws)
        told[f"width{suffix}"] = (high - low).mean(axis=1)
        told[f"median{suffix}"] = np.median(draws, axis=2).mean(axis=1)
    about = redrawn.provenance
    return Result(
        pa.table(told, _EFFECT),
        Provenance(
            step="sarhad.forecasts.redraws_effect",
            sources=about.sources,
            filters=about.filters,
            parameters=about.parameters,
            seed=about.seed,
            rows_used=len(units),
        ),
    )


def effect_summary(effect: pa.Table) -> dict[str, Any]:
    """The effect over all units: what a table of `redraws_effect` says in a few figures.

    `width_median` is over the `units_with_width`, in which one of the two forecasts leaves anything open; the sums are
    over all. `largest` are up to five units whose width changes most, in deaths.
    """
    rows = effect.to_pylist()
    open_ones = [row for row in rows if row["width"] or row["width_redrawn"]]
    by_change = sorted(rows, key=lambda row: -abs(row["width_redrawn"] - row["width"]))
    found: dict[str, Any] = {"units": len(rows), "units_with_width": len(open_ones)}
    for suffix in ("", "_redrawn"):
        found[f"width_median{suffix}"] = float(np.median([row[f"width{suffix}"] for row in open_ones] or [0.0]))
        found[f"width_sum{suffix}"] = float(sum(row[f"width{suffix}"] for row in rows))
        found[f"median_sum{suffix}"] = float(sum(row[f"median{suffix}"] for row in rows))
    found["largest"] = [row for row in by_change[:LARGEST] if row["width_redrawn"] != row["width"]]
    return found
