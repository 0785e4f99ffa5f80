"""The field's lists of terms: kinds of violence, classes of events and targets, precisions of date and place."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Literal, get_args

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from ..errors import InputError, Problem

TermList = Literal[
    "violence_types", "event_classes", "target_classes", "date_precisions", "place_precisions", "actor_groups"
]
"""The lists there are; each is one YAML file beside this module."""


class Term(BaseModel):
    """One term: its id in the events table, its words for a reader, where it comes from.

    `codes` gives the same term's codes in other data sets, by data set. `violence` is false for what is told beside
    armed violence (a protest, an agreement) and counted by no measure of a watch.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str = Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")
    label: str = Field(min_length=1)
    definition: str = Field(min_length=1)
    source: str = Field(min_length=1)
    codes: Mapping[str, tuple[str, ...]] = {}
    violence: bool = True


def terms(name: str) -> tuple[Term, ...]:
    """The terms of a list in their own order; raises `InputError` for a list that does not exist."""
    if name not in get_args(TermList):
        raise InputError(f'"{name}" is not a list of terms', do=f"use {', '.join(get_args(TermList))}")
    return _terms(name)


@cache
def _terms(name: str) -> tuple[Term, ...]:
    return parse_terms((files(__package__) / "data" / f"{name}.yaml").read_text(encoding="utf-8"), f"{name}.yaml")


def parse_terms(text: str, file: str) -> tuple[Term, ...]:
    """The terms of one YAML text (`source`, `terms`); raises `InputError` with every mistake in it."""
    content = yaml.load(text, Loader=yaml.CSafeLoader)
    if not isinstance(content, dict) or set(content) != {"source", "terms"} or not isinstance(content["terms"], list):
        raise InputError(f"{file}: must hold source and terms, and nothing else")
    found: list[Term] = []
    problems: list[Problem] = []
    for row, entry in enumerate(content["terms"], 1):
        try:
            found.append(Term.model_validate({"source": content["source"], **entry}))
        except (TypeError, ValidationError) as error:
            wrong = [("", "is not a mapping")]
            if isinstance(error, ValidationError):
                wrong = [(".".join(map(str, detail["loc"])), detail["msg"]) for detail in error.errors()]
            problems.extend(_wrong("bad-term", what, file, row, column) for column, what in wrong)
            continue
        if found[-1].id in {term.id for term in found[:-1]}:
            problems.append(_wrong("repeated-term", f"{found[-1].id} is there twice", file, row, "id"))
    if problems:
        raise InputError(f"{file}: cannot be used", problems=problems)
    return tuple(found)


def _wrong(kind: str, what: str, file: str, row: int, column: str) -> Problem:
    return Problem(kind, what, file, row=row, column=column, effect="nothing read", severity="error")
