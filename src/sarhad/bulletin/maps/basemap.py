"""The quiet ground of a map: sea, land, provinces, rivers, borders, and the names of countries."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import shapely
from markupsafe import Markup, escape
from shapely.geometry import box
from shapely.ops import polylabel, unary_union

from ... import places
from .frame import Frame, path
from .labels import Labels, Spot, text_width


@dataclass(frozen=True, slots=True)
class Ground:
    """A basemap's SVG, and the shapes of the countries in pixels."""

    under: list[Markup]
    over: list[Markup]
    countries: Mapping[str, Any]


def element(css: str, data: str, **attributes: str) -> Markup:
    """A path with a class, or nothing where there is no line to draw."""
    if not data:
        return Markup("")
    extra = Markup("").join(Markup(' {}="{}"').format(key, value) for key, value in attributes.items())
    return Markup('<path class="{}"{} d="{}"/>').format(css, extra, data)


def word(spot: Spot, text: str | Sequence[str], css: str, size: float) -> Markup:
    """A text at its place; several lines stand under one another."""
    lines = [text] if isinstance(text, str) else list(text)
    turn = Markup("")
    if abs(spot.turn) > 0.5:
        turn = Markup(' transform="rotate({} {} {})"').format(f"{spot.turn:.0f}", f"{spot.x:.1f}", f"{spot.y:.1f}")
    inner = escape(lines[0])
    if len(lines) > 1:
        inner = Markup("").join(
            Markup('<tspan x="{}" dy="{}">{}</tspan>').format(f"{spot.x:.1f}", f"{size * 1.2:.1f}" if n else "0", line)
            for n, line in enumerate(lines)
        )
    return Markup('<text class="{}" x="{}" y="{}" text-anchor="{}" font-size="{}"{}>{}</text>').format(
        css, f"{spot.x:.1f}", f"{spot.y:.1f}", spot.anchor, f"{size:g}", turn, inner
    )


def ground(frame: Frame, watched: Iterable[str], *, provinces: bool, tolerance: float = 0.45) -> Ground:
    """Draw the basemap of a frame; the watch's own countries are darker than the land around."""
    mine = set(watched)
    shapes = frame.geometries(places.countries(), tolerance=tolerance)
    others = frame.geometries(places.areas_without_code(), tolerance=tolerance)
    cut = box(1, 1, frame.width - 1, frame.height - 1)
    under = [
        Markup('<rect width="{}" height="{}" class="sea"/>').format(frame.width, frame.height),
        element("land2", path(unary_union([*(s for iso3, s in shapes.items() if iso3 not in mine), *others.values()]))),
        element("land", path(unary_union([shape for iso3, shape in shapes.items() if iso3 in mine]))),
    ]
    if provinces:
        edges = [
            frame.geometry(province.geometry, tolerance=tolerance * 1.4).boundary
            for iso3 in sorted(mine & set(shapes))
            for province in places.provinces(iso3)
        ]
        under.append(element("adm1", path(_drawn_once(edges, cut))))
    if provinces or frame.km_px < 6:
        rivers = frame.geometries({n: r.geometry for n, r in enumerate(places.rivers())}, tolerance=tolerance * 1.4)
        under.append(element("riv", "".join(path(line.intersection(cut)) for line in rivers.values())))
    lakes = frame.geometries(dict(enumerate(places.lakes())), tolerance=tolerance)
    under.append(element("sea", "".join(path(lake) for lake in lakes.values())))
    edges = [shape.boundary for shape in (*shapes.values(), *others.values())]
    over = [element("adm0", path(_drawn_once(edges, cut)))]
    return Ground(under, over, shapes)


def name_countries(
    frame: Frame,
    labels: Labels,
    shapes: Mapping[str, Any],
    names: Mapping[str, str],
    watched: Iterable[str],
    size: float,
) -> list[Markup]:
    """Put each country's name on a free place inside it, the watch's own first; none where it does not fit."""
    mine = list(watched)
    out = []
    for iso3 in [*mine, *sorted(set(shapes) - set(mine))]:
        if iso3 not in shapes or iso3 not in names:
            continue
        text = names[iso3].upper()
        shape = shapes[iso3].intersection(frame.box)
        part = max(getattr(shape, "geoms", [shape]), key=lambda g: g.area, default=None)
        if part is None or part.is_empty or part.area < 900 or part.geom_type != "Polygon":
            continue
        spot = labels.among(_inner_points(part, text_width(text, size, 1.45)), [text], size, spacing=1.45)
        if spot is not None:
            out.append(word(spot, text, "cty" if iso3 in mine else "cty out", size))
    return out


def _drawn_once(edges: list[Any], cut: Any) -> Any:
    return shapely.line_merge(shapely.union_all([e.intersection(cut) for e in edges if not e.is_empty], grid_size=0.1))


def _inner_points(part: Any, wide: float) -> list[tuple[float, float]]:
    """Places for a name inside a polygon: its innermost point, then a grid, nearest to that point first."""
    centre = polylabel(part, 8)
    west, south, east, north = part.bounds
    found = []
    for row in range(1, 12):
        for column in range(1, 12):
            x, y = west + (east - west) * column / 12, south + (north - south) * row / 12
            half = box(x - wide / 2, y - 6, x + wide / 2, y + 6)
            outside = 1 - half.intersection(part).area / half.area
            if outside < 0.25:
                away = ((x - centre.x) ** 2 + (y - centre.y) ** 2) ** 0.5
                found.append((away + outside * 400, x, y))
    return [(centre.x, centre.y), *((x, y) for _, x, y in sorted(found))]
