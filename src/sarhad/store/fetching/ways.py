"""The ways to fetch, by name."""

from __future__ import annotations

from ... import sources
from .by_api import ONLY_BY_API, asked
from .listed import BY_LIST, listed
from .order import Way
from .released import released

WAYS: dict[str, Way] = {"file": released, "api": asked, "list": listed}


def way_of(source: str, api: bool = False) -> Way:
    """The way by which a source is fetched; `api`: through its publisher's API, also where there are files."""
    if source in BY_LIST and not api:
        return WAYS["list"]
    return WAYS["api" if api or source in ONLY_BY_API else "file"]


def fetchable() -> tuple[str, ...]:
    """The sources whose releases can be fetched as files."""
    return tuple(name for name in sources.names() if sources.describe(name).releases)
