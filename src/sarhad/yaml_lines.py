"""YAML with the line of every value, so that a mistake can be pointed at."""

from __future__ import annotations

from typing import Any

import yaml

from .errors import Problem

Location = tuple[str | int, ...]

_DEEPEST = 50
"""Lists within lists; LibYAML's composer calls itself for each and would end the process at some ten thousands."""


class NotReadHere(yaml.YAMLError):
    """The document is YAML, and holds what is not read; `line` says where."""

    def __init__(self, what: str, mark: Any) -> None:
        super().__init__(what)
        self.line = mark.line + 1 if mark else None


class _Loader(yaml.CSafeLoader):
    """The safe loader, with days left as they are written: 2021-02-30 is for the schema to refuse."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.CSafeLoader.yaml_implicit_resolvers.items()
}


def read_yaml(text: str, file: str, *, as_written: bool = False) -> tuple[Any, dict[Location, int], list[Problem]]:
    """Plain values of a document (days as text), the line (from 1) of each key and item, and keys that stand twice.

    `as_written` leaves every value and key as its text: NO is a code and not a false, 007 not a number.
    Anchors and aliases are refused: they hide repetition, and a small file could unfold into a huge one.

    Raises:
        yaml.YAMLError: the text is not YAML, or holds an alias, or is nested too deeply.
    """
    depth = 0
    for event in yaml.parse(text, Loader=_Loader):
        if isinstance(event, yaml.AliasEvent):
            raise NotReadHere("an alias (*name) is not read here; write the value out", event.start_mark)
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > _DEEPEST:
            raise NotReadHere(f"nested deeper than {_DEEPEST} lists", event.start_mark)
    lines: dict[Location, int] = {}
    problems: list[Problem] = []
    root = yaml.compose(text, Loader=_Loader)
    if root is not None:
        _walk(root, (), lines, problems, file)
    loader = yaml.CBaseLoader if as_written else _Loader
    return yaml.load(text, Loader=loader), lines, problems  # noqa: S506 - safe loaders


def line_of(lines: dict[Location, int], location: Location) -> int | None:
    """The line of a place in the document, or of the nearest thing that holds it."""
    while location:
        if location in lines:
            return lines[location]
        location = location[:-1]
    return lines.get(())


def _walk(node: yaml.Node, path: Location, lines: dict[Location, int], problems: list[Problem], file: str) -> None:
    lines.setdefault(path, node.start_mark.line + 1)
    if isinstance(node, yaml.SequenceNode):
        for index, item in enumerate(node.value):
            _walk(item, (*path, index), lines, problems, file)
    elif isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            name, line = str(key.value), key.start_mark.line + 1
            if name in seen:
                problems.append(_twice(name, line, file))
            seen.add(name)
            lines[(*path, name)] = line
            _walk(value, (*path, name), lines, problems, file)


def _twice(name: str, line: int, file: str) -> Problem:
    return Problem(
        "key-twice",
        "this key stands twice in one entry",
        file=file,
        line=line,
        value=name,
        do="keep one of the two",
        effect="nothing read",
        severity="error",
    )
