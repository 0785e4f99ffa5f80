"""One incident told by several sources: candidates, comparison, decisions, clusters, explanation."""

from .tables import (
    APART,
    COMPARISONS,
    INCIDENTS_SCHEMA,
    LINK_AT,
    LINKED,
    PAIRS_SCHEMA,
    REVIEW,
    REVIEW_AT,
    TELLINGS_SCHEMA,
)

__all__ = [
    "APART",
    "COMPARISONS",
    "INCIDENTS_SCHEMA",
    "LINKED",
    "LINK_AT",
    "PAIRS_SCHEMA",
    "REVIEW",
    "REVIEW_AT",
    "TELLINGS_SCHEMA",
]
