"""`relation`: the registry holds this relation then, with a citation."""

from __future__ import annotations

from collections.abc import Iterator
from typing import get_args

from ...actors import Relation as Held
from ...actors import RelationKind
from ..claim import Claim
from ..loaded import Loaded
from ..readings import Finding, Reading, label
from .kind import Kind, Mistake

EITHER_WAY = frozenset({"ally-of", "rival-of", "fights"})
"""Relations that hold for both when they hold for one."""

STATED = frozenset({"author", "perception"})
"""Bases that state a relation and support none."""

CONTRARY = {
    "ally-of": frozenset({"fights", "rival-of"}),
    "rival-of": frozenset({"ally-of"}),
    "fights": frozenset({"ally-of"}),
}
"""What speaks against a relation when it is dated to the same time."""


class Relation(Kind):
    """A relation of two actors, by what it rests on: rows of a data set, or a published page.

    What is cited only to an author's statement, to what a third party is said to perceive, or to the report that makes
    the claim, is stated and supports nothing.
    A relation that carries no date may hold at another time than the one spoken of, so it decides nothing alone.
    An absent relation refutes nothing, for the registry is not complete; one to the contrary at the same time does.
    """

    name = "relation"
    scale = "number"
    of_takes = frozenset({"actors", "relation", "to", "start", "end"})
    of_requires = frozenset({"actors", "relation", "to"})
    usual_expectation = ">= 1"
    rule = "cited to rows of a data set or to a published page; an author's own statement is no support"

    def mistakes(self, claim: Claim) -> Iterator[Mistake]:
        """As for every kind; and the relation must be one that a registry can hold."""
        yield from super().mistakes(claim)
        known = get_args(RelationKind)
        if claim.of.relation and claim.of.relation not in known:
            yield ("of", "relation"), f"no kind of relation; known are {', '.join(known)}"
        if len(claim.of.actors) > 1:
            yield ("of", "actors"), "a relation is of one actor to one other"
        if claim.expect is not None:
            yield ("expect",), "a relation holds or does not; take expect out"

    def wanted(self, claim: Claim) -> str:
        """Relations are not decided by events."""
        return "the relation in actors.yaml with basis data or page, its dates, and a source other than the report"

    def find(self, claim: Claim, loaded: Loaded) -> Finding:
        """One reading for each basis, with and without relations that carry no date."""
        of = claim.of
        actor, to, kind = of.actors[0], of.to or "", of.relation or ""
        timed = of.start is not None or of.end is not None
        at_the_time = [r for r in loaded.base.registry.relations if r.held(of.start, of.end)]
        said = [r for r in at_the_time if r.kind == kind and _between(r, actor, to)]
        against = [r for r in at_the_time if r.kind in CONTRARY.get(kind, ()) and _between(r, actor, to)]
        own = [r for r in (*said, *against) if claim.source and claim.source.is_named_in(str(r.citation))]
        stated = [r for r in said if r in own or r.basis in STATED]
        readings: list[Reading] = []
        for basis, named in (("data", "rows of a data set"), ("page", "a published page")):
            for undated in (True, False):
                choices = {"source": named, "dates": "undated too" if undated else "dated only"}
                mine = [r for r in said if _counts(r, basis, own, undated=undated)]
                other = [r for r in against if _counts(r, basis, own, undated=False) and (timed or not mine)]
                readings.append(_read(choices, mine, other, stated, kind))
        usable = [r for r in (*said, *against) if r not in own and r.basis not in STATED]
        left_out = {
            "stated by an author only": sum(r.basis in STATED for r in said),
            "rests on the claim's own publication": sum(r.basis not in STATED for r in own),
        }
        return Finding(
            tuple(_without_repeats(readings)),
            tuple(f"{r.actor} {r.kind} {r.to}: {r.citation}" for r in usable),
            {reason: n for reason, n in left_out.items() if n},
            "",
            "relations",
        )


def _read(choices: dict[str, str], mine: list[Held], other: list[Held], stated: list[Held], kind: str) -> Reading:
    n = float(len(mine))
    if mine and other:
        note = f"{', '.join(sorted({r.kind for r in other}))} is held for the same time"
        return Reading(label(choices), choices, None, n, None, None, note)
    if mine:
        return Reading(label(choices), choices, True, n, n, n, "; ".join(_when(r) for r in mine))
    if other:
        note = f"the registry holds {', '.join(sorted({r.kind for r in other}))} for that time"
        return Reading(label(choices), choices, False, n, n, n, note)
    note = "stated by its author, with no other citation" if stated else f"the registry holds no {kind} of the two then"
    return Reading(label(choices), choices, None, n, None, None, note, looked=False)


def _between(relation: Held, actor: str, to: str) -> bool:
    forth = relation.actor == actor and relation.to == to
    back = relation.actor == to and relation.to == actor
    return forth or (back and relation.kind in EITHER_WAY)


def _counts(relation: Held, basis: str, own: list[Held], *, undated: bool) -> bool:
    dated = relation.start is not None or relation.end is not None
    return relation.basis == basis and relation not in own and (dated or undated)


def _when(relation: Held) -> str:
    start, end = relation.starts, relation.ends
    if start is None and end is None:
        return f"{relation.kind}, undated"
    return f"{relation.kind}, {start or 'from an unknown day'} to {end or 'an open end'}"


def _without_repeats(readings: list[Reading]) -> Iterator[Reading]:
    """Where a relation is only there when undated ones count, the reading without them cannot tell."""
    for position, reading in enumerate(readings):
        before = readings[position - 1] if position else None
        if (
            not reading.looked
            and before is not None
            and before.holds
            and before.choices["source"] == reading.choices["source"]
        ):
            note = "the relation carries no date"
            yield Reading(reading.label, reading.choices, None, 0.0, None, None, note)
        else:
            yield reading
