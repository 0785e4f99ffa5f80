import pytest

from sarhad import measures
from sarhad.claims import KINDS, problems_with
from tests.claims.bases import PARAMETERS, attacks, base, claim, ged, monthly, verdict_on

WITH = {"penalty": "BIC", "shortest_months": 3, "block_months": 2, "permutations": 199}
OF = {"from": "2020", "until": "2021", "countries": ["AFG"]}


def months(counts, start=2020, **values):
    """So many events in each month from January on."""
    return [
        row
        for at, n in enumerate(counts)
        for i in range(n)
        for row in attacks(1, first=at * 100 + i, day=f"{start + at // 12}-{1 + at % 12:02}-{1 + i % 28:02}", **values)
    ]


def change(**fields):
    usual = {"of": OF, "when": {"from": "2021-01", "until": "2021-02"}, "expect": "> 1", "with": WITH}
    return claim("change", **{**usual, **fields})


UP = months([2, 1, 2, 3, 1, 2] * 2 + [8, 9, 7, 8, 9, 8] * 2)
FLAT = months([2, 1, 2, 3, 1, 2] * 4)


@pytest.mark.parametrize(
    ("rows", "fields", "verdict"),
    [
        (UP, {}, "supported"),
        (UP, {"expect": "> 2"}, "supported"),
        (UP, {"expect": "< 1"}, "contradicted"),  # it rose just then
        (UP, {"when": {"from": "2020-03", "until": "2020-04"}}, "data-cannot-decide"),  # it changed, and not then
        (FLAT, {}, "data-cannot-decide"),
        (FLAT, {"expect": "< 1"}, "data-cannot-decide"),  # no change found is no proof of none
        (UP, {"of": {**OF, "until": "2021-06", "from": "2020-10"}}, "data-cannot-decide"),  # 9 months
        (UP[:4], {}, "data-cannot-decide"),
    ],
)
def test_a_change_holds_where_it_begins_in_the_time_named(rows, fields, verdict):
    found = verdict_on(change(**fields), base(events={"ucdp-ged": ged(*rows)}))
    assert found.verdict == verdict, found.why


def test_the_figures_are_those_of_the_measure():
    found = verdict_on(change(), base(events={"ucdp-ged": ged(*UP)}))
    row = measures.change(
        ged(*UP),
        of="events",
        deaths="best",
        start=change().of.start,
        end=change().of.end,
        under_check="leave out",
        status="final",
        confidence=PARAMETERS["confidence"],
        seed=PARAMETERS["seed"],
        **WITH,
    ).table.to_pylist()
    cut = next(r for r in row if r["method"] == "best single cut")
    assert (found.value, found.low, found.high) == (cut["ratio"], cut["ratio_low"], cut["ratio_high"])
    assert {name: found.parameters[name] for name in WITH} == WITH
    assert len(found.evidence) == len(UP)


def test_totals_of_months_change_too():
    rising = [
        ("AFG", f"{2020 + m // 12}-{1 + m % 12:02}", (2, 3)[m % 2] if m < 12 else 9 + m % 2, 9) for m in range(24)
    ]
    assert verdict_on(change(), base(monthly=monthly(*rising))).verdict == "supported"
    of_a_group = change(of={**OF, "actor": "group"})
    assert verdict_on(of_a_group, base(monthly=monthly(*rising))).verdict == "data-cannot-decide"


def test_a_parameter_that_nobody_states_is_asked_for_and_the_watch_may_state_it():
    bare = change(**{"with": {"penalty": "BIC"}})
    events = {"ucdp-ged": ged(*UP)}
    (first, *others) = problems_with([bare], base(events=events))
    assert (first.column, first.value) == ("with", "shortest_months")
    assert first.what == "claim a-claim: a parameter that changes the figure is not stated"
    assert first.do == "state shortest_months under with in the claim, or for change in watch.toml"
    assert [p.value for p in others] == ["block_months", "permutations"]
    watch = {**PARAMETERS, **{f"change_{k}": v for k, v in WITH.items() if k != "penalty"}}
    assert problems_with([bare], base(events=events, parameters=watch)) == ()
    assert verdict_on(bare, base(events=events, parameters=watch)).verdict == "supported"


@pytest.mark.parametrize(
    ("fields", "mistake"),
    [
        ({"of": {**OF, "from": "2020-01-02"}}, ("of.from", "change takes whole months; write 2021-08")),
        ({"when": {"from": "2019", "until": "2019"}}, ("when", "when must lie in the period of of")),
        (
            {"with": {**WITH, "km": 5}},
            (
                "with.km",
                "change takes no km in with; it takes penalty, shortest_months, block_months, permutations",
            ),
        ),
        ({"expect": None}, ("expect", "change needs expect")),
    ],
)
def test_what_is_wrong_with_a_change(fields, mistake):
    assert [(".".join(path), what) for path, what in KINDS["change"].mistakes(change(**fields))] == [mistake]
