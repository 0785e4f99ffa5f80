"""Term lists: the shipped ones, and what is said about a bad one."""

import pytest

from sarhad.errors import InputError
from sarhad.vocabulary import terms
from sarhad.vocabulary.terms import parse_terms

OTHERS = ("assassination", "sexual-violence", "force-against-protesters", "plot", "other")
NO_VIOLENCE = ("protest", "riot", "strategic-development")


@pytest.mark.parametrize(
    ("name", "ids"),
    [
        ("violence_types", ["state-based", "non-state", "one-sided"]),
        (
            "event_classes",
            [
                "bombing",
                "armed-attack",
                "clash",
                "shelling-or-rocket-fire",
                "air-strike",
                "abduction",
                *OTHERS,
                *NO_VIOLENCE,
            ],
        ),
        ("date_precisions", list("12345")),
        ("place_precisions", list("1234567")),
    ],
)
def test_the_lists_hold_their_terms_in_order(name: str, ids: list[str]) -> None:
    assert [term.id for term in terms(name)] == ids


def test_every_term_says_what_it_is_and_where_from() -> None:
    for name in ("violence_types", "event_classes", "target_classes", "date_precisions", "place_precisions"):
        for term in terms(name):
            assert term.definition.endswith("."), term.id
            assert term.source
            assert term.label[0].isupper()


def test_only_what_is_no_armed_violence_says_so() -> None:
    assert tuple(term.id for term in terms("event_classes") if not term.violence) == NO_VIOLENCE


def test_a_code_of_another_data_set_is_one_class() -> None:
    for data_set in ("cameo", "acled", "plover"):
        codes = [code for term in terms("event_classes") for code in term.codes.get(data_set, ())]
        assert len(codes) == len(set(codes)) > 3


def test_an_unknown_list_is_told() -> None:
    with pytest.raises(InputError) as caught:
        terms("colours")
    assert str(caught.value) == (
        '"colours" is not a list of terms\n'
        "  do: use violence_types, event_classes, target_classes, date_precisions, place_precisions, "
        "actor_groups"
    )


def test_all_mistakes_of_a_list_are_told_together() -> None:
    text = """
source: here
terms:
  - {id: a, label: A, definition: First.}
  - {id: a, label: B, definition: Again.}
  - {id: Not a slug, label: C, definition: Third.}
  - {id: d, label: D}
  - just words
"""
    with pytest.raises(InputError) as caught:
        parse_terms(text, "x.yaml")
    assert str(caught.value).splitlines() == [
        "x.yaml: cannot be used",
        "  x.yaml, row 2, id: a is there twice",
        "  x.yaml, row 3, id: String should match pattern '^[a-z0-9]+(-[a-z0-9]+)*$'",
        "  x.yaml, row 4, definition: Field required",
        "  x.yaml, row 5: is not a mapping",
    ]


@pytest.mark.parametrize(
    "text", ["", "source: x", "terms: []", "source: x\nterms: {}", "source: x\nterms: []\nmore: 1"]
)
def test_a_file_of_another_shape_is_refused(text: str) -> None:
    with pytest.raises(InputError, match=r"^x\.yaml: must hold source and terms, and nothing else$"):
        parse_terms(text, "x.yaml")
