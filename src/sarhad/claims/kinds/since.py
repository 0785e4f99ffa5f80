"""The time that a claim with `since` looks back on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from ..claim import Claim
from ..filters import Filter
from .kind import Mistake


def before_it(claim: Claim) -> Filter:
    """The filter of a claim for the time from `since` until the day before its own period."""
    assert claim.of.start is not None
    return claim.of.model_copy(update={"start": claim.since, "end": claim.of.start - dt.timedelta(days=1)})


def the_whole(claim: Claim) -> Filter:
    """The filter of a claim from `since` until the end of its own period."""
    return claim.of.model_copy(update={"start": claim.since})


def since_mistakes(claim: Claim) -> Iterator[Mistake]:
    """What is wrong with a day that does not lie before the period."""
    if claim.since and claim.of.start and claim.since >= claim.of.start and not claim.needs:
        yield ("since",), f"since ({claim.since}) must lie before the period of of ({claim.of.start})"
