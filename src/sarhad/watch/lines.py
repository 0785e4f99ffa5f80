"""On which line of a TOML file a key stands, so that a mistake can be pointed at."""

from __future__ import annotations

import re
from collections.abc import Sequence

_TABLE = re.compile(r"^\s*\[(?P<array>\[)?\s*(?P<name>[A-Za-z0-9_.\-\" ]+?)\s*\]\]?\s*(#.*)?$")
_KEY = re.compile(r"^\s*(?P<key>[A-Za-z0-9_\-]+|\"[^\"]+\")\s*=")

Path = tuple[str | int, ...]


def key_lines(text: str) -> dict[Path, int]:
    """Line numbers (from 1) of tables and keys; entries of an array of tables carry their index."""
    found: dict[Path, int] = {}
    counts: dict[Path, int] = {}
    table: Path = ()
    fence = ""
    for number, line in enumerate(text.splitlines(), 1):
        if fence:
            if fence in line:
                fence = ""
            continue
        if match := _TABLE.match(line):
            table = _resolve(tuple(part.strip(' "') for part in match["name"].split(".")), counts)
            if match["array"]:
                counts[table] = counts.get(table, -1) + 1
                table = (*table, counts[table])
            found[table] = number
        elif match := _KEY.match(line):
            found[(*table, match["key"].strip('"'))] = number
            for quotes in ('"""', "'''"):
                if line.count(quotes) == 1:
                    fence = quotes
    return found


def line_of(found: dict[Path, int], location: Sequence[str | int]) -> int | None:
    """The line of a place in the file, or of the nearest thing that holds it."""
    path = tuple(location)
    while path:
        if path in found:
            return found[path]
        path = path[:-1]
    return None


def _resolve(names: tuple[str, ...], counts: dict[Path, int]) -> Path:
    """Put the running index behind every array of tables that the name goes through."""
    path: Path = ()
    for position, name in enumerate(names):
        path = (*path, name)
        if path in counts and position < len(names) - 1:
            path = (*path, counts[path])
    return path
