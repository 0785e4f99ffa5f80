"""PRIO-GRID: the world in cells of half a degree (Tollefsen, Strand & Buhaug 2012)."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


def priogrid_gid(longitude: npt.ArrayLike, latitude: npt.ArrayLike) -> npt.NDArray[np.int32]:
    """Cell ids of points in WGS 84 degrees; 0 where a coordinate is missing or off the globe.

    gid = floor((lat + 90) * 2) * 720 + floor((lon + 180) * 2) + 1, rows from the south, columns from the west.
    Points on the north pole or the antimeridian belong to the last row and column.
    """
    lon = np.asarray(longitude, dtype=np.float64)
    lat = np.asarray(latitude, dtype=np.float64)
    inside = (np.abs(lon) <= 180) & (np.abs(lat) <= 90)
    row = np.minimum(np.floor((np.where(inside, lat, 0) + 90) * 2), 359)
    column = np.minimum(np.floor((np.where(inside, lon, 0) + 180) * 2), 719)
    return np.where(inside, row * 720 + column + 1, 0).astype(np.int32)


def priogrid_centre(gid: npt.ArrayLike) -> tuple[Floats, Floats]:
    """Longitude and latitude of the cell centres."""
    index = np.asarray(gid, dtype=np.int64) - 1
    return (index % 720) / 2 - 180 + 0.25, (index // 720) / 2 - 90 + 0.25
