"""The names of the months in the languages of the tables that are read: English, French, Spanish, Russian."""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files

from .countries import fold

_SHORTEST = 3


@cache
def month_of_name(name: str) -> int | None:
    """The month, 1 to 12, of a name or of its first three letters or more, in any case; None when it is of none or two.

    >>> month_of_name("Sept."), month_of_name("févr"), month_of_name("jui")
    (9, 2, None)
    """
    folded = fold(name)
    names = _names()
    if folded in names:
        return names[folded]
    if len(folded) < _SHORTEST:
        return None
    found = {month for full, month in names.items() if full.startswith(folded)}
    return found.pop() if len(found) == 1 else None


@cache
def _names() -> dict[str, int]:
    text = (files(__package__) / "data" / "month_names.csv").read_text(encoding="utf-8")
    return {fold(row[str(month)]): month for row in csv.DictReader(text.splitlines()) for month in range(1, 13)}
