"""The shapes that ship: countries, areas without a code, rivers, lakes and towns.

Boundaries are Natural Earth's (public domain): they follow control on the ground, not claims.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from shapely.geometry import LineString, shape
from shapely.geometry.base import BaseGeometry

BOUNDARIES_NOTE = (
    "Boundaries: Natural Earth, drawn by control on the ground. They say nothing about any claim; areas that "
    "Natural Earth draws apart and that have no country code are drawn without one."
)
"""The sentence printed under a map."""


@dataclass(frozen=True, slots=True)
class City:
    """A larger town (GeoNames, CC BY 4.0): WGS 84 degrees, inhabitants, whether it is a national capital."""

    name: str
    country: str
    longitude: float
    latitude: float
    population: int
    capital: bool


@cache
def countries() -> Mapping[str, BaseGeometry]:
    """Every country's area by ISO 3166-1 alpha-3 code, 1:50m, coordinates to 0.001 degree; for maps only."""
    found = {p["iso3"]: geometry for p, geometry in features("countries.geojson") if p["iso3"]}
    return MappingProxyType(found)


@cache
def areas_without_code() -> Mapping[str, BaseGeometry]:
    """Areas that no ISO 3166-1 code covers (Siachen Glacier, Northern Cyprus), by Natural Earth's name, 1:50m."""
    found = {p["name"]: geometry for p, geometry in features("countries.geojson") if not p["iso3"]}
    return MappingProxyType(found)


@dataclass(frozen=True, slots=True)
class River:
    """A stretch of a river."""

    geometry: LineString


@cache
def rivers() -> tuple[River, ...]:
    """Rivers of Central Asia and its surroundings (35-95 E, 18-60 N), 1:50m, unnamed; for maps only."""
    return tuple(River(geometry) for _, geometry in features("rivers.geojson"))


@cache
def lakes() -> tuple[BaseGeometry, ...]:
    """Larger lakes of Central Asia and its surroundings (35-95 E, 18-60 N), unnamed; for maps only."""
    return tuple(geometry for _, geometry in features("lakes.geojson"))


def cities(countries: Iterable[str] | None = None) -> tuple[City, ...]:
    """Towns of 50,000 and more in the eight countries of Central Asia's watch, and of 500,000 around; largest first.

    `countries` (ISO 3166-1 alpha-3) keeps those of some countries; capitals are always there.
    """
    wanted = None if countries is None else set(countries)
    return tuple(city for city in _cities() if wanted is None or city.country in wanted)


@cache
def features(name: str) -> tuple[tuple[Mapping[str, Any], BaseGeometry], ...]:
    """Properties and geometry of each feature of a shipped GeoJSON file."""
    content = (files(__package__) / "data" / name).read_bytes()
    return tuple((feature["properties"], shape(feature["geometry"])) for feature in json.loads(content)["features"])


@cache
def _cities() -> tuple[City, ...]:
    text = (files(__package__) / "data" / "cities.csv").read_text(encoding="utf-8")
    return tuple(
        City(
            name=row["name"],
            country=row["iso3"],
            longitude=float(row["longitude"]),
            latitude=float(row["latitude"]),
            population=int(row["population"]),
            capital=row["capital"] == "1",
        )
        for row in csv.DictReader(text.splitlines())
    )
