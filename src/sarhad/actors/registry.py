"""The actors of a watch or of the world, found by id, by name, or by UCDP's number."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, combinations

from .. import vocabulary
from ..errors import Problem
from .actor import Actor, Citation, CitedSource, Identifier, Name, Relation
from .folding import digest, fold
from .lineage import Lineage
from .meaning import Meaning, ordered_meanings
from .scope import Scope

__all__ = ["Actor", "Citation", "CitedSource", "Identifier", "Name", "Registry", "Relation", "Scope"]

Entry = tuple[Name, str] | tuple[Identifier, str]
"""What was written, and the actor that it means."""


class Registry:
    """Actors with their names and numbers by place and time, and how they stand to one another.

    Two actors may share a name or a number if place or time tells them apart. Where several scopes hold, the narrower
    one is meant: "IS" is the Khorasan branch in its countries although "IS" without a limit is the parent.

    `behind` are the ids of actors that are meant only where no other is. `file` is where it was read, and `problems`
    what is odd in it without making it wrong. `withheld` are UCDP's numbers of organisations that it names after a
    person, and `hidden` the digests of such names (see `digest`) with the actor that they mean.
    """

    def __init__(
        self,
        actors: Iterable[Actor],
        relations: Iterable[Relation] = (),
        sources: Mapping[str, CitedSource] | None = None,
        conventions: Iterable[str] = (),
        withheld: Iterable[int] = (),
        *,
        hidden: Mapping[str, str] | None = None,
        behind: Iterable[str] = (),
        file: str = "",
        problems: Iterable[Problem] = (),
    ) -> None:
        self.actors: tuple[Actor, ...] = tuple(actors)
        self.relations: tuple[Relation, ...] = tuple(relations)
        self.sources: Mapping[str, CitedSource] = dict(sources or {})
        self.conventions: tuple[str, ...] = tuple(conventions)
        self.withheld: frozenset[int] = frozenset(withheld)
        self.hidden: Mapping[str, str] = dict(hidden or {})
        self.behind: frozenset[str] = frozenset(behind)
        self.file = file
        self.problems: tuple[Problem, ...] = tuple(problems)
        self.lineage = Lineage(self.actors, self.relations)
        self._withheld = frozenset(str(number) for number in self.withheld)
        self._by_id = {actor.id: actor for actor in self.actors}
        self._by_name: dict[str, list[tuple[Name, str]]] = defaultdict(list)
        self._by_number: dict[int, list[tuple[Identifier, str]]] = defaultdict(list)
        self._relations_of: dict[str, list[Relation]] = defaultdict(list)
        for actor in self.actors:
            for key, name in _all_names(actor):
                if all(one != actor.id or held.scope != name.scope for held, one in self._by_name[key]):
                    self._by_name[key].append((name, actor.id))
            for identifier in actor.identifiers:
                self._by_number[identifier.ucdp].append((identifier, actor.id))
        for relation in self.relations:
            for actor_id in dict.fromkeys((relation.actor, relation.to)):
                self._relations_of[actor_id].append(relation)

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
        """The name to show of an actor, or of a country that a relation is to; else the id itself."""
        actor = self._by_id.get(actor_id)
        if actor is None and actor_id.isupper() and actor_id in vocabulary.countries():
            return vocabulary.countries().by_iso3(actor_id).name
        return actor.name if actor else actor_id

    def shown(self, name: str | None, ucdp_id: str | None) -> str | None:
        """The name of a side as it may be shown: UCDP's number where UCDP names an organisation after a person."""
        if ucdp_id in self._withheld:
            return f"UCDP actor {ucdp_id}"
        meant = self._hidden(name) if name else None
        return self.name(meant) if meant else name

    def relations_of(self, actor_id: str) -> tuple[Relation, ...]:
        """The relations in which the actor stands on either side."""
        return tuple(self._relations_of.get(actor_id, ()))

    def names(self) -> Iterator[tuple[str, Name, str]]:
        """Every name by which an actor is found: as it is compared (see `fold`), as it is written, and the actor."""
        for key, entries in self._by_name.items():
            for name, actor_id in entries:
                yield key, name, actor_id

    def resolve(
        self,
        name: str | None,
        *,
        source_id: str | int | None = None,
        on: dt.date | None = None,
        country: str | None = None,
    ) -> str | None:
        """The actor that a source means by a name, or by UCDP's number where that is given and known.

        `on` is the first day of the event, `country` its ISO3 code. None when no actor fits, or two fit equally well:
        nothing is guessed. An actor that had ended by then, or was not founded yet, is never returned; the one that
        carried it on is, where the registry dates that.
        """
        chosen = (m.meant for m in self.candidates(name, source_id=source_id, on=on, country=country) if m.chosen)
        return next(chosen, None)

    def candidates(
        self,
        name: str | None,
        *,
        source_id: str | int | None = None,
        on: dt.date | None = None,
        country: str | None = None,
    ) -> tuple[Meaning, ...]:
        """All that a name or number means at any place and time, best first, each with the reason why or why not.

        At most one is `chosen`. Those of UCDP's number stand before those of the name, those of a watch's own actors
        before those of the world.
        """
        found: list[Meaning] = []
        if source_id is not None and str(source_id).isdecimal() and len(str(source_id)) < 10:
            for identifier, actor_id in self._by_number.get(int(source_id), ()):
                found.append(self._meaning(f"UCDP {identifier.ucdp}", True, identifier.scope, actor_id, on, country))
        if name:
            entries = self._by_name.get(fold(name), ())
            for held, actor_id in entries:
                found.append(self._meaning(held.text, False, held.scope, actor_id, on, country, held))
            if meant := self._hidden(name):
                found.append(self._meaning(self.name(meant), False, Scope(), meant, on, country))
        return ordered_meanings(found)

    def with_world(self, world: Registry) -> Registry:
        """This registry with the actors of the world behind it: see `behind_watch`."""
        from .merging import behind_watch

        return behind_watch(self, world)

    def _hidden(self, name: str) -> str | None:
        """The actor of a name that is not written down; a name that is written means who it says."""
        if not self.hidden or fold(name) in self._by_name:
            return None
        return self.hidden.get(digest(name))

    def _meaning(
        self,
        said: str,
        by_number: bool,
        scope: Scope,
        actor_id: str,
        on: dt.date | None,
        country: str | None,
        name: Name | None = None,
    ) -> Meaning:
        out_of_scope = scope.misses(on, country)
        meant, why = self.lineage.at(actor_id, on) if not out_of_scope else (None, out_of_scope)
        line = self._by_id[actor_id].line if actor_id in self._by_id else None
        if meant != actor_id and not out_of_scope and self.file and line is not None:
            why += f" ({self.file}, line {line})"
        return Meaning(actor_id, said, scope, by_number, meant, why, name, actor_id in self.behind)

    def turning_days(self) -> tuple[dt.date, ...]:
        """The days from which some name or number can mean another actor than the day before."""
        scopes = {name.scope for entries in self._by_name.values() for name, _ in entries}
        scopes |= {identifier.scope for entries in self._by_number.values() for identifier, _ in entries}
        starts = {scope.start for scope in scopes if scope.start}
        ends = {scope.end for scope in scopes if scope.end}
        return tuple(sorted(starts | {_next_day(day) for day in ends} | set(self.lineage.turning_days())))

    def ambiguities(self) -> Iterator[tuple[str, str, str]]:
        """Names and numbers that mean two actors at once: what, and the two ids."""
        for what, (_, one), (_, other) in self.clashes():
            yield what, one, other

    def clashes(self) -> Iterator[tuple[str, Entry, Entry]]:
        """The same with what was written of each, which knows its line."""
        by_name = ((f'the name "{key}"', entries) for key, entries in self._by_name.items())
        by_number = ((f"the UCDP id {key}", entries) for key, entries in self._by_number.items())
        held: Iterator[tuple[str, Sequence[Entry]]] = chain(by_name, by_number)
        for what, entries in held:
            for one, other in combinations(entries, 2):
                if one[1] != other[1] and self._clash(one, other):
                    yield what, one, other

    def _clash(self, one: Entry, other: Entry) -> bool:
        if (one[1] in self.behind) != (other[1] in self.behind):
            return False
        alike = one[0].scope.narrowness == other[0].scope.narrowness and one[0].scope.meets(other[0].scope)
        return alike and self._by_id[one[1]].met(self._by_id[other[1]])


def _all_names(actor: Actor) -> Iterator[tuple[str, Name]]:
    """The shown name means the actor everywhere and always, unless it is listed under `names` with a scope."""
    listed = [(fold(name.text), name) for name in actor.names]
    shown = fold(actor.name)
    if all(key != shown for key, _ in listed):
        yield shown, Name(actor.name, "und", actor.citation, line=actor.line)
    yield from listed


def _next_day(day: dt.date) -> dt.date:
    return day + dt.timedelta(days=1)
