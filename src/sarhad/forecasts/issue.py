"""A forecast as it is issued, kept and later scored: draws in VIEWS' long layout."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa

from ..errors import InputError
from ..events import Provenance, Result
from .bounds import PERT_NOTE, redrawn
from .files import write_told
from .models import Forecaster, require_model
from .months import month_name
from .panel import HORIZON, Panel
from .scores import DRAWS, Draws, covered, crps, ignorance, interval, interval_score, log_crps

_DRAWS_NOTE = (
    "The 1,000 draws of a unit and month are its distribution in order of size: a draw's number links no two months "
    "and no two units, so draws are never added up by number."
)
_SCORED = pa.schema(
    [
        ("month_id", pa.int64()),
        ("unit_id", pa.int64()),
        ("happened", pa.int64()),
        ("low", pa.float64()),
        ("median", pa.float64()),
        ("high", pa.float64()),
        ("inside", pa.bool_()),
        ("crps", pa.float64()),
        ("ign", pa.float64()),
        ("mis", pa.float64()),
        ("log_crps", pa.float64()),
        ("cannot_say", pa.string()),
    ]
)


def issue_forecast(
    panel: Panel,
    *,
    cutoff: int,
    model: str,
    seed: int,
    steps: Sequence[int] = range(1, HORIZON + 1),
    redraws: int = 0,
) -> Result[pa.Table]:
    """Draws of a model for the months after the cut-off, from the panel up to it.

    The table has `month_id`, `country_id` (VIEWS; or `priogrid_gid`), `draw` (0 to 999), `outcome` (deaths). A draw
    of a step is the same whichever other steps are asked for. With `redraws`, so many pasts are drawn between the
    bounds of the source, each is forecast, and the forecasts are pooled: what is not known of the past goes on into
    what is said of the future. The provenance names the panel's vintage and its digest.

    Raises:
        InputError: the panel does not cover the cut-off, a step or the model is unknown, or it has no bounds to redraw.
    """
    require_model(model)
    asked = sorted(set(steps))
    if not asked or not 1 <= asked[0] <= asked[-1] <= HORIZON:
        raise InputError(f"months ahead are {asked}", do=f"ask for some of 1 to {HORIZON}")
    until = panel.until(cutoff)
    made, told = _made(until, model, seed, redraws)
    draws = np.sort(made[:, [step - 1 for step in asked], :], axis=2)
    del made  # the table below is as large again
    ids = np.asarray(panel.ids, dtype=np.int64)[until.known[:, -1]]
    units = len(ids)
    months = np.asarray([cutoff + step for step in asked])
    table = pa.table(
        {
            "month_id": pa.chunked_array([pa.array(np.repeat(months, DRAWS))] * units),
            id_column(panel): np.repeat(ids, len(asked) * DRAWS),
            "draw": pa.chunked_array([pa.array(np.tile(np.arange(DRAWS), len(asked)))] * units),
            "outcome": draws.reshape(-1).astype(np.int64),
        }
    )
    gone = len(panel.codes) - units
    return Result(
        table,
        Provenance(
            step="sarhad.forecasts.issue_forecast",
            sources=panel.sources,
            filters={"cutoff": month_name(cutoff), "months": [month_name(int(month)) for month in months]},
            parameters={
                "model": model,
                "draws": DRAWS,
                "vintage": panel.vintage,
                "panel": until.digest(),
                **told,
            },
            seed=seed,
            rows_used=units,
            left_out={"units not known at the cut-off": gone} if gone else {},
            notes=(_DRAWS_NOTE, *((PERT_NOTE,) if redraws else ()), *panel.notes),
        ),
    )


def _made(until: Panel, model: str, seed: int, redraws: int) -> tuple[Draws, Mapping[str, object]]:
    """The draws from a panel that ends at the cut-off, and what is told of them."""
    cutoff = until.last
    if not redraws:
        forecaster = Forecaster(until, seed)
        return forecaster.draws(model, cutoff), forecaster.told(model, cutoff)
    pasts = (Forecaster(redrawn(until, seed + number), seed) for number in range(redraws))
    together = np.sort(np.concatenate([each.draws(model, cutoff) for each in pasts], axis=2), axis=2)
    return together[:, :, redraws // 2 :: redraws], {"redraws": redraws}  # the middles of the pool's thousand parts


def score_forecast(draws: pa.Table, panel: Panel) -> Result[pa.Table]:
    """Score an issued forecast by what a panel says happened.

    One row for each unit and month: `happened`, the central 90 % (`low`, `high`), `median`, whether it was `inside`,
    and the scores; `cannot_say` where the month has not arrived or nobody looked. The panel's vintage may be newer than
    the forecast's, and is the one that counts.

    Raises:
        InputError: the table is no forecast of this kind of unit, or a month has not exactly 1,000 draws.
    """
    column = id_column(panel)
    missing = [name for name in ("month_id", column, "draw", "outcome") if name not in draws.column_names]
    if missing:
        raise InputError(f"the forecast lacks {', '.join(missing)}", do="give draws as issue_forecast makes them")
    month, unit, outcome = (np.asarray(draws[name].to_numpy()) for name in ("month_id", column, "outcome"))
    order = np.lexsort((outcome, unit, month))
    month, unit, outcome = month[order], unit[order], outcome[order]
    begins = np.flatnonzero(np.r_[True, (np.diff(month) != 0) | (np.diff(unit) != 0)]) if len(order) else np.arange(0)
    if not len(order) or (np.diff(np.r_[begins, len(order)]) != DRAWS).any():
        raise InputError("a unit and month has not exactly 1,000 draws", do="give draws as issue_forecast makes them")
    laid = outcome.reshape(-1, DRAWS)
    place = {number: row for row, number in enumerate(panel.ids)}
    rows: list[dict[str, object]] = []
    for number, start in enumerate(begins.tolist()):
        key = {"month_id": int(month[start]), "unit_id": int(unit[start])}
        why, happened = what_happened(panel, place.get(key["unit_id"]), key["month_id"])
        rows.append({**key, **(_scores(laid[number], happened) if not why else {"cannot_say": why})})
    scored = [row for row in rows if "cannot_say" not in row]
    return Result(
        pa.Table.from_pylist(rows, _SCORED),
        Provenance(
            step="sarhad.forecasts.score_forecast",
            sources=panel.sources,
            parameters={"vintage": panel.vintage},
            rows_used=len(scored),
            left_out={"not scored": len(rows) - len(scored)} if len(scored) < len(rows) else {},
        ),
    )


def in_words(draws: Draws) -> str:
    """What the draws of one unit and month say, for a reader without statistics.

    >>> in_words(np.arange(1000))
    'more likely than not below 500 deaths; one in ten above 899'
    """
    some = float((draws > 0).mean())
    if some < 0.05:
        return f"almost surely no death: {1 - some:.1%} of the forecast says none"
    middle, high = (int(np.quantile(draws, share)) for share in (0.5, 0.9))
    if middle == 0:
        ends = f"; one in ten above {high:,}" if high else ""
        return f"more likely than not no death ({some:.0%} say at least one){ends}"
    return f"more likely than not below {middle + 1:,} deaths; one in ten above {high:,}"


def write_draws(forecast: Result[pa.Table], path: Path) -> None:
    """Write draws as Parquet, with the provenance in the metadata under the key `sarhad`, or as CSV by the name.

    Raises:
        InputError: the name ends neither in .parquet nor in .csv.
    """
    write_told(forecast.table, forecast.provenance, path)


def id_column(panel: Panel) -> str:
    """The column under which draws name their units."""
    return "country_id" if panel.unit == "country" else "priogrid_gid"


def what_happened(panel: Panel, row: int | None, month: int) -> tuple[str, int]:
    """Why nothing can be said, or what happened."""
    if row is None:
        return "not in the panel", 0
    if not panel.first <= month <= panel.last:
        return "the month has not arrived", 0
    if not panel.known[row, month - panel.first]:
        return "nobody looked", 0
    return "", int(panel.deaths[row, month - panel.first])


def _scores(draws: Draws, happened: int) -> Mapping[str, object]:
    x, y = draws[None, :], np.asarray([happened])
    low, high = interval(x)
    scores: dict[str, Callable[..., np.ndarray]] = {
        "crps": crps, "ign": ignorance, "mis": interval_score, "log_crps": log_crps
    }  # fmt: skip
    return {
        "happened": happened,
        "low": float(low[0]),
        "median": float(np.median(draws)),
        "high": float(high[0]),
        "inside": bool(covered(x, y)[0]),
        **{name: float(score(x, y)[0]) for name, score in scores.items()},
    }
