"""What can be checked: claims, the readings of the data they are run under, verdicts, and their history."""

from .base import Base, PublishedLength, read_published_lengths
from .check import check, problems_with
from .claim import Claim, Origin, Publication
from .expect import Expectation, parse_expectation
from .filters import Filter, Span
from .history import History, in_words
from .kinds import KINDS, Kind
from .reader import read_claims
from .readings import MIN_EVENTS, VERDICTS, Reading, VerdictId
from .summary import WORDS, Summary, line_of, summarise
from .verdict import Verdict, show_value

__all__ = [
    "KINDS",
    "MIN_EVENTS",
    "VERDICTS",
    "WORDS",
    "Base",
    "Claim",
    "Expectation",
    "Filter",
    "History",
    "Kind",
    "Origin",
    "Publication",
    "PublishedLength",
    "Reading",
    "Span",
    "Summary",
    "Verdict",
    "VerdictId",
    "check",
    "in_words",
    "line_of",
    "parse_expectation",
    "problems_with",
    "read_claims",
    "read_published_lengths",
    "show_value",
    "summarise",
]
