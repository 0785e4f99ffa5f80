"""Does violence rise or fall steadily from month to month?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

import pyarrow as pa

from ..errors import InputError
from ..events import SPLIT_RULE, Coverage, Provenance, Result
from ..events.frames import frame_like
from .monotone import MIN_MONTHS, Counts, mann_kendall
from .series import MIDDLE_NOTE, Estimate, Of, Status, monthly_series
from .sieve import UnderCheck

MIN_FILLED = 5
"""With fewer months that hold anything nothing is said."""

_SCHEMA = pa.schema(
    [
        ("series", pa.string()),
        ("months", pa.int64()),
        ("mean", pa.float64()),
        ("tau", pa.float64()),
        ("z_score", pa.float64()),
        ("p_value", pa.float64()),
        ("p_independent", pa.float64()),
        ("variance_factor", pa.float64()),
        ("slope_per_year", pa.float64()),
        ("slope_low", pa.float64()),
        ("slope_high", pa.float64()),
        ("largest_event", pa.string()),
        ("cannot_say", pa.string()),
    ]
)

_SEASON_NOTE = "Seasons are not taken out: ask for whole years."


def slope(
    events: Any,
    *,
    of: Of,
    deaths: Estimate,
    start: dt.date,
    end: dt.date,
    under_check: UnderCheck,
    status: Status,
    confidence: float,
    coverage: Sequence[Coverage] = (),
    countries: Iterable[str] | None = None,
) -> Result[Any]:
    """The Mann-Kendall test of a steady rise or fall by month, and Sen's slope, with and without the largest event.

    Two rows, `series` "all events" and "without the largest event" (`largest_event`, the one with most deaths by the
    estimate `deaths`; one row where no event gives deaths): `mean` per month, Kendall's `tau` (tau-b), `z_score`
    and `p_value` of Mann (1945) and Kendall (1975) with the variance widened by `variance_factor` for serial
    correlation (Hamed & Rao 1998; see `sarhad.measures.monotone`), `p_independent` without it, and `slope_per_year`
    (Sen 1968: the median of the slopes of all pairs of months, times twelve: how many more events or deaths a month
    holds than a year before) from `slope_low` to `slope_high` at `confidence`.

    The null: no order among the months beyond that correlation. A jump of the level makes a slope too (ask `change`), a
    rise and a fall may cancel out, and where most months hold nothing the slope is 0 even if the test is sure.
    An event belongs to the month of its middle day; deaths are split by day. Months at the ends that `coverage` does
    not cover whole are left out.

    Where nothing can be said (fewer than 12 months, fewer than 5 that hold anything, all months equal, a gap in the
    coverage) a row has `cannot_say` and no number. The events are collected at once.

    Raises:
        InputError: a column is missing, the window is not made of whole months, or a parameter is out of its range.
    """
    if not 0.5 <= confidence < 1:
        raise InputError(f"confidence is {confidence}", do="give a share such as 0.95")
    series = monthly_series(
        events,
        of=of,
        deaths=deaths,
        start=start,
        end=end,
        under_check=under_check,
        status=status,
        coverage=coverage,
        countries=countries,
    )
    if series.gap:
        rows: list[dict[str, Any]] = [{"cannot_say": series.gap}]
    else:
        rows = [_row("all events", series.counts, confidence)]
        if series.largest_event is not None:
            without = _row("without the largest event", series.counts - series.largest, confidence)
            rows.append({**without, "largest_event": series.largest_event})
    return Result(
        frame_like(series.frame, pa.Table.from_pylist(rows, _SCHEMA)).to_native(),
        Provenance(
            step="sarhad.measures.slope",
            sources=series.sources,
            filters={"start": start, "end": end, "countries": None if countries is None else sorted(set(countries))},
            parameters={
                "of": of,
                "deaths": deaths,
                "under_check": under_check,
                "status": status,
                "confidence": confidence,
                "months": len(series.months),
            },
            rows_used=series.used,
            left_out=series.left_out,
            notes=(MIDDLE_NOTE if of == "events" else SPLIT_RULE, *series.notes, _SEASON_NOTE),
        ),
    )


def _row(name: str, counts: Counts, confidence: float) -> dict[str, Any]:
    filled = int((counts > 0).sum())
    if len(counts) < MIN_MONTHS:
        return {"series": name, "cannot_say": f"{len(counts)} months, at least {MIN_MONTHS} are needed"}
    if filled < MIN_FILLED:
        return {"series": name, "cannot_say": f"{filled} months hold anything, at least {MIN_FILLED} are needed"}
    found = mann_kendall(counts, confidence=confidence)
    if found is None:
        return {"series": name, "cannot_say": f"all {len(counts)} months hold the same"}
    return {
        "series": name,
        "months": len(counts),
        "mean": float(counts.mean()),
        "tau": found.tau,
        "z_score": found.z,
        "p_value": found.p_value,
        "p_independent": found.p_independent,
        "variance_factor": found.factor,
        "slope_per_year": found.slope * 12,
        "slope_low": found.low * 12,
        "slope_high": found.high * 12,
    }
