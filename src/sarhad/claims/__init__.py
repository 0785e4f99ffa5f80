"""What can be checked: claims, the readings of the data they are run under, verdicts, and their history."""

from .base import Base, PublishedLength, read_published_lengths
from .check import check, problems_with
from .claim import Claim, Origin, Publication
from .expect import Expectation, parse_expectation
from .explain import Part, explain, in_lines
from .filters import Filter, Span
from .history import History, entry_in_words, entry_value, in_words
from .kinds import KINDS, Kind
from .reader import read_claims
from .readings import MIN_EVENTS, VERDICTS, Reading, VerdictId
from .report import Report, read_reports
from .revised import CHANGE_WORDS, Entry, revised_in_words, versions
from .shown import WORDS, show_value
from .summary import Summary, line_of, settling, summarise
from .verdict import NotSupportedError, Verdict
from .written import WrittenClaim

__all__ = [
    "CHANGE_WORDS",
    "KINDS",
    "MIN_EVENTS",
    "VERDICTS",
    "WORDS",
    "Base",
    "Claim",
    "Entry",
    "Expectation",
    "Filter",
    "History",
    "Kind",
    "NotSupportedError",
    "Origin",
    "Part",
    "Publication",
    "PublishedLength",
    "Reading",
    "Report",
    "Span",
    "Summary",
    "Verdict",
    "VerdictId",
    "WrittenClaim",
    "check",
    "entry_in_words",
    "entry_value",
    "explain",
    "in_lines",
    "in_words",
    "line_of",
    "parse_expectation",
    "problems_with",
    "read_claims",
    "read_published_lengths",
    "read_reports",
    "revised_in_words",
    "settling",
    "show_value",
    "summarise",
    "versions",
]
