"""A population grid: a GeoTIFF in longitude and latitude with persons in each pixel, read part by part."""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from ..errors import InputError
from .points import Floats

MAX_BLOCK_BYTES = 512_000_000
"""A GeoTIFF whose single blocks unpack to more than this is not read."""

_KM_EQUATOR_DEGREE = 111.3195
_ECCENTRICITY = 0.0818191908426


@dataclass(frozen=True, slots=True)
class Grid:
    """Rows from north to south, columns from west to east, all as many degrees high and wide."""

    file: str
    source: Any
    west: float
    north: float
    degrees_wide: float
    degrees_high: float
    width: int
    height: int

    def read(self, rows: slice, columns: slice) -> Floats:
        """Values of these pixels, NaN where the grid knows none.

        Raises:
            InputError: a value is negative or infinite, or the file is damaged.
        """
        from rasterio.errors import RasterioError

        try:
            held = self.source.read(
                1, window=((rows.start, rows.stop), (columns.start, columns.stop)), masked=True, out_dtype="float64"
            )
        except RasterioError as error:
            raise InputError(f"{self.file} cannot be read to its end", do="get the file again") from error
        values: Floats = held.filled(np.nan)
        absurd = np.flatnonzero((values < 0) | np.isinf(values))
        if len(absurd):
            row, column = np.unravel_index(absurd[0], values.shape)
            raise InputError(
                f"{self.file}, row {rows.start + int(row) + 1:,}, column {columns.start + int(column) + 1:,}: "
                f"{values[row, column]:g} persons",
                do="if it stands for no data, say so in the file: gdal_edit.py -a_nodata VALUE FILE",
            )
        return values

    def rows(self, south: float, north: float) -> slice:
        """The rows between two latitudes."""
        return _span(self.north - north, self.north - south, self.degrees_high, self.height)

    def columns(self, west: float, east: float) -> slice:
        """The columns between two longitudes."""
        return _span(west - self.west, east - self.west, self.degrees_wide, self.width)

    def holds(self, longitude: Floats, latitude: Floats) -> Any:
        """Which points lie on the grid."""
        across = (longitude - self.west) % 360 < self.width * self.degrees_wide
        down = self.north - latitude
        return across & (down >= 0) & (down <= self.height * self.degrees_high)

    def pieces(self, rows: slice, columns: slice, pieces: int) -> tuple[Floats, Floats]:
        """Longitudes and latitudes of the middles of pixels cut into `pieces` each way."""
        across = np.arange(columns.start * pieces, columns.stop * pieces) + 0.5
        down = np.arange(rows.start * pieces, rows.stop * pieces) + 0.5
        return self.west + across * self.degrees_wide / pieces, self.north - down * self.degrees_high / pieces

    def km2(self, rows: slice, pieces: int) -> Floats:
        """The area (WGS 84) of one of the pieces of pixels cut into `pieces` each way, by row of pieces."""
        down = np.arange(rows.start * pieces, rows.stop * pieces + 1)
        edges = np.radians(self.north - down * self.degrees_high / pieces)
        s, e = np.sin(edges), _ECCENTRICITY
        zone = s / (1 - (e * s) ** 2) + np.log((1 + e * s) / (1 - e * s)) / (2 * e)
        radius = _KM_EQUATOR_DEGREE * 180 / math.pi
        return np.asarray(radius**2 * (1 - e**2) / 2 * -np.diff(zone) * math.radians(self.degrees_wide / pieces))

    def pixel_km(self, latitude: Floats) -> float:
        """The longer side of a pixel at the latitude nearest to the equator."""
        wide = self.degrees_wide * math.cos(math.radians(float(np.abs(latitude).min())))
        return max(wide, self.degrees_high) * _KM_EQUATOR_DEGREE


def _span(start: float, stop: float, step: float, most: int) -> slice:
    return slice(min(most, max(0, math.floor(start / step))), max(0, min(most, math.ceil(stop / step))))


@contextmanager
def open_grid(path: Path | str) -> Iterator[Grid]:
    """Open a GeoTIFF with one band in longitude and latitude (EPSG:4326).

    Raises:
        InputError: rasterio is absent, or the file is none that can be counted on.
    """
    try:
        import rasterio
        from rasterio.errors import RasterioError
    except ImportError as error:
        raise InputError(
            "population grids need the library rasterio", do='install it: pip install "sarhad[people]"'
        ) from error
    name = Path(path).name
    if not Path(path).is_file():
        raise InputError(f"{name} is no file", do="give the path of a GeoTIFF, such as WorldPop's or GHSL's")
    # Nothing beside the file is looked for, and no other format is tried.
    with rasterio.Env(GDAL_DISABLE_READDIR_ON_OPEN="EMPTY_DIR", GDAL_CACHEMAX=64):
        try:
            source = rasterio.open(Path(path), driver="GTiff")
        except RasterioError as error:
            raise InputError(f"{name} is no GeoTIFF that can be read", do="give a GeoTIFF") from error
        with source:
            yield _checked(source, name)


def _checked(source: Any, name: str) -> Grid:
    at = source.transform
    if source.count != 1:
        raise InputError(
            f"{name} has {source.count} bands", do=f"take out the one with persons: gdal_translate -b 1 {name} one.tif"
        )
    if source.crs is None:
        raise InputError(
            f"{name} has no coordinate reference system",
            do=f"if it is in longitude and latitude, say so: gdal_edit.py -a_srs EPSG:4326 {name}",
        )
    if source.crs.to_epsg() != 4326:
        raise InputError(
            f"{name} is in {source.crs.to_string()[:60]}, not in longitude and latitude (EPSG:4326)",
            do=f"gdalwarp -t_srs EPSG:4326 -r sum {name} warped.tif (of persons per km²: -r average)",
        )
    if at.b or at.d or at.a <= 0 or at.e >= 0:
        raise InputError(f"{name} is turned or lies upside down", do=f"gdalwarp -t_srs EPSG:4326 {name} warped.tif")
    if source.width * at.a > 360 + at.a / 2 or not -90.5 <= at.f + source.height * at.e < at.f <= 90.5:
        raise InputError(f"{name} reaches beyond the earth", do="check its georeference with gdalinfo")
    if not np.issubdtype(np.dtype(source.dtypes[0]), np.number) or np.dtype(source.dtypes[0]).kind == "c":
        raise InputError(f"{name} holds {source.dtypes[0]}", do="give a grid of real numbers")
    rows, columns = source.block_shapes[0]
    if rows * columns * np.dtype(source.dtypes[0]).itemsize > MAX_BLOCK_BYTES:
        raise InputError(
            f"{name} is stored in blocks of {rows:,} by {columns:,} pixels",
            do=f"gdal_translate -co TILED=YES {name} tiled.tif",
        )
    return Grid(name, source, at.c, at.f, at.a, -at.e, source.width, source.height)
