"""Where tellings contradict each other, in words; what one leaves open is no contradiction."""

from __future__ import annotations

from typing import Any

import pytest

from sarhad.incidents.disagreement import disagreement, distance_km
from tests.make import event, table


def told(*changes: dict[str, Any]) -> list[str]:
    rows = table(*(event(n, source=f"s{n}", **values) for n, values in enumerate(changes))).to_pylist()
    figures = [
        {"source": row["source"], "best": row["deaths_best"], "reported": row["deaths_reported"]} for row in rows
    ]
    return disagreement(rows, figures)


NORTH = 34.5 + 14 / 110.9  # 14 km on: a degree of latitude is 110.9 km here


@pytest.mark.parametrize(
    ("one", "other", "words", "why"),
    [
        ({}, {}, [], "they agree"),
        ({}, {"day": "2026-01-06"}, ["day: 5 or 6 January 2026"], "two days of a month"),
        ({"day": "2026-01-31"}, {"day": "2026-02-01"}, ["day: 31 January 2026 or 1 February 2026"], "of two months"),
        ({"until": "2026-01-07"}, {"day": "2026-01-06"}, [], "a day inside the span of the other"),
        (
            {"until": "2026-01-07"},
            {"day": "2026-01-09"},
            ["day: 5 January 2026 to 7 January 2026 or 9 January 2026"],
            "a day outside it",
        ),
        ({}, {"latitude": NORTH}, ["place: 14 km apart"], "two exact places"),
        ({}, {"latitude": NORTH, "place_precision": 2}, [], "14 km are within the 25 km of a place known nearly"),
        ({}, {"latitude": 34.51}, [], "1.1 km are the same place"),
        ({}, {"latitude": None, "longitude": None}, [], "a place that is not known"),
        ({}, {"country": "PAK"}, ["country: AFG or PAK"], "two countries"),
        ({}, {"country": None}, [], "a country that is not known"),
        ({"side_b": "IS"}, {"side_b": "Taliban"}, ["side: IS or Taliban"], "another side"),
        ({"side_a": "A", "side_b": "B"}, {"side_a": "B", "side_b": "A"}, [], "the order of the sides means nothing"),
        ({"side_a": "Taleban", "actor_a": "t"}, {"side_a": "Taliban", "actor_a": "t"}, [], "two spellings of an actor"),
        ({}, {"side_b": None}, [], "a side that is not known"),
        ({"event_class": "bombing"}, {"event_class": "clash"}, ["class: bombing or clash"], "class"),
        ({}, {"violence_type": "one-sided"}, ["type of violence: one-sided or state-based"], "type"),
        ({"deaths_best": 5}, {"deaths_best": 12}, ["deaths: 5 to 12"], "deaths"),
        ({"deaths_best": 5}, {"deaths_best": None, "deaths_reported": 7}, ["deaths: 5 to 7"], "a reported figure"),
        ({"deaths_high": 5}, {"deaths_high": 9}, [], "bounds alone"),
        ({}, {"deaths_best": None}, [], "a figure that is not given"),
    ],
)
def test_what_is_told(one: dict[str, Any], other: dict[str, Any], words: list[str], why: str) -> None:
    assert told(one, other) == words, why
    assert sorted(told(other, one)) == sorted(words), why


def test_of_many_the_first_are_listed() -> None:
    days = [{"day": f"2026-01-{n:02}"} for n in range(1, 11)]
    assert told(*days)[0] == "day: 1, 2, 3, 4, 5, 6 or 4 more January 2026"


def test_the_distance_is_on_the_ellipsoid() -> None:
    rows = table(event(1), event(2, latitude=35.5), event(3, latitude=None)).to_pylist()
    assert distance_km(rows[0], rows[1]) == pytest.approx(110.9, abs=0.05)
    assert distance_km(rows[0], rows[2]) is None
