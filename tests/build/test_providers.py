"""Sums of rows that may not be passed on: what they count, and what they withhold."""

import datetime as dt
from collections import defaultdict

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sarhad.build.providers import NOT_GIVEN, PROVIDERS_SCHEMA, provider_cells
from sarhad.events.gate import LEAST
from tests import make

JANUARY = (dt.date(2026, 1, 1), dt.date(2026, 1, 31))


def row(number, day="2026-01-05", event_class="clash", **values):
    """A row as ACLED's, with one reported figure of deaths."""
    closed = {"source": "acled", "licence_class": "aggregate-only", "event_class": event_class}
    figures = {"deaths_low": None, "deaths_best": None, "deaths_high": None, "deaths_reported": 2}
    return make.event(number, day, **{**closed, **figures, **values})


def cells(*rows, coverage=(), countries=("AFG", "PAK")):
    """The cells of these rows as (country, class, events, deaths)."""
    read = make.events(*rows, source="acled", coverage=coverage)
    found = provider_cells({"acled": read}, countries, *JANUARY)
    assert found.schema == PROVIDERS_SCHEMA
    assert {(r["source"], r["month"]) for r in found.to_pylist()} <= {("acled", JANUARY[0])}
    return [(r["country"], r["event_class"], r["events"], r["deaths"]) for r in found.to_pylist()]


def many(first, n, **values):
    """So many rows, numbered from `first`."""
    return [row(first + i, **values) for i in range(n)]


@pytest.mark.parametrize(
    ("rows", "found", "why"),
    [
        ([], [], "a source that does not look there says nothing"),
        (many(1, 1), [("AFG", "clash", None, None)], "one event"),
        (many(1, 2), [("AFG", "clash", None, None)], "two events"),
        (many(1, 3), [("AFG", "clash", 3, 6.0)], "three"),
        (
            many(1, 4) + many(9, 2, event_class="bombing"),
            [("AFG", "bombing", None, None), ("AFG", "clash", 4, 8.0)],
            "no total from which the two could be told",
        ),
        (
            many(1, 3) + many(9, 3, country="PAK", event_class=None),
            [("AFG", "clash", 3, 6.0), ("PAK", NOT_GIVEN, 3, 6.0)],
            "a class that is not given is one too",
        ),
        (many(1, 3, day="2025-12-31"), [], "another month"),
        (many(1, 3, country="IRN"), [], "a country that is not watched"),
        (many(1, 3, country=None), [], "no country is known"),
        (many(1, 3, under_check="Check"), [], "rows under check are left out"),
        (
            many(1, 3, day="2025-12-31", until="2026-01-01"),
            [("AFG", "clash", 3, 3.0)],
            "half of the days lie in the month: half of the deaths, and the event",
        ),
        (
            many(1, 3, deaths_reported=None),
            [("AFG", "clash", 3, None)],
            "deaths that no row gives are not zero",
        ),
        (
            many(1, 3, deaths_best=5),
            [("AFG", "clash", 3, 15.0)],
            "a best estimate before a reported figure",
        ),
    ],
)
def test_cells(rows, found, why):
    assert cells(*rows) == found, why


def test_a_country_that_is_looked_at_has_a_zero():
    blocks = (make.block("2026-01-01", "2026-01-31", "AFG", source="acled"),)
    assert cells(coverage=blocks) == [("AFG", None, 0, 0.0)]


CLASSES = ("clash", "bombing", "plot", None)


@given(
    st.lists(
        st.tuples(st.sampled_from(("AFG", "PAK", "IRN")), st.sampled_from(CLASSES), st.sampled_from((0, 1, 40))),
        max_size=30,
    )
)
@settings(deadline=None, max_examples=150)
def test_what_is_told_of_a_cell_depends_on_that_cell_alone(told):
    """So that nothing follows by subtraction: each cell is as if its rows were all there are."""
    rows = [
        row(i, country=country, event_class=kind, deaths_reported=deaths)
        for i, (country, kind, deaths) in enumerate(told)
    ]
    apart = defaultdict(list)
    for r in rows:
        apart[f"{r['country']} {r['event_class']}"].append(r)
    read = {where: make.events(*mine, source="acled") for where, mine in apart.items()}
    alone = provider_cells(read, ("AFG", "PAK"), *JANUARY).to_pylist()
    for where, mine in apart.items():
        found = [r for r in alone if r["source"] == where]
        assert found == [] if where[:3] == "IRN" else (found[0]["events"] is None) == (len(mine) < LEAST)
    assert sorted(cells(*rows)) == sorted((r["country"], r["event_class"], r["events"], r["deaths"]) for r in alone)


@given(st.sampled_from((1, 2)), st.sampled_from((1, 2)), st.integers(0, 500), st.integers(3, 50))
@settings(deadline=None, max_examples=60)
def test_whether_a_small_cell_is_one_or_two_changes_nothing(one, other, deaths, rest):
    """The tables of two months that differ in a small cell only are the same."""
    large = many(100, rest)
    told = [
        cells(*large, *many(1, n, event_class="plot", deaths_reported=d), *many(9, 2, country="PAK"))
        for n, d in ((one, deaths), (other, 3))
    ]
    assert told[0] == told[1]
