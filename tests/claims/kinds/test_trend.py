import pyarrow as pa
import pytest

from sarhad.sources import MonthlyFigures
from tests.claims.bases import attacks, base, chosen, claim, ged, monthly, verdict_on

PERIODS = {"before": {"from": "2020", "until": "2020"}, "after": {"from": "2021", "until": "2021"}}
OF = {"actor": "group", "countries": ["AFG"]}


def rising(before, after, **values):
    """So many events in each year, spread over its months."""
    return [
        row
        for year, n in ((2020, before), (2021, after))
        for i in range(n)
        for row in attacks(1, first=year * 1000 + i, day=f"{year}-{1 + i % 12:02}-{1 + i % 28:02}", **values)
    ]


@pytest.mark.parametrize(
    ("rows", "expect", "verdict"),
    [
        (rising(10, 40), "> 1", "supported"),
        (rising(40, 10), "> 1", "contradicted"),
        (rising(20, 24), "> 1", "data-cannot-decide"),  # the interval holds one
        (rising(0, 5), "> 1", "data-cannot-decide"),  # too few
        ([], "> 1", "data-cannot-decide"),
        (rising(10, 60), ">= 2", "supported"),
        (rising(80, 10), "< 50 %", "supported"),
    ],
)
def test_a_trend_holds_when_the_interval_of_the_ratio_keeps_clear(rows, expect, verdict):
    loaded = base(events={"ucdp-ged": ged(*rows)})
    assert verdict_on(claim("trend", of=OF, **PERIODS, expect=expect), loaded).verdict == verdict


def test_the_value_is_the_ratio_of_daily_rates():
    found = verdict_on(claim("trend", of=OF, **PERIODS, expect="> 1"), base(events={"ucdp-ged": ged(*rising(10, 40))}))
    assert found.value == pytest.approx(4 * 366 / 365)  # 2020 has a day more
    assert len(found.evidence) == 50
    assert found.low < found.value < found.high


def test_a_period_that_is_not_covered_or_a_chosen_list_leaves_it_undecided():
    short = base(events={"ucdp-ged": ged(*rising(10, 40), until="2021-06-30")})
    assert verdict_on(claim("trend", of=OF, **PERIODS, expect="> 1"), short).verdict == "data-cannot-decide"
    listed = base(events={"chronology": chosen(*rising(10, 40, source="chronology"))})
    found = verdict_on(claim("trend", of=OF, **PERIODS, expect="> 1"), listed)
    assert found.verdict == "data-cannot-decide"
    assert found.would_decide == "load UCDP GED 26.1 (events to 2025): `sarhad add FILE`"


def test_imprecise_rows_can_decide_a_trend():
    coarse = rising(0, 60, date_precision=4)
    rows = [*rising(20, 24), *({**row, "event_id": "coarse:" + row["event_id"]} for row in coarse)]
    found = verdict_on(claim("trend", of=OF, **PERIODS, expect="> 1"), base(events={"ucdp-ged": ged(*rows)}))
    assert found.verdict == "depends-on-the-reading"
    assert found.decided_by == "rows: cannot tell with precise rows only, holds with all"


def test_deaths_are_compared_in_three_estimates():
    rows = [
        *rising(36, 0, deaths_low=1, deaths_best=2, deaths_high=30),
        *rising(0, 36, deaths_low=10, deaths_best=10, deaths_high=30),
    ]
    found = verdict_on(
        claim("trend", of=OF, **PERIODS, measure="deaths", expect="> 1"), base(events={"ucdp-ged": ged(*rows)})
    )
    by_estimate = {r.choices["deaths"]: r.holds for r in found.readings[:3]}
    assert by_estimate["best"] is True
    assert by_estimate["low"] is True
    assert by_estimate["high"] is None
    assert found.verdict == "depends-on-the-reading"


def test_monthly_totals_decide_the_trend_of_a_countrys_violence_and_nothing_narrower():
    months = [("AFG", f"2020-{m:02}", 20, 60) for m in range(1, 13)]
    months += [("AFG", f"2021-{m:02}", 5, 9) for m in range(1, 13)]
    loaded = base(monthly=monthly(*months))
    whole = verdict_on(claim("trend", of={"countries": ["AFG"]}, **PERIODS, expect="> 1"), loaded)
    assert whole.verdict == "contradicted"
    assert whole.value == pytest.approx(0.25 * 366 / 365)
    deaths = verdict_on(claim("trend", of={"countries": ["AFG"]}, **PERIODS, measure="deaths", expect="> 1"), loaded)
    assert deaths.verdict == "contradicted"
    by_group = verdict_on(claim("trend", of=OF, **PERIODS, expect="> 1"), loaded)
    assert by_group.verdict == "data-cannot-decide"
    half_months = {"before": {"from": "2020-01-15", "until": "2020-12-31"}, "after": PERIODS["after"]}
    assert verdict_on(claim("trend", of={"countries": ["AFG"]}, **half_months, expect="> 1"), loaded).verdict == (
        "data-cannot-decide"
    )


def test_two_sources_of_monthly_totals_are_two_readings_and_are_never_added_up():
    one = monthly(("AFG", "2020-03", 5, 9))
    other = monthly(("AFG", "2020-03", 8, 9), source="another")
    blocks = tuple(type(b)("another", b.start, b.end, b.countries) for b in other.coverage)
    both = MonthlyFigures(pa.concat_tables([one.table, other.table]), one.provenance, (*one.coverage, *blocks), (), 0)
    of = {"from": "2020-03", "until": "2020-03", "countries": ["AFG"], "lethal": True}
    found = verdict_on(claim("count", of=of, expect="> 6"), base(monthly=both))
    assert {r.choices["source"]: r.value for r in found.readings} == {
        "monthly totals of another": 8,
        "monthly totals of ucdp-ged": 5,
    }
    assert found.verdict == "depends-on-the-reading"


def test_bursts_widen_the_interval_of_a_trend_of_events():
    """Ten events against forty are a clear rise when they come one by one, and none when they came in one day."""
    one_by_one = verdict_on(
        claim("trend", of=OF, **PERIODS, expect="> 1"), base(events={"ucdp-ged": ged(*rising(10, 40))})
    )
    burst = [*rising(10, 0), *attacks(40, first=5000, day="2021-07-01")]
    at_once = verdict_on(claim("trend", of=OF, **PERIODS, expect="> 1"), base(events={"ucdp-ged": ged(*burst)}))
    assert (one_by_one.verdict, at_once.verdict) == ("supported", "data-cannot-decide")
    assert at_once.value == pytest.approx(one_by_one.value)
    assert "negative binomial" in at_once.readings[0].note
