import pytest

from sarhad.claims import KINDS
from tests.claims.bases import attacks, base, chosen, claim, ged, monthly, verdict_on

JUNE = {"from": "2020-06", "until": "2020-06", "countries": ["AFG"]}


def killed(n, day, number, low=None, high=None, **values):
    """One event with so many deaths."""
    figures = {"deaths_low": low or n, "deaths_best": n, "deaths_high": high or n}
    return attacks(1, first=number, day=day, **{**figures, **values})


def record(**fields):
    return claim("record", **{"of": JUNE, "since": "2019", "per": "event", "measure": "deaths", **fields})


NOW, THEN = killed(30, "2020-06-03", 1), killed(20, "2019-02-01", 2)


@pytest.mark.parametrize(
    ("rows", "fields", "verdict", "value"),
    [
        (NOW + THEN, {}, "supported", 1),
        (NOW + killed(31, "2019-02-01", 2), {}, "contradicted", 2),
        (NOW + killed(30, "2019-02-01", 2), {}, "data-cannot-decide", 1),  # a tie
        (NOW + killed(31, "2019-02-01", 2), {"expect": "<= 2"}, "supported", 2),
        (NOW + killed(99, "2018-12-31", 2), {}, "supported", 1),  # before `since`
        (NOW + killed(20, "2019-02-01", 2, high=40), {}, "depends-on-the-reading", 1),
        (NOW + killed(None, "2019-02-01", 2), {}, "data-cannot-decide", 1),  # an earlier one without a figure
        (THEN, {}, "contradicted", None),  # nobody died in the period
        # Two of 20 in June are no deadlier event than one of 21, and a deadlier month.
        (
            killed(20, "2020-06-02", 1) + killed(20, "2020-06-03", 3) + killed(21, "2019-02-01", 2),
            {},
            "contradicted",
            2,
        ),
        (
            killed(20, "2020-06-02", 1) + killed(20, "2020-06-03", 3) + killed(21, "2019-02-01", 2),
            {"per": "month"},
            "supported",
            1,
        ),
        (NOW + THEN, {"per": "month", "measure": "events"}, "data-cannot-decide", 1),  # one and one: a tie
        (
            NOW + THEN + attacks(3, first=9, day="2020-06-09"),
            {"per": "month", "measure": "events"},
            "supported",
            1,
        ),
        (NOW + THEN, {"of": {**JUNE, "from": "2020", "until": "2020"}, "per": "year"}, "supported", 1),
        (NOW + THEN, {"per": "month", "expect": "last"}, "contradicted", 18),  # June is the deadliest of 18 months
    ],
)
def test_the_deadliest_is_compared_with_all_before(rows, fields, verdict, value):
    found = verdict_on(record(**fields), base(events={"ucdp-ged": ged(*rows)}))
    assert (found.verdict, found.value) == (verdict, value), found.why


def test_the_estimate_that_decides_is_named():
    rows = NOW + killed(20, "2019-02-01", 2, high=40)
    found = verdict_on(record(), base(events={"ucdp-ged": ged(*rows)}))
    assert found.decided_by == "deaths: fails with high, holds with best"


def test_only_a_source_that_covers_all_of_the_time_can_say_it():
    assert verdict_on(record(since="1985"), base(events={"ucdp-ged": ged(*NOW)})).verdict == "data-cannot-decide"
    listed = base(events={"chronology": chosen(*killed(30, "2020-06-03", 1, source="chronology"))})
    assert verdict_on(record(), listed).verdict == "data-cannot-decide"
    about_the_list = record(of={**JUNE, "list": "chronology"})
    assert verdict_on(about_the_list, listed).verdict == "supported"


def test_totals_of_months_have_a_record_too():
    totals = monthly(("AFG", "2020-06", 9, 50), ("AFG", "2020-02", 9, 40))
    month = {"since": "2020-01", "per": "month"}
    best = {r.choices["deaths"]: r for r in verdict_on(record(**month), base(monthly=totals)).readings}
    assert (best["best"].holds, best["best"].value) == (True, 1)
    assert best["high"].holds is True
    assert not best["low"].looked  # the totals give no low estimate
    deadlier = monthly(("AFG", "2020-06", 9, 50), ("AFG", "2020-02", 9, 60))
    assert verdict_on(record(**month), base(monthly=deadlier)).verdict == "contradicted"
    of_a_group = record(**month, of={**JUNE, "actor": "group"})
    assert verdict_on(of_a_group, base(monthly=totals)).verdict == "data-cannot-decide"


@pytest.mark.parametrize(
    ("fields", "mistake"),
    [
        ({"measure": "events"}, ("measure", "single events are compared by deaths; write measure: deaths")),
        (
            {"per": "month", "of": {**JUNE, "until": "2020-07"}},
            ("of.until", "the period of of must be one calendar month"),
        ),
        ({"per": "month", "since": "2019-01-15"}, ("since", "months are compared whole; write 2021-08")),
        (
            {"per": "year", "since": "2019-02", "of": {**JUNE, "from": "2020", "until": "2020"}},
            ("since", "years are compared whole; write 2021"),
        ),
    ],
)
def test_what_is_wrong_with_a_record(fields, mistake):
    assert [(".".join(path), what) for path, what in KINDS["record"].mistakes(record(**fields))] == [mistake]
