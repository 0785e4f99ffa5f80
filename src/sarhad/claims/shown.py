"""Verdicts and values as a reader sees them."""

from __future__ import annotations

import math

from .readings import VERDICTS

WORDS: dict[str, str] = {name: name.replace("-", " ") for name in VERDICTS}
"""Each verdict as it is written on pages and in the terminal."""


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
    whole = value == round(value) and not unit.startswith(("ratio", "z-score", "correlation"))
    digits = ",.0f" if whole or abs(value) >= 100 or unit == "km" else ",.2f"
    name = "" if unit.startswith("ratio") or unit == "rank" else f" {_one_or_many(unit, value)}"
    prefix = {"ratio of daily rates": "× ", "rank": "place "}.get(unit, "")
    if low is None or high is None or low == high == value:
        return f"{prefix}{value:{digits}}{name}"
    if math.isinf(high):
        return f"at least {low:{digits}}{name}"
    dash = "–" if low >= 0 else " to "
    return f"{prefix}{value:{digits}}{name} ({low:{digits}}{dash}{high:{digits}})"


def _one_or_many(unit: str, value: float) -> str:
    one = {"events": "event", "deaths": "death", "countries": "country", "relations": "relation"}
    return one.get(unit, unit) if value == 1 else unit
