import pytest

from sarhad.claims import KINDS
from tests.claims.bases import attacks, base, claim, ged, verdict_on

YEARS = {"before": {"from": "2020", "until": "2020"}, "after": {"from": "2021", "until": "2021"}}
OF = {"actor": "group", "countries": ["AFG"]}


def fights(year, pairs, first):
    """One clash a pair, twice over."""
    return [
        row
        for i, (a, b) in enumerate(pairs * 2)
        for row in attacks(1, first=first + i, day=f"{year}-0{1 + i % 9}-11", actor_a=a, actor_b=b)
    ]


def network(feature="enemies", of=OF, **fields):
    return claim("network", **{"feature": feature, "of": of, **YEARS, "expect": "> 0", **fields})


FEW = fights(2020, [("group", "state"), ("rival", "state"), ("group", "state")], 0)
MANY = fights(2021, [("group", "state"), ("rival", "group"), ("parent", "group")], 100)


@pytest.mark.parametrize(
    ("rows", "fields", "verdict", "value"),
    [
        (FEW + MANY, {}, "supported", 2),  # one enemy, then three
        (FEW + MANY, {"expect": "> 2"}, "contradicted", 2),
        (FEW + MANY, {"expect": "< 0"}, "contradicted", 2),
        (FEW + MANY, {"expect": "= 2"}, "supported", 2),
        # Civilians, sides that nobody knows and the group itself are no enemies.
        (
            FEW
            + MANY
            + fights(2020, [("group", "civilians")], 200)
            + [{**r, "violence_type": "one-sided"} for r in fights(2021, [("group", "civilians")], 300)]
            + [{**r, "side_b": "Unknown", "actor_b": None} for r in fights(2021, [("group", None)], 400)],
            {},
            "supported",
            1,  # one-sided violence against civilians in 2021 counts no enemy; state-based in 2020 does
        ),
        (FEW[:4], {}, "data-cannot-decide", None),  # too few events
        (FEW + MANY, {"before": {"from": "1980", "until": "1980"}}, "data-cannot-decide", None),
    ],
)
def test_enemies_are_counted_in_two_periods(rows, fields, verdict, value):
    found = verdict_on(network(**fields), base(events={"ucdp-ged": ged(*rows)}))
    assert (found.verdict, found.value) == (verdict, value), (found.why, found.readings[0])


def test_a_graph_that_falls_apart_is_more_fragmented():
    joined = fights(2020, [("group", "state"), ("rival", "state"), ("parent", "state")], 0)
    apart = fights(2021, [("group", "state"), ("rival", "parent"), ("group", "state")], 100)
    loaded = base(events={"ucdp-ged": ged(*joined, *apart)})
    of = {"countries": ["AFG"]}
    found = verdict_on(network("fragmentation", of), loaded)
    # Four sides in two pairs: of six pairs of sides, two are joined by a path.
    assert (found.verdict, found.value) == ("supported", pytest.approx(4 / 6))
    assert found.readings[0].note == "0 before, 0.666667 after"
    assert verdict_on(network("density", of), loaded).value == pytest.approx(2 / 6 - 3 / 6)


def test_a_period_with_too_few_sides_has_no_shape():
    found = verdict_on(
        network("density", {"countries": ["AFG"]}),
        base(events={"ucdp-ged": ged(*FEW * 1, *fights(2021, [("group", "state")], 500))}),
    )
    assert (found.verdict, found.why) == ("data-cannot-decide", "2 sides, at least 3 are needed")


@pytest.mark.parametrize(
    ("fields", "mistake"),
    [
        (
            {"before": {"from": "2020-02", "until": "2020-12"}},
            ("before", "a calendar year or month; write {from: 2021, until: 2021}"),
        ),
        (
            {"after": {"from": "2021-02", "until": "2021-02"}},
            ("after", "before and after must be as long: both a year or both a month"),
        ),
        ({"of": {"countries": ["AFG"]}}, ("of.actor", "enemies are those of one actor")),
        (
            {"feature": "density", "of": {"opponent": "state"}},
            ("of.opponent", "the graph has no opponent; name actors, or none for all that fight"),
        ),
        ({"expect": "> 50 %"}, ("expect", "per cent is for shares and ratios")),
    ],
)
def test_what_is_wrong_with_a_network(fields, mistake):
    found = [(".".join(path), what) for path, what in KINDS["network"].mistakes(network(**fields))]
    assert mistake in found
