"""The actors of a watch: their names and ids by place and time, and how they stand to one another."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain, combinations

from .dates import PartialDate
from .folding import fold
from .model import ActorKind, Basis, RelationKind


@dataclass(frozen=True, slots=True)
class CitedSource:
    """A work that facts rest on."""

    key: str
    title: str
    publisher: str
    date: PartialDate | None = None
    url: str = ""
    licence: str = ""


@dataclass(frozen=True, slots=True)
class Citation:
    """A source, and where in it ("row 234")."""

    source: CitedSource
    detail: str = ""

    def __str__(self) -> str:
        when = f", {self.source.date}" if self.source.date else ""
        where = f": {self.detail}" if self.detail else ""
        return f"{self.source.title} ({self.source.publisher}{when}){where}"


@dataclass(frozen=True, slots=True)
class Scope:
    """Where and when something holds; both ends of the span are days inside it."""

    countries: frozenset[str] | None = None
    start: dt.date | None = None
    end: dt.date | None = None

    @property
    def narrowness(self) -> int:
        """How many limits there are: of several that hold, the narrowest is meant."""
        return (self.countries is not None) + (self.start is not None or self.end is not None)

    def holds(self, on: dt.date | None, country: str | None) -> bool:
        """Whether an event of this day and country is inside. An unknown day or country is inside no limit."""
        if self.countries is not None and (country is None or country not in self.countries):
            return False
        if self.start is None and self.end is None:
            return True
        return on is not None and (self.start or on) <= on <= (self.end or on)

    def meets(self, other: Scope) -> bool:
        """Whether some day and country are inside both."""
        if self.countries is not None and other.countries is not None and not self.countries & other.countries:
            return False
        ends_first = self.end is not None and other.start is not None and self.end < other.start
        starts_after = self.start is not None and other.end is not None and other.end < self.start
        return not (ends_first or starts_after)


@dataclass(frozen=True, slots=True)
class Name:
    """One spelling of an actor's name."""

    text: str
    language: str
    citation: Citation
    script: str = ""
    scope: Scope = field(default=Scope())


@dataclass(frozen=True, slots=True)
class Identifier:
    """UCDP's number of an actor. One number can mean two actors by place or time."""

    ucdp: int
    scope: Scope = field(default=Scope())


@dataclass(frozen=True, slots=True)
class Relation:
    """How `actor` stands to `to`. `start` and `end` are the first and last day possible, null when not known."""

    actor: str
    to: str
    kind: RelationKind
    basis: Basis
    citation: Citation
    starts: PartialDate | None = None
    ends: PartialDate | None = None
    note: str = ""

    @property
    def start(self) -> dt.date | None:
        """The first day on which it can have held."""
        return self.starts.first if self.starts else None

    @property
    def end(self) -> dt.date | None:
        """The last day on which it can have held."""
        return self.ends.last if self.ends else None

    def held(self, first: dt.date | None = None, last: dt.date | None = None) -> bool:
        """Whether it can have held on some day of the span; an unknown start or end is open."""
        after = last is not None and self.start is not None and last < self.start
        before = first is not None and self.end is not None and self.end < first
        return not (after or before)


@dataclass(frozen=True, slots=True)
class Actor:
    """An organisation, a state or a kind of people; never a person. `name` is the one shown."""

    id: str
    name: str
    kind: ActorKind
    citation: Citation
    country: str | None = None
    founded: PartialDate | None = None
    ended: PartialDate | None = None
    identifiers: tuple[Identifier, ...] = ()
    names: tuple[Name, ...] = ()
    note: str = ""

    @property
    def ucdp_ids(self) -> tuple[int, ...]:
        """UCDP's numbers, whatever their place and time."""
        return tuple(dict.fromkeys(identifier.ucdp for identifier in self.identifiers))


class Registry:
    """All actors of a watch, found by id, by name, or by UCDP's number.

    Two actors may share a name or a number if place or time tells them apart. Where several scopes hold, the narrower
    one is meant: "IS" is the Khorasan branch in its countries although "IS" without a limit is the parent.
    """

    def __init__(
        self,
        actors: Iterable[Actor],
        relations: Iterable[Relation] = (),
        sources: Mapping[str, CitedSource] | None = None,
        conventions: Iterable[str] = (),
        withheld: Iterable[int] = (),
    ) -> None:
        self.actors: tuple[Actor, ...] = tuple(actors)
        self.relations: tuple[Relation, ...] = tuple(relations)
        self.sources: Mapping[str, CitedSource] = dict(sources or {})
        self.conventions: tuple[str, ...] = tuple(conventions)
        self.withheld: frozenset[int] = frozenset(withheld)
        self._withheld = frozenset(str(number) for number in self.withheld)
        self._by_id = {actor.id: actor for actor in self.actors}
        self._by_name: dict[str, list[tuple[Scope, str]]] = defaultdict(list)
        self._by_number: dict[int, list[tuple[Scope, str]]] = defaultdict(list)
        for actor in self.actors:
            for name in _all_names(actor):
                entry = (name[1], actor.id)
                if entry not in self._by_name[name[0]]:
                    self._by_name[name[0]].append(entry)
            for identifier in actor.identifiers:
                self._by_number[identifier.ucdp].append((identifier.scope, actor.id))

    def __len__(self) -> int:
        return len(self.actors)

    def __iter__(self) -> Iterator[Actor]:
        return iter(self.actors)

    def __contains__(self, actor_id: object) -> bool:
        return actor_id in self._by_id

    def actor(self, actor_id: str) -> Actor | None:
        """The actor of this id."""
        return self._by_id.get(actor_id)

    def name(self, actor_id: str) -> str:
        """The name to show; the id itself when the registry does not hold it."""
        actor = self._by_id.get(actor_id)
        return actor.name if actor else actor_id

    def shown(self, name: str | None, ucdp_id: str | None) -> str | None:
        """The name of a side as it may be shown: UCDP's number where UCDP names an organisation after a person."""
        return f"UCDP actor {ucdp_id}" if ucdp_id in self._withheld else name

    def relations_of(self, actor_id: str) -> tuple[Relation, ...]:
        """The relations in which the actor stands on either side."""
        return tuple(r for r in self.relations if actor_id in (r.actor, r.to))

    def resolve(
        self,
        name: str | None,
        *,
        source_id: str | int | None = None,
        on: dt.date | None = None,
        country: str | None = None,
    ) -> str | None:
        """The actor that a source means by a name, or by UCDP's number where that is given and known.

        `on` is the first day of the event, `country` its ISO3 code. None when no actor fits: nothing is guessed.
        """
        if source_id is not None and str(source_id).isdecimal():
            found = _narrowest(self._by_number.get(int(source_id), ()), on, country)
            if found:
                return found
        return _narrowest(self._by_name.get(fold(name), ()), on, country) if name else None

    def turning_days(self) -> tuple[dt.date, ...]:
        """The days from which some name or number can mean another actor than the day before."""
        entries = chain(*self._by_name.values(), *self._by_number.values())
        scopes = {scope for scope, _ in entries}
        starts = {scope.start for scope in scopes if scope.start}
        return tuple(sorted(starts | {scope.end + dt.timedelta(days=1) for scope in scopes if scope.end}))

    def ambiguities(self) -> Iterator[tuple[str, str, str]]:
        """Names and numbers that mean two actors at once: what, and the two ids."""
        by_name = ((f'the name "{key}"', entries) for key, entries in self._by_name.items())
        by_number = ((f"the UCDP id {key}", entries) for key, entries in self._by_number.items())
        for what, entries in chain(by_name, by_number):
            for (one_scope, one), (other_scope, other) in combinations(entries, 2):
                if one != other and one_scope.narrowness == other_scope.narrowness and one_scope.meets(other_scope):
                    yield what, one, other


def _all_names(actor: Actor) -> Iterator[tuple[str, Scope]]:
    yield fold(actor.name), Scope()
    for name in actor.names:
        yield fold(name.text), name.scope


def _narrowest(entries: Iterable[tuple[Scope, str]], on: dt.date | None, country: str | None) -> str | None:
    held = [(scope.narrowness, actor_id) for scope, actor_id in entries if scope.holds(on, country)]
    return max(held)[1] if held else None
