"""What a verdict may tell of rows that may not be passed on: whether the claim holds, never a row, a small figure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace

from ..events import Events
from ..events.gate import LEAST, closed_sources
from .readings import PRECISE, Finding, Reading


def guarded(finding: Finding, events: Mapping[str, Events]) -> Finding:
    """The finding without the event ids of closed sources, and without their figures where these are small.

    Of a closed source a reading keeps whether the claim holds. Its value and limits are kept only for the main reading
    of a source with at least `LEAST` rows of evidence; the difference of two readings could be a single event.
    """
    closed = closed_sources(part.table for part in events.values())
    if not closed:
        return finding
    rows: Counter[str] = Counter()
    shown: list[str] = []
    for item in finding.evidence:
        source = item.partition(":")[0]
        if source in closed:
            rows[source] += 1
        else:
            shown.append(item)
    left_out = {f"rows of {name} that may not be listed": n for name, n in sorted(rows.items()) if n >= LEAST}
    return replace(
        finding,
        readings=tuple(_guarded(reading, closed, rows, {**events}) for reading in finding.readings),
        evidence=tuple(shown),
        left_out={**finding.left_out, **left_out},
    )


def _guarded(
    reading: Reading, closed: frozenset[str], rows: Mapping[str, int], events: Mapping[str, Events]
) -> Reading:
    named = [name for name in closed if name in reading.choices.get("source", "").split(" with ")]
    if not named:
        return reading
    told = _is_main(reading) and all(rows.get(name, 0) >= LEAST for name in named)
    if told and not any(_private(events[name]) for name in named):
        return replace(reading, note="" if reading.looked else reading.note)
    note = reading.note
    if reading.looked:
        note = f"no figure of fewer than {LEAST} events of {', '.join(named)} is told"
    return replace(reading, value=None, low=None, high=None, note=note)


def _is_main(reading: Reading) -> bool:
    choices = reading.choices
    usual = choices.get("dates") in (None, "as dated") and choices.get("deaths") in (None, "best")
    return usual and choices.get("rows") != PRECISE


def _private(events: Events) -> bool:
    return "private" in events.table["licence_class"].to_pylist()
