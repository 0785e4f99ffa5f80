"""Names are compared without case, dashes, apostrophes and diacritics."""

from __future__ import annotations

import hashlib
import unicodedata
from functools import lru_cache

APOSTROPHES = frozenset("'`´‘’‛ʻʼʾʿˈ′ʹ\"“”")


@lru_cache(maxsize=65_536)
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
        if category in ("Mn", "Cf") or character in APOSTROPHES:
            continue
        kept.append(" " if category in ("Pd", "Pc", "Zs", "Cc") else character)
    return " ".join("".join(kept).split())


def digest(name: str) -> str:
    """A mark by which a name is known again without being written down: 16 hexadecimal digits of its folded SHA-256.

    Used for organisations that a source names after a person. It keeps the name out of a file; it is no secret, since
    whoever has the name can compute it.
    """
    return hashlib.sha256(fold(name).encode()).hexdigest()[:16]
