"""`sarhad match` as a person runs it: lists, explanations, decisions, second thoughts, and what is refused."""

import csv
import json

import pytest
from typer.testing import CliRunner

from sarhad.build import judge_watch
from sarhad.cli.app import app
from sarhad.cli.match_review import sit
from sarhad.cli.match_shown import plain
from sarhad.errors import InputError
from sarhad.incidents import read_decisions
from sarhad.incidents.review import waiting
from sarhad.watch import read_watch
from tests.two_sources import two_sources

TWICE = ("association:51", "association:52")


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """The watch of two sources, read once."""
    return two_sources(tmp_path_factory.mktemp("match") / "watch")


@pytest.fixture
def watch(made):
    """The same, with nothing decided."""
    decided = made / "decisions" / "matches.csv"
    decided.unlink(missing_ok=True)
    return made


def run(watch, command, *words):
    """The output of one command; an error is raised as it is."""
    where = [str(watch)] if command in ("review", "coverage") else ["--watch", str(watch)]
    done = CliRunner().invoke(app, ["match", command, *map(str, words), *where], catch_exceptions=False)
    assert done.exit_code == (command == "review"), done.output
    return done.stdout


def answer(watch, command, *words):
    return json.loads(run(watch, command, *words, "--json"))


def rows(watch):
    with (watch / "decisions" / "matches.csv").open(encoding="utf-8") as file:
        return [
            (row["event_a"], row["event_b"], row["decision"], row["who"], row["why"]) for row in csv.DictReader(file)
        ]


def test_in_a_pipe_review_lists_what_waits(watch):
    told = answer(watch, "review")
    assert told["sources"] == ["association", "ucdp-ged"]
    assert (told["events"], told["rows_not_compared"]) == (73, 0)
    assert told["told_by_several"] >= 20
    assert {(p["event_a"], p["event_b"]) for p in told["pairs"]} >= {TWICE}
    assert all(pair["band"] == "review" for pair in told["pairs"])
    text = run(watch, "review", "--limit", "1")
    assert "73 events of association, ucdp-ged are " in text
    assert f"and {told['waiting'] - 1} more (--limit, --json)" in text
    assert len(answer(watch, "review", "--limit", "2")["pairs"]) == 2
    only = answer(watch, "review", "--source", "ucdp-ged")["pairs"]
    assert all("ucdp-ged" in (pair["source_a"], pair["source_b"]) for pair in only)
    with pytest.raises(InputError, match='no event of "gtd" is compared'):
        run(watch, "review", "--source", "gtd")


def test_two_events_are_explained_side_by_side(watch):
    text = run(watch, "explain", "ucdp-ged:1003", "association:3")
    assert text.index("association:3") < text.index("ucdp-ged:1003")
    assert "Town 3" in text
    assert "Days " in text
    assert "█" in text
    assert "Linked: the probability, over 0.99, is at least 0.5." in text
    told = answer(watch, "explain", "ucdp-ged:1003", "association:3")
    assert told["compared"]
    assert told["steps"][-1]["total"] == pytest.approx(sum(step["bits"] for step in told["steps"]), abs=0.01)


def test_one_event_has_its_candidates(watch):
    told = answer(watch, "explain", "ucdp-ged:1003")
    assert told["candidates"][0]["event_a"] == "association:3"
    text = run(watch, "explain", "ucdp-ged:1003")
    assert "association:3" in text
    assert "5 (4 to 7)" in text


def test_two_that_were_never_compared_are_shown_all_the_same(watch):
    assert answer(watch, "explain", "association:1", "ucdp-ged:1030") == {
        "event_a": "association:1", "event_b": "ucdp-ged:1030", "compared": False
    }  # fmt: skip
    text = run(watch, "explain", "association:1", "ucdp-ged:1030")
    assert "too far apart in days or place to be compared, or less likely than 0.01" in text


def test_a_decision_binds_and_is_taken_back(watch):
    made = answer(watch, "decide", *TWICE, "same", "--who", "desk", "--why", "same village")
    assert (made["decision"], made["before"]) == ("same", None)
    told = answer(watch, "explain", *TWICE)
    assert (told["band"], told["why"]) == ("linked", "decision")
    assert told["decision"]["who"] == "desk"
    assert "decided to be the same incident by desk" in told["outcome"]
    assert TWICE not in {(p["event_a"], p["event_b"]) for p in answer(watch, "review")["pairs"]}
    changed = run(watch, "decide", *reversed(TWICE), "different", "--who", "chief")
    assert "different, by chief on " in changed
    assert "which was same by desk on " in changed
    assert [row[2] for row in rows(watch)] == ["same", "withdrawn", "different"]
    assert answer(watch, "explain", *TWICE)["band"] == "apart"
    assert "is taken back" in run(watch, "undo", *TWICE, "--who", "chief", "--why", "was right")
    assert answer(watch, "explain", *TWICE)["band"] == "review"
    with pytest.raises(InputError, match="nothing is decided about"):
        run(watch, "undo", *TWICE, "--who", "chief")


def test_a_decision_that_contradicts_others_is_not_written(watch):
    run(watch, "decide", "association:1", "ucdp-ged:1001", "same", "--who", "desk")
    run(watch, "decide", "association:1", "association:51", "same", "--who", "desk")
    before = rows(watch)
    with pytest.raises(InputError, match=r"contradicts lines 2 and 3 of matches\.csv; nothing was written"):
        run(watch, "decide", "ucdp-ged:1001", "association:51", "different", "--who", "desk")
    assert rows(watch) == before


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("decide", "association:1", "ucdp-ged:9", "same", "--who", "desk"), "no event ucdp-ged:9 is loaded"),
        (("decide", "association:1", "association:1", "same", "--who", "desk"), "not compared with itself"),
        (("decide", *TWICE, "maybe", "--who", "desk"), '"maybe" is not a decision'),
        (("decide", *TWICE, "same"), "nobody is named who decides"),
        (("explain", "association:999"), "no event association:999 is compared"),
        (("explain", "association:1", "association:1"), "not compared with itself"),
    ],
)
def test_what_is_refused(watch, words, told, monkeypatch):
    monkeypatch.delenv("SARHAD_WHO", raising=False)
    with pytest.raises(InputError, match=told):
        run(watch, *words)
    assert not (watch / "decisions" / "matches.csv").exists()


def test_who_may_stand_in_the_environment(watch, monkeypatch):
    monkeypatch.setenv("SARHAD_WHO", "desk 2")
    run(watch, "decide", *TWICE, "unsure")
    assert rows(watch)[0][3] == "desk 2"


def test_a_watch_that_does_not_join_is_told_how(watch):
    file = watch / "watch.toml"
    stated = file.read_text(encoding="utf-8")
    head, rest = stated.split("[incidents]")
    file.write_text(head + "[publication]" + rest.split("[publication]")[1], encoding="utf-8")
    try:
        with pytest.raises(InputError, match=r"watch.toml has no section \[incidents\]"):
            run(watch, "review")
    finally:
        file.write_text(stated, encoding="utf-8")


def test_coverage_tells_what_both_tell_and_estimates_what_neither_does(watch):
    told = answer(watch, "coverage")
    (row,) = told["rows"]
    joined = answer(watch, "review")
    assert row["country"] == "AFG"
    assert row["told_by_both"] == joined["told_by_several"]
    assert row["told_by_both"] + row["only_a"] + row["only_b"] == joined["incidents"]
    assert row["chapman_low"] <= row["chapman"] <= row["chapman_high"]
    text = run(watch, "coverage", "--by", "all")
    assert "A association   B ucdp-ged" in text
    assert "or more (" in text
    assert "for them it is a floor" in text
    assert len(answer(watch, "coverage", "--by", "country,month,class")["rows"]) > 1
    with pytest.raises(InputError, match="overlap by year is not known"):
        run(watch, "coverage", "--by", "year")


def seated(watch, keys, lines=()):
    """A sitting over what waits, with these keys pressed and these lines typed."""
    region = read_watch(watch)
    judged = judge_watch(region)
    pairs = waiting(judged.found.pairs, judged.events, judged.decisions)
    pressed, typed = iter(keys), iter(lines)
    return sit(judged, pairs, region.matches, "desk", key=lambda: next(pressed), line=lambda prompt: next(typed, ""))


def test_a_sitting_writes_each_answer_and_stops_where_it_is_told_to(watch, capsys):
    held = seated(watch, "xsq", ["the same village"])
    assert held.answered == 1
    (row,) = rows(watch)
    assert row[2:] == ("same", "desk", "the same village")
    assert capsys.readouterr().out.count("[s]ame  [d]ifferent") == 2
    again = seated(watch, "ddq")
    assert again.answered == 2
    assert len(read_decisions(watch / "decisions" / "matches.csv").standing) == 3, (
        "what was decided was not asked again"
    )


def test_going_back_in_a_sitting_changes_the_answer(watch, capsys):
    seated(watch, "bsbdq")
    told = capsys.readouterr().out
    assert "This was the first." in told
    assert "You answered same; it stands until you answer again." in told
    assert [row[2] for row in rows(watch)] == ["same", "withdrawn", "different"]
    (standing,) = read_decisions(watch / "decisions" / "matches.csv").standing.values()
    assert standing.decision == "different"


def test_the_end_of_the_input_ends_the_sitting(watch, capsys):
    def ended():
        raise EOFError

    region = read_watch(watch)
    judged = judge_watch(region)
    pairs = waiting(judged.found.pairs, judged.events, judged.decisions)
    assert sit(judged, pairs, region.matches, "desk", key=ended).answered == 0
    assert f"0 pairs answered, {len(pairs)} left" in capsys.readouterr().out


def test_nothing_from_the_data_runs_in_a_terminal():
    assert plain("a\x1b[31mb\r\u202ec") == "a\ufffd[31mb\ufffd\ufffdc"
