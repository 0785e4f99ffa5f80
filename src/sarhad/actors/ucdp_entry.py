"""An actor of UCDP's actor data set in a few plain values, and the registry that these make."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ..errors import Problem
from .actor import Actor, Citation, CitedSource, Identifier, Name, Relation
from .faults import faults
from .folding import fold
from .model import ActorKind, RelationKind
from .registry import Registry
from .scope import Scope

CIVILIANS = 1
"""UCDP's number for civilians, who stand in its events and not in its actor data set."""
_EVENTS = CitedSource(
    "ucdp-ged",
    "UCDP Georeferenced Event Dataset",
    "Uppsala Conflict Data Program",
    url="https://ucdp.uu.se/downloads/",
    licence="CC BY 4.0",
)


@dataclass(frozen=True, slots=True)
class Spelling:
    """One name of an actor: `und` is a language that UCDP does not tell."""

    text: str
    language: str
    script: str = ""
    former: bool = False


@dataclass(frozen=True, slots=True)
class Link:
    """A relation to another of UCDP's actors; UCDP dates none."""

    kind: RelationKind
    to: int
    note: str = ""


@dataclass(frozen=True, slots=True)
class UcdpActor:
    """One row of the data set, `row` counted from 1. An actor named after a person has no `name` and no `names`.

    `country` is the one of a state, or the only one in which a group was active; `active` are all (ISO3, sorted).
    `hidden` are digests of the names that are not kept.
    """

    number: int
    row: int
    kind: ActorKind
    country: str | None
    active: tuple[str, ...]
    name: str
    names: tuple[Spelling, ...] = ()
    links: tuple[Link, ...] = ()
    hidden: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """Its id in the registry."""
        return f"ucdp-{self.number}"


def ucdp_registry(entries: Iterable[UcdpActor], source: CitedSource, problems: Iterable[Problem] = ()) -> Registry:
    """The registry of such actors, in the order of their numbers, with civilians added.

    A name that several of them bear means each only where that one is recorded to have been active. Relations are not
    dated, so circles in them are told and kept.
    """
    entries = sorted(entries, key=lambda entry: entry.number)
    bearers = _bearers(entries)
    actors = [_actor(entry, source, bearers) for entry in entries]
    if all(entry.number != CIVILIANS for entry in entries):
        cited = Citation(_EVENTS, f"actor {CIVILIANS}")
        actors.insert(0, Actor("ucdp-1", "Civilians", "civilians", cited, identifiers=(Identifier(CIVILIANS),)))
    relations = [
        Relation(entry.id, f"ucdp-{link.to}", link.kind, "data", _cited(entry, source), note=link.note)
        for entry in entries
        for link in entry.links
    ]
    hidden = {digest: entry.id for entry in entries for digest in entry.hidden}
    circles = [
        Problem(fault.kind, fault.what, do="UCDP dates none of these steps; ask its web page which came first")
        for fault in faults(actors, relations)
    ]
    return Registry(
        actors,
        relations,
        {source.key: source, _EVENTS.key: _EVENTS},
        withheld=[entry.number for entry in entries if not entry.name],
        hidden=hidden,
        problems=[*problems, *circles],
    )


def _bearers(entries: Iterable[UcdpActor]) -> Mapping[str, set[int]]:
    bearers: dict[str, set[int]] = defaultdict(set)
    for entry in entries:
        for text in (entry.name, *(name.text for name in entry.names)):
            bearers[fold(text)].add(entry.number)
    return bearers


def _actor(entry: UcdpActor, source: CitedSource, bearers: Mapping[str, set[int]]) -> Actor:
    cited = _cited(entry, source)
    where = Scope(frozenset(entry.active)) if entry.active else Scope()
    names = tuple(
        Name(
            name.text,
            name.language,
            cited,
            name.script,
            where if len(bearers[fold(name.text)]) > 1 else Scope(),
            former=name.former,
        )
        for name in entry.names
    )
    note = "" if entry.name else "UCDP names it after a person; only the number is shown here."
    return Actor(
        entry.id,
        entry.name or f"UCDP actor {entry.number}",
        entry.kind,
        cited,
        entry.country,
        identifiers=(Identifier(entry.number),),
        names=names,
        note=note,
        active_in=entry.active,
    )


def _cited(entry: UcdpActor, source: CitedSource) -> Citation:
    return Citation(source, f"actor {entry.number}, row {entry.row}")
