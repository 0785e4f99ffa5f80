"""Where tellings of one incident contradict each other, in words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations
from typing import Any

from pyproj import Geod

from ..actors import fold

Row = Mapping[str, Any]
Figure = Mapping[str, Any]

TOLERANCE_KM: tuple[float, ...] = (2, 2, 25, 40, 150, 120, 600, 1500)
"""How far off a place of UCDP's precision 1 to 7 may lie; the first value is for a place of no stated precision."""

_GEOD = Geod(ellps="WGS84")
_SHOWN = 6  # of one kind, so many are listed


def disagreement(rows: Sequence[Row], figures: Sequence[Figure]) -> list[str]:
    """What the tellings contradict each other in: days, place, country, sides, class, type of violence, deaths.

    What one leaves open and another fills is no contradiction: a day inside a month, a place inside a province. Deaths
    differ where two sources' own figures (the best, else the single one reported) do; `figures` has one for each.
    """
    found = [_days(rows), _place(rows), _words("country", (row["country"] for row in rows)), _sides(rows)]
    found += [_words("class", (row["event_class"] for row in rows))]
    found += [_words("type of violence", (row["violence_type"] for row in rows)), _deaths(figures)]
    return [text for text in found if text]


def distance_km(one: Row, other: Row) -> float | None:
    """The geodesic distance of two events; None where one has no coordinates."""
    ends = [one["longitude"], one["latitude"], other["longitude"], other["latitude"]]
    if any(value is None for value in ends):
        return None
    return float(_GEOD.inv(*ends)[2]) / 1000


def tolerance_km(row: Row) -> float:
    """How far off the place of an event may lie."""
    return TOLERANCE_KM[row["place_precision"] or 0]


def _days(rows: Sequence[Row]) -> str:
    spans = sorted({(row["date_start"], row["date_end"]) for row in rows})
    if max(start for start, _ in spans) <= min(end for _, end in spans):
        return ""
    days = [start for start, end in spans if start == end]
    if len(days) == len(spans) and len({(day.year, day.month) for day in days}) == 1:
        told = [f"{day.day}" for day in days]
        return f"day: {_either(told)} {days[0]:%B} {days[0].year}"
    return f"day: {_either([_span(start, end) for start, end in spans])}"


def _span(start: dt.date, end: dt.date) -> str:
    last = f"{end.day} {end:%B} {end.year}"
    return last if start == end else f"{start.day} {start:%B} {start.year} to {last}"


def _place(rows: Sequence[Row]) -> str:
    places = {(row["longitude"], row["latitude"], row["place_precision"]): row for row in rows}
    apart = 0.0
    for one, other in combinations([places[key] for key in sorted(places, key=str)][:50], 2):
        km = distance_km(one, other)
        if km is not None and km > max(tolerance_km(one), tolerance_km(other)):
            apart = max(apart, km)
    return f"place: {apart:,.0f} km apart" if apart else ""


def _sides(rows: Sequence[Row]) -> str:
    """The sides that not every telling names; a side that a telling leaves open contradicts nothing."""
    told: list[dict[str, str]] = []
    for row in rows:
        sides = {}
        for side, actor in (("side_a", "actor_a"), ("side_b", "actor_b")):
            if row[side] or row[actor]:
                sides[row[actor] or fold(row[side])] = row[side] or row[actor]
        told.append(sides)
    fullest = max(len(sides) for sides in told)
    whole = [sides for sides in told if sides and len(sides) == fullest]
    common = set.intersection(*(set(sides) for sides in whole)) if whole else set()
    different = sorted({name for sides in whole for key, name in sides.items() if key not in common})
    return f"side: {_either(different)}" if len(different) > 1 else ""


def _words(what: str, values: Iterable[str | None]) -> str:
    told = sorted({value for value in values if value is not None})
    return f"{what}: {_either(told)}" if len(told) > 1 else ""


def _deaths(figures: Sequence[Figure]) -> str:
    told = [one["best"] if one["best"] is not None else one["reported"] for one in figures]
    known = [number for number in told if number is not None]
    if not known or min(known) == max(known):
        return ""
    return f"deaths: {min(known):,} to {max(known):,}"


def _either(told: Sequence[str]) -> str:
    if len(told) > _SHOWN:
        return f"{', '.join(told[:_SHOWN])} or {len(told) - _SHOWN:,} more"
    return " or ".join([", ".join(told[:-1]), told[-1]]) if len(told) > 1 else told[0]
