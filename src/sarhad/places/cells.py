"""The PRIO-GRID cells of countries."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry.base import BaseGeometry

from ..errors import InputError
from ..events import priogrid_gid
from .shapes import countries as country_shapes


def priogrid_cells(countries: Iterable[str]) -> npt.NDArray[np.int32]:
    """Ids of the half-degree cells that the area of any of the countries (ISO 3166-1 alpha-3) touches, rising.

    Areas are Natural Earth's at 1:50m: a cell that only an islet or a sliver of a border reaches may be missing or too
    many. Cells that two countries share belong to both.

    Raises:
        InputError: a country is unknown.
    """
    shapes = country_shapes()
    wanted = sorted(set(countries))
    unknown = [code for code in wanted if code not in shapes]
    if unknown or not wanted:
        raise InputError(
            f"no area for {', '.join(unknown)}" if unknown else "no country is named",
            do="give ISO 3166-1 alpha-3 codes, such as AFG",
        )
    found: set[int] = set()
    for code in wanted:
        for part in map(_unwrapped, shapely.get_parts(shapes[code])):
            west, south, east, north = part.bounds
            columns, rows = (
                np.arange(np.floor(low * 2) / 2, np.ceil(high * 2) / 2, 0.5)
                for low, high in ((west, east), (south, north))
            )
            x, y = (each.reshape(-1) for each in np.meshgrid(columns, rows))
            touched = shapely.intersects(part, shapely.box(x, y, x + 0.5, y + 0.5))
            centre = (x[touched] + 0.25 + 180) % 360 - 180
            found.update(priogrid_gid(centre, y[touched] + 0.25).tolist())
    return np.asarray(sorted(found), dtype=np.int32)


def _unwrapped(part: BaseGeometry) -> BaseGeometry:
    """An area that crosses the antimeridian (Russia's and one of Fiji's are drawn uncut) in degrees from 0 to 360."""
    west, south, east, _ = part.bounds
    if east - west <= 180 or south < -89:  # the latter is Antarctica, drawn with the edge of the map
        return part
    return shapely.transform(part, lambda xy: np.column_stack([xy[:, 0] % 360, xy[:, 1]]))
