"""All that the pages tell of a pattern: the sentence, the figures, the rows, and what went in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from markupsafe import Markup

from ..desk import Desk
from ..drawing import Figure, Renderer
from ..pattern import Pattern
from ..tables import csv_bytes, json_bytes
from .about import ABOUT, About
from .answers import alert_words, answer, this_month
from .figures import figures


@dataclass(frozen=True, slots=True)
class Found:
    """A pattern with its texts; `alerts` are the sentences of this month's alerts, of the pattern of that name."""

    pattern: Pattern
    about: About
    answer: Markup
    figures: tuple[Figure, ...]
    alerts: tuple[Markup, ...]

    @property
    def page(self) -> str:
        """Its page, from the month's folder."""
        return f"measures/{self.pattern.name}.html"


def find(desk: Desk, renderer: Renderer) -> tuple[Found, ...]:
    """Everything that is told of the issue's patterns."""
    found = []
    for pattern in desk.issue.patterns:
        alerts = [] if pattern.name != "alerts" or pattern.cannot_say else this_month(desk, pattern)
        told = tuple(alert_words(desk, pattern, row) for row in alerts)
        found.append(Found(pattern, ABOUT[pattern.name], answer(desk, pattern), figures(desk, pattern, renderer), told))
    return tuple(found)


def files(found: Iterable[Found]) -> dict[str, bytes]:
    """The tables and drawings to download."""
    out: dict[str, bytes] = {}
    for one in found:
        pattern = one.pattern
        rows = [{k: v for k, v in row.items() if k != "row"} for row in pattern.table.to_pylist()]
        if not pattern.failed:
            out[f"data/pattern-{pattern.name}.csv"] = csv_bytes(pattern.table.drop_columns(["row"]))
        about = {"about": pattern.provenance.as_dict(), "failed": pattern.failed, "rows": rows}
        out[f"data/pattern-{pattern.name}.json"] = json_bytes(about)
        out |= {f"figures/{name}": content for figure in one.figures for name, content in figure.files.items()}
    return out
