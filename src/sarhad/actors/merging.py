"""The actors of the world behind those of a watch."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace

from .actor import Name
from .registry import Registry
from .scope import Scope

Owners = Mapping[str, list[tuple[str, Scope]]]
"""For an actor of the world, the watch's actors that have its number, and where and when each has it."""


def behind_watch(own: Registry, world: Registry) -> Registry:
    """One registry of both, in which the watch's actors come first: their names and numbers decide.

    An actor of the world whose number the watch gives away (in every country, at some time) has no place of its own:
    the names that nobody else in the world bears, and that the watch does not use, become names of the watch's actor,
    when the number means that one; and its relations are those of the watch's actor. What the watch says of
    an actor (kind, country, founding, end) stays as it is.
    """
    owners = _owners(own, world)
    place = {other: _stand_in(held) for other, held in owners.items()}
    taken = {other: actor for other, actor in place.items() if actor is not None}
    rest = [actor for actor in world.actors if actor.id not in taken and actor.id not in own]
    names = _carried_names(own, world, owners, set(taken))
    ids = {actor.id for actor in own.actors} | {actor.id for actor in rest}
    held = {(r.actor, r.to, r.kind) for r in own.relations}
    relations = []
    for relation in world.relations:
        one, to = (taken.get(end, end) for end in (relation.actor, relation.to))
        if one != to and {one, to} <= ids and (one, to, relation.kind) not in held:
            relations.append(replace(relation, actor=one, to=to))
    return Registry(
        [replace(actor, names=(*actor.names, *names.get(actor.id, ()))) for actor in own.actors] + rest,
        [*own.relations, *relations],
        {**world.sources, **own.sources},
        own.conventions,
        own.withheld | world.withheld,
        hidden={**{key: taken.get(meant, meant) for key, meant in world.hidden.items()}, **own.hidden},
        behind={actor.id for actor in rest} | own.behind,
        file=own.file,
        problems=own.problems,
    )


def _owners(own: Registry, world: Registry) -> Owners:
    owners: dict[str, list[tuple[str, Scope]]] = defaultdict(list)
    numbers = {number: actor.id for actor in world.actors for number in actor.ucdp_ids}
    for actor in own.actors:
        for identifier in actor.identifiers:
            if identifier.ucdp in numbers:
                owners[numbers[identifier.ucdp]].append((actor.id, identifier.scope))
    return owners


def _stand_in(held: list[tuple[str, Scope]]) -> str | None:
    """The watch's actor that an undated fact of the number is about: without a limit, else the first in time."""
    anywhere = [(scope, actor) for actor, scope in held if scope.countries is None]
    return min(anywhere, key=lambda h: (h[0] != Scope(), h[0].start or dt.date.min))[1] if anywhere else None


def _carried_names(own: Registry, world: Registry, owners: Owners, taken: set[str]) -> dict[str, list[Name]]:
    bearers: dict[str, set[str]] = defaultdict(set)
    for key, _, actor_id in world.names():
        bearers[key].add(actor_id)
    used = {key for key, _, _ in own.names()}
    names: dict[str, list[Name]] = defaultdict(list)
    for key, name, actor_id in world.names():
        if actor_id in taken and key not in used and len(bearers[key]) == 1:
            for owner, scope in owners[actor_id]:
                if scope.countries is None:  # a branch that has the number in its countries has names of its own
                    names[owner].append(replace(name, scope=scope))
    return names
