"""A map's frame: from longitude and latitude to pixels, and geometry clipped and simplified to what can be seen."""

from __future__ import annotations

import re
from collections.abc import Hashable, Mapping, Sequence
from typing import Any, TypeVar

import numpy as np
import pyproj
import shapely
from shapely.affinity import affine_transform
from shapely.geometry import box

Point = tuple[float, float]
Key = TypeVar("Key", bound=Hashable)


class Frame:
    """`width` x `height` pixels around a centre, `km_px` kilometres to the pixel, Albers equal area (WGS 84)."""

    def __init__(self, longitude: float, latitude: float, km_px: float, width: int, height: int) -> None:
        self.width, self.height, self.km_px = width, height, km_px
        self.centre = (longitude, latitude)
        reach = km_px * height / 2 / 111.2
        low, high = latitude - reach * 0.66, latitude + reach * 0.66
        if abs(low + high) < 0.2:
            high += 0.4
        self._project = pyproj.Proj(proj="aea", lat_1=low, lat_2=high, lat_0=latitude, lon_0=longitude, ellps="WGS84")
        self._scale = 1 / (km_px * 1000)
        self.box = box(0, 0, width, height)
        west, south, east, north = self._degrees()
        self._around = box(west, south, east, north)

    @classmethod
    def around(
        cls, points: Sequence[Point], width: int, heights: tuple[int, int], *, margin: float, km: float
    ) -> Frame:
        """The frame that holds these points, with a margin (share of its size) and at least `km` across.

        Its height follows the points, within the two bounds.
        """
        lon, lat = (np.array([p[axis] for p in points]) for axis in (0, 1))
        centre = (float(lon.min() + lon.max()) / 2, float(lat.min() + lat.max()) / 2)
        for _ in range(3):
            flat = pyproj.Proj(proj="laea", lon_0=centre[0], lat_0=centre[1], ellps="WGS84")
            x, y = flat(lon, lat)
            middle = ((x.min() + x.max()) / 2, (y.min() + y.max()) / 2)
            centre = flat(*middle, inverse=True)
        wide = max(float(x.max() - x.min()) / 1000 * (1 + 2 * margin), km)
        tall = max(float(y.max() - y.min()) / 1000 * (1 + 2 * margin), km * heights[0] / width)
        km_px = max(wide / width, tall / heights[1])
        height = int(min(max(tall / km_px, heights[0]), heights[1]))
        return cls(centre[0], centre[1], km_px, width, height)

    def xy(self, longitude: float, latitude: float) -> Point:
        """Pixels from the upper left corner."""
        x, y = self._project(longitude, latitude)
        return self.width / 2 + x * self._scale, self.height / 2 - y * self._scale

    def lonlat(self, x: float, y: float) -> Point:
        """Degrees of a pixel."""
        east, north = (x - self.width / 2) / self._scale, (self.height / 2 - y) / self._scale
        longitude, latitude = self._project(east, north, inverse=True)
        return float(longitude), float(latitude)

    def inside(self, x: float, y: float, edge: float = 4) -> bool:
        """Whether a pixel lies in the frame, `edge` pixels off its border."""
        return edge < x < self.width - edge and edge < y < self.height - edge

    def geometry(self, shape: Any, *, tolerance: float = 0.45, pad: float = 4) -> Any:
        """A geometry in degrees as pixels, cut to the frame and simplified to `tolerance` pixels."""
        shape = shapely.make_valid(shape.intersection(self._around))
        if shape.is_empty:
            return shape
        flat = shapely.transform(shape, lambda c: np.column_stack(self._project(c[:, 0], c[:, 1])))
        flat = affine_transform(flat, [self._scale, 0, 0, -self._scale, self.width / 2, self.height / 2])
        cut = box(-pad, -pad, self.width + pad, self.height + pad)
        return shapely.make_valid(flat.simplify(tolerance)).intersection(cut)

    def geometries(self, shapes: Mapping[Key, Any], *, tolerance: float = 0.45) -> dict[Key, Any]:
        """Those of the geometries that reach into the frame, as pixels."""
        keys = list(shapes)
        near = shapely.intersects(
            shapely.box(*shapely.bounds(np.array(list(shapes.values()), dtype=object)).T), self._around
        )
        found = {
            key: self.geometry(shapes[key], tolerance=tolerance) for key, hit in zip(keys, near, strict=True) if hit
        }
        return {key: shape for key, shape in found.items() if not shape.is_empty}

    def outline(self, steps: int = 12) -> list[Point]:
        """Degrees along the frame's border, to draw it on another map."""
        w, h = self.width, self.height
        along = [i / steps for i in range(steps)]
        edge = [(t * w, 0.0) for t in along] + [(w, t * h) for t in along]
        edge += [(w - t * w, h) for t in along] + [(0.0, h - t * h) for t in along]
        return [self.lonlat(x, y) for x, y in edge]

    def _degrees(self) -> tuple[float, float, float, float]:
        points = self.outline()
        lon, lat = [p[0] for p in points], [p[1] for p in points]
        return min(lon) - 1, min(lat) - 1, max(lon) + 1, max(lat) + 1


def path(shape: Any) -> str:
    """SVG path data with one decimal and relative moves; areas and lines too small to see are left out."""
    if shape.is_empty:
        return ""
    if shape.geom_type == "Polygon":
        if shape.area < 0.6:
            return ""
        return "".join(_run(list(ring.coords), closed=True) for ring in (shape.exterior, *shape.interiors))
    if shape.geom_type in ("LineString", "LinearRing"):
        return _run(list(shape.coords), closed=False) if shape.length > 0.5 else ""
    return "".join(path(part) for part in getattr(shape, "geoms", ()))


def _run(points: list[tuple[float, ...]], *, closed: bool) -> str:
    rounded = [(round(p[0], 1), round(p[1], 1)) for p in points]
    x, y = rounded[0]
    moves = []
    for next_x, next_y in rounded[1:-1] if closed else rounded[1:]:
        dx, dy = round(next_x - x, 1), round(next_y - y, 1)
        if dx or dy:
            moves.append(re.sub(r"(?<!\d)0\.", ".", f"{dx:g} {dy:g}"))
            x, y = next_x, next_y
    return f"M{rounded[0][0]:g} {rounded[0][1]:g}" + ("l" + " ".join(moves) if moves else "") + ("z" if closed else "")
