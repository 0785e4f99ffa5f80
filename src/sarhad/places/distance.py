"""The distance of many points to lines, on the ellipsoid."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from pyproj import Transformer
from scipy.spatial import KDTree

from .line import ELLIPSOID, Line

Array = npt.NDArray[np.float64]

# Beads along a line, metres apart. Only the three nearest beads' segments are looked at, so a bead finer than the
# smallest band (10 km) by far keeps the foot of the perpendicular among them even where a border winds.
_BEAD_M = 250.0
_NEAREST_BEADS = 3

_TO_EARTH = Transformer.from_crs("EPSG:4979", "EPSG:4978", always_xy=True)
_FROM_EARTH = Transformer.from_crs("EPSG:4978", "EPSG:4979", always_xy=True)


def distance_m(
    longitude: npt.ArrayLike, latitude: npt.ArrayLike, lines: Sequence[Line], *, within_km: float | None = None
) -> Array:
    """Metres from each point to the nearest place of each line: array (points, lines).

    The distance is the geodesic (WGS 84) to the foot of the perpendicular, within 0.5 % of the shortest one. It is
    inf for a line without parts, for a point without coordinates, and beyond `within_km` where that is given (which
    is also what makes hundreds of thousands of points take seconds).
    """
    points = np.column_stack([np.asarray(longitude, dtype=float), np.asarray(latitude, dtype=float)])
    known = np.isfinite(points).all(axis=1)
    distances = np.full((len(points), len(lines)), np.inf)
    if not known.any():
        return distances
    # Events share places: 45 % of them lie at a point with nine others. Each place is measured once.
    places, place_of = np.unique(points[known], axis=0, return_inverse=True)
    earth = _to_earth(places)
    for column, line in enumerate(lines):
        if line.parts:
            measured = _beads(line).distance_m(places, earth, np.inf if within_km is None else within_km * 1000)
            distances[known, column] = measured[place_of.reshape(-1)]
    return distances


@dataclass(frozen=True, slots=True)
class _Beads:
    """A line as beads on the ellipsoid; segment i runs from bead `start[i]` to the next bead."""

    positions: Array
    tree: KDTree
    has_next: npt.NDArray[np.bool_]

    def distance_m(self, places: Array, earth: Array, limit_m: float) -> Array:
        """Metres from each place to the line, inf beyond the limit."""
        distances = np.full(len(places), np.inf)
        # A chord is never longer than the geodesic, and a bead may be up to one spacing farther than the line.
        reach = limit_m + _BEAD_M if np.isfinite(limit_m) else np.inf
        beads = min(_NEAREST_BEADS, len(self.positions))
        _, found = self.tree.query(earth, k=range(1, beads + 1), distance_upper_bound=reach)
        nearest = np.asarray(found, dtype=np.intp).reshape(len(earth), beads)
        near = np.flatnonzero(nearest[:, 0] < len(self.positions))
        if not len(near):
            return distances
        foot = self._foot(earth[near], nearest[near])
        foot_longitude, foot_latitude, _ = _FROM_EARTH.transform(foot[:, 0], foot[:, 1], foot[:, 2])
        _, _, metres = ELLIPSOID.inv(places[near, 0], places[near, 1], foot_longitude, foot_latitude)
        distances[near] = np.where(metres <= limit_m, metres, np.inf)
        return distances

    def _foot(self, earth: Array, nearest: npt.NDArray[np.intp]) -> Array:
        """The nearest place on the segments that meet at each point's nearest beads (earth-centred metres)."""
        best = np.full(len(earth), np.inf)
        foot = np.empty_like(earth)
        for rank in range(nearest.shape[1]):
            for before in (0, 1):
                bead = np.minimum(nearest[:, rank], len(self.positions) - 1)
                start = np.maximum(bead - before, 0)
                end = np.where(self.has_next[start], start + 1, start)
                origin, way = self.positions[start], self.positions[end] - self.positions[start]
                length = np.einsum("ij,ij->i", way, way)
                along = np.einsum("ij,ij->i", earth - origin, way) / np.where(length > 0, length, 1.0)
                found = origin + np.clip(along, 0.0, 1.0)[:, None] * way
                chord = np.einsum("ij,ij->i", earth - found, earth - found)
                closer = chord < best
                best[closer], foot[closer] = chord[closer], found[closer]
        return foot


def _beads(line: Line) -> _Beads:
    positions, has_next = [], []
    for part in line.parts:
        corners = _to_earth(np.asarray(part.coords)[:, :2])
        ways = np.diff(corners, axis=0)
        pieces = np.maximum(np.ceil(np.linalg.norm(ways, axis=1) / _BEAD_M), 1).astype(int)
        segment = np.repeat(np.arange(len(ways)), pieces)
        step = np.arange(len(segment)) - np.repeat(np.cumsum(pieces) - pieces, pieces)
        chain = corners[segment] + (step / pieces[segment])[:, None] * ways[segment]
        chain = np.vstack([chain, corners[-1:]])
        # A chord of 300 km runs 1.8 km under the ground: lift every bead back to the surface.
        longitude, latitude, _ = _FROM_EARTH.transform(chain[:, 0], chain[:, 1], chain[:, 2])
        positions.append(_to_earth(np.column_stack([longitude, latitude])))
        has_next.append(np.append(np.ones(len(chain) - 1, dtype=bool), False))
    found = np.vstack(positions)
    return _Beads(found, KDTree(found), np.concatenate(has_next))


def _to_earth(places: Array) -> Array:
    return np.column_stack(_TO_EARTH.transform(places[:, 0], places[:, 1], np.zeros(len(places))))
