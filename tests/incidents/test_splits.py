"""One telling that another source tells in parts: what is put together, and what is left apart."""

from __future__ import annotations

from typing import Any

import pytest

from sarhad.incidents import reconcile
from tests.incidents.test_reconcile import bands, decided, engine, groups
from tests.make import event, table

WHOLE = event(1, "2026-01-05", source="a", deaths_low=9, deaths_best=12, deaths_high=20)


def part(number: int, day: str, deaths: int, **values: Any) -> dict[str, Any]:
    tolls = {"deaths_low": deaths, "deaths_best": deaths, "deaths_high": deaths + 1}
    return event(number, day, source="b", **{**tolls, **values})


PARTS = [part(1, "2026-01-05", 7), part(2, "2026-01-06", 5)]
KNOWN = (("a:1", "b:1", 0.8), ("a:1", "b:2", 0.1), ("a:1", "b:3", 0.05))


def found(*rows: dict[str, Any], known: tuple[tuple[str, str, float], ...] = KNOWN, **values: Any) -> Any:
    return reconcile(table(WHOLE, *rows), engine=engine(*known, distance_km=0.0), within=False, **values)


def test_parts_that_add_up_are_one_incident_with_the_whole() -> None:
    made = found(*PARTS)
    assert groups(made) == {frozenset({"a:1", "b:1", "b:2"})}
    assert bands(made) == {("a:1", "b:1"): ("linked", "split"), ("a:1", "b:2"): ("linked", "split")}
    rows = {row["event_id"]: row for row in made.tellings.to_pylist()}
    assert [rows[i]["role"] for i in ("a:1", "b:1", "b:2")] == ["lead", "part", "part"]
    assert rows["b:2"]["linked_by"] == "split"
    assert rows["b:2"]["probability"] == pytest.approx(0.9), "that the partner is one of the parts"
    (row,) = made.incidents.to_pylist()
    assert (row["deaths_low"], row["deaths_best"], row["deaths_high"]) == (9, 12, 20)
    assert row["deaths_by_source"] == [
        {"source": "a", "low": 9, "best": 12, "high": 20, "reported": None},
        {"source": "b", "low": 12, "best": 12, "high": 14, "reported": None},
    ]
    assert row["disagreement"] == [], "the parts together are of the days and deaths of the whole"
    assert any("1 events are told by another source in several parts" in note for note in made.provenance.notes)


def test_three_parts_none_of_which_is_the_likely_partner_by_itself() -> None:
    known = (("a:1", "b:1", 0.3), ("a:1", "b:2", 0.2), ("a:1", "b:3", 0.1))
    rows = [part(1, "2026-01-05", 4), part(2, "2026-01-06", 3), part(3, "2026-01-07", 5)]
    assert groups(found(*rows, known=known)) == {frozenset({"a:1", "b:1", "b:2", "b:3"})}


def test_a_whole_of_the_second_source_has_parts_in_the_first() -> None:
    rows = [{**row, "event_id": f"a:{n}", "source": "a"} for n, row in enumerate(PARTS, 1)]
    whole = {**WHOLE, "event_id": "b:1", "source": "b"}
    known = (("a:1", "b:1", 0.8), ("a:2", "b:1", 0.1))
    made = reconcile(table(whole, *rows), engine=engine(*known, distance_km=0.0), within=False)
    assert groups(made) == {frozenset({"a:1", "a:2", "b:1"})}


@pytest.mark.parametrize(
    ("rows", "known", "why"),
    [
        ([part(1, "2026-01-05", 7), part(2, "2026-01-06", 1)], KNOWN, "the deaths do not add up"),
        ([part(1, "2026-01-05", 12), part(2, "2026-01-06", 1)], KNOWN, "one of them alone explains them"),
        ([part(1, "2026-01-05", 7), part(2, "2026-01-07", 5)], KNOWN, "a day lies between"),
        ([part(1, "2026-01-05", 7), part(2, "2026-01-05", 5)], KNOWN, "two attacks of one day"),
        ([part(1, "2026-01-05", 7), part(2, "2026-01-06", 5, side_b="C")], KNOWN, "other sides"),
        ([part(1, "2026-01-05", 7), part(2, "2026-01-06", 5, latitude=34.6)], KNOWN, "another place"),
        ([part(1, "2026-01-05", 7), part(2, "2026-01-06", 5, deaths_best=None)], KNOWN,
         "nothing is known of its deaths"),
        (PARTS, KNOWN[:1], "the second was no candidate"),
        (PARTS, (("a:1", "b:1", 0.3), ("a:1", "b:2", 0.1)), "the partner is probably none of them"),
        ([*PARTS, *(part(n, f"2026-01-{n:02}", 5) for n in range(10, 25))], KNOWN,
         "such an event is told there every day"),
    ],
)  # fmt: skip
def test_what_is_no_split(rows: list[dict[str, Any]], known: tuple[tuple[str, str, float], ...], why: str) -> None:
    assert groups(found(*rows, known=known)) <= {frozenset({"a:1", "b:1"})}, why


def test_an_event_that_is_linked_elsewhere_is_no_part() -> None:
    other = event(2, "2026-01-06", source="a", deaths_best=5)
    made = found(*PARTS, other, known=(*KNOWN, ("a:2", "b:2", 0.9)))
    assert groups(made) == {frozenset({"a:1", "b:1"}), frozenset({"a:2", "b:2"})}


def test_a_part_decided_to_be_different_stays_apart() -> None:
    made = found(*PARTS, decisions=decided(("a:1", "b:2", "different")))
    assert groups(made) == {frozenset({"a:1", "b:1"})}


def test_sides_that_do_not_agree_with_the_whole_are_no_part() -> None:
    made = reconcile(table(WHOLE, *PARTS), engine=engine(*KNOWN, distance_km=0.0, weight_actors=-1.0), within=False)
    assert groups(made) == {frozenset({"a:1", "b:1"})}
