"""How much names are alike."""

from __future__ import annotations

import pytest

from sarhad.actors import Actor, Citation, CitedSource, Registry
from sarhad.actors.index import index_of
from sarhad.actors.likeness import most_alike, nearest
from sarhad.actors.weighing import Weighing

CITED = Citation(CitedSource("s", "S", "S"))
REGISTRY = Registry(
    [
        Actor("taiba", "Lashkar-e-Taiba", "armed-group", CITED, active_in=("IND",)),
        Actor("jhangvi", "Lashkar-e-Jhangvi", "armed-group", CITED, active_in=("PAK",)),
        Actor("brigade", "Brigade 48", "armed-group", CITED, active_in=("LBY",)),
        Actor("one", "Popular Front Alpha", "armed-group", CITED),
        Actor("two", "Popular Front Alpho", "armed-group", CITED),
        Actor("clan", "Awlad Zeid", "communal", CITED, active_in=("SDN",)),
    ]
)


def weighing(country: str | None) -> Weighing:
    return Weighing(index_of(REGISTRY), None, country)


@pytest.mark.parametrize(
    ("text", "country", "expected", "why"),
    [
        ("Laskar-e-Taibah", "IND", "taiba", "one letter"),
        ("Laskar-e-Taibah", "PAK", None, "recorded only in another country"),
        ("Lashkar-e-Taibi Front", "IND", None, "a word without a counterpart"),
        ("Brigades 49", "LBY", None, "another number"),
        ("Brigades 48", "LBY", "brigade", "the same number"),
        ("Popular Front Alphe", None, None, "two actors as near"),
        ("Awlad Zeide", "SDN", None, "a clan"),
        ("LET", "IND", None, "an acronym is like nothing"),
        ("", None, None, "nothing"),
    ],
)
def test_what_is_alike_enough(text: str, country: str | None, expected: str | None, why: str) -> None:
    found = most_alike(weighing(country), text)
    assert (found.actor if found else None) == expected, why


def test_what_is_not_alike_enough_is_proposed_with_its_likeness() -> None:
    here = weighing("PAK")
    most_alike(here, "Laskar-e-Taibah")
    assert list(here.proposals) == ["taiba"]
    at_home = most_alike(weighing("IND"), "Laskar-e-Taibah")
    assert at_home is not None
    assert here.proposals["taiba"].score == at_home.score - 8, "less for being recorded elsewhere"


def test_the_most_alike_come_first() -> None:
    near = nearest(weighing("IND"), "Lashkar-e-Taiba")
    assert near[0].actor == "taiba"
    assert near[0].score == 100
    assert [n.score for n in near] == sorted((n.score for n in near), reverse=True)
