"""A line on the map that events may lie near: a border, or a corridor through named nodes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pyproj import Geod
from shapely.geometry import LineString

ELLIPSOID = Geod(ellps="WGS84")


@dataclass(frozen=True, slots=True)
class Node:
    """A named place on a corridor. Longitude and latitude are None where no checked coordinate is known."""

    name: str
    country: str
    longitude: float | None
    latitude: float | None
    coordinate_source: str = ""
    route_source: str = ""
    note: str = ""

    @property
    def located(self) -> bool:
        """Whether the node has coordinates."""
        return self.longitude is not None and self.latitude is not None


@dataclass(frozen=True, slots=True)
class Line:
    """A border or corridor.

    `parts` are what is drawn and measured, in longitude and latitude (WGS 84); `gaps` says why the rest is not.
    `measured_km` is the length of the parts on the ellipsoid, `whole_km` the published length, and `chain_km` the
    length through all located nodes, long hops included.
    """

    id: str
    name: str
    kind: str
    status: str
    parts: tuple[LineString, ...]
    measured_km: float
    whole_km: float | None = None
    chain_km: float | None = None
    gaps: tuple[str, ...] = ()
    nodes: tuple[Node, ...] = ()
    source: str = ""

    @property
    def countries(self) -> frozenset[str]:
        """The countries it lies in or between: those of a corridor's nodes, or a border's two (by its id)."""
        return frozenset(node.country for node in self.nodes if node.country) or frozenset(self.id.split("-"))


def length_km(parts: Sequence[LineString]) -> float:
    """The length of lines on the WGS 84 ellipsoid, in kilometres."""
    return sum(ELLIPSOID.line_length(*part.xy) for part in parts) / 1000


def hop_km(start: Node, end: Node) -> float:
    """The geodesic between two located nodes, in kilometres."""
    return length_km([LineString([(start.longitude, start.latitude), (end.longitude, end.latitude)])])
