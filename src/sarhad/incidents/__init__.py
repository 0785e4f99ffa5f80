"""One incident told by several sources: candidates, comparison, decisions, clusters, explanation."""

from .aliases import Alias
from .decisions import NO_DECISIONS, Decision, Decisions, decisions_of, pair_of
from .decisions_file import append_decision, read_decisions
from .explain import Explanation, Step, explain, probability_words
from .facts import LABELS, days_words, deaths_words, different, facts
from .match import KEPT_AT, Matched, duplicates, match
from .method import Method
from .overlap import overlap
from .reconcile import reconcile
from .reconciled import ProposedAlias, Reconciled
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
from .without import without

__all__ = [
    "APART",
    "COMPARISONS",
    "INCIDENTS_SCHEMA",
    "KEPT_AT",
    "LABELS",
    "LINKED",
    "LINK_AT",
    "NO_DECISIONS",
    "PAIRS_SCHEMA",
    "REVIEW",
    "REVIEW_AT",
    "TELLINGS_SCHEMA",
    "Alias",
    "Decision",
    "Decisions",
    "Explanation",
    "Matched",
    "Method",
    "ProposedAlias",
    "Reconciled",
    "Step",
    "append_decision",
    "days_words",
    "deaths_words",
    "decisions_of",
    "different",
    "duplicates",
    "explain",
    "facts",
    "lines",
    "match",
    "overlap",
    "pair_of",
    "probability_words",
    "read_decisions",
    "reconcile",
    "svg",
    "without",
]
