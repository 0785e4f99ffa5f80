from __future__ import annotations

from collections.abc import Callable

import pytest

from sarhad.bulletin import Issue
from sarhad.bulletin.desk import open_desk
from sarhad.bulletin.numbers import Numbers, quoted

from .conftest import event


@pytest.fixture
def numbers(make_issue: Callable[..., Issue]) -> Numbers:
    return open_desk(make_issue()).numbers


def test_a_number_is_a_link_to_its_page(numbers: Numbers) -> None:
    number = numbers.count("events", "Events")
    assert number.__html__() == '<a class="n" href="numbers/events.html">4</a>'
    assert number.capital == '<a class="n" href="numbers/events.html">Four</a>'
    assert number.of("event") == '<a class="n" href="numbers/events.html">4</a> events'


def test_the_query_that_is_shown_gives_the_value_and_the_rows(numbers: Numbers) -> None:
    number = numbers.count("afg", "Afghanistan", "country = 'AFG'")
    assert number.sql == "SELECT count(*)\nFROM counted\nWHERE country = 'AFG'"
    assert numbers._con.execute(number.sql).fetchone() == (number.value,) == (3,)
    assert numbers.rows(number)["event_id"].to_pylist() == [f"ucdp-candidate:{n}" for n in (1, 2, 4)]


def test_one_key_means_one_query(numbers: Numbers) -> None:
    first = numbers.count("events", "Events")
    assert numbers.count("events", "Events") is first
    with pytest.raises(ValueError, match='two queries for the number "events"'):
        numbers.count("events", "Events", "country = 'PAK'")


@pytest.mark.parametrize("key", ["../x", "A", "a b", "", "a--b", "-a"])
def test_keys_are_no_paths(numbers: Numbers, key: str) -> None:
    with pytest.raises(ValueError, match="is no key of a number: only a-z, 0-9 and single hyphens"):
        numbers.count(key, "x")


def test_names_from_the_data_cannot_leave_their_literal(make_issue: Callable[..., Issue]) -> None:
    evil = "x'; drop table month; --"
    numbers = open_desk(make_issue((event(1, side_a=evil),))).numbers
    assert numbers.count("evil", "Evil", f"side_a = {quoted(evil)}").value == 1
    assert numbers.count("events", "Events").value == 1


def test_missing_deaths_are_not_zero(make_issue: Callable[..., Issue]) -> None:
    row = event(1, deaths_best=None, deaths_low=None, deaths_high=None)
    number = open_desk(make_issue((row,))).numbers.deaths("deaths", "Deaths")
    assert number.value is None
    assert ">not given</a> deaths" in number.deaths
