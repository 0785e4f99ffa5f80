"""Contradictions of an `actors.yaml` are told with the lines that make them."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from sarhad.actors import read_registry
from sarhad.errors import InputError

HEAD = "sources:\n  ucdp: {title: UCDP Actor Dataset, publisher: UCDP}\nactors:\n"


def write(folder: Path, *actors: str) -> Path:
    path = folder / "actors.yaml"
    entries = [f"  - {{id: {entry.split()[0]}, name: {entry.split()[0]}, kind: armed-group, source: ucdp, "
               f"{' '.join(entry.split()[1:])}}}\n" for entry in actors]  # fmt: skip
    path.write_text(HEAD + "".join(entries), encoding="utf-8")
    return path


def link(kind: str, to: str, dates: str = "") -> str:
    return f"relations: [{{to: {to}, kind: {kind}, {dates} basis: page, source: ucdp}}]"


WRONG = [
    (
        (f"a {link('splinter-of', 'b')}", f"b {link('splinter-of', 'a')}"),
        "actors.yaml, line 4: a circle in the lineage: a splinter-of b (line 4), b splinter-of a (line 5); "
        "take out or turn round the wrong one",
        "each split from the other",
    ),
    (
        (f"a {link('successor-of', 'b')}", f"b {link('renamed-from', 'c')}", f"c {link('successor-of', 'a')}"),
        "actors.yaml, line 4: a circle in the lineage: a successor-of b (line 4), b renamed-from c (line 5), "
        "c successor-of a (line 6); take out or turn round the wrong one",
        "successors in a ring",
    ),
    (
        (f"a {link('merged-into', 'b')}", f"b {link('merged-into', 'a', 'start: 2010,')}"),
        "actors.yaml, line 4: a circle in the lineage: a merged-into b (line 4), b merged-into a (line 5); "
        "take out or turn round the wrong one",
        "each merged into the other, dated or not",
    ),
    (
        (f"a {link('joined', 'b', 'start: 2010,')}", f"b {link('joined', 'a')}"),
        "actors.yaml, line 4: a circle in the lineage: a joined b (line 4), b joined a (line 5); "
        "date each of them, or take out the wrong one",
        "to and fro is possible, but only where it is dated",
    ),
    (
        (f"a {link('splinter-of', 'b', 'start: 1989,')}", "b founded: 1990"),
        "actors.yaml, line 4: a split from b in 1989, but b was founded in 1990 (line 5); correct one of the two dates",
        "a split dated before the parent was founded",
    ),
    (
        ("a founded: 2000, ended: 1999-12",),
        "actors.yaml, line 4, actors.0: it ended before it was founded; correct one of the two",
        "an end before the beginning",
    ),
]


@pytest.mark.parametrize(("actors", "message", "reason"), WRONG, ids=[row[2] for row in WRONG])
def test_what_cannot_be_is_refused(tmp_path: Path, actors: tuple[str, ...], message: str, reason: str) -> None:
    with pytest.raises(InputError) as raised:
        read_registry(write(tmp_path, *actors))
    assert [str(problem) for problem in raised.value.problems] == [message], reason


POSSIBLE = [
    ((f"a {link('splinter-of', 'b')}", f"b {link('merged-into', 'a')}"), "a splinter that took its parent in"),
    ((f"a {link('joined', 'b', 'start: 2001,')}", f"b {link('joined', 'a', 'start: 2009,')}"), "to and fro, dated"),
    ((f"a {link('fights', 'b')}", f"b {link('fights', 'a')}"), "no lineage at all"),
    ((f"a {link('successor-of', 'b', 'start: 2011,')}", "b ended: 2010"), "carried on after it had ended"),
    (
        (f"a founded: 2015, {link('splinter-of', 'b', 'start: 2014,')}", "b note: x"),
        "founded some time after the split",
    ),
    ((f"a {link('fights', 'b', 'start: 2005, end: 2010,')}", "b ended: 2010-03-01"), "until some day of the last year"),
    ((f"a {link('fights', 'b', 'start: 1990,')}", "b founded: 1990-08-01"), "from some day of the first year"),
]


@pytest.mark.parametrize(("actors", "reason"), POSSIBLE, ids=[row[1] for row in POSSIBLE])
def test_what_can_be_is_read_in_silence(tmp_path: Path, actors: tuple[str, ...], reason: str) -> None:
    assert read_registry(write(tmp_path, *actors)).problems == (), reason


ODD = [
    (
        (f"a {link('fights', 'b', 'start: 1980, end: 1999,')}", "b founded: 1990"),
        "actors.yaml, line 4: a fights b in 1980, but b was founded in 1990 (line 5); correct one of the two dates",
    ),
    (
        (f"a {link('fights', 'b', 'start: 1980, end: 1999,')}", "b ended: 1990-06"),
        "actors.yaml, line 4: a fights b in 1999, but b ended in 1990-06 (line 5); correct one of the two dates",
    ),
]


@pytest.mark.parametrize(("actors", "message"), ODD)
def test_what_is_odd_is_kept_and_told(tmp_path: Path, actors: tuple[str, ...], message: str) -> None:
    registry = read_registry(write(tmp_path, *actors))
    assert len(registry.relations) == 1
    assert [(p.severity, p.effect, str(p)) for p in registry.problems] == [("warning", "kept", message)]


def test_two_circles_are_both_told(tmp_path: Path) -> None:
    actors = [f"{one} {link('splinter-of', other)}" for one, other in (("a", "b"), ("b", "a"), ("c", "d"), ("d", "c"))]
    with pytest.raises(InputError) as raised:
        read_registry(write(tmp_path, *actors))
    assert [problem.line for problem in raised.value.problems] == [4, 6]


def test_a_file_full_of_circles_is_refused_soon(tmp_path: Path) -> None:
    pairs = [(f"a{i}", f"b{i}") for i in range(400)]
    actors = [f"{x} {link('splinter-of', y)}" for one, other in pairs for x, y in ((one, other), (other, one))]
    with pytest.raises(InputError) as raised:
        read_registry(write(tmp_path, *actors))
    assert 0 < len(raised.value.problems) < 400


def test_a_name_of_two_actors_is_told_with_both_lines_unless_they_never_met(tmp_path: Path) -> None:
    named = "names: [{text: Front, language: en, source: ucdp}]"
    with pytest.raises(InputError) as raised:
        read_registry(write(tmp_path, f"a {named}", f"b {named}"))
    assert str(raised.value.problems[0]) == (
        'actors.yaml, line 5 "b": the name "front" means a (line 4) and b at the same place and time; '
        "limit one of them with countries, from or until, or take it out"
    )
    apart = read_registry(write(tmp_path, f"a {named}, ended: 1999", f"b {named}, founded: 2001"))
    assert len(apart) == 2


def test_an_actor_that_had_ended_is_told_with_file_and_line(tmp_path: Path) -> None:
    registry = read_registry(write(tmp_path, "a ended: 2015-03", "b founded: 1994"))
    (ended,) = registry.candidates("a", on=dt.date(2020, 1, 1))
    assert (ended.meant, ended.why) == (None, "ended 2015-03, event 2020-01-01 (actors.yaml, line 4)")
    (early,) = registry.candidates("b", on=dt.date(1990, 1, 1))
    assert (early.meant, early.why) == (None, "founded 1994, event 1990-01-01 (actors.yaml, line 5)")
