"""What a watch has read, on disk: pinned snapshots and the tables made from them."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Callable, Iterable
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from .. import __version__, sources
from ..errors import InputError, Problem
from ..events import Coverage, Events, Provenance
from .files import copy_with_sha256, sha256_of, write_atomically, write_json
from .snapshot import Origin, Snapshot

_SUFFIXES = (".csv.gz", ".csv", ".zip", ".geojson", ".json", ".parquet", ".txt")


class Store:
    """A folder with `snapshots/` (the files as they came), `snapshots.json` (what they are) and `tables/` (a cache).

    The tables can be thrown away: they are made again from the snapshots.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._catalogue = folder / "snapshots.json"

    def snapshots(self) -> tuple[Snapshot, ...]:
        """All pinned files, in the order in which they were pinned.

        Raises:
            InputError: the catalogue cannot be read.
        """
        if not self._catalogue.is_file():
            return ()
        try:
            return tuple(Snapshot.from_dict(item) for item in json.loads(self._catalogue.read_text(encoding="utf-8")))
        except (ValueError, TypeError, KeyError) as error:
            raise InputError(
                f"{self._catalogue} cannot be read: {error}", do="restore it, or delete it and `sarhad add` the files"
            ) from error

    def path(self, snapshot: Snapshot) -> Path:
        """Where the bytes of a snapshot lie."""
        return self.folder / "snapshots" / snapshot.stored

    def current(self) -> tuple[Snapshot, ...]:
        """The files that were added or fetched, without those that their publisher has replaced at the same address."""
        taken = [s for s in self.snapshots() if not s.own]
        newest = {(s.source, s.origin.url): s for s in taken}
        return tuple(s for s in taken if not s.origin.url or newest[s.source, s.origin.url] is s)

    def pin(
        self,
        file: Path,
        source: str,
        version: str,
        accessed: dt.date | None,
        *,
        own: bool = False,
        mapping: str = "",
        origin: Origin | None = None,
    ) -> Snapshot:
        """Copy a file into the store under its SHA-256, with the text of the mapping by which it is read.

        A file that is already there is not copied again and keeps its first access date unless another is given;
        `accessed` None means today.
        """
        digest = sha256_of(file)
        catalogue = self.snapshots()
        known = next((s for s in catalogue if (s.sha256, s.source, s.own) == (digest, source, own)), None)
        suffix = next((s for s in _SUFFIXES if file.name.lower().endswith(s)), ".bin")
        snapshot = Snapshot(
            source=source,
            version=version,
            file=file.name,
            stored=f"{digest}{suffix}",
            sha256=digest,
            size=file.stat().st_size,
            accessed=accessed or (known.accessed if known else dt.datetime.now(tz=dt.UTC).date()),
            licence=(sources.parse_mapping(mapping, file.name) if mapping else sources.describe(source)).licence,
            own=own,
            mapping=mapping,
            origin=origin or (known.origin if known else Origin()),
        )
        if not self.path(snapshot).is_file():
            write_atomically(self.path(snapshot), lambda part: self._copy(file, part, digest))
        if snapshot != known:
            write_json(self._catalogue, [s.as_dict() for s in (*(s for s in catalogue if s != known), snapshot)])
        return snapshot

    @staticmethod
    def _copy(file: Path, part: Path, digest: str) -> None:
        if copy_with_sha256(file, part) != digest:
            raise InputError(f"{file.name} changed while it was being copied", do="run the command again")

    def events(
        self, snapshot: Snapshot, countries: Iterable[str], note: Callable[[str], None] = lambda text: None
    ) -> Events:
        """The events of a snapshot in these countries, from the cache if it is whole.

        `note` is told when a cached table was damaged and had to be made again.
        """
        wanted = frozenset(countries)
        key = hashlib.sha256(
            f"{__version__} {snapshot.version} {snapshot.mapping} {sorted(wanted)}".encode()
        ).hexdigest()[:12]
        table_path = self.folder / "tables" / f"{snapshot.sha256[:24]}-{snapshot.source}-{key}.parquet"
        if table_path.is_file():
            try:
                return _read_cached(table_path, snapshot)
            except (pa.ArrowException, OSError, ValueError, KeyError, TypeError) as error:
                note(f"the cached table of {snapshot.file} was damaged ({type(error).__name__}) and is made again")
        events = sources.read(
            self.path(snapshot),
            snapshot.description,
            version=snapshot.version,
            accessed=snapshot.accessed,
            countries=wanted,
        )
        events = replace(
            events,
            source=snapshot.ref,
            provenance=events.provenance.with_sources(snapshot.ref),
            problems=tuple(replace(p, file=snapshot.file) for p in events.problems),
        )
        _write_cached(table_path, events)
        return events


def _write_cached(path: Path, events: Events) -> None:
    about = {
        "rows_read": events.rows_read,
        "problems": [asdict(p) for p in events.problems],
        "coverage": [_coverage_as_dict(c) for c in events.coverage],
        "provenance": {
            "step": events.provenance.step,
            "filters": events.provenance.as_dict()["filters"],
            "parameters": events.provenance.as_dict()["parameters"],
            "rows_used": events.provenance.rows_used,
            "left_out": dict(events.provenance.left_out),
            "notes": list(events.provenance.notes),
        },
    }
    table = events.table.replace_schema_metadata({"sarhad": json.dumps(about)})
    write_atomically(path, lambda part: pq.write_table(table, part, compression="zstd"))


def _read_cached(path: Path, snapshot: Snapshot) -> Events:
    table = pq.read_table(path)
    about = json.loads(table.schema.metadata[b"sarhad"])
    stored = about["provenance"]
    provenance = Provenance(**{**stored, "notes": tuple(stored["notes"])}, sources=(snapshot.ref,))
    return Events(
        table.replace_schema_metadata(None),
        provenance,
        tuple(_coverage_from_dict(c) for c in about["coverage"]),
        tuple(Problem(**p) for p in about["problems"]),
        about["rows_read"],
        snapshot.ref,
    )


def _coverage_as_dict(block: Coverage) -> dict[str, Any]:
    return {
        **asdict(block),
        "start": block.start.isoformat(),
        "end": block.end.isoformat(),
        "countries": sorted(block.countries) if block.countries is not None else None,
        "violence_types": sorted(block.violence_types) if block.violence_types is not None else None,
        "event_classes": sorted(block.event_classes) if block.event_classes is not None else None,
    }


def _coverage_from_dict(content: dict[str, Any]) -> Coverage:
    return Coverage(
        **{
            **content,
            "start": dt.date.fromisoformat(content["start"]),
            "end": dt.date.fromisoformat(content["end"]),
            "countries": frozenset(content["countries"]) if content["countries"] is not None else None,
            "violence_types": frozenset(content["violence_types"]) if content["violence_types"] is not None else None,
            "event_classes": frozenset(content["event_classes"]) if content["event_classes"] is not None else None,
        }
    )
