import pytest

from sarhad.claims import KINDS
from tests.claims.bases import attacks, base, chosen, claim, ged, monthly, verdict_on

OF = {"from": "2020-06", "until": "2020-06", "countries": ["AFG"], "lethal": True}
NOW = attacks(2)
EARLIER = attacks(1, first=50, day="2018-03-01")


def first(**fields):
    return claim("first", **{"of": OF, "since": "2018", **fields})


@pytest.mark.parametrize(
    ("rows", "fields", "verdict", "value"),
    [
        (NOW, {}, "supported", 0),
        ([*NOW, *EARLIER], {}, "contradicted", 1),
        ([*NOW, *EARLIER], {"since": "2018-04"}, "supported", 0),  # the earlier one lies before
        (EARLIER, {"since": "2018-04"}, "contradicted", 0),  # nothing happened now
        # Without `lethal` nothing shows that no event without deaths came before.
        (NOW, {"of": {**OF, "lethal": None}}, "data-cannot-decide", None),
        # But one row is enough against it.
        ([*NOW, *EARLIER], {"of": {**OF, "lethal": None}}, "contradicted", 1),
        (NOW, {"since": "1985"}, "data-cannot-decide", None),  # the release begins in 1989
        # The earlier event may be of the group: its source does not say.
        (
            [*NOW, *attacks(1, first=60, day="2019-01-01", side_a=None, actor_a=None)],
            {"of": {**OF, "actor": "group"}},
            "data-cannot-decide",
            0,
        ),
    ],
)
def test_the_first_time_is_one_now_and_none_before(rows, fields, verdict, value):
    found = verdict_on(first(**fields), base(events={"ucdp-ged": ged(*rows)}))
    assert (found.verdict, found.value) == (verdict, value), found.why


def test_an_earlier_event_of_a_chosen_list_is_enough_against_it_and_no_row_is_no_sign():
    rows = attacks(1, source="chronology")
    before = attacks(1, first=9, day="2019-02-02", source="chronology")
    assert verdict_on(first(), base(events={"chronology": chosen(*rows)})).verdict == "data-cannot-decide"
    found = verdict_on(first(), base(events={"chronology": chosen(*rows, *before)}))
    assert found.verdict == "contradicted"
    assert found.evidence == ("chronology:1", "chronology:9")


def test_an_event_whose_date_may_lie_before_the_period_decides():
    rows = attacks(1, day="2020-06-10") + attacks(1, first=2, day="2020-05-28", until="2020-06-08")
    found = verdict_on(first(), base(events={"ucdp-ged": ged(*rows)}))
    assert found.verdict == "depends-on-the-reading"
    assert found.decided_by == "dates: fails with possibly inside, holds with as dated"


def test_totals_of_months_show_the_first_time_in_a_country():
    totals = monthly(("AFG", "2020-06", 2, 5), ("AFG", "2020-02", 1, 1))
    assert verdict_on(first(since="2020-03"), base(monthly=totals)).verdict == "supported"
    assert verdict_on(first(since="2020-01"), base(monthly=totals)).verdict == "contradicted"
    of_a_group = first(since="2020-03", of={**OF, "actor": "group"})  # at most two: perhaps not of the group
    assert verdict_on(of_a_group, base(monthly=totals)).verdict == "data-cannot-decide"


@pytest.mark.parametrize(
    ("fields", "mistake"),
    [
        ({"since": "2020-06"}, ("since", "since (2020-06-01) must lie before the period of of (2020-06-01)")),
        ({"expect": "> 1"}, ("expect", "the first time is expected; take expect out, or count with kind count")),
        ({"measure": "deaths"}, ("measure", "first takes no measure")),
    ],
)
def test_what_is_wrong_with_a_first_time(fields, mistake):
    assert [(".".join(path), what) for path, what in KINDS["first"].mistakes(first(**fields))] == [mistake]
