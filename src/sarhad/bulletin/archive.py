"""The archive: a month stands as it was published; what differs later is added beside it as a correction."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .record import FILE, Record, differences

_MONTH = re.compile(r"^\d{4}-\d{2}$")
_CORRECTION = re.compile(r"^correction-(\d+)$")


@dataclass(frozen=True, slots=True)
class Published:
    """One month of the archive: its first record, and the records of its corrections in order."""

    month: str
    record: Record
    corrections: tuple[tuple[int, Record], ...] = ()

    @property
    def latest(self) -> Record:
        """What the month says after its last correction."""
        return self.corrections[-1][1] if self.corrections else self.record

    @property
    def folder(self) -> str:
        """The folder of the latest state, from the site's root."""
        return f"{self.month}/correction-{self.corrections[-1][0]}" if self.corrections else self.month

    def steps(self) -> list[dict[str, Any]]:
        """Each correction with what it changed against the state before it."""
        out, before = [], self.record
        for number, record in self.corrections:
            out.append({"number": number, "record": record, "changes": differences(before, record)})
            before = record
        return out


@dataclass(frozen=True, slots=True)
class Place:
    """Where a build of a month goes: `folder` from the site's root, or nothing when it says what already stands."""

    folder: str | None
    correction: int = 0
    root: str = field(default="../")


def read_archive(out: Path) -> tuple[Published, ...]:
    """The months in a site, oldest first."""
    months = []
    for folder in sorted(out.iterdir()) if out.is_dir() else ():
        record = _read(folder / FILE) if _MONTH.match(folder.name) else None
        if record is None:
            continue
        found = [(int(m[1]), entry) for entry in folder.iterdir() if (m := _CORRECTION.match(entry.name))]
        corrections = [(number, r) for number, entry in sorted(found) if (r := _read(entry / FILE)) is not None]
        months.append(Published(folder.name, record, tuple(corrections)))
    return tuple(months)


def place_for(archive: tuple[Published, ...], record: Mapping[str, Any]) -> Place:
    """A new month gets its own folder; the same content nothing; other content the next correction."""
    standing = next((p for p in archive if p.month == record["month"]), None)
    if standing is None:
        return Place(str(record["month"]))
    if standing.latest["digest"] == record["digest"]:
        return Place(None)
    number = standing.corrections[-1][0] + 1 if standing.corrections else 1
    return Place(f"{record['month']}/correction-{number}", number, "../../")


def before(archive: tuple[Published, ...], month: str) -> Record | None:
    """The latest state of the published month before this one."""
    earlier = [p for p in archive if p.month < month]
    return earlier[-1].latest if earlier else None


def _read(path: Path) -> Record | None:
    if not path.is_file():
        return None
    record = json.loads(path.read_text(encoding="utf-8"))
    return record if isinstance(record, dict) else None
