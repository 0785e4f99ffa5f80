"""The countries of the world: ISO 3166-1 codes, Gleditsch-Ward numbers with dates, and the names data writers use."""

from __future__ import annotations

import csv
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Literal

from ..errors import InputError

Writer = Literal["ucdp", "acled", "gdelt", "gtd", "iso", "other"]
"""Whose spelling a name is; `iso` is the ISO 3166-1 short name, `other` an everyday one."""

CodeStatus = Literal["assigned", "user-assigned", "former"]
"""Of the alpha-3 code: in ISO 3166-1; from its user-assigned range (Kosovo's XKX); withdrawn (ISO 3166-3)."""


@dataclass(frozen=True, slots=True)
class GwSpan:
    """A Gleditsch-Ward number and the days on which the list has it (both inclusive).

    `start` None: no date is known here; `end` None: still valid. `by` is `ucdp` where UCDP uses a number that the
    list of independent states does not have, or not then (microstates; 345 for Serbia after June 2006).
    """

    number: int
    start: date | None
    end: date | None
    by: Literal["gleditsch-ward", "ucdp"] = "gleditsch-ward"

    def holds(self, on: date) -> bool:
        """Whether `on` lies in the span."""
        return (self.start is None or self.start <= on) and (self.end is None or on <= self.end)


@dataclass(frozen=True, slots=True)
class Country:
    """One country; `fips` is its FIPS 10-4 code (GDELT's), empty where there is none; `iso_numeric` None for Kosovo."""

    iso3: str
    iso2: str
    iso_numeric: int | None
    name: str
    fips: str
    status: CodeStatus
    gw: tuple[GwSpan, ...]
    names: Mapping[str, tuple[str, ...]]


class Countries:
    """All countries, found by code, number or name.

    A lookup that finds nothing, or more than one, gives None; only `by_iso3` raises.
    """

    def __init__(self, countries: tuple[Country, ...]) -> None:
        self._by_iso3 = {country.iso3: country for country in countries}
        self._by_numeric = {c.iso_numeric: c.iso3 for c in countries if c.iso_numeric is not None}
        self._by_fips = {c.fips: c.iso3 for c in countries if c.fips}
        self._by_fips |= {fips: iso3 for fips, iso3 in _fips_also().items() if iso3}
        self._by_gw: dict[int, list[tuple[GwSpan, str]]] = defaultdict(list)
        self._by_writer: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
        for country in countries:
            for span in country.gw:
                self._by_gw[span.number].append((span, country.iso3))
            for writer, names in country.names.items():
                for name in names:
                    self._by_writer[writer][fold(name)].add(country.iso3)
            self._by_writer["name"][fold(country.name)].add(country.iso3)

    def __iter__(self) -> Iterator[Country]:
        return iter(self._by_iso3.values())

    def __len__(self) -> int:
        return len(self._by_iso3)

    def __contains__(self, iso3: object) -> bool:
        return iso3 in self._by_iso3

    def by_iso3(self, iso3: str) -> Country:
        """The country with this ISO 3166-1 alpha-3 code; raises `InputError` when there is none."""
        country = self._by_iso3.get(iso3)
        if country is None:
            raise InputError(f'"{iso3}" is not an ISO 3166-1 alpha-3 country code', do='write it as in "AFG"')
        return country

    def iso3_of_name(self, name: str, writer: Writer | None = None) -> str | None:
        """The code for a country's name, whatever its case, accents and punctuation.

        With `writer`, that writer's own spellings decide and everyone else's are asked only when it has none.
        A name that means two countries ("Congo" in everyday use) gives None.
        """
        folded = fold(name)
        if writer is not None:
            own = self._by_writer[writer].get(folded)
            if own:
                return min(own) if len(own) == 1 else None
        found: set[str] = set()
        for names in tuple(self._by_writer.values()):
            found |= names.get(folded, set())
        return min(found) if len(found) == 1 else None

    def iso3_of_numeric(self, number: int) -> str | None:
        """The code for an ISO 3166-1 numeric code (as in ACLED's column `iso`)."""
        return self._by_numeric.get(number)

    def iso3_of_fips(self, fips: str) -> str | None:
        """The code for a FIPS 10-4 country code (as in GDELT's location columns), that of a territory's country.

        None also for FIPS codes that mean no single country: `fips_without_country`.
        """
        return self._by_fips.get(fips)

    def fips_without_country(self) -> frozenset[str]:
        """FIPS codes that are known and stand for no single country of ISO 3166-1 (Spratly Islands, oceans)."""
        return frozenset(fips for fips, iso3 in _fips_also().items() if not iso3)

    def iso3_of_gw(self, number: int, on: date | None = None) -> str | None:
        """The code for a Gleditsch-Ward number, on a day if one is given."""
        spans = [(span, iso3) for span, iso3 in self._by_gw.get(number, []) if on is None or span.holds(on)]
        return min(spans, key=lambda found: _preference(found[0]))[1] if spans else None

    def gw_of_iso3(self, iso3: str, on: date | None = None) -> int | None:
        """The Gleditsch-Ward number of a country, on a day if one is given; the list's own before UCDP's."""
        country = self._by_iso3.get(iso3)
        spans = [span for span in country.gw if on is None or span.holds(on)] if country else []
        return min(spans, key=_preference).number if spans else None


def _preference(span: GwSpan) -> tuple[bool, bool, int]:
    """The list's own spans first, open ones before closed ones, later ones before earlier ones."""
    return span.by == "ucdp", span.end is not None, -(span.start or date.min).toordinal()


def fold(name: str) -> str:
    """A name without case, accents and punctuation, `&` read as "and": two spellings of one name are equal."""
    plain = unicodedata.normalize("NFKD", name.replace("&", " and ")).casefold()
    return re.sub(r"[\W_]+", " ", "".join(c for c in plain if not unicodedata.combining(c))).strip()


@cache
def countries() -> Countries:
    """Every country of ISO 3166-1, Kosovo, and three former states; read once."""
    spans: dict[str, list[GwSpan]] = defaultdict(list)
    for row in _rows("gleditsch_ward.csv"):
        by: Literal["gleditsch-ward", "ucdp"] = "ucdp" if row["list"] == "ucdp" else "gleditsch-ward"
        spans[row["iso3"]].append(GwSpan(int(row["number"]), _day(row["start"]), _day(row["end"]), by))
    names: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for row in _rows("country_names.csv"):
        names[row["iso3"]][row["writer"]].append(row["name"])
    found = []
    for row in _rows("countries.csv"):
        spellings = names[row["iso3"]]
        if row["iso_name"]:
            spellings["iso"].append(row["iso_name"])
        if row["other_names"]:
            spellings["other"].extend(row["other_names"].split("|"))
        found.append(
            Country(
                iso3=row["iso3"],
                iso2=row["iso2"],
                iso_numeric=int(row["iso_numeric"]) if row["iso_numeric"] else None,
                name=row["name"],
                fips=row["fips"],
                status=_status(row["status"]),
                gw=tuple(spans.get(row["iso3"], ())),
                names={writer: tuple(spelled) for writer, spelled in spellings.items()},
            )
        )
    return Countries(tuple(found))


@cache
def _fips_also() -> dict[str, str]:
    return {row["fips"]: row["iso3"] for row in _rows("fips_also.csv")}


def _rows(name: str) -> list[dict[str, str]]:
    text = (files(__package__) / "data" / name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _status(text: str) -> CodeStatus:
    for status in ("assigned", "user-assigned", "former"):
        if text == status:
            return status
    raise InputError(f'countries.csv: "{text}" is not a code status')
