import datetime as dt
from collections import defaultdict
from itertools import pairwise

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sarhad.errors import InputError
from sarhad.events import next_period, period_start, periods, split_by_period
from tests.engines import ENGINES, rows
from tests.make import event, table

D = dt.date.fromisoformat
PERIODS = ("day", "week", "month", "quarter", "year")
DAYS = st.dates(D("1988-12-01"), D("2027-01-31"))


@pytest.mark.parametrize(
    ("day", "period", "first", "following"),
    [
        ("2026-01-31", "day", "2026-01-31", "2026-02-01"),
        ("2026-01-05", "week", "2026-01-05", "2026-01-12"),  # a Monday begins its own week
        ("2026-01-04", "week", "2025-12-29", "2026-01-05"),  # a Sunday ends ISO week 1, which began in December
        ("2024-02-29", "month", "2024-02-01", "2024-03-01"),  # leap day
        ("2023-12-31", "month", "2023-12-01", "2024-01-01"),
        ("2026-12-31", "week", "2026-12-28", "2027-01-04"),  # 2026 has an ISO week 53
        ("2024-02-29", "quarter", "2024-01-01", "2024-04-01"),
        ("2023-12-31", "quarter", "2023-10-01", "2024-01-01"),
        ("2024-02-29", "year", "2024-01-01", "2025-01-01"),
    ],
)
def test_the_period_of_a_day(day, period, first, following):
    assert period_start(D(day), period) == D(first)
    assert next_period(D(day), period) == D(following)


def test_periods_are_whole_and_in_order():
    assert periods(D("2024-01-31"), D("2024-03-01"), "month") == [
        (D("2024-01-01"), D("2024-01-31")),
        (D("2024-02-01"), D("2024-02-29")),
        (D("2024-03-01"), D("2024-03-31")),
    ]
    assert len(periods(D("1989-01-01"), D("2024-12-31"), "month")) == 36 * 12


@given(DAYS, DAYS, st.sampled_from(PERIODS))
def test_periods_leave_no_gap_and_hold_every_day(a, b, period):
    start, end = min(a, b), max(a, b)
    spans = periods(start, end, period)
    assert spans[0][0] <= start <= spans[0][1]
    assert spans[-1][0] <= end <= spans[-1][1]
    assert all(after[0] - before[1] == dt.timedelta(days=1) for before, after in pairwise(spans))
    assert all(period_start(last, period) == first for first, last in spans)


@given(DAYS)
def test_weeks_are_those_of_iso_8601(day):
    year, week, _ = day.isocalendar()
    assert period_start(day, "week") == dt.date.fromisocalendar(year, week, 1)
    assert next_period(day, "week") - period_start(day, "week") == dt.timedelta(days=7)


@given(DAYS)
def test_quarters_are_three_months(day):
    first, following = period_start(day, "quarter"), next_period(day, "quarter")
    assert len(periods(first, following - dt.timedelta(days=1), "month")) == 3
    assert (first.month - 1) // 3 == (day.month - 1) // 3


def test_bad_periods():
    with pytest.raises(InputError, match="ends \\(2024-01-01\\) before it starts \\(2024-01-02\\)"):
        periods(D("2024-01-02"), D("2024-01-01"), "month")
    with pytest.raises(InputError, match='"decade" is not a period'):
        period_start(D("2024-01-02"), "decade")


EVENTS = table(
    event(1, "2024-01-30", until="2024-03-02"),  # 33 days: 2 in January, 29 in February, 2 in March
    event(2, "2024-02-10"),
    event(3, "2023-12-31", until="2024-01-01"),  # half of it before the window
    event(4, "2023-12-31"),
    event(5, "2024-04-01", until="2024-03-01"),  # ends before it starts
)


@pytest.mark.parametrize("engine", ENGINES)
def test_an_event_is_split_evenly_by_day(engine):
    found = split_by_period(ENGINES[engine](EVENTS), "month", start=D("2024-01-01"), end=D("2024-12-31"))
    shares = {(row["event_id"][-1], row["period"]): row["share"] for row in rows(found)}
    assert shares == {
        ("1", D("2024-01-01")): 2 / 33,
        ("1", D("2024-02-01")): 29 / 33,
        ("1", D("2024-03-01")): 2 / 33,
        ("2", D("2024-02-01")): 1.0,
        ("3", D("2024-01-01")): 0.5,
    }


@pytest.mark.parametrize("engine", ENGINES)
def test_the_same_kind_of_frame_comes_back_with_its_columns(engine):
    given_frame = ENGINES[engine](EVENTS)
    found = split_by_period(given_frame, "week", start=D("2024-01-01"), end=D("2024-12-31"))
    assert type(found) is type(given_frame)
    names = found.collect_schema().names() if isinstance(found, pl.LazyFrame) else list(found.columns)
    if engine == "pyarrow":
        names = found.column_names
    assert names == [*EVENTS.column_names, "share", "period"]


SPAN = st.tuples(DAYS, st.integers(0, 800))


@settings(max_examples=60, deadline=None)
@given(st.lists(SPAN, min_size=1, max_size=12), DAYS, st.integers(0, 900), st.sampled_from(PERIODS))
def test_shares_equal_those_counted_day_by_day(spans, start, length, period):
    end = start + dt.timedelta(days=length)
    made = [event(n, first.isoformat(), until=str(first + dt.timedelta(days=d))) for n, (first, d) in enumerate(spans)]
    expected: dict[tuple[str, dt.date], float] = defaultdict(float)
    for n, (first, d) in enumerate(spans):
        for day in (first + dt.timedelta(days=i) for i in range(d + 1)):
            if start <= day <= end:
                expected[f"ucdp-ged:{n}", period_start(day, period)] += 1 / (d + 1)
    found = split_by_period(pl.from_arrow(table(*made)), period, start=start, end=end)
    shares = {(row["event_id"], row["period"]): row["share"] for row in found.to_dicts()}
    assert len(shares) == found.height, "one row for each event and period"
    assert shares == pytest.approx(expected, abs=1e-9)


def test_dates_as_text_are_refused():
    frame = pl.from_arrow(EVENTS).with_columns(pl.col("date_end").cast(pl.String))
    with pytest.raises(InputError, match="date_end holds String, not dates\n  do: turn the column into dates first"):
        split_by_period(frame, "month", start=D("2024-01-01"), end=D("2024-12-31"))


def test_no_event_in_the_window():
    found = split_by_period(EVENTS, "day", start=D("2020-01-01"), end=D("2020-12-31"))
    assert found.num_rows == 0
    assert found.column_names[-2:] == ["share", "period"]
