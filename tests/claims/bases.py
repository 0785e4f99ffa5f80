"""Small bases and claims for the tests of claims."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pyarrow as pa
from shapely.geometry import LineString

from sarhad.actors import Actor, Citation, CitedSource, Registry, Relation
from sarhad.actors.dates import PartialDate
from sarhad.claims import Base, Claim, Verdict, check
from sarhad.events import Coverage, Events, Provenance
from sarhad.places import Line, Node
from sarhad.sources import MONTHLY_SCHEMA, MonthlyFigures
from tests import make

TODAY = dt.date(2026, 11, 23)
PARAMETERS = {"confidence": 0.95, "seed": 1, "bootstrap_draws": 500, "place_precision_max": 2}
CITED = CitedSource("page", "A page on groups", "A publisher")
ACTORS = ("group", "rival", "state", "civilians", "parent")


def claim(kind: str, **fields: Any) -> Claim:
    """A claim as it would be read."""
    return Claim.model_validate({"id": "a-claim", "says": "Something happened.", "kind": kind, **fields})


def verdict_on(test: Claim, base: Base) -> Verdict:
    """The verdict on one claim."""
    return check([test], base, checked_at=TODAY)[0]


def registry(*relations: Relation) -> Registry:
    """Five actors, and these relations."""
    return Registry([Actor(name, name.title(), "armed-group", Citation(CITED)) for name in ACTORS], relations)


def relation(kind: str = "ally-of", basis: str = "page", start: str = "", end: str = "", **other: Any) -> Relation:
    """A relation of the group to its rival."""
    starts = PartialDate.parse(start) if start else None
    ends = PartialDate.parse(end) if end else None
    about = other.pop("citation", Citation(CITED))
    return Relation(other.pop("actor", "group"), other.pop("to", "rival"), kind, basis, about, starts, ends, **other)


def base(**parts: Any) -> Base:
    """A base with the usual parameters and registry."""
    return Base(**{"parameters": PARAMETERS, "registry": registry(), **parts})


def attacks(n: int, *, first: int = 1, day: str = "2020-06-15", **values: Any) -> list[dict[str, Any]]:
    """So many events of the group against the state."""
    usual = {"actor_a": "group", "actor_b": "state", "side_a": "Group", "side_b": "State"}
    return [make.event(number, day, **{**usual, **values}) for number in range(first, first + n)]


def ged(*rows: dict[str, Any], until: str = "2025-12-31", countries: tuple[str, ...] = ()) -> Events:
    """A reading of the annual release: the world, lethal events only."""
    return make.events(*rows, coverage=(make.block("1989-01-01", until, *countries),))


def candidate(*rows: dict[str, Any], since: str = "2026-01-01", until: str = "2026-01-31") -> Events:
    """A reading of a candidate release."""
    block = make.block(since, until, source="ucdp-candidate", status="candidate")
    return make.events(*rows, source="ucdp-candidate", version="26.0.1", coverage=(block,))


def chosen(*rows: dict[str, Any]) -> Events:
    """A hand-picked list: it covers nothing."""
    return make.events(*rows, source="chronology", version="1")


def monthly(
    *rows: tuple[str, str, int, int], start: str = "2020-01-01", end: str = "2021-12-31", **columns: Any
) -> MonthlyFigures:
    """Totals (country, month, events, best deaths); months that are not named are zero."""
    named = {(country, month): (n, dead) for country, month, n, dead in rows}
    months = [
        dt.date(year, month, 1)
        for year in range(int(start[:4]), int(end[:4]) + 1)
        for month in range(1, 13)
        if start <= f"{year}-{month:02}-01" <= end
    ]
    countries = sorted({country for country, *_ in rows} | set(columns.pop("also", ())))
    lines = []
    for country in countries:
        for month in months:
            n, dead = named.get((country, f"{month:%Y-%m}"), (0, 0))
            lines.append(
                {
                    "country": country,
                    "month": month,
                    "events": n,
                    "deaths_low": None,
                    "deaths_best": dead,
                    "deaths_high": dead * 2,
                    "deaths_civilians": None,
                    "peak_event_deaths": None,
                    "state_based_events": n,
                    "non_state_events": 0,
                    "one_sided_events": 0,
                    "source": "ucdp-ged",
                    "source_version": "25.1",
                    "citation": "UCDP GED 25.1",
                    **columns,
                }
            )
    first, last = dt.date.fromisoformat(start), dt.date.fromisoformat(end)
    blocks = tuple(Coverage("ucdp-ged", first, last, frozenset({country})) for country in countries)
    table = pa.Table.from_pylist(lines, schema=MONTHLY_SCHEMA)
    return MonthlyFigures(table, Provenance("test", (make.ref("ucdp-ged", "25.1"),)), blocks, (), len(lines))


def line(name: str, *, km: float = 1000, kind: str = "border", **other: Any) -> Line:
    """A line along the 35th parallel from 60 to 62 degrees east."""
    parts = other.pop("parts", (LineString([(60, 35), (62, 35)]),))
    return Line(name, name, kind, other.pop("status", "operating"), parts, km, **other)


def node(name: str, country: str, *, located: bool = True) -> Node:
    """A node of a corridor."""
    return Node(name, country, 61.0 if located else None, 35.0 if located else None)


ROAD_BASE = base(corridors=(line("road", kind="road"),))
"""A base with one corridor and no events."""
