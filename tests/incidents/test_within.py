"""Events of one source: proposed as duplicates, linked by a decision only."""

from __future__ import annotations

import pytest

from sarhad.incidents import reconcile
from sarhad.incidents.clusters import cluster
from sarhad.incidents.within import repeated
from tests.incidents.test_reconcile import bands, decided, engine, groups, told
from tests.make import event, table

SPREAD = [
    event(n, f"2025-{1 + n % 12:02}-{1 + n % 28:02}", source="a", longitude=60.0 + n / 7, latitude=31.0 + n / 11,
          deaths_best=n)
    for n in range(3, 63)
]  # fmt: skip
TWICE = [event(n, "2026-01-05", source="a", deaths_low=31, deaths_best=37, deaths_high=40) for n in (1, 2)]


def test_an_event_listed_twice_is_proposed_and_not_linked() -> None:
    found = reconcile(table(*TWICE, *SPREAD))
    assert bands(found) == {("a:1", "a:2"): ("review", "duplicate")}
    assert groups(found) == set()
    (row,) = found.pairs.to_pylist()
    assert row["source_a"] == row["source_b"] == "a"
    assert row["probability"] >= 0.5
    assert found.tellings["runner_up"].null_count == found.tellings.num_rows, "a duplicate is no runner-up"
    assert reconcile(table(*TWICE, *SPREAD), within=False).pairs.num_rows == 0


def test_a_decision_links_them_and_their_deaths_count_once() -> None:
    found = reconcile(table(*TWICE, *SPREAD), decisions=decided(("a:1", "a:2", "same")))
    assert groups(found) == {frozenset({"a:1", "a:2"})}
    (row,) = [row for row in found.incidents.to_pylist() if row["n_tellings"] == 2]
    assert (row["deaths_best"], row["sources"]) == (37, ["a"])
    roles = {row["event_id"]: row["role"] for row in found.tellings.to_pylist()}
    assert (roles["a:1"], roles["a:2"]) == ("lead", "duplicate")
    assert "1 events repeat one of their own source, by decision." in found.provenance.notes


def test_a_duplicate_takes_part_in_the_link_of_the_other() -> None:
    """The engine takes the two for rivals; once they are decided to be one, the link of either holds for both."""
    rows = told("a:1", "a:2", "b:1")
    known = engine(("a:1", "b:1", 0.3), ("a:2", "b:1", 0.6))
    found = reconcile(table(*rows), engine=known, within=False, decisions=decided(("a:1", "a:2", "same")))
    assert groups(found) == {frozenset({"a:1", "a:2", "b:1"})}
    assert bands(found)["a:1", "b:1"] == ("linked", "joined")


@pytest.mark.parametrize(
    ("same", "expected", "why"),
    [
        ([(0, 1)], {1: 0}, "the first by rank stands"),
        ([(0, 1), (1, 2)], {1: 0, 2: 0}, "a chain"),
        ([(1, 2), (0, 1)], {1: 0, 2: 0}, "in any order"),
        ([(0, 3)], {}, "of two sources: parts or tellings, no duplicates"),
    ],
)
def test_who_stands_for_whom(same: list[tuple[int, int]], expected: dict[int, int], why: str) -> None:
    sources = [0, 0, 0, 1]
    found = cluster(sources, {}, same=same, evidence=lambda a, b: 0.0)
    assert repeated(sources, found, same, {0: 0, 1: 1, 2: 2, 3: 3}) == expected, why


def test_two_of_a_source_joined_by_decisions_with_anothers_are_its_parts() -> None:
    rows = told("a:1", "b:1", "b:2", deaths_best=2)
    found = reconcile(
        table(*rows), engine=engine(), within=False,
        decisions=decided(("a:1", "b:1", "same"), ("a:1", "b:2", "same")),
    )  # fmt: skip
    roles = {row["event_id"]: row["role"] for row in found.tellings.to_pylist()}
    assert roles == {"a:1": "lead", "b:1": "part", "b:2": "part"}
    (row,) = found.incidents.to_pylist()
    assert [figure["best"] for figure in row["deaths_by_source"]] == [2, 4]
