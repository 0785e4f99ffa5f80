"""What lies within a band of a line and of copies of it that are moved and turned."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt
import shapely
from pyproj import Transformer
from shapely import STRtree
from shapely.geometry import MultiLineString
from shapely.geometry.base import BaseGeometry

from ..events import priogrid_centre
from ..places import Line, countries, priogrid_cells

Floats = npt.NDArray[np.float64]

_KM_PER_DEGREE = 111.2
_ROUND = 32  # corners of a quarter circle: a band is too narrow by 0.06 % at most


@dataclass(frozen=True, slots=True)
class Band:
    """What lies within a band: events, square kilometres where events are looked at, persons."""

    events: float
    area: float
    persons: float


@dataclass(frozen=True, slots=True)
class Bands:
    """The same of many copies."""

    events: Floats
    area: Floats
    persons: Floats


class Surroundings:
    """The plane around a line (azimuthal equidistant, kilometres), with events, the area of countries, and persons.

    The persons of each PRIO-GRID cell, spread evenly within it, stand on points no farther apart than a third of the
    band that is asked for.
    """

    def __init__(
        self,
        line: Line,
        named: Sequence[str],
        shift_km: float,
        band_km: float,
        events: Floats,
        population: Mapping[int, float] | None,
    ) -> None:
        shape = MultiLineString(line.parts)
        centre = shapely.centroid(shape)
        self._project = Transformer.from_crs(
            "EPSG:4326", f"+proj=aeqd +lat_0={centre.y} +lon_0={centre.x} +units=km +datum=WGS84", always_xy=True
        )
        self._line = shapely.transform(shape, lambda xy: np.column_stack(self._project.transform(xy[:, 0], xy[:, 1])))
        self._reach = float(np.hypot(*shapely.get_coordinates(self._line).T).max()) + shift_km + band_km
        self._named, self._population = named, population
        self._tree, self._events = self._indexed(events)
        self._land = self._land_within(centre.x, centre.y)
        shapely.prepare(self._land)
        self._people: dict[int, tuple[STRtree, Floats]] = {}

    @property
    def events(self) -> int:
        """How many events lie where a copy may reach."""
        return len(self._events)

    def own(self, band_km: int) -> Band:
        """What lies within the band of the line itself."""
        held = self.copies(band_km, np.zeros((1, 2)), np.zeros(1))
        return Band(float(held.events[0]), float(held.area[0]), float(held.persons[0]))

    def copies(self, band_km: int, shifts: Floats, turns: Floats) -> Bands:
        """What lies within the band of each copy: moved by `shifts` (kilometres), turned by `turns` (radians)."""
        bands = self._bands(band_km, shifts, turns)
        area = np.where(shapely.contains_properly(self._land, bands), shapely.area(bands), np.nan)
        cut = np.flatnonzero(np.isnan(area))
        area[cut] = shapely.area(shapely.intersection(bands[cut], self._land))
        n = len(shifts)
        held = self._tree.query(bands, predicate="intersects")[0]
        persons = np.zeros(n)
        if self._population is not None:
            tree, weights = self._peopled(band_km, self._population)
            copy, point = tree.query(bands, predicate="intersects")
            persons = np.bincount(copy, weights[point], minlength=n).astype(np.float64)
        return Bands(np.bincount(held, minlength=n).astype(np.float64), area, persons)

    def _bands(self, band_km: int, shifts: Floats, turns: Floats) -> npt.NDArray[np.object_]:
        """The band of each copy, as an area."""
        band = shapely.buffer(self._line, band_km, quad_segs=_ROUND)
        found = []
        for shift, cos, sin in zip(shifts, np.cos(turns), np.sin(turns), strict=True):
            turned = np.asarray([[cos, sin], [-sin, cos]])
            found.append(shapely.transform(band, lambda xy, t=turned, s=shift: xy @ t + s))
        return np.asarray(found, dtype=object)

    def _peopled(self, band_km: int, population: Mapping[int, float]) -> tuple[STRtree, Floats]:
        """Points that stand for the people, each with its persons."""
        per_side = max(5, int(np.ceil(_KM_PER_DEGREE / 2 / (band_km / 3))))
        if per_side not in self._people:
            cells, cell, where = _spread(tuple(self._named), per_side)
            held = np.asarray([float(population.get(int(gid), 0.0)) for gid in cells])
            # Of a cell that reaches beyond the countries, all of its persons live in the part inside.
            persons = held[cell] / np.bincount(cell, minlength=len(cells))[cell]
            flat = np.column_stack(self._project.transform(where[:, 0], where[:, 1]))
            near = (np.hypot(flat[:, 0], flat[:, 1]) <= self._reach) & (persons > 0)
            self._people[per_side] = STRtree(shapely.points(flat[near])), persons[near]
        return self._people[per_side]

    def _land_within(self, longitude: float, latitude: float) -> BaseGeometry:
        """The countries' area as far as a copy may reach."""
        high = self._reach / _KM_PER_DEGREE
        wide = min(180.0, high / max(0.05, np.cos(np.radians(abs(latitude) + high))))
        box = shapely.box(longitude - wide, latitude - high, longitude + wide, latitude + high)
        land = shapely.union_all([shapely.intersection(countries()[code], box) for code in self._named])
        flat = shapely.transform(land, lambda xy: np.column_stack(self._project.transform(xy[:, 0], xy[:, 1])))
        return shapely.make_valid(flat)

    def _indexed(self, where: Floats) -> tuple[STRtree, Floats]:
        flat = np.column_stack(self._project.transform(where[:, 0], where[:, 1])) if len(where) else where
        near = np.hypot(flat[:, 0], flat[:, 1]) <= self._reach
        return STRtree(shapely.points(flat[near])), flat[near]


@lru_cache(maxsize=4)
def _spread(named: tuple[str, ...], per_side: int) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.intp], Floats]:
    """The cells of the countries; of points spread evenly over them that lie inside, the cell and the place."""
    cells = priogrid_cells(named)
    steps = (np.arange(per_side) + 0.5) / per_side / 2 - 0.25
    dx, dy = (each.reshape(-1) for each in np.meshgrid(steps, steps))
    centres = priogrid_centre(cells)
    longitude, latitude = ((at[:, None] + step).reshape(-1) for at, step in zip(centres, (dx, dy), strict=True))
    cell = np.repeat(np.arange(len(cells)), per_side**2)
    inside = np.zeros(len(cell), dtype=bool)
    for code in named:
        area = countries()[code]
        shapely.prepare(area)
        rest = np.flatnonzero(~inside)
        inside[rest] = shapely.contains_xy(area, longitude[rest], latitude[rest])
    return cells, cell[inside], np.column_stack([longitude, latitude])[inside]
