"""The components of vulnerability that the watch's own data give: borders, events near them, deaths, indicators."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Literal

import narwhals as nw
import numpy as np

from ..errors import InputError
from ..events import Coverage, SourceRef
from ..events.frames import arrow, as_frame
from ..places import BORDER_SCALE, Line
from .exposure import exposure
from .panel import looked_at
from .series import Estimate
from .sieve import UnderCheck, one_of, opened, settled, sift
from .trend import Span, trend
from .vulnerability import Component, Value

Side = Literal["inside", "beyond"]
"""Inside the country itself, or beyond its border in the country of concern."""

_NOT_COVERED = "no loaded source looks at it on every day"
_ENDS = ("ratio_low", "ratio_high")
_CREDIT = ("source", "source_version", "licence", "citation")
_INDICATOR = ("country", "period", "start", "indicator", "value", "unit", *_CREDIT)
_MEASURED = f"measured on Natural Earth {BORDER_SCALE}, shorter than the published length"


def shared_border(
    countries: Sequence[str], of_concern: Sequence[str], borders: Sequence[Line], *, name: str, published: bool
) -> Component:
    """The length of each country's land border with those of concern, in km; 0 without one.

    `published` lengths are those of `Line.whole_km`; a border without one has no value, since a measured length is
    shorter and would not compare.
    """
    values = {}
    for country in countries:
        lines = _lines(country, of_concern, borders)
        lengths = [line.whole_km if published else line.measured_km for line in lines]
        missing = [line.name for line, km in zip(lines, lengths, strict=True) if km is None]
        if missing:
            values[country] = Value(None, cannot_say=f"no published length of the {missing[0]}")
        else:
            values[country] = Value(float(sum(km for km in lengths if km is not None)))
    used = dict.fromkeys(line.source for line in borders if published and line.whole_km is not None)
    return Component(name, "km", "; ".join(filter(None, used)) if published else _MEASURED, values)


def border_events(
    events: Any,
    countries: Sequence[str],
    of_concern: Sequence[str],
    borders: Sequence[Line],
    *,
    name: str,
    side: Side,
    within_km: int,
    start: dt.date,
    end: dt.date,
    place_precision_max: int,
    under_check: UnderCheck,
    coverage: Sequence[Coverage],
) -> Component:
    """Events within so many km of each country's border with those of concern, in whole months.

    Counted as `sarhad.measures.exposure` counts, on one side: inside the country, or beyond the border in the
    country of concern. A country without such a border has no value; nor has one where `coverage` does not look at both
    sides on every day.
    """
    one_of("side", side, Side)
    native, sources = opened(events)
    frame = as_frame(native, ("country",))
    reaches = {country: _joined(_lines(country, of_concern, borders)) for country in countries}
    lines = {country: line for country, line in reaches.items() if line is not None}
    where = [([country], [line]) for country, line in lines.items()]
    if side == "beyond" and lines:
        where = [(list(of_concern), list(lines.values()))]
    inside = [country for members, _ in where for country in members]
    there = nw.col("country").is_in(inside) if inside else nw.lit(False)
    left_out = dict(sift(frame, [("not on that side of a border", there)]).left_out)
    used, counted = 0, list[dict[str, Any]]()
    for members, theirs in where:
        found = exposure(
            frame.filter(nw.col("country").is_in(members)).to_native(),
            theirs,
            bands_km=[within_km],
            start=start,
            end=end,
            history_start=start,
            place_precision_max=place_precision_max,
            under_check=under_check,
            coverage=coverage,
        )
        counted += arrow(as_frame(found.table, ("line_id",))).to_pylist()
        used += found.provenance.rows_used
        for reason, count in found.provenance.left_out.items():
            left_out[reason] = left_out.get(reason, 0) + count
    values = {country: Value(None, cannot_say="no land border with it") for country in countries}
    for country, row in zip(lines, counted, strict=True):
        known = row["covered"]
        values[country] = Value(
            row["events"] if known else None,
            _months(start, end),
            cannot_say="" if known else "no loaded source looks at both sides on every day",
        )
    source = ", ".join(dict.fromkeys(ref.title for ref in sources))
    return Component(name, "events", source, values, sources, used, left_out)


def deaths_trend(
    events: Any,
    countries: Sequence[str],
    *,
    name: str,
    before: Span,
    after: Span,
    deaths: Estimate,
    confidence: float,
    under_check: UnderCheck,
    coverage: Sequence[Coverage],
) -> Component:
    """The rate of deaths after by that before, of each country, with its interval (`sarhad.measures.trend`).

    A country that `coverage` does not look at on every day of both periods has no value; an end of the interval that
    is not bounded is null.
    """
    native, sources = opened(events)
    frame = as_frame(native, ("country", "under_check"))
    reasons = [("in another country or none", nw.col("country").is_in(list(countries)))]
    sifted = sift(frame, [*reasons, settled()] if under_check == "leave out" else reasons)
    used, left_out, values = 0, dict(sifted.left_out), dict[str, Value]()
    as_of = f"{_months(*after)} against {_months(*before)}"
    firsts, lasts = (np.asarray([span[place].toordinal() for span in (before, after)]) for place in (0, 1))
    for country in dict.fromkeys(countries):
        found = trend(
            sifted.rows.filter(nw.col("country") == country).to_native(),
            before=before,
            after=after,
            of="deaths",
            deaths=deaths,
            confidence=confidence,
        )
        (row,) = arrow(as_frame(found.table, ("ratio",))).to_pylist()
        used += found.provenance.rows_used
        for reason, count in found.provenance.left_out.items():
            left_out[reason] = left_out.get(reason, 0) + count
        looked = bool(looked_at(coverage, country, firsts, lasts).all())
        values[country] = _ratio(row, as_of) if looked else Value(None, as_of, cannot_say=_NOT_COVERED)
    source = ", ".join(dict.fromkeys(ref.title for ref in sources))
    return Component(name, "times", source, values, sources, used, left_out)


def indicator(
    indicators: Any, countries: Sequence[str], *, name: str, indicator: str, source: str | None, until: dt.date
) -> Component:
    """The newest figure of an indicator for each country that begins by `until`, each with its own year.

    `indicators` is the table of `sarhad.sources.read_indicators`. `source` may be None where only one gives it.

    Raises:
        InputError: the indicator is not there, or several sources give it and none is named.
    """
    rows = arrow(as_frame(indicators, _INDICATOR)).to_pylist()
    mine = [row for row in rows if row["indicator"] == indicator and source in (None, row["source"])]
    givers = sorted({row["source"] for row in mine})
    if len(givers) > 1:
        raise InputError(f"{indicator} is given by {', '.join(givers)}", do="name the source to take")
    if not mine:
        there = ", ".join(sorted({row["indicator"] for row in rows})) or "none is loaded"
        raise InputError(f"there is no indicator {indicator}", do=f"take one that is loaded: {there}")
    values = {}
    for country in countries:
        known = [row for row in mine if row["country"] == country and row["start"] <= until]
        newest = max(known, key=lambda row: row["start"], default=None)
        if newest is not None:
            values[country] = Value(newest["value"], newest["period"])
    first = mine[0]
    ref = SourceRef(first["source"], first["source"], first["source_version"], first["licence"], first["citation"])
    return Component(name, first["unit"], first["source"], values, (ref,))


def forecast(given: Any, *, name: str, unit: str, source: str, as_of: str) -> Component:
    """A forecast that is given as a table `country, median, p90`: the median, with the 90th percentile as `high`."""
    rows = arrow(as_frame(given, ("country", "median", "p90"))).to_pylist()
    return Component(name, unit, source, {row["country"]: Value(row["median"], as_of, high=row["p90"]) for row in rows})


def _lines(country: str, of_concern: Sequence[str], borders: Sequence[Line]) -> list[Line]:
    """The country's borders with those of concern; the ids of borders are the two codes."""
    return [line for line in borders for other in of_concern if {country, other} == set(line.id.split("-"))]


def _joined(lines: Sequence[Line]) -> Line | None:
    """Several borders as one, so that an event near two of them counts once."""
    if not lines:
        return None
    return replace(
        lines[0],
        id="-".join(dict.fromkeys(code for line in lines for code in line.id.split("-"))),
        parts=tuple(part for line in lines for part in line.parts),
        measured_km=sum(line.measured_km for line in lines),
    )


def _ratio(row: dict[str, Any], as_of: str) -> Value:
    ratio = row["ratio"]
    if ratio is None or not math.isfinite(ratio):
        return Value(None, as_of, cannot_say="no death in the months before")
    low, high = (row[end] if row[end] is not None and math.isfinite(row[end]) else None for end in _ENDS)
    return Value(ratio, as_of, low, high)


def _months(start: dt.date, end: dt.date) -> str:
    first, last = f"{start:%Y-%m}", f"{end:%Y-%m}"
    return first if first == last else f"{first} to {last}"
