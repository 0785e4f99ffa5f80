"""A comparison in words: the one sentence that sums it up, and one line for a single change."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .changes import Changes

KIND_WORDS: Mapping[str, str] = {
    "added": "added",
    "removed": "removed",
    "deaths": "deaths changed",
    "moved": "moved",
    "re-dated": "re-dated",
    "re-attributed": "re-attributed",
    "re-classified": "re-classified",
    "settled": "settled from under check",
    "put-under-check": "put under check",
    "check-changed": "checked for another reason",
}
"""The kinds of change as a reader sees them."""

COUNT_WORDS: Mapping[str, str] = {
    "newly-covered": "newly covered",
    "no-longer-covered": "no longer covered",
}
"""What is counted apart from the changes."""


def sentence(changes: Changes) -> str:
    """How many events changed and by how much the deaths did, in one sentence of plain text."""
    changed = changes.totals["changed"]
    if changed is None:
        return "Some events changed; how many is withheld, for its parts are of fewer than three."
    if changed == 0:
        return "No event that both versions could list has changed."
    events = f"{changed:,} {'event' if changed == 1 else 'events'} changed"
    effects = [number for number in changes.deaths.values() if number is not None]
    if len(effects) < len(changes.deaths):
        return f"{events}."
    net = sum(effects)
    if net == 0:
        return f"{events}; the sum of deaths stays the same."
    return f"{events}; together they {'add' if net > 0 else 'take away'} {abs(net):,} {_deaths(net)}."


def words(row: Mapping[str, Any]) -> str:
    """One line for a row of `CHANGES_SCHEMA`: which event, where and when, and what became different.

    >>> words(row)  # doctest: +SKIP
    '537001  AFG  2026-01-04  deaths changed: best 3 to 13, high 5 to 13'
    """
    sides = " and ".join(side for side in (row["side_a"], row["side_b"]) if side)
    told = f"{row['source_id']}  {row['country'] or '?'}  {row['date_end']}  {KIND_WORDS[row['kind']]}"
    what = difference(row)
    return f"{told}{': ' if what else ''}{what}{f'  ({sides})' if sides else ''}"


def difference(row: Mapping[str, Any]) -> str:
    """What became different: `best 3 to 13`, `12.4 km, admin1 Kabul to Logar`; else the deaths of the row."""
    if row["kind"] in ("added", "removed"):
        best = row["deaths_best_after"] if row["kind"] == "added" else row["deaths_best_before"]
        return "" if best is None else f"{best:,} {_deaths(best)}"
    parts = []
    if row["distance_km"]:
        parts.append(f"{row['distance_km']:,.1f} km" if row["distance_km"] >= 0.05 else "under 0.1 km")
    for name, was, now in zip(row["columns"], row["before"], row["after"], strict=True):
        if name in ("longitude", "latitude") and row["distance_km"]:
            continue
        label = name.removeprefix("deaths_").replace("_", " ")
        parts.append(f"{label} {was or 'not given'} to {now or 'not given'}")
    return ", ".join(parts)


def _deaths(number: int) -> str:
    return "death" if abs(number) == 1 else "deaths"
