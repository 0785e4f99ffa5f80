"""GDELT's list of its files: which files of the event export it tells of, with their sizes and checksums.

One line is a file: its size in bytes, its MD5 and its address. What is asked for later is an address that is made
here of a known folder and a checked name: nothing that the list says leads elsewhere, on the net or on the disk.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from ...errors import Problem
from ...sources.gdelt_files import told_by

MAX_FILE = 64 * 2**20
"""No file of 15 minutes is larger (the usual one: a few hundred kB)."""
_LONGEST = 1000  # bytes of a line
_LINE = re.compile(rb"([0-9]{1,12}) ([0-9a-f]{32}) (\S+)\s*")
_NAME = re.compile(r"[0-9]{14}\.export\.CSV\.zip")


@dataclass(frozen=True, slots=True)
class Listed:
    """One file of the list: its name, and what it must be."""

    name: str
    size: int
    md5: str

    def is_at(self, path: Path) -> bool:
        """Whether the file at a path is this one, by its size and MD5."""
        if not path.is_file() or path.stat().st_size != self.size:
            return False
        with path.open("rb") as file:
            return hashlib.file_digest(file, lambda: hashlib.md5(usedforsecurity=False)).hexdigest() == self.md5


@dataclass(frozen=True, slots=True)
class FileList:
    """The export files of some days in the order of their names; `is_list`: whether any line told of such a file."""

    files: tuple[Listed, ...]
    is_list: bool
    problems: tuple[Problem, ...]


def read_list(path: Path, folders: Sequence[str], first: dt.date, last: dt.date) -> FileList:
    """Read a list line by line, and keep what it tells of the export files of these days (UTC).

    `folders` are the addresses, up to the last slash, under which a file may be said to lie; a line that names another
    place is counted and left out, as is one that cannot be read. Of a file that is told of twice the later line counts.
    """
    files: dict[str, Listed] = {}
    odd: list[tuple[int, str]] = []
    odd_lines = number = 0
    is_list = False
    with path.open("rb") as stream:
        while line := stream.readline(_LONGEST):
            number += 1
            if not line.endswith(b"\n"):
                _skip_line(stream)
            found = _LINE.fullmatch(line)
            address = (found[3] if found else line).decode("ascii", "replace").strip()
            if found and ".export.csv" not in address.lower():
                continue  # GDELT lists its other tables beside
            name = _name(address, folders) if found else ""
            told = told_by(name)
            if not found or told is None or not 0 < int(found[1]) <= MAX_FILE:
                odd_lines += 1
                odd = odd or [(number, address)]
                continue
            is_list = True
            if first <= told[0] <= last:
                files[name] = Listed(name, int(found[1]), found[2].decode())
    problems = []
    for at, value in odd:
        lines = "1 line names" if odd_lines == 1 else f"{odd_lines:,} lines name"
        what = f"{lines} no file of the event export at its own address; here the first"
        problems.append(
            Problem("line-unusable", what, path.name, line=at, value=value, effect="record left out"),
        )
    return FileList(tuple(files[name] for name in sorted(files)), is_list, tuple(problems))


def _name(address: str, folders: Sequence[str]) -> str:
    """The name of the export file at an address in one of the folders, "" for any other address."""
    scheme, _, place = address.partition("://")
    folder, slash, name = place.rpartition("/")
    own = {known.partition("://")[2] for known in folders}
    known = scheme in ("http", "https") and folder + slash in own
    return name if known and _NAME.fullmatch(name) else ""


def _skip_line(stream: IO[bytes]) -> None:
    while (rest := stream.readline(2**16)) and not rest.endswith(b"\n"):
        pass
