"""The places of an event in names that can be compared."""

from __future__ import annotations

from functools import cache

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import shapely

from ..events import EVENTS_SCHEMA
from ..events.arrays import numbers
from ..places import find_province, provinces


def placed(table: pa.Table) -> pa.Table:
    """The events with their places in comparable names, for comparison only.

    In the countries whose provinces ship (see `places.provinces`), `admin1` is the project's own name of the province
    that the source means or, where it names none, of the one around the coordinates. What is in neither stays as the
    source gives it. An event whose place has no name bears that of its district: what one source knows to the district
    another may call the place.
    """
    countries = table["country"].to_pylist()
    admin1: list[str | None] = table["admin1"].to_pylist()
    longitude, latitude = numbers(table["longitude"]), numbers(table["latitude"])
    for country in sorted({code for code in countries if code and provinces(code)}):
        unnamed = []
        for row in np.flatnonzero(np.asarray(countries, dtype=object) == country).tolist():
            name = admin1[row]
            found = _own_name(country, name) if name else None
            if found is None:
                unnamed.append(row)
            else:
                admin1[row] = found
        inside = _around(country, longitude[unnamed], latitude[unnamed])
        for row, found in zip(unnamed, inside, strict=True):
            admin1[row] = found or admin1[row]
    for name, column in (
        ("admin1", pa.array(admin1, pa.string())),
        ("place", pc.coalesce(table["place"], table["admin2"])),
    ):
        table = table.set_column(table.schema.get_field_index(name), EVENTS_SCHEMA.field(name), column)
    return table


@cache
def _own_name(country: str, name: str) -> str | None:
    province = find_province(country, name)
    return province.name if province else None


def _around(country: str, longitude: npt.NDArray[np.float64], latitude: npt.NDArray[np.float64]) -> list[str | None]:
    """The name of the province around each point; None where no coordinates are given, or no province is there."""
    found: list[str | None] = [None] * len(longitude)
    known = np.flatnonzero(np.isfinite(longitude) & np.isfinite(latitude))
    if known.size:
        listed = provinces(country)
        tree = shapely.STRtree([province.geometry for province in listed])
        points = shapely.points(longitude[known], latitude[known])
        for at, area in tree.query(points, predicate="intersects").T.tolist():
            found[known[at]] = found[known[at]] or listed[area].name
    return found
