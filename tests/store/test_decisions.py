"""The file of decisions that actors and incidents share; what stands in a row is tried in their own tests."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from sarhad.errors import InputError
from sarhad.store import DecisionFile, cell_fault, day_of, in_utc, moment_of


def test_a_row_is_added_in_the_files_own_columns_and_the_rest_is_kept_byte_for_byte(tmp_path: Path) -> None:
    path = tmp_path / "decisions.csv"
    before = b'\xef\xbb\xbfWhy,note,who\r\n"two\nlines",mine,desk\r\n,,\r\nno end,x,y'
    path.write_bytes(before)
    DecisionFile(path, ("who", "why"), 1).append({"who": "an editor", "why": 'says "no", twice'})
    assert path.read_bytes() == before + b'\n"says ""no"", twice",,an editor\n'
    assert [(line, cells["who"]) for line, cells in DecisionFile(path, ("who", "why"), 1).records()] == [
        (2, "desk"),
        (5, "y"),
        (6, "an editor"),
    ]


def test_a_file_that_cannot_be_read_is_not_added_to(tmp_path: Path) -> None:
    path = tmp_path / "decisions.csv"
    for content in (b"who;why\n", b'who,why\n"open,\n', b"who,why\n\xff,x\n"):
        path.write_bytes(content)
        with pytest.raises(InputError):
            DecisionFile(path, ("who", "why"), 1).append({"who": "a", "why": "b"})
        assert path.read_bytes() == content


def test_a_day_stays_a_day_and_a_moment_is_told_in_utc() -> None:
    assert moment_of("2026-03-01") == "2026-03-01"
    assert moment_of("2026-03-01T02:05:00+05:00") == "2026-02-28T21:05:00Z"
    assert [
        moment_of(text) for text in ("20260301", "2026-02-30", "2026-03-01T02:05:00", "0001-01-01T00:00:00+05:00")
    ] == [None] * 4
    assert day_of("2026-W09-7") is None
    with pytest.raises(InputError, match="no zone"):
        in_utc(dt.datetime(2026, 3, 1))  # noqa: DTZ001


def test_an_empty_cell_is_told_before_an_odd_one() -> None:
    assert cell_fault({"why": "\x00", "who": ""}, ["who"]) == ("who", "is empty", "fill it")
    odd = cell_fault({"why": "\x00", "who": "a"}, ["who"])
    assert odd is not None
    assert odd[0] == "why"
    assert cell_fault({"why": "", "who": "a"}, ["who"]) is None
