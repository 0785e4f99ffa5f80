import pytest

from sarhad.claims import PublishedLength
from tests.claims.bases import base, claim, line, verdict_on

BORDERS = (line("AFG-TJK", km=1172), line("AFG-TKM", km=724), line("AFG-UZB", km=137))
PUBLISHED = (
    PublishedLength("AFG-TJK", 1357, "Factbook", main=True),
    PublishedLength("AFG-TKM", 804, "Factbook", main=True),
    PublishedLength("AFG-UZB", 144, "Factbook", main=True),
    PublishedLength("AFG-TJK", 1206, "Elsewhere", main=False),
    PublishedLength("AFG-TJK", 1300, "A newspaper", main=False),
    PublishedLength("AFG-TKM", 744, "Elsewhere", main=False),
    PublishedLength("AFG-UZB", 143, "Elsewhere", main=False),
)


@pytest.mark.parametrize(
    ("of", "among", "expect", "verdict"),
    [
        ("AFG-TJK", ["AFG-TKM", "AFG-UZB"], "longest", "supported"),
        ("TJK-AFG", ["TKM-AFG"], "longest", "supported"),  # the two countries in either order
        ("AFG-UZB", ["AFG-TJK", "AFG-TKM"], "shortest", "supported"),
        ("AFG-TKM", ["AFG-TJK", "AFG-UZB"], "longest", "contradicted"),
        ("AFG-TJK", [], "> 1000 km", "supported"),
        ("AFG-TJK", [], "> 1,500", "contradicted"),
        ("AFG-TJK", [], ">= 1300 km", "depends-on-the-reading"),
        ("AFG-CHN", [], "> 50", "data-cannot-decide"),
    ],
)
def test_lengths_are_compared_as_published_and_as_measured(of, among, expect, verdict):
    loaded = base(borders=(*BORDERS, line("AFG-CHN", km=0)), published=PUBLISHED)
    fields = {"among": among} if among else {}
    assert verdict_on(claim("length", of={"line": of}, expect=expect, **fields), loaded).verdict == verdict


def test_the_published_figure_comes_first_and_the_deciding_source_is_named():
    found = verdict_on(
        claim("length", of={"line": "AFG-TJK"}, expect=">= 1300 km"), base(borders=BORDERS, published=PUBLISHED)
    )
    assert [(r.label, r.value, r.low, round(r.high)) for r in found.readings] == [
        ("published", 1357, 1357, 1357),
        ("published elsewhere", 1206, 1206, 1300),
        ("measured on the map", 1172, 1172, 1465),  # at least 80 % of the true length
    ]
    assert found.decided_by == (
        "source: holds on published, cannot tell on published elsewhere, cannot tell on measured on the map"
    )


def test_equal_lengths_are_a_tie():
    loaded = base(borders=(line("AFG-TJK", km=700), line("AFG-TKM", km=700)))
    found = verdict_on(claim("length", of={"line": "AFG-TJK"}, among=["AFG-TKM"], expect="longest"), loaded)
    assert found.verdict == "data-cannot-decide"
    assert found.would_decide.startswith("a published length with its source")


def test_a_corridor_measured_along_its_nodes_is_a_least_length():
    loaded = base(corridors=(line("pipe", km=900, kind="gas pipeline", chain_km=1500.0, whole_km=None),))
    assert verdict_on(claim("length", of={"line": "pipe"}, expect="> 1400"), loaded).verdict == "supported"
    assert verdict_on(claim("length", of={"line": "pipe"}, expect="< 1400"), loaded).verdict == "contradicted"
    assert verdict_on(claim("length", of={"line": "pipe"}, expect="< 2000"), loaded).verdict == "data-cannot-decide"
    published = base(corridors=(line("pipe", km=900, kind="gas pipeline", whole_km=1814.0),))
    found = verdict_on(claim("length", of={"line": "pipe"}, expect="= 1814"), published)
    assert found.verdict == "depends-on-the-reading"


def test_a_length_that_the_claims_own_publication_gives_is_no_evidence():
    loaded = base(borders=(line("AFG-TJK", km=0),), published=PUBLISHED[:1])
    test = claim("length", of={"line": "AFG-TJK"}, expect="> 1000", source={"title": "Factbook"})
    assert verdict_on(test, loaded).verdict == "data-cannot-decide"
