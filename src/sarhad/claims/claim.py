"""A claim: a statement somebody made, with the measure that decides it."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import unicodedata
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, field_validator

from .filters import Filter, FirstDay, Span, Words
from .settings import Settings

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=80)]
Sentence = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=1000)]

SHORTEST_TITLE = 8
"""A title of fewer letters ("News") is too common to tell a publication by."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a claim is written down: the file, and the first and last line of its text (from 1)."""

    file: str
    line: int
    end_line: int

    def __str__(self) -> str:
        return f"{self.file}, line {self.line}"


class Publication(BaseModel):
    """Who makes the statement. `also` names copies and what is derived from it, by title or address."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: Sentence
    publisher: str | None = None
    date: str | None = None
    url: str | None = None
    also: Words = ()

    @field_validator("date", mode="before")
    @classmethod
    def _day_as_text(cls, value: Any) -> Any:
        return value.isoformat() if isinstance(value, dt.date) else str(value) if isinstance(value, int) else value

    @property
    def marks(self) -> tuple[str, ...]:
        """The titles and addresses by which it is known in a citation, without case, accents and double spaces."""
        return tuple(mark for text in (self.title, self.url or "", *self.also) if (mark := _folded(text)))

    def is_named_in(self, text: str | None) -> bool:
        """Whether a citation names this publication, a copy of it or what is derived from it."""
        named = _folded(text or "")
        return any(mark in named if len(mark) >= SHORTEST_TITLE else mark == named for mark in self.marks)


class Claim(BaseModel):
    """One statement and the test for it. Which fields a kind takes is said by the kind."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    id: Slug
    says: Sentence
    kind: str
    of: Filter = Filter()
    part: Filter | None = None
    measure: Literal["events", "deaths"] = "events"
    before: Span | None = None
    after: Span | None = None
    by: Literal["country", "actor", "line"] | None = None
    subject: str | None = None
    among: Words = ()
    since: FirstDay | None = None
    per: Literal["event", "month", "year"] | None = None
    when: Span | None = None
    around: Sentence | None = None
    between: Words = ()
    feature: Literal["enemies", "density", "fragmentation", "ratio", "lag"] | None = None
    settings: Settings | None = Field(default=None, alias="with")
    expect: str | None = None
    source: Publication | None = None
    number: int | None = Field(default=None, ge=1)
    note: str | None = None
    needs: Sentence | None = None
    would_decide: Sentence | None = None
    origin: Origin | None = Field(default=None, exclude=True)

    @property
    def recorded_only(self) -> bool:
        """Whether no machine test exists: an opinion, or a statement about data of another sort."""
        return self.kind == "opinion" or self.needs is not None

    @property
    def fingerprint(self) -> str:
        """Changes when the statement or its test changes; twelve hexadecimal digits."""
        fields = {"number", "note", "origin", "would_decide"}
        test = self.model_dump(mode="json", by_alias=True, exclude=fields, exclude_defaults=True)
        return hashlib.sha256(json.dumps(test, sort_keys=True).encode()).hexdigest()[:12]

    def as_dict(self) -> dict[str, Any]:
        """The fields that are set, as they are written, and where, for JSON."""
        fields = self.model_dump(mode="json", by_alias=True, exclude_unset=True, exclude={"origin"})
        if self.origin:
            fields["origin"] = {"file": self.origin.file, "line": self.origin.line, "end_line": self.origin.end_line}
        return fields


def _folded(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text).casefold()
    return " ".join("".join(c for c in decomposed if not unicodedata.combining(c)).split())
