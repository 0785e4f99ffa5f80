"""Romanisations of one name are equal in the rough form, and different names are not."""

from __future__ import annotations

import doctest
from importlib import import_module

import pytest

from sarhad.actors.spelling import initials, is_latin, rough, skeleton, words


@pytest.mark.parametrize(
    ("one", "other", "why"),
    [
        ("Taleban", "Taliban", "e and i"),
        ("Taliban", "Талибан", "Cyrillic"),
        ("Tehreek-e-Taleban Pakistan", "Техрик-е Талибан Пакистан", "linking vowels and Cyrillic"),
        ("al-Qaida", "Al Qa'ida", "apostrophe"),
        ("al-Qaida", "Аль-Каида", "q and к"),
        ("al-Qaeda", "al-Qaida", "ae and ai"),
        ("Jama'at ul-Ahrar", "Jamaat-ul-Ahraar", "doubled letters"),
        ("Mujahideen", "Mujahedin", "ee and i"),
        ("Wilayat Khorasan", "Wilayat Khurasan", "o and u"),
        ("Harkat ul-Ansar", "Harakat al-Ansar", "a word of several spellings"),
        ("Jaysh al-Adl", "Jaish ul-Adl", "another article"),
        ("Hizballah", "Hezbollah", "a word of several spellings"),
        ("Ansar Allah", "Ansarallah", "one word or two"),
        ("Sinaloa Cartel - Los Chapitos", "Sinaloa Cartel - Chapitos faction", "the word faction behind a faction"),
    ],
)
def test_spellings_that_are_equal(one: str, other: str, why: str) -> None:
    assert rough(one) == rough(other), why


@pytest.mark.parametrize(
    ("one", "other", "why"),
    [
        ("Supporters of UNP", "Supporters of UNPP", "letters of an acronym are not doubled"),
        ("Jubba Valley Alliance", "Jubba Valley Alliance faction", "a faction is not the parent"),
        ("Armed Islamic Group", "Armed Islamic Movement", "a group is not a movement"),
        ("Baloch Liberation Army", "Baloch Liberation Front", "an army is not a front"),
        ("Hizb-i Islami", "Harkat-i Islami", "a party is not a movement"),
    ],
)
def test_names_that_are_not_equal(one: str, other: str, why: str) -> None:
    assert rough(one) != rough(other), why
    assert skeleton(one) != skeleton(other), why


@pytest.mark.parametrize(
    ("written", "latin"),
    [
        ("تحریک طالبان پاکستان", "Tehrik-i-Taliban Pakistan"),
        ("جیش العدل", "Jaish al-Adl"),
        ("حزب الله", "Hezbollah"),
        ("Ҷамоати Ансоруллоҳ", "Jamaat Ansarullah"),
    ],
)
def test_scripts_that_write_other_vowels_share_the_consonants(written: str, latin: str) -> None:
    assert skeleton(written) == skeleton(latin)
    assert not is_latin(written)
    assert is_latin(latin)


def test_initials_with_and_without_the_small_words() -> None:
    assert {"ttp", "titp"} <= initials("Tehrik-i-Taliban Pakistan")
    assert initials("Taliban") == frozenset()


def test_a_name_of_small_words_alone_is_kept() -> None:
    assert words("Al") == ("al",)
    assert words("") == ()


def test_names_in_capitals_throughout_are_words() -> None:
    assert rough("TEHREEK-E-TALIBAN PAKISTAN") == rough("Tehrik-i-Taliban Pakistan")


@pytest.mark.parametrize("module", ["spelling", "generic", "forces"])
def test_the_examples_of_the_docstrings(module: str) -> None:
    told = doctest.testmod(import_module(f"sarhad.actors.{module}"))
    assert told.attempted > 0
    assert told.failed == 0
