"""What an actor came from and what became of it, and who stands for it on a given day."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from .actor import Actor, Name, Relation
from .meaning import HOLDS

FROM_THE_OTHER = frozenset({"splinter-of", "renamed-from", "successor-of", "replaces"})
"""Kinds in which `actor` comes after `to`."""
INTO_THE_OTHER = frozenset({"merged-into", "joined"})
"""Kinds in which `to` goes on after `actor`."""
LINEAGE_KINDS = FROM_THE_OTHER | INTO_THE_OTHER
CARRIED_ON = frozenset({"renamed-from", "successor-of", "merged-into", "joined"})
"""Kinds by which the later actor stands for the earlier one once that has ended. A splinter group does not stand for
the group that it left, nor a government for the one that it replaced."""
_LONGEST = 200
"""Steps that are followed at most from one actor to the one that stands for it."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a lineage: from the earlier actor to the later one."""

    earlier: str
    later: str
    relation: Relation

    @property
    def day(self) -> dt.date | None:
        """The first day possible; null when not known."""
        return self.relation.start


def step_of(relation: Relation) -> Step | None:
    """The relation as a step through time; null when it is not one of lineage."""
    if relation.kind in FROM_THE_OTHER:
        return Step(relation.to, relation.actor, relation)
    return Step(relation.actor, relation.to, relation) if relation.kind in INTO_THE_OTHER else None


class Lineage:
    """The steps between the actors of a registry."""

    def __init__(self, actors: Iterable[Actor], relations: Iterable[Relation]) -> None:
        self._actors = {actor.id: actor for actor in actors}
        self._before: dict[str, list[Step]] = defaultdict(list)
        self._after: dict[str, list[Step]] = defaultdict(list)
        for step in (step for relation in relations if (step := step_of(relation))):
            self._before[step.later].append(step)
            self._after[step.earlier].append(step)

    def predecessors(self, actor_id: str) -> tuple[Step, ...]:
        """The steps by which the actor came from others, in order of time; undated ones first."""
        return _in_time(self._before.get(actor_id, ()))

    def successors(self, actor_id: str) -> tuple[Step, ...]:
        """The steps by which others came from the actor, or it went into others, in order of time."""
        return _in_time(self._after.get(actor_id, ()))

    def line(self, actor_id: str) -> tuple[Step, ...]:
        """All steps that lead to the actor or away from it, over any number of generations, in order of time.

        Up to its ancestors and down to its descendants; siblings (other splinters of the same group) are left out.
        """
        return _in_time({*self._walk(actor_id, self._before, "earlier"), *self._walk(actor_id, self._after, "later")})

    def renamings(self, actor_id: str) -> tuple[Name, ...]:
        """The names that the actor gave up, in order of time; undated ones first."""
        actor = self._actors.get(actor_id)
        former = [name for name in actor.names if name.former] if actor else []
        return tuple(sorted(former, key=lambda n: (n.renamed.first if n.renamed else dt.date.min, n.text)))

    def at(self, actor_id: str, on: dt.date | None) -> tuple[str | None, str]:
        """Who stands for the actor on a day, and why: itself, the actor that carried it on, or nobody.

        Only dated steps carry a name on. A day that is not known asks for the actor itself.
        """
        return self._at(actor_id, on, {actor_id: None})

    def turning_days(self) -> Iterator[dt.date]:
        """The days from which another actor can stand for some actor than the day before."""
        for actor in self._actors.values():
            if actor.founded:
                yield actor.founded.first
            if actor.ended and actor.ended.last < dt.date.max:
                yield actor.ended.last + dt.timedelta(days=1)
        for steps in self._after.values():
            yield from (step.day for step in steps if step.day and step.relation.kind in CARRIED_ON)

    def _at(self, actor_id: str, on: dt.date | None, known: dict[str, str | None]) -> tuple[str | None, str]:
        """`known` is who stands for the actors that were asked before; an actor in a circle stands for nobody."""
        actor = self._actors.get(actor_id)
        if actor is None or on is None or actor.existed(on):
            return actor_id, HOLDS
        if actor.ended and actor.ended.last < on:
            fate, steps = f"ended {actor.ended}", self._after.get(actor_id, ())
            steps = [step for step in steps if step.relation.kind in CARRIED_ON]
            taken_over = [(step, step.later) for step in steps if step.day and step.day <= on]
        else:
            fate, steps = f"founded {actor.founded}", self._before.get(actor_id, ())
            steps = [step for step in steps if step.relation.kind == "renamed-from"]
            taken_over = [(step, step.earlier) for step in steps if step.day and on < step.day]
        stands: dict[str, Step] = {}
        for step, other in taken_over:
            if other not in known and len(known) < _LONGEST:
                known[other] = None
                known[other] = self._at(other, on, known)[0]
            meant = known.get(other)
            if meant is not None:
                stands.setdefault(meant, step)
        if len(stands) == 1:
            ((meant, step),) = stands.items()
            r = step.relation
            return meant, f"{fate}, event {on}; {meant} stands for it ({r.actor} {r.kind} {r.to}, {r.starts})"
        if stands:
            return None, f"{fate}, event {on}; more than one carried it on: {', '.join(sorted(stands))}"
        undated = [step.relation for step in steps if step.day is None]
        hint = "".join(f"; {r.actor} {r.kind} {r.to} carries no date" for r in undated)
        return None, f"{fate}, event {on}{hint}"

    def _walk(self, actor_id: str, steps: dict[str, list[Step]], end: str) -> Iterator[Step]:
        todo, seen = [actor_id], {actor_id}
        while todo:
            for step in steps.get(todo.pop(), ()):
                yield step
                other = step.earlier if end == "earlier" else step.later
                if other not in seen:
                    seen.add(other)
                    todo.append(other)


def _in_time(steps: Iterable[Step]) -> tuple[Step, ...]:
    return tuple(
        sorted(steps, key=lambda s: (s.day or dt.date.min, s.earlier, s.later, s.relation.kind, s.relation.note))
    )
