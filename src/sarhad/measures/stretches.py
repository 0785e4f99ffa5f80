"""What lies within a band of a line and of copies of it that are moved and turned."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from threading import Lock

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
_SPREADING = Lock()  # threads that use a country's shape before it is prepared must not meet
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
        self._places, self._times = self._indexed(events)
        self._land = self._land_within(centre.x, centre.y)
        shapely.prepare(self._land)
        self._people: dict[int, tuple[STRtree, Floats]] = {}
        self._shapes: dict[int, BaseGeometry] = {}

    @property
    def events(self) -> int:
        """How many events lie where a copy may reach."""
        return int(self._times.sum())

    def own(self, band_km: int) -> Band:
        """What lies within the band of the line itself."""
        held = self.copies(band_km, np.zeros((1, 2)), np.zeros(1))
        return Band(float(held.events[0]), float(held.area[0]), float(held.persons[0]))

    def copies(
        self,
        band_km: int,
        shifts: Floats,
        turns: Floats,
        *,
        area_min: float = 0.0,
        persons: Sequence[tuple[float, float]] = ((0.0, math.inf),),
    ) -> Bands:
        """What lies within the band of each copy: moved by `shifts` (kilometres), turned by `turns` (radians).

        Only of copies that have at least `area_min` of area and so many persons as one of the ranges says.
        """
        bands = self._bands(band_km, shifts, turns)
        held = np.zeros(len(bands))
        if self._population is not None:
            held = _held(bands, *self._peopled(band_km, self._population))
        wanted = np.any([(held >= low) & (held <= high) for low, high in persons], axis=0)
        bands, held = bands[wanted], held[wanted]
        area = np.where(shapely.contains_properly(self._land, bands), shapely.area(bands), np.nan)
        cut = np.flatnonzero(np.isnan(area))
        area[cut] = shapely.area(shapely.intersection(bands[cut], self._land))
        fits = area >= area_min
        return Bands(_held(bands[fits], self._places, self._times), area[fits], held[fits])

    def _bands(self, band_km: int, shifts: Floats, turns: Floats) -> npt.NDArray[np.object_]:
        """The band of each copy, as an area."""
        if band_km not in self._shapes:
            self._shapes[band_km] = shapely.buffer(self._line, band_km, quad_segs=_ROUND)
        cos, sin = np.cos(turns), np.sin(turns)
        turned = np.stack([cos, sin, -sin, cos], axis=-1).reshape(-1, 2, 2)
        same = np.full(len(shifts), self._shapes[band_km])
        return np.asarray(
            shapely.transform(same, lambda xy: (xy.reshape(len(same), -1, 2) @ turned + shifts[:, None]).reshape(-1, 2))
        )

    def _peopled(self, band_km: int, population: Mapping[int, float]) -> tuple[STRtree, Floats]:
        """Points that stand for the people, each with its persons."""
        per_side = max(5, int(np.ceil(_KM_PER_DEGREE / 2 / (band_km / 3))))
        if per_side not in self._people:
            with _SPREADING:
                cells, cell, where = _spread(tuple(self._named), per_side)
            held = np.asarray([float(population.get(int(gid), 0.0)) for gid in cells])
            # Of a cell that reaches beyond the countries, all of its persons live in the part inside.
            persons = held[cell] / np.bincount(cell, minlength=len(cells))[cell]
            self._people[per_side] = self._near(where[persons > 0], persons[persons > 0])
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
        """The places of events within reach, and how many events stand at each."""
        places, times = np.unique(where, axis=0, return_counts=True)
        return self._near(places, times.astype(np.float64))

    def _near(self, where: Floats, weights: Floats) -> tuple[STRtree, Floats]:
        """The points that a copy may reach, in the plane, and their weights."""
        flat = np.column_stack(self._project.transform(where[:, 0], where[:, 1]))
        near = np.hypot(flat[:, 0], flat[:, 1]) <= self._reach
        return STRtree(shapely.points(flat[near])), weights[near]


def _held(bands: npt.NDArray[np.object_], points: STRtree, weights: Floats) -> Floats:
    """The sum of the weights of the points in each band."""
    band, point = points.query(bands, predicate="intersects")
    return np.bincount(band, weights[point], minlength=len(bands)).astype(np.float64)


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
