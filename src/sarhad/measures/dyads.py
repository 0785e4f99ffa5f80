"""Who fought whom, period by period: the dyad-month table, and in which years a dyad was active."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any, Literal

import narwhals as nw
import numpy as np
import pyarrow as pa

from ..errors import InputError
from ..events import SPLIT_RULE, Coverage, Provenance, Result, period_start, periods, split_by_period
from ..events.frames import arrow, as_frame, frame_like
from .panel import cells
from .sieve import DEATHS, UnderCheck, in_window, one_of, opened, sift
from .units import NAME_NOTE, SHARES_DECIMALS, in_order, summed, with_sides

DyadPeriod = Literal["month", "quarter", "year"]
Fill = Literal["active span", "none"]
"""Which periods without an event have a row: those between a dyad's first and last period with one, or none."""

_DYAD = ("dyad_id", "conflict_id", "violence_type", "side_a", "side_b")
_FIGURES = (*DEATHS, "deaths_civilians")
_WITHOUT = "_without_best"
_NEEDS = ("date_start", "date_end", "under_check", "actor_a", "actor_b", *_DYAD, *_FIGURES)

DYADS_SCHEMA = pa.schema(
    [
        *(pa.field(name, pa.string()) for name in _DYAD),
        pa.field("period", pa.date32()),
        pa.field("events", pa.float64()),
        pa.field("rows", pa.int64()),
        *(pa.field(name, pa.float64()) for name in _FIGURES),
        pa.field("covered", pa.bool_()),
        pa.field("year_deaths_best", pa.float64()),
        pa.field("active", pa.bool_()),
        pa.field("cannot_say", pa.string()),
    ]
)
"""The columns of `dyads`."""

Key = tuple[str | None, ...]
Row = dict[str, Any]


def dyads(
    events: Any,
    *,
    period: DyadPeriod,
    start: dt.date,
    end: dt.date,
    fill: Fill,
    active_deaths: int,
    under_check: UnderCheck,
    coverage: Sequence[Coverage] = (),
    countries: Iterable[str] | None = None,
) -> Result[Any]:
    """Events and deaths of each dyad by month, quarter or year, as in UCDP's dyadic data but by any period.

    One row for each dyad and period with an event, sorted, see `DYADS_SCHEMA`. A dyad is what the source numbers as
    one (`dyad_id`), in one conflict and type of violence, with its two sides: registry ids where resolved, else the
    source's names, in its order; without a number the two sides in alphabetical order, but of one-sided violence. Where
    the registry divides an actor at a day, the dyad is divided there too.

    * `events` and deaths are split evenly by day, `rows` touch the period; deaths are persons, of the events that give
      the figure, and null where none does. Deaths of "state-based" and "non-state" rows are battle-related;
      those of "one-sided" rows were killed by side a.
    * `fill` "active span" adds the periods between a dyad's first and last: zeros where covered, else nulls.
    * `covered`: whether `coverage` looks at every day of the period, in all `countries` or the whole world.
    * `active`: whether the dyad reached `active_deaths` (UCDP: 25) in the period's calendar year, by
      `year_deaths_best`, rounded to whole persons. Once reached it is true, whatever is missing. Not reached, it is
      null and `cannot_say` tells why where the year does not lie in the window or is not covered whole, or an event
      gives no best estimate.

    `countries` leaves out events elsewhere, and `active` then counts deaths there only. Events without two sides are
    left out. The events are summed in the engine that holds them.

    Raises:
        InputError: a column is missing, or a parameter is not one of its words or out of its range.

    References: Harbom, Melander & Wallensteen (2008), Journal of Peace Research 45(5).
    """
    one_of("period", period, DyadPeriod)
    one_of("fill", fill, Fill)
    one_of("under_check", under_check, UnderCheck)
    if active_deaths < 1:
        raise InputError(f"active_deaths is {active_deaths}", do="give 1 or more; UCDP's threshold is 25")
    native, sources = opened(events)
    named = None if countries is None else sorted(set(countries))
    frame = as_frame(native, (*_NEEDS, *(() if named is None else ("country",))))
    sided = with_sides(frame)
    a, b = nw.col("side_a"), nw.col("side_b")
    two_sides = ("no two sides", ~a.is_null() & ~b.is_null() & (a != b))
    sifted = sift(sided, [*in_window(start, end, under_check, named), two_sides])
    one_sided = nw.col("violence_type").fill_null("") == nw.lit("one-sided")
    ordered = ~nw.col("dyad_id").is_null() | one_sided | (a <= b)
    rows = in_order(sifted.rows, ordered).select("date_start", "date_end", *_DYAD, *_FIGURES)
    rows = rows.with_columns(nw.when(nw.col("deaths_best").is_null()).then(nw.lit(1)).alias(_WITHOUT))
    split = nw.from_native(split_by_period(rows.to_native(), period, start=start, end=end))
    counted = arrow(summed(split, (*_DYAD, "period"), (*_FIGURES, _WITHOUT))).to_pylist()
    looked = _looked(start, end, period, coverage, named)
    years = _whole_years(start, end, coverage, named)
    table = _table(counted, looked, years, fill, active_deaths)
    return Result(
        frame_like(frame, table).to_native(),
        Provenance(
            step="sarhad.measures.dyads",
            sources=sources,
            filters={"start": start, "end": end, "countries": named},
            parameters={
                "period": period,
                "fill": fill,
                "active_deaths": active_deaths,
                "under_check": under_check,
            },
            rows_used=sifted.used,
            left_out=sifted.left_out,
            notes=(SPLIT_RULE, NAME_NOTE),
        ),
    )


def _looked(
    start: dt.date, end: dt.date, period: DyadPeriod, coverage: Sequence[Coverage], countries: list[str] | None
) -> dict[dt.date, bool]:
    """Whether each period of the window is looked at."""
    panel = cells(start, end, period, coverage, countries, apart=False)
    return dict(zip(panel["period"].to_pylist(), panel["covered"].to_pylist(), strict=True))


def _whole_years(
    start: dt.date, end: dt.date, coverage: Sequence[Coverage], countries: list[str] | None
) -> dict[dt.date, str]:
    """For each calendar year why a dyad below the threshold may yet be active in it, or ""."""
    looked = _looked(start, end, "year", coverage, countries)
    inside = {first: start <= first and last <= end for first, last in periods(start, end, "year")}
    return {
        year: "the window does not hold the whole year" if not inside[year] else ""
        if covered else "the year is not covered whole"
        for year, covered in looked.items()
    }  # fmt: skip


def _table(
    counted: list[Row], looked: dict[dt.date, bool], years: dict[dt.date, str], fill: Fill, active_deaths: int
) -> pa.Table:
    by_dyad: dict[Key, dict[dt.date, Row]] = defaultdict(dict)
    for row in counted:
        by_dyad[tuple(row[name] for name in _DYAD)][row["period"]] = row
    starts = np.asarray(sorted(looked))
    made = []
    for key in sorted(by_dyad, key=lambda key: tuple((text is None, text or "") for text in key)):
        found = by_dyad[key]
        known = np.flatnonzero((starts >= min(found)) & (starts <= max(found))) if fill == "active span" else None
        listed = sorted(found) if known is None else starts[known].tolist()
        active = _active(found.values(), years, active_deaths)
        for first in listed:
            row = found.get(first) or _empty(key, first, looked[first])
            made.append({**row, "covered": looked[first], **active[period_start(first, "year")]})
    return pa.Table.from_pylist([{name: row[name] for name in DYADS_SCHEMA.names} for row in made], DYADS_SCHEMA)


def _empty(key: Key, first: dt.date, covered: bool) -> Row:
    """A period without an event."""
    zero = 0.0 if covered else None
    figures = dict.fromkeys(("events", *_FIGURES), zero)
    return {**dict(zip(_DYAD, key, strict=True)), "period": first, "rows": 0, **figures}


def _active(found: Iterable[Row], years: dict[dt.date, str], active_deaths: int) -> dict[dt.date, Row]:
    """For each year: a dyad's deaths in it, whether they reach the threshold, and why that cannot be said."""
    deaths: dict[dt.date, float] = dict.fromkeys(years, 0.0)
    without: set[dt.date] = set()
    for row in found:
        year = period_start(row["period"], "year")
        deaths[year] += row["deaths_best"] or 0.0
        if row[_WITHOUT]:
            without.add(year)
    made = {}
    for year, why in years.items():
        reached = round(deaths[year]) >= active_deaths
        reason = "" if reached else why or ("an event gives no best estimate" if year in without else "")
        made[year] = {
            "year_deaths_best": round(deaths[year], SHARES_DECIMALS),
            "active": None if reason else reached,
            "cannot_say": reason or None,
        }
    return made
