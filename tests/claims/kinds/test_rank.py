import pytest
from shapely.geometry import LineString

from tests.claims.bases import attacks, base, chosen, claim, ged, line, monthly, verdict_on

PERIOD = {"from": "2020", "until": "2020", "lethal": True}
COUNTRIES = {"by": "country", "subject": "TJK", "among": ["KGZ", "UZB"], "expect": "first"}


def spread(**by_country):
    return [
        row
        for position, (country, n) in enumerate(by_country.items())
        for row in attacks(n, first=1 + 1000 * position, country=country)
    ]


@pytest.mark.parametrize(
    ("rows", "expect", "verdict", "low", "high"),
    [
        (spread(TJK=30, KGZ=5, UZB=2), "first", "supported", 1, 1),
        (spread(TJK=5, KGZ=30, UZB=2), "first", "contradicted", 2, 3),
        (spread(TJK=39, KGZ=36), "first", "data-cannot-decide", 1, 2),  # not told apart
        (spread(TJK=10, KGZ=10), "first", "data-cannot-decide", 1, 2),  # a tie
        (spread(TJK=30, KGZ=30, UZB=2), "<= 2", "supported", 1, 2),
        (spread(TJK=1, KGZ=30, UZB=20), "last", "supported", 1, 1),
        (spread(TJK=30, KGZ=30, UZB=20), "last", "data-cannot-decide", 1, 3),
        (spread(TJK=5), "first", "data-cannot-decide", None, None),  # too few
        ([], "first", "data-cannot-decide", None, None),
    ],
)
def test_countries_are_ranked_with_ties_and_intervals(rows, expect, verdict, low, high):
    found = verdict_on(
        claim("rank", of=PERIOD, **{**COUNTRIES, "expect": expect}), base(events={"ucdp-ged": ged(*rows)})
    )
    assert (found.verdict, found.low, found.high) == (verdict, low, high)


def test_a_member_that_is_not_covered_leaves_the_rank_undecided():
    loaded = base(events={"ucdp-ged": ged(*spread(TJK=30), countries=("TJK", "KGZ"))})
    found = verdict_on(claim("rank", of=PERIOD, **COUNTRIES), loaded)
    assert found.verdict == "data-cannot-decide"
    assert "does not cover all of UZB" in found.why


def test_monthly_totals_rank_countries_and_zero_is_not_absent():
    year = {"from": "2020", "until": "2020"}
    loaded = base(monthly=monthly(("TJK", "2020-03", 30, 50), ("KGZ", "2020-04", 3, 400), also=["UZB"]))
    events = verdict_on(claim("rank", of=year, **COUNTRIES), loaded)
    assert events.verdict == "supported"
    assert events.readings[-1].note == "TJK 30, KGZ 3, UZB 0"
    deaths = verdict_on(claim("rank", of=year, **COUNTRIES, measure="deaths"), loaded)
    assert deaths.verdict == "contradicted"
    with_kazakhstan = {**COUNTRIES, "among": ["KGZ", "KAZ"]}
    assert verdict_on(claim("rank", of=year, **with_kazakhstan), loaded).verdict == "data-cannot-decide"
    by_actor_too = verdict_on(claim("rank", of={**year, "actor": "group"}, **COUNTRIES), loaded)
    assert by_actor_too.verdict == "data-cannot-decide"  # totals hold all violence


def test_a_rank_in_a_chosen_list_is_counted():
    rows = [dict(row, source="chronology") for row in spread(TJK=3, KGZ=2)]
    loaded = base(events={"chronology": chosen(*rows)})
    assert verdict_on(claim("rank", of=PERIOD, **COUNTRIES), loaded).verdict == "data-cannot-decide"
    assert verdict_on(claim("rank", of={**PERIOD, "list": "chronology"}, **COUNTRIES), loaded).verdict == "supported"


def test_actors_are_ranked_and_deaths_can_turn_the_order():
    rows = [
        *attacks(30, countries=None, deaths_low=1, deaths_best=1, deaths_high=1),
        *attacks(10, first=500, actor_a="rival", side_a="Rival", deaths_low=20, deaths_best=20, deaths_high=20),
    ]
    for row in rows:
        row.pop("countries", None)
    test = {"by": "actor", "subject": "group", "among": ["rival"], "expect": "first"}
    of = {**PERIOD, "countries": ["AFG"]}
    loaded = base(events={"ucdp-ged": ged(*rows)})
    assert verdict_on(claim("rank", of=of, **test), loaded).verdict == "supported"
    assert verdict_on(claim("rank", of=of, **test, measure="deaths"), loaded).verdict == "contradicted"


def test_lines_are_ranked_by_what_lies_within_their_band():
    near, far = line("near", kind="road"), line("far", kind="road", parts=(LineString([(60, 45), (62, 45)]),))
    rows = attacks(12, longitude=61.0, latitude=35.05)
    test = {"by": "line", "subject": "near", "among": ["far"], "expect": "first"}
    loaded = base(events={"ucdp-ged": ged(*rows)}, corridors=(near, far))
    found = verdict_on(claim("rank", of={**PERIOD, "within_km": 25}, **test), loaded)
    assert found.verdict == "supported"
    assert len(found.evidence) == 12


def test_imprecise_rows_can_decide_a_rank():
    rows = [*spread(TJK=3, KGZ=8), *attacks(40, first=5000, country="TJK", date_precision=5)]
    found = verdict_on(claim("rank", of=PERIOD, **COUNTRIES), base(events={"ucdp-ged": ged(*rows)}))
    assert found.verdict == "depends-on-the-reading"
    assert found.decided_by == "rows: cannot tell with precise rows only, holds with all"
