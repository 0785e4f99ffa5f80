"""How near violence came to a corridor or border, and how that compares with the same bands' own past."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import narwhals as nw
import numpy as np
import numpy.typing as npt
import pyarrow as pa

from ..errors import InputError
from ..events import SPLIT_RULE, Coverage, Provenance, Result, periods, split_by_period
from ..events.frames import arrow, as_frame, frame_like
from ..places import Line, distance_m
from .panel import day_numbers, looked_at_all
from .sieve import DEATHS, Reason, UnderCheck, one_of, opened, settled, sift

Array = npt.NDArray[np.float64]

_NEEDS = ("date_start", "date_end", "under_check", "longitude", "latitude", "place_precision", *DEATHS)

EXPOSURE_SCHEMA = pa.schema(
    [
        ("line_id", pa.string()),
        ("line_name", pa.string()),
        ("band_km", pa.int64()),
        ("measured_km", pa.float64()),
        ("whole_km", pa.float64()),
        ("covered", pa.bool_()),
        ("rows", pa.int64()),
        ("events", pa.float64()),
        *((name, pa.float64()) for name in DEATHS),
        ("events_per_100km_month", pa.float64()),
        ("deaths_per_100km_month", pa.float64()),
        ("past_months", pa.int64()),
        ("past_events_mean", pa.float64()),
        ("past_deaths_mean", pa.float64()),
        ("past_months_with_more", pa.int64()),
        ("past_months_with_as_many", pa.int64()),
    ]
)
"""The columns of `exposure`; counts are null where a line has no measured part, or nobody looked and none is known."""


@dataclass(frozen=True, slots=True)
class _Near:
    """Events in months: for each row the month's number, the share of the event in it, and distances to all lines."""

    month: npt.NDArray[np.int64]
    event: npt.NDArray[np.int64]
    share: Array
    deaths: Mapping[str, Array]
    metres: Array


def exposure(
    events: Any,
    lines: Sequence[Line],
    *,
    bands_km: Sequence[int],
    start: dt.date,
    end: dt.date,
    history_start: dt.date,
    place_precision_max: int,
    under_check: UnderCheck,
    coverage: Sequence[Coverage] = (),
) -> Result[Any]:
    """Events and deaths within bands of each line in whole months, against the same bands in the months before.

    One row for each line and band (cumulative: 25 km holds 10 km), see `EXPOSURE_SCHEMA`:

    * `rows` touch the window; `events` and deaths are split evenly by day. Deaths count events that give the figure.
    * `events_per_100km_month`, `deaths_per_100km_month` (best): divided by `measured_km` and by the months of the
      window. A line with gaps is compared by its measured part only.
    * `covered`: whether `coverage` looks at every day of the window in every country of the line (a border's two, or
      those of a corridor's nodes). Where it does not, counts are what is known and say nothing of the rest, and are
      null where nothing is known.
    * `past_months`: months from `history_start` to the day before `start` that are covered likewise; of these the mean
      per month, and how many had more events than the window's mean month, or as many.

    Only events with a place known to `place_precision_max` (UCDP's scale) enter; distances are metres on the WGS 84
    ellipsoid to the nearest measured part. The events are collected first, since geometry cannot be left to a query;
    the table is of the same kind as `events`.

    Raises:
        InputError: a column is missing, `bands_km` do not rise, or the window or the past is not made of whole months.
    """
    _check(bands_km, start, end, history_start, under_check)
    native, sources = opened(events)
    frame = as_frame(native, _NEEDS)
    sifted = sift(frame, _reasons(history_start, end, place_precision_max, under_check))
    near = _near(arrow(sifted.rows.select(*_NEEDS)), lines, max(bands_km), history_start, end)
    months = periods(history_start, end, "month")
    first = sum(month < start for month, _ in months)  # months before the window
    rows = [
        _row(line, column, band, near, months, first, coverage)
        for column, line in enumerate(lines)
        for band in bands_km
    ]
    return Result(
        frame_like(frame, pa.Table.from_pylist(rows, EXPOSURE_SCHEMA)).to_native(),
        Provenance(
            step="sarhad.measures.exposure",
            sources=sources,
            filters={"start": start, "end": end, "history_start": history_start},
            parameters={
                "bands_km": list(bands_km),
                "place_precision_max": place_precision_max,
                "under_check": under_check,
                "lines": [line.id for line in lines],
            },
            rows_used=sifted.used,
            left_out=sifted.left_out,
            notes=(SPLIT_RULE, "Bands are cumulative. Gaps of a line are neither drawn nor measured."),
        ),
    )


def _check(
    bands_km: Sequence[int], start: dt.date, end: dt.date, history_start: dt.date, under_check: UnderCheck
) -> None:
    one_of("under_check", under_check, UnderCheck)
    if not bands_km or list(bands_km) != sorted(set(bands_km)) or bands_km[0] <= 0:
        raise InputError(f"bands_km is {list(bands_km)}", do="give rising distances, such as 10, 25, 50")
    whole = start.day == 1 and history_start.day == 1 and (end + dt.timedelta(days=1)).day == 1
    if not whole or not history_start <= start <= end:
        raise InputError(
            f"{history_start}, {start} and {end} do not bound whole months",
            do="begin with the first and end with the last day of a month, the past before the window",
        )


def _reasons(first: dt.date, last: dt.date, precision: int, under_check: UnderCheck) -> list[Reason]:
    begins, ends = nw.col("date_start").cast(nw.Date), nw.col("date_end").cast(nw.Date)
    placed = ~nw.col("longitude").is_null() & ~nw.col("latitude").is_null()
    reasons: list[Reason] = [
        ("no valid dates", begins <= ends),
        ("outside the period", (begins <= nw.lit(last)) & (ends >= nw.lit(first))),
        ("place not precise enough", placed & (nw.col("place_precision") <= precision)),
    ]
    if under_check == "leave out":
        reasons.insert(2, settled())
    return reasons


def _near(table: pa.Table, lines: Sequence[Line], widest_km: int, first: dt.date, last: dt.date) -> _Near:
    """The events within the widest band of any line, once for each month that they touch."""
    longitude, latitude = (table[name].to_numpy().astype(float) for name in ("longitude", "latitude"))
    metres = distance_m(longitude, latitude, lines, within_km=widest_km)
    close = np.flatnonzero((metres <= widest_km * 1000).any(axis=1))
    numbered = table.take(pa.array(close)).append_column("_sarhad_event", pa.array(close, pa.int64()))
    split = split_by_period(numbered, "month", start=first, end=last)
    event = split["_sarhad_event"].to_numpy()
    starts = np.asarray([day.year * 12 + day.month - 1 for day in split["period"].to_pylist()], dtype=np.int64)
    return _Near(
        month=starts - (first.year * 12 + first.month - 1),
        event=event,
        share=split["share"].to_numpy(),
        deaths={name: split[name].cast(pa.float64()).to_numpy() for name in DEATHS},
        metres=metres[event],
    )


def _row(
    line: Line,
    column: int,
    band: int,
    near: _Near,
    months: list[tuple[dt.date, dt.date]],
    first: int,
    coverage: Sequence[Coverage],
) -> dict[str, Any]:
    row: dict[str, Any] = {
        "line_id": line.id,
        "line_name": line.name,
        "band_km": int(band),
        "measured_km": line.measured_km,
        "whole_km": line.whole_km,
    }
    looked = looked_at_all(coverage, line.countries, *day_numbers(months))
    row["covered"] = bool(looked[first:].all())
    inside = near.metres[:, column] <= band * 1000
    now = inside & (near.month >= first)
    if not line.parts or not (row["covered"] or now.any()):
        return row
    by_month = np.bincount(near.month[inside], near.share[inside], minlength=len(months))
    best = np.nan_to_num(near.deaths["deaths_best"] * near.share)
    deaths_by_month = np.bincount(near.month[inside], best[inside], minlength=len(months))
    sums = {name: float(np.nansum(values[now] * near.share[now])) for name, values in near.deaths.items()}
    hundreds = line.measured_km / 100 * (len(months) - first)
    past = by_month[:first][looked[:first]]
    mean = float(by_month[first:].mean())
    return {
        **row,
        "rows": len(np.unique(near.event[now])),
        "events": round(float(by_month[first:].sum()), 9),
        **{name: round(value, 9) for name, value in sums.items()},
        "events_per_100km_month": float(by_month[first:].sum()) / hundreds,
        "deaths_per_100km_month": float(deaths_by_month[first:].sum()) / hundreds,
        "past_months": len(past),
        "past_events_mean": float(past.mean()) if len(past) else None,
        "past_deaths_mean": float(deaths_by_month[:first][looked[:first]].mean()) if len(past) else None,
        "past_months_with_more": int((past > mean + 1e-9).sum()) if len(past) else None,
        "past_months_with_as_many": int((np.abs(past - mean) <= 1e-9).sum()) if len(past) else None,
    }
