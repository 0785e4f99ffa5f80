import datetime as dt

import numpy as np
import pytest

from sarhad.claims.selection import Selection, imprecise, merge_left_out
from tests.make import event, table


def selection(*rows, fits=None):
    n = len(rows)
    return Selection(table(*rows), np.array(fits or [True] * n), np.ones(n, dtype=np.int8), {})


@pytest.mark.parametrize(
    ("start", "end", "dates", "inside"),
    [
        ("2020-03-05", "2020-03-05", "as dated", True),
        ("2020-02-20", "2020-03-04", "as dated", True),  # the middle day is 26 February... and lies before
        ("2020-02-25", "2020-03-10", "as dated", True),
        ("2020-02-25", "2020-03-10", "surely inside", False),
        ("2020-02-25", "2020-03-10", "possibly inside", True),
        ("2020-04-01", "2020-04-03", "possibly inside", False),
    ],
)
def test_dates_are_read_in_three_ways(start, end, dates, inside):
    rows = selection(event(1, start, until=end))
    chosen = rows.chosen({"dates": dates}, dt.date(2020, 2, 26), dt.date(2020, 3, 31))
    assert chosen.tolist() == [inside]


def test_rows_without_a_precision_count_as_precise():
    rows = table(
        event(1, date_precision=None, place_precision=None),
        event(2, date_precision=4),
        event(3, place_precision=6),
        event(4, date_precision=3, place_precision=5),
    )
    assert imprecise(rows).tolist() == [False, True, True, False]


def test_open_rows_raise_only_the_upper_limit():
    rows = selection(event(1), event(2), event(3), fits=[True, False, True])
    every = np.array([True, True, True])
    amount = rows.amount(every, "events")
    assert (amount.value, amount.low, amount.high) == (2, 2, 3)
    deaths = rows.amount(every, "deaths", "high")
    assert (deaths.value, deaths.low, deaths.high) == (6, 6, 9)
    assert rows.ids(every) == ("ucdp-ged:1", "ucdp-ged:3")


def test_a_row_without_any_figure_leaves_the_sum_open():
    rows = selection(event(1), event(2, deaths_low=None, deaths_best=None, deaths_high=None))
    amount = rows.amount(np.array([True, True]), "deaths")
    assert (amount.value, amount.low, amount.high) == (2, 2, float("inf"))


def test_rows_passed_over_in_several_readings_are_counted_once():
    assert merge_left_out([{"a": 2, "b": 1}, {"a": 3}]) == {"a": 3, "b": 1}
