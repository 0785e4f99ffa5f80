"""The field's words as data: countries with their codes and dates, kinds of violence, event classes, precisions."""

from .countries import CodeStatus, Countries, Country, GwSpan, Writer, countries, fold
from .months import month_of_name
from .spellings import Spellings, spellings
from .terms import Term, TermList, terms

__all__ = [
    "CodeStatus",
    "Countries",
    "Country",
    "GwSpan",
    "Spellings",
    "Term",
    "TermList",
    "Writer",
    "countries",
    "fold",
    "month_of_name",
    "spellings",
    "terms",
]
