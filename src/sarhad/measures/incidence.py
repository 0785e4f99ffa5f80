"""How many events and deaths there were, by unit and period, and where nobody looked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any, Literal

import narwhals as nw
import pyarrow as pa

from ..errors import InputError
from ..events import SPLIT_RULE, Coverage, Period, Provenance, Result, split_by_period
from ..events.frames import Frame, arrow, as_frame, frame_like
from .panel import cells
from .sieve import DEATHS, Reason, UnderCheck, one_of, opened, settled, sift

Unit = Literal["country", "admin1", "actor", "dyad", "priogrid"]
"""What events are counted by."""

_KEYS: dict[Unit | None, tuple[str, ...]] = {
    None: (),
    "country": ("country",),
    "admin1": ("country", "admin1"),
    "actor": ("actor",),
    "dyad": ("side_a", "side_b"),
    "priogrid": ("priogrid_gid",),
}
_SIDES = ("actor_a", "actor_b", "side_a", "side_b")
_NEEDS: dict[Unit | None, tuple[str, ...]] = {
    **_KEYS,
    "actor": _SIDES,
    "dyad": _SIDES,
    "priogrid": ("priogrid_gid", "place_precision"),
}
_SHARES_DECIMALS = 9
"""Sums of shares are rounded so that the order in which an engine adds them does not show."""

_ACTOR_NOTE = "An event counts under each of its two sides, so actors do not add up to the total."
_NAME_NOTE = "A side that no registry resolved stands under the source's own name."


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
) -> Result[Any]:
    """Count events and deaths by unit and period between `start` and `end` (both days included).

    The table has the unit's columns (`country`; `country, admin1`; `actor`; `side_a, side_b`; `priogrid_gid`; none for
    all together), `period` (its first day), `events` (split evenly by day, so not whole), `rows` (events that touch
    the cell), `deaths_low, deaths_best, deaths_high` (persons, split likewise, of the events that give the figure;
    null where none of the cell does) and `covered` (whether `coverage` looks at every day of the cell: in the row's
    country for country and admin1, else in all `countries`, or the whole world where none are named).

    * By country or all together, cells without an event are added: with zeros where covered; with nulls where not
      covered but named in `countries` (`rows` is 0 in both). Without `countries`, the countries with an event or named
      in `coverage` are filled. For the other units only cells with an event are listed: no zero can be read from the
      absence of one.
    * `countries` (ISO 3166-1 alpha-3) also leaves out events elsewhere.
    * A dyad's two sides stand in alphabetical order, since sources differ in the order. Sides are registry ids where
      resolved, else the source's names.
    * PRIO-GRID needs `place_precision_max`: events known less precisely (and those without a cell) are counted under
      a null cell, so that the sum stays whole.

    `events` is any frame that Narwhals reads (DuckDB, Polars, pandas, pyarrow) or an `Events`; the table is of the
    same kind. The events are summed at once, in the engine that holds them. Sums are rounded
    to nine decimals.

    Raises:
        InputError: a column is missing, or a parameter is not one of the words it takes.
    """
    native, sources = opened(events)
    _check(unit, under_check, place_precision_max)
    frame = as_frame(native, ("date_start", "date_end", "under_check", *DEATHS, *_NEEDS[unit], *_where(countries)))
    named = None if countries is None else sorted(set(countries))
    sifted = sift(frame, _reasons(start, end, under_check, named))
    rows = _keyed(sifted.rows, unit, place_precision_max)
    keys = (*_KEYS[unit], "period")
    split = nw.from_native(split_by_period(rows.to_native(), period, start=start, end=end))
    # Small from here on: collected once, so that a query is not run again for each thing asked of it.
    summed = nw.from_native(arrow(_summed(split, keys)))
    table = _with_coverage(summed, unit, period, start, end, coverage, named).sort(*keys, nulls_last=True)
    return Result(
        frame_like(frame, table.to_native()).to_native(),
        Provenance(
            step="sarhad.measures.incidence",
            sources=sources,
            filters={"start": start, "end": end, "countries": named},
            parameters={
                "unit": unit,
                "period": period,
                "under_check": under_check,
                "place_precision_max": place_precision_max,
            },
            rows_used=sifted.used,
            left_out=sifted.left_out,
            notes=_notes(unit, coverage),
        ),
    )


def _check(unit: Unit | None, under_check: str, place_precision_max: int | None) -> None:
    if unit is not None:
        one_of("unit", unit, Unit)
    one_of("under_check", under_check, UnderCheck)
    if unit == "priogrid" and place_precision_max is None:
        raise InputError(
            "PRIO-GRID cells need place_precision_max",
            do="state the coarsest place precision that may fill a cell, usually 3 (the district)",
        )


def _where(countries: Iterable[str] | None) -> tuple[str, ...]:
    return () if countries is None else ("country",)


def _reasons(start: dt.date, end: dt.date, under_check: UnderCheck, countries: list[str] | None) -> list[Reason]:
    first, last = nw.col("date_start").cast(nw.Date), nw.col("date_end").cast(nw.Date)
    reasons: list[Reason] = [
        ("no valid dates", first <= last),
        ("outside the period", (first <= nw.lit(end)) & (last >= nw.lit(start))),
    ]
    if countries is not None:
        reasons.append(("in another country or none", nw.col("country").is_in(countries)))
    if under_check == "leave out":
        reasons.append(settled())
    return reasons


def _keyed(rows: Frame, unit: Unit | None, place_precision_max: int | None) -> Frame:
    """The events with the columns of the unit."""
    columns = ("date_start", "date_end", *DEATHS)
    if unit == "priogrid":
        known = (nw.col("priogrid_gid") > 0) & (nw.col("place_precision") <= place_precision_max)
        cell = nw.when(known).then(nw.col("priogrid_gid"))
        return rows.select(*columns, cell.alias("priogrid_gid"))
    if unit not in ("actor", "dyad"):
        return rows.select(*columns, *_KEYS[unit])
    sides = rows.select(
        *columns,
        nw.coalesce(nw.col("actor_a"), nw.col("side_a")).alias("_a"),
        nw.coalesce(nw.col("actor_b"), nw.col("side_b")).alias("_b"),
    )
    a, b = nw.col("_a"), nw.col("_b")
    if unit == "dyad":
        in_order = b.is_null() | (a <= b)
        first, second = nw.when(in_order).then(a).otherwise(b), nw.when(in_order).then(b).otherwise(a)
        return sides.select(*columns, first.alias("side_a"), second.alias("side_b"))
    own = sides.filter(~a.is_null() | b.is_null()).select(*columns, a.alias("actor"))
    other = sides.filter(~b.is_null()).filter(a.is_null() | (a != b)).select(*columns, b.alias("actor"))
    return nw.concat([own, other], how="vertical")


def _summed(split: Frame, keys: tuple[str, ...]) -> Frame:
    share = nw.col("share")
    parts = split.with_columns(*((nw.col(name).cast(nw.Float64) * share).alias(name) for name in DEATHS))
    sums = parts.group_by(*keys).agg(
        share.sum().alias("events"),
        nw.len().alias("rows"),
        *(nw.col(name).sum().alias(name) for name in DEATHS),
        *(nw.col(name).count().alias(f"_n_{name}") for name in DEATHS),
    )
    return sums.with_columns(
        nw.col("events").round(_SHARES_DECIMALS),
        nw.col("rows").cast(nw.Int64),
        *(nw.when(nw.col(f"_n_{name}") > 0).then(nw.col(name).round(_SHARES_DECIMALS)).alias(name) for name in DEATHS),
    )


def _with_coverage(
    counted: nw.DataFrame[pa.Table],
    unit: Unit | None,
    period: Period,
    start: dt.date,
    end: dt.date,
    coverage: Sequence[Coverage],
    named: list[str] | None,
) -> nw.DataFrame[pa.Table]:
    """Say of each cell whether it is covered, and add the cells without an event that are covered or asked for."""
    by_country = unit in ("country", "admin1")
    among: Sequence[str] | None = named
    if by_country and named is None:
        found = set(counted["country"].drop_nulls().to_list())
        among = sorted(found.union(*(block.countries or () for block in coverage)))
    panel = nw.from_native(cells(start, end, period, coverage, among, apart=by_country), eager_only=True)
    keys = ["country", "period"] if by_country else ["period"]
    names = [*_KEYS[unit], "period", "events", "rows", *DEATHS, "covered"]
    counted = counted.join(panel, on=keys, how="left").with_columns(nw.col("covered").fill_null(False)).select(names)
    if unit not in ("country", None) or (named is None and not coverage):
        return counted
    empty = panel.join(counted, on=keys, how="anti")
    if named is None:
        empty = empty.filter(nw.col("covered"))
    zero = nw.when(nw.col("covered")).then(nw.lit(0.0))
    empty = empty.with_columns(
        *(zero.alias(name) for name in ("events", *DEATHS)), nw.lit(0).cast(nw.Int64).alias("rows")
    )
    return nw.concat([counted, empty.select(names)], how="vertical")


def _notes(unit: Unit | None, coverage: Sequence[Coverage]) -> tuple[str, ...]:
    notes = [SPLIT_RULE]
    if unit == "actor":
        notes.append(_ACTOR_NOTE)
    if unit in ("actor", "dyad"):
        notes.append(_NAME_NOTE)
    if any(block.lethal_only for block in coverage):
        notes.append("A zero means no event with a death: the source lists no others.")
    return tuple(notes)
