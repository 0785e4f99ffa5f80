"""The agreed row of an incident: who leads, whose figures count, and what stays open."""

from __future__ import annotations

from typing import Any

import pytest

from sarhad.incidents import INCIDENTS_SCHEMA
from sarhad.incidents.agreed import agreed_rows, group_of, told_once
from tests.make import event, table

NO_DEATHS = dict.fromkeys(("deaths_low", "deaths_best", "deaths_high"))


def rows(*events: dict[str, Any]) -> list[dict[str, Any]]:
    """These events as rows with every column."""
    return table(*events).to_pylist()


def agreed(*events: dict[str, Any], duplicates: tuple[str, ...] = ()) -> dict[str, Any]:
    (row,) = agreed_rows([group_of(rows(*events), duplicates, 0.9)]).to_pylist()
    return row


@pytest.mark.parametrize(
    ("one", "other", "why"),
    [
        (
            {"date_precision": 1, "place_precision": 5},
            {"date_precision": 2, "place_precision": 1},
            "the day comes first",
        ),
        ({"date_precision": None}, {"date_precision": 2}, "a single day without a stated precision is a day"),
        ({"date_precision": 2}, {"date_precision": None, "until": "2026-01-20"}, "two weeks are not"),
        ({"place_precision": 1}, {"place_precision": 2}, "then the place"),
        ({"place_precision": 7}, {"place_precision": None}, "a stated precision before none"),
        ({"place_precision": None}, {"longitude": None, "latitude": None}, "coordinates before none"),
        ({"status": "final"}, {"status": "candidate", "n_reports": 9}, "then final before candidate"),
        ({"n_reports": 3}, {"n_reports": 2}, "then more reports"),
        ({"n_reports": 1}, {"n_reports": None}, "a number before none"),
    ],
)
def test_who_leads(one: dict[str, Any], other: dict[str, Any], why: str) -> None:
    for first, second in (("a", "b"), ("b", "a")):
        row = agreed(event(1, source=first, **one), event(2, source=second, **other))
        assert row["lead"] == f"{first}:1", why


def test_of_equals_the_source_leads_whose_name_is_first() -> None:
    assert agreed(event(1, source="b"), event(2, source="a"))["lead"] == "a:2"


def test_what_the_lead_leaves_open_is_taken_from_the_next() -> None:
    blank = dict.fromkeys(("longitude", "latitude", "place_precision", "country", "side_a", "side_b", "event_class"))
    row = agreed(
        event(1, source="a", **{**blank, "date_precision": 1}),
        event(
            2, source="b", date_precision=3, place="Town", admin1="Province", event_class="bombing", place_precision=2
        ),
    )
    assert row["lead"] == "a:1"
    assert row["date_precision"] == 1
    assert (row["longitude"], row["place_precision"], row["place"], row["admin1"]) == (69.2, 2, "Town", "Province")
    assert (row["country"], row["side_a"], row["event_class"]) == ("AFG", "A", "bombing")


def deaths(low: int | None, best: int | None, high: int | None, reported: int | None = None) -> dict[str, Any]:
    return {"deaths_low": low, "deaths_best": best, "deaths_high": high, "deaths_reported": reported}


@pytest.mark.parametrize(
    ("one", "other", "expected", "why"),
    [
        (deaths(3, 5, 8), deaths(4, 7, 12), deaths(3, 5, 12), "the range over both, the best of the lead"),
        (deaths(3, 5, 8), deaths(None, None, None, 12), deaths(3, 5, 12, 12), "a single figure is a figure"),
        (deaths(None, None, None, 2), deaths(3, 5, 8), deaths(2, 5, 8, 2), "also where it leads"),
        (deaths(None, None, None, 2), deaths(None, None, None, 4), deaths(2, None, 4, 2), "two single figures"),
        (deaths(None, None, None, 2), deaths(None, None, None), deaths(None, None, None, 2), "no bounds of one figure"),
        (deaths(None, None, None), deaths(3, 5, 8), deaths(3, 5, 8), "the next one's where the lead gives none"),
        (deaths(None, 5, None), deaths(None, None, None), deaths(None, 5, None), "nor of one best figure"),
        (deaths(0, 0, 0), deaths(1, 2, 3), deaths(0, 0, 3), "none killed is a figure"),
        (deaths(None, None, None), deaths(None, None, None), deaths(None, None, None), "nothing known"),
    ],
)
def test_deaths(one: dict[str, Any], other: dict[str, Any], expected: dict[str, Any], why: str) -> None:
    row = agreed(event(1, source="a", **one), event(2, source="b", **other))
    assert {name: row[name] for name in expected} == expected, why


def test_parts_are_added_up_before_anything_and_a_duplicate_counts_once() -> None:
    row = agreed(
        event(1, source="a", **deaths(8, 10, 12), deaths_civilians=1),
        event(1, source="b", **deaths(2, 4, 6), deaths_civilians=2),
        event(2, "2026-01-06", source="b", **deaths(3, 5, 7), deaths_civilians=3),
        event(3, source="b", **deaths(2, 4, 99)),
        duplicates=("b:3",),
    )  # fmt: skip
    assert row["deaths_by_source"] == [
        {"source": "a", "low": 8, "best": 10, "high": 12, "reported": None},
        {"source": "b", "low": 5, "best": 9, "high": 13, "reported": None},
    ]
    assert (row["deaths_low"], row["deaths_best"], row["deaths_high"], row["deaths_civilians"]) == (5, 10, 13, 1)
    assert row["n_tellings"] == 4


def test_a_sum_of_parts_one_of_which_gives_no_figure_is_none() -> None:
    row = agreed(
        event(1, source="a", **deaths(8, 10, 12)), event(1, source="b", **deaths(2, 4, 6)),
        event(2, source="b", **deaths(None, None, None)),
    )  # fmt: skip
    assert [figure["source"] for figure in row["deaths_by_source"]] == ["a"]
    assert (row["deaths_low"], row["deaths_high"]) == (8, 12)


@pytest.mark.parametrize(
    ("classes", "expected"),
    [(("open", "open"), "open"), (("open", "aggregate-only"), "aggregate-only"),
     (("open", "private"), "private"), (("aggregate-only", "private"), "private")],
)  # fmt: skip
def test_the_licence_class_is_the_strictest(classes: tuple[str, str], expected: str) -> None:
    one, other = classes
    row = agreed(event(1, source="a", licence_class=one), event(1, source="b", licence_class=other, licence="Own"))
    assert row["licence_class"] == expected
    assert row["licence"] == "CC BY 4.0; Own"


@pytest.mark.parametrize(
    ("checks", "expected", "why"),
    [((None, None), None, "settled"), (("Check deaths", None), None, "one telling is settled"),
     (("Check deaths", "Check place"), "Check deaths; Check place", "none is"),
     (("Check", "Check"), "Check", "the same words once")],
)  # fmt: skip
def test_under_check(checks: tuple[str | None, str | None], expected: str | None, why: str) -> None:
    row = agreed(event(1, source="a", under_check=checks[0]), event(1, source="b", under_check=checks[1]))
    assert row["under_check"] == expected, why


def test_an_incident_is_final_when_a_telling_is() -> None:
    assert agreed(event(1, source="a", status="candidate"), event(1, source="b"))["status"] == "final"


def test_citations_are_joined_and_bounded() -> None:
    row = agreed(event(1, source="a", citation="One"), event(1, source="b", citation="Two"),
                 event(1, source="c", citation="One"))  # fmt: skip
    assert row["citation"] == "One; Two"
    long = agreed(*(event(1, source=f"s{n}", citation=f"{n}" * 900) for n in range(5)))["citation"]
    assert len(long) < 2_100
    assert long.endswith("; and 3 more")


def test_reports_of_two_sources_may_be_the_same_and_are_not_added() -> None:
    row = agreed(event(1, source="a", n_reports=3), event(1, source="b", n_reports=2),
                 event(2, source="b", n_reports=2))  # fmt: skip
    assert row["n_reports"] == 4


@pytest.mark.parametrize(
    ("ids", "duplicates", "roles"),
    [
        (("a:1", "b:1"), (), {"a:1": "lead", "b:1": "whole"}),
        (("a:1", "a:2", "b:1"), (), {"a:1": "part", "a:2": "part", "b:1": "lead"}),
        (("a:1", "a:2", "b:1"), ("a:2",), {"a:1": "lead", "a:2": "duplicate", "b:1": "whole"}),
        (("a:1", "a:2"), ("a:2",), {"a:1": "lead", "a:2": "duplicate"}),
        (("a:1", "a:2", "b:1", "b:2"), (), {"a:1": "lead", "a:2": "part", "b:1": "part", "b:2": "part"}),
    ],
)
def test_roles(ids: tuple[str, ...], duplicates: tuple[str, ...], roles: dict[str, str]) -> None:
    listed = rows(*(event(int(i[2:]), source=i[0]) for i in ids))
    assert group_of(listed, duplicates).roles() == roles


def test_an_event_told_once_stays_as_its_source_gives_it() -> None:
    events = table(
        event(1, source="a", citation="One", n_reports=2), event(2, source="a", **NO_DEATHS),
        event(3, source="a", **NO_DEATHS, deaths_reported=4),
    )  # fmt: skip
    made = told_once(events)
    assert made.schema.equals(INCIDENTS_SCHEMA)
    for name in set(INCIDENTS_SCHEMA.names) & set(events.schema.names):
        assert made[name].to_pylist() == events[name].to_pylist(), name
    assert made["deaths_by_source"].to_pylist() == [
        [{"source": "a", "low": 1, "best": 2, "high": 3, "reported": None}],
        [],
        [{"source": "a", "low": None, "best": None, "high": None, "reported": 4}],
    ]
    assert made["event_ids"].to_pylist() == [["a:1"], ["a:2"], ["a:3"]]
    assert made["disagreement"].to_pylist() == [[], [], []]
    made.validate(full=True)
