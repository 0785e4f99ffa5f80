"""A verdict: what the readings of a claim say together, with everything that is needed to follow it."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import escape
from typing import Any

from ..errors import SarhadError
from ..events import SourceRef
from .claim import Claim
from .explain import explain, in_lines
from .readings import Reading, VerdictId
from .shown import WORDS, show_value


class NotSupportedError(SarhadError, AssertionError):
    """A claim that had to be supported is not."""


@dataclass(frozen=True, slots=True, repr=False)
class Verdict:
    """One claim, judged on one day.

    `value`, `low` and `high` are those of the first reading that says something; `unit` says what they count.
    `evidence` holds event ids (or nodes, lengths, citations); `why` is one sentence; `decided_by` names the choices
    that change the answer; `would_decide` the data that would decide it, where the loaded ones cannot.
    """

    claim: Claim
    verdict: VerdictId
    readings: tuple[Reading, ...]
    evidence: tuple[str, ...]
    left_out: Mapping[str, int]
    would_decide: str
    decided_by: str
    why: str
    tolerance: str
    query: str
    sources: tuple[SourceRef, ...]
    checked_at: dt.date
    value: float | None = None
    low: float | None = None
    high: float | None = None
    unit: str = ""
    parameters: Mapping[str, Any] = field(default_factory=dict)

    @property
    def shown_value(self) -> str:
        """The value with its limits as a reader sees it, or nothing."""
        return show_value(self.value, self.low, self.high, self.unit)

    @property
    def holds(self) -> bool | None:
        """True when the claim is supported, False when it is contradicted, None when neither can be said."""
        return {"supported": True, "contradicted": False}.get(self.verdict)

    def assert_supported(self) -> None:
        """Pass when the claim is supported.

        Raises:
            NotSupportedError: it is not; the message is the explanation. It is an `AssertionError` too.
        """
        if not self.holds:
            raise NotSupportedError(f"claim {self.claim.id} is not supported: {self.claim.says}\n{self}")

    def __str__(self) -> str:
        return in_lines(explain(self))

    def __repr__(self) -> str:
        value = f" ({self.shown_value})" if self.shown_value else ""
        return f"<Verdict on {self.claim.id}: {WORDS[self.verdict]}{value}>"

    def _repr_html_(self) -> str:
        """For notebooks: everything is escaped."""
        rows = "".join(
            f"<tr><th style='text-align:left;vertical-align:top'>{escape(part.label)}</th>"
            f"<td style='text-align:left'>{'<br>'.join(map(escape, part.sentences))}</td></tr>"
            for part in explain(self)
        )
        value = f": {escape(self.shown_value)}" if self.shown_value else ""
        head = f"<p><b>{escape(WORDS[self.verdict].capitalize())}</b>{value}<br>{escape(self.claim.says)}</p>"
        return f"{head}<table>{rows}</table>"

    def as_dict(self) -> dict[str, Any]:
        """Plain values, for JSON; an open limit is null."""
        return {
            "claim": self.claim.as_dict(),
            "verdict": self.verdict,
            "why": self.why,
            "value": _finite(self.value),
            "low": _finite(self.low),
            "high": _finite(self.high),
            "unit": self.unit,
            "decided_by": self.decided_by,
            "would_decide": self.would_decide,
            "readings": [reading.as_dict() for reading in self.readings],
            "evidence": list(self.evidence),
            "left_out": dict(self.left_out),
            "tolerance": self.tolerance,
            "query": self.query,
            "parameters": dict(self.parameters),
            "sources": [
                {"name": s.name, "version": s.version, "file": s.file, "sha256": s.sha256} for s in self.sources
            ],
            "checked_at": self.checked_at.isoformat(),
        }


def _finite(value: float | None) -> float | None:
    return value if value is not None and math.isfinite(value) else None
