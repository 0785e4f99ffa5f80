"""The names of a state and its forces, as UCDP, ACLED, GTD and newspapers write them."""

from __future__ import annotations

import csv
import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from .. import vocabulary

_YEARS = re.compile(
    r"^(?P<name>.+?) \((?P<start>(?:18|19|20)\d\d)\s*[-–]\s*(?P<end>(?:18|19|20)\d\d)?\)(?P<rest> .+)?$"
)
_NOT_THE_STATE = re.compile(r"\b(mutin\w+|faction|factions|defectors?|dissidents?|former)\b", re.IGNORECASE)
_BRACKET = re.compile(r"^(?P<name>.+?) \((?P<inside>[^()]+)\)$")


@dataclass(frozen=True, slots=True)
class Forces:
    """A state of which a name speaks: its ISO3 code, the pattern that matched and who writes so.

    `start` and `end` are the years that ACLED puts behind the name of a government's forces.
    """

    country: str
    pattern: str
    written_by: str
    start: int | None = None
    end: int | None = None

    @property
    def dated(self) -> bool:
        """Whether the name carries years."""
        return self.start is not None

    def inside(self) -> dt.date:
        """A day on which only this government ruled: its first and last years are shared with another."""
        assert self.start is not None
        first = dt.date(min(self.start + 1, dt.MAXYEAR), 1, 1)
        return first if self.end is None or self.end > self.start + 1 else dt.date(self.end, 1, 1)


@lru_cache(maxsize=50_000)
def forces(name: str) -> Forces | None:
    """The state that is meant; null when the name is not that of a state's forces.

    >>> forces("Military Forces of Afghanistan (2004-2021)").country
    'AFG'
    """
    if _NOT_THE_STATE.search(name):
        return None
    dated = _YEARS.match(name.strip())
    plain, start, end = (dated["name"], dated["start"], dated["end"]) if dated else (name, None, None)
    for text in _texts(plain):
        for pattern, compiled, written_by in _patterns():
            match = compiled.fullmatch(text)
            if not match:
                continue
            country = country_named(match["of"]) if "{country}" in pattern else _demonyms().get(_fold(match["of"]))
            if country:
                years = (int(start) if start else None, int(end) if end else None)
                return Forces(country, pattern, written_by, *years)
    return None


@lru_cache(maxsize=2_000)
def state_named(name: str) -> str | None:
    """The country (ISO3) of a "Government of ..."; null for other names, and for a government that is qualified."""
    return country_named(name[len("Government of ") :]) if name.startswith("Government of ") else None


@lru_cache(maxsize=50_000)
def country_named(text: str) -> str | None:
    """The code of a country, under one of its names today or the one that UCDP puts in brackets: DR Congo (Zaire)."""
    key = _fold(re.sub(r"^the ", "", text.strip(), flags=re.IGNORECASE))
    return vocabulary.countries().iso3_of_name(key, "ucdp") or _in_brackets().get(key)


def _texts(name: str) -> Iterator[str]:
    """The name as it is, then without a bracket behind it."""
    yield name.strip()
    bracket = _BRACKET.match(name.strip())
    if bracket and not country_named(bracket["name"]):
        yield bracket["name"]


@cache
def _in_brackets() -> dict[str, str]:
    found: dict[str, set[str]] = {}
    for country in vocabulary.countries():
        for name in country.names.get("ucdp", ()):
            if bracket := _BRACKET.match(name):
                for part in (bracket["name"], bracket["inside"]):
                    found.setdefault(_fold(part), set()).add(country.iso3)
    return {name: min(codes) for name, codes in found.items() if len(codes) == 1}


def _fold(text: str) -> str:
    return vocabulary.fold(text)


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str], str], ...]:
    compiled = []
    for row in _rows("state_forces.csv"):
        text = re.sub(r"\\\{(country|demonym)\\\}", "(?P<of>.+)", re.escape(row["pattern"]))
        compiled.append((row["pattern"], re.compile(text, re.IGNORECASE), row["written_by"]))
    return tuple(compiled)


@cache
def _demonyms() -> dict[str, str]:
    return {_fold(word): row["iso3"] for row in _rows("demonyms.csv") for word in row["demonyms"].split("|")}


def _rows(name: str) -> list[dict[str, str]]:
    text = (files(__package__) / "data" / name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))
