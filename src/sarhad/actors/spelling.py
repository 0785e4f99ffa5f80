"""A rough Latin form of names, in which romanisations of one name are equal: Taleban and Талибан, Qaeda and Qa'ida."""

from __future__ import annotations

import csv
import re
from functools import cache, lru_cache
from importlib.resources import files

from .folding import APOSTROPHES, fold

_NOT_IN_WORDS = re.compile(r"[^\w\u0300-\u036f]+|_+")
_APART = re.compile(f"[{''.join(APOSTROPHES)}]")
_FACTION = re.compile(r"(?<=\w)\s+faction\s*$", re.IGNORECASE)
_BREAK = re.compile(r"\s*[-–—]\s*|\s+")
_DASH = re.compile(r"\s[-–—]\s")
_LONGEST_ACRONYM = 6
_ARTICLE = "\u0627\u0644"  # the Arabic article, written together with its noun
_VOWELS = str.maketrans("", "", "aeiou")
_PAIRS = (
    ("kh", "h"), ("gh", "g"), ("ph", "f"), ("dh", "z"), ("th", "t"), ("dj", "j"), ("zh", "j"), ("tch", "ch"),
    ("ck", "k"), ("x", "ks"), ("ee", "i"), ("oo", "u"), ("ou", "u"), ("ae", "ai"), ("ie", "i"), ("ay", "ai"),
    ("ey", "ai"), ("ei", "ai"), ("aw", "au"), ("ow", "au"),
)  # fmt: skip
_PAIRS_OF_TWO_LETTERS = (("dj", "j"), ("ie", "i"))  # of a word written letter by letter, where t and h are two
_LETTERS = str.maketrans({"q": "k", "w": "v", "y": "i", "e": "i", "o": "u"})
_C = re.compile(r"c(?!h)")
_DOUBLED = re.compile(r"(.)\1+")
_FINAL_H = re.compile(r"(?<=[aiu])h$")
_SILENT_H = re.compile(r"(?<![sc])h\b")


def is_latin(name: str) -> bool:
    """Whether all its letters are Latin."""
    return not any(c in _letters() for c in map(ord, name.casefold()))


@lru_cache(maxsize=50_000)
def words(name: str) -> tuple[str, ...]:
    """The words of a name in a rough form, in their order: see `rough`."""
    read, known = _read(name), _words()
    kept = [rough for word, rough in read if known.get(word, word)]
    return tuple(kept) or tuple(rough for _, rough in read)


def rough(name: str) -> str:
    """The rough form: equal for two romanisations of one name in most cases, and for two names in few.

    Articles and linking vowels fall away, so does the word "faction" behind the name of one, words with several
    spellings get one, e and i, o and u, q and k, w and v, kh and h are one letter, doubled letters are single, and
    where a word ends makes no difference.

    >>> rough("Tehreek-e-Taleban Pakistan") == rough("Техрик-е Талибан Пакистан")
    True
    """
    return "".join(words(name))


def expanded(name: str) -> str:
    """The name with an acronym at its beginning spelled out, where something stands behind it: ISIL-Libya.

    >>> expanded("ISIL-Libya")
    'Islamic State Libya'
    """
    first, _, rest = _BREAK.sub(" ", name.strip(), count=1).partition(" ")
    return f"{_expansions()[first]} {rest.strip()}" if rest.strip() and first in _expansions() else name


def skeleton(name: str) -> str:
    """The consonants of the rough form.

    >>> skeleton("تحریک طالبان پاکستان") == skeleton("Tehrik-i-Taliban Pakistan")
    True
    """
    return _SILENT_H.sub("", " ".join(words(name)).translate(_VOWELS)).replace(" ", "")


def initials(name: str) -> frozenset[str]:
    """The first letters of its words, with and without articles and the like, of two words or more.

    >>> sorted(initials("Movement for the Liberation of Bahia"))
    ['mftlob', 'mlb']
    """
    known = _words()
    latin = [word for word, _ in _read(name)]
    told = [word for word in latin if known.get(word, word)]
    return frozenset("".join(word[0] for word in of) for of in (latin, told) if len(of) > 1)


def _read(name: str) -> list[tuple[str, str]]:
    """Each word in Latin letters, and in the rough form; an acronym keeps its letters, the Arabic article is a word."""
    read: list[tuple[str, str]] = []
    name = _FACTION.sub("", name) if _DASH.search(name) else name
    shouted = name.isupper()
    for part in _NOT_IN_WORDS.sub(" ", _APART.sub("", name)).split():
        acronym = part.isupper() and not shouted and len(part) <= _LONGEST_ACRONYM
        for written in fold(part).split():
            word = written
            if written.startswith(_ARTICLE) and len(written) > len(_ARTICLE) + 1:
                read.append(("al", "al"))
                word = written.removeprefix(_ARTICLE)
            latin = word.translate(_letters())
            if acronym and latin:
                read.append((latin, latin))
            elif latin:
                pairs = _PAIRS if latin == word else _PAIRS_OF_TWO_LETTERS
                read.append((latin, _rough_word(_words().get(latin) or latin, pairs)))
    return read


def _rough_word(word: str, pairs: tuple[tuple[str, str], ...]) -> str:
    for pair, letter in pairs:
        word = word.replace(pair, letter)
    word = _C.sub("k", word).translate(_LETTERS)
    return _FINAL_H.sub("", _DOUBLED.sub(r"\1", word)) or word


@cache
def _letters() -> dict[int, str]:
    return str.maketrans({row["letter"]: row["latin"] for row in _rows("letters.csv")})


@cache
def _expansions() -> dict[str, str]:
    return {row["acronym"]: row["words"] for row in _rows("expansions.csv")}


@cache
def _words() -> dict[str, str]:
    return {row["word"]: row["as"] for row in _rows("words.csv")}


def _rows(name: str) -> list[dict[str, str]]:
    text = (files(__package__) / "data" / name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))
