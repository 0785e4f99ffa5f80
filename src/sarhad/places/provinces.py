"""Provinces (first-order administrative divisions) and their names as writers spell them."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import cache

from shapely.geometry.base import BaseGeometry

from ..vocabulary import fold
from .shapes import features

# Words that writers put before or after a province's name: "Hirat province", "Jalal-Abad oblast".
_KIND = r"(?:autonomous |independent |federal |capital )*"
_KIND += r"(?:province|region|oblast|oblysy|territory|governorate|vilayat|velayat|wilayat|viloyati|ostan|city)"
_KIND_WORDS = re.compile(rf"^{_KIND} (?:of )?(?=\w)|(?<=\w) {_KIND}$")


@dataclass(frozen=True, slots=True)
class Province:
    """A province: the project's English name, its country, its area (1:10m) and its other spellings.

    `code` is its ISO 3166-2 code, empty where the area drawn is not the unit that bears the code today (regions
    that Kazakhstan split in 2018 and 2022, Khyber Pakhtunkhwa before the tribal areas joined it in 2018).
    """

    name: str
    iso3: str
    code: str
    geometry: BaseGeometry
    names: tuple[str, ...]


@cache
def provinces(iso3: str) -> tuple[Province, ...]:
    """The provinces of a country, by name. Only the eight countries of the Central Asia watch ship; others: none."""
    return _all().get(iso3, ())


def find_province(iso3: str, name: str) -> Province | None:
    """The province a writer means, whatever the case, accents, hyphens and the word "province" or the like.

    None where no province has the name, or two have it (Tashkent is a city and a region): never a guess.
    """
    spellings = _spellings(iso3)
    folded = fold(name)
    found = spellings.get(folded) or spellings.get(_KIND_WORDS.sub("", folded).strip(), ())
    return found[0] if len(found) == 1 else None


@cache
def _all() -> dict[str, tuple[Province, ...]]:
    found: dict[str, list[Province]] = defaultdict(list)
    for p, geometry in features("provinces.geojson"):
        found[p["iso3"]].append(Province(p["name"], p["iso3"], p["code"], geometry, tuple(p["names"])))
    return {iso3: tuple(sorted(listed, key=lambda province: province.name)) for iso3, listed in found.items()}


@cache
def _spellings(iso3: str) -> dict[str, tuple[Province, ...]]:
    """Each folded spelling to the provinces that have it; a province's own name wins over another's spelling."""
    own: dict[str, list[Province]] = defaultdict(list)
    others: dict[str, list[Province]] = defaultdict(list)
    for province in provinces(iso3):
        own[fold(province.name)].append(province)
        for folded in {fold(name) for name in province.names}:
            others[folded].append(province)
    return {folded: tuple(found) for folded, found in {**others, **own}.items()}
