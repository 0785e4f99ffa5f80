"""The ways to fetch, by name."""

from __future__ import annotations

from ... import sources
from .by_api import asked
from .order import Way
from .released import released

WAYS: dict[str, Way] = {"file": released, "api": asked}


def fetchable() -> tuple[str, ...]:
    """The sources whose releases can be fetched as files."""
    return tuple(name for name in sources.names() if sources.describe(name).releases)
