"""One name or number can mean two actors by place and time."""

from __future__ import annotations

import datetime as dt
import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sarhad.actors import Actor, Citation, CitedSource, Identifier, Name, Registry, Relation, Scope
from sarhad.actors.dates import PartialDate

CITED = Citation(CitedSource("ucdp", "UCDP Actor Dataset", "UCDP"), "actor 1")
TURN = dt.date(2021, 8, 15)
REGION = frozenset({"AFG", "PAK"})


def actor(actor_id: str, name: str, *, ucdp: object = (), names: object = ()) -> Actor:
    identifiers = tuple(Identifier(number, scope) for number, scope in ucdp)  # type: ignore[attr-defined]
    spellings = tuple(Name(text, "en", CITED, scope=scope) for text, scope in names)  # type: ignore[attr-defined]
    return Actor(actor_id, name, "armed-group", CITED, identifiers=identifiers, names=spellings)


def relation(one: str, other: str, kind: object, start: object = None, end: object = None) -> Relation:
    starts, ends = (PartialDate.parse(day) if day else None for day in (start, end))
    return Relation(one, other, kind, "page", CITED, starts, ends)  # type: ignore[arg-type]


@pytest.fixture
def registry() -> Registry:
    return Registry(
        [
            actor("parent", "Parent", ucdp=[(234, Scope())], names=[("IS", Scope())]),
            actor("branch", "Branch", ucdp=[(234, Scope(REGION))], names=[("IS", Scope(REGION))]),
            actor("republic", "Republic", ucdp=[(130, Scope(end=dt.date(2021, 8, 14)))]),
            actor("emirate", "Emirate", ucdp=[(303, Scope()), (130, Scope(start=TURN))]),
        ],
        [relation("branch", "parent", "branch-of", "2015-01-26"), relation("emirate", "branch", "fights", 2015, 2024)],
    )


BY_PLACE_AND_TIME = [
    ("IS", None, TURN, "AFG", "branch", "the narrower scope is meant where it holds"),
    ("IS", None, TURN, "SYR", "parent", "elsewhere the name without a limit"),
    ("IS", None, None, None, "parent", "an unknown country is inside no limit"),
    (None, 234, TURN, "PAK", "branch", "a number alone is enough"),
    ("is", "234", TURN, "IRQ", "parent", "numbers may come as text"),
    ("anything", 130, dt.date(2021, 8, 14), "AFG", "republic", "the last day before the change"),
    ("anything", 130, TURN, "AFG", "emirate", "the first day after it"),
    ("anything", 130, None, "AFG", None, "without a day nothing is guessed"),
    ("Parent", 99999, TURN, "AFG", "parent", "an unknown number leaves it to the name"),
    ("Parent", "XXX", TURN, "AFG", "parent", "what is no number leaves it to the name"),
    ("Parent", "9" * 5000, TURN, "AFG", "parent", "no number that anybody has"),
    ("Nobody", None, TURN, "AFG", None, "an unknown name"),
    ("", None, TURN, "AFG", None, "no name"),
    (None, None, TURN, "AFG", None, "nothing at all"),
]


@pytest.mark.parametrize(
    ("name", "number", "on", "country", "expected", "reason"), BY_PLACE_AND_TIME, ids=[r[5] for r in BY_PLACE_AND_TIME]
)
def test_resolution(
    registry: Registry,
    name: str | None,
    number: str | int | None,
    on: dt.date | None,
    country: str | None,
    expected: str | None,
    reason: str,
) -> None:
    assert registry.resolve(name, source_id=number, on=on, country=country) == expected, reason


def test_turning_days_are_where_a_meaning_changes(registry: Registry) -> None:
    assert registry.turning_days() == (TURN,)


def test_two_meanings_at_once_are_found() -> None:
    clash = Registry([actor("one", "Front", ucdp=[(7, Scope())]), actor("two", "FRONT", ucdp=[(7, Scope())])])
    assert list(clash.ambiguities()) == [('the name "front"', "one", "two"), ("the UCDP id 7", "one", "two")]


def test_meanings_apart_by_time_place_or_width_are_no_clash(registry: Registry) -> None:
    assert list(registry.ambiguities()) == []


def test_relations_are_found_from_both_sides(registry: Registry) -> None:
    assert [r.kind for r in registry.relations_of("branch")] == ["branch-of", "fights"]


HELD = [
    (2015, 2024, dt.date(2024, 12, 31), dt.date(2025, 6, 1), True, "the last day of the last year"),
    (2015, 2024, dt.date(2025, 1, 1), None, False, "after it"),
    (2015, 2024, None, dt.date(2014, 12, 31), False, "before it"),
    ("2014-10", None, dt.date(2030, 1, 1), None, True, "no end is an open end"),
    (None, None, dt.date(1990, 1, 1), dt.date(1990, 1, 1), True, "no dates at all: it cannot be excluded"),
    (2015, 2024, None, None, True, "no question of time"),
]


@pytest.mark.parametrize(("start", "end", "first", "last", "expected", "reason"), HELD, ids=[r[5] for r in HELD])
def test_when_a_relation_held(
    start: object, end: object, first: dt.date | None, last: dt.date | None, expected: bool, reason: str
) -> None:
    assert relation("a", "b", "fights", start, end).held(first, last) is expected, reason


def test_what_to_show(registry: Registry) -> None:
    assert registry.name("branch") == "Branch"
    assert registry.name("gone") == "gone"
    assert registry.actor("gone") is None
    assert "branch" in registry
    assert "gone" not in registry
    assert [a.id for a in registry] == ["parent", "branch", "republic", "emirate"]
    assert registry.actor("emirate").ucdp_ids == (303, 130)  # type: ignore[union-attr]


def test_a_citation_reads_as_one_line() -> None:
    source = CitedSource("page", "A Report", "A Paper", PartialDate.parse("2015-03"))
    assert str(Citation(source, "page 4")) == "A Report (A Paper, 2015-03): page 4"
    assert str(Citation(source)) == "A Report (A Paper, 2015-03)"


days = st.dates(dt.date(2020, 1, 1), dt.date(2020, 12, 31))
countries = st.sampled_from(["AFG", "PAK", "IRN", "TJK"])


@st.composite
def scopes(draw: st.DrawFn) -> Scope:
    start, end = draw(st.none() | days), draw(st.none() | days)
    if start and end and end < start:
        start, end = end, start
    return Scope(draw(st.none() | st.frozensets(countries, min_size=1)), start, end)


@given(scopes(), scopes(), days, countries)
def test_scopes_that_hold_together_meet(one: Scope, other: Scope, on: dt.date, country: str) -> None:
    if one.holds(on, country) and other.holds(on, country):
        assert one.meets(other)
        assert other.meets(one)


@given(scopes(), scopes())
def test_scopes_that_meet_hold_together_somewhere(one: Scope, other: Scope) -> None:
    edges = {edge for scope in (one, other) for edge in (scope.start, scope.end) if edge} | {dt.date(2020, 6, 1)}
    together = any(
        one.holds(on, country) and other.holds(on, country)
        for on, country in itertools.product(edges, ["AFG", "PAK", "IRN", "TJK"])
    )
    assert one.meets(other) is together
