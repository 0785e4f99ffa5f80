"""A disk with no space left, told as what it is."""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from ..errors import SarhadError

_FULL = frozenset({errno.ENOSPC, errno.EDQUOT})
_WORDS = ("No space left on device", "Disk quota exceeded")


class DiskFullError(SarhadError):
    """There is no room for what has to be written."""


def is_full(error: BaseException) -> bool:
    """Whether an error comes from a disk without space; the libraries that write tables tell it in words only."""
    number = getattr(error, "errno", None) if isinstance(error, OSError) else None
    return number in _FULL or any(words in str(error) for words in _WORDS)


@contextlib.contextmanager
def full_disk_told(folder: Path, stays: str) -> Iterator[None]:
    """Turn the failure of a write for want of space into an error that names the disk.

    `folder` is where the work is written; the system's folder for temporary files is named with it where it lies on
    another disk. `stays` says what is as it was before: "the last good site".

    Raises:
        DiskFullError: in place of whatever the failed write raised.
    """
    try:
        yield
    except Exception as error:
        if isinstance(error, SarhadError) or not is_full(error):
            raise
        raise DiskFullError(
            f"no space left on the disk: {_disks(folder)}; {stays} stays as it was",
            do="free some space there and run the command again; what a watch keeps in .sarhad/figures and "
            ".sarhad/store/tables may be deleted, it is made again",
        ) from error


def _disks(folder: Path) -> str:
    """The disks written to with what is free on each, the fullest first."""
    found: dict[int, tuple[int, str]] = {}
    for place in (folder, Path(tempfile.gettempdir())):
        held = next(p for p in (place, *place.absolute().parents) if p.exists())
        free = shutil.disk_usage(held).free
        files = os.statvfs(held).f_favail if hasattr(os, "statvfs") else None
        few = f" and room for {files:,} files" if files is not None and files < 1000 else ""
        found.setdefault(held.stat().st_dev, (free, f"{place} ({free / 1e6:,.1f} MB{few} free now)"))
    return " or ".join(told for _, told in sorted(found.values()))
