"""A snapshot: one pinned file of a source, with what is needed to cite it and to read it again."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, dataclass
from typing import Any

from .. import sources
from ..events import SourceRef


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One pinned file. `file` is the name the user gave it; `stored` is its name in the store.

    `own` marks a table of the watch itself, which its watch file names; the others came in with `sarhad add`.
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

    def as_dict(self) -> dict[str, Any]:
        """Plain values, for JSON."""
        return {**asdict(self), "accessed": self.accessed.isoformat()}

    @classmethod
    def from_dict(cls, content: dict[str, Any]) -> Snapshot:
        """The snapshot that `as_dict` wrote."""
        return cls(**{**content, "accessed": dt.date.fromisoformat(content["accessed"])})

    @property
    def ref(self) -> SourceRef:
        """How results cite this file."""
        about = sources.describe(self.source)
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
