"""What a verdict may tell of rows that may not be passed on: whether the claim holds; never a row, never a figure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from ..events import Events
from ..events.gate import closed_sources
from .readings import INCIDENTS, Finding, Reading


def guarded(finding: Finding, events: Mapping[str, Events]) -> Finding:
    """The finding without the event ids and figures of closed sources.

    Of a closed source a reading keeps whether the claim holds. Figures of claims with other filters, of the month's
    table or of other readings would give single events away by subtraction, so none is told, of any size. What was left
    out is counted over all sources together, so it goes as well.
    """
    closed = closed_sources(part.table for part in events.values())
    if not closed:
        return finding
    readings = tuple(_guarded(reading, closed) for reading in finding.readings)
    shown = tuple(item for item in finding.evidence if item.partition(":")[0] not in closed)
    left_out = finding.left_out if readings == finding.readings else {}
    return replace(finding, readings=readings, evidence=shown, left_out=left_out)


def _guarded(reading: Reading, closed: frozenset[str]) -> Reading:
    source = reading.choices.get("source", "")
    # Incidents join rows of every source: their figures, less those of the open ones, would be the closed ones'.
    named = sorted(closed) if source == INCIDENTS else [name for name in source.split(" with ") if name in closed]
    if not named:
        return reading
    note = f"no figure of {', '.join(named)} is told" if reading.looked else reading.note
    return replace(reading, value=None, low=None, high=None, note=note)
