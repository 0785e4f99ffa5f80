"""The shape of an `actors.yaml` as it is written, with the limits of every field."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Literal, get_args

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, field_validator, model_validator

from .. import vocabulary
from .dates import PartialDate

ActorKind = Literal["state", "armed-group", "militia", "communal", "civilians", "unknown", "organisation"]
Basis = Literal["data", "page", "author"]
"""What a relation rests on: rows of a data set, a published page, or only an author's statement."""

RelationKind = Literal[
    "branch-of",
    "affiliate-of",
    "splinter-of",
    "heir-of",
    "replaces",
    "ally-of",
    "rival-of",
    "fights",
    "hosts",
    "opposes",
    "seen-as-partner-of",
]
"""How one actor stands to another. Only `branch-of` makes the one part of the other."""

RELATION_KINDS: tuple[str, ...] = get_args(RelationKind)

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=400)]
Url = Annotated[str, StringConstraints(pattern=r"^https?://[^\s<>\"']+$", max_length=500)]
Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}$")]
Script = Annotated[str, StringConstraints(pattern=r"^[A-Z][a-z]{3}$")]


def _partial(value: Any) -> Any:
    return value if value is None or isinstance(value, PartialDate) else PartialDate.parse(value)


def _whole_day(value: Any) -> Any:
    if value is None:
        return value
    try:
        return dt.date.fromisoformat(value)
    except (TypeError, ValueError):
        raise ValueError("not a day; write 2021-08-15") from None


Partial = Annotated[PartialDate, BeforeValidator(_partial)]
Day = Annotated[dt.date, BeforeValidator(_whole_day)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)


class SourceEntry(_Part):
    """A work that facts of the file rest on, cited by its key."""

    title: Text
    publisher: Text
    date: Partial | None = None
    url: Url | None = None
    licence: Text | None = None


class ScopedEntry(_Part):
    """Where and when a name or an id means the actor; nothing given: everywhere, always."""

    countries: tuple[str, ...] | None = Field(None, min_length=1)
    start: Day | None = Field(None, alias="from")
    end: Day | None = Field(None, alias="until")

    @field_validator("countries")
    @classmethod
    def _known_countries(cls, codes: tuple[str, ...] | None) -> tuple[str, ...] | None:
        unknown = [code for code in codes or () if code not in vocabulary.countries()]
        if unknown:
            raise ValueError(f"not ISO 3166-1 alpha-3 country codes: {', '.join(unknown)}; write AFG for Afghanistan")
        return codes

    @model_validator(mode="after")
    def _in_order(self) -> ScopedEntry:
        if self.start and self.end and self.end < self.start:
            raise ValueError("until is before from; exchange them")
        return self


class NameEntry(ScopedEntry):
    """One spelling, with its language (ISO 639) and, where it is not the usual one, its script (ISO 15924)."""

    text: Text
    language: Language
    script: Script | None = None
    source: Text


class UcdpEntry(ScopedEntry):
    """UCDP's number of the actor."""

    id: int = Field(ge=1)


class RelationEntry(_Part):
    """A relation to another actor of the file."""

    to: Slug
    kind: RelationKind
    start: Partial | None = None
    end: Partial | None = None
    basis: Basis
    source: Text
    note: Text | None = None

    @model_validator(mode="after")
    def _in_order(self) -> RelationEntry:
        if self.start and self.end and self.end.last < self.start.first:
            raise ValueError("end is before start; exchange them")
        return self


class ActorEntry(_Part):
    """One organisation, state, or kind of people; never a person."""

    id: Slug
    name: Text
    kind: ActorKind
    country: str | None = None
    founded: Partial | None = None
    ended: Partial | None = None
    ucdp: tuple[UcdpEntry, ...] = ()
    names: tuple[NameEntry, ...] = ()
    relations: tuple[RelationEntry, ...] = ()
    source: Text
    note: Text | None = None

    @field_validator("ucdp", mode="before")
    @classmethod
    def _plain_numbers(cls, value: Any) -> Any:
        """A bare number is an id that means the actor everywhere and always."""
        if not isinstance(value, list):
            return value
        return [{"id": item} if isinstance(item, int) and not isinstance(item, bool) else item for item in value]

    @field_validator("country")
    @classmethod
    def _known_country(cls, code: str | None) -> str | None:
        if code is not None and code not in vocabulary.countries():
            raise ValueError("not an ISO 3166-1 alpha-3 country code; write AFG for Afghanistan")
        return code


class RegistryFile(_Part):
    """The whole of an `actors.yaml`.

    `conventions` are sentences that a reader of any figure by actor must know. `withheld` are UCDP's numbers of
    organisations that it names after a person: they are shown by number.
    """

    conventions: tuple[Text, ...] = ()
    withheld: tuple[Annotated[int, Field(ge=1)], ...] = ()
    sources: dict[Slug, SourceEntry] = {}
    actors: tuple[ActorEntry, ...] = ()
