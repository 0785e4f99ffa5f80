"""Which files of the GDELT event export there are, and which of those that a day should have."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from ..errors import InputError

QUARTERS = 96
"""Files of a whole day of version 2: one every 15 minutes."""

_NAME = re.compile(r"(\d{14}|\d{8})\.export\.csv(?:\.zip|\.gz)?", re.IGNORECASE)
_EXPORT = re.compile(r".*\.export\.csv(?:\.zip|\.gz)?", re.IGNORECASE)

Status = Literal["complete", "partial", "missing"]


def is_export_name(name: str) -> bool:
    """Whether a file is called as GDELT calls the files of its event export."""
    return _EXPORT.fullmatch(name) is not None


def own_name(name: str) -> str:
    """The name of the table in a file: without what tells how it is packed, in GDELT's own case."""
    return re.sub(r"\.(?:zip|gz)$", "", name, flags=re.IGNORECASE).lower().replace(".csv", ".CSV")


def told_by(name: str) -> tuple[dt.date, int | None] | None:
    """The day that a file's name tells and, of a 15-minute file, which of the day's 96 it is; None without either.

    >>> told_by("20170501234500.export.CSV.zip")
    (datetime.date(2017, 5, 1), 95)
    """
    found = _NAME.fullmatch(name)
    if found is None:
        return None
    try:
        day = dt.date.fromisoformat(found[1][:8])
        if len(found[1]) == 8:
            return day, None
        time = dt.time.fromisoformat(found[1][8:])
    except ValueError:
        return None
    return None if time.minute % 15 or time.second else (day, time.hour * 4 + time.minute // 15)


@dataclass(frozen=True, slots=True)
class DayFiles:
    """The files of one day: which quarter-hours arrived (0 to 95), a file of the whole day, files that name no time."""

    day: dt.date
    quarters: frozenset[int] = frozenset()
    whole: bool = False
    unnamed: int = 0

    @property
    def status(self) -> Status:
        """Complete with all 96 files or the file of the day; missing with none: its volume is unknown, not zero."""
        if self.whole or len(self.quarters) == QUARTERS:
            return "complete"
        return "partial" if self.quarters or self.unnamed else "missing"

    def as_dict(self) -> dict[str, object]:
        """Plain values, for JSON."""
        return {
            "day": self.day.isoformat(),
            "status": self.status,
            "arrived": 1 if self.whole else len(self.quarters),
            "expected": 1 if self.whole else QUARTERS,
            "missing": list(self.missing),
        }

    @property
    def missing(self) -> tuple[str, ...]:
        """The times (UTC) of the files that did not arrive, as runs: `00:15`, `03:00 to 03:45`."""
        if self.whole:
            return ()
        gaps = [q for q in range(QUARTERS) if q not in self.quarters]
        runs: list[list[int]] = []
        for quarter in gaps:
            if runs and runs[-1][1] == quarter - 1:
                runs[-1][1] = quarter
            else:
                runs.append([quarter, quarter])
        return tuple(_time(a) if a == b else f"{_time(a)} to {_time(b)}" for a, b in runs)


def _time(quarter: int) -> str:
    return f"{quarter // 4:02}:{quarter % 4 * 15:02}"


def days_of(names: Iterable[str], told: Iterable[dt.date] = ()) -> tuple[DayFiles, ...]:
    """Expected against arrived files, for every day from the first to the last that names or records tell.

    `names` are those of the files that were read; `told` the days that records tell of files whose names tell none.
    """
    quarters: dict[dt.date, set[int]] = {}
    whole: set[dt.date] = set()
    for name in names:
        found = told_by(name)
        if found is None:
            continue
        day, quarter = found
        quarters.setdefault(day, set())
        if quarter is None:
            whole.add(day)
        else:
            quarters[day].add(quarter)
    unnamed = {*told} - quarters.keys()
    known = {*quarters, *unnamed}
    if not known:
        return ()
    first = min(known)
    span = (first + dt.timedelta(days=n) for n in range((max(known) - first).days + 1))
    return tuple(DayFiles(d, frozenset(quarters.get(d, ())), d in whole, int(d in unnamed)) for d in span)


def find_exports(paths: Sequence[Path]) -> tuple[tuple[Path, ...], int]:
    """The files named, and of a folder named those that are called as GDELT calls them, in the order of their names.

    The number counts the other files of such folders. Raises `InputError` when there is none, or a day is there in
    both versions, which tell the same news twice.
    """
    found: list[Path] = []
    others = 0
    for path in paths:
        if path.is_dir():
            inside = sorted(p for p in path.iterdir() if p.is_file() and not p.name.startswith("."))
            exports = [p for p in inside if is_export_name(p.name)]
            others += len(inside) - len(exports)
            found += exports
        elif path.exists():
            found.append(path)
        else:
            raise InputError(f"there is no file {path}", do="check the path")
    if not found:
        where = ", ".join(path.name for path in paths[:3]) or "what was given"
        what = f"{where} holds no file of the GDELT event export"
        raise InputError(what, do="give files such as 20170501234500.export.CSV.zip, or a folder of them")
    found.sort(key=lambda path: own_name(path.name))
    told = [t for path in found if (t := told_by(path.name))]
    twice = {day for day, quarter in told if quarter is None} & {day for day, quarter in told if quarter is not None}
    if twice:
        what = f"{min(twice)} is there as a file of the day and as files by 15 minutes: its news would count twice"
        raise InputError(what, do="give one of the two")
    return tuple(found), others
