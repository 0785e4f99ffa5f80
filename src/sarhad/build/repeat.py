"""A build made again from its manifest, apart from the site, and held against what it wrote the first time."""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import os
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path, PurePosixPath
from typing import Any

from ..bulletin.record import differences
from ..errors import InputError, Problem
from ..events.exits import stays
from ..store import Snapshot, Store, full_disk_told, locked, sha256_of, write_json
from ..watch import Watch, read_watch
from .build import BUILD_WAIT, build
from .inputs import Note
from .manifest import kept_file, mapping_sum

_LIMIT = 50_000_000


@dataclass(frozen=True, slots=True)
class Repeat:
    """What came of it: `differences` has one line for each file, number or setting that differs, `code` what differs in
    the versions of the code, which alone is no difference."""

    month: str
    inputs: int
    outputs: int  # files compared
    differences: tuple[Mapping[str, str], ...]
    code: tuple[Mapping[str, str], ...]

    @property
    def identical(self) -> bool:
        """Whether every file came out as it was."""
        return not self.differences

    def as_dict(self) -> dict[str, Any]:
        """Plain values, for JSON."""
        return {"identical": self.identical, **asdict(self)}


def repeat(watch: Watch, manifest: Path, *, note: Note = lambda text: None, wait: float = BUILD_WAIT) -> Repeat:
    """Make a build again with exactly the inputs, parameters and dates of a manifest; the site is not touched.

    The files come from the store of the watch, where each build leaves them: what was added or edited since plays no
    part. Files of other months than the manifest's are not compared.

    Raises:
        InputError: the manifest cannot be read, or an input is not in the store any more (each is named).
    """
    stated = _read(manifest)
    busy = locked(watch.state / "build.lock", "a build of this watch", wait=wait, do="let it end", note=note)
    with full_disk_told(watch.state, "the last good site"), busy:
        snapshots = _snapshots(watch, stated)
        with tempfile.TemporaryDirectory(prefix="repeat-", dir=watch.state) as name:
            folder = Path(name)
            _lay_out(watch, stated, snapshots, folder)
            note("building again")
            build(
                read_watch(folder), month=stated["month"], note=note, today=dt.date.fromisoformat(stated["checked_at"])
            )
            (made,) = (folder / ".sarhad" / "manifests").iterdir()
            again = json.loads(made.read_text(encoding="utf-8"))
            outputs = {k: v for k, v in stated["outputs"].items() if _compared(k, stated["month"])}
            now = {k: v for k, v in again["outputs"].items() if _compared(k, stated["month"])}
            found = [
                *_mappings(stated, snapshots),
                *_settings(stated, again),
                *_files(outputs, now),
                *_numbers(watch, folder, outputs, now),
            ]
    return Repeat(
        month=stated["month"],
        inputs=len(snapshots) + len(stated["files"]),
        outputs=len(outputs),
        differences=tuple(found),
        code=tuple(_pairs("code", stated["code"], again["code"])),
    )


def _read(path: Path) -> dict[str, Any]:
    try:
        if path.stat().st_size > _LIMIT:
            raise ValueError(f"it is larger than {_LIMIT:,} bytes")
        content = json.loads(path.read_text(encoding="utf-8"))
        for key, kind in {"month": str, "checked_at": str, "code": dict, "inputs": list, "files": dict,
                          "standing": dict, "parameters": dict, "rows": dict, "outputs": dict}.items():  # fmt: skip
            if not isinstance(content[key], kind):
                raise ValueError(f'"{key}" is not what a build writes')
        dt.date.fromisoformat(content["checked_at"])
        if not all(isinstance(one, dict) and isinstance(one.get("sha256"), str) for one in content["inputs"]):
            raise ValueError('"inputs" are not what a build writes')
    except (OSError, ValueError, TypeError, KeyError, RecursionError) as error:
        raise InputError(
            f"{path.name} is not the manifest of a build: {error}",
            do="name one of WATCH/.sarhad/manifests; each build leaves one",
        ) from error
    return dict(content)


def _snapshots(watch: Watch, stated: Mapping[str, Any]) -> list[Snapshot]:
    """The pinned files of the manifest, in its order, with its access dates; all that is missing is told together."""
    store = Store(watch.state / "store")
    held = {(s.source, s.sha256, s.own): s for s in store.snapshots()}
    found, missing = [], []
    for one in stated["inputs"]:
        snapshot = held.get((one.get("source"), one["sha256"], one.get("own")))
        if snapshot is None:
            what = f"{one.get('source')} {one.get('version')}, SHA-256 {one['sha256'][:12]}, is not in the store"
            missing.append(_missing(str(one.get("file")), what, "sarhad add that very file again"))
            continue
        store.whole(snapshot)
        day = dt.date.fromisoformat(one["accessed"])
        found.append(replace(snapshot, accessed=day, version=str(one["version"]), file=str(one["file"])))
    for name, digest in stated["files"].items():
        pure = PurePosixPath(name)
        if pure.is_absolute() or ".." in pure.parts or "\\" in name or ":" in name or not str(digest).isalnum():
            missing.append(_missing(name, "the name leads out of the watch's folder", "take the manifest as it was"))
        elif not kept_file(watch, digest).is_file() or sha256_of(kept_file(watch, digest)) != digest:
            what = f"its content with SHA-256 {str(digest)[:12]} is not in the store"
            missing.append(_missing(name, what, "put that version of the file back and build once"))
    if missing:
        raise InputError(
            f"{len(missing)} of {len(stated['inputs']) + len(stated['files'])} inputs are missing; nothing was built",
            problems=missing,
        )
    return found


def _missing(file: str, what: str, do: str) -> Problem:
    return Problem("input-missing", what, file=file, do=do, effect="nothing read", severity="error")


@stays("a copy of a watch, in which a build is made again")
def _lay_out(watch: Watch, stated: Mapping[str, Any], snapshots: list[Snapshot], folder: Path) -> None:
    """The watch as it was: its own files, a store with the manifest's files only, and the site that stood before."""
    for name, digest in stated["files"].items():
        path = folder / PurePosixPath(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(kept_file(watch, digest), path)
    store = Store(folder / ".sarhad" / "store")
    for snapshot in snapshots:
        path = store.path(snapshot)
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            _link(Store(watch.state / "store").path(snapshot).resolve(), path)
    write_json(store.folder / "snapshots.json", [snapshot.as_dict() for snapshot in snapshots])
    before = stated["standing"]
    site = folder / "site"
    for place, digest in before["months"].items():
        source = watch.site / PurePosixPath(place)
        record = source / "issue.json"
        if ".." in PurePosixPath(place).parts or not record.is_file() or sha256_of(record) != digest:
            raise InputError(
                f"the issue {place}, which stood before this build, is not in the site as it was",
                do="put that folder of the site back from a copy",
            )
        shutil.copytree(source, site / PurePosixPath(place), ignore=shutil.ignore_patterns("correction-*"))
    if count := before["history"]["bytes"]:
        history = watch.site / "claims" / "history.jsonl"
        content = history.read_bytes()[:count] if history.is_file() else b""
        path = site / "claims" / "history.jsonl"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        if sha256_of(path) != before["history"]["sha256"]:
            raise InputError(
                "the history of claims does not begin as it stood before this build",
                do="put site/claims/history.jsonl back from a copy",
            )


@stays("a file of the store, in that copy")
def _link(source: Path, target: Path) -> None:
    with contextlib.suppress(OSError, NotImplementedError):
        os.symlink(source, target)
        return
    shutil.copyfile(source, target)


def _compared(path: str, month: str) -> bool:
    """Files of the month itself and of the pages that every build renews."""
    first = path.split("/", 1)[0]
    return first == month or not (len(first) == 7 and first[:4].isdigit() and first[4] == "-")


def _mappings(stated: Mapping[str, Any], snapshots: list[Snapshot]) -> list[Mapping[str, str]]:
    """Where a file that was added is read by another mapping now; the watch's own come back with its other files."""
    return [
        {"kind": "mapping of", "what": snapshot.file, "was": was[:12] or "none", "now": now[:12] or "none"}
        for one, snapshot in zip(stated["inputs"], snapshots, strict=True)
        if (was := str(one.get("mapping_sha256", ""))) != (now := mapping_sum(snapshot)) and not snapshot.own
    ]


def _settings(stated: Mapping[str, Any], again: Mapping[str, Any]) -> list[Mapping[str, str]]:
    return [d for part in ("parameters", "rows") for d in _pairs(part, stated[part], again[part])]


def _pairs(kind: str, was: Mapping[str, Any], now: Mapping[str, Any]) -> list[Mapping[str, str]]:
    return [
        {"kind": kind, "what": key, "was": json.dumps(was.get(key)), "now": json.dumps(now.get(key))}
        for key in sorted({*was, *now})
        if was.get(key) != now.get(key)
    ]


def _files(was: Mapping[str, str], now: Mapping[str, str]) -> list[Mapping[str, str]]:
    return [
        {"kind": "file", "what": name, "was": was.get(name, "absent")[:12], "now": now.get(name, "absent")[:12]}
        for name in sorted({*was, *now})
        if was.get(name) != now.get(name)
    ]


def _numbers(watch: Watch, folder: Path, was: Mapping[str, str], now: Mapping[str, str]) -> list[Mapping[str, str]]:
    """Where a record differs and the first one still stands: number by number, verdict by verdict."""
    found: list[Mapping[str, str]] = []
    for name in sorted({*was} & {*now}):
        old = watch.site / PurePosixPath(name)
        if name.endswith("issue.json") and was[name] != now[name] and old.is_file() and sha256_of(old) == was[name]:
            records = [json.loads(p.read_text(encoding="utf-8")) for p in (old, folder / "site" / name)]
            for change in differences(*records):
                found.append({key: str(value) for key, value in change.items()} | {"kind": change["kind"].lower()})
    return found
