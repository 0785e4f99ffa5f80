"""What is published: figures, maps, pages, downloads, feed, archive."""

from .issue import TABLES, Issue
from .site import Written, write_issue

__all__ = ["TABLES", "Issue", "Written", "write_issue"]
