"""What an actor came from, what became of it, and who stands for it on a given day."""

from __future__ import annotations

import datetime as dt
import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sarhad.actors import Actor, Citation, CitedSource, Identifier, Name, Registry, Relation, Scope
from sarhad.actors.dates import PartialDate

CITED = Citation(CitedSource("ucdp", "UCDP Actor Dataset", "UCDP"), "actor 1")


def actor(actor_id: str, founded: object = None, ended: object = None, *names: Name) -> Actor:
    first, last = (PartialDate.parse(day) if day else None for day in (founded, ended))
    return Actor(actor_id, actor_id.title(), "armed-group", CITED, founded=first, ended=last, names=names)


def relation(one: str, kind: str, other: str, start: object = None, end: object = None) -> Relation:
    starts, ends = (PartialDate.parse(day) if day else None for day in (start, end))
    return Relation(one, other, kind, "page", CITED, starts, ends)  # type: ignore[arg-type]


@pytest.fixture
def registry() -> Registry:
    return Registry(
        [
            actor("front", 1980, "1999-06-30"),
            actor("union", "1999-07-01", 2010),
            actor("army", 2010),
            actor("splinter", 1990, "1995-12-31"),
            actor("cell", 1996, "2001-03"),
            actor("old-name", None, "2005-04-30"),
            actor("new-name", "2005-05-01"),
        ],
        [
            relation("union", "successor-of", "front", "1999-07-01"),
            relation("union", "merged-into", "army", "2010"),
            relation("splinter", "splinter-of", "front", "1990"),
            relation("splinter", "joined", "front"),
            relation("cell", "merged-into", "army", "2010"),
            relation("cell", "merged-into", "new-name", "2006"),
            relation("new-name", "renamed-from", "old-name", "2005-05-01"),
        ],
    )


WHO = [
    ("front", "1990-01-01", "front", "holds", "it existed"),
    ("front", "1999-06-30", "front", "holds", "its last day"),
    (
        "front", "1999-07-01", "union", "ended 1999-06-30, event 1999-07-01; union stands for it"
        " (union successor-of front, 1999-07-01)", "the day after",
    ),
    ("front", "2015-01-01", "army", None, "over two steps"),
    ("union", "2010-06-01", "union", "holds", "a year of which nobody knows the day: it can still have existed"),
    ("union", "1990-01-01", None, "founded 1999-07-01, event 1990-01-01", "before it was founded"),
    (
        "splinter", "2000-01-01", None, "ended 1995-12-31, event 2000-01-01; splinter joined front carries no date",
        "an undated step carries no name on",
    ),
    ("cell", "2002-01-01", None, "ended 2001-03, event 2002-01-01", "before anybody carried it on"),
    ("cell", "2007-01-01", "new-name", None, "one had, the other not yet"),
    (
        "cell", "2012-01-01", None, "ended 2001-03, event 2012-01-01; more than one carried it on: army, new-name",
        "two: nobody is guessed",
    ),
    ("new-name", "2000-01-01", "old-name", None, "a later name of an earlier time"),
    ("old-name", "2010-01-01", "new-name", None, "an earlier name of a later time"),
    ("front", None, "front", "holds", "no day, no question"),
    ("gone", "2000-01-01", "gone", "holds", "an actor that the registry does not hold"),
]  # fmt: skip


@pytest.mark.parametrize(("asked", "day", "meant", "why", "reason"), WHO, ids=[row[4] for row in WHO])
def test_who_stands_for_an_actor(
    registry: Registry, asked: str, day: str | None, meant: str | None, why: str | None, reason: str
) -> None:
    on = dt.date.fromisoformat(day) if day else None
    assert registry.lineage.at(asked, on)[0] == meant, reason
    if why is not None:
        assert registry.lineage.at(asked, on)[1] == why


def test_a_name_never_means_an_actor_that_had_ended(registry: Registry) -> None:
    assert registry.resolve("Front", on=dt.date(1990, 1, 1)) == "front"
    assert registry.resolve("Front", on=dt.date(2015, 1, 1)) == "army"
    assert registry.resolve("Splinter", on=dt.date(2015, 1, 1)) is None
    (only,) = registry.candidates("Splinter", on=dt.date(2015, 1, 1))
    assert (only.actor, only.meant, only.chosen) == ("splinter", None, False)
    assert only.why.startswith("ended 1995-12-31, event 2015-01-01")


def test_steps_before_and_after_in_order_of_time(registry: Registry) -> None:
    before = [(step.earlier, step.relation.kind) for step in registry.lineage.predecessors("army")]
    assert before == [("cell", "merged-into"), ("union", "merged-into")]
    after = [(step.later, step.relation.kind) for step in registry.lineage.successors("front")]
    assert after == [("splinter", "splinter-of"), ("union", "successor-of")]


def test_the_whole_line_leaves_siblings_out(registry: Registry) -> None:
    line = [(step.earlier, step.later) for step in registry.lineage.line("union")]
    assert line == [("splinter", "front"), ("front", "splinter"), ("front", "union"), ("union", "army")]


def test_names_that_were_given_up() -> None:
    renamed = PartialDate.parse("2014-06")
    later = Name("Second", "en", CITED, former=True, renamed=renamed)
    held = Registry([actor("a", None, None, later, Name("Now", "en", CITED), Name("First", "en", CITED, former=True))])
    assert [name.text for name in held.lineage.renamings("a")] == ["First", "Second"]
    assert held.lineage.renamings("gone") == ()


def test_the_days_on_which_a_meaning_turns(registry: Registry) -> None:
    days = registry.turning_days()
    assert dt.date(1999, 7, 1) in days  # the front has ended, the union is founded
    assert dt.date(2001, 4, 1) in days  # the day after the month in which the cell ended
    assert dt.date(2006, 1, 1) in days  # the cell is carried on
    assert list(days) == sorted(set(days))


@given(st.integers(1970, 2030), st.integers(1, 12))
def test_between_two_turning_days_every_meaning_stays(year: int, month: int) -> None:
    held = Registry(
        [actor("front", 1980, "1999-06-30"), actor("union", "1999-07-01", 2010), actor("army", 2010)],
        [
            relation("union", "successor-of", "front", "1999-07-01"),
            relation("union", "merged-into", "army", "2010"),
        ],
    )
    on = dt.date(year, month, 11)
    since = max((day for day in held.turning_days() if day <= on), default=dt.date.min)
    for name in ("Front", "Union", "Army"):
        assert held.resolve(name, on=on) == held.resolve(name, on=since)


def test_a_circle_that_got_into_a_registry_ends_nowhere() -> None:
    held = Registry(
        [actor("a", None, 2000), actor("b", None, 2000)],
        [relation("a", "merged-into", "b", 2000), relation("b", "merged-into", "a", 2000)],
    )
    assert held.resolve("A", on=dt.date(2005, 1, 1)) is None
    assert len(held.lineage.line("a")) == 2


def test_many_ways_to_one_heir_are_walked_once() -> None:
    layers = [[f"a{i}", f"b{i}"] for i in range(60)]
    actors = [actor(one, None, 2000 + i) for i, layer in enumerate(layers) for one in layer] + [actor("heir")]
    steps = [
        relation(one, "merged-into", other, 2001 + i)
        for i, (layer, following) in enumerate(itertools.pairwise([*layers, ["heir"]]))
        for one in layer
        for other in following
    ]
    assert Registry(actors, steps).resolve("A0", on=dt.date(2100, 1, 1)) == "heir"


def test_a_line_without_end_is_not_followed_for_ever() -> None:
    actors = [actor(f"a{i}", None, 2000) for i in range(3000)]
    steps = [relation(f"a{i}", "merged-into", f"a{i + 1}", 2000) for i in range(2999)]
    assert Registry(actors, steps).resolve("A0", on=dt.date(2100, 1, 1)) is None


REGION = frozenset({"AFG"})


def test_every_meaning_is_told_with_its_reason() -> None:
    yemen = Scope(frozenset({"YEM"}))
    held = Registry(
        [
            Actor("parent", "Parent", "armed-group", CITED, names=(Name("IS", "en", CITED),)),
            Actor("branch", "Branch", "armed-group", CITED, names=(Name("IS", "en", CITED, scope=Scope(REGION)),)),
            Actor("other", "Other", "armed-group", CITED, names=(Name("IS", "en", CITED, scope=yemen),)),
        ]
    )
    told = [(m.actor, m.meant, m.chosen, m.why) for m in held.candidates("is", on=None, country="AFG")]
    assert told == [
        ("branch", "branch", True, "holds"),
        ("parent", "parent", False, "branch has the narrower scope"),
        ("other", None, False, "only in YEM"),
    ]
    assert [(m.actor, m.why) for m in held.candidates("IS")] == [
        ("parent", "holds"),
        ("branch", "only in AFG; the country is not known"),
        ("other", "only in YEM; the country is not known"),
    ]


def test_two_that_fit_equally_well_are_contested_and_none_is_taken() -> None:
    held = Registry([actor("one"), Actor("two", "ONE", "armed-group", CITED)])
    assert held.resolve("one") is None
    assert [(m.actor, m.chosen, m.why) for m in held.candidates("one")] == [
        ("one", False, "contested: it means two at the same place and time"),
        ("two", False, "contested: it means one at the same place and time"),
    ]


def test_the_one_that_existed_then_comes_before_one_that_would_stand_for_another() -> None:
    held = Registry(
        [actor("old", None, 2000), actor("heir"), Actor("young", "OLD", "armed-group", CITED)],
        [relation("heir", "successor-of", "old", 2001)],
    )
    assert held.resolve("old", on=dt.date(2005, 1, 1)) == "young"
    why = {m.actor: m.why for m in held.candidates("old", on=dt.date(2005, 1, 1))}
    assert why == {"young": "holds", "old": "young existed then, and here it would stand for another"}


def test_a_number_decides_over_a_name() -> None:
    held = Registry(
        [
            Actor("one", "One", "armed-group", CITED, identifiers=(Identifier(7),)),
            Actor("two", "Two", "armed-group", CITED),
        ]
    )
    told = [(m.actor, m.said, m.chosen, m.why) for m in held.candidates("two", source_id="7")]
    assert told == [("one", "UCDP 7", True, "holds"), ("two", "Two", False, "the number UCDP 7 decides")]
