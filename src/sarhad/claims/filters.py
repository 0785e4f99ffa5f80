"""Which events a claim is about: the fields of `of` and `part`, and the SQL condition they stand for."""

from __future__ import annotations

import calendar
import datetime as dt
import re
import unicodedata
from collections.abc import Iterable
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationInfo, field_validator, model_validator

from .. import vocabulary

MIN_BAND_KM = 10
"""Exposure is told for stretches, never for points, so no band is narrower."""

Status = Literal["realised", "attempted", "plot"]


def _as_tuple(value: Any) -> Any:
    return (value,) if isinstance(value, str) else value


def _first_day(value: Any) -> Any:
    return _day(value, last=False)


def _last_day(value: Any) -> Any:
    return _day(value, last=True)


Words = Annotated[tuple[str, ...], BeforeValidator(_as_tuple)]
FirstDay = Annotated[dt.date, BeforeValidator(_first_day)]
LastDay = Annotated[dt.date, BeforeValidator(_last_day)]

_TABLES: dict[str, Literal["violence_types", "event_classes", "target_classes"]] = {
    "violence_type": "violence_types",
    "event_class": "event_classes",
    "target_class": "target_classes",
}
PLURALS = {"actor": "actors", "opponent": "opponents", "country": "countries", "line": "lines"}


class Span(BaseModel):
    """A period, both ends inside it."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    start: FirstDay = Field(alias="from")
    end: LastDay = Field(alias="until")

    @model_validator(mode="after")
    def _in_order(self) -> Span:
        if self.start > self.end:
            raise ValueError(f"the period ends ({self.end}) before it begins ({self.start})")
        return self


class Filter(BaseModel):
    """What a claim is about. A field left out means any."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    actors: Words = ()
    role: Literal["any", "a", "b"] = "any"
    opponents: Words = ()
    start: FirstDay | None = Field(default=None, alias="from")
    end: LastDay | None = Field(default=None, alias="until")
    countries: Words = ()
    violence_type: Words = ()
    event_class: Words = ()
    target_class: Words = ()
    place: str | None = None
    admin1: str | None = None
    lethal: bool | None = None
    status: Annotated[tuple[Status, ...], BeforeValidator(_as_tuple)] = ("realised",)
    lines: Words = ()
    within_km: float | None = Field(default=None, ge=MIN_BAND_KM)
    listed: str | None = Field(default=None, alias="list")
    relation: str | None = None
    to: str | None = None
    line_status: str | None = None

    @model_validator(mode="before")
    @classmethod
    def _one_or_many(cls, content: Any) -> Any:
        if not isinstance(content, dict):
            return content
        renamed: dict[Any, Any] = {}
        for key, value in content.items():
            name = PLURALS.get(key, key)
            if name in renamed:
                raise ValueError(f"{name} stands twice, as one and as many; keep one")
            renamed[name] = value
        return renamed

    @field_validator("countries")
    @classmethod
    def _known_countries(cls, codes: tuple[str, ...]) -> tuple[str, ...]:
        unknown = [code for code in codes if code not in vocabulary.countries()]
        if unknown:
            raise ValueError(f"not ISO 3166-1 alpha-3: {', '.join(unknown)}; write AFG for Afghanistan")
        return codes

    @field_validator("violence_type", "event_class", "target_class")
    @classmethod
    def _known_terms(cls, words: tuple[str, ...], info: ValidationInfo) -> tuple[str, ...]:
        known = [term.id for term in vocabulary.terms(_TABLES[info.field_name or ""])]
        unknown = [word for word in words if word not in known]
        if unknown:
            raise ValueError(f"not in the vocabulary: {', '.join(unknown)}; known are {', '.join(known)}")
        return words

    @model_validator(mode="after")
    def _together(self) -> Filter:
        if self.start and self.end and self.start > self.end:
            raise ValueError(f"the period ends ({self.end}) before it begins ({self.start})")
        if self.role != "any" and not self.actors:
            raise ValueError("role needs an actor")
        return self

    def within(self, other: Filter) -> Filter:
        """This filter with what it leaves open taken from another."""
        given = self.model_dump(exclude_unset=True)
        return other.model_copy(update={k: v for k, v in given.items() if v not in ((), None)})

    @property
    def whole_totals(self) -> bool:
        """Whether a country's total of all violence (of the types named) answers the filter."""
        narrow = (self.actors, self.opponents, self.event_class, self.target_class, self.place, self.admin1, self.lines)
        return not any(narrow) and self.lethal is not False and self.status == ("realised",)

    def as_dict(self) -> dict[str, Any]:
        """The fields that are set, as they are written, for JSON."""
        return self.model_dump(mode="json", by_alias=True, exclude_unset=True)


def condition(of: Filter, *, dates: bool = True, status: bool = True) -> str:
    """The filter as a condition on the events table in DuckDB's SQL.

    It is three-valued: TRUE where a row fits, FALSE where it does not, NULL where the source leaves the answer open
    (an unknown actor, no class, no province). The distance to lines is not part of it.
    """
    terms: list[str] = []
    if dates and of.start:
        terms.append(f"date_end >= DATE '{of.start}'")
    if dates and of.end:
        terms.append(f"date_start <= DATE '{of.end}'")
    if of.countries:
        terms.append(_in("country", of.countries))
    if of.actors or of.opponents:
        terms.append(_sides(of))
    terms += [
        _in(name, words) for name in ("violence_type", "event_class", "target_class") if (words := getattr(of, name))
    ]
    terms += [
        f"contains(lower(strip_accents({name})), {quoted(_folded(word))})"
        for name in ("place", "admin1")
        if (word := getattr(of, name))
    ]
    if of.lethal is not None:
        deaths = "greatest(deaths_low, deaths_best, deaths_high, deaths_reported)"
        terms.append(f"{deaths} >= 1" if of.lethal else f"{deaths} = 0")
    if status:
        terms.append(status_condition(of.status))
    return "\n  AND ".join(terms) or "TRUE"


def status_condition(status: Iterable[Status]) -> str:
    """Realised events are those that nothing is said against; plots and attempts carry the word; the rest is open."""
    by_word = {
        "realised": "under_check IS NULL",
        "attempted": "coalesce(under_check LIKE 'attempted%', FALSE)",
        "plot": "coalesce(under_check LIKE 'plot%', FALSE)",
    }
    terms = [by_word[word] for word in status]
    return terms[0] if len(terms) == 1 else f"({' OR '.join(terms)})"


def _sides(of: Filter) -> str:
    def side(letter: Literal["a", "b"], ids: tuple[str, ...]) -> str:
        if not ids:
            return "TRUE"
        unknown = f"lower(coalesce(side_{letter}, 'unknown')) = 'unknown'"
        return f"CASE WHEN {unknown} THEN NULL ELSE coalesce({_in(f'actor_{letter}', ids)}, FALSE) END"

    first = f"({side('a', of.actors)} AND {side('b', of.opponents)})"
    second = f"({side('b', of.actors)} AND {side('a', of.opponents)})"
    return {"a": first, "b": second, "any": f"({first} OR {second})"}[of.role]


def _in(column: str, words: Iterable[str]) -> str:
    return f"{column} IN ({', '.join(quoted(word) for word in words)})"


def quoted(word: str) -> str:
    """A text as a literal of SQL."""
    return "'" + word.replace("'", "''") + "'"


def _folded(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.lower())
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def _day(value: Any, *, last: bool) -> Any:
    """A day from `2021-08-15`, `2021-08` or `2021`."""
    if isinstance(value, dt.datetime):
        raise ValueError("a day without a clock: 2021-08-15")
    if value is None or isinstance(value, dt.date):
        return value
    match = re.fullmatch(r"(\d{4})(?:-(\d{1,2}))?", str(value).strip())
    if match and (match[2] is None or 1 <= int(match[2]) <= 12):
        year, month = int(match[1]), int(match[2] or (12 if last else 1))
        return dt.date(year, month, calendar.monthrange(year, month)[1] if last else 1)
    try:
        return dt.date.fromisoformat(str(value).strip())
    except ValueError:
        raise ValueError("not a day, month or year; write 2021-08-15, 2021-08 or 2021") from None
