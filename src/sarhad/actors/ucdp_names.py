"""The names of one row of UCDP's actor data set: the spellings, their languages, and which were given up."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping

from .folding import fold
from .ucdp_entry import Spelling

NAME_COLUMNS: tuple[str, ...] = (
    "NameData",
    "NameOrig",
    "NameOrigFull",
    "NameOrigFullEng",
    "NewName",
    "NewNameFullMotherTongue",
    "NewNameFullEng",
)
_ENGLISH = frozenset({"NameOrigFullEng", "NewNameFullEng"})
_ORIGINAL = frozenset({"NameOrig", "NameOrigFull", "NameOrigFullEng"})
_BLANK = frozenset({"", "n/a", "na", "nan"})
_ENGLISH_START = re.compile(
    r"(government|supporters|opponents|forces|republic|military faction|christians|muslims|hindus|buddhists)\b", re.I
)
_SCRIPTS = {"CYRILLIC": "Cyrl", "ARABIC": "Arab", "MYANMAR": "Mymr", "KHMER": "Khmr", "GREEK": "Grek", "HAN": "Hani"}

NOT_NAMES: Mapping[int, frozenset[str]] = {
    8008: frozenset({"spanish"}),  # the language of the name stands in the column of the name
    8114: frozenset({fold("جبهه متحد اسلامی ملی برای نجات افغانستان")}),  # the name of actor 304
}
"""Cells of version 22.1 that hold something else than a name of their actor, folded."""


def spellings(number: int, row: Mapping[str, str]) -> tuple[Spelling, ...]:
    """The different names of a row, that of UCDP's events first; spellings that fold alike are one.

    When `NameChange` is 1, the columns of new names list successive ones, parted by commas, and the last is the present
    one. Lists that do not run parallel are not taken apart and not taken: `unpaired` tells them.
    """
    changed = row.get("NameChange", "").strip() == "1"
    present: dict[str, Spelling] = {}
    former: dict[str, Spelling] = {}
    english = {fold(clean(row.get(column, ""))) for column in _ENGLISH}
    for column in NAME_COLUMNS:
        steps = _successive(row, column) if column.startswith("New") else [clean(row.get(column, ""))]
        for place, text in enumerate(steps):
            old = changed and (column in _ORIGINAL or place < len(steps) - 1)
            for form in _forms(text, column):
                key = fold(form)
                if not key or key in NOT_NAMES.get(number, ()):
                    continue
                is_english = column in _ENGLISH or key in english or bool(_ENGLISH_START.match(form))
                name = Spelling(form, "en" if is_english else "und", script_of(form), old)
                (former if old else present).setdefault(key, name)
    return (*present.values(), *(name for key, name in former.items() if key not in present))


def unpaired(row: Mapping[str, str]) -> bool:
    """Whether the lists of new names do not run parallel."""
    return bool(clean(row.get("NewName", ""))) and any(
        "," in clean(row.get(column, "")) and not _successive(row, column) for column in ("NewName", *_ENGLISH)
    )


def clean(text: str) -> str:
    """The text of a cell without invisible marks and doubled spaces; "" for a cell that says that there is none."""
    visible = "".join(" " if c in "\r\n\t" else c for c in text if unicodedata.category(c) != "Cf")
    plain = " ".join(visible.split())
    return "" if plain.casefold() in _BLANK else plain


def script_of(text: str) -> str:
    """The script (ISO 15924) of a name that is not in Latin letters; "" for Latin, and where no letter tells."""
    for character in text:
        if character.isalpha():
            script = _SCRIPTS.get(unicodedata.name(character, "").split()[0])
            if script:
                return script
    return ""


def _successive(row: Mapping[str, str], column: str) -> list[str]:
    """The successive names in a column, in order; one where the present name is one, none where lists do not pair."""
    text = clean(row.get(column, ""))
    steps = len(clean(row.get("NewName", "")).split(","))
    if steps == 1 or not text:
        return [text] if text else []
    parts = [part.strip() for part in text.split(",")]
    return parts if len(parts) == steps else []


def _forms(text: str, column: str) -> Iterator[str]:
    """One cell of an original name can hold it in its own script and in Latin letters, parted by a slash."""
    if column in ("NameOrigFull", "NewNameFullMotherTongue") and (" / " in text or (script_of(text) and "/ " in text)):
        yield from (part.strip() for part in text.split("/"))
    elif text:
        yield text
