from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest

from sarhad.bulletin import Issue
from sarhad.bulletin.desk import open_desk
from sarhad.events import Coverage, SourceRef

from .conftest import CANDIDATE, CHRONOLOGY, COVERED, ROWS, event


def test_each_row_stands_in_one_view(make_issue: Callable[..., Issue]) -> None:
    desk = open_desk(make_issue())
    views = {v: [r["event_id"] for r in desk.rows(f"select event_id from {v} order by 1")] for v in
             ("counted", "checked", "listed", "outside")}  # fmt: skip
    assert views == {
        "counted": [f"ucdp-candidate:{n}" for n in (1, 2, 3, 4)],
        "checked": ["ucdp-candidate:5"],
        "listed": ["chronology:6"],
        "outside": ["ucdp-candidate:7"],
    }


def test_deaths_over_the_edge_are_split_by_day(make_issue: Callable[..., Issue]) -> None:
    desk = open_desk(make_issue())
    number = desk.numbers.deaths("deaths", "Deaths")
    assert (number.value, number.low, number.high) == (4 + 1 + 4 + 8 / 2, 2 + 1 + 2 + 4, 9 + 1 + 9 + 4)
    by_day = desk.rows("select day, sum(best_of_day) as d from counted_days group by 1 order by 1")
    assert [(r["day"].day, r["d"]) for r in by_day] == [(5, 8), (6, 1), (30, 2), (31, 2)]


def test_rows_rest_on_their_source_where_it_looks_and_on_figures_elsewhere(make_issue: Callable[..., Issue]) -> None:
    desk = open_desk(make_issue())
    months = {(r["country"], r["month"].month): (r["origin"], r["deaths_best"]) for r in
              desk.rows("select * from country_month")}  # fmt: skip
    assert months == {("AFG", 1): ("figures", 10), ("AFG", 2): ("figures", 20), ("AFG", 3): ("rows", 9),
                      ("PAK", 3): ("rows", 4)}  # fmt: skip


@pytest.mark.parametrize(
    ("coverage", "looks", "reason"),
    [
        (COVERED, {"AFG": "ucdp-candidate", "PAK": "ucdp-candidate"}, "the candidate file looks at the whole month"),
        ((), {}, "nothing looks: rows are listed, not counted"),
        (
            (Coverage("ucdp-candidate", dt.date(2021, 3, 2), dt.date(2021, 3, 31)),),
            {},
            "a month of which a day is missing is not covered",
        ),
        (
            (*COVERED, Coverage("ucdp-ged", dt.date(2021, 1, 1), dt.date(2021, 12, 31), frozenset({"PAK"}))),
            {"AFG": "ucdp-candidate", "PAK": "ucdp-ged"},
            "a final release goes before provisional rows",
        ),
        (
            (Coverage("x", dt.date(2021, 3, 1), dt.date(2021, 3, 31), violence_types=frozenset({"one-sided"})),),
            {},
            "a source of one kind of violence gives no total",
        ),
    ],
)
def test_which_source_counts(
    make_issue: Callable[..., Issue], coverage: tuple[Coverage, ...], looks: dict[str, str], reason: str
) -> None:
    rows = (*ROWS, event(8, source="ucdp-ged", country="PAK", status="final"))
    assert open_desk(make_issue(rows, coverage=coverage)).looks == looks, reason


def test_left_out_rows_are_told_by_reason(make_issue: Callable[..., Issue]) -> None:
    number = open_desk(make_issue()).numbers.count("events", "Events")
    assert number.value == 4
    assert number.left_out == {
        "still under check at the source": 1,
        "from a source that does not cover the month": 1,
        "in a country watched only for some actors": 1,
    }


def test_monthly_figures_cite_the_source_behind_them(make_issue: Callable[..., Issue]) -> None:
    desk = open_desk(make_issue())
    assert [(ref.name, ref.version) for ref in desk.refs("ucdp-ged")] == [("ucdp-ged", "25.1")]
    assert desk.refs("nobody") == ()


@pytest.mark.parametrize(
    ("coverage", "credited", "reason"),
    [
        (COVERED, ["ucdp-candidate"], "the month is counted from it"),
        ((), ["chronology", "ucdp-candidate", "ucdp-ged"], "nothing is counted: what holds events or monthly figures"),
    ],
)
def test_only_sources_of_events_and_figures_are_credited(
    make_issue: Callable[..., Issue], coverage: tuple[Coverage, ...], credited: list[str], reason: str
) -> None:
    volume = SourceRef("gdelt", "GDELT Event Database", "2021-03-01 to 2021-03-31", "free", "Leetaru")
    desk = open_desk(make_issue(coverage=coverage, sources=(CANDIDATE, CHRONOLOGY, volume)))
    assert [ref.name for ref in desk.credited] == credited, reason
