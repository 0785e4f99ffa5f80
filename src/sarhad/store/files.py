"""Files that are either whole or absent: written beside their place, then put there by one rename.

What is renamed is on the disk before, so that a power cut leaves the old file or the whole new one.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from ..errors import InputError
from ..events.exits import stays

_CHUNK = 1 << 20
_PART = ".part-"


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


@stays("a file of the store")
def write_atomically(path: Path, write: Callable[[Path], object]) -> None:
    """Let `write` fill a new file in the same folder, then rename it to `path`."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=_PART, dir=path.parent)
    os.close(handle)
    part = Path(name)
    try:
        write(part)
        part.chmod(0o644)
        with part.open("rb") as written:
            os.fsync(written.fileno())
        os.replace(part, path)
    finally:
        part.unlink(missing_ok=True)


def sweep_parts(folder: Path, *, older_than: float = 0) -> None:
    """Remove what killed processes left half written; only where no other can be writing, or by age in seconds."""
    before = time.time() - older_than
    for part in folder.glob(f"{_PART}*"):
        with contextlib.suppress(FileNotFoundError):
            if part.stat().st_mtime <= before:
                part.unlink()


@stays("the store's catalogue, and the manifests of builds")
def write_json(path: Path, content: Any) -> None:
    """Write JSON, sorted and indented, whole or not at all."""
    text = json.dumps(content, indent=1, sort_keys=True, ensure_ascii=False) + "\n"
    write_atomically(path, lambda part: part.write_text(text, encoding="utf-8"))


@stays("a text to look through: a draft of a mapping, actors of another system")
def write_new(path: Path, text: str) -> None:
    """Write a text to a file that is not there yet, whole or not at all.

    Raises:
        InputError: the file is there already.
    """
    if path.exists():
        raise InputError(f"{path} is there already", do="name another file, or move it away")
    write_atomically(path, lambda part: part.write_text(text, encoding="utf-8"))


@stays("a snapshot: the user's own copy of a source's file")
def copy_with_sha256(source: Path, target: Path) -> str:
    """Copy a file and return the SHA-256 of what was copied."""
    digest = hashlib.sha256()
    with source.open("rb") as read, target.open("wb") as write:
        while chunk := read.read(_CHUNK):
            digest.update(chunk)
            write.write(chunk)
    return digest.hexdigest()
