"""The manifest of a build: all that its pages were made from, in enough detail to make them again."""

from __future__ import annotations

import datetime as dt
import hashlib
import platform
import re
from collections.abc import Mapping
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Any

from .. import __version__
from ..store import Snapshot, copy_with_sha256, sha256_of, write_atomically
from ..watch import DECISIONS, WATCH_FILE, Watch
from .assemble import parameters
from .inputs import Inputs

FORMAT = 2
_LIBRARIES = ("duckdb", "numpy", "pyarrow", "pyproj", "scikit-learn", "scipy", "shapely", "vl-convert-python")
_MONTH = re.compile(r"\d{4}-\d{2}")


def code_versions() -> dict[str, str]:
    """The versions of what computes and draws; figures may differ in their last digits between two of them."""
    return {
        "sarhad": __version__,
        "python": platform.python_version(),
        **{library: version(library) for library in _LIBRARIES},
    }


def own_files(watch: Watch) -> dict[str, str]:
    """The watch's own files with their SHA-256; a copy of each is kept in the store, for `sarhad build --from`."""
    files = watch.file.files
    named = [WATCH_FILE, files.actors, files.world, files.corridors, files.borders]
    named += [name for entry in watch.file.sources for name in (entry.file, entry.map)]
    if watch.file.forecasts and watch.file.forecasts.panel:
        named.append(watch.file.forecasts.panel.file)
    patterns = (*files.claims, *files.reports, f"{DECISIONS}/*.csv")
    paths = [watch.path(name) for name in named if name] + list(watch.paths(patterns))
    found: dict[str, str] = {}
    for path in paths:
        digest = sha256_of(path)
        found[path.relative_to(watch.folder).as_posix()] = digest
        copy = kept_file(watch, digest)
        if not copy.is_file():
            write_atomically(copy, partial(copy_with_sha256, path))
    return found


def kept_file(watch: Watch, digest: str) -> Path:
    """Where the copy of one of the watch's own files lies."""
    return watch.state / "store" / "files" / digest


def standing(watch: Watch) -> dict[str, Any]:
    """What the site held before the build: pages tell what changed since the month before, and the claims' history."""
    months = {
        record.parent.relative_to(watch.site).as_posix(): sha256_of(record)
        for pattern in ("*/issue.json", "*/correction-*/issue.json")
        for record in sorted(watch.site.glob(pattern))
        if _MONTH.fullmatch(record.relative_to(watch.site).parts[0])
    }
    history = watch.site / "claims" / "history.jsonl"
    bytes_held = history.stat().st_size if history.is_file() else 0
    return {"months": months, "history": {"bytes": bytes_held, "sha256": sha256_of(history) if bytes_held else ""}}


def published(inputs: Inputs, month: dt.date, day: dt.date, files: Mapping[str, str], before: Any) -> dict[str, Any]:
    """The manifest that stands beside the pages: the same manifest, the same pages."""
    mapped = {(s.source, s.sha256): _mapping(s) for s in inputs.snapshots}
    return {
        "format": FORMAT,
        "watch": inputs.watch.region.id,
        "month": f"{month:%Y-%m}",
        "checked_at": day.isoformat(),
        "code": code_versions(),
        "inputs": [ref.as_dict() | mapped.get((ref.name, ref.sha256), {}) for ref in inputs.refs],
        "files": dict(sorted(files.items())),
        "standing": before,
        "parameters": parameters(inputs.watch),
        "rows": {
            count.source: {"read": count.read, "kept": count.kept, "left_out": dict(count.left_out)}
            for count in inputs.counts
        },
    }


def kept(manifest: Mapping[str, Any], inputs: Inputs, site: Path) -> dict[str, Any]:
    """The manifest that stays with the watch: also the files that were read and left no row, and what was written."""
    inside = ("source", "version", "file", "sha256", "size", "accessed", "licence", "own")
    return {
        **manifest,
        "inputs": [{key: s.as_dict()[key] for key in inside} | _mapping(s) for s in inputs.snapshots],
        "outputs": {
            path.relative_to(site).as_posix(): sha256_of(path) for path in sorted(site.rglob("*")) if path.is_file()
        },
    }


def mapping_sum(snapshot: Snapshot) -> str:
    """The SHA-256 of the mapping by which a file is read, "" for a file of a built-in source."""
    return hashlib.sha256(snapshot.mapping.encode()).hexdigest() if snapshot.mapping else ""


def _mapping(snapshot: Snapshot) -> dict[str, str]:
    return {"mapping_sha256": mapping_sum(snapshot)} if snapshot.mapping else {}
