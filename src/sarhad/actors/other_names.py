"""Names that others use of actors, as data of this package: known ones, doubtful ones, and places under others."""

from __future__ import annotations

import csv
import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field
from functools import cache, lru_cache
from importlib.resources import files

from . import spelling
from .scope import Scope


@dataclass(frozen=True, slots=True)
class Alias:
    """A name by which actors can be found. `ucdp` is set for a name that others use (`data/known_names.csv`)."""

    text: str
    ucdp: int | None = None
    scope: Scope = field(default=Scope())
    written_by: str = ""

    @property
    def is_acronym(self) -> bool:
        """Whether it is one word of capitals and digits, or nearly so: TTP, LeJ, M23, SPLM/A."""
        return is_acronym(self.text)


@lru_cache(maxsize=50_000)
def is_acronym(text: str) -> bool:
    """Whether a name is one word of at most six letters, most of them capitals."""
    letters = [c for c in text if c.isalpha()]
    short = len(letters) <= 6 and " " not in text.strip()
    return short and sum(c.isupper() for c in letters) * 2 > len(letters)


def turning_days() -> tuple[dt.date, ...]:
    """The days from which a name that others use means something else than the day before."""
    scopes = [alias.scope for alias in known_names()]
    starts = {scope.start for scope in scopes if scope.start}
    return tuple(sorted(starts | {scope.end + dt.timedelta(days=1) for scope in scopes if scope.end}))


@cache
def known_names() -> tuple[Alias, ...]:
    """The names that others use, each with UCDP's number and its scope."""
    text = (files(__package__) / "data" / "known_names.csv").read_text(encoding="utf-8")
    return tuple(
        Alias(
            row["name"],
            int(row["ucdp"]),
            Scope(
                frozenset(row["countries"].split("|")) if row["countries"] else None,
                dt.date.fromisoformat(row["from"]) if row["from"] else None,
                dt.date.fromisoformat(row["until"]) if row["until"] else None,
            ),
            row["written_by"],
        )
        for row in csv.DictReader(text.splitlines())
    )


@cache
def doubtful_names() -> dict[str, list[tuple[int, frozenset[str] | None, str]]]:
    """By the rough form of a doubtful name: UCDP's number of the actor, the countries, and the reason."""
    text = (files(__package__) / "data" / "doubtful_names.csv").read_text(encoding="utf-8")
    found: dict[str, list[tuple[int, frozenset[str] | None, str]]] = defaultdict(list)
    for row in csv.DictReader(text.splitlines()):
        places = frozenset(row["countries"].split("|")) if row["countries"] else None
        found[spelling.rough(row["name"])].append((int(row["ucdp"]), places, row["why"]))
    return found


@cache
def counted_under() -> dict[str, tuple[str, ...]]:
    """For a country those under which UCDP counts it, or counted it once."""
    text = (files(__package__) / "data" / "counted_under.csv").read_text(encoding="utf-8")
    found: dict[str, list[str]] = defaultdict(list)
    for row in csv.DictReader(text.splitlines()):
        found[row["iso3"]].append(row["under"])
    return {place: tuple(above) for place, above in found.items()}
