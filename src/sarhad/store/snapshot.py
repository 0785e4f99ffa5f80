"""A snapshot: one pinned file of a source, with what is needed to cite it and to read it again."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import asdict, dataclass
from typing import Any

from .. import sources
from ..events import SourceRef

_STORED = re.compile(r"[0-9a-f]{64}(\.[a-z]+)+")


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a file was fetched from, and what its server says to know it by; all "" for a file that was added."""

    url: str = ""  # without query: it is printed
    etag: str = ""
    last_modified: str = ""
    filters: str = ""  # what was asked of an API: countries, period


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One pinned file. `file` is the name the user gave it; `stored` is its name in the store.

    `own` marks a table of the watch itself, which its watch file names; the others came in with `sarhad add`.
    `mapping` is the text of the mapping file with which the file was read, "" for a built-in source.
    """

    source: str
    version: str
    file: str
    stored: str
    sha256: str
    size: int
    accessed: dt.date
    licence: str
    own: bool = False
    mapping: str = ""
    origin: Origin = Origin()

    def as_dict(self) -> dict[str, Any]:
        """Plain values, for JSON."""
        return {**asdict(self), "accessed": self.accessed.isoformat()}

    @classmethod
    def from_dict(cls, content: dict[str, Any]) -> Snapshot:
        """The snapshot that `as_dict` wrote.

        Raises:
            ValueError: `stored` is not the checksum and an ending: no other name leads into the store.
        """
        origin = Origin(**content.get("origin", {}))
        known = {"accessed": dt.date.fromisoformat(content["accessed"]), "origin": origin}
        snapshot = cls(**{**content, **known})
        if not _STORED.fullmatch(snapshot.stored) or not snapshot.stored.startswith(snapshot.sha256):
            raise ValueError(f"{snapshot.stored!r} is not the name of a stored file")
        return snapshot

    @property
    def description(self) -> sources.SourceDescription:
        """What the source is, built in or by the mapping that was pinned with the file."""
        return sources.parse_mapping(self.mapping, self.file) if self.mapping else sources.describe(self.source)

    @property
    def ref(self) -> SourceRef:
        """How results cite this file."""
        about = self.description
        return SourceRef(
            name=self.source,
            title=about.title,
            version=self.version,
            licence=self.licence,
            citation=about.citation,
            accessed=self.accessed,
            file=self.file,
            sha256=self.sha256,
        )
