from __future__ import annotations

import datetime as dt

import pytest
from markupsafe import Markup

from sarhad.bulletin import words


@pytest.mark.parametrize(
    ("value", "shown"),
    [(0, "0"), (0.49, "0"), (0.5, "1"), (1234, "1,234"), (19885.8, "19,886"), (None, "not given")],
)
def test_counts_are_whole(value: float | None, shown: str) -> None:
    assert words.whole(value) == shown


@pytest.mark.parametrize(
    ("part", "of", "shown", "reason"),
    [
        (1, 2, "50%", "a plain share"),
        (1, 1000, "under 1%", "some is never none"),
        (999, 1000, "over 99%", "nearly all is never all"),
        (0, 10, "0%", "none"),
        (10, 10, "100%", "all"),
    ],
)
def test_share(part: float, of: float, shown: str, reason: str) -> None:
    assert words.share(part, of) == shown, reason


@pytest.mark.parametrize(
    ("low", "high", "shown"),
    [(1, 3, "1–3"), (3, 3, ""), (2.6, 3.4, ""), (None, 3, ""), (1200, 3400, "1,200–3,400")],
)
def test_a_range_that_says_nothing_is_empty(low: float | None, high: float | None, shown: str) -> None:
    assert words.low_high(low, high) == shown


def test_spelling_stops_at_ten_and_at_fractions() -> None:
    assert [words.spell(n) for n in (0, 1, 9, 10, 2.5)] == ["none", "one", "nine", "10", "3"]


@pytest.mark.parametrize(
    ("items", "shown"),
    [((), ""), (("a",), "a"), (("a", "b"), "a and b"), (("a", "b", "<c>"), "a, b and &lt;c&gt;")],
)
def test_listing_escapes_what_it_joins(items: tuple[str, ...], shown: str) -> None:
    assert words.listing(items) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [("one", "One"), (Markup('<a href="x">one</a> row'), '<a href="x">One</a> row'), ("<b>", "&lt;b&gt;"), ("", "")],
)
def test_capital_reaches_into_a_link_and_escapes_plain_text(text: str, shown: str) -> None:
    assert words.capital(text) == shown


@pytest.mark.parametrize(
    ("months", "shown"),
    [
        ([(2025, m) for m in range(1, 13)], "all of 2025"),
        ([(y, m) for y in (2023, 2024) for m in range(1, 13)], "2023 to 2024"),
        ([(2024, 12), (2025, 1)], "December 2024 to January 2025"),
        ([(2024, 3), (2024, 5)], "March 2024, May 2024"),
    ],
)
def test_months_in_runs(months: list[tuple[int, int]], shown: str) -> None:
    assert words.month_runs([dt.date(y, m, 1) for y, m in months]) == shown


def test_spans_of_days() -> None:
    assert words.day_span(dt.date(2026, 1, 29), dt.date(2026, 1, 31)) == "29 to 31 January"
    assert words.day_span(dt.date(2026, 1, 30), dt.date(2026, 2, 2)) == "30 January to 2 February"
    assert words.day_span(dt.date(2026, 1, 30), dt.date(2026, 1, 30)) == "30 January"


@pytest.mark.parametrize(
    ("month", "step", "to"),
    [((2026, 1), -1, (2025, 12)), ((2025, 12), 1, (2026, 1)), ((2026, 1), -36, (2023, 1)), ((2026, 5), 0, (2026, 5))],
)
def test_months_on(month: tuple[int, int], step: int, to: tuple[int, int]) -> None:
    assert words.next_month(dt.date(*month, 1), step) == dt.date(*to, 1)
