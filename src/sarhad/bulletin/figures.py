"""A chart as a figure: two drawings for the page, files to download, and the live chart's specification."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from markupsafe import Markup

from .drawing import Figure, Renderer, for_download, for_page, light_spec
from .tables import csv_bytes, json_bytes


def chart_figure(
    renderer: Renderer,
    name: str,
    finding: Markup,
    about: str,
    alt: str,
    *,
    wide: dict[str, Any],
    narrow: dict[str, Any],
    rows: Sequence[Mapping[str, Any]],
) -> Figure:
    """Render both drawings and the downloads: SVG, PNG, CSV, and the specification for the live chart."""
    with ThreadPoolExecutor(1) as beside:
        small = beside.submit(renderer.svg, narrow)
        large = renderer.svg(wide)
        download = for_download(large)
        picture = renderer.png(download)
    return Figure(
        name,
        finding,
        about,
        alt,
        for_page(large, css="alt only-d", label=alt),
        for_page(small.result(), css="alt only-s", label=alt),
        {
            f"{name}.svg": download.encode(),
            f"{name}.png": picture,
            f"{name}.csv": csv_bytes(rows),
            f"{name}.vl.json": json_bytes(light_spec(wide)),
        },
        interactive=name,
    )
