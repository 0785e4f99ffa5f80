"""Pairs that cannot be matches: one source moved by some weeks against the other, in the same crowded places."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from .rows import Rows

SHIFTS_DAYS: tuple[int, ...] = (-35, -28, 28, 35)
"""Whole weeks, so that weekdays stay; far enough for an incident and its echo to be over."""
SHORTEST_DAYS = 25
"""A source of a shorter period cannot be moved by more days than two tellings may lie apart."""


def shifts(left: Rows, right: Rows) -> tuple[int, ...]:
    """By how many days the right source can be moved round its period. None where the period is too short."""
    if not len(left) or not len(right):
        return ()
    period = _period(right)
    if period >= 4 * max(SHIFTS_DAYS):
        return SHIFTS_DAYS
    if period < SHORTEST_DAYS:
        return ()
    return tuple(int(period * part / 5) for part in (1, 2, 3, 4))


def shifted(rows: Rows, days: int) -> Rows:
    """The rows moved by so many days, round the end of their period to its start."""
    first, period = int(rows.low.min()), _period(rows)
    moved = (first + (rows.low - first + days) % period - rows.low).astype(np.int32)
    return replace(rows, low=rows.low + moved, high=rows.high + moved)


def _period(rows: Rows) -> int:
    return int(rows.low.max()) - int(rows.low.min()) + 1
