"""What tables call their columns and their values, for a first draft of a mapping; never for reading one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import yaml

from .countries import fold
from .terms import terms


@dataclass(frozen=True, slots=True)
class Spellings:
    """Spellings without case, accents and punctuation.

    `events` and `indicators`: by what a column fills, in order of preference; `persons`: columns about private persons;
    `values`: for each coded column, the spelling of a value to the vocabulary's id.
    """

    events: Mapping[str, tuple[str, ...]]
    indicators: Mapping[str, tuple[str, ...]]
    persons: frozenset[str]
    values: Mapping[str, Mapping[str, str]]


@cache
def spellings() -> Spellings:
    """All spellings, read once."""
    text = (files(__package__) / "data" / "column_spellings.yaml").read_text(encoding="utf-8")
    held = yaml.load(text, Loader=yaml.CBaseLoader)  # noqa: S506 - texts only: `no` and `y` are names of columns
    return Spellings(
        _folded(held["targets"]),
        _folded(held["indicators"]),
        frozenset(map(fold, held["persons"])),
        {column: _values(column, ids) for column, ids in held["values"].items()},
    )


def _folded(lists: Mapping[str, list[str]]) -> dict[str, tuple[str, ...]]:
    return {target: tuple(fold(name) for name in names) for target, names in lists.items()}


def _values(column: str, spelled: Mapping[str, list[str]]) -> dict[str, str]:
    known: dict[str, str] = {}
    for term in terms(f"{column}es" if column.endswith("class") else f"{column}s"):
        coded = (code for of in term.codes.values() for code in of if not code.isdigit())
        for name in (term.id, term.label, *spelled.get(term.id, ()), *coded):
            known.setdefault(fold(name), term.id)
    return known
