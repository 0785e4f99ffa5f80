"""`sarhad add` for files of GDELT: what arrived of each day, and how much was told of the watch's countries."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from .console import out, print_json, print_problems, progress

if TYPE_CHECKING:
    from ..sources import DayFiles
    from ..watch import Watch

_SHOWN = 5


def add_attention(watch: Watch, files: Sequence[Path], accessed: dt.date | None, json: bool) -> None:
    """Sum the files, pin the sums, and say what was found."""
    from ..store import Store, take_attention

    with progress(json) as step:
        snapshot, attention = take_attention(Store(watch.state / "store"), files, accessed, note=step)
    everyone = [row for row in attention.table.to_pylist() if row["actor_group"] == "all"]
    told = {country: sum(r["mentions"] for r in everyone if r["country"] == country) for country in watch.countries}
    told = {country: mentions for country, mentions in told.items() if mentions}
    left = sum(attention.left_out.values())
    if json:
        print_json(
            {
                "snapshot": snapshot.as_dict(),
                "rows": {"read": attention.rows_read, "kept": attention.rows_read - left, "left_out": left},
                "mentions_by_country": told,
                "files": len(attention.files),
                "days": [day.as_dict() for day in attention.days],
                "problems": [p.as_dict() for p in attention.problems],
            }
        )
        return
    days = attention.days
    title = snapshot.description.title
    word = "file" if len(attention.files) == 1 else "files"
    out.print(f"{title}, {len(attention.files):,} {word}, {attention.rows_read:,} rows read, {left:,} left out")
    print_days(days, attention.version)
    if told:
        out.print("  mentions in the watch: " + ", ".join(f"{country} {n:,}" for country, n in told.items()))
    out.print("  read as media volume by country, day and actor group; no incident and no point is kept")
    print_problems(attention.problems)
    out.print(f"  pinned as {snapshot.sha256[:12]}, the sums only; next: sarhad build")


def print_days(days: Sequence[DayFiles], span: str) -> None:
    """Expected against arrived files: how many days are complete, partial and missing, and the gaps of the first."""
    from ..sources.gdelt_files import QUARTERS

    count = Counter(day.status for day in days)
    out.print(f"  days {span}: " + ", ".join(f"{n} {status}" for status, n in count.most_common()))
    short = [day for day in days if day.status == "partial"]
    for day in short[:_SHOWN]:
        what = f"{len(day.quarters)} of {QUARTERS} files; missing: {', '.join(day.missing[:_SHOWN])}"
        more = f" and {len(day.missing) - _SHOWN} more gaps" if len(day.missing) > _SHOWN else ""
        out.print(f"    {day.day}: {what}{more}" if day.quarters else f"    {day.day}: its file names no time")
    if len(short) > _SHOWN:
        out.print(f"    and {len(short) - _SHOWN} more partial days; all of them: --json")
