"""What totals by country and month say about a claim: the amount itself, or the most it can be."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from ..events import EVENTS_SCHEMA, Coverage, covered
from .base import Base
from .claim import Claim
from .filters import Filter

_BY_TYPE = {
    "state-based": "state_based_events",
    "non-state": "non_state_events",
    "one-sided": "one_sided_events",
}
_DEATHS = ("deaths_low", "deaths_best", "deaths_high")


@dataclass(frozen=True, slots=True)
class MonthlyAmount:
    """An amount from monthly totals. `exact`: the totals are about just what was asked, and of whole months."""

    value: float
    low: float
    high: float
    exact: bool
    looked: bool
    note: str = ""


@dataclass(frozen=True, slots=True)
class Totals:
    """The monthly figures of one source."""

    name: str  # "monthly totals of ucdp-ged"
    source: str
    table: pa.Table
    coverage: tuple[Coverage, ...]


def totals(base: Base) -> tuple[Totals, ...]:
    """The loaded monthly figures, each source apart: two sources of one month are never added up."""
    if base.monthly is None:
        return ()
    table, blocks = base.monthly.table, base.monthly.coverage
    return tuple(
        Totals(
            f"monthly totals of {source}",
            source,
            table.filter(pc.equal(table["source"], source)),
            tuple(block for block in blocks if block.source == source),
        )
        for source in sorted(pc.unique(table["source"]).to_pylist())
    )


def monthly_amount(figures: Totals, claim: Claim, of: Filter, estimate: str) -> MonthlyAmount:
    """Events or deaths that the totals give for a filter's countries and period.

    A filter that asks for less than the totals (an actor, a class, a province) can be at most the total, so that a
    total of zero refutes it. Totals of a lethal-only source never say that an event without deaths did not happen.
    """
    nothing = MonthlyAmount(0, 0, float("inf"), False, False)
    if of.start is None or of.end is None or not of.countries:
        return _because(nothing, "monthly totals are by country, and the claim names none")
    if claim.source and any(
        claim.source.is_named_in(text) for text in pc.unique(figures.table["citation"]).to_pylist()
    ):
        return _because(nothing, "the monthly totals come from the claim's own publication")
    first, last = of.start.replace(day=1), _month_end(of.end)
    gaps = [c for c in of.countries if not covered(figures.coverage, c, first, last)]
    if gaps:
        return _because(nothing, f"the monthly totals do not cover all of {', '.join(gaps)} from {first} to {last}")
    columns = _columns(claim.measure, of, estimate)
    exact = of.whole_totals and columns is not None
    names = columns or _columns(claim.measure, Filter(), estimate) or ()
    inner = _total(figures.table, names, of, whole_months=True)
    outer = _total(figures.table, names, of, whole_months=False)
    if inner is None or outer is None:
        return _because(nothing, f"the monthly totals give no {estimate} estimate of deaths")
    lethal_only = any(block.lethal_only for block in figures.coverage)
    unseen = lethal_only and claim.measure == "events" and of.lethal is not True
    unseen = unseen or of.status != ("realised",)
    high = float("inf") if unseen else outer
    low = inner if exact else 0.0
    note = "" if exact else "totals of all violence: the most that it can be"
    if unseen:
        note = "the monthly totals count no event without deaths"
    return MonthlyAmount(low, low, high, exact and inner == outer and not unseen, True, note)


def monthly_events(
    figures: Totals, of: Filter, measure: str, spans: Sequence[tuple[dt.date, dt.date]]
) -> pa.Table | None:
    """The totals of periods made of whole months as rows of the events table, dated to the middle of their month.

    One row for each event, or one for a month's deaths; None where the totals do not answer the filter.
    """
    columns = _columns(measure, of, "best")
    if columns is None or not of.countries or not of.whole_totals:
        return None
    made: list[dict[str, Any]] = []
    for start, end in spans:
        if start.day != 1 or end != _month_end(end):
            return None
        if not all(covered(figures.coverage, c, start, end) for c in of.countries):
            return None
        for row in figures.table.filter(_inside(figures.table, of.countries, start, end)).to_pylist():
            n = sum(row[name] or 0 for name in columns) if measure == "events" else 1
            deaths = {} if measure == "events" else {name: row[name] for name in _DEATHS}
            made += [{"country": row["country"], "day": row["month"].replace(day=15), **deaths}] * n
    return _as_events(made)


def _as_events(rows: Sequence[Mapping[str, Any]]) -> pa.Table:
    fixed = {"source": "monthly-figures", "source_version": "", "status": "final", "licence": ""}
    filled = [
        {
            **dict.fromkeys(EVENTS_SCHEMA.names),
            **fixed,
            "licence_class": "open",
            "event_id": str(position),
            "source_id": str(position),
            "date_start": row["day"],
            "date_end": row["day"],
            **{key: value for key, value in row.items() if key != "day"},
        }
        for position, row in enumerate(rows)
    ]
    return pa.Table.from_pylist(filled, schema=EVENTS_SCHEMA)


def _columns(measure: str, of: Filter, estimate: str) -> tuple[str, ...] | None:
    if measure == "deaths":
        return None if of.violence_type else (f"deaths_{estimate}",)
    return tuple(_BY_TYPE[word] for word in of.violence_type) or ("events",)


def _total(table: pa.Table, columns: tuple[str, ...], of: Filter, *, whole_months: bool) -> float | None:
    """The sum over the months that lie wholly in the period, or that touch it; None where a figure is missing."""
    assert of.start is not None
    assert of.end is not None
    start, end = of.start, of.end
    if whole_months:
        start = start if start.day == 1 else _month_end(start) + dt.timedelta(days=1)
        end = end if end == _month_end(end) else end.replace(day=1) - dt.timedelta(days=1)
        if start > end:
            return 0.0
    else:
        start = start.replace(day=1)
    rows = table.filter(_inside(table, of.countries, start, end))
    if any(rows[name].null_count for name in columns):
        return None
    return float(sum(pc.sum(rows[name]).as_py() or 0 for name in columns))


def _inside(table: pa.Table, countries: tuple[str, ...], start: dt.date, end: dt.date) -> pa.ChunkedArray:
    where = pc.is_in(table["country"], value_set=pa.array(countries, pa.string()))
    after = pc.greater_equal(table["month"], pa.scalar(start, pa.date32()))
    return pc.and_(where, pc.and_(after, pc.less_equal(table["month"], pa.scalar(end, pa.date32()))))


def _month_end(day: dt.date) -> dt.date:
    after = (day.replace(day=1) + dt.timedelta(days=32)).replace(day=1)
    return after - dt.timedelta(days=1)


def _because(amount: MonthlyAmount, note: str) -> MonthlyAmount:
    return MonthlyAmount(amount.value, amount.low, amount.high, amount.exact, amount.looked, note)
