"""Persons of a population grid in circles around points: in any of them once, and in each added up."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from .grid import Grid
from .points import Floats, on_ellipsoid

Flags = npt.NDArray[np.bool_]

_ACROSS = 40  # the least pieces on a radius: a circle's area is then right within 0.2 %
_TILE = 768  # pieces on a side held at once

_KM_DEGREE = 110.5  # the least kilometres on a degree of latitude
_LEAST_KM = 6335.0  # the least radius of curvature of the ellipsoid


@dataclass(frozen=True, slots=True)
class Counted:
    """For each point: persons in its circle, and the area (km²) of the circle of which the grid knows them.

    `once`: for each group of points, persons in at least one of the circles.
    """

    persons: Floats
    known_km2: Floats
    once: Floats


def people_around(
    grid: Grid, longitude: Floats, latitude: Floats, radius_km: float, groups: Sequence[Flags], *, density: bool
) -> Counted:
    """Count persons within `radius_km` of points, on the ellipsoid; `groups` say which points belong together.

    Pixels are cut into pieces of at most a fortieth of the radius, each in a circle or not by its middle. The grid is
    read in tiles, so that memory does not grow with it. Pixel values are persons, or (`density`) persons per km².
    """
    pieces = max(1, math.ceil(grid.pixel_km(latitude) / (radius_km / _ACROSS)))
    side = max(1, _TILE // pieces)
    found = Counted(np.zeros(len(longitude)), np.zeros(len(longitude)), np.zeros(len(groups)))
    centre = on_ellipsoid(longitude, latitude)
    tiles: dict[tuple[int, int], list[tuple[int, slice, slice]]] = {}
    for point in range(len(longitude)):
        for rows, columns in _reach(grid, longitude[point], latitude[point], radius_km):
            for top in range(rows.start // side, (rows.stop - 1) // side + 1):
                for left in range(columns.start // side, (columns.stop - 1) // side + 1):
                    tiles.setdefault((top, left), []).append((point, rows, columns))
    for (top, left), reached in sorted(tiles.items()):
        tile_rows = slice(top * side, min((top + 1) * side, grid.height))
        tile_columns = slice(left * side, min((left + 1) * side, grid.width))
        values = grid.read(tile_rows, tile_columns)
        strip = grid.km2(tile_rows, pieces)  # of a piece, by row of pieces
        dense = values if density else values / (strip.reshape(-1, pieces).sum(axis=1) * pieces)[:, None]
        lon, lat = grid.pieces(tile_rows, tile_columns, pieces)
        inside = np.zeros((len(groups), len(lat), len(lon)), dtype=bool)
        for point, rows, columns in reached:
            down, across = _within(rows, tile_rows, pieces), _within(columns, tile_columns, pieces)
            close = _close(lon[across], lat[down], centre[point], radius_km)
            for number, group in enumerate(groups):
                if group[point]:
                    inside[number, down, across] |= close
            part = _pixels(down, pieces), _pixels(across, pieces)
            km2 = _by_pixel(close, strip[down], pieces)
            found.persons[point] += np.nansum(dense[part] * km2)
            found.known_km2[point] += float((km2 * np.isfinite(dense[part])).sum())
        for number in range(len(groups)):
            found.once[number] += np.nansum(dense * _by_pixel(inside[number], strip, pieces))
    return found


def _reach(grid: Grid, longitude: float, latitude: float, radius_km: float) -> Iterator[tuple[slice, slice]]:
    """The pixels that a circle may touch, as rows and columns; in two parts where the grid's edge cuts it."""
    high = radius_km / _KM_DEGREE
    rows = grid.rows(latitude - high, latitude + high)
    wide = 180.0
    if abs(latitude) + high < 89.9:
        sine = math.sin(radius_km / _LEAST_KM) / math.cos(math.radians(latitude))
        wide = math.degrees(math.asin(sine)) * 1.01 if sine < 0.99 else 180.0
    if wide >= 90:  # about a pole
        yield from ((rows, columns) for columns in [slice(0, grid.width)] if rows.start < rows.stop)
        return
    for turn in (-360.0, 0.0, 360.0):
        columns = grid.columns(longitude + turn - wide, longitude + turn + wide)
        if rows.start < rows.stop and columns.start < columns.stop:
            yield rows, columns


def _within(reach: slice, tile: slice, pieces: int) -> slice:
    """The pieces of a tile that lie in the reach."""
    start, stop = max(reach.start, tile.start) - tile.start, min(reach.stop, tile.stop) - tile.start
    return slice(start * pieces, stop * pieces)


def _close(longitude: Floats, latitude: Floats, centre: Floats, radius_km: float) -> Flags:
    """Which pieces lie in the circle: by straight lines, that are under 1 m short at 50 km."""
    rings = on_ellipsoid(np.zeros(len(latitude)), latitude)  # x: distance from the axis
    along = np.cos(np.radians(longitude)) * centre[0] + np.sin(np.radians(longitude)) * centre[1]
    squared = rings[:, 0] ** 2 + centre[0] ** 2 + centre[1] ** 2 + (rings[:, 2] - centre[2]) ** 2
    close: Flags = squared[:, None] - 2 * rings[:, :1] * along[None, :] <= radius_km**2
    return close


def _pixels(span: slice, pieces: int) -> slice:
    return slice(span.start // pieces, span.stop // pieces)


def _by_pixel(pieces_in: Flags, strip: Floats, pieces: int) -> Floats:
    """The area (km²) of the pieces of each pixel that are in; `strip` is that of a piece, by row of pieces."""
    rows, columns = pieces_in.shape
    across = pieces_in.reshape(rows, columns // pieces, pieces).sum(axis=2) * strip[:, None]
    return np.asarray(across.reshape(rows // pieces, pieces, columns // pieces).sum(axis=1), dtype=np.float64)
