"""The tables of names that others use: each is of an actor that UCDP has, in countries that exist, once."""

from __future__ import annotations

from collections import Counter

from sarhad import vocabulary
from sarhad.actors import fold, world_registry
from sarhad.actors.other_names import counted_under, doubtful_names, is_acronym, known_names, turning_days


def test_every_name_is_of_an_actor_of_ucdp_and_stands_once() -> None:
    numbers = {number for actor in world_registry() for number in actor.ucdp_ids}
    assert len(known_names()) > 150
    for alias in known_names():
        assert alias.ucdp in numbers, alias
        assert alias.written_by
        assert all(code in vocabulary.countries() for code in alias.scope.countries or ())
        assert not (alias.scope.start and alias.scope.end and alias.scope.end < alias.scope.start)
    twice = Counter((fold(alias.text), alias.scope) for alias in known_names())
    assert [key for key, times in twice.items() if times > 1] == []


def test_no_name_means_two_actors_at_one_place_and_time() -> None:
    for one in known_names():
        for other in known_names():
            if fold(one.text) == fold(other.text) and one.ucdp != other.ucdp:
                assert not one.scope.meets(other.scope), one.text


def test_no_name_is_one_that_is_withheld() -> None:
    assert {alias.ucdp for alias in known_names()} & world_registry().withheld == set()


def test_doubtful_names_are_of_actors_of_ucdp_and_places_are_countries() -> None:
    numbers = {number for actor in world_registry() for number in actor.ucdp_ids}
    for entries in doubtful_names().values():
        for number, places, why in entries:
            assert number in numbers
            assert why
            assert all(code in vocabulary.countries() for code in places or ())
    for place, above in counted_under().items():
        assert {place, *above} <= {country.iso3 for country in vocabulary.countries()}


def test_the_days_from_which_a_name_means_something_else() -> None:
    days = turning_days()
    assert list(days) == sorted(set(days))
    starts = {alias.scope.start for alias in known_names() if alias.scope.start}
    assert starts <= set(days)


def test_what_an_acronym_is() -> None:
    assert all(map(is_acronym, ("TTP", "LeJ", "M23", "SPLM/A", "3R", "IS")))
    assert not any(map(is_acronym, ("Taliban", "TTP Pakistan", "Hamas", "CPI-Maoist", "طالبان")))
