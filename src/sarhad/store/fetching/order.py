"""What is to be fetched of one source, and what came of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

from filelock import FileLock, Timeout

from ...errors import SarhadError
from ...sources import DayFiles
from ..store import Store
from ..taking import Taken
from .http import Client
from .records import Query
from .trouble import FetchError

State = Literal["new", "unchanged", "newer", "absent", "failed"]
"""new: fetched and pinned; newer: would be (`check`); absent: its publisher has none; failed: it did not come."""


@dataclass(frozen=True, slots=True)
class Order:
    """One source to be fetched, or only looked at (`check`). `mirrors` are addresses that stand in for publishers'."""

    source: str
    store: Store
    client: Client
    today: dt.date
    check: bool = False
    countries: Sequence[str] = ()
    mirrors: Mapping[str, str] = field(default_factory=dict)
    note: Callable[[str], None] = lambda text: None
    query: Query = field(default_factory=Query)  # what is wanted, of a publisher that can be asked for a part

    def address(self, url: str, source: str = "") -> str:
        """The address at the source's mirror: the mirror takes the place of scheme and host."""
        mirror = self.mirrors.get(source or self.source, "")
        return mirror.rstrip("/") + urlsplit(url).path if mirror else url


@dataclass(frozen=True, slots=True)
class Arrival:
    """What came of one file, or of GDELT's files of some `days`."""

    source: str
    version: str
    file: str
    url: str
    state: State
    taken: Taken | None = None
    error: SarhadError | None = None
    days: tuple[DayFiles, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """Plain values, for JSON."""
        about: dict[str, Any] = {"source": self.source, "version": self.version, "file": self.file, "url": self.url}
        about["state"] = self.state
        if self.taken:
            about |= {"snapshot": self.taken.snapshot.as_dict(), "rows": self.taken.rows}
            about["problems"] = [problem.as_dict() for problem in self.taken.problems]
        if self.error:
            about["error"] = str(self.error)
        if self.days:
            about["days"] = [day.as_dict() for day in self.days]
        return about


Way = Callable[[Order], Iterator[Arrival]]
"""A way to fetch a source: by its files, or through an API."""


@contextmanager
def incoming(store: Store) -> Iterator[Path]:
    """The folder of the store in which downloads arrive, for one process at a time.

    Raises:
        FetchError: another one has it.
    """
    folder = store.folder / "incoming"
    folder.mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(folder / ".lock", timeout=0):
            yield folder
    except Timeout:
        raise FetchError("another sarhad fetch is at work on this watch", do="wait until it is done") from None
