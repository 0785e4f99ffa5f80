"""What a person decided about a name: read, contradicted, withdrawn, added to."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from sarhad.actors import (
    NO_ACTOR_DECISIONS,
    Actor,
    ActorDecisions,
    Citation,
    CitedSource,
    Registry,
    append_actor_decision,
    read_actor_decisions,
)
from sarhad.errors import InputError

HEAD = "name,country,from,until,actor,who,when,why"
DAY = dt.date(2020, 6, 1)


@pytest.fixture
def registry() -> Registry:
    cited = Citation(CitedSource("s", "S", "S"))
    return Registry(Actor(name, name.title(), "armed-group", cited) for name in ("one", "two", "three"))


def read(tmp_path: Path, registry: Registry, *rows: str) -> ActorDecisions:
    path = tmp_path / "actors.csv"
    path.write_text("\n".join([HEAD, *rows]) + "\n", encoding="utf-8")
    return read_actor_decisions(path, registry)


def meant(decisions: ActorDecisions, name: str = "X", on: dt.date | None = DAY, country: str | None = "AFG") -> object:
    found = decisions.of(name, on, country)
    return found.actor if found else "undecided"


def test_a_row_binds_where_and_when_it_holds(tmp_path: Path, registry: Registry) -> None:
    decisions = read(tmp_path, registry, "X,AFG,2020-01-01,2020-12-31,one,me,2026-01-01,because")
    assert decisions.problems == ()
    assert meant(decisions) == "one"
    assert meant(decisions, name="x") == "one", "folded"
    assert meant(decisions, country="PAK") == "undecided"
    assert meant(decisions, on=dt.date(2021, 1, 1)) == "undecided"
    assert meant(decisions, on=None) == "undecided", "an unknown day is inside no span"
    assert meant(decisions, name="Y") == "undecided"
    assert decisions.turning_days() == (dt.date(2020, 1, 1), dt.date(2021, 1, 1))


def test_none_is_a_decision_too(tmp_path: Path, registry: Registry) -> None:
    assert meant(read(tmp_path, registry, "X,,,,none,me,2026-01-01,no group")) is None


@pytest.mark.parametrize(
    ("rows", "expected", "why"),
    [
        (("X,,,,one,me,2026-01-01,", "X,,,,two,me,2026-01-02,"), "two", "the later day"),
        (("X,,,,two,me,2026-01-02,", "X,,,,one,me,2026-01-01,"), "two", "the later day, whatever the order"),
        (("X,,,,one,me,2026-01-01,", "X,,,,withdrawn,me,2026-01-02,"), "undecided", "taken back"),
        (("X,,,,one,me,2026-01-01,", "X,,,,withdrawn,me,2026-01-01,"), "undecided", "taken back on the same day"),
        (("X,,,,withdrawn,me,2026-01-01,", "X,,,,one,me,2026-01-02,"), "one", "decided again"),
        (("X,,,,one,me,2026-01-01,", "X,PAK,,,withdrawn,me,2026-01-02,"), "one", "taken back elsewhere"),
        (("X,AFG,,,one,me,2026-01-02,", "X,,,,two,me,2026-01-01,"), "one", "the later one is the narrower"),
        (("X,,,,one,me,2026-01-01T10:00:00Z,", "X,,,,two,me,2026-01-01T13:00:00+02:00,"), "two", "an hour later"),
        (("X,,,,one,me,2026-01-01,", "X,,,,one,you,2026-01-01,"), "one", "two of one mind"),
    ],
)
def test_the_latest_row_binds(
    tmp_path: Path, registry: Registry, rows: tuple[str, ...], expected: str, why: str
) -> None:
    decisions = read(tmp_path, registry, *rows)
    assert decisions.problems == ()
    assert meant(decisions) == expected, why


def test_contradictory_rows_are_told_with_their_lines_and_bind_nothing(tmp_path: Path, registry: Registry) -> None:
    decisions = read(
        tmp_path,
        registry,
        "X,AFG,2020-01-01,,one,me,2026-01-01,",
        "X,,,2020-12-31,two,you,2026-01-01,",
        "X,PAK,,,three,you,2025-01-01,",
    )
    (problem,) = decisions.problems
    assert (problem.kind, problem.file, problem.line) == ("decisions-contradict", "actors.csv", 3)
    assert "lines 2 and 3" in problem.what
    assert problem.do
    assert meant(decisions) == "undecided"
    assert meant(decisions, country="PAK") == "three", "the other row stands"


def test_rows_that_never_meet_do_not_contradict(tmp_path: Path, registry: Registry) -> None:
    rows = "X,,,2019-12-31,one,me,2026-01-01,", "X,,2020-01-01,,two,me,2026-01-01,"
    decisions = read(tmp_path, registry, *rows)
    assert decisions.problems == ()
    assert meant(decisions) == "two"


def test_a_later_row_about_both_settles_a_contradiction(tmp_path: Path, registry: Registry) -> None:
    rows = "X,,,,one,me,2026-01-01,", "X,,,,two,me,2026-01-01,", "X,,,,three,me,2026-02-01,"
    decisions = read(tmp_path, registry, *rows)
    assert decisions.problems == ()
    assert meant(decisions) == "three"


@pytest.mark.parametrize(
    ("row", "column", "part"),
    [
        ("X,AFG,,,four,me,2026-01-01,", "actor", "no actor has this id"),
        ("X,AFG,,,one,,2026-01-01,", "who", "is empty"),
        ("X,AFG,,,,me,2026-01-01,", "actor", "is empty"),
        (",AFG,,,one,me,2026-01-01,", "name", "is empty"),
        ("X,Afghanistan,,,one,me,2026-01-01,", "country", "not an ISO"),
        ("X,AFG,2020-02-30,,one,me,2026-01-01,", "from", "not a day"),
        ("X,AFG,2020,,one,me,2026-01-01,", "from", "not a day"),
        ("X,AFG,2020-02-02,2020-02-01,one,me,2026-01-01,", "until", "before from"),
        ("X,AFG,,,one,me,yesterday,", "when", "not a day"),
        ("X,AFG,,,one,me,2026-01-01," + "a" * 2001, "why", "too long"),
        ("X\x07,AFG,,,one,me,2026-01-01,", "name", "do not print"),
    ],
)
def test_a_bad_row_is_told_and_the_others_stand(
    tmp_path: Path, registry: Registry, row: str, column: str, part: str
) -> None:
    decisions = read(tmp_path, registry, row, "Y,,,,two,me,2026-01-01,")
    (problem,) = decisions.problems
    assert (problem.file, problem.line, problem.column) == ("actors.csv", 2, column)
    assert part in problem.what
    assert problem.do
    assert meant(decisions, name="Y") == "two"
    assert meant(decisions) == "undecided"


@pytest.mark.parametrize(
    ("content", "part"),
    [
        (b"name,country\nX,AFG\n", "no column from, until, actor, who, when, why"),
        (b"name;country;from;until;actor;who;when;why\n", "no column"),
        (HEAD.encode() + b"\nX\xff,,,,one,me,2026-01-01,\n", "line 2: not UTF-8"),
        (HEAD.encode() + b'\n"X,,,,one,me,2026-01-01,\n', "not a table"),
    ],
)
def test_a_file_that_cannot_be_read(tmp_path: Path, registry: Registry, content: bytes, part: str) -> None:
    path = tmp_path / "actors.csv"
    path.write_bytes(content)
    with pytest.raises(InputError, match=part):
        read_actor_decisions(path, registry)


def test_no_file_no_decisions(tmp_path: Path, registry: Registry) -> None:
    assert read_actor_decisions(tmp_path / "actors.csv", registry).rows == NO_ACTOR_DECISIONS.rows


def test_a_row_is_added_and_all_before_it_kept_byte_for_byte(tmp_path: Path, registry: Registry) -> None:
    path = tmp_path / "decisions" / "actors.csv"
    when = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)
    append_actor_decision(path, registry, "X", "one", who="me", why='a "reason",\nin two lines', when=when)
    path.write_bytes(path.read_bytes() + b"Y,,,,nobody,me,2026-01-01,an unreadable row")
    before = path.read_bytes()
    later = when + dt.timedelta(hours=1)
    row = append_actor_decision(path, registry, "=X", "withdrawn", who="me", country="AFG", start=DAY, when=later)
    assert path.read_bytes() == before + b"\n=X,AFG,2020-06-01,,withdrawn,me,2026-03-01T13:00:00Z,\n"
    assert row.withdrawn
    decisions = read_actor_decisions(path, registry)
    assert meant(decisions) == "one"
    assert [p.line for p in decisions.problems] == [3]


@pytest.mark.parametrize(("actor", "who"), [("four", "me"), ("one", " "), ("one", "")])
def test_what_cannot_be_added_leaves_the_file_alone(tmp_path: Path, registry: Registry, actor: str, who: str) -> None:
    path = tmp_path / "actors.csv"
    with pytest.raises(InputError):
        append_actor_decision(path, registry, "X", actor, who=who)
    assert not path.exists()
