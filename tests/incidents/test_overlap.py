"""What two sources tell of the same month, and how much neither may."""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np
import pytest

from sarhad.errors import InputError
from sarhad.events import Coverage
from sarhad.incidents import overlap, reconcile
from sarhad.incidents.overlap import chapman
from tests.incidents.test_reconcile import engine
from tests.make import block, event, table

WORLD = (block("2026-01-01", "2026-02-28", source="a"), block("2026-01-01", "2026-02-28", source="b"))


def told(both: int, only_a: int, only_b: int, day: str = "2026-01-05", **values: Any) -> Any:
    """So many incidents told by both, by the first alone, by the second alone."""
    rows = [event(n, day, source="a", **values) for n in range(both + only_a)]
    rows += [event(n, day, source="b", **values) for n in range(both)]
    rows += [event(both + only_a + n, day, source="b", **values) for n in range(only_b)]
    return reconcile(table(*rows), engine=engine(*((f"a:{n}", f"b:{n}", 0.9) for n in range(both))), within=False)


def one(found: Any, **asked: Any) -> dict[str, Any]:
    (row,) = overlap(found, **asked).table.to_pylist()
    return row


def test_counts_and_estimate_by_hand() -> None:
    """Chapman: 21 x 16 / 11 - 1 = 29.5; Seber's variance 21 x 16 x 10 x 5 / (11² x 12) = 11.57; unseen 4.55."""
    row = one(told(10, 10, 5), coverage=WORLD)
    assert (row["country"], row["month"], row["class"]) == ("AFG", dt.date(2026, 1, 1), "state-based")
    assert (row["told_by_both"], row["only_a"], row["only_b"], row["likely_both"]) == (10, 10, 5, 9.0)
    assert (row["n_a"], row["n_b"], row["shared"], row["verdict"]) == (20, 15, 10, "estimate")
    factor = np.exp(1.959964 * np.sqrt(np.log1p(11.5702 / 4.5455**2)))
    expected = (29.545, 25 + 4.5455 / factor, 25 + 4.5455 * factor)
    assert (row["chapman"], row["chapman_low"], row["chapman_high"]) == pytest.approx(expected, abs=0.06)


def test_the_interval_holds_the_truth_as_often_as_it_says() -> None:
    """300 times 200 incidents, told independently by sources that see 60 % and 40 % of them."""
    draw = np.random.default_rng(11)
    inside = 0
    for _ in range(300):
        a, b = draw.random(200) < 0.6, draw.random(200) < 0.4
        _, low, high = chapman(int(a.sum()), int(b.sum()), int((a & b).sum()), 0.9)
        inside += low <= 200 <= high
    assert 0.85 <= inside / 300 <= 0.95


@pytest.mark.parametrize(
    ("found", "coverage", "verdict", "why"),
    [
        (told(6, 4, 4), WORLD, "too few shared", "six shared say nothing"),
        (told(7, 4, 4), WORLD, "estimate", "seven do"),
        (told(10, 4, 4), WORLD[:1], "not covered by both", "the second states no coverage"),
        (told(10, 4, 4), (WORLD[0], block("2026-01-01", "2026-01-20", source="b")), "not covered by both",
         "the month is not covered whole"),
        (told(10, 4, 4), (WORLD[0], block("2026-01-01", "2026-02-28", "PAK", source="b")), "not covered by both",
         "another country"),
        (told(10, 4, 4), (WORLD[0], Coverage("b", dt.date(2026, 1, 1), dt.date(2026, 1, 31), None,
                                             violence_types=frozenset({"one-sided"}))), "not covered by both",
         "another type of violence"),
        (told(10, 4, 4), (WORLD[0], Coverage("b", dt.date(2026, 1, 1), dt.date(2026, 1, 31), None,
                                             violence_types=frozenset({"state-based"}))), "estimate",
         "its type of violence"),
        (told(10, 4, 4, country=None), WORLD, "not covered by both", "no country"),
    ],
)  # fmt: skip
def test_when_there_is_an_estimate(found: Any, coverage: tuple[Coverage, ...], verdict: str, why: str) -> None:
    row = one(found, coverage=coverage)
    assert row["verdict"] == verdict, why
    assert (row["chapman"] is None) == (verdict != "estimate")


def test_of_what_one_does_not_list_nothing_is_estimated_and_it_is_counted() -> None:
    dead = dict.fromkeys(("deaths_low", "deaths_best", "deaths_high"), 0)
    result = overlap(told(10, 4, 4, **dead), coverage=WORLD)
    (row,) = result.table.to_pylist()
    assert (row["told_by_both"], row["n_a"], row["verdict"]) == (10, 0, "not covered by both")
    assert result.provenance.left_out == {"no death, where one source lists only events with one": 18}
    both = tuple(Coverage(b.source, b.start, b.end, lethal_only=False) for b in WORLD)
    assert one(told(10, 4, 4, **dead), coverage=both)["verdict"] == "estimate"


def test_fewer_keys_add_cells_up_and_estimate_from_the_covered_ones_only() -> None:
    rows = [event(n, day, source=source) for source in "ab" for n, day in
            enumerate(["2026-01-05"] * 8 + ["2026-03-05"] * 3)]  # fmt: skip
    found = reconcile(table(*rows), engine=engine(*((f"a:{n}", f"b:{n}", 0.8) for n in range(8))), within=False)
    row = one(found, by=("country",), coverage=WORLD)
    assert (row["told_by_both"], row["only_a"], row["only_b"]) == (8, 3, 3)
    assert (row["n_a"], row["n_b"], row["shared"]) == (8, 8, 8)
    assert (row["chapman"], row["chapman_low"], row["chapman_high"]) == (8.0, 8.0, 8.0)
    months = overlap(found, by=("month",), coverage=WORLD).table.to_pylist()
    assert [(r["month"].month, r["told_by_both"], r["verdict"]) for r in months] == [
        (1, 8, "estimate"), (3, 0, "not covered by both"),
    ]  # fmt: skip


def test_an_incident_stands_in_the_month_of_its_middle_day() -> None:
    row = one(told(7, 0, 1, day="2026-01-28", until="2026-02-10"), coverage=WORLD)
    assert row["month"] == dt.date(2026, 2, 1)


def test_sources_that_are_refused_get_no_estimate() -> None:
    rows = [event(n, source="a") for n in range(60)] + [event(n, source="b", country="PAK") for n in range(60)]
    found = reconcile(table(*rows), within=False)
    assert found.refused
    assert {row["verdict"] for row in overlap(found, coverage=WORLD).table.to_pylist()} == {"not linked"}


def test_what_a_reader_must_know_is_said() -> None:
    notes = " ".join(overlap(told(1, 1, 1)).provenance.notes)
    assert "it is a floor" in notes
    assert "A link that was missed" in notes
    assert "What is covered is not stated, so no estimate is made, for a, b." in notes


@pytest.mark.parametrize("asked", [{"by": ("place",)}, {"confidence": 1.0}, {"confidence": 0.0}])
def test_what_cannot_be_asked_is_refused(asked: dict[str, Any]) -> None:
    with pytest.raises(InputError):
        overlap(told(1, 0, 0), **asked)
