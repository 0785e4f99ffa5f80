from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sarhad.bulletin.slugs import Slugs, slug


@pytest.mark.parametrize(
    ("text", "stem"),
    [
        ("Government of Pakistan - BRAS", "government-of-pakistan-bras"),
        ("Jamā‘at Anṣār Allāh", "jamaat-ansar-allah"),
        ("AFG-TJK", "afg-tjk"),
    ],
)
def test_plain_names(text: str, stem: str) -> None:
    assert slug(text) == stem


@pytest.mark.parametrize("text", ["../../etc/passwd", "..", "/", "index", "CON", "", "سرحد", "<script>", "a" * 300])
def test_nothing_leads_out_of_the_folder(text: str) -> None:
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug(text))
    assert slug(text) not in {"index", "con"}


@given(st.lists(st.text(max_size=80), max_size=20))
def test_no_two_texts_share_a_stem(texts: list[str]) -> None:
    slugs = Slugs()
    stems = {text: slugs(text) for text in texts}
    assert len(set(stems.values())) == len(set(texts))
    assert all(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", stem) and len(stem) <= 60 for stem in stems.values())
    assert all(slugs(text) == stem for text, stem in stems.items())
