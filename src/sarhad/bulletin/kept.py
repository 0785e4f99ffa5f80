"""The forecasts that a site holds: the first of each month, which no later build changes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from ..forecasts import Kept
from .archive import Published, read_archive

FORECAST = "forecast.json"


def kept_forecast(out: Path, month: str) -> Kept | None:
    """The forecast that a month of a site has already."""
    return kept_forecasts(out, read_archive(out)).get(month)


def kept_forecasts(out: Path, archive: tuple[Published, ...]) -> Mapping[str, Kept]:
    """By month, oldest first. Corrections repeat the forecast; the one that was made first is read."""
    found: dict[str, Kept] = {}
    for published in archive:
        folders = (published.month, *(f"{published.month}/correction-{n}" for n, _ in published.corrections))
        path = next((p for folder in folders if (p := out / folder / FORECAST).is_file()), None)
        if path is not None:
            found[published.month] = json.loads(path.read_text(encoding="utf-8"))
    return found
