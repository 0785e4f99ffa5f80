"""From one written name to the actor that it means, with the reason."""

from __future__ import annotations

import datetime as dt

from .decisions import ActorDecisions
from .index import index_of
from .names import NameResolution
from .registry import Registry
from .search import Search


def resolve_name(
    name: str,
    registry: Registry,
    *,
    on: dt.date | None = None,
    country: str | None = None,
    source_id: str | int | None = None,
    decisions: ActorDecisions | None = None,
) -> NameResolution:
    """Which actor a source means by a name, on the first day of an event and in its country (ISO3).

    The rules are asked in the order of `RULES` and the first that finds an actor decides; a person's decision binds
    before all of them, UCDP's number (`source_id`, for UCDP's sources only) before the name. Nothing is guessed: where
    two actors fit, or one is only near, the answer is null and they are named for a person to judge.

    >>> resolve_name("Military Forces of Pakistan (2022-2024)", registry, on=date(2024, 3, 18), country="AFG").actor
    'government-of-pakistan'
    """
    decided = decisions.of(name, on, country) if decisions else None
    if decided is not None:
        actor = registry.actor(decided.actor) if decided.actor else None
        return NameResolution(
            name,
            on,
            country,
            actor=decided.actor,
            kind=actor.kind if actor else None,
            rule="decision",
            said=decided.name,
            says=decided.cited,
            score=100.0 if decided.actor else 0.0,
            why=decided.why,
        )
    numbered = source_id is not None and str(source_id).isdecimal()
    if numbered:
        meanings = registry.candidates(None, source_id=source_id, on=on, country=country)
        chosen = next((m for m in meanings if m.chosen), None)
        if chosen is not None:
            actor = registry.actor(str(chosen.meant))
            rest = tuple(m for m in meanings if m is not chosen)
            return NameResolution(
                name,
                on,
                country,
                actor=chosen.meant,
                kind=actor.kind if actor else None,
                rule="ucdp-number",
                said=chosen.said,
                says=str(actor.citation) if actor else "",
                score=100.0,
                why=chosen.why if chosen.meant != chosen.actor else "",
                rejected=rest,
            )
    return Search(index_of(registry), name, on, country, careful=numbered).run()
