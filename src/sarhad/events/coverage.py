"""Where a source looks: the difference between "no event" and "not covered"."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Coverage:
    """A block of country-days in which a source lists every event of its kind.

    `countries` None means every country of the world. `lethal_only`: the source lists only events with a death in one
    of its estimates, so it can never show that a non-lethal event did not happen. `violence_types` and `event_classes`
    None mean all.
    """

    source: str
    start: dt.date
    end: dt.date  # the last day covered
    countries: frozenset[str] | None = None
    lethal_only: bool = True
    violence_types: frozenset[str] | None = None
    status: str = "final"  # final | candidate
    event_classes: frozenset[str] | None = None

    def covers(self, country: str, start: dt.date, end: dt.date | None = None) -> bool:
        """Whether every day of the span is looked at in this country."""
        where = self.countries is None or country in self.countries
        return where and self.start <= start and (end or start) <= self.end


def covered(blocks: Iterable[Coverage], country: str, start: dt.date, end: dt.date | None = None) -> bool:
    """Whether the blocks together look at every day of the span in this country."""
    last = end or start
    day = start
    spans = sorted(
        (block.start, block.end) for block in blocks if block.countries is None or country in block.countries
    )
    for first, until in spans:
        if first > day:
            return False
        if until >= last:
            return True
        day = max(day, until + dt.timedelta(days=1))
    return False
