"""What is published: figures, maps, pages, downloads, feed, archive."""

from .issue import TABLES, Issue
from .joined import JOINED_TABLES, Joined
from .kept import kept_forecast
from .pattern import Pattern
from .site import Written, write_issue

__all__ = ["JOINED_TABLES", "TABLES", "Issue", "Joined", "Pattern", "Written", "kept_forecast", "write_issue"]
