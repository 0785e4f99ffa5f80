"""One incident told by several sources: candidates, comparison, decisions, clusters, explanation."""

from .explain import Decided, Explanation, Step, explain
from .facts import facts
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
from .waterfall import lines, svg

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
    "Decided",
    "Explanation",
    "Step",
    "explain",
    "facts",
    "lines",
    "svg",
]
