import pytest

from tests.claims.bases import attacks, base, chosen, claim, ged, line, monthly, node, verdict_on

OF = {"actor": "group", "from": "2020", "until": "2020", "countries": ["AFG"]}
LETHAL = {**OF, "lethal": True}


def listed(*rows):
    return chosen(*rows)


@pytest.mark.parametrize(
    ("events", "of", "expect", "verdict"),
    [
        ({"chronology": listed(*attacks(1, source="chronology"))}, OF, None, "supported"),
        ({"chronology": listed()}, OF, None, "data-cannot-decide"),
        ({"chronology": listed(*attacks(2, source="chronology"))}, OF, ">= 2", "supported"),
        ({"chronology": listed(*attacks(2, source="chronology"))}, OF, ">= 3", "data-cannot-decide"),
        ({"chronology": listed(*attacks(1, source="chronology"))}, OF, "none", "contradicted"),
        ({"ucdp-ged": ged()}, LETHAL, None, "contradicted"),
        ({"ucdp-ged": ged()}, LETHAL, "none", "supported"),
        ({"ucdp-ged": ged()}, OF, None, "data-cannot-decide"),  # it may have killed nobody
        ({"ucdp-ged": ged()}, {**LETHAL, "from": "2027", "until": "2027"}, None, "data-cannot-decide"),
        ({"ucdp-ged": ged(*attacks(1))}, LETHAL, None, "supported"),
        (
            {"ucdp-ged": ged(), "chronology": listed(*attacks(1, source="chronology"))},
            LETHAL,
            None,
            "depends-on-the-reading",
        ),
        ({}, OF, None, "data-cannot-decide"),
    ],
)
def test_a_row_speaks_for_it_and_no_row_speaks_against_it_only_where_a_source_looks(events, of, expect, verdict):
    fields = {"expect": expect} if expect else {}
    assert verdict_on(claim("exists", of=of, **fields), base(events=events)).verdict == verdict


def test_what_depends_on_the_source_names_it():
    events = {"ucdp-ged": ged(), "chronology": chosen(*attacks(1, source="chronology"))}
    found = verdict_on(claim("exists", of=LETHAL), base(events=events))
    assert found.decided_by == "source: fails on ucdp-ged, holds on chronology"
    assert found.evidence == ("chronology:1",)


def test_plots_and_attempts_are_found_only_when_they_are_asked_for():
    rows = [
        *attacks(1, source="chronology", under_check="plot, not carried out"),
        *attacks(1, first=2, source="chronology", under_check="attempted, not carried out"),
    ]
    loaded = base(events={"chronology": chosen(*rows)})
    realised = verdict_on(claim("exists", of=OF), loaded)
    assert realised.verdict == "data-cannot-decide"
    assert realised.left_out == {"not carried out": 2}
    plot = verdict_on(claim("exists", of={**OF, "status": "plot"}), loaded)
    assert (plot.verdict, plot.evidence) == ("supported", ("chronology:1",))


def test_a_monthly_total_of_zero_refutes_only_a_lethal_event():
    loaded = base(monthly=monthly(("AFG", "2021-01", 1, 1)))
    assert verdict_on(claim("exists", of=LETHAL), loaded).verdict == "contradicted"
    rocket = verdict_on(claim("exists", of=OF), loaded)
    assert rocket.verdict == "data-cannot-decide"
    assert rocket.would_decide.endswith(
        "a source that also lists events without deaths (ACLED, your own export); "
        "or a row with its source in the watch's chronology, which can support but not refute it"
    )


ROUTE = line(
    "route",
    kind="railway",
    status="planned",
    nodes=(node("Termez", "UZB"), node("Mazar", "AFG"), node("Peshawar", "PAK", located=False)),
)


@pytest.mark.parametrize(
    ("of", "expect", "verdict"),
    [
        ({"line": "route", "countries": ["UZB", "AFG"]}, None, "supported"),
        ({"line": "route", "countries": ["TJK"]}, None, "contradicted"),
        ({"line": "route", "countries": ["TJK"]}, "none", "supported"),
        ({"line": "route", "countries": ["UZB", "TJK"]}, None, "contradicted"),  # all of them are claimed
        ({"line": "route", "countries": ["PAK"]}, None, "depends-on-the-reading"),  # its node there has no coordinate
        ({"line": "route", "line_status": "operating"}, None, "contradicted"),
        ({"line": "route", "line_status": "planned"}, None, "supported"),
        ({"line": "bare", "countries": ["UZB"]}, None, "data-cannot-decide"),
    ],
)
def test_a_corridor_is_judged_by_its_nodes_and_status(of, expect, verdict):
    fields = {"expect": expect} if expect else {}
    loaded = base(corridors=(ROUTE, line("bare", kind="road")))
    found = verdict_on(claim("exists", of=of, **fields), loaded)
    assert found.verdict == verdict
    if verdict == "data-cannot-decide":
        assert found.would_decide == "the corridor's nodes and status in corridors.csv, with a source"
