import pytest

from tests.claims.bases import base, chosen, claim, ged, monthly, verdict_on
from tests.claims.kinds.test_change import months

OF = {"from": "2020", "until": "2021", "countries": ["AFG"]}
RISING = [1 + m // 2 + m % 2 for m in range(24)]


@pytest.mark.parametrize(
    ("counts", "expect", "verdict"),
    [
        (RISING, "> 0", "supported"),
        (RISING, "< 0", "contradicted"),
        (RISING[::-1], "> 0", "contradicted"),
        (RISING[::-1], "< 0", "supported"),
        (RISING, "> 3", "supported"),  # about six more a month than a year before
        (RISING, "> 30", "contradicted"),
        ([2, 3, 1, 2, 3, 2] * 4, "> 0", "data-cannot-decide"),
        ([2, 3, 1, 2, 3, 2] * 4, "> 30", "contradicted"),  # not sure of a rise, and sure of none so steep
        (RISING[:9], "> 0", "data-cannot-decide"),
    ],
)
def test_a_slope_holds_where_its_interval_keeps_clear(counts, expect, verdict):
    of = {**OF, "until": "2021"} if len(counts) == 24 else {**OF, "until": "2020-09"}
    found = verdict_on(claim("slope", of=of, expect=expect), base(events={"ucdp-ged": ged(*months(counts))}))
    assert found.verdict == verdict, found.why


def test_one_great_event_at_the_end_makes_no_rise_of_deaths():
    """With it deaths rise, without it they do not: the claim must hold with both."""
    rows = months([2, 3, 1, 2, 3, 2] * 4)
    rows[-1].update(deaths_low=5000, deaths_best=5000, deaths_high=5000)
    found = verdict_on(claim("slope", of=OF, measure="deaths", expect="> 0"), base(events={"ucdp-ged": ged(*rows)}))
    assert found.verdict == "data-cannot-decide"
    assert "without the largest event" in found.readings[0].note


def test_a_chosen_list_has_no_slope_and_totals_of_months_have_one():
    rows = months(RISING, source="chronology")
    test = claim("slope", of=OF, expect="> 0")
    assert verdict_on(test, base(events={"chronology": chosen(*rows)})).verdict == "data-cannot-decide"
    totals = [("AFG", f"{2020 + m // 12}-{1 + m % 12:02}", n, n) for m, n in enumerate(RISING)]
    found = verdict_on(test, base(monthly=monthly(*totals)))
    assert found.verdict == "supported"
    assert found.readings[0].label == "monthly totals of ucdp-ged"
