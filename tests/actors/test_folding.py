"""Two spellings of one name are equal; two names are not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sarhad.actors import fold

SAME = [
    ("TALEBAN", "Taleban", "case"),
    ("Lashkar-e-Islam", "Lashkar e Islam", "a dash is a space"),
    ("Lashkar–e—Islam", "Lashkar-e-Islam", "all dashes are alike"),
    ("al_Qaida", "al-Qaida", "an underscore too"),
    ("Jama’at Al-Tawhid", "Jamaat Al Tawhid", "apostrophes are dropped, curly or straight"),
    ("Oʻzbekiston", "Ozbekiston", "the Uzbek modifier letter is an apostrophe"),
    ("Ҷамоати", "Ҷамоати", "composed and decomposed letters"),
    ("Partî Jiyanî", "Parti Jiyani", "diacritics"),
    ("  al-Qaida ", "al-Qaida", "spaces around it, as UCDP's file has them"),
    ("Government\u00a0of  Iran", "Government of Iran", "runs and kinds of spaces"),
    ("ISKP\u200e", "ISKP", "invisible marks of direction"),
    ("Straße", "STRASSE", "full case folding"),
]

DIFFERENT = [
    ("IS", "ISIS", "no prefix is enough"),
    ("TTP", "TTP-KM", "a faction is not the group"),
    ("Taliban", "Tajik Taliban", "no word is dropped"),
    ("Талибан", "Taliban", "nothing is transliterated"),
    ("Dyad 1", "Dyad 2", "digits count"),
]


@pytest.mark.parametrize(("one", "other", "reason"), SAME, ids=[row[2] for row in SAME])
def test_spellings_of_one_name_are_equal(one: str, other: str, reason: str) -> None:
    assert fold(one) == fold(other), reason


@pytest.mark.parametrize(("one", "other", "reason"), DIFFERENT, ids=[row[2] for row in DIFFERENT])
def test_different_names_stay_different(one: str, other: str, reason: str) -> None:
    assert fold(one) != fold(other), reason


@given(st.text())
def test_folding_twice_changes_nothing_more(name: str) -> None:
    assert fold(fold(name)) == fold(name)
