"""Contradictions in a registry: circles in the lineage, and dates that cannot be."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from itertools import pairwise

from .actor import Actor, Relation
from .lineage import FROM_THE_OTHER, Step, step_of

ORIGIN = frozenset({"splinter-of", "renamed-from", "successor-of"})
"""By these the later actor begins: nobody can begin from one that began from it."""
ENDING = frozenset({"renamed-from", "successor-of", "merged-into"})
"""By these the earlier actor ends: nobody can end in one that ended in it."""
REPEATABLE = frozenset({"joined", "replaces"})
"""These can happen to and fro (a group joins, leaves and is joined), so only undated circles are wrong."""

_MOST_CIRCLES = 50


@dataclass(frozen=True, slots=True)
class Fault:
    """One contradiction, and the relations that make it; `wrong` ones cannot be, others are odd."""

    kind: str
    what: str
    relations: tuple[Relation, ...]
    do: str
    wrong: bool = True


def faults(actors: Iterable[Actor], relations: Iterable[Relation]) -> Iterator[Fault]:
    """All contradictions, circles first."""
    known = {actor.id: actor for actor in actors}
    held = [r for r in relations if r.actor != r.to]
    yield from _circles(held)
    for relation in held:
        yield from _in_life(relation, known)


def _circles(relations: list[Relation]) -> Iterator[Fault]:
    told: set[frozenset[tuple[str, str, str]]] = set()
    for kinds, always in ((ORIGIN, True), (ENDING, True), (REPEATABLE, False)):
        steps = [step for r in relations if r.kind in kinds and (step := step_of(r))]
        for circle in _circles_of(steps):
            mark = frozenset((step.earlier, step.later, step.relation.kind) for step in circle)
            if mark in told or (not always and all(step.day for step in circle)):
                continue
            told.add(mark)
            members = tuple(step.relation for step in circle)
            said = ", ".join(f"{r.actor} {r.kind} {r.to}{_line(r.line)}" for r in members)
            do = "take out or turn round the wrong one" if always else "date each of them, or take out the wrong one"
            yield Fault("lineage-circle", f"a circle in the lineage: {said}", members, do)


def _circles_of(steps: list[Step]) -> Iterator[list[Step]]:
    """Circles until none is left, or there are many; each is opened at one step before the next is looked for."""
    left = {(step.earlier, step.later): step for step in sorted(steps, key=lambda s: (s.earlier, s.later))}
    for _ in range(_MOST_CIRCLES):
        graph: dict[str, list[str]] = {}
        for earlier, later in left:
            graph.setdefault(later, []).append(earlier)
        try:
            TopologicalSorter(graph).prepare()
        except CycleError as error:
            nodes: list[str] = error.args[1]
            circle = [left[pair] for pair in pairwise(nodes) if pair in left]
            circle.sort(key=lambda s: (s.relation.line or 0, s.relation.actor, s.relation.to))
            yield circle
            del left[circle[0].earlier, circle[0].later]
        else:
            return


def _in_life(relation: Relation, known: dict[str, Actor]) -> Iterator[Fault]:
    """Relations that begin before one of the two was founded, or go on after one had ended."""
    split = relation.kind == "splinter-of"
    for end in (relation.actor, relation.to):
        actor = known.get(end)
        if actor is None:
            continue
        begins = relation.kind in FROM_THE_OTHER and end == relation.actor  # it is founded by the step, or after it
        if not begins and relation.starts and actor.founded and relation.starts.last < actor.founded.first:
            parent = split and end == relation.to
            begun = f"a split from {end}" if parent else _words(relation)
            yield Fault(
                "before-founding",
                f"{begun} in {relation.starts}, but {end} was founded in {actor.founded}{_line(actor.line)}",
                (relation,),
                "correct one of the two dates",
                wrong=parent,
            )
        if _carries_on(relation) == end:
            continue
        held = relation.ends or relation.starts
        if held and actor.ended and actor.ended.last < held.first:
            yield Fault(
                "after-ending",
                f"{_words(relation)} in {held}, but {end} ended in {actor.ended}{_line(actor.line)}",
                (relation,),
                "correct one of the two dates",
                wrong=False,
            )


def _carries_on(relation: Relation) -> str | None:
    """The actor whose end the relation tells: it begins when that one ends, or later."""
    step = step_of(relation)
    return step.earlier if step and relation.kind in ENDING | REPEATABLE else None


def _words(relation: Relation) -> str:
    return f"{relation.actor} {relation.kind} {relation.to}"


def _line(line: int | None) -> str:
    return f" (line {line})" if line is not None else ""
