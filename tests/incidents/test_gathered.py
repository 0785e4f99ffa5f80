"""Events of several readings or tables in one table."""

from __future__ import annotations

import pytest

from sarhad.errors import InputError
from sarhad.incidents.gathered import gather
from tests.make import block, event, events, table


def test_rows_are_sorted_and_numbered_with_their_sources() -> None:
    found = gather(table(event(2, source="b"), event(1, source="b"), event(1, source="a")), None, None)
    assert found.table["event_id"].to_pylist() == ["a:1", "b:1", "b:2"]
    assert (found.sources, found.source_of) == (("a", "b"), [0, 1, 1])
    assert found.number["b:2"] == 2


def test_readings_bring_their_files_and_coverage_but_those_of_other_sources() -> None:
    looks = block("2026-01-01", "2026-01-31", source="a")
    readings = [
        events(event(1, source="b"), source="b"), events(event(1, source="a"), source="a", coverage=(looks,)),
    ]  # fmt: skip
    assert [ref.name for ref in gather(readings, None, None).refs] == ["a", "b"]
    only = gather(readings, ["b"], None)
    assert ([ref.name for ref in only.refs], only.coverage) == (["b"], ())
    assert only.left_out == {"of a source not asked for": 1}


def test_an_id_that_two_readings_hold_is_refused() -> None:
    with pytest.raises(InputError, match="the event a:1 stands twice"):
        gather([events(event(1, source="a")), events(event(1, source="a"))], None, None)
