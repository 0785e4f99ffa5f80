"""Claims checked: what the loaded data say to each statement of the watch."""

from __future__ import annotations

from collections import Counter
from typing import Any

from markupsafe import Markup

from ...claims import Verdict, explain
from ..desk import Desk
from ..words import capital, listing, plural, spell
from .section import Section

VERDICTS = {
    "supported": "Supported",
    "contradicted": "Contradicted",
    "depends-on-the-reading": "Depends on the reading",
    "data-cannot-decide": "Data cannot decide",
    "not-checkable": "Not checkable",
}
"""The five verdicts and how they are written."""


def claims(desk: Desk) -> Section | None:
    """The statements, one line each under its verdict; none where the watch has no claim."""
    verdicts = desk.issue.verdicts
    if not verdicts:
        return None
    groups = [(name, label, [claim_row(v) for v in verdicts if v.verdict == name]) for name, label in VERDICTS.items()]
    counts: Counter[str] = Counter(v.verdict for v in verdicts)
    parts = [Markup("{} {}").format(spell(counts[name]), _said(name)) for name in VERDICTS if counts[name]]
    answer = Markup("{} {}: {}.").format(
        capital(spell(len(verdicts))), plural(len(verdicts), "statement"), listing(parts)
    )
    return Section("claims", "Claims checked", answer, {"groups": [g for g in groups if g[2]], "verdicts": VERDICTS})


def claim_row(verdict: Verdict) -> dict[str, Any]:
    """One verdict as the pages print it."""
    readings = verdict.readings
    agree = sum(reading.holds is True for reading in readings)
    judged = sum(reading.holds is not None for reading in readings)
    return {
        "id": verdict.claim.id,
        "says": verdict.claim.says,
        "kind": verdict.claim.kind,
        "verdict": verdict.verdict,
        "label": VERDICTS[verdict.verdict],
        "readings": f"holds in {agree} of {judged} {plural(judged, 'reading')}" if judged else "recorded only"
        if verdict.verdict == "not-checkable" else "no reading decides",
        "turns_on": next((part.sentences for part in explain(verdict) if part.label == "Turns on"), ()),
        "would_decide": verdict.would_decide,
        "values": [r for r in readings if r.value is not None],
        "full": verdict,
    }  # fmt: skip


def _said(name: str) -> str:
    return {
        "supported": "supported",
        "contradicted": "contradicted",
        "depends-on-the-reading": "that depend on the reading",
        "data-cannot-decide": "that the loaded data cannot decide",
        "not-checkable": "that no data can check",
    }[name]
