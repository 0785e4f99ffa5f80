"""One writer at a time: locks that the system lets go of when their holder ends, however it ends."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from filelock import FileLock, Timeout

from ..errors import SarhadError


class BusyError(SarhadError):
    """Another process holds what is wanted, and did not let go of it in the time given."""


@contextlib.contextmanager
def locked(
    path: Path, what: str, *, wait: float, do: str, note: Callable[[str], None] = lambda text: None
) -> Iterator[float]:
    """Hold the lock of a file; yields the seconds that were waited for it.

    The lock is the system's own (`flock`), so that one left by a killed process holds nobody up; the empty file stays.
    `note` is told once that another holder is waited for. `what` names the holder in messages: "another build of this
    watch".

    Raises:
        BusyError: it was still held after `wait` seconds; `do` is the way out.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    lock = FileLock(path, thread_local=False)
    began = time.monotonic()
    try:
        lock.acquire(timeout=0)
    except Timeout:
        note(f"waiting for {what}")
        try:
            lock.acquire(timeout=wait, poll_interval=0.05)
        except Timeout:
            raise BusyError(f"{what} is still running after {wait:,.0f} seconds; nothing was written", do=do) from None
    try:
        yield time.monotonic() - began
    finally:
        lock.release()
