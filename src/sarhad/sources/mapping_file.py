"""The fields of a mapping file, with their limits. `docs/mapping.md` tells each key to the person who writes one."""

from __future__ import annotations

import datetime as dt
import difflib
from collections.abc import Iterable
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, field_validator, model_validator

from ..vocabulary import Writer, countries, terms
from .date_formats import check_format
from .description import LicenceClass, names
from .layout import EVENT_TARGETS, INDICATOR_TARGETS, CountryCode

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000)]
Address = Annotated[str, StringConstraints(pattern=r"^(https?://[^\s<>\"']+)?$", max_length=500)]


def _as_list(value: Any) -> Any:
    return (value,) if isinstance(value, str) else value


OneOrMore = Annotated[tuple[str, ...], BeforeValidator(_as_list)]


def close_to(name: str, known: Iterable[str]) -> str:
    """The words `did you mean`, where one of the known names is close."""
    found = difflib.get_close_matches(name.lower(), list(known), n=1, cutoff=0.6)
    return f'did you mean "{found[0]}"?' if found else ""


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class MappedSource(_Part):
    """What the table is, and what may be done with its rows."""

    name: Slug
    title: Text
    publisher: Text
    licence: Text
    licence_class: LicenceClass
    citation: Text
    url: Address = ""
    version: Annotated[str, StringConstraints(strip_whitespace=True, max_length=60)] = ""
    cadence: Text = "not stated"
    status: Literal["final", "candidate"] = "final"
    holds: Literal["events", "indicators"] = "events"
    attribution: str = ""
    terms: Address = ""
    stale_after_days: int = Field(default=0, ge=0)
    country_names: Writer = "other"
    notes: OneOrMore = ()

    @field_validator("name")
    @classmethod
    def _own_name(cls, name: str) -> str:
        if name in names():
            raise ValueError(f"{name} is a source that Sarhad knows itself; give the table a name of its own")
        return name


class MappedColumn(_Part):
    """What one column of the table fills, or why it is left aside. A plain text is what it fills."""

    fills: OneOrMore = Field(default=(), alias="as")
    ignored: Annotated[str, StringConstraints(strip_whitespace=True)] | None = None
    optional: bool = False
    format: OneOrMore = ()
    written: CountryCode = "name"
    blank: OneOrMore = ()
    indicator: str = ""
    unit: str = ""
    period: str = ""

    @model_validator(mode="before")
    @classmethod
    def _plain_text(cls, given: Any) -> Any:
        if isinstance(given, str):
            return {"as": given}
        if not isinstance(given, dict):
            raise ValueError('neither a column nor settings; write what it fills, or {ignored: "the reason"}')
        return given

    @field_validator("fills")
    @classmethod
    def _known(cls, fills: tuple[str, ...]) -> tuple[str, ...]:
        known = dict.fromkeys((*EVENT_TARGETS, *INDICATOR_TARGETS))
        for name in fills:
            if name not in known:
                way_out = close_to(name, known) or "write a column of the events table, or {ignored: the reason}"
                raise ValueError(f'"{name or "nothing"}" is not a column that can be filled; {way_out}')
        return fills

    @field_validator("format")
    @classmethod
    def _formats(cls, formats: tuple[str, ...]) -> tuple[str, ...]:
        for text in formats:
            if wrong := check_format(text):
                raise ValueError(wrong)
        return formats

    @model_validator(mode="after")
    def _used_or_ignored(self) -> MappedColumn:
        if self.ignored == "":
            raise ValueError("ignored without a reason; say in a few words why the column is left aside")
        if bool(self.fills) == (self.ignored is not None):
            raise ValueError("a column is either filled in or ignored; write one of the two")
        return self


class MappedCoverage(_Part):
    """Where and when the table lists every event of its kind: only there is "no row" a zero."""

    countries: OneOrMore = Field(min_length=1)
    start: dt.date
    end: dt.date
    lethal_only: bool
    violence_types: OneOrMore = ()
    event_classes: OneOrMore = ()

    @field_validator("countries")
    @classmethod
    def _iso3(cls, codes: tuple[str, ...]) -> tuple[str, ...]:
        if unknown := [code for code in codes if code not in countries()]:
            raise ValueError(f"{', '.join(unknown)}: not an ISO 3166-1 alpha-3 code; write AFG for Afghanistan")
        return codes

    @field_validator("violence_types", "event_classes")
    @classmethod
    def _ids(cls, ids: tuple[str, ...], info: Any) -> tuple[str, ...]:
        return tuple(known_id(info.field_name, name) for name in ids)

    @model_validator(mode="after")
    def _in_order(self) -> MappedCoverage:
        if self.end < self.start:
            raise ValueError("the end is before the start; correct one of the two days")
        return self


class Numbers(_Part):
    """How the table writes numbers."""

    decimal: Literal[".", ","] = "."
    thousands: Literal["", " ", ".", ",", "'"] = ""

    @model_validator(mode="after")
    def _apart(self) -> Numbers:
        if self.decimal == self.thousands:
            raise ValueError("the decimal mark cannot part the thousands too; correct one of the two")
        return self


def known_id(vocabulary: str, name: str) -> str:
    """The id, when the vocabulary holds it. Raises `ValueError` with the ids there are."""
    ids = [term.id for term in terms(vocabulary)]
    if name not in ids:
        way_out = close_to(name, ids) or f"use one of {', '.join(ids)}"
        raise ValueError(f'"{name}" is not one of the {vocabulary.replace("_", " ")}; {way_out}')
    return name


class MappingFile(_Part):
    """The whole of a mapping file."""

    source: MappedSource
    columns: dict[str, MappedColumn] = Field(min_length=1)
    constants: dict[str, Text] = {}
    codes: dict[str, dict[str, Annotated[str, StringConstraints(strip_whitespace=True)]]] = {}
    precision: dict[str, dict[str, str]] = {}
    blank: OneOrMore = ()
    numbers: Numbers = Numbers()
    coverage: MappedCoverage | None = None
