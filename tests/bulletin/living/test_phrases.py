from __future__ import annotations

import pytest

from sarhad.actors import BASES, RELATION_KINDS
from sarhad.actors.dates import PartialDate
from sarhad.bulletin.living.phrases import BACKWARD, BASIS, FORWARD, language_words, span_words


def test_every_kind_and_basis_has_words() -> None:
    assert set(FORWARD) == set(BACKWARD) == set(RELATION_KINDS)
    assert set(BASIS) == set(BASES)


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [
        (None, None, ""),
        ("2015", None, ", from 2015"),
        (None, "2015-03", ", until 2015-03"),
        ("2015", "2021-08-14", ", 2015 to 2021-08-14"),
        ("2015", "2015", ", 2015"),
    ],
)
def test_spans_in_words(start: str | None, end: str | None, words: str) -> None:
    assert span_words(*(PartialDate.parse(text) if text else None for text in (start, end))) == words


@pytest.mark.parametrize(
    ("language", "script", "words"),
    [("fa", "", "Persian"), ("uz", "Cyrl", "Uzbek, Cyrillic script"), ("xx", "Deva", "xx, Deva script"),
     ("und", "", "not stated")],
)  # fmt: skip
def test_languages_in_words(language: str, script: str, words: str) -> None:
    assert language_words(language, script) == words
