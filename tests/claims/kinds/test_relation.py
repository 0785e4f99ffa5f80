import pytest

from sarhad.actors import Citation, CitedSource
from sarhad.claims.check import problems_with
from tests.claims.bases import base, claim, registry, relation, verdict_on

REPORT = {"title": "The threat in the region"}
OWN = Citation(CitedSource("report", "The threat in the region", "A think tank"))


def ally(**fields):
    return claim("relation", of={"actor": "group", "relation": "ally-of", "to": "rival", **fields}, source=REPORT)


IN_2020 = {"from": "2020", "until": "2020"}


@pytest.mark.parametrize(
    ("relations", "fields", "verdict"),
    [
        ([relation(start="2015")], IN_2020, "supported"),
        ([relation(start="2015", end="2018")], IN_2020, "data-cannot-decide"),  # over by then
        ([relation(start="2015", end="2018")], {}, "supported"),  # no time is spoken of
        ([relation(basis="data", start="2015")], IN_2020, "supported"),
        ([relation()], IN_2020, "depends-on-the-reading"),  # undated
        ([relation(actor="rival", to="group", start="2015")], IN_2020, "supported"),  # allies are so both ways
        ([relation(basis="author", start="2015")], IN_2020, "data-cannot-decide"),  # stated, not supported
        ([relation(basis="perception", start="2015")], IN_2020, "data-cannot-decide"),  # said to be seen so
        ([relation(start="2015", citation=OWN)], IN_2020, "data-cannot-decide"),  # the report is no evidence for itself
        ([relation("fights", "data", start="2015")], IN_2020, "contradicted"),
        ([relation("fights", "data")], IN_2020, "data-cannot-decide"),  # an undated contrary refutes nothing
        ([relation("fights", "data", start="2015", end="2018")], IN_2020, "data-cannot-decide"),
        ([relation("fights", "data", start="2015"), relation(start="2019")], IN_2020, "depends-on-the-reading"),
        ([relation("fights", "page", start="2015"), relation(start="2019")], IN_2020, "data-cannot-decide"),
        ([], IN_2020, "data-cannot-decide"),
    ],
)
def test_a_relation_is_supported_by_data_or_a_page_dated_to_the_time(relations, fields, verdict):
    assert verdict_on(ally(**fields), base(registry=registry(*relations))).verdict == verdict


def test_a_directed_relation_holds_one_way_only():
    splinter = relation("splinter-of", start="2015")
    forth = claim("relation", of={"actor": "group", "relation": "splinter-of", "to": "rival"})
    back = claim("relation", of={"actor": "rival", "relation": "splinter-of", "to": "group"})
    loaded = base(registry=registry(splinter))
    assert verdict_on(forth, loaded).verdict == "supported"
    assert verdict_on(back, loaded).verdict == "data-cannot-decide"


def test_what_is_only_stated_is_said_and_counted():
    loaded = base(registry=registry(relation(basis="author", start="2015"), relation(start="2015", citation=OWN)))
    found = verdict_on(ally(**IN_2020), loaded)
    assert found.why == "stated by its author, with no other citation"
    assert found.left_out == {"stated by an author only": 1, "rests on the claim's own publication": 1}
    assert found.evidence == ()
    assert found.would_decide.startswith("the relation in actors.yaml with basis data or page")


def test_the_choice_that_decides_an_undated_relation_is_named():
    found = verdict_on(ally(**IN_2020), base(registry=registry(relation())))
    assert found.decided_by == "dates: cannot tell with dated only, holds with undated too"
    assert found.evidence == ("group ally-of rival: A page on groups (A publisher)",)


def test_a_relation_can_be_to_a_country():
    held = registry(relation("claims-territory", to="AFG", start="2015"))
    of = {"actor": "group", "relation": "claims-territory", "to": "AFG"}
    assert verdict_on(claim("relation", of=of), base(registry=held)).verdict == "supported"
    assert problems_with([claim("relation", of=of)], base(registry=held)) == ()
    (problem,) = problems_with([claim("relation", of={**of, "relation": "fights"})], base(registry=held))
    assert problem.value == "AFG"
