"""What an import brings: a registry to look through, and what of the file was not taken."""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ...errors import InputError, Problem
from ..folding import fold
from ..registry import Registry
from .plain import Entry, plain, registry_from, yaml_text

SIZE_LIMIT = 50_000_000
"""The largest file that is read, in bytes."""
TEXT_LIMIT = 400
"""Of a text of the registry, in characters; a longer note of another's file is cut there."""
LONGEST_ID = 60
_WORD_LIMIT = 200
_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")


@dataclass(frozen=True, slots=True)
class Imported:
    """Actors from a file of another system.

    `left_out` counts what was not taken, by reason; `problems` tells of each record that could not be read.
    """

    registry: Registry
    left_out: Mapping[str, int]
    problems: tuple[Problem, ...] = ()

    def yaml(self, heading: str = "") -> str:
        """The text of an `actors.yaml` to look through; nothing is merged into a watch by itself."""
        told = [f"Not taken: {count:,} {reason}" for reason, count in self.left_out.items()]
        return yaml_text(plain(self.registry), heading="\n".join([printable(heading), *told]))


@dataclass(slots=True)
class Draft:
    """Actors being gathered from the objects of a file, by the file's own ids.

    `problems` stop the reading, `notices` do not. `foreign` are the ids of actors that no registry has made.
    """

    file: str
    content: Entry = field(default_factory=dict)
    sources: dict[str, Entry] = field(default_factory=dict)
    entries: dict[str, Entry] = field(default_factory=dict)
    left_out: Counter[str] = field(default_factory=Counter)  # by reason; a word of the file in it is `printable`
    problems: list[Problem] = field(default_factory=list)
    notices: list[Problem] = field(default_factory=list)
    foreign: set[str] = field(default_factory=set)
    _taken: set[str] = field(default_factory=set)

    def free_id(self, wanted: str, told_apart_by: str) -> str:
        """An id for an actor that has none of the registry's form: from its name, never twice the same."""
        folded = unicodedata.normalize("NFKD", wanted).encode("ascii", "ignore").decode().lower()
        stem = re.sub(r"[^a-z0-9]+", "-", folded).strip("-")[:LONGEST_ID].strip("-")
        if not stem or stem in self._taken:
            digest = hashlib.sha256(told_apart_by.encode()).hexdigest()[:8]
            stem = f"{(stem or 'actor')[: LONGEST_ID - 9].strip('-')}-{digest}"
        self._taken.add(stem)
        return stem

    def keep_id(self, actor_id: str) -> str:
        """An id that is the registry's own."""
        self._taken.add(actor_id)
        return actor_id

    def own_source(self, kind: str, title: str, publisher: str) -> str:
        """The key of a source for facts that the file itself states, or someone in it."""
        key = f"{kind}-{hashlib.sha256(json.dumps([title, publisher]).encode()).hexdigest()[:8]}"
        self.sources.setdefault(key, {"title": title[:TEXT_LIMIT], "publisher": publisher[:TEXT_LIMIT]})
        return key

    def note(self, text: str) -> str:
        """A text as a note, on one line and cut to the length that the registry takes."""
        line = " ".join(text.split())
        if len(line) <= TEXT_LIMIT:
            return line
        self.left_out["texts cut to 400 characters"] += 1
        return line[: TEXT_LIMIT - 1] + "…"

    def problem(self, kind: str, what: str, line: int | None, value: str, do: str) -> None:
        """Keep a mistake that stops the reading."""
        self.problems.append(
            Problem(kind, what, file=self.file, line=line, value=value, do=do, effect="nothing read", severity="error")
        )

    def result(self, order: Iterable[str] = ()) -> Imported:
        """The registry of what was gathered.

        Raises:
            InputError: a record cannot be read, or the whole is not a registry; every mistake is told.
        """
        if self.problems:
            many = "mistake" if len(self.problems) == 1 else "mistakes"
            raise InputError(f"{len(self.problems)} {many} in {self.file}; no actor was read", problems=self.problems)
        rank = {actor_id: n for n, actor_id in enumerate(order)}
        actors = sorted(self.entries.values(), key=lambda entry: rank.get(entry["id"], len(rank)))
        self._tell_apart(actors)
        content = {**self.content, "sources": self.sources, "actors": actors}
        left_out = dict(sorted(self.left_out.items()))
        registry = registry_from(content, self.file)
        return Imported(registry, left_out, (*self.notices, *registry.problems))

    def _tell_apart(self, actors: list[Entry]) -> None:
        """Take from an actor of another system an alias that means another actor too; a person has to say which."""
        names = {fold(entry["name"]): entry["id"] for entry in reversed(actors)}
        for entry in actors:
            if entry["id"] not in self.foreign:
                for claim in listed(entry.get("names")):
                    if isinstance(claim, dict) and isinstance(claim.get("text"), str):
                        names.setdefault(fold(claim["text"]), entry["id"])
        for entry in actors:
            if entry["id"] not in self.foreign:
                continue
            if names.setdefault(fold(entry["name"]), entry["id"]) != entry["id"]:
                self._shared(entry, entry["name"], names, "its id was added to it")
                entry["name"] = f"{self.note(entry['name'])[: TEXT_LIMIT - LONGEST_ID - 3]} ({entry['id']})"
            kept = []
            for claim in entry.get("names", ()):
                if len(claim["text"]) > TEXT_LIMIT or not fold(claim["text"]):
                    self.left_out["names without a letter, or longer than 400 characters"] += 1
                elif names.setdefault(fold(claim["text"]), entry["id"]) == entry["id"]:
                    kept.append(claim)
                else:
                    self._shared(entry, claim["text"], names, "it was left out of the second")
            entry["names"] = kept

    def _shared(self, entry: Entry, name: str, names: Mapping[str, str], what: str) -> None:
        what = f"the name means {names[fold(name)]} and {entry['id']}; {what}"
        do = "say which is meant, or limit both by place or time"
        self.notices.append(Problem("two-meanings", what, file=self.file, value=name, do=do, effect="value left out"))


def loads(text: str) -> Any:
    """The value of a JSON text, of which every text can be written again.

    Raises:
        ValueError: it is not JSON, a number is too long, or a text holds half a character (a lone surrogate).
        RecursionError: it is nested too deeply.
    """
    value = json.loads(text)
    if _SURROGATE.search(text):
        json.dumps(value, ensure_ascii=False).encode()
    return value


def printable(text: str) -> str:
    """A word of a file as it may stand on a terminal and in a comment: cut, and without invisible characters."""
    return "".join(c if c.isprintable() else "\ufffd" for c in text[:_WORD_LIMIT])


def listed(value: object) -> list[Any]:
    """A list as it is; empty where another type stands, which is told when the registry is made."""
    return value if isinstance(value, list) else []


def read_bounded(path: Path) -> str:
    """The text of a file to import.

    Raises:
        InputError: there is none, it is too large, or it is not UTF-8.
    """
    if not path.is_file():
        raise InputError(f"no file {path}", do="correct the name")
    with path.open("rb") as stream:
        data = stream.read(SIZE_LIMIT + 1)
    if len(data) > SIZE_LIMIT:
        raise InputError(f"{path.name} is larger than {SIZE_LIMIT:,} bytes", do="split it")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(f"{path.name} is not UTF-8 text: {error.reason}", do="save it as UTF-8") from error
