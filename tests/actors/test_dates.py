"""Days, months and years as they are written in a registry."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sarhad.actors.dates import PartialDate

GOOD = [
    (dt.date(2021, 8, 15), dt.date(2021, 8, 15), dt.date(2021, 8, 15)),
    ("2014-10", dt.date(2014, 10, 1), dt.date(2014, 10, 31)),
    ("2024-02", dt.date(2024, 2, 1), dt.date(2024, 2, 29)),
    (2015, dt.date(2015, 1, 1), dt.date(2015, 12, 31)),
]

NOT_A_DATE = "not a date; write 2021-08-15, 2021-08 or 2021"
NO_SUCH_DAY = "no such day in the calendar; write 2021-08-15, 2021-08 or 2021"


@pytest.mark.parametrize(("written", "first", "last"), GOOD)
def test_a_partial_date_knows_the_days_it_can_mean(written: object, first: dt.date, last: dt.date) -> None:
    date = PartialDate.parse(written)
    assert (date.first, date.last, str(date)) == (first, last, str(written))


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("spring 2022", NOT_A_DATE),
        ("2021-8", NOT_A_DATE),
        ("15.08.2021", NOT_A_DATE),
        (25, NOT_A_DATE),
        (True, NOT_A_DATE),
        (dt.datetime(2021, 8, 15, 12, tzinfo=dt.UTC), NOT_A_DATE),
        ("2021-02-29", NO_SUCH_DAY),
        ("2021-13", NO_SUCH_DAY),
        ("0000", NO_SUCH_DAY),
    ],
)
def test_what_is_no_date_is_refused(written: object, message: str) -> None:
    with pytest.raises(ValueError) as raised:
        PartialDate.parse(written)
    assert str(raised.value) == message


@given(st.dates(min_value=dt.date(1000, 1, 1)))
def test_month_and_year_hold_their_days(day: dt.date) -> None:
    for text in (f"{day:%Y-%m}", f"{day:%Y}", day.isoformat()):
        date = PartialDate.parse(text)
        assert date.first <= day <= date.last
