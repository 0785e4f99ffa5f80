"""What a watch has read, on disk: pinned snapshots and the tables made from them."""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import pyarrow as pa

from .. import __version__, sources
from ..errors import InputError, Problem
from ..events import Coverage, Events, Provenance
from .disk import full_disk_told
from .files import copy_with_sha256, sha256_of, sweep_parts, write_atomically, write_json
from .locks import locked
from .snapshot import Origin, Snapshot
from .tables import keep_table, kept_table

_CATALOGUE_WAIT = 60.0
"""Seconds to wait for the catalogue: others hold it while they copy one file."""
_TABLE = 3  # raised whenever a cached table comes to hold something else
_SUFFIXES = (".csv.gz", ".csv", ".zip", ".geojson", ".json", ".parquet", ".txt")


class Store:
    """A folder with `snapshots/` (the files as they came), `snapshots.json` (what they are) and `tables/` (a cache).

    The tables can be thrown away: they are made again from the snapshots. Several processes may use one store: files
    are put in place whole, and the catalogue is changed under a lock. `repaired` tells of the tables that were found
    damaged and made again.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.repaired: list[Problem] = []
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
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            raise InputError(
                f"{self._catalogue} cannot be read: {error}", do="restore it, or delete it and `sarhad add` the files"
            ) from error

    def path(self, snapshot: Snapshot) -> Path:
        """Where the bytes of a snapshot lie."""
        return self.folder / "snapshots" / snapshot.stored

    def current(self) -> tuple[Snapshot, ...]:
        """The files that were added or fetched, without those that a later answer to the same question replaces."""
        taken = [s for s in self.snapshots() if not s.own]
        newest = {(s.source, s.origin.url, s.origin.filters): s for s in taken}
        return tuple(s for s in taken if not s.origin.url or newest[s.source, s.origin.url, s.origin.filters] is s)

    def whole(self, snapshot: Snapshot) -> Path:
        """The path of a snapshot's bytes, after they were summed.

        Raises:
            InputError: they are absent, or not those that were pinned.
        """
        path = self._of_size(snapshot)
        if (found := sha256_of(path)) != snapshot.sha256:
            raise _damaged(snapshot, f"SHA-256 {found[:12]} instead of {snapshot.sha256[:12]}")
        return path

    def _of_size(self, snapshot: Snapshot) -> Path:
        path = self.path(snapshot)
        if not path.is_file():
            raise _damaged(snapshot, "the file is gone")
        if (size := path.stat().st_size) != snapshot.size:
            raise _damaged(snapshot, f"{size:,} bytes instead of {snapshot.size:,}")
        return path

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
        stored = f"{digest}{next((s for s in _SUFFIXES if file.name.lower().endswith(s)), '.bin')}"
        held = self.folder / "snapshots" / stored
        with full_disk_told(self.folder, "the store"), self._alone():
            catalogue = self.snapshots()
            known = next((s for s in catalogue if (s.sha256, s.source, s.own) == (digest, source, own)), None)
            if not held.is_file() or sha256_of(held) != digest:
                write_atomically(held, lambda part: self._copy(file, part, digest))
            snapshot = Snapshot(
                source=source,
                version=version,
                file=file.name,
                stored=stored,
                sha256=digest,
                size=held.stat().st_size,
                accessed=accessed or (known.accessed if known else dt.datetime.now(tz=dt.UTC).date()),
                licence=(sources.parse_mapping(mapping, file.name) if mapping else sources.describe(source)).licence,
                own=own,
                mapping=mapping,
                origin=origin or (known.origin if known else Origin()),
            )
            if snapshot != known:
                write_json(self._catalogue, [s.as_dict() for s in (*(s for s in catalogue if s != known), snapshot)])
        return snapshot

    @staticmethod
    def _copy(file: Path, part: Path, digest: str) -> None:
        if copy_with_sha256(file, part) != digest:
            raise InputError(f"{file.name} changed while it was being copied", do="run the command again")

    @contextlib.contextmanager
    def _alone(self) -> Iterator[None]:
        """The right to change the catalogue and the snapshots; what a killed holder left half written goes."""
        busy = locked(
            self.folder / "catalogue.lock",
            f"another command that writes to {self.folder}",
            wait=_CATALOGUE_WAIT,
            do="wait for it to end, then run this one again",
        )
        with busy:
            for folder in (self.folder, self.folder / "snapshots"):
                sweep_parts(folder)
            sweep_parts(self.folder / "tables", older_than=3600)  # written without the lock
            yield

    def events(
        self, snapshot: Snapshot, countries: Iterable[str], note: Callable[[str], None] = lambda text: None
    ) -> Events:
        """The events of a snapshot in these countries, from the cache if it is whole.

        `note` is told when a cached table was damaged and had to be made again.
        """
        wanted = frozenset(countries)
        read_as = f"{__version__} {_TABLE} {snapshot.version} {snapshot.mapping} {sorted(wanted)}"
        key = hashlib.sha256(read_as.encode()).hexdigest()[:12]
        stem = f"{snapshot.sha256[:24]}-{snapshot.source}-{key}"
        path = self._of_size(snapshot)
        for cached in sorted((self.folder / "tables").glob(f"{stem}-*.parquet")):
            try:
                return _read_cached(cached, snapshot)
            except (pa.ArrowException, OSError, ValueError, KeyError, TypeError) as error:
                what = f"the cached table of {snapshot.file} was damaged and is made again from the file"
                note(what)
                self.repaired.append(Problem("damaged-table", what, file=snapshot.file, value=str(error)))
                cached.unlink(missing_ok=True)
        try:
            events = sources.read(
                path, snapshot.description, version=snapshot.version, accessed=snapshot.accessed, countries=wanted
            )
        except InputError:
            self.whole(snapshot)
            raise
        if events.source is not None and events.source.sha256 != snapshot.sha256:
            self.whole(snapshot)
        events = replace(
            events,
            source=snapshot.ref,
            provenance=events.provenance.with_sources(snapshot.ref),
            problems=tuple(replace(p, file=snapshot.file) for p in events.problems),
        )
        _write_cached(self.folder / "tables", stem, events)
        return events


def _damaged(snapshot: Snapshot, how: str) -> InputError:
    return InputError(
        f"the pinned copy of {snapshot.file} ({snapshot.source} {snapshot.version}) is damaged: {how}; it was not read",
        do=f"sarhad add the same file again (SHA-256 {snapshot.sha256[:12]}…): it takes the place of the damaged copy",
    )


def _write_cached(folder: Path, stem: str, events: Events) -> None:
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
    keep_table(folder, stem, events.table.replace_schema_metadata({"sarhad": json.dumps(about)}))


def _read_cached(path: Path, snapshot: Snapshot) -> Events:
    table = kept_table(path)
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
