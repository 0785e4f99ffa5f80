"""The maps of patterns: cells of hot spots, circles of clusters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from markupsafe import Markup
from shapely.geometry import Polygon

from ..desk import Desk
from ..maps.basemap import element, ground, name_countries, word
from ..maps.frame import Frame, path
from ..maps.labels import Labels, Spot
from .answers import SURE

WIDE, NARROW = (832, (380, 640)), (358, (280, 400))
_HALF = 0.25  # degrees: half a cell of PRIO-GRID


def cells_map(
    desk: Desk, rows: Sequence[Mapping[str, Any]], look: tuple[int, tuple[int, int]], label: str
) -> tuple[Markup, Frame]:
    """Cells with anything in them, the darker the more is around; hot spots with a border."""
    held = [row for row in rows if row["value"] or row["hotspot"]] or list(rows)
    corners = [
        (row["longitude"] + x, row["latitude"] + y) for row in held for x in (-_HALF, _HALF) for y in (-_HALF, _HALF)
    ]
    frame = Frame.around(corners, look[0], look[1], margin=0.06, km=500)
    top = max([row["value"] for row in held] + [1e-9])
    base = ground(frame, desk.issue.countries, provinces=False)
    out = list(base.under)
    for row in sorted(held, key=lambda row: (row["hotspot"], row["row"])):
        x, y = row["longitude"], row["latitude"]
        edges = [(x - _HALF, y - _HALF), (x + _HALF, y - _HALF), (x + _HALF, y + _HALF), (x - _HALF, y + _HALF)]
        depth = 0.85 if row["hotspot"] else 0.08 + 0.22 * (row["value"] / top) ** 0.5
        out.append(
            element("cell", path(Polygon([frame.xy(*edge) for edge in edges])), **{"fill-opacity": f"{depth:.2f}"})
        )
    labels = Labels(frame.width, frame.height)
    return _drawing(desk, frame, [*out, *base.over], labels, base.countries, label), frame


def circles_map(
    desk: Desk, rows: Sequence[Mapping[str, Any]], look: tuple[int, tuple[int, int]], label: str
) -> tuple[Markup, Frame]:
    """The circles of clusters with their ranks; dashed where chance gives as much."""
    corners = [
        (row["longitude"] + x * row["radius_km"] / 90, row["latitude"] + y * row["radius_km"] / 111)
        for row in rows
        for x in (-1, 1)
        for y in (-1, 1)
    ]
    frame = Frame.around(corners, look[0], look[1], margin=0.06, km=500)
    base = ground(frame, desk.issue.countries, provinces=False)
    out, labels = [*base.under, *base.over], Labels(frame.width, frame.height)
    for row in reversed(list(rows)):
        x, y = frame.xy(row["longitude"], row["latitude"])
        css, r = ("cyl" if row["p_value"] <= SURE else "cyl0"), row["radius_km"] / frame.km_px
        out.append(
            Markup('<circle class="{}" cx="{}" cy="{}" r="{}"/>').format(css, f"{x:.1f}", f"{y:.1f}", f"{r:.1f}")
        )
        out.append(word(Spot(x, y + 4, "middle"), str(row["rank"]), "val", 12))
        labels.block(x - 8, y - 8, x + 8, y + 8)
    return _drawing(desk, frame, out, labels, base.countries, label), frame


def _drawing(
    desk: Desk, frame: Frame, out: list[Markup], labels: Labels, shapes: Mapping[str, Any], label: str
) -> Markup:
    css = "map only-d" if frame.width == WIDE[0] else "map only-s"
    names = name_countries(frame, labels, shapes, desk.issue.country_names, desk.issue.countries, 12)
    return Markup(
        '<svg class="{css}" viewBox="0 0 {w} {h}" role="img" aria-label="{label}">{inner}'
        '<rect x=".5" y=".5" width="{w1}" height="{h1}" class="frame"/></svg>'
    ).format(css=css, w=frame.width, h=frame.height, label=label, inner=Markup("").join([*out, *names]),
             w1=frame.width - 1, h1=frame.height - 1)  # fmt: skip
