import pytest

from sarhad.claims import Publication
from tests.claims.bases import claim

REPORT = Publication(
    title="The threat in the region", url="https://example.org/report", also=["A copy of the report", "UN"]
)


@pytest.mark.parametrize(
    ("citation", "named"),
    [
        ("The Threat in  the Region, Somebody, 2024", True),  # case and spaces do not matter
        ("see https://example.org/report#p2", True),
        ("A copy of the report (a paper)", True),
        ("Another report of the UN", False),  # a title of two letters is in every text
        ("UN", True),
        ("A newspaper, 2 May 2024", False),
        (None, False),
    ],
)
def test_a_citation_that_names_the_publication_a_copy_or_what_is_derived_from_it_is_known(citation, named):
    assert REPORT.is_named_in(citation) is named


def test_the_fingerprint_changes_with_the_test_and_not_with_a_note():
    one = claim("count", of={"from": "2020", "until": "2020"}, expect="> 1")
    assert one.fingerprint == claim("count", of={"from": "2020", "until": "2020"}, expect="> 1", note="x").fingerprint
    assert one.fingerprint != claim("count", of={"from": "2020", "until": "2020"}, expect="> 2").fingerprint
    assert one.fingerprint != claim("count", of={"from": "2020", "until": "2021"}, expect="> 1").fingerprint


def test_a_claim_as_dict_has_its_fields_as_they_are_written():
    one = claim("count", of={"from": "2020", "until": "2020-03", "actor": "group"}, expect="> 1")
    assert one.as_dict()["of"] == {"from": "2020-01-01", "until": "2020-03-31", "actors": ["group"]}


def test_opinions_and_claims_about_other_data_are_recorded_only():
    assert claim("opinion").recorded_only
    assert claim("trend", needs="a corpus of releases").recorded_only
    assert not claim("count").recorded_only
