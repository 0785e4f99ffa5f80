"""Windows of days and kilometres: what lies in one, and which of several partners is kept."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pytest

from sarhad.incidents import PAIRS_SCHEMA
from sarhad.incidents.engines import Window
from tests.make import event, table

KM_NORTH = 1 / 110.9  # degrees of latitude for a kilometre at 34.5° N


def linked(pairs: pa.Table) -> list[tuple[str, str]]:
    return [(r["event_a"][-1], r["event_b"][-1]) for r in pairs.to_pylist() if r["band"] == "linked"]


def other(number: int, day: str = "2026-01-05", **values: Any) -> dict[str, Any]:
    return event(number, day, source="acled", **values)


@pytest.mark.parametrize(
    ("day", "north_km", "window", "inside"),
    [
        ("2026-01-05", 0.0, Window(1, 1), True),
        ("2026-01-06", 0.9, Window(1, 1), True),
        ("2026-01-04", 0.9, Window(1, 1), True),  # earlier counts as much as later
        ("2026-01-07", 0.0, Window(1, 1), False),
        ("2026-01-07", 0.0, Window(1, 2), True),
        ("2026-01-05", 1.2, Window(1, 2), False),
        ("2026-01-05", 4.8, Window(5, 1), True),
        ("2026-01-05", 5.2, Window(5, 2), False),
    ],
)
def test_a_pair_is_linked_inside_the_window_only(day: str, north_km: float, window: Window, inside: bool) -> None:
    pairs = window(table(event(1)), table(other(2, day, latitude=34.5 + north_km * KM_NORTH)))
    assert linked(pairs) == ([("1", "2")] if inside else [])
    assert pairs.schema.equals(PAIRS_SCHEMA)
    if inside:
        assert pairs["distance_km"][0].as_py() == pytest.approx(north_km, abs=0.02)


def test_kilometres_are_measured_on_the_ellipsoid_also_in_the_east() -> None:
    degree_east_km = 91.83  # of longitude at 34.5° N
    near = other(2, longitude=69.2 + 4.95 / degree_east_km)
    far = other(3, longitude=69.2 - 5.05 / degree_east_km)
    assert linked(Window(5, 1)(table(event(1)), table(near, far))) == [("1", "2")]


def test_raw_window_links_an_event_several_times_and_one_to_one_takes_the_nearest() -> None:
    left = table(event(1), event(2, latitude=34.5 + 3 * KM_NORTH))
    right = table(other(3), other(4, "2026-01-06", latitude=34.5 + 3 * KM_NORTH))
    assert linked(Window(5, 1)(left, right)) == [("1", "3"), ("1", "4"), ("2", "3"), ("2", "4")]
    chosen = Window(5, 1, one_to_one=True)(left, right)
    assert linked(chosen) == [("1", "3"), ("2", "4")]
    lost = {(r["event_a"][-1], r["event_b"][-1]): r["rival"] for r in chosen.to_pylist() if r["why"] == "rival"}
    assert lost == {("1", "4"): "acled:3", ("2", "3"): "acled:4"}


def test_same_type_and_same_sides_in_no_order() -> None:
    left = table(event(1))
    swapped = other(2, side_a="b", side_b="A")
    renamed = other(3, side_b="C")
    recoded = other(4, violence_type="one-sided")
    unknown = other(5, violence_type=None)
    right = table(swapped, renamed, recoded, unknown)
    assert linked(Window(1, 1)(left, right)) == [("1", n) for n in "2345"]
    assert linked(Window(1, 1, "type")(left, right)) == [("1", "2"), ("1", "3")]
    assert linked(Window(1, 1, "type and sides")(left, right)) == [("1", "2")]


def test_an_event_without_coordinates_is_linked_to_nothing() -> None:
    nowhere = other(2, longitude=None, latitude=None)
    assert Window(5, 2)(table(event(1)), table(nowhere)).num_rows == 0
    assert Window(5, 2)(table(), table(other(2))).num_rows == 0
