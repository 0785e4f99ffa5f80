"""Read TopoJSON: arcs that neighbours share, so that a border is one line and not two."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from shapely.geometry import LineString, MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry
from shapely.ops import linemerge, unary_union

Shape = dict[str, Any]


class Topology:
    """A quantised TopoJSON file with its arcs decoded to longitude and latitude."""

    def __init__(self, content: bytes) -> None:
        topology = json.loads(content)
        scale, shift = (np.array(topology["transform"][key]) for key in ("scale", "translate"))
        self.arcs = [np.cumsum(np.array(arc), axis=0) * scale + shift for arc in topology["arcs"]]
        self.objects: dict[str, list[Shape]] = {k: v["geometries"] for k, v in topology["objects"].items()}

    def line(self, indices: list[int]) -> np.ndarray:
        """The arcs joined in order; `~i` is arc i reversed, and each arc repeats its forerunner's last point."""
        parts = [self.arcs[i] if i >= 0 else self.arcs[~i][::-1] for i in indices]
        return np.concatenate([parts[0], *(part[1:] for part in parts[1:])])

    def polygon(self, shape: Shape) -> BaseGeometry:
        """A valid polygon or multipolygon."""
        outlines = [shape["arcs"]] if shape["type"] == "Polygon" else shape["arcs"]
        found = []
        for rings in outlines:
            lines = [self.line(ring) for ring in rings]
            lines = [line for line in lines if len(line) > 3]
            if lines:
                found.append(Polygon(lines[0], lines[1:]))
        return unary_union([polygon.buffer(0) for polygon in found])

    def lines(self, shape: Shape) -> list[LineString]:
        """The lines of a line or multiline."""
        parts = [shape["arcs"]] if shape["type"] == "LineString" else shape["arcs"]
        return [LineString(self.line(part)) for part in parts]

    def shared_lines(self, layer: str, owner: Callable[[Shape], str]) -> dict[tuple[str, str], list[LineString]]:
        """For each two owners, the lines that belong to both; arcs with one owner, or more than two, are no border."""
        owners: dict[int, set[str]] = defaultdict(set)
        for shape in self.objects[layer]:
            for index in _flatten(shape.get("arcs", [])):
                owners[index if index >= 0 else ~index].add(owner(shape))
        shared: dict[tuple[str, str], list[LineString]] = defaultdict(list)
        for index, names in owners.items():
            if len(names) == 2 and all(names):
                first, second = sorted(names)
                shared[first, second].append(LineString(self.arcs[index]))
        return {pair: _merged(lines) for pair, lines in sorted(shared.items())}


def polygons(geometry: BaseGeometry) -> BaseGeometry:
    """The areas of a geometry, without the lines and points that cutting leaves."""
    parts = [part for part in getattr(geometry, "geoms", [geometry]) if part.geom_type == "Polygon"]
    return MultiPolygon(parts) if len(parts) != 1 else parts[0]


def _merged(lines: list[LineString]) -> list[LineString]:
    merged = linemerge(lines)
    return list(getattr(merged, "geoms", [merged]))


def _flatten(arcs: Any) -> Iterator[int]:
    for item in arcs:
        if isinstance(item, int):
            yield item
        else:
            yield from _flatten(item)
