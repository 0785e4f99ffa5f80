import pytest
from shapely.geometry import LineString

from tests.claims.bases import attacks, base, candidate, chosen, claim, ged, line, monthly, verdict_on

YEAR = {"from": "2020", "until": "2020", "countries": ["AFG"]}
LETHAL = {**YEAR, "lethal": True}


@pytest.mark.parametrize(
    ("of", "expect", "verdict"),
    [
        (LETHAL, "= 8", "supported"),
        (LETHAL, "> 8", "contradicted"),
        # Without `lethal` the eight are a least number: the source lists no event without deaths.
        (YEAR, ">= 8", "supported"),
        (YEAR, "< 8", "contradicted"),
        (YEAR, "= 8", "data-cannot-decide"),
        (YEAR, "> 100", "data-cannot-decide"),
        ({**LETHAL, "actor": "group", "opponent": "state"}, "= 8", "supported"),
        ({**LETHAL, "actor": "rival"}, "= 0", "supported"),
        ({**LETHAL, "event_class": "bombing"}, ">= 1", "data-cannot-decide"),  # the source gives no class
        ({**LETHAL, "event_class": "bombing"}, "> 8", "contradicted"),  # all eight would not be enough
        ({**LETHAL, "countries": ["AFG", "PAK"]}, "= 8", "supported"),
        ({**LETHAL, "from": "2026-06", "until": "2026-07"}, "= 0", "data-cannot-decide"),  # after the release
    ],
)
def test_a_release_that_covers_the_question_gives_the_number(of, expect, verdict):
    assert (
        verdict_on(claim("count", of=of, expect=expect), base(events={"ucdp-ged": ged(*attacks(8))})).verdict == verdict
    )


def test_a_chosen_list_never_decides_a_count_unless_the_claim_is_about_it():
    loaded = base(events={"chronology": chosen(*attacks(8, source="chronology"))})
    about_the_world = verdict_on(claim("count", of=LETHAL, expect=">= 2"), loaded)
    assert about_the_world.verdict == "data-cannot-decide"
    assert about_the_world.evidence == ()
    assert about_the_world.why == "chronology is a chosen list: what is not in it may have happened"
    assert about_the_world.would_decide == "load UCDP GED 26.1 (events to 2025): `sarhad add FILE`"
    about_the_list = verdict_on(claim("count", of={**YEAR, "list": "chronology"}, expect="= 8"), loaded)
    assert about_the_list.verdict == "supported"
    assert about_the_list.shown_value == "8 events"
    assert len(about_the_list.evidence) == 8


def test_deaths_are_read_low_best_and_high_and_the_estimate_that_decides_is_named():
    rows = attacks(2, deaths_low=1, deaths_best=5, deaths_high=9)
    found = verdict_on(claim("count", of=YEAR, measure="deaths", expect="> 8"), base(events={"ucdp-ged": ged(*rows)}))
    assert [(r.choices["deaths"], r.value, r.holds) for r in found.readings[:3]] == [
        ("best", 10, True),
        ("low", 2, False),
        ("high", 18, True),
    ]
    assert found.verdict == "depends-on-the-reading"
    assert found.decided_by == "deaths: fails with low, holds with best"


def test_a_row_without_a_best_estimate_leaves_the_sum_open_between_its_bounds():
    rows = [*attacks(1, deaths_best=None, deaths_low=3, deaths_high=7), *attacks(1, first=2, deaths_best=2)]
    found = verdict_on(claim("count", of=YEAR, measure="deaths", expect="> 2"), base(events={"ucdp-ged": ged(*rows)}))
    assert (found.readings[0].value, found.readings[0].low, found.readings[0].high) == (2, 5, 9)


def test_a_single_reported_figure_stands_for_all_three_estimates():
    rows = attacks(1, deaths_low=None, deaths_best=None, deaths_high=None, deaths_reported=4)
    found = verdict_on(claim("count", of=YEAR, measure="deaths", expect="= 4"), base(events={"ucdp-ged": ged(*rows)}))
    assert found.verdict == "supported"


def test_rows_that_the_source_still_checks_are_in_no_reading_and_are_counted_as_left_out():
    rows = [*attacks(3), *attacks(2, first=10, under_check="Check deaths")]
    found = verdict_on(claim("count", of=LETHAL, expect="= 3"), base(events={"ucdp-ged": ged(*rows)}))
    assert found.verdict == "supported"
    assert found.left_out == {"still checked by the source": 2}


def test_imprecise_rows_are_a_choice_that_can_decide():
    rows = [*attacks(3), *attacks(2, first=10, place_precision=6), *attacks(1, first=20, date_precision=4)]
    found = verdict_on(claim("count", of=LETHAL, expect="> 4"), base(events={"ucdp-ged": ged(*rows)}))
    assert found.verdict == "depends-on-the-reading"
    assert found.decided_by == "rows: fails with precise rows only, holds with all"


def test_the_period_is_shifted_by_the_precision_of_the_dates():
    over_new_year = attacks(1, day="2019-12-20", until="2020-01-03", date_precision=3)
    found = verdict_on(claim("count", of=LETHAL, expect=">= 1"), base(events={"ucdp-ged": ged(*over_new_year)}))
    assert {r.choices["dates"]: r.value for r in found.readings if r.choices["rows"] == "all"} == {
        "as dated": 0,  # its middle day is 27 December
        "surely inside": 0,
        "possibly inside": 1,
    }
    assert found.decided_by == "dates: holds with possibly inside, fails with as dated"


def test_candidate_rows_follow_the_annual_release_in_a_reading_of_their_own():
    events = {
        "ucdp-ged": ged(*attacks(4, day="2025-12-20")),
        "ucdp-candidate": candidate(*attacks(3, day="2026-01-10", source="ucdp-candidate")),
    }
    of = {"from": "2025-12", "until": "2026-01", "countries": ["AFG"], "lethal": True}
    found = verdict_on(claim("count", of=of, expect="= 7"), base(events=events))
    by_source = {r.choices["source"]: (r.value, r.looked) for r in found.readings}
    assert by_source == {"ucdp-ged": (4, False), "ucdp-ged with ucdp-candidate": (7, True)}
    assert found.verdict == "supported"
    over = verdict_on(claim("count", of=of, expect="< 4"), base(events=events))
    assert over.verdict == "contradicted"  # four are already too many for the annual release alone
    alone = base(events={"ucdp-candidate": events["ucdp-candidate"]})
    january = {**of, "from": "2026-01"}
    assert verdict_on(claim("count", of=january, expect="= 3"), alone).verdict == "supported"


def test_monthly_totals_decide_the_totals_of_countries_and_bound_what_is_less():
    totals = monthly(("AFG", "2020-03", 5, 12), ("AFG", "2020-04", 2, 3), also=["UZB"])
    loaded = base(monthly=totals)
    spring = {"from": "2020-03", "until": "2020-04", "countries": ["AFG"], "lethal": True}
    whole = verdict_on(claim("count", of=spring, expect="= 7"), loaded)
    assert (whole.verdict, whole.value) == ("supported", 7)
    assert [s.name for s in whole.sources] == ["ucdp-ged"]
    parts = {
        ("group in all", "> 7"): {**spring, "actor": "group"},
        ("half a month", "> 7"): {**spring, "from": "2020-03-15"},
    }
    for (_, expect), of in parts.items():
        assert verdict_on(claim("count", of=of, expect=expect), loaded).verdict == "contradicted"
    assert verdict_on(claim("count", of={**spring, "actor": "group"}, expect=">= 1"), loaded).verdict == (
        "data-cannot-decide"
    )
    nobody = {**spring, "countries": ["UZB"], "actor": "group"}
    assert verdict_on(claim("count", of=nobody, expect=">= 1"), loaded).verdict == "contradicted"
    del nobody["lethal"]  # an event without deaths is not in the totals
    assert verdict_on(claim("count", of=nobody, expect=">= 1"), loaded).verdict == "data-cannot-decide"
    absent = {**spring, "countries": ["TKM"]}
    found = verdict_on(claim("count", of=absent, expect="= 0"), loaded)
    assert found.verdict == "data-cannot-decide"
    assert "do not cover all of TKM" in found.why


def test_monthly_deaths_without_a_low_estimate_have_two_readings():
    totals = monthly(("AFG", "2020-03", 5, 12))
    of = {"from": "2020-03", "until": "2020-03", "countries": ["AFG"]}
    found = verdict_on(claim("count", of=of, measure="deaths", expect="> 10"), base(monthly=totals))
    assert [(r.choices["deaths"], r.value, r.looked) for r in found.readings] == [
        ("best", 12, True),
        ("low", None, False),
        ("high", 24, True),
    ]
    assert found.readings[1].note == "the monthly totals give no low estimate of deaths"


BAND = {**YEAR, "line": "road", "within_km": 25}
ROAD = line("road", kind="road", parts=(LineString([(60, 35), (62, 35)]),))


@pytest.mark.parametrize(
    ("row", "expect", "verdict"),
    [
        ({"longitude": 61.0, "latitude": 35.2}, ">= 1", "supported"),  # 22 km off
        ({"longitude": 61.0, "latitude": 35.3}, "= 0", "supported"),  # 33 km off
        ({"longitude": 61.0, "latitude": 35.3}, ">= 1", "contradicted"),
        # Known only to the district: 33 km off may be 25; 333 km off may not.
        ({"longitude": 61.0, "latitude": 35.3, "place_precision": 3}, "= 0", "data-cannot-decide"),
        ({"longitude": 61.0, "latitude": 38.0, "place_precision": 3}, "= 0", "supported"),
        ({"longitude": None, "latitude": None}, "= 0", "data-cannot-decide"),
        ({"longitude": 61.0, "latitude": 35.2, "place_precision": 3}, ">= 1", "data-cannot-decide"),
    ],
)
def test_near_counts_what_is_placed_well_enough_and_leaves_the_rest_open(row, expect, verdict):
    of = {**BAND, "lethal": True}
    loaded = base(events={"ucdp-ged": ged(*attacks(1, **row))}, corridors=(ROAD,))
    assert verdict_on(claim("near", of=of, expect=expect), loaded).verdict == verdict


def test_a_chosen_row_near_a_line_sets_a_least_number():
    loaded = base(
        events={"chronology": chosen(*attacks(2, source="chronology", longitude=61.0, latitude=35.1))},
        corridors=(ROAD,),
    )
    assert verdict_on(claim("near", of=BAND, expect=">= 2"), loaded).verdict == "supported"
    assert verdict_on(claim("near", of=BAND, expect="<= 1"), loaded).verdict == "contradicted"
    assert verdict_on(claim("near", of=BAND, expect=">= 3"), loaded).verdict == "data-cannot-decide"


def test_depends_on_the_reading_of_near():
    loaded = base(
        events={
            "ucdp-ged": ged(*attacks(1, longitude=61.0, latitude=36.0)),
            "chronology": chosen(*attacks(1, source="chronology", longitude=61.0, latitude=35.1)),
        },
        corridors=(ROAD,),
    )
    found = verdict_on(claim("near", of={**BAND, "lethal": True}, expect=">= 1"), loaded)
    assert found.verdict == "depends-on-the-reading"
    assert found.decided_by == "source: fails on ucdp-ged, holds on chronology"
