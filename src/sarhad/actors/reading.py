"""Reading an `actors.yaml`: every mistake is found and told with its line."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from .. import vocabulary
from ..errors import InputError, Problem
from ..yaml_lines import Location, line_of, read_yaml
from .actor import Actor, Citation, CitedSource, Identifier, Name, Relation
from .faults import faults
from .model import (
    ACTOR_KINDS,
    BASES,
    CONFIDENCES,
    RELATION_KINDS,
    ActorEntry,
    NameEntry,
    RegistryFile,
    RelationEntry,
    ScopedEntry,
)
from .registry import Registry
from .scope import Scope

_SIZE_LIMIT = 5_000_000
_PLAIN_WORDS = {
    "missing": ("this value is missing", "add it"),
    "extra_forbidden": ("nothing of this name is known here", "check the spelling, or take it out"),
    "string_type": ("not text", "put it in quotes"),
}
_PATTERNS = {
    "language": ("not an ISO 639 code of a language", "write en, fa, tg"),
    "script": ("not an ISO 15924 code of a script", "write Arab, Cyrl, Latn"),
    "url": ("not an address", "write https://..."),
    "stance": ("not a word", "write hostile, neutral, tolerant or friendly"),
    "to": ("neither the id of an actor nor a country code", "write taliban, or AFG for Afghanistan"),
}
_CHOICES = {
    ("kind", True): ("kind of relation", RELATION_KINDS),
    ("kind", False): ("kind of actor", ACTOR_KINDS),
    ("basis", True): ("basis of a relation", BASES),
    ("confidence", False): ("confidence", CONFIDENCES),
}
_NOT_AN_ID = ("not an id", "write lower-case letters, digits and single dashes")


def read_registry(path: Path) -> Registry:
    """Read and check the actors of a watch.

    Raises:
        InputError: the file cannot be read, or has mistakes; `problems` holds all of them, each with its line.
    """
    if not path.is_file():
        raise InputError(f"no actors file {path}", do="make one, or correct [files] actors in watch.toml")
    if path.stat().st_size > _SIZE_LIMIT:
        raise InputError(f"{path.name} is larger than {_SIZE_LIMIT:,} bytes", do="it should hold actors only")
    try:
        text = path.read_text(encoding="utf-8-sig")
        content, lines, problems = read_yaml(text, path.name)
    except UnicodeDecodeError as error:
        raise InputError(f"{path.name} is not UTF-8 text: {error.reason}", do="save it as UTF-8") from error
    except yaml.YAMLError as error:
        raise _not_yaml(path.name, error) from error
    return registry_of(content, path.name, lines, problems)


def registry_of(
    content: Any,
    name: str,
    lines: dict[Location, int] | None = None,
    problems: list[Problem] | None = None,
    *,
    contested: bool = False,
) -> Registry:
    """Check the plain values of an `actors.yaml` and make the registry of them; `name` stands in the messages.

    With `contested`, a name that means two actors at the same place and time is told and not refused: it means nobody.

    Raises:
        InputError: they have mistakes; `problems` holds all of them.
    """
    lines, problems = lines or {}, list(problems or ())
    try:
        file = RegistryFile.model_validate(content)
    except ValidationError as error:
        problems += [_as_problem(item, lines, name) for item in error.errors()]
        raise _refusal(name, problems) from error
    checker = _Checker(name, file, lines, problems, contested)
    registry = checker.registry()
    if checker.problems:
        raise _refusal(name, checker.problems)
    return registry


class _Checker:
    """Builds the registry and collects what the shape alone cannot show."""

    def __init__(
        self, name: str, file: RegistryFile, lines: dict[Location, int], problems: list[Problem], contested: bool
    ) -> None:
        self.name, self.file, self.lines, self.problems = name, file, lines, problems
        self.contested = contested
        self.sources = {
            key: CitedSource(key, s.title, s.publisher, s.date, s.url or "", s.licence or "")
            for key, s in file.sources.items()
        }

    def registry(self) -> Registry:
        first_at: dict[str, int | None] = {}
        for index, entry in enumerate(self.file.actors):
            if entry.id in first_at:
                what = f"this id is already taken on line {first_at[entry.id]}"
                self._problem("id-twice", what, ("actors", index, "id"), entry.id, "give each actor its own")
            first_at.setdefault(entry.id, line_of(self.lines, ("actors", index, "id")))
        actors = [self._actor(entry, ("actors", index)) for index, entry in enumerate(self.file.actors)]
        relations = [
            self._relation(entry.id, item, ("actors", index, "relations", place), set(first_at))
            for index, entry in enumerate(self.file.actors)
            for place, item in enumerate(entry.relations)
        ]
        odd = self._contradictions(actors, relations)
        registry = Registry(actors, relations, self.sources, self.file.conventions, self.file.withheld, file=self.name)
        for what, (said, one), (again, other) in registry.clashes():
            at = f" (line {said.line})" if said.line else ""
            what = f"{what} means {one}{at} and {other} at the same place and time"
            do = "limit one of them with countries, from or until, or take it out"
            problem = _error("two-meanings", what, self.name, again.line, "", other, do)
            if self.contested:
                odd.append(replace(problem, effect="kept", severity="warning"))
            else:
                self.problems.append(problem)
        registry.problems = tuple(odd)
        return registry

    def _contradictions(self, actors: list[Actor], relations: list[Relation]) -> list[Problem]:
        """What the dates and the lineage contradict: wrong ones are mistakes, odd ones are returned."""
        odd = []
        for fault in faults(actors, relations):
            line = next((relation.line for relation in fault.relations), None)
            problem = _error(fault.kind, fault.what, self.name, line, "", "", fault.do)
            if fault.wrong:
                self.problems.append(problem)
            else:
                odd.append(replace(problem, effect="kept", severity="warning"))
        return odd

    def _actor(self, entry: ActorEntry, at: Location) -> Actor:
        return Actor(
            entry.id,
            entry.name,
            entry.kind,
            self._citation(entry.source, (*at, "source")),
            entry.country,
            entry.founded,
            entry.ended,
            tuple(
                Identifier(item.id, _scope(item), line_of(self.lines, (*at, "ucdp", index)))
                for index, item in enumerate(entry.ucdp)
            ),
            tuple(self._name(item, (*at, "names", index)) for index, item in enumerate(entry.names)),
            entry.note or "",
            entry.active_in,
            line=line_of(self.lines, at),
        )

    def _name(self, item: NameEntry, at: Location) -> Name:
        return Name(
            item.text,
            item.language,
            self._citation(item.source, (*at, "source")),
            item.script or "",
            _scope(item),
            item.date,
            item.confidence,
            item.asserted_by or "",
            item.former,
            item.renamed,
            line_of(self.lines, at),
        )

    def _relation(self, actor: str, item: RelationEntry, at: Location, known: set[str]) -> Relation:
        no_such = ("no-such-actor", "no actor has this id")
        if item.to.isupper():
            if item.to not in vocabulary.countries():
                what = "not an ISO 3166-1 alpha-3 country code"
                self._problem("no-such-country", what, (*at, "to"), item.to, "write AFG for Afghanistan")
        elif item.to not in known:
            self._problem(*no_such, (*at, "to"), item.to, "add it, or correct the id")
        if item.perceived_by is not None and item.perceived_by not in known:
            self._problem(*no_such, (*at, "perceived_by"), item.perceived_by, "add it, or correct the id")
        if item.to == actor:
            what = "an actor has no relation to itself"
            self._problem("self-relation", what, (*at, "to"), item.to, "put former names under names")
        return Relation(
            actor,
            item.to,
            item.kind,
            item.basis,
            self._citation(item.source, (*at, "source")),
            item.start,
            item.end,
            item.note or "",
            item.stance or "",
            item.perceived_by or "",
            line_of(self.lines, at),
        )

    def _citation(self, text: str, at: Location) -> Citation:
        key, _, detail = text.partition(" ")
        source = self.sources.get(key)
        if source is None:
            self._problem(
                "no-such-source",
                "no source of this key is listed under sources",
                at,
                key,
                "list it there; a citation is the key, then where in it: ucdp-actors row 234",
            )
            return Citation(CitedSource(key, key, ""), detail.strip())
        return Citation(source, detail.strip())

    def _problem(self, kind: str, what: str, at: Location, value: str, do: str) -> None:
        line = line_of(self.lines, at)
        self.problems.append(_error(kind, what, self.name, line, _column(at), value, do))


def _scope(entry: ScopedEntry) -> Scope:
    return Scope(frozenset(entry.countries) if entry.countries else None, entry.start, entry.end)


def _column(at: Location) -> str:
    return ".".join(str(part) for part in at)


def _error(kind: str, what: str, file: str, line: int | None, column: str, value: str, do: str) -> Problem:
    return Problem(
        kind, what, file=file, line=line, column=column, value=value, do=do, effect="nothing read", severity="error"
    )


def _as_problem(item: object, lines: dict[Location, int], file: str) -> Problem:
    assert isinstance(item, dict)
    location: Location = tuple(item["loc"])
    what, do = _PLAIN_WORDS.get(item["type"], (item["msg"].removeprefix("Value error, "), ""))
    if item["type"] == "string_pattern_mismatch":
        what, do = _PATTERNS.get(str(location[-1]), _NOT_AN_ID)
    elif item["type"] == "literal_error" and (choice := _CHOICES.get((str(location[-1]), "relations" in location))):
        what, do = f"no such {choice[0]}", f"write one of {', '.join(choice[1])}"
    if "; " in what and not do:
        what, do = what.split("; ", 1)
    value = "" if isinstance(item["input"], dict | list) or item["type"] == "missing" else str(item["input"])
    kind = item["type"].replace("_", "-")
    return _error(kind, what[0].lower() + what[1:], file, line_of(lines, location), _column(location), value, do)


def _refusal(file: str, problems: list[Problem]) -> InputError:
    many = "mistake" if len(problems) == 1 else "mistakes"
    ordered = sorted(problems, key=lambda problem: problem.line or 0)
    return InputError(f"{len(problems)} {many} in {file}; no actor was read", problems=ordered)


def _not_yaml(file: str, error: yaml.YAMLError) -> InputError:
    line = getattr(error, "line", None)
    if mark := getattr(error, "problem_mark", None):
        line = mark.line + 1
    where = f", line {line}" if line else ""
    what = getattr(error, "problem", None) or str(error).splitlines()[0]
    return InputError(f"{file}{where} is not YAML that can be read: {what}", do="correct that line")
