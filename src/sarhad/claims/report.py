"""The reports of a watch as they are written, for the pages that print them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from .reader import is_report, shown_name, text_of


@dataclass(frozen=True, slots=True)
class Report:
    """A text in Markdown; `file` is its name with its folder, as in the `origin` of its claims."""

    file: str
    text: str


def read_reports(paths: Iterable[Path]) -> tuple[Report, ...]:
    """The Markdown files among these; what cannot be read is told by `read_claims`, and is not here."""
    found = []
    for path in filter(is_report, paths):
        text, problem = text_of(path)
        if problem is None:
            found.append(Report(shown_name(path), text))
    return tuple(found)
