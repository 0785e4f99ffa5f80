"""Names of files from names in the data: only a-z, 0-9 and hyphens, never a path, never twice the same."""

from __future__ import annotations

import hashlib
import re
import unicodedata

_RESERVED = frozenset({"index", "con", "prn", "aux", "nul", "corrections", "data", "numbers"})
_LONGEST = 60


def slug(text: str) -> str:
    """A safe file stem of at most 60 characters.

    Letters are folded to ASCII, everything else becomes a hyphen. Where nothing is left, where the stem is reserved, or
    where it had to be cut, eight hexadecimal digits of the text's SHA-256 tell it apart.
    """
    folded = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    stem = re.sub(r"[^a-z0-9]+", "-", folded).strip("-")
    if stem and stem not in _RESERVED and len(stem) <= _LONGEST:
        return stem
    digest = hashlib.sha256(text.encode()).hexdigest()[:8]
    return f"{stem[: _LONGEST - 9].strip('-')}-{digest}".strip("-")


class Slugs:
    """Gives each text one stem, and no two texts the same."""

    def __init__(self) -> None:
        self._of: dict[str, str] = {}
        self._taken: set[str] = set()

    def __call__(self, text: str) -> str:
        """The stem of this text, the same at every call."""
        if text not in self._of:
            stem = slug(text)
            if stem in self._taken:
                stem = f"{stem[: _LONGEST - 9].strip('-')}-{hashlib.sha256(text.encode()).hexdigest()[:8]}"
            self._taken.add(stem)
            self._of[text] = stem
        return self._of[text]
