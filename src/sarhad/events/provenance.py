"""Where a result comes from: sources, filters, parameters, seed, rows used and rows left out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Generic, TypeVar

Table = TypeVar("Table")


@dataclass(frozen=True, slots=True)
class SourceRef:
    """One pinned file of a source: what to cite, and which bytes were read."""

    name: str  # the source's name in Sarhad, "ucdp-ged"
    title: str
    version: str
    licence: str
    citation: str
    accessed: dt.date | None = None
    file: str = ""  # base name only, never a path
    sha256: str = ""

    def __str__(self) -> str:
        copy = f", copy of {self.accessed.day} {self.accessed:%b %Y}" if self.accessed else ""
        version = "" if self.version in ("", "unknown") else f" {self.version}"
        return f"{self.title}{version}{copy}"

    def as_dict(self) -> dict[str, Any]:
        """What tells the file, as plain values for JSON."""
        return {
            "name": self.name,
            "version": self.version,
            "licence": self.licence,
            "accessed": self.accessed.isoformat() if self.accessed else None,
            "file": self.file,
            "sha256": self.sha256,
        }


@dataclass(frozen=True, slots=True)
class Provenance:
    """How a table was made, in enough detail to make it again.

    `rows_used` counts the events that went in; `left_out` says how many did not, by reason.
    """

    step: str  # the public function, "sarhad.measures.incidence"
    sources: tuple[SourceRef, ...] = ()
    filters: Mapping[str, Any] = field(default_factory=dict)
    parameters: Mapping[str, Any] = field(default_factory=dict)
    seed: int | None = None
    rows_used: int = 0
    left_out: Mapping[str, int] = field(default_factory=dict)
    notes: tuple[str, ...] = ()  # rules a reader must know, one sentence each

    def with_sources(self, *sources: SourceRef) -> Provenance:
        """The same provenance, naming these sources."""
        return replace(self, sources=tuple(sources))

    def as_dict(self) -> dict[str, Any]:
        """Plain values, for JSON."""
        return {
            "step": self.step,
            "sources": [source.as_dict() for source in self.sources],
            "filters": _plain(self.filters),
            "parameters": _plain(self.parameters),
            "seed": self.seed,
            "rows_used": self.rows_used,
            "left_out": dict(self.left_out),
            "notes": list(self.notes),
        }


@dataclass(frozen=True, slots=True)
class Result(Generic[Table]):
    """A small table and where it comes from. The table is of the kind of frame that was passed in."""

    table: Table
    provenance: Provenance


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(item) for item in (sorted(value) if isinstance(value, set | frozenset) else value)]
    if isinstance(value, dt.date):
        return value.isoformat()
    return value
