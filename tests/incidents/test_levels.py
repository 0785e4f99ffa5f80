"""The level that two events reach in each comparison."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sarhad.incidents import COMPARISONS
from sarhad.incidents.candidates import candidates
from sarhad.incidents.levels import ALL, PLACE, Comparison, by_kind_of_event, compare
from sarhad.incidents.rows import prepare
from tests.make import event, table


def level(name: str, one: dict[str, Any], other: dict[str, Any]) -> str | None:
    """The level in words between two events; each source also has an event with both events' names and districts."""
    rows = ({**_ONE, **one}, {**_OTHER, **other})
    named = [
        {**row, "event_id": f"{source}:{n}", "source": source, "longitude": 0.0, "latitude": 0.0}
        for source in "ab"
        for n, row in enumerate(rows)
    ]
    prepared = prepare(table(rows[0], *named[:2]), table(rows[1], *named[2:]))
    pairs = candidates(prepared.left, prepared.right)
    at = [n for n, pair in enumerate(zip(pairs.left, pairs.right, strict=True)) if pair == (0, 0)]
    assert at, "no candidate"
    k = COMPARISONS.index(name)
    found = compare(prepared.left, prepared.right, pairs).levels[k][at[0]]
    return None if found < 0 else ALL[k].levels[found]


_ONE = event(1, admin1="Kabul", admin2="Paghman", side_a="Army", side_b="Rebels")
_OTHER = {**_ONE, "event_id": "other:1", "source": "other"}


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ({}, {}, "same day"),
        ({}, event(1, "2026-01-06"), "1 day apart"),
        ({}, event(1, "2026-01-03"), "2 days apart"),
        ({}, event(1, "2026-01-09"), "3-4 days apart"),
        ({}, event(1, "2026-01-04", until="2026-01-09"), "spans of a week meet"),
        ({}, event(1, "2026-01-01", until="2026-01-31"), "spans of a month meet"),
        ({}, event(1, "2026-01-01", until="2026-05-31"), "longer spans meet"),
        ({}, {"date_precision": 4}, "spans of a month meet"),
        (event(1, "2026-01-01", until="2026-01-31"), event(1, "2026-01-01", until="2026-01-31"), "same span"),
        (event(1, "2026-01-01", until="2026-01-07"), event(1, "2026-01-02", until="2026-01-08"), "spans within 3 days"),
    ],
)
def test_days(one, other, expected):
    kept = ("date_start", "date_end", "date_precision")
    assert level("days", _only(one, kept), _only(other, kept)) == expected


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ({}, {}, "same point, exact"),
        ({}, {"place_precision": 3}, "same point, coarse"),
        ({}, {"latitude": 34.52}, "within 3 km, same district"),
        ({}, {"latitude": 34.52, "admin2": "Kabul"}, "within 3 km, another district"),
        ({}, {"latitude": 34.52, "admin2": None}, "within 3 km"),
        ({}, {"latitude": 34.56}, "within 8 km, same district"),
        ({}, {"latitude": 34.7}, "within 25 km, same district"),
        ({}, {"latitude": 34.95, "place_precision": 4}, "farther, same district"),
        ({}, {"latitude": 34.95, "place_precision": 4, "admin2": None}, "within the tolerances"),
        ({}, {"latitude": 34.95, "admin2": None}, "farther than the tolerances"),
        ({}, {"latitude": 34.95, "admin2": "Kabul"}, "farther than the tolerances, another district"),
        ({"longitude": None, "latitude": None}, {}, "same district"),
        ({"longitude": None, "latitude": None, "place": "Qargha"}, {"place": "qargha"}, "same place name"),
        ({"longitude": None, "latitude": None, "admin2": None}, {}, "same province"),
    ],
)
def test_place(one, other, expected):
    assert level("place", one, other) == expected


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ({}, {}, "both sides agree"),
        ({}, {"side_a": "Rebels", "side_b": "Army"}, "both sides agree"),
        ({}, {"side_a": "REBELS", "side_b": "Unidentified armed group"}, "one agrees, one unknown"),
        ({}, {"side_b": "Police"}, "one agrees, one differs"),
        ({}, {"side_a": "Police", "side_b": "Militia"}, "none agrees"),
        ({}, {"side_a": "Police", "side_b": None}, "none agrees"),
        ({"side_b": None}, {"side_a": "Unknown"}, "none agrees, unknown names"),
        ({}, {"side_a": "Gunmen", "side_b": None}, None),
    ],
)
def test_actors(one, other, expected):
    assert level("actors", one, other) == expected


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ({}, {}, "equal"),
        ({}, {"violence_type": "non-state"}, "of one kind"),
        ({}, {"violence_type": "one-sided"}, "different"),
        ({"event_class": "clash"}, {"event_class": "shelling-or-rocket-fire", "violence_type": None}, "of one kind"),
        ({}, {"event_class": "armed-attack", "violence_type": None}, "different"),
        ({}, {"violence_type": None}, None),
    ],
)
def test_class(one, other, expected):
    assert level("class", one, other) == expected


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (4, 4, "equal"),
        (0, 0, "equal"),
        (4, 5, "one apart"),
        (10, 15, "within 1.6 times"),
        (10, 30, "within 3 times"),
        (10, 31, "further apart"),
        (0, 1, "one without deaths"),
        (4, None, None),
    ],
)
def test_deaths(one, other, expected):
    figures = [{"deaths_best": deaths, "deaths_low": deaths} for deaths in (one, other)]
    assert level("deaths", *figures) == expected


def test_a_single_reported_figure_is_compared_where_there_is_no_best_estimate():
    assert level("deaths", {"deaths_best": 7}, {"deaths_best": None, "deaths_reported": 7}) == "equal"


def test_the_comparisons_are_those_of_the_table_and_their_expected_shares_add_up():
    assert tuple(comparison.name for comparison in ALL) == COMPARISONS
    for comparison in ALL:
        assert len(comparison.expected) == len(comparison.levels)
        for part in comparison.parts:
            assert sum(comparison.expected[part]) == pytest.approx(1)


def _only(row: dict[str, Any], kept: tuple[str, ...]) -> dict[str, Any]:
    return {name: row[name] for name in kept if name in row}


@pytest.mark.parametrize("comparison", ALL, ids=lambda comparison: comparison.name)
def test_shares_add_up_in_each_group_and_for_each_kind_of_event(comparison: Comparison) -> None:
    for shares in (comparison.expected, comparison.usual):
        table = by_kind_of_event(comparison, np.asarray(shares))
        for part in comparison.parts:
            assert table[:, part].sum(axis=1) == pytest.approx(1)


def test_a_coarse_place_has_no_exact_point() -> None:
    table = by_kind_of_event(PLACE, np.asarray(PLACE.expected))
    exact, coarse = (PLACE.levels.index(f"same point, {word}, district unknown") for word in ("exact", "coarse"))
    assert table[0, [exact, coarse]].tolist() == pytest.approx([0.36, 0.12])
    assert table[2, [exact, coarse]].tolist() == pytest.approx([0, 0.48])  # known to the district
