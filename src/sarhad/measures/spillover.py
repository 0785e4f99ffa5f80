"""Does violence on one side of a border precede violence on the other?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

import narwhals as nw
import numpy as np
import pyarrow as pa

from ..errors import InputError
from ..events import Coverage, Provenance, Result, periods
from ..events.frames import arrow, as_frame, frame_like
from ..places import Line, distance_m
from .leads import lagged
from .points import KNOWN_BY, MIDDLE_DAY, MIN_EVENTS, Floats, known_well
from .series import MIDDLE_NOTE, NO_COVERAGE, Estimate, Of, Status, covered_months, whole_months
from .sieve import UnderCheck, one_of, opened, sift

MIN_MONTHS = 24
"""With fewer months nothing is said about which side precedes."""

_SCHEMA = pa.schema(
    [
        ("part", pa.string()),
        ("lag_months", pa.int64()),
        ("correlation", pa.float64()),
        ("p_value", pa.float64()),
        ("p_adjusted", pa.float64()),
        ("p_permuted", pa.float64()),
        ("month", pa.date32()),
        ("side_a", pa.float64()),
        ("side_b", pa.float64()),
        ("cannot_say", pa.string()),
    ]
)

_CHANGE_NOTE = "Correlated are changes of ln(1 + value) from month to month, so that a common rise over years is none."
_LAG_NOTE = "lag_months above 0: side_a precedes side_b; below 0: side_b precedes side_a."
_MEMORY_NOTE = "p_permuted permutes single months, whose memory it takes for spillover; read p_value and p_adjusted."


def spillover(
    events: Any,
    border: Line,
    *,
    band_km: float,
    of: Of,
    deaths: Estimate,
    start: dt.date,
    end: dt.date,
    lags: int,
    permutations: int,
    seed: int,
    under_check: UnderCheck,
    status: Status,
    place_precision_max: int | None,
    date_precision_max: int | None,
    coverage: Sequence[Coverage] = (),
) -> Result[Any]:
    """Months on the two sides of a border within `band_km` of it, and their correlation at lags.

    `border` is one of `places.land_borders`; its id names the two countries ("AFG-TJK": `side_a` is Afghanistan). An
    event stands on the side of its country, in the month of its middle day. One row for each month (`part` "month":
    `side_a`, `side_b`, events or deaths by the estimate `deaths`), and one for each lag from -`lags` to `lags`
    (`part` "lag"):

    * `correlation` of the changes of ln(1 + value) from month to month, side A's with those of side B `lag_months`
      later, over the months that both have;
    * `p_value`: one-sided, (1 + draws with as high a correlation) / (1 + `permutations`). The null: the sides have
      nothing to do with each other. Drawn are series of side B with the same values and nearly the same autocorrelation
      (amplitude-adjusted Fourier surrogates, Theiler et al. 1992);
    * `p_adjusted`: the same for the highest correlation of all lags (Westfall & Young 1993), to be read where no lag
      was named beforehand;
    * `p_permuted`: against permuted single months, as often done; too small, since a month resembles the one before.

    That one side precedes does not say that it causes; both may follow a third. Whether violence spreads from cell to
    cell is `spread`. With `coverage`, months at both ends that are not covered in both countries are left out.

    Where nothing can be said (a border without a measured part, fewer than 24 months or 20 events on a side, a gap)
    the table has one row with `cannot_say` and no number. The events are collected at once.

    Raises:
        InputError: a column is missing, the line is no border between two countries, or a parameter is out of range.
    """
    sides = _check(border, band_km, lags, permutations, start, end)
    for name, value, words in (
        ("of", of, Of),
        ("deaths", deaths, Estimate),
        ("status", status, Status),
        ("under_check", under_check, UnderCheck),
    ):
        one_of(name, value, words)
    native, sources = opened(events)
    figure = f"deaths_{deaths}"
    frame = as_frame(native, ("country", figure, *KNOWN_BY))
    spans, gap = covered_months(periods(start, end, "month"), coverage, sorted(sides), status)
    first, last = (spans[0][0], spans[-1][1]) if spans else (start, end)
    reasons = known_well(
        first,
        last,
        under_check=under_check,
        place_precision_max=place_precision_max,
        date_precision_max=date_precision_max,
    )
    reasons.append(("in a third country or none", nw.col("country").is_in(list(sides))))
    if of == "deaths":
        reasons.append((f"no figure for {figure}", ~nw.col(figure).is_null()))
    sifted = sift(frame, reasons)
    table = arrow(sifted.rows.select("country", "longitude", "latitude", MIDDLE_DAY.alias("day"), figure))
    longitude, latitude = (
        table[name].to_numpy(zero_copy_only=False).astype(float) for name in ("longitude", "latitude")
    )
    near = distance_m(longitude, latitude, [border], within_km=band_km)[:, 0] <= band_km * 1000
    left_out = dict(sifted.left_out)
    if not near.all():
        left_out[f"farther than {band_km:g} km from the border"] = int((~near).sum())
    table = table.filter(pa.array(near))
    held, counts = _by_month(table, sides, [month for month, _ in spans], figure if of == "deaths" else None)
    reason = _cannot_say(border, gap, len(spans), sides, held)
    rows = [{"cannot_say": reason}] if reason else _rows(spans, counts, lags, permutations, seed)
    return Result(
        frame_like(frame, pa.Table.from_pylist(rows, _SCHEMA)).to_native(),
        Provenance(
            step="sarhad.measures.spillover",
            sources=sources,
            filters={"start": start, "end": end, "countries": list(sides)},
            parameters={
                "border": border.id,
                "band_km": band_km,
                "of": of,
                "deaths": deaths,
                "lags": lags,
                "permutations": permutations,
                "under_check": under_check,
                "status": status,
                "place_precision_max": place_precision_max,
                "date_precision_max": date_precision_max,
            },
            seed=seed,
            rows_used=len(table),
            left_out=left_out,
            notes=(MIDDLE_NOTE, _CHANGE_NOTE, _LAG_NOTE, _MEMORY_NOTE, *(() if coverage else (NO_COVERAGE,))),
        ),
    )


def _check(border: Line, band_km: float, lags: int, permutations: int, start: dt.date, end: dt.date) -> tuple[str, str]:
    sides = border.id.split("-")
    if border.kind != "border" or len(sides) != 2:
        raise InputError(
            f'"{border.name}" is no border between two countries', do="take one of sarhad.places.land_borders"
        )
    if not 10 <= band_km <= 500:
        raise InputError(f"band_km is {band_km}", do="give 10 to 500 km; 50 or 100 are usual")
    if not 0 <= lags <= 24:
        raise InputError(f"lags is {lags}", do="give the most months that one side may precede, 0 to 24")
    if permutations < 99:
        raise InputError(f"permutations is {permutations}", do="give 99 or more; 999 is usual")
    whole_months(start, end)
    return sides[0], sides[1]


def _by_month(
    table: pa.Table, sides: tuple[str, str], months: list[dt.date], figure: str | None
) -> tuple[list[int], list[Floats]]:
    """Events on each side, and their number or deaths by month."""
    country = np.asarray(table["country"].to_pylist(), dtype=object)
    edges = np.asarray([month.toordinal() for month in months], dtype=np.int64)
    month = np.searchsorted(edges, table["day"].to_numpy(zero_copy_only=False).astype(np.int64), side="right") - 1
    weights = table[figure].to_numpy(zero_copy_only=False).astype(float) if figure else np.ones(len(table))
    on = [country == side for side in sides]
    counts = [np.bincount(month[rows], weights=weights[rows], minlength=len(months)).astype(float) for rows in on]
    return [int(rows.sum()) for rows in on], counts


def _cannot_say(border: Line, gap: str, months: int, sides: tuple[str, str], held: list[int]) -> str:
    if not border.parts:
        return f"no part of {border.name} is measured"
    if gap:
        return gap
    if months < MIN_MONTHS:
        return f"{months} months, at least {MIN_MONTHS} are needed"
    few = [
        f"{count} events on the side of {side}" for side, count in zip(sides, held, strict=True) if count < MIN_EVENTS
    ]
    return f"{' and '.join(few)}, at least {MIN_EVENTS} are needed" if few else ""


def _rows(
    spans: list[tuple[dt.date, dt.date]], counts: list[Floats], lags: int, permutations: int, seed: int
) -> list[dict[str, Any]]:
    changes = [np.diff(np.log1p(values)) for values in counts]
    if any(np.ptp(values) == 0 for values in changes):
        return [{"cannot_say": "a side is the same in all months"}]
    if lags > len(spans) // 4:
        return [{"cannot_say": f"{len(spans)} months are too few for lags of {lags}, {4 * lags} are needed"}]
    found = lagged(changes[0], changes[1], lags, permutations, seed)
    months = [
        {"part": "month", "month": month, "side_a": a, "side_b": b}
        for (month, _), a, b in zip(spans, counts[0].tolist(), counts[1].tolist(), strict=True)
    ]
    names = ("lag_months", "correlation", "p_value", "p_adjusted", "p_permuted")
    columns = (found.lags, found.correlations, found.p_values, found.p_adjusted, found.p_permuted)
    tests = zip(*(column.tolist() for column in columns), strict=True)
    return [*({"part": "lag", **dict(zip(names, each, strict=True))} for each in tests), *months]
