"""A place that a claim names: a town of the gazetteer, a node of a corridor, or a corridor or border itself."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import shapely

from .. import places
from ..places import Line
from ..places.line import ELLIPSOID
from .base import Base

TOWN_KM = 5.0
"""How far two gazetteers put one town apart: of 44 towns, UCDP's point lies 0.3 km from GeoNames' (median), 4.1 km at
most."""

_STEP_DEGREES = 0.01  # about 1 km: how densely one line is walked along to measure how far it is from another


@dataclass(frozen=True, slots=True)
class Site:
    """A place by one source: a point in WGS 84 degrees, or a line. Of a point `tolerance_km` is what it may be off."""

    name: str
    source: str  # "gazetteer", "corridor table" or "map"
    longitude: float = 0.0
    latitude: float = 0.0
    line: Line | None = None

    @property
    def tolerance_km(self) -> float:
        """Of a town's centre; a line is taken as it is drawn."""
        return 0.0 if self.line else TOWN_KM

    def distance_km(self, other: Site) -> float:
        """The geodesic between two points, or the shortest one to a line (WGS 84)."""
        if self.line is None and other.line is None:
            _, _, metres = ELLIPSOID.inv(self.longitude, self.latitude, other.longitude, other.latitude)
            return float(metres) / 1000
        if self.line is None or other.line is None:
            line, point = (self, other) if self.line else (other, self)
            assert line.line is not None
            return float(places.distance_m([point.longitude], [point.latitude], [line.line])[0, 0]) / 1000
        if any(a.intersects(b) for a in self.line.parts for b in other.line.parts):
            return 0.0
        walked = [shapely.get_coordinates(shapely.segmentize(part, _STEP_DEGREES)) for part in self.line.parts]
        points = np.concatenate(walked) if walked else np.empty((0, 2))
        metres = places.distance_m(points[:, 0], points[:, 1], [other.line])
        return float(metres.min(initial=np.inf)) / 1000


def sites(name: str, base: Base) -> tuple[Site, ...]:
    """All places of this name; a town may be written with its country, as "Herat, AFG"."""
    line = base.line(name)
    if line is not None:
        return (Site(name, "map", line=line),) if line.parts else ()
    plain, _, country = (part.strip() for part in name.rpartition(","))
    if not (plain and len(country) == 3 and country.isupper()):
        plain, country = name, ""
    return tuple(dict.fromkeys(site for code, site in _named(plain, base) if country in ("", code)))


def site_mistake(name: str, base: Base) -> str:
    """What is wrong with a name, as a claim's place: nothing, or nothing of this name, or several."""
    found = sites(name, base)
    for source in ("gazetteer", "corridor table"):
        if sum(site.source == source for site in found) > 1:
            return f"several places of the {source} have this name"
    return "" if found else "no town of 50,000, corridor node, corridor or border of this name"


def _named(name: str, base: Base) -> Iterator[tuple[str, Site]]:
    wanted = _folded(name)
    for city in places.cities():
        if _folded(city.name) == wanted:
            yield city.country, Site(city.name, "gazetteer", city.longitude, city.latitude)
    for corridor in base.corridors:
        for node in corridor.nodes:
            if node.longitude is not None and node.latitude is not None and _folded(node.name) == wanted:
                yield node.country, Site(node.name, "corridor table", node.longitude, node.latitude)


def _folded(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in decomposed if not unicodedata.combining(c)).strip()
