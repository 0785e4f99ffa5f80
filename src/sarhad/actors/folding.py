"""Names are compared without case, dashes, apostrophes and diacritics."""

from __future__ import annotations

import unicodedata

_APOSTROPHES = frozenset("'`´‘’‛ʻʼʾʿˈ′ʹ\"“”")


def fold(name: str) -> str:
    """The form in which two spellings of one name are equal.

    Case, dashes, underscores, apostrophes, combining marks, invisible marks and runs of spaces make no difference;
    letters and digits do. Nothing is transliterated and no word is dropped, so "IS" never equals "ISIS".

    >>> fold("Jama’at Al-Tawhid") == fold("jamaat al tawhid")
    True
    """
    kept = []
    for character in unicodedata.normalize("NFKD", name).casefold():
        category = unicodedata.category(character)
        if category in ("Mn", "Cf") or character in _APOSTROPHES:
            continue
        kept.append(" " if category in ("Pd", "Pc", "Zs", "Cc") else character)
    return " ".join("".join(kept).split())
