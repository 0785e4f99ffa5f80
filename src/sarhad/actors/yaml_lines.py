"""YAML with the line of every value, so that a mistake can be pointed at."""

from __future__ import annotations

from typing import Any

import yaml

from ..errors import Problem

Location = tuple[str | int, ...]


class AliasFound(yaml.YAMLError):
    """The document holds an alias (`*name`); `line` says where."""

    def __init__(self, line: int | None) -> None:
        super().__init__("an alias (*name) is not read here; write the value out")
        self.line = line


def read_yaml(text: str, file: str) -> tuple[Any, dict[Location, int], list[Problem]]:
    """Plain values of a document, the line (from 1) of each key and item, and keys that stand twice.

    Anchors and aliases are refused: they hide repetition, and a small file could unfold into a huge one.

    Raises:
        yaml.YAMLError: the text is not YAML, or holds an alias.
    """
    for event in yaml.parse(text, Loader=yaml.CSafeLoader):
        if isinstance(event, yaml.AliasEvent):
            raise AliasFound(event.start_mark.line + 1 if event.start_mark else None)
    lines: dict[Location, int] = {}
    problems: list[Problem] = []
    root = yaml.compose(text, Loader=yaml.CSafeLoader)
    if root is not None:
        _walk(root, (), lines, problems, file)
    return yaml.load(text, Loader=yaml.CSafeLoader), lines, problems


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
