"""The chronology of a watch: incidents picked by hand, each with a source. `chronology.yaml` says what it is."""

from __future__ import annotations

from collections.abc import Mapping

from .. import vocabulary
from ..events import Coverage
from ..events.checks import Check
from .description import SourceDescription
from .reader import Codes, Draft, Reader, plain_draft

_STATUS = {"realised": None, "attempted": "attempted, not carried out", "plot": "plot, not carried out"}
_VOCABULARIES = {
    "violence_type": "violence_types",
    "event_class": "event_classes",
    "target_class": "target_classes",
}
CHECKS = (
    Check(
        "source-missing",
        ("source_title",),
        "source_title IS NULL",
        "a row of a chronology needs a source",
        "name the title, publisher and address of a report",
        effect="record left out",
        severity="error",
    ),
    Check(
        "status-unknown",
        ("status",),
        f"coalesce(status NOT IN ({', '.join(map(repr, _STATUS))}), true)",
        "not a status; the row is kept and enters no total",
        f"use one of {', '.join(_STATUS)}",
        effect="kept",
    ),
)


def draft(description: SourceDescription, columns: Mapping[str, str]) -> Draft:
    """The plain draft, with the source in one citation, and plots, attempts and single figures told apart."""
    found = plain_draft(description, columns)
    found["date_end"] = f"coalesce({found['date_end']}, {found['date_start']})"
    found["status"] = status = f"nullif({columns['status']}, '')"
    cases = " ".join(
        f"WHEN {text!r} THEN {words!r}" if words else f"WHEN {text!r} THEN NULL" for text, words in _STATUS.items()
    )
    found["under_check"] = f"CASE {status} {cases} ELSE 'status not known' END"
    found["source_title"] = f"nullif({columns['source_title']}, '')"
    parts = [columns[name] for name in ("source_title", "source_publisher", "source_date", "source_url")]
    found["citation"] = f"concat_ws('. ', {', '.join(parts)})"
    single = f"{found['deaths_low']} IS NULL AND {found['deaths_high']} IS NULL"
    best = found["deaths_best"]
    found["deaths_reported"] = f"CASE WHEN {single} THEN {best} END"
    found["deaths_best"] = f"CASE WHEN NOT ({single}) THEN {best} END"
    return found


def coverage(description: SourceDescription, release: str) -> tuple[Coverage, ...]:
    """None: a list picked by hand says nothing about what it does not hold."""
    return ()


def codes(description: SourceDescription) -> Codes:
    """The ids of the vocabulary, as they are."""
    return {column: {term.id: term.id for term in vocabulary.terms(name)} for column, name in _VOCABULARIES.items()}


READER = Reader("chronology", draft, coverage, lambda name: "", lambda description, release: 0, CHECKS, codes)
