import datetime as dt
import math

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from sarhad import sources
from sarhad.errors import InputError
from sarhad.measures import incidence, trend
from sarhad.measures.trend import MONTH_DAYS
from tests import make
from tests.engines import ENGINES, rows
from tests.make import event, table

D = dt.date.fromisoformat
Y2023, Y2024 = (D("2023-01-01"), D("2023-12-31")), (D("2024-01-01"), D("2024-12-31"))


def compare(events, of="deaths", **changes):
    settings = {"before": Y2023, "after": Y2024, "deaths": "best", "confidence": 0.95}
    result = trend(events, of=of, **{**settings, **changes})
    return rows(result.table)[0], result.provenance


def monthly(year, deaths):
    """One event in the middle of each month."""
    return [event(year * 100 + m, f"{year}-{m:02}-15", deaths_best=n) for m, n in enumerate(deaths, 1)]


BEFORE, AFTER = [3, 18, 0, 7, 41, 2, 9, 5, 30, 1, 12, 6], [25, 8, 60, 14, 33, 2, 90, 17, 4, 31, 0, 9]
EVENTS = table(*monthly(2023, BEFORE), *monthly(2024, AFTER))


def test_deaths_by_hand():
    row, provenance = compare(EVENTS)
    assert (row["n_before"], row["n_after"]) == (134, 293)
    assert (row["days_before"], row["days_after"]) == (365, 366)
    assert row["rate_before"] == pytest.approx(134 / 365 * 30.4375)
    assert row["ratio"] == pytest.approx(293 / 366 / (134 / 365))
    assert row["ratio_low"] < 1 < row["ratio"] < row["ratio_high"]
    assert row["p_value"] > 0.05
    assert (row["largest_event"], row["largest_deaths"]) == ("ucdp-ged:202407", 90)
    assert row["ratio_without_largest"] == pytest.approx(203 / 366 / (134 / 365))
    assert row["method"].startswith("negative binomial over 12 and 12 months, profile likelihood")
    assert (row["ratio_low_by_month"], row["ratio_high_by_month"]) == (row["ratio_low"], row["ratio_high"])
    assert provenance.rows_used == 24
    assert provenance.left_out == {}


def test_events_by_hand():
    days = [f"2023-{m:02}-10" for m in range(1, 11)] + [f"2024-{m:02}-{d}" for m in range(1, 13) for d in (10, 20)]
    row, _ = compare(table(*(event(n, day) for n, day in enumerate(days))), of="events")
    assert (row["n_before"], row["n_after"]) == (10, 24)
    share = stats.binomtest(24, 34, 366 / 731).proportion_ci(0.95, method="exact")
    assert row["ratio_low"] == pytest.approx(share.low / (1 - share.low) * 365 / 366)
    assert row["p_value"] == pytest.approx(2 * stats.binomtest(24, 34, 366 / 731, alternative="greater").pvalue)
    assert row["method"] == "conditional binomial test, exact interval (Przyborowski & Wilenski 1940)"
    assert row["p_value_e_test"] == pytest.approx(0.0168119155, abs=1e-9), "statsmodels has the same"
    assert row["ratio_without_largest"] == pytest.approx(24 / 366 / (9 / 365)), "of equals the first by id"


@pytest.mark.parametrize("of", ["events", "deaths"])
def test_without_the_largest_event_is_the_same_table_without_its_row(of):
    frame = pl.from_arrow(EVENTS)
    row, _ = compare(frame, of)
    without, _ = compare(frame.filter(pl.col("event_id") != row["largest_event"]), of)
    for name in ("ratio", "ratio_low", "ratio_high", "p_value"):
        assert row[f"{name}_without_largest"] == pytest.approx(without[name])
        assert row[name] != pytest.approx(without[name])


def test_the_e_test_on_the_counts_of_its_paper():
    """Krishnamoorthy & Thomson (2004), the clover seed of Przyborowski & Wilenski: 0 and 3 of 100, p = 0.0884."""
    spans = {"before": (D("2024-01-01"), D("2024-04-09")), "after": (D("2024-04-10"), D("2024-07-18"))}
    row, _ = compare(table(*(event(n, "2024-05-05") for n in range(3))), of="events", **spans)
    assert (row["days_before"], row["days_after"]) == (100, 100)
    assert row["p_value_e_test"] == pytest.approx(0.0884, abs=5e-5)
    assert row["p_value"] == pytest.approx(0.25)
    assert compare(EVENTS)[0]["p_value_e_test"] is None, "of deaths, which are no independent counts"


def test_events_in_bursts_are_said_to_be_so():
    days = ["2023-03-10"] * 20 + ["2023-08-10"] * 10 + ["2024-01-10"] * 60
    row, provenance = compare(table(*(event(n, day) for n, day in enumerate(days))), of="events")
    assert row["dispersion"] > 10
    assert row["method"].endswith("times as much as it takes for granted, so it is too narrow")
    assert row["ratio_low"] > 1 > row["ratio_low_by_month"], "by month, two bursts against one show nothing"
    assert row["method"] in provenance.notes


@pytest.mark.parametrize(
    ("first", "until", "n_before", "n_after"),
    [
        ("2023-12-30", "2024-01-01", 1, 0),  # the middle of three days is 31 December
        ("2023-12-31", "2024-01-02", 0, 1),
        ("2023-12-31", "2024-01-01", 1, 0),  # of two middle days the first
    ],
)
def test_an_event_belongs_to_the_period_of_its_middle_day(first, until, n_before, n_after):
    row, _ = compare(table(event(1, first, until=until)), of="events")
    assert (row["n_before"], row["n_after"]) == (n_before, n_after)


def test_deaths_are_split_by_day():
    row, _ = compare(table(event(1, "2023-12-31", until="2024-01-02", deaths_best=9)))
    assert (row["n_before"], row["n_after"]) == (3, 6)


def test_who_is_left_out_and_why():
    given_events = table(
        event(1, "2023-02-01"),
        event(2, "2022-02-01"),
        event(3, "2024-02-01", deaths_best=None),
        event(4, "2023-02-02", until="2023-02-01"),
        event(5, "2024-12-30", until="2025-01-10"),
        event(6, "2024-02-01", under_check="Check"),
    )
    row, provenance = compare(given_events)
    assert provenance.left_out == {"no valid dates": 1, "outside both periods": 1, "no figure for deaths_best": 1}
    assert row["n_after"] == pytest.approx(2 + 2 * 2 / 12), "rows under check are for the caller to choose"
    row, provenance = compare(given_events, of="events")
    assert provenance.left_out == {
        "no valid dates": 1,
        "outside both periods": 1,
        "middle day outside both periods": 1,
    }
    assert provenance.rows_used == 3 == row["n_before"] + row["n_after"]


@pytest.mark.parametrize("of", ["events", "deaths"])
@pytest.mark.parametrize("engine", ENGINES)
def test_engines_agree_and_return_their_own_kind(engine, of):
    given_frame = ENGINES[engine](EVENTS)
    result = trend(given_frame, before=Y2023, after=Y2024, of=of, deaths="best", confidence=0.95)
    assert type(result.table) is type(given_frame)
    assert rows(result.table) == [compare(EVENTS, of)[0]]


@pytest.mark.parametrize("of", ["events", "deaths"])
@pytest.mark.parametrize(
    ("years", "ratio", "low", "high", "without"),
    [
        ((), None, 0, math.inf, None),
        ((2023,), 0.0, 0, None, 0.0),
        ((2024,), math.inf, None, math.inf, math.inf),
    ],
)
def test_an_empty_period_is_told_without_nan(of, years, ratio, low, high, without):
    row, _ = compare(table(*(e for year in years for e in monthly(year, [5] * 12))), of)
    assert row["ratio"] == ratio
    assert row["ratio_without_largest"] == without
    assert row["ratio_low"] == low if low is not None else 1 < row["ratio_low"] < math.inf
    assert row["ratio_high"] == high if high is not None else 0 < row["ratio_high"] < 1
    assert row["p_value"] == (1.0 if not years else pytest.approx(0, abs=0.01))
    assert not any(isinstance(value, float) and math.isnan(value) for value in row.values())


def test_the_only_event_is_the_largest():
    row, _ = compare(table(event(1, "2024-05-05")))
    assert (row["ratio"], row["ratio_without_largest"]) == (math.inf, None)


def test_events_without_any_figure_have_no_largest():
    row, _ = compare(table(*(event(n, "2024-05-05", deaths_best=None) for n in range(3))), of="events")
    assert (row["n_after"], row["largest_event"], row["ratio_without_largest"]) == (3, None, None)


def test_two_single_months_of_deaths_have_a_ratio_and_no_interval():
    january = {"before": (D("2023-01-01"), D("2023-01-31")), "after": (D("2024-01-01"), D("2024-01-31"))}
    row, _ = compare(EVENTS, **january)
    assert row["ratio"] == pytest.approx(25 / 3)
    assert (row["ratio_low"], row["ratio_high"], row["p_value"]) == (None, None, None)
    assert row["method"] == "no interval: 2 months in both periods together, at least 6 are needed"


@pytest.mark.parametrize("estimate", ["low", "best", "high"])
def test_the_estimate_asked_for_is_the_one_taken(estimate):
    row, _ = compare(table(event(1, "2023-05-05"), event(2, "2024-05-05")), deaths=estimate)
    assert row["n_before"] == {"low": 1, "best": 2, "high": 3}[estimate]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"of": "battles"}, "of is \"battles\"\n  do: take one of 'events', 'deaths'"),
        ({"deaths": "mean"}, "deaths is \"mean\"\n  do: take one of 'low', 'best', 'high'"),
        ({"before": Y2024[::-1]}, "the period before ends (2024-01-01) before it starts (2024-12-31)"),
        ({"before": (D("2023-06-01"), D("2024-01-01"))}, "the periods overlap: before 2023-06-01 to 2024-01-01"),
        ({"confidence": 95}, "confidence is 95\n  do: give a share such as 0.95"),
        ({"events": EVENTS.drop_columns(["event_id"])}, "the events lack event_id"),
    ],
)
def test_what_cannot_be_asked(changes, message):
    with pytest.raises(InputError) as raised:
        compare(**{"events": EVENTS, **changes})
    assert message in str(raised.value)


def test_sources_of_a_reading_are_kept():
    _, provenance = compare(make.events(event(1, "2023-05-05"), version="25.1"))
    assert [ref.version for ref in provenance.sources] == ["25.1"]


SPAN = st.tuples(st.dates(D("2022-11-01"), D("2025-02-01")), st.integers(0, 90), st.integers(0, 1000))


@settings(max_examples=50, deadline=None)
@given(st.lists(SPAN, max_size=12))
def test_deaths_of_both_periods_are_those_that_incidence_counts(spans):
    given_events = table(
        *(
            event(n, str(first), until=str(first + dt.timedelta(days=d)), deaths_best=deaths)
            for n, (first, d, deaths) in enumerate(spans)
        )
    )
    row, _ = compare(given_events)
    for name, (start, end) in (("n_before", Y2023), ("n_after", Y2024)):
        by_year = incidence(
            pl.from_arrow(given_events), unit=None, period="year", start=start, end=end, under_check="include"
        )
        assert row[name] == pytest.approx(by_year.table["deaths_best"].sum(), abs=1e-6)


def test_mexico_before_and_after_2019(ucdp):
    """All of it is in the file; the ratio by hand from sums in Polars over events of one year."""
    events = sources.read(ucdp / "ged-mexico.csv.gz").table
    spans = {"before": (D("2016-01-01"), D("2018-12-31")), "after": (D("2019-01-01"), D("2021-12-31"))}
    frame = pl.from_arrow(events).filter(pl.col("date_start").dt.year() == pl.col("date_end").dt.year())
    year = pl.col("date_start").dt.year()
    before = frame.filter(year.is_between(2016, 2018))["deaths_best"].sum()
    after = frame.filter(year.is_between(2019, 2021))["deaths_best"].sum()
    row, _ = compare(frame, **spans)
    assert (row["n_before"], row["n_after"]) == (before, after)
    assert row["rate_after"] == pytest.approx(after / 1096 * MONTH_DAYS)
    assert row["ratio_low"] < after / before < row["ratio_high"]
    assert row["ratio_without_largest"] != row["ratio"]
    assert row["dispersion"] > 10, "deaths come in bursts: a Poisson interval would be far too narrow"
