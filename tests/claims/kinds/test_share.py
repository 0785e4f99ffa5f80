import pytest

from tests.claims.bases import attacks, base, chosen, claim, ged, verdict_on

OF = {"actor": "group", "from": "2020", "until": "2020", "countries": ["AFG"]}
MOSTLY = {"of": OF, "part": {"opponent": "state"}, "expect": "> 0.5"}


def rows(against_state, against_civilians, unknown=0, **values):
    return [
        *attacks(against_state, **values),
        *attacks(against_civilians, first=1000, actor_b="civilians", side_b="Civilians", **values),
        *attacks(unknown, first=2000, actor_b=None, side_b="unknown", **values),
    ]


@pytest.mark.parametrize(
    ("found", "expect", "verdict"),
    [
        (rows(50, 17), "> 0.5", "supported"),
        (rows(50, 17), "> 50 %", "supported"),
        (rows(17, 50), "> 0.5", "contradicted"),
        (rows(30, 20), "> 0.5", "data-cannot-decide"),  # 60 %, and the interval of fifty events reaches 45 %
        (rows(5, 0), "> 0.5", "data-cannot-decide"),  # five of five are too few
        (rows(6, 0), "> 0.5", "supported"),
        (rows(0, 0), "> 0.5", "data-cannot-decide"),
        (rows(50, 17, 20), "> 0.5", "data-cannot-decide"),  # twenty attacks on nobody knows whom
        (rows(50, 0, 1), "> 0.5", "supported"),
        (rows(1, 60), "<= 20 %", "supported"),
    ],
)
def test_a_share_holds_when_its_interval_keeps_clear_of_the_boundary(found, expect, verdict):
    loaded = base(events={"ucdp-ged": ged(*found)})
    assert verdict_on(claim("share", **{**MOSTLY, "expect": expect}), loaded).verdict == verdict


def test_the_reasons_name_what_is_missing():
    few = verdict_on(claim("share", **MOSTLY), base(events={"ucdp-ged": ged(*rows(5, 0))}))
    assert few.why == "too few events: 5, at least 6 are asked for"
    unknown = verdict_on(claim("share", **MOSTLY), base(events={"ucdp-ged": ged(*rows(50, 17, 20))}))
    assert "20 more rows may belong" in unknown.why


def test_a_chosen_list_says_nothing_about_shares_unless_the_claim_is_about_it():
    loaded = base(events={"chronology": chosen(*rows(12, 3, source="chronology"))})
    assert verdict_on(claim("share", **MOSTLY), loaded).verdict == "data-cannot-decide"
    listed = {**MOSTLY, "of": {**OF, "list": "chronology"}}
    found = verdict_on(claim("share", **listed), loaded)
    # Twelve of fifteen are 80 % of the list: counted, not estimated.
    assert (found.verdict, found.value, found.low, found.high) == ("supported", 0.8, 0.8, 0.8)
    few = base(events={"chronology": chosen(*rows(2, 1, source="chronology"))})
    assert verdict_on(claim("share", **listed), few).verdict == "supported"
    open_ = base(events={"chronology": chosen(*rows(10, 11, 2, source="chronology"))})
    assert verdict_on(claim("share", **listed), open_).verdict == "data-cannot-decide"


def test_a_share_of_deaths_hangs_on_the_estimate():
    mixed = [
        *attacks(40, deaths_low=1, deaths_best=10, deaths_high=10),
        *attacks(40, first=1000, actor_b="civilians", side_b="Civilians", deaths_low=5, deaths_best=5, deaths_high=5),
    ]
    found = verdict_on(claim("share", **MOSTLY, measure="deaths"), base(events={"ucdp-ged": ged(*mixed)}))
    assert [(r.choices["deaths"], r.holds) for r in found.readings[:3]] == [
        ("best", True),
        ("low", False),
        ("high", True),
    ]
    assert found.verdict == "depends-on-the-reading"
    assert found.decided_by == "deaths: fails with low, holds with best"
    assert found.parameters["seed"] == 1


def test_a_lethal_only_source_tells_the_share_among_what_it_lists_and_says_so():
    found = verdict_on(claim("share", **MOSTLY), base(events={"ucdp-ged": ged(*rows(50, 17))}))
    assert found.readings[0].note == "among the events listed, which are lethal ones"
    lethal = {**MOSTLY, "of": {**OF, "lethal": True}}
    assert verdict_on(claim("share", **lethal), base(events={"ucdp-ged": ged(*rows(50, 17))})).readings[0].note == ""


def test_a_part_of_the_period_that_is_not_covered_leaves_the_share_undecided():
    loaded = base(events={"ucdp-ged": ged(*rows(50, 17), until="2020-06-30")})
    found = verdict_on(claim("share", **MOSTLY), loaded)
    assert found.verdict == "data-cannot-decide"
    assert found.why == "ucdp-ged does not cover all of AFG from 2020-01-01 to 2020-12-31"
