"""How good forecasts would have been: rolling windows, each from the data up to its cut-off."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from ..errors import InputError
from ..events import Provenance, Result
from .comparison import Loss, ratios
from .models import Forecaster, baseline_of, require_model
from .months import month_id
from .panel import HORIZON, Known, Panel
from .scores import Draws, Floats, by_parts, covered, crps, ignorance, interval_score, log_crps, pit

STEPS = tuple(range(3, HORIZON + 1))
"""Months ahead of a window: from a cut-off in October, January to December of the next year."""

PIT_BINS = 10
_LAST_YEAR = 9999

_SCORES = pa.schema(
    [
        ("model", pa.string()),
        ("window", pa.int64()),
        ("group", pa.string()),
        ("metric", pa.string()),
        ("value", pa.float64()),
        ("cells", pa.int64()),
        ("cannot_say", pa.string()),
    ]
)

_NOTES = (
    "A window is January to December of its year, forecast from the data up to October of the year before.",
    "Active units had a death in the 12 months to the cut-off; quiet ones had none.",
)


@dataclass(frozen=True, slots=True)
class Backtest:
    """Scores by model, window, group and metric; ratios of mean CRPS to the baseline."""

    scores: Result[pa.Table]
    ratios: Result[pa.Table]


def backtest(
    panel: Panel,
    *,
    windows: Sequence[int],
    models: Sequence[str],
    seed: int,
    note: Callable[[str], None] = lambda text: None,
) -> Backtest:
    """Forecast each window from what was known in October before it, and score it.

    `scores.table`: `model, window` (year), `group` (`all`; `active` and `quiet` units; `step 3` to `step 14`),
    `metric`, `value`, `cells`. Metrics are the means of `crps`, `ign` (bits), `mis`, `log_crps`; `coverage` of the
    central 90 %, `coverage_positive` on the cells with a death; `pit 1/10` to `pit 10/10`, the calibration histogram
    of all cells. A group without a cell has `cannot_say` and no value.

    `ratios.table`: see `sarhad.forecasts.comparison.ratios`; the baseline is that of the panel's units
    (`sarhad.forecasts.baseline_of`), always made too.

    Cells whose outcome the panel does not know are left out and counted, as are units that did not exist at the
    cut-off. `note` is told of each step.

    Raises:
        InputError: a window is not covered by the panel, or a model is unknown.
    """
    for model in models:
        require_model(model)
    if not windows:
        raise InputError("no window is asked for", do="name years, such as 2018:2021")
    for year in windows:
        _require_window(panel, year)
    baseline = baseline_of(panel.unit)
    named = list(dict.fromkeys((baseline, *models)))
    forecaster = Forecaster(panel, seed)
    rows: list[dict[str, Any]] = []
    losses: list[Loss] = []
    used, unborn, unknown = 0, 0, 0
    for year in windows:
        cutoff = month_id(f"{year - 1}-10")
        happened, known = panel.truth([cutoff + step for step in STEPS])
        alive = panel.until(cutoff).known[:, -1]
        active = np.asarray((panel.until(cutoff).deaths[:, -12:] > 0).any(axis=1))[alive]
        unborn += int(known[~alive].sum())
        unknown += int((~known[alive]).sum())
        used += int(known[alive].sum())
        for model in named:
            note(f"{year}: {model}")
            draws = forecaster.draws(model, cutoff)[:, STEPS[0] - 1 :, :]
            found, loss = _scored(draws, happened[alive], known[alive], active)
            rows += [{"model": model, "window": year, **row} for row in found]
            losses.append(Loss(model, year, np.flatnonzero(alive), loss))
        forecaster.let_go(cutoff)
    provenance = Provenance(
        step="sarhad.forecasts.backtest",
        sources=panel.sources,
        filters={"windows": list(windows)},
        parameters={"models": named, "baseline": baseline, "vintage": panel.vintage, "panel": panel.digest()},
        seed=seed,
        rows_used=used,
        left_out={
            reason: count
            for reason, count in (("not known at the cut-off", unborn), ("outcome not known", unknown))
            if count
        },
        notes=(*_NOTES, *panel.notes),
    )
    return Backtest(
        Result(pa.Table.from_pylist(rows, _SCORES), provenance),
        Result(ratios(losses, baseline, panel.codes, seed), provenance),
    )


def parse_windows(text: str) -> list[int]:
    """Years written `2018:2021`, both included, or `2018,2020`.

    Raises:
        InputError: they are not.
    """
    try:
        years: list[int] = []
        for part in text.split(","):
            first, _, last = part.partition(":")
            if not 0 < int(first) <= int(last or first) <= _LAST_YEAR:
                raise ValueError(part)
            years += range(int(first), int(last or first) + 1)
    except ValueError:
        years = []
    if not years or len(years) > 200 or len(set(years)) < len(years):
        raise InputError(f'"{text}" names no windows', do="write years, 2018:2021 or 2018,2020")
    return years


def _require_window(panel: Panel, year: int) -> None:
    cutoff, last = month_id(f"{year - 1:04}-10"), month_id(f"{year:04}-12")
    if not (panel.first <= cutoff and last <= panel.last):
        raise InputError(
            f"the panel covers {panel.span}, not window {year} ({year - 1}-10 to {year}-12)",
            do="ask for windows that it covers, or take a panel that goes on to them",
        )


def _scored(draws: Draws, happened: Draws, known: Known, active: Known) -> tuple[list[dict[str, Any]], Floats]:
    """The rows of one model and window; and the sum of the CRPS of each unit."""
    x, y = draws[known], happened[known]
    step = np.tile(np.asarray(STEPS), (len(happened), 1))[known]
    busy = np.repeat(active[:, None], len(STEPS), axis=1)[known]
    scores = {"crps": crps, "ign": ignorance, "mis": interval_score, "log_crps": log_crps}
    values = {metric: by_parts(score, x, y) for metric, score in scores.items()}
    inside = by_parts(covered, x, y)
    groups = {"all": np.ones(len(y), dtype=bool), "active": busy, "quiet": ~busy}
    groups |= {f"step {number}": step == number for number in STEPS}
    rows = []
    for group, chosen in groups.items():
        told = [(metric, value[chosen]) for metric, value in values.items()]
        told += [("coverage", inside[chosen]), ("coverage_positive", inside[chosen & (y > 0)])]
        rows += [_row(group, metric, value) for metric, value in told]
    shares = by_parts(lambda draws, happened: pit(draws, happened, PIT_BINS), x, y).mean(axis=0) if len(y) else ()
    for number, share in enumerate(shares):
        rows.append({"group": "all", "metric": f"pit {number + 1}/{PIT_BINS}", "value": float(share), "cells": len(y)})
    loss = np.zeros(known.shape)
    loss[known] = values["crps"]
    return rows, loss.sum(axis=1)


def _row(group: str, metric: str, values: Any) -> dict[str, Any]:
    row: dict[str, Any] = {"group": group, "metric": metric, "cells": len(values)}
    return {**row, "value": float(values.mean())} if len(values) else {**row, "cannot_say": "no cell of this kind"}
