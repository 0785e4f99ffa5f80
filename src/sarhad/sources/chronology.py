"""The chronology of a watch: incidents picked by hand, each with a source. `chronology.yaml` says what it is."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from .. import vocabulary
from ..events import Coverage
from ..events.arrays import blank, map_text, one_text, text_array
from ..events.checks import Checked
from .description import SourceDescription
from .reader import Codes, Draft, Reader, plain_draft, rows_where

_STATUS = {"realised": None, "attempted": "attempted, not carried out", "plot": "plot, not carried out"}
_VOCABULARIES = {
    "violence_type": "violence_types",
    "event_class": "event_classes",
    "target_class": "target_classes",
}


def draft(description: SourceDescription, table: pa.Table) -> Draft:
    """The plain draft, with the source in one citation, and plots, attempts and single figures told apart."""
    found = plain_draft(description, table)
    found["date_end"] = pc.coalesce(found["date_end"], found["date_start"])
    found["under_check"] = map_text(
        pc.coalesce(table["status"], one_text("")), lambda status: _STATUS.get(status, "status not known")
    )
    cited = [table[name] for name in ("source_title", "source_publisher", "source_date", "source_url")]
    found["citation"] = pc.binary_join_element_wise(*cited, one_text(". "), null_handling="skip")
    single = pc.and_(found["deaths_low"].is_null(), found["deaths_high"].is_null())
    nothing = text_array([None])[0]
    found["deaths_reported"] = pc.if_else(single, found["deaths_best"], nothing)
    found["deaths_best"] = pc.if_else(single, nothing, found["deaths_best"])
    return found


def check(table: pa.Table, checked: Checked) -> None:
    """A row needs a source and a known status."""
    checked.mark(
        "source-missing",
        ("source_title",),
        blank(table["source_title"]),
        "a row of a chronology needs a source",
        "name the title, publisher and address of a report",
        "record left out",
        "error",
    )
    checked.mark(
        "status-unknown",
        ("status",),
        ~rows_where(table["status"], _STATUS),
        "not a known status; the row is kept and enters no total",
        f"use one of {', '.join(_STATUS)}",
        "kept",
    )


def coverage(description: SourceDescription, release: str) -> tuple[Coverage, ...]:
    """None: a list picked by hand says nothing about what it does not hold."""
    return ()


def codes(description: SourceDescription) -> Codes:
    """The ids of the vocabulary, as they are."""
    return {column: {term.id: term.id for term in vocabulary.terms(name)} for column, name in _VOCABULARIES.items()}


READER = Reader("chronology", draft, coverage, lambda name: "", lambda description, release: 0, codes, check)
