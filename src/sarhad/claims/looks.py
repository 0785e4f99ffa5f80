"""Whether a source looks where a claim asks: the difference between "none" and "not covered"."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from .. import vocabulary
from ..events import Coverage, covered
from .base import Base
from .filters import Filter

Extent = Literal["all", "some", "none"]


@dataclass(frozen=True, slots=True)
class Look:
    """How much of what a claim asks about a source lists.

    `extent`: every event of its kind, some of them, or none (a hand-picked list, or another country or time).
    `every_sort`: the source lists also the events without deaths (or the claim does not ask for those).
    """

    extent: Extent
    every_sort: bool
    why_not: str = ""

    @property
    def decides_absence(self) -> bool:
        """Whether an event that is not in the source did not happen, by this source."""
        return self.extent == "all" and self.every_sort


def look(blocks: Sequence[Coverage], of: Filter, base: Base, *, sources: Iterable[str], deaths: bool) -> Look:
    """Whether these blocks cover the countries, the period, the type and the deadliness that the filter asks for."""
    if of.listed:
        there = of.listed in sources
        return Look("all" if there else "none", True, "" if there else f"the statement is about {of.listed}")
    name = " with ".join(dict.fromkeys(sources))
    if not blocks:
        return Look("none", False, f"{name} is a chosen list: what is not in it may have happened")
    asked = [
        b
        for b in blocks
        if _lists(b.violence_types, of.violence_type, "violence_types")
        and _lists(b.event_classes, of.event_class, "event_classes")
    ]
    if not asked or of.start is None or of.end is None:
        return Look("none", False, f"{name} does not list violence of this type")
    where = of.countries or _loaded_world(base, asked)
    kept = [country for country in where if _kept(base, country, of)]
    inside = [c for c in kept if covered(asked, c, of.start, of.end) and of.start >= _beginning(base)]
    every_sort = deaths or (of.lethal is True and of.status == ("realised",)) or not any(b.lethal_only for b in asked)
    if where and len(inside) == len(where):
        return Look("all", every_sort, "" if every_sort else f"{name} lists no event without deaths")
    meets = [c for c in kept if any(_meets(block, c, of.start, of.end) for block in asked)]
    missing = ", ".join(c for c in where if c not in inside) or "the whole world"
    when = f"{of.start} to {of.end}"
    return Look("some" if meets else "none", False, f"{name} does not cover all of {missing} from {when}")


def _lists(
    listed: frozenset[str] | None, asked: Iterable[str], words: Literal["violence_types", "event_classes"]
) -> bool:
    """Whether a block lists all terms that are asked for, or every term there is where none is named."""
    return listed is None or set(asked or (term.id for term in vocabulary.terms(words))) <= listed


def _loaded_world(base: Base, blocks: Iterable[Coverage]) -> tuple[str, ...]:
    """The whole world as one place, where it is loaded and covered; else nothing."""
    whole = "countries" not in base.parameters and any(block.countries is None for block in blocks)
    return ("(world)",) if whole else ()


def _kept(base: Base, country: str, of: Filter) -> bool:
    """Whether the rows of a country were all kept, or all those of the actors asked for."""
    countries = base.parameters.get("countries")
    if countries is None or country in countries:
        return True
    named = {a for also in base.parameters.get("also", ()) if also["country"] == country for a in also["actors"]}
    return bool(of.actors) and set(of.actors) <= named


def _beginning(base: Base) -> dt.date:
    start = base.parameters.get("start")
    if start is None:
        return dt.date.min
    return start if isinstance(start, dt.date) else dt.date.fromisoformat(str(start))


def _meets(block: Coverage, country: str, start: dt.date, end: dt.date) -> bool:
    where = block.countries is None or country in block.countries
    return where and block.start <= end and start <= block.end
