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
    rows: Sequence[Mapping[str, Any]] | None,
) -> Figure:
    """Render both drawings and the downloads: SVG, PNG, CSV of `rows`, and the live chart's specification.

    Without `rows` there are no downloads.
    """
    files: dict[str, bytes] = {}
    with ThreadPoolExecutor(1) as beside:
        small = beside.submit(renderer.svg, narrow)
        large = renderer.svg(wide)
        if rows is not None:
            download = for_download(large)
            files = {
                f"{name}.svg": download.encode(),
                f"{name}.png": renderer.png(download),
                f"{name}.csv": csv_bytes(rows),
                f"{name}.vl.json": json_bytes(light_spec(wide)),
            }
    return Figure(
        name,
        finding,
        about,
        alt,
        for_page(large, css="alt only-d", label=alt),
        for_page(small.result(), css="alt only-s", label=alt),
        files,
        interactive=name if files else "",
    )
