"""A map as files of their own: SVG with its styles inside, PNG, and the rows as CSV and GeoJSON."""

from __future__ import annotations

import json
import re
from functools import cache
from importlib.resources import files

from markupsafe import Markup

from ..drawing import FONT, LIGHT, Renderer
from ..tables import csv_bytes
from .frame import Frame
from .month_map import Drawn
from .symbols import Symbols

_PATTERNS = (
    '<defs><pattern id="hp" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
    '<rect width="5" height="5" class="hp0"/><path class="hp1" d="M0 0v5"/></pattern></defs>'
)


@cache
def map_style() -> str:
    """The maps' part of the style sheet."""
    return files("sarhad.bulletin").joinpath("assets", "map.css").read_text(encoding="utf-8")


def standalone(drawing: Markup, frame: Frame) -> str:
    """A map as a drawing of its own, with its styles inside."""
    style = re.sub(r"var\(--([\w-]+)\)", lambda m: LIGHT.get(m[1], "#000"), map_style())
    head = f"<style>text{{font-family:{FONT}}}{style}</style>{_PATTERNS}"
    svg = re.sub(
        r"<svg [^>]*?viewBox",
        f'<svg xmlns="http://www.w3.org/2000/svg" class="map" width="{frame.width}" height="{frame.height}" viewBox',
        str(drawing),
        count=1,
    )
    return re.sub(r"(<svg [^>]*>)", lambda m: m[1] + head, svg, count=1)


def map_files(drawn: Drawn, symbols: Symbols, renderer: Renderer) -> dict[str, bytes]:
    """`map.svg`, `map.png`, `map.csv`, `map.geojson`."""
    svg = standalone(drawn.svg, drawn.frame)
    rows = [
        {
            "longitude": c.longitude,
            "latitude": c.latitude,
            "place": c.name,
            "place_precision": c.precision,
            "events": c.rows,
            "deaths_best": c.deaths,
        }
        for c in symbols.circles
    ]
    features = [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [row["longitude"], row["latitude"]]},
            "properties": {k: v for k, v in row.items() if k not in ("longitude", "latitude")},
        }
        for row in rows
    ]
    collection = {"type": "FeatureCollection", "features": features}
    return {
        "map.svg": svg.encode(),
        "map.png": renderer.png(svg),
        "map.csv": csv_bytes(rows) if rows else b"longitude,latitude,place,place_precision,events,deaths_best\n",
        "map.geojson": (json.dumps(collection, ensure_ascii=False) + "\n").encode(),
    }
