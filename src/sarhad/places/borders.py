"""Land borders between countries as lines, with their length on the ellipsoid."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from shapely.geometry import LineString
from shapely.geometry.base import BaseGeometry

from ..vocabulary import countries
from .line import Line, length_km
from .shapes import features

BORDER_SCALE = "1:10m"
"""The scale of the border lines: at it a line is shorter than its published length, by 4 to 16 % for Afghanistan's."""

_SOURCE = f"Natural Earth {BORDER_SCALE} (public domain), through npm world-atlas 2.0.2"


def land_borders(countries: Iterable[str]) -> tuple[Line, ...]:
    """Every land border of some countries (ISO 3166-1 alpha-3) with any neighbour, by id ("AFG-TJK").

    Lines are Natural Earth's 1:10m boundaries: shorter than the ground truth, since every coarser line is. They follow
    control on the ground; a stretch beside an area without a country code (Siachen Glacier) is nobody's border here.
    """
    wanted = set(countries)
    return tuple(_border(a, b) for a, b in sorted(_lines()) if a in wanted or b in wanted)


@cache
def _lines() -> dict[tuple[str, str], BaseGeometry]:
    return {(p["a"], p["b"]): geometry for p, geometry in features("borders.geojson")}


@cache
def _border(a: str, b: str) -> Line:
    geometry = _lines()[a, b]
    parts: tuple[LineString, ...] = tuple(getattr(geometry, "geoms", (geometry,)))
    names = countries()
    return Line(
        id=f"{a}-{b}",
        name=f"{names.by_iso3(a).name}–{names.by_iso3(b).name} border",
        kind="border",
        status="existing",
        parts=parts,
        measured_km=length_km(parts),
        source=_SOURCE,
    )
