"""What can be known of where an event was before it is compared: its province, and the province's middle."""

from __future__ import annotations

from functools import cache

import numpy as np
import pyarrow as pa
import shapely

from ..events import EVENTS_SCHEMA
from ..places import find_province, provinces

PROVINCE_PRECISION = 4
"""UCDP's step for a place known to the first-order administrative division."""


def placed(table: pa.Table) -> pa.Table:
    """The events with their province in one spelling, for comparison only.

    In the countries whose provinces ship (see `places.provinces`), `admin1` becomes the project's own name of the
    province: that of the source's name for it, else that of the area in which the coordinates lie. An event without
    coordinates whose province is known gets a point inside it, with place precision 4 or coarser. All else stays as
    the source gives it.
    """
    columns = {name: table[name].to_pylist() for name in ("country", "admin1")}
    longitude, latitude = (table[name].to_numpy(zero_copy_only=False).astype(float) for name in _POINT)
    precision = table["place_precision"].to_pylist()
    admin1: list[str | None] = list(columns["admin1"])
    countries = np.asarray(columns["country"], dtype=object)
    for country in sorted({code for code in columns["country"] if code and provinces(code)}):
        rows = np.flatnonzero(countries == country)
        unnamed = []
        for row in rows.tolist():
            found = _own_name(country, admin1[row]) if admin1[row] else None
            if found is None:
                unnamed.append(row)
            else:
                admin1[row] = found
        inside = _areas(country, longitude[unnamed], latitude[unnamed])
        for row, name in zip(unnamed, inside, strict=True):
            admin1[row] = name or admin1[row]
        for row in rows[np.isnan(longitude[rows])].tolist():
            point = _middle(country, admin1[row]) if admin1[row] else None
            if point is not None:
                longitude[row], latitude[row] = point
                precision[row] = max(precision[row] or PROVINCE_PRECISION, PROVINCE_PRECISION)
    return _replaced(
        table,
        admin1=admin1,
        longitude=pa.array(longitude, from_pandas=True),
        latitude=pa.array(latitude, from_pandas=True),
        place_precision=precision,
    )


_POINT = ("longitude", "latitude")


@cache
def _own_name(country: str, name: str) -> str | None:
    province = find_province(country, name)
    return province.name if province else None


def _areas(country: str, longitude: np.ndarray, latitude: np.ndarray) -> list[str | None]:
    """The name of the province around each point; None where no coordinates, or no province, are known."""
    found: list[str | None] = [None] * len(longitude)
    known = np.flatnonzero(~np.isnan(longitude))
    if known.size:
        listed = provinces(country)
        tree = shapely.STRtree([province.geometry for province in listed])
        points = shapely.points(longitude[known], latitude[known])
        for at, area in tree.query(points, predicate="intersects").T.tolist():
            found[known[at]] = found[known[at]] or listed[area].name
    return found


@cache
def _middle(country: str, name: str) -> tuple[float, float] | None:
    for province in provinces(country):
        if province.name == name:
            point = province.geometry.representative_point()
            return point.x, point.y
    return None


def _replaced(table: pa.Table, **columns: object) -> pa.Table:
    for name, values in columns.items():
        at = table.schema.get_field_index(name)
        field = EVENTS_SCHEMA.field(name)
        array = values.cast(field.type) if isinstance(values, pa.Array) else pa.array(values, field.type)
        table = table.set_column(at, field, array)
    return table
