"""Which rows may stand on a page: those of open sources, and no others."""

from __future__ import annotations

from .. import sources


def may_show_rows(source: str) -> bool:
    """Whether the source's licence lets its rows be passed on. An unknown source's rows are not."""
    return source in sources.names() and sources.describe(source).licence_class == "open"
