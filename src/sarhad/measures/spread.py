"""How does violence move from cell to cell: does it widen (escalation), or leave one for the next (relocation)?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

import narwhals as nw
import numpy as np
import numpy.typing as npt
import pyarrow as pa

from ..errors import InputError
from ..events import Coverage, Period, Provenance, Result, periods, priogrid_centre
from ..events.frames import arrow, as_frame, frame_like
from ..places import Line, distance_m, priogrid_cells
from .hotspots import MIN_CELLS
from .joins import Flags, exchanged, rearranged, steps
from .panel import looked_at
from .points import DAY_NOTE, KNOWN_BY, MIDDLE_DAY, MIN_EVENTS, known_well
from .series import NO_COVERAGE
from .sieve import UnderCheck, one_of, opened, sift

MIN_NEW = 20
"""With fewer cells that become violent after silence nothing is said."""

_SCHEMA = pa.schema(
    [
        ("kind", pa.string()),
        ("observed", pa.int64()),
        ("expected", pa.float64()),
        ("ratio", pa.float64()),
        ("ratio_low", pa.float64()),
        ("ratio_high", pa.float64()),
        ("p_value", pa.float64()),
        ("p_permuted", pa.float64()),
        ("cannot_say", pa.string()),
    ]
)

_RANGE_NOTE = "ratio_low and ratio_high enclose 95 % of the ratios that chance alone gives."
_CELLS_NOTE = (
    "p_permuted exchanges whole cells, and takes cells prone to violence that stand together for spread; read p_value."
)


def spread(
    events: Any,
    *,
    countries: Iterable[str],
    period: Period,
    start: dt.date,
    end: dt.date,
    permutations: int,
    seed: int,
    under_check: UnderCheck,
    place_precision_max: int | None,
    date_precision_max: int | None,
    border: Line | None = None,
    band_km: float | None = None,
    coverage: Sequence[Coverage] = (),
) -> Result[Any]:
    """Join counts of newly violent PRIO-GRID cells, after Schutte & Weidmann (2011).

    A cell is violent in a period ("month", "quarter" or "year") if an event's middle day lies in it. Cells are those
    that the area of `countries` touches, with `border` and `band_km` only those whose centres lie so near to it. From
    one period to the next, over all ordered pairs of cells that share an edge or a corner, one row each:

    * "escalation": one cell was silent and becomes violent, the other was violent and stays so;
    * "relocation": one cell was silent and becomes violent, the other was violent and falls silent;
    * `observed` pairs; `expected`, the mean of the draws; `ratio` of the two; between `ratio_low` and `ratio_high` lie
      95 % of the drawn ones; `p_value` = (1 + draws with as many pairs) / (1 + `permutations`), one-sided.

    The null: where violence begins anew has nothing to do with the cells around. Newly violent cells are placed anew
    among the silent ones, as many in each period, as often in each cell; so neither the prone cells that stand
    together nor a month in which violence begins everywhere passes for spread. `p_permuted` is the simpler null in
    which whole cells change places.

    With `coverage`, a step counts only where both its periods are covered in all countries. Where nothing can be said
    (fewer than 20 cells, 20 events, 20 newly violent cells or 3 periods) the table has one row with `cannot_say` and no
    number. The events are collected at once.

    Raises:
        InputError: a column is missing, a country is unknown, the window is not made of whole periods, or a parameter
            is out of its range.
    """
    spans = _check(period, start, end, permutations, border, band_km)
    named = sorted(set(countries))
    cells = priogrid_cells(named)
    if border is not None:
        cells = cells[distance_m(*priogrid_centre(cells), [border], within_km=band_km)[:, 0] <= (band_km or 0) * 1000]
    native, sources = opened(events)
    frame = as_frame(native, ("priogrid_gid", *KNOWN_BY))
    reasons = known_well(
        start,
        end,
        under_check=under_check,
        place_precision_max=place_precision_max,
        date_precision_max=date_precision_max,
    )
    reasons.append(("in none of the cells", nw.col("priogrid_gid").is_in(cells.tolist())))
    sifted = sift(frame, reasons)
    table = arrow(sifted.rows.select("priogrid_gid", MIDDLE_DAY.alias("day")))
    gid, day = (table[name].to_numpy(zero_copy_only=False).astype(np.int64) for name in ("priogrid_gid", "day"))
    edges = np.asarray([first.toordinal() for first, _ in spans], dtype=np.int64)
    violent = np.zeros((len(cells), len(spans)), dtype=bool)
    violent[np.searchsorted(cells, gid), np.searchsorted(edges, day, side="right") - 1] = True
    looked = _looked(spans, coverage, named)
    rows = _rows(cells, violent, looked, sifted.used, permutations, seed)
    return Result(
        frame_like(frame, pa.Table.from_pylist(rows, _SCHEMA)).to_native(),
        Provenance(
            step="sarhad.measures.spread",
            sources=sources,
            filters={"start": start, "end": end, "countries": named},
            parameters={
                "period": period,
                "border": border.id if border is not None else None,
                "band_km": band_km,
                "permutations": permutations,
                "under_check": under_check,
                "place_precision_max": place_precision_max,
                "date_precision_max": date_precision_max,
            },
            seed=seed,
            rows_used=sifted.used,
            left_out=sifted.left_out,
            notes=(
                DAY_NOTE,
                _RANGE_NOTE,
                _CELLS_NOTE,
                *(() if coverage else (NO_COVERAGE,)),
                *(() if looked.all() else (f"{int((~looked).sum())} of {len(spans)} periods are not covered.",)),
            ),
        ),
    )


def _check(
    period: Period, start: dt.date, end: dt.date, permutations: int, border: Line | None, band_km: float | None
) -> list[tuple[dt.date, dt.date]]:
    one_of("period", period, ("month", "quarter", "year"))
    spans = periods(start, end, period) if start <= end else []
    if not spans or spans[0][0] != start or spans[-1][1] != end:
        raise InputError(
            f"{start} to {end} is not made of whole {period}s",
            do=f"begin with the first and end with the last day of a {period}",
        )
    if permutations < 99:
        raise InputError(f"permutations is {permutations}", do="give 99 or more; 999 is usual")
    if (border is None) != (band_km is None):
        raise InputError("border and band_km belong together", do="give both, or neither for all cells")
    if band_km is not None and not 50 <= band_km <= 500:
        raise InputError(f"band_km is {band_km}", do="give 50 to 500 km: a cell is up to 55 km wide")
    return spans


def adjacent(cells: npt.NDArray[np.integer[Any]]) -> Flags:
    """Which PRIO-GRID cells share an edge or a corner, also over the antimeridian."""
    row, column = np.divmod(cells.astype(np.int64) - 1, 720)
    rows = np.abs(row[:, None] - row)
    columns = np.abs(column[:, None] - column)
    beside: Flags = (rows <= 1) & (np.minimum(columns, 720 - columns) <= 1)
    np.fill_diagonal(beside, False)
    return beside


def _looked(spans: list[tuple[dt.date, dt.date]], coverage: Sequence[Coverage], countries: list[str]) -> Flags:
    if not coverage:
        return np.ones(len(spans), dtype=bool)
    firsts, lasts = (np.asarray([span[k].toordinal() for span in spans]) for k in (0, 1))
    looked: Flags = np.logical_and.reduce([looked_at(coverage, country, firsts, lasts) for country in countries])
    return looked


def _rows(
    cells: npt.NDArray[np.int32], violent: Flags, looked: Flags, events: int, permutations: int, seed: int
) -> list[dict[str, Any]]:
    for count, least, what in (
        (len(cells), MIN_CELLS, "cells"),
        (int(looked.sum()), 3, "covered periods"),
        (events, MIN_EVENTS, "events"),
    ):
        if count < least:
            return [{"cannot_say": f"{count} {what}, at least {least} are needed"}]
    return _tests(violent, adjacent(cells), looked[:-1] & looked[1:], permutations, seed)


def _tests(violent: Flags, around: Flags, known: Flags, permutations: int, seed: int) -> list[dict[str, Any]]:
    found = steps(violent, around, known)
    begun = int(found.new.sum())
    if begun < MIN_NEW:
        return [{"cannot_say": f"{begun} times a silent cell becomes violent, at least {MIN_NEW} are needed"}]
    random = np.random.default_rng(seed)
    drawn = np.asarray([found.joins(new) for new in rearranged(found, permutations, random)])
    mixed = exchanged(violent, around, known, permutations, random)
    rows = []
    for kind, own, draws, others in zip(
        ("escalation", "relocation"), found.joins(found.new), drawn.T, mixed.T, strict=True
    ):
        mean = float(draws.mean())
        low, high = np.quantile(draws, [0.025, 0.975])
        rows.append(
            {
                "kind": kind,
                "observed": own,
                "expected": mean,
                "ratio": own / mean if mean else None,
                "ratio_low": float(low) / mean if mean else None,
                "ratio_high": float(high) / mean if mean else None,
                "p_value": (1 + int((draws >= own).sum())) / (1 + permutations),
                "p_permuted": (1 + int((others >= own).sum())) / (1 + permutations),
            }
        )
    return rows
