"""How many events and deaths there were, by unit and period, and where nobody looked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

import narwhals as nw
import pyarrow as pa

from ..errors import InputError
from ..events import SPLIT_RULE, Coverage, Period, Provenance, Result, split_by_period
from ..events.frames import arrow, as_frame, frame_like
from ..places import Line
from .panel import along, cells
from .sieve import DEATHS, UnderCheck, in_window, one_of, opened, sift
from .units import Unit, Units, summed


def incidence(
    events: Any,
    *,
    unit: Unit | None,
    period: Period,
    start: dt.date,
    end: dt.date,
    under_check: UnderCheck,
    coverage: Sequence[Coverage] = (),
    countries: Iterable[str] | None = None,
    place_precision_max: int | None = None,
    h3_resolution: int | None = None,
    lines: Sequence[Line] = (),
    band_km: float | None = None,
) -> Result[Any]:
    """Count events and deaths by unit and period between `start` and `end` (both days included).

    The table has the unit's columns (`country`; `country, admin1`; `actor`; `side_a, side_b`; `conflict_id`;
    `priogrid_gid`; `h3`; `line_id` for corridor and border; none for all together), `period` (its first day), `events`
    (split evenly by day, so not whole), `rows` (events that touch the cell), `deaths_low, deaths_best, deaths_high`
    (persons, split likewise, of the events that give the figure; null where none of the cell does) and `covered`
    (whether `coverage` looks at every day of the cell: in the row's country for country and admin1, in all countries
    of the line for corridor and border, else in all `countries`, or the whole world where none are named).

    * By country, by line or all together, cells without an event are added: with zeros where covered; with nulls where
      not covered but named in `countries` or `lines` (`rows` is 0 in both). Without `countries`, the countries with an
      event or named in `coverage` are filled. For the other units only cells with an event are listed: no zero can be
      read from the absence of one.
    * `countries` (ISO 3166-1 alpha-3) also leaves out events elsewhere.
    * A dyad's two sides stand in alphabetical order, since sources differ in the order. Sides are registry ids where
      resolved, else the source's names.
    * A conflict is the source's number of it; an event without one is counted under null.
    * PRIO-GRID needs `place_precision_max`: events known less precisely (and those without a cell) are counted under
      a null cell, so that the sum stays whole. H3 likewise, and `h3_resolution`: cells of 15 hexadecimal digits, not
      finer than the precision tells (`sarhad.places.H3_FINEST`: 7 for exact places, 4 for 25 km, 3 for districts).
    * Corridor and border count the events of `place_precision_max` and better within `band_km` (10 or more) of each of
      `lines`, by `sarhad.places.distance_m`; an event counts under each line that it is near. A line without a
      measured part is never covered.

    `events` is any frame that Narwhals reads (DuckDB, Polars, pandas, pyarrow) or an `Events`; the table is of the
    same kind. The events are summed at once, in the engine that holds them; for H3, corridor and border their dates,
    deaths and places are collected first, since cells and distances cannot be left to a query. Sums are rounded to
    nine decimals.

    Raises:
        InputError: a column is missing, or a parameter is not one of the words it takes.
    """
    native, sources = opened(events)
    one_of("under_check", under_check, UnderCheck)
    units = Units(unit, place_precision_max, h3_resolution, tuple(lines), band_km)
    if units.along_lines and countries is not None:
        raise InputError("countries are named beside lines", do="leave them out: lines are counted on all sides")
    frame = as_frame(native, ("date_start", "date_end", "under_check", *DEATHS, *units.needs, *_where(countries)))
    named = None if countries is None else sorted(set(countries))
    sifted = sift(frame, [*in_window(start, end, under_check, named), *units.reasons()])
    used, left_out = sifted.used, sifted.left_out
    if units.along_lines:
        rows, used = units.near(sifted.rows)
        if used < sifted.used:
            left_out = {**left_out, f"more than {band_km:g} km from every line": sifted.used - used}
    else:
        rows = units.keyed(sifted.rows)
    keys = (*units.keys, "period")
    split = nw.from_native(split_by_period(rows.to_native(), period, start=start, end=end))
    # Small from here on: collected once, so that a query is not run again for each thing asked of it.
    counted = nw.from_native(arrow(summed(split, keys)))
    table = _with_coverage(counted, units, period, start, end, coverage, named).sort(*keys, nulls_last=True)
    return Result(
        frame_like(frame, table.to_native()).to_native(),
        Provenance(
            step="sarhad.measures.incidence",
            sources=sources,
            filters={"start": start, "end": end, "countries": named},
            parameters={**units.parameters, "period": period, "under_check": under_check},
            rows_used=used,
            left_out=left_out,
            notes=_notes(units, coverage),
        ),
    )


def _where(countries: Iterable[str] | None) -> tuple[str, ...]:
    return () if countries is None else ("country",)


def _with_coverage(
    counted: nw.DataFrame[pa.Table],
    units: Units,
    period: Period,
    start: dt.date,
    end: dt.date,
    coverage: Sequence[Coverage],
    named: list[str] | None,
) -> nw.DataFrame[pa.Table]:
    """Say of each cell whether it is covered, and add the cells without an event that are covered or asked for."""
    by_country = units.unit in ("country", "admin1")
    among: Sequence[str] | None = named
    if by_country and named is None:
        found = set(counted["country"].drop_nulls().to_list())
        among = sorted(found.union(*(block.countries or () for block in coverage)))
    table = (
        along(units.lines, start, end, period, coverage)
        if units.along_lines
        else cells(start, end, period, coverage, among, apart=by_country)
    )
    panel = nw.from_native(table, eager_only=True)
    keys = [name for name in panel.columns if name != "covered"]
    names = [*units.keys, "period", "events", "rows", *DEATHS, "covered"]
    counted = counted.join(panel, on=keys, how="left").with_columns(nw.col("covered").fill_null(False)).select(names)
    if units.unit not in ("country", None) and not units.along_lines:
        return counted
    empty = panel.join(counted, on=keys, how="anti")
    if named is None and not units.along_lines:
        empty = empty.filter(nw.col("covered"))
    zero = nw.when(nw.col("covered")).then(nw.lit(0.0))
    empty = empty.with_columns(
        *(zero.alias(name) for name in ("events", *DEATHS)), nw.lit(0).cast(nw.Int64).alias("rows")
    )
    return nw.concat([counted, empty.select(names)], how="vertical")


def _notes(units: Units, coverage: Sequence[Coverage]) -> tuple[str, ...]:
    notes = [SPLIT_RULE, *units.notes]
    if any(block.lethal_only for block in coverage):
        notes.append("A zero means no event with a death: the source lists no others.")
    return tuple(notes)
