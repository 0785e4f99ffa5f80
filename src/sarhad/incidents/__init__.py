"""One incident told by several sources: candidates, comparison, decisions, clusters, explanation."""

from .aliases import Alias
from .decisions import NO_DECISIONS, Decision, Decisions, append_decision, decisions_of, read_decisions
from .explain import Decided, Explanation, Step, explain
from .facts import facts
from .match import Matched, duplicates, match
from .method import Method
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
    "NO_DECISIONS",
    "PAIRS_SCHEMA",
    "REVIEW",
    "REVIEW_AT",
    "TELLINGS_SCHEMA",
    "Alias",
    "Decided",
    "Decision",
    "Decisions",
    "Explanation",
    "Matched",
    "Method",
    "Step",
    "append_decision",
    "decisions_of",
    "duplicates",
    "explain",
    "facts",
    "lines",
    "match",
    "read_decisions",
    "svg",
]
