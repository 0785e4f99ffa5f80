"""Where several sources look at the same country and month, which of them counts: two are never added up."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence

from ..vocabulary import terms
from .coverage import Coverage
from .months import next_period

Cell = tuple[str, dt.date]
"""A country and the first day of a month."""


def lists_every_event(block: Coverage) -> bool:
    """Whether no violence type and no class of armed violence is out of the block's sight.

    A block of some types or classes only can show that an event happened, never that none did.
    """
    types = {term.id for term in terms("violence_types")}
    classes = {term.id for term in terms("event_classes") if term.violence}
    return (block.violence_types is None or block.violence_types >= types) and (
        block.event_classes is None or block.event_classes >= classes
    )


def counting(
    blocks: Iterable[Coverage], countries: Sequence[str], months: Iterable[dt.date]
) -> Mapping[Cell, Coverage]:
    """The block that counts in each country and month (given by its first day) that one covers whole.

    Final before candidate; where several cover a month, the one with the longer block; only blocks that list every
    event (`lists_every_event`).
    """
    whole = [block for block in blocks if lists_every_event(block)]
    whole.sort(key=lambda b: (b.status != "final", b.start - b.end, b.source))
    found: dict[Cell, Coverage] = {}
    for month in months:
        last = next_period(month, "month") - dt.timedelta(days=1)
        for country in countries:
            block = next((b for b in whole if b.covers(country, month, last)), None)
            if block is not None:
                found[country, month] = block
    return found
