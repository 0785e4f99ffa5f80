"""Which of UCDP's actors are named after a person, so that no such name is kept."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

_LOOKS_SO = re.compile(r"(^|[(-] ?)(forces|supporters|opponents|followers) (of|loyal to)\b|\bfaction\b", re.IGNORECASE)
"""How UCDP writes most of them, in English."""


@dataclass(frozen=True, slots=True)
class NamedAfterPersons:
    """The list that was made by reading every name of a release; see `data/named_after_persons.yaml`."""

    withheld: frozenset[int]
    columns: Mapping[int, frozenset[str]]
    no_person: frozenset[int]

    def not_read(self, number: int) -> frozenset[str]:
        """The columns of an actor that hold a person's name, where its present name holds none."""
        return self.columns.get(number, frozenset())

    def looks_new(self, number: int, names: Iterable[str]) -> bool:
        """Whether an actor that was not read through has a name of the kind that persons stand in."""
        return number not in self.no_person and any(_LOOKS_SO.search(name) for name in names)


@cache
def named_after_persons() -> NamedAfterPersons:
    """The list that ships with the package; read once."""
    text = (files(__package__) / "data" / "named_after_persons.yaml").read_text(encoding="utf-8")
    content: dict[str, Any] = yaml.safe_load(text)
    columns = {number: frozenset(names) for number, names in content["columns"].items()}
    return NamedAfterPersons(frozenset(content["withheld"]), columns, frozenset(content["no_person"]))
