"""An actor, its names as claims, and its relations, as they stand in a registry."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from .dates import PartialDate
from .model import ActorKind, Basis, Confidence, RelationKind
from .scope import Scope


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
class Name:
    """One spelling of an actor's name, as a claim.

    `date` is the day of the statement where it is not the source's, `confidence` is empty where nobody says how sure
    it is, `asserted_by` is empty where the source's publisher says it. `former` names were given up, on `renamed`
    where that is known. `line` is where the file of the registry says so.
    """

    text: str
    language: str
    citation: Citation
    script: str = ""
    scope: Scope = field(default=Scope())
    date: PartialDate | None = None
    confidence: Confidence | None = None
    asserted_by: str = ""
    former: bool = False
    renamed: PartialDate | None = None
    line: int | None = field(default=None, compare=False)

    @property
    def says(self) -> str:
        """Who asserts it."""
        return self.asserted_by or self.citation.source.publisher

    @property
    def stated(self) -> PartialDate | None:
        """When it was stated: its own date, else that of the source."""
        return self.date or self.citation.source.date


@dataclass(frozen=True, slots=True)
class Identifier:
    """UCDP's number of an actor. One number can mean two actors by place or time."""

    ucdp: int
    scope: Scope = field(default=Scope())
    line: int | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Relation:
    """How `actor` stands to `to`, an actor or, for some kinds, a country (its ISO3 code).

    `start` and `end` are the first and last day possible, null when not known. `stance` is the word of the kind
    `stance`; `perceived_by` is the actor who is said to see it so, with the basis `perception`.
    """

    actor: str
    to: str
    kind: RelationKind
    basis: Basis
    citation: Citation
    starts: PartialDate | None = None
    ends: PartialDate | None = None
    note: str = ""
    stance: str = ""
    perceived_by: str = ""
    line: int | None = field(default=None, compare=False)

    @property
    def start(self) -> dt.date | None:
        """The first day on which it can have held."""
        return self.starts.first if self.starts else None

    @property
    def end(self) -> dt.date | None:
        """The last day on which it can have held."""
        return self.ends.last if self.ends else None

    @property
    def to_a_country(self) -> bool:
        """Whether `to` is a country and no actor."""
        return self.to.isupper()

    def held(self, first: dt.date | None = None, last: dt.date | None = None) -> bool:
        """Whether it can have held on some day of the span; an unknown start or end is open."""
        after = last is not None and self.start is not None and last < self.start
        before = first is not None and self.end is not None and self.end < first
        return not (after or before)


@dataclass(frozen=True, slots=True)
class Actor:
    """An organisation, a state or a kind of people; never a person. `name` is the one shown.

    `active_in` are the countries (ISO3) in which the source records it, where a source says so.
    """

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
    active_in: tuple[str, ...] = ()
    line: int | None = field(default=None, compare=False)

    @property
    def ucdp_ids(self) -> tuple[int, ...]:
        """UCDP's numbers, whatever their place and time."""
        return tuple(dict.fromkeys(identifier.ucdp for identifier in self.identifiers))

    def existed(self, on: dt.date) -> bool:
        """Whether it can have existed on this day; where founding or end are not known, it can."""
        return not (self.founded and on < self.founded.first) and not (self.ended and self.ended.last < on)

    def met(self, other: Actor) -> bool:
        """Whether some day can have seen both."""
        return not (
            (self.ended and other.founded and self.ended.last < other.founded.first)
            or (other.ended and self.founded and other.ended.last < self.founded.first)
        )
