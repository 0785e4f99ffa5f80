"""Names that mean no organisation: civilians, people in a street, and all the words for not knowing who it was."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from .folding import fold
from .model import ActorKind

_PLACEHOLDER = re.compile(r"xxx ?\d*")
_BRACKETS = re.compile(r"\s*\([^()]*\)")


@dataclass(frozen=True, slots=True)
class Generic:
    """What such a name says: people of a kind, or, where `kind` is null, too many organisations to be one."""

    kind: ActorKind | None
    why: str


def generic(name: str) -> Generic | None:
    """What a name says that means no organisation; null for one that can. Brackets make no difference.

    >>> generic("Unidentified Armed Group (Pakistan)").kind
    'unknown'
    """
    key = fold(_BRACKETS.sub("", name))
    if _PLACEHOLDER.fullmatch(key):
        return _names()["xxx"][1]
    found = _names().get(key)
    if found:
        return found[1]
    words = key.split(" ")
    for length in range(len(words) - 1, 0, -1):
        found = _names().get(" ".join(words[:length]))
        if found and found[0] == "start":
            return found[1]
    return None


@cache
def _names() -> dict[str, tuple[str, Generic]]:
    text = (files(__package__) / "data" / "generic_names.csv").read_text(encoding="utf-8")
    kinds: dict[str, ActorKind | None] = {"civilians": "civilians", "unknown": "unknown", "": None}
    return {
        row["name"]: (row["match"], Generic(kinds[row["kind"]], row["why"]))
        for row in csv.DictReader(text.splitlines())
    }
