"""Decisions about two events: what stands, what contradicts, and what is told with its line."""

from __future__ import annotations

import datetime as dt
import multiprocessing
from pathlib import Path

import pytest

from sarhad.errors import InputError
from sarhad.incidents import append_decision, read_decisions

HEAD = "event_a,event_b,decision,who,when,why"


def written(folder: Path, *rows: str, head: str = HEAD) -> Path:
    path = folder / "matches.csv"
    path.write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")
    return path


def words(path: Path) -> dict[tuple[str, str], str]:
    return {pair: row.decision for pair, row in read_decisions(path).standing.items()}


@pytest.mark.parametrize(
    ("rows", "stands", "why"),
    [
        (["a:1,b:1,same,N,2026-03-01,"], {("a:1", "b:1"): "same"}, "one row"),
        (["b:1,a:1,same,N,2026-03-01,"], {("a:1", "b:1"): "same"}, "the order of the two does not matter"),
        (["a:1,b:1,SAME ,N,2026-03-01,"], {("a:1", "b:1"): "same"}, "nor does case"),
        (
            ["a:1,b:1,same,N,2026-03-02,", "b:1,a:1,different,N,2026-03-01,"],
            {("a:1", "b:1"): "same"},
            "the later date counts, not the later line",
        ),
        (
            ["a:1,b:1,same,N,2026-03-01T10:00:00Z,", "a:1,b:1,different,N,2026-03-01T11:00:00+02:00,"],
            {("a:1", "b:1"): "same"},
            "moments are compared in UTC: 11:00+02:00 is before 10:00Z",
        ),
        (
            ["a:1,b:1,same,N,2026-03-01,", "a:1,b:1,withdrawn,N,2026-03-01T09:00:00Z,"],
            {},
            "withdrawn on the same day takes back what stands above it",
        ),
        (
            ["a:1,b:1,same,N,2026-03-01,", "a:1,b:1,withdrawn,N,2026-03-01,", "a:1,b:1,different,N,2026-03-01,"],
            {("a:1", "b:1"): "different"},
            "and what stands below the withdrawal counts again",
        ),
        (["a:1,b:1,unsure,N,2026-03-01,"], {("a:1", "b:1"): "unsure"}, "unsure is a decision too"),
        (['a:1,b:1,same,N,2026-03-01,"two,\nlines"', "a:2,b:2,different,N,2026-03-01,"],
         {("a:1", "b:1"): "same", ("a:2", "b:2"): "different"}, "a reason of several lines"),
    ],
)  # fmt: skip
def test_what_stands(rows: list[str], stands: dict[tuple[str, str], str], why: str, tmp_path: Path) -> None:
    path = written(tmp_path, *rows)
    assert words(path) == stands, why
    assert read_decisions(path).problems == ()


@pytest.mark.parametrize(
    ("row", "column", "why"),
    [
        ("a:1,,same,N,2026-03-01,", "event_b", "an id is missing"),
        ("a:1,a:1,same,N,2026-03-01,", "event_b", "an event with itself"),
        ("a:1,b:1,yes,N,2026-03-01,", "decision", "not one of the words"),
        ("a:1,b:1,same,,2026-03-01,", "who", "nobody decides"),
        ("a:1,b:1,same,N,,", "when", "no time: no order among rows"),
        ("a:1,b:1,same,N,1 March 2026,", "when", "not a date"),
        ("a:1,b:1,same,N,2026-02-30,", "when", "no such day"),
        ("a:1,b:1,same,N,2026-03-01T25:00:00Z,", "when", "no such hour"),
        ("a:1,b:1,same,N,0001-01-01T00:00:00+14:00,", "when", "before the first day there is"),
        ("a:1,b:1,same,N,2026-03-01," + "x" * 2001, "why", "too long"),
        ("a:1,b:1,same,N\x07,2026-03-01,", "who", "a control character"),
        ("a:1,b:1", "who", "cut off"),
    ],
)
def test_a_bad_row_is_told_with_its_line_and_left_out(row: str, column: str, why: str, tmp_path: Path) -> None:
    path = written(tmp_path, "x:1,y:1,same,N,2026-03-01,", row, "x:2,y:2,same,N,2026-03-01,")
    read = read_decisions(path)
    (problem,) = read.problems
    assert (problem.file, problem.line, problem.column) == ("matches.csv", 3, column), why
    assert problem.do
    assert problem.effect == "record left out"
    assert set(read.standing) == {("x:1", "y:1"), ("x:2", "y:2")}


def test_lines_are_counted_in_the_file_not_in_records(tmp_path: Path) -> None:
    path = written(tmp_path, 'a:1,b:1,same,N,2026-03-01,"one\ntwo\nthree"', "", "a:2,b:2,maybe,N,2026-03-01,")
    (problem,) = read_decisions(path).problems
    assert problem.line == 6


@pytest.mark.parametrize(
    ("times", "why"),
    [
        (("2026-03-01", "2026-03-01"), "the same day"),
        (("2026-03-01", "2026-03-01T10:00:00Z"), "a day and a moment of it"),
        (("2026-03-01T10:00:00Z", "2026-03-01T12:00:00+02:00"), "the same moment in two zones"),
    ],
)
def test_the_same_pair_decided_in_two_ways_at_the_same_time(times: tuple[str, str], why: str, tmp_path: Path) -> None:
    path = written(
        tmp_path, "a:1,b:1,unsure,N,2026-02-01,", f"a:1,b:1,same,N,{times[0]},", f"b:1,a:1,different,M,{times[1]},"
    )
    read = read_decisions(path)
    (problem,) = read.problems
    assert problem.kind == "decisions-contradict", why
    assert problem.severity == "error"
    assert "lines 3 and 4" in problem.what
    assert read.standing == {}


def test_a_chain_of_same_against_a_different_is_told_with_all_lines(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        "a:1,b:1,same,N,2026-03-01,",
        "b:1,c:1,same,N,2026-03-02,",
        "x:1,y:1,same,N,2026-03-02,",
        "c:1,a:1,different,N,2026-03-03,",
    )
    read = read_decisions(path)
    (problem,) = read.problems
    assert problem.kind == "decisions-contradict"
    assert problem.line == 5
    assert "a:1 and b:1 (line 2)" in problem.what
    assert "b:1 and c:1 (line 3)" in problem.what
    assert set(read.standing) == {("x:1", "y:1")}


def test_an_event_that_is_gone_is_told_and_its_decision_kept(tmp_path: Path) -> None:
    read = read_decisions(written(tmp_path, "a:1,b:1,same,N,2026-03-01,", "a:2,b:2,same,N,2026-03-01,"))
    (problem,) = read.unknown({"a:1", "b:1", "a:2"})
    assert (problem.line, problem.value, problem.column) == (3, "b:2", "event_b")
    assert read.of("b:2", "a:2") is not None


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"event_a;event_b;decision;who;when;why\n", "commas"),
        (b"event_a,event_b,decision,who,why\n", "no column when"),
        (b"", "no column event_a"),
        (HEAD.encode() + b"\na:1,b:1,same,N\xe9,2026-03-01,\n", "line 2: not UTF-8"),
        (HEAD.encode() + b'\na:1,b:1,same,N,2026-03-01,"' + b"x" * 200_000, "field larger"),
    ],
)
def test_a_file_that_is_no_table_of_decisions_is_refused(data: bytes, told: str, tmp_path: Path) -> None:
    path = tmp_path / "matches.csv"
    path.write_bytes(data)
    with pytest.raises(InputError) as error:
        read_decisions(path)
    assert told in str(error.value)
    with pytest.raises(InputError):
        append_decision(path, "a:1", "b:1", "same", who="N") if data else read_decisions(path)
    assert path.read_bytes() == data


def test_no_file_is_no_decision(tmp_path: Path) -> None:
    assert read_decisions(tmp_path / "matches.csv").standing == {}


def test_what_is_appended_is_read_again_and_the_rest_stays_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "decisions" / "matches.csv"
    noon = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)
    append_decision(path, "a:1", 'b:"1",x', "same", who="A  N\n", why="same mosque,\nsame hour", when=noon)
    with path.open("a", encoding="utf-8") as file:
        file.write("a:9,b:9,nonsense,N,2026-03-01,")  # no end of line
    before = path.read_bytes()
    later = append_decision(path, 'b:"1",x', "a:1", "withdrawn", who="N", when=noon + dt.timedelta(seconds=1))
    assert path.read_bytes().startswith(before + b"\n")
    assert later.when == "2026-03-01T12:00:01Z"
    read = read_decisions(path)
    assert [(row.decision, row.who, row.why) for row in read.rows] == [
        ("same", "A N", "same mosque, same hour"),
        ("withdrawn", "N", ""),
    ]
    assert [problem.line for problem in read.problems] == [3]
    assert read.standing == {}


def test_a_file_with_the_columns_in_another_order_keeps_it(tmp_path: Path) -> None:
    path = written(tmp_path, "N,2026-03-01,a:1,b:1,same,,kept", head="who,when,event_a,event_b,decision,why,note")
    append_decision(path, "a:2", "b:2", "different", who="M", when=dt.datetime(2026, 3, 1, tzinfo=dt.UTC))
    assert path.read_text().splitlines()[2] == "M,2026-03-01T00:00:00Z,a:2,b:2,different,,"
    assert words(path) == {("a:1", "b:1"): "same", ("a:2", "b:2"): "different"}


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({"decision": "perhaps"}, "no such word"),
        ({"who": "  "}, "nobody"),
        ({"event_b": "a:1"}, "an event with itself"),
        ({"when": dt.datetime(2026, 3, 1)}, "a time without a zone"),  # noqa: DTZ001
    ],
)
def test_what_cannot_be_read_is_not_written(given: dict[str, object], why: str, tmp_path: Path) -> None:
    path = tmp_path / "matches.csv"
    asked = {"event_a": "a:1", "event_b": "b:1", "decision": "same", "who": "N", **given}
    with pytest.raises(InputError):
        append_decision(path, **asked)  # type: ignore[arg-type]
    assert not path.exists(), why


def _append_many(path: Path, number: int) -> None:
    for i in range(10):
        append_decision(path, f"a:{number}", f"b:{i}", "same", who="N")


def test_two_writers_lose_nothing(tmp_path: Path) -> None:
    path = tmp_path / "matches.csv"
    context = multiprocessing.get_context("spawn")
    writers = [context.Process(target=_append_many, args=(path, number)) for number in range(2)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(60)
    assert len(read_decisions(path).rows) == 20
