"""The shape of an `actors.yaml` as it is written, with the limits of every field."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Literal, TypeVar, get_args

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, field_validator, model_validator

from .. import vocabulary
from .dates import PartialDate

_Codes = TypeVar("_Codes", tuple[str, ...], tuple[str, ...] | None)

ActorKind = Literal["state", "armed-group", "militia", "communal", "civilians", "unknown", "organisation"]
Basis = Literal["data", "page", "author", "perception"]
"""What a relation rests on: rows of a data set, a published page, only an author's statement, or what a third party is
said to perceive."""
Confidence = Literal["high", "medium", "low"]
"""How sure the source is that a name means the actor; where it does not say, none is written."""

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
    "renamed-from",
    "successor-of",
    "merged-into",
    "joined",
    "member-of",
    "claims-territory",
    "stance",
]
"""How one actor stands to another. `splinter-of` is a split; `branch-of` makes the one part of the other, `member-of`
part of an alliance, and both go on; `heir-of` is an heir in ideas, `successor-of` the organisation that carried on."""

RELATION_KINDS: tuple[str, ...] = get_args(RelationKind)
ACTOR_KINDS: tuple[str, ...] = get_args(ActorKind)
BASES: tuple[str, ...] = get_args(Basis)
CONFIDENCES: tuple[str, ...] = get_args(Confidence)

TO_A_COUNTRY: frozenset[str] = frozenset({"claims-territory", "stance", "hosts", "opposes"})
"""Relations that an actor can have to a country, written with its ISO 3166-1 alpha-3 code."""

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]
Target = Annotated[str, StringConstraints(pattern=r"^([a-z0-9]+(-[a-z0-9]+)*|[A-Z]{3})$", max_length=60)]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=400)]
Url = Annotated[str, StringConstraints(pattern=r"^https?://[^\s<>\"']+$", max_length=500)]
Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}$")]
Script = Annotated[str, StringConstraints(pattern=r"^[A-Z][a-z]{3}$")]
Word = Annotated[str, StringConstraints(pattern=r"^[a-z]+(-[a-z]+)*$", max_length=30)]


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


def _known(codes: _Codes) -> _Codes:
    unknown = [code for code in codes or () if code not in vocabulary.countries()]
    if unknown:
        raise ValueError(f"not ISO 3166-1 alpha-3 country codes: {', '.join(unknown)}; write AFG for Afghanistan")
    return codes


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
        return _known(codes)

    @model_validator(mode="after")
    def _in_order(self) -> ScopedEntry:
        if self.start and self.end and self.end < self.start:
            raise ValueError("until is before from; exchange them")
        return self


class NameEntry(ScopedEntry):
    """One spelling as a claim: what, in which language (ISO 639) and script (ISO 15924), and who says so.

    `date` is that of the statement and `asserted_by` who makes it; left out, both are the source's. `former` names were
    given up, on the day `renamed` where that is known.
    """

    text: Text
    language: Language
    script: Script | None = None
    source: Text
    date: Partial | None = None
    confidence: Confidence | None = None
    asserted_by: Text | None = None
    former: bool = False
    renamed: Partial | None = None

    @model_validator(mode="after")
    def _renamed_is_former(self) -> NameEntry:
        if self.renamed and not self.former:
            raise ValueError("a day of renaming on a name that is not former; write former: true, or take it out")
        return self


class UcdpEntry(ScopedEntry):
    """UCDP's number of the actor."""

    id: int = Field(ge=1)


class RelationEntry(_Part):
    """A relation to another actor of the file, or to a country.

    `stance` is a word (hostile, neutral, tolerant, friendly) and stands with the kind `stance` only; `perceived_by` is
    the actor who is said to see it so, and stands with the basis `perception` only.
    """

    to: Target
    kind: RelationKind
    stance: Word | None = None
    start: Partial | None = None
    end: Partial | None = None
    basis: Basis
    perceived_by: Slug | None = None
    source: Text
    note: Text | None = None

    @model_validator(mode="after")
    def _whole(self) -> RelationEntry:
        if self.start and self.end and self.end.last < self.start.first:
            raise ValueError("end is before start; exchange them")
        if (self.kind == "stance") != (self.stance is not None):
            raise ValueError("the kind stance and the field stance stand together; write kind: stance, stance: hostile")
        if (self.basis == "perception") != (self.perceived_by is not None):
            raise ValueError("the basis perception and perceived_by stand together; write whose perception it is")
        if self.to.isupper() and self.kind not in TO_A_COUNTRY:
            raise ValueError(f"only {', '.join(sorted(TO_A_COUNTRY))} can be to a country; write the id of an actor")
        return self


class ActorEntry(_Part):
    """One organisation, state, or kind of people; never a person."""

    id: Slug
    name: Text
    kind: ActorKind
    country: str | None = None
    active_in: tuple[str, ...] = ()
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

    @model_validator(mode="after")
    def _in_order(self) -> ActorEntry:
        if self.founded and self.ended and self.ended.last < self.founded.first:
            raise ValueError("it ended before it was founded; correct one of the two")
        return self

    @field_validator("country")
    @classmethod
    def _known_country(cls, code: str | None) -> str | None:
        if code is not None and code not in vocabulary.countries():
            raise ValueError("not an ISO 3166-1 alpha-3 country code; write AFG for Afghanistan")
        return code

    @field_validator("active_in")
    @classmethod
    def _known_countries(cls, codes: tuple[str, ...]) -> tuple[str, ...]:
        return _known(codes)


class RegistryFile(_Part):
    """The whole of an `actors.yaml`.

    `conventions` are sentences that a reader of any figure by actor must know. `withheld` are UCDP's numbers of
    organisations that it names after a person: they are shown by number.
    """

    conventions: tuple[Text, ...] = ()
    withheld: tuple[Annotated[int, Field(ge=1)], ...] = ()
    sources: dict[Slug, SourceEntry] = {}
    actors: tuple[ActorEntry, ...] = ()
