"""A verdict: what the readings of a claim say together, with everything that is needed to follow it."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ..events import SourceRef
from .claim import Claim
from .readings import Reading, VerdictId


@dataclass(frozen=True, slots=True)
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


def show_value(value: float | None, low: float | None, high: float | None, unit: str) -> str:
    """A value with its limits.

    >>> show_value(0.62, 0.55, 0.71, "share of events")
    '62 % (55–71)'
    >>> show_value(4, 4, float("inf"), "events")
    'at least 4 events'
    """
    if value is None:
        return ""
    if unit.startswith("share"):
        limits = "" if low is None or high is None else f" ({low * 100:.0f}–{high * 100:.0f})"
        return f"{value * 100:.0f} %{limits}"
    whole = value == round(value) and not unit.startswith(("ratio", "z-score"))
    digits = ",.0f" if whole or abs(value) >= 100 or unit == "km" else ",.2f"
    name = "" if unit.startswith("ratio") or unit == "rank" else f" {_one_or_many(unit, value)}"
    prefix = {"ratio of daily rates": "× ", "rank": "place "}.get(unit, "")
    if low is None or high is None or low == high == value:
        return f"{prefix}{value:{digits}}{name}"
    if math.isinf(high):
        return f"at least {low:{digits}}{name}"
    return f"{prefix}{value:{digits}}{name} ({low:{digits}}–{high:{digits}})"


def _one_or_many(unit: str, value: float) -> str:
    one = {"events": "event", "deaths": "death", "countries": "country", "relations": "relation"}
    return one.get(unit, unit) if value == 1 else unit


def _finite(value: float | None) -> float | None:
    return value if value is not None and math.isfinite(value) else None
