"""The pages that live on from month to month.

Home, archive, actors, corridors, claims, reports, forecasts, sources, methods.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from ...events.exits import leaves
from ..archive import Published
from ..desk import Desk
from ..drawing import Renderer
from ..kept import kept_forecasts
from .actors import actor_pages
from .claims import claim_pages, claim_rows
from .corridors import corridor_pages
from .evidence import event_links
from .forecasts import forecast_pages
from .home import home_pages
from .methods import method_pages
from .reports import report_pages


@leaves("pages that live on, and the registry of actors for other systems")
def write_living(desk: Desk, out: Path, archive: tuple[Published, ...], renderer: Renderer) -> None:
    """Renew them in a site's folder."""
    forecasts = forecast_pages(desk, kept_forecasts(out, archive), {p.month: p.folder for p in archive}, renderer)
    for name, content in (*_pages(desk, archive), *forecasts):
        path = out / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def _pages(desk: Desk, archive: tuple[Published, ...]) -> Iterator[tuple[str, bytes]]:
    yield from home_pages(desk, archive)
    folder = next((p.folder for p in archive if p.month == desk.issue.key), desk.issue.key)
    yield from actor_pages(desk, folder)
    yield from corridor_pages(desk, archive)
    claims, links = claim_rows(desk), event_links(desk, folder)
    yield from claim_pages(desk, claims, links)
    yield from report_pages(desk, claims, links)
    yield from method_pages(desk)
