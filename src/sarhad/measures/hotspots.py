"""Where does violence gather: cells whose surroundings hold more than chance would put there."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Mapping
from typing import Any, Literal

import narwhals as nw
import numpy as np
import numpy.typing as npt
import pyarrow as pa
from scipy import stats
from scipy.spatial import KDTree

from ..errors import InputError
from ..events import Provenance, Result, priogrid_centre
from ..events.frames import arrow, as_frame, frame_like
from ..events.months import ordinal
from ..places import priogrid_cells
from .points import DAY_NOTE, MIN_EVENTS, on_ellipsoid
from .series import Estimate, Of
from .sieve import Reason, UnderCheck, one_of, opened, settled, sift

Floats = npt.NDArray[np.float64]

Scale = Literal["as it is", "log"]
"""What Gi* is computed of: the values, or ln(1 + value), by which one great city does not outweigh all else."""

MIN_CELLS = 20
"""With fewer cells nothing is said about where violence gathers."""

_BATCH = 500  # permutations held at once

_SCHEMA = pa.schema(
    [
        ("priogrid_gid", pa.int32()),
        ("longitude", pa.float64()),
        ("latitude", pa.float64()),
        ("value", pa.float64()),
        ("neighbours", pa.int64()),
        ("around", pa.float64()),
        ("z_score", pa.float64()),
        ("p_value", pa.float64()),
        ("p_adjusted", pa.float64()),
        ("hotspot", pa.bool_()),
        ("cannot_say", pa.string()),
    ]
)

_COUNTS_NOTE = "Values are counts, not rates: no population was given, and more people mean more events."
_RATES_NOTE = "Values are per 100,000 persons of the population given by cell."
_OWN_NOTE = "The permutation keeps a cell's own value: p_value judges its neighbours, z_score the cell with them."


def hotspots(
    events: Any,
    *,
    of: Of,
    deaths: Estimate,
    countries: Iterable[str],
    scale: Scale,
    reach_km: float,
    start: dt.date,
    end: dt.date,
    under_check: UnderCheck,
    place_precision_max: int | None,
    permutations: int,
    false_discovery_rate: float,
    seed: int,
    population: Mapping[int, float] | None = None,
) -> Result[Any]:
    """Getis-Ord Gi* (Ord & Getis 1995) of PRIO-GRID cells, with conditional permutation and false discovery rate.

    One row for each half-degree cell that the area of `countries` touches, cells without an event included:

    * `value`: events (or deaths by the estimate `deaths`), per 100,000 persons where `population` (persons by cell id)
      is given; an event counts whole in the cell of its point, by its middle day, if its place is known to
      `place_precision_max` (UCDP's scale; None does not look at it).
    * `neighbours`: cells whose centres lie within `reach_km` (binary weights); `around`: their mean value.
    * `z_score`: Gi* of the cell and its neighbours (of the values, or of ln(1 + value), `scale="log"`), standardised
      by its moments under the null that values lie in any order; `p_value` = (1 + permutations in which as many cells
      drawn from all others hold as much as the neighbours) / (1 + `permutations`), one-sided. The cell's own value is
      held (conditional permutation, Anselin 1995): a single cell with many events among empty ones is no hot spot.
    * `p_adjusted`: Benjamini & Hochberg (1995) over all cells with a p-value (Caldas de Castro & Singer 2006);
      `hotspot`: whether it is at most `false_discovery_rate`.

    Limits: cells are larger than towns, and their bounds are arbitrary (a cluster on a corner is split in four). Few
    deadly events make deaths uneven; ask for events too. Counts gather where people and reporters are.

    Where nothing can be said (fewer than 20 cells or 20 events, all in one cell, all cells equal) the table has one row
    with `cannot_say` and no number; a cell without a neighbour or a population has such a row of its own. The events
    are collected at once.

    Raises:
        InputError: a column is missing, a country is unknown, or a parameter is out of its range.
    """
    one_of("scale", scale, Scale)
    _check(of, deaths, under_check, reach_km, permutations, false_discovery_rate, start, end)
    native, sources = opened(events)
    figure = f"deaths_{deaths}"
    needs = ("date_start", "date_end", "under_check", "priogrid_gid", "place_precision", figure)
    frame = as_frame(native, needs)
    named = sorted(set(countries))
    cells = priogrid_cells(named)
    sifted = sift(frame, _reasons(start, end, of, figure, under_check, place_precision_max, cells))
    rows = arrow(sifted.rows.select("priogrid_gid", nw.col(figure).cast(nw.Float64).alias("deaths")))
    at = np.searchsorted(cells, rows["priogrid_gid"].to_numpy(zero_copy_only=False).astype(np.int64))
    weights = rows["deaths"].to_numpy(zero_copy_only=False).astype(np.float64) if of == "deaths" else None
    held = np.bincount(at, weights=weights, minlength=len(cells)).astype(np.float64)
    table = _rows(cells, held, len(at), scale, reach_km, permutations, false_discovery_rate, seed, population)
    return Result(
        frame_like(frame, pa.Table.from_pylist(table, _SCHEMA)).to_native(),
        Provenance(
            step="sarhad.measures.hotspots",
            sources=sources,
            filters={"start": start, "end": end, "countries": named},
            parameters={
                "of": of,
                "deaths": deaths,
                "scale": scale,
                "reach_km": reach_km,
                "under_check": under_check,
                "place_precision_max": place_precision_max,
                "permutations": permutations,
                "false_discovery_rate": false_discovery_rate,
                "population": "given" if population is not None else None,
            },
            seed=seed,
            rows_used=sifted.used,
            left_out=sifted.left_out,
            notes=(
                DAY_NOTE,
                _COUNTS_NOTE if population is None else _RATES_NOTE,
                _OWN_NOTE,
                *_too_few(permutations, false_discovery_rate, table),
            ),
        ),
    )


def _too_few(permutations: int, rate: float, table: list[dict[str, Any]]) -> list[str]:
    """What to know where the least p-value that there can be is too large to single out one cell."""
    judged = sum(row.get("p_value") is not None for row in table)
    if not judged or rate / judged >= 1 / (1 + permutations):
        return []
    needed = math.ceil(judged / rate)
    return [f"{permutations:,} permutations cannot single out one cell of {judged:,}; {needed:,} can."]


def _check(
    of: str,
    deaths: str,
    under_check: str,
    reach_km: float,
    permutations: int,
    rate: float,
    start: dt.date,
    end: dt.date,
) -> None:
    one_of("of", of, Of)
    one_of("deaths", deaths, Estimate)
    one_of("under_check", under_check, UnderCheck)
    if not 0 < reach_km <= 1000:
        raise InputError(f"reach_km is {reach_km}", do="give up to 1,000 km; 80 reaches the eight cells around")
    if permutations < 99:
        raise InputError(f"permutations is {permutations}", do="give 99 or more; 9,999 single out one cell of 500")
    if not 0 < rate < 0.5:
        raise InputError(f"false_discovery_rate is {rate}", do="give a share such as 0.05")
    if end < start:
        raise InputError(f"the window ends ({end}) before it starts ({start})", do="give the earlier date first")


def _reasons(
    start: dt.date,
    end: dt.date,
    of: str,
    figure: str,
    under_check: str,
    precision: int | None,
    cells: npt.NDArray[np.int32],
) -> list[Reason]:
    first, last = nw.col("date_start").cast(nw.Date), nw.col("date_end").cast(nw.Date)
    middle = (ordinal("date_start") + ordinal("date_end")) // 2
    inside = (middle >= nw.lit(start.toordinal())) & (middle <= nw.lit(end.toordinal()))
    reasons: list[Reason] = [("no valid dates", first <= last), ("middle day outside the window", inside)]
    if under_check == "leave out":
        reasons.append(settled())
    if precision is not None:
        reasons.append(("place not precise enough", nw.col("place_precision") <= precision))
    reasons.append(("in no cell of the countries", nw.col("priogrid_gid").is_in(cells.tolist())))
    if of == "deaths":
        reasons.append((f"no figure for {figure}", ~nw.col(figure).is_null()))
    return reasons


def _rows(
    cells: npt.NDArray[np.int32],
    held: Floats,
    events: int,
    scale: Scale,
    reach_km: float,
    permutations: int,
    rate: float,
    seed: int,
    population: Mapping[int, float] | None,
) -> list[dict[str, Any]]:
    longitude, latitude = priogrid_centre(cells)
    rows: list[dict[str, Any]] = [
        {"priogrid_gid": gid, "longitude": x, "latitude": y}
        for gid, x, y in zip(cells.tolist(), longitude.tolist(), latitude.tolist(), strict=True)
    ]
    persons = np.ones(len(cells))
    if population is not None:
        persons = np.asarray([population.get(gid) or np.nan for gid in cells.tolist()], dtype=np.float64)
    kept = np.flatnonzero(persons > 0)
    reason = _cannot_say(held[kept], events)
    if reason:
        return [{"cannot_say": reason}]
    values = held[kept] if population is None else held[kept] / persons[kept] * 100_000
    if np.ptp(values) == 0:
        return [{"cannot_say": f"all {len(kept)} cells hold the same"}]
    around = neighbours(on_ellipsoid(longitude[kept], latitude[kept]), reach_km)
    scores, p_values = gi_star(np.log1p(values) if scale == "log" else values, around, permutations, seed)
    judged = np.isfinite(p_values)
    adjusted = np.full(len(kept), np.nan)
    if judged.any():
        adjusted[judged] = stats.false_discovery_control(p_values[judged], method="bh")
    for row in rows:
        row["cannot_say"] = "no population is given for this cell"
    for n, cell in enumerate(kept.tolist()):
        rows[cell] |= {"value": float(values[n]), "neighbours": len(around[n]), "cannot_say": None}
        if not judged[n]:
            rows[cell]["cannot_say"] = f"no other cell within {reach_km:g} km"
            continue
        rows[cell] |= {
            "around": float(values[around[n]].mean()),
            "z_score": float(scores[n]) if np.isfinite(scores[n]) else None,
            "p_value": float(p_values[n]),
            "p_adjusted": float(adjusted[n]),
            "hotspot": bool(adjusted[n] <= rate),
        }
    return rows


def _cannot_say(held: Floats, events: int) -> str:
    if len(held) < MIN_CELLS:
        return f"{len(held)} cells, at least {MIN_CELLS} are needed"
    if events < MIN_EVENTS:
        return f"{events} events, at least {MIN_EVENTS} are needed"
    if (held > 0).sum() < 2:
        return f"all {events} events stand in one cell" if held.any() else "no cell holds anything"
    return ""


def neighbours(xyz: Floats, reach_km: float) -> list[npt.NDArray[np.int64]]:
    """For each point the others within reach, in order."""
    tree = KDTree(xyz)
    near = [np.asarray(tree.query_ball_point(point, reach_km), dtype=np.int64) for point in xyz]
    return [np.sort(each[each != n]) for n, each in enumerate(near)]


def gi_star(values: Floats, around: list[npt.NDArray[np.int64]], permutations: int, seed: int) -> tuple[Floats, Floats]:
    """Standardised Gi* with binary weights, and one-sided p-values by conditional permutation; NaN without neighbours.

    Gi* = (sum of the cell and its k neighbours - (k + 1) mean) / (S sqrt((n (k + 1) - (k + 1)²) / (n - 1))),
    S² = mean of squares - mean². The same draws serve all cells: for each permutation some of the other n - 1
    cells in random order, of which a cell takes as many as it has neighbours.
    """
    n = len(values)
    degree = np.asarray([len(each) for each in around])
    sums = np.asarray([values[each].sum() for each in around])
    weight = degree + 1
    spread = np.sqrt(max(float(np.mean(values**2) - values.mean() ** 2), 0.0))
    root = np.sqrt(np.maximum(n * weight - weight.astype(np.float64) ** 2, 0) / (n - 1))
    scale = np.where(spread * root > 0, spread * root, np.nan)
    scores = np.where(degree > 0, (sums + values - weight * values.mean()) / scale, np.nan)
    random = np.random.default_rng(seed)
    as_much = np.zeros(n, dtype=np.int64)
    widest = int(degree.max(initial=0))
    for begin in range(0, permutations, _BATCH):
        rows = min(_BATCH, permutations - begin)
        order = _draws(random, rows, n - 1, widest)
        for cell in np.flatnonzero(degree > 0).tolist():
            drawn = order[:, : degree[cell]]
            others = values[drawn + (drawn >= cell)]
            as_much[cell] += int((others.sum(axis=1) >= sums[cell] - 1e-9 * max(1.0, sums[cell])).sum())
    return scores, np.where(degree > 0, (1 + as_much) / (1 + permutations), np.nan)


def _draws(random: np.random.Generator, rows: int, n: int, k: int) -> npt.NDArray[np.int64]:
    """Rows of k different numbers below n, in random order: drawn anew where two are equal, or where k is not small."""
    if k * k > n:
        return np.argsort(random.random((rows, n)), axis=1)[:, :k]
    drawn = random.integers(0, n, (rows, k))
    while True:
        ordered = np.sort(drawn, axis=1)
        again = np.flatnonzero((ordered[:, 1:] == ordered[:, :-1]).any(axis=1))
        if not len(again):
            return drawn
        drawn[again] = random.integers(0, n, (len(again), k))
