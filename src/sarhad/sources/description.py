"""What a source is: publisher, licence, citation, coverage, and what becomes of each of its columns.

A source is a YAML file in this room and a small reader. The YAML holds every fact that is not code.
"""

from __future__ import annotations

import datetime as dt
from functools import cache
from importlib.resources import files
from typing import Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, model_validator

from ..errors import InputError
from ..vocabulary import Writer
from .layout import Layout

LicenceClass = Literal["open", "aggregate-only", "private"]
"""open: rows may be passed on; aggregate-only: sums may; private: nothing may."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Column(_Strict):
    """One column of the source: the column of the events table that it fills, or why it is left aside."""

    fills: str | None = Field(default=None, alias="as")
    ignored: str | None = None
    required: bool = False
    one_of: tuple[str, ...] = ()  # the values that its codebook knows; others are told
    number: bool = False  # an identifier that some releases write as a float: 300380.0 is read as 300380
    null_when: tuple[str, ...] = ()  # values that mean "none" or "unknown" by the source's codebook
    unknown_prefix: str = ""  # names that start so stand for an actor that the source has not named

    @model_validator(mode="after")
    def _used_or_ignored(self) -> Column:
        if (self.fills is None) == (self.ignored is None):
            raise ValueError('a column needs either "as" or "ignored"')
        return self


class CoverageStatement(_Strict):
    """Where and since when the source lists every event of its kind. `countries` None: the world."""

    countries: tuple[str, ...] | None = None
    start: dt.date | None = None
    end: dt.date | None = None  # where the source itself does not follow from its version
    lethal_only: bool = True
    violence_types: tuple[str, ...] | None = None
    event_classes: tuple[str, ...] | None = None  # None: of every class
    expected_rows: int = 0  # fewer rows than this are an excerpt, from which no zero may be inferred


class SourceDescription(_Strict):
    """Everything about a source that a reader of a bulletin may ask."""

    name: str
    title: str
    publisher: str
    licence: str
    licence_class: LicenceClass
    citation: str
    url: str
    download: str = ""  # address of a release: {yy} year, {n} number in it, {m} month
    download_span: str = ""  # address of a release that gathers months of a year: {yy}, {first}, {last}
    releases: Literal["", "yearly", "monthly"] = ""  # which releases there are; "": not to be fetched
    cadence: str
    status: Literal["final", "candidate"] = "final"
    holds: Literal["events", "monthly figures", "attention", "indicators", "deletions"] = "events"
    deletes_from: str = ""  # of a list of deletions: the source whose rows it takes out
    attribution: str = ""  # the words the provider asks for beside aggregates of its rows; "": the citation
    terms: str = ""  # where the terms stand that `accept_terms` in watch.toml accepts
    stale_after_days: int = 0  # data whose newest event is older are late against the cadence; 0: no cadence
    country_names: Writer = "ucdp"  # whose spelling of countries it uses
    coverage: CoverageStatement
    columns: dict[str, Column]
    values: dict[str, dict[str, str]] = {}  # column of the events table: the source's code to the common one
    precision: dict[str, str] = {}  # how the source's precisions map to UCDP's scales, in words
    notes: tuple[str, ...] = ()  # rules that a reader of the figures must know
    version: str = ""  # the release that a mapping states; a built-in source's files tell theirs
    layout: Layout | None = None  # of a table that a mapping file describes; None for a built-in source

    @property
    def required(self) -> tuple[str, ...]:
        """The columns without which nothing can be read."""
        return tuple(name for name, column in self.columns.items() if column.required)

    def column_of(self, event_column: str) -> str:
        """The source's column that fills a column of the events table, or "" when none does."""
        return next((name for name, column in self.columns.items() if column.fills == event_column), "")


@cache
def names() -> tuple[str, ...]:
    """The sources that can be read, in alphabetical order."""
    room = files(__package__)
    return tuple(sorted(f.name[:-5].replace("_", "-") for f in room.iterdir() if f.name.endswith(".yaml")))


@cache
def describe(name: str) -> SourceDescription:
    """The description of a source. Raises `InputError` for an unknown name."""
    if name not in names():
        raise InputError(f'there is no source "{name}"', do=f"use one of {', '.join(names())}")
    data = _load(name)
    if "columns_of" in data:
        parent = _load(data.pop("columns_of"))
        for key in ("columns", "values", "precision"):
            data[key] = parent.get(key, {}) | data.get(key, {})
    for reason, names_of_columns in data.pop("ignored", {}).items():
        data["columns"] |= {column: {"ignored": reason} for column in names_of_columns}
    return SourceDescription.model_validate(data)


def _load(name: str) -> dict[str, Any]:
    text = files(__package__).joinpath(f"{name.replace('-', '_')}.yaml").read_text(encoding="utf-8")
    data: dict[str, Any] = yaml.load(text, Loader=yaml.CSafeLoader)
    return data
