"""Attention: how much the media told of each country, by day and actor group, and which days are known whole."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from ..errors import InputError, Problem
from ..events.exits import stays
from .gdelt_files import DayFiles, days_of, own_name, told_by

ATTENTION_SCHEMA = pa.schema(
    [
        pa.field("country", pa.string()),  # ISO 3166-1 alpha-3; null where the record names none that is known
        pa.field("day", pa.date32(), nullable=False),  # UTC day on which the media told it
        pa.field("actor_group", pa.string(), nullable=False),  # "all", or a term of `actor_groups`
        *(pa.field(name, pa.int64(), nullable=False) for name in ("events", "mentions", "sources", "articles")),
    ]
)
"""One row is one country (or none) on one day for one actor group. Groups overlap; `all` holds each record once."""

_KEY = b"sarhad-attention"


@dataclass(frozen=True, slots=True)
class RawFile:
    """One file that was read: its name and the SHA-256 of its bytes."""

    name: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Attention:
    """An attention table (`ATTENTION_SCHEMA`, every country of the world) and the files that it was made from."""

    table: pa.Table
    files: tuple[RawFile, ...]
    rows_read: int = 0
    left_out: Mapping[str, int] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()

    @property
    def days(self) -> tuple[DayFiles, ...]:
        """Expected against arrived files, from the first day to the last."""
        return days_of((file.name for file in self.files), pc.unique(self.table["day"]).to_pylist())

    @property
    def world(self) -> pa.Table:
        """The total of each day, with the records that name no country: what shares are made of."""
        everyone = self.table.filter(pc.equal(self.table["actor_group"], "all"))
        counts = [(name, "sum") for name in ("events", "mentions", "sources", "articles")]
        return (
            everyone.group_by("day")
            .aggregate(counts)
            .rename_columns(["day", *(name for name, _ in counts)])
            .sort_by("day")
        )

    @property
    def version(self) -> str:
        """The days it spans, which is all the version that GDELT has."""
        days = self.days
        return f"{days[0].day} to {days[-1].day}" if days else "no day"


@stays("media volume by country and day, from GDELT")
def write_attention(attention: Attention, path: Path) -> None:
    """One Parquet file with the table and, in its metadata, the raw files; the same content gives the same bytes."""
    about = {
        "files": [asdict(file) for file in attention.files],
        "rows_read": attention.rows_read,
        "left_out": dict(sorted(attention.left_out.items())),
        "problems": [asdict(problem) for problem in attention.problems],
    }
    table = attention.table.replace_schema_metadata({_KEY: json.dumps(about, sort_keys=True)})
    pq.write_table(table, path, compression="zstd")


def read_attention(path: Path, name: str = "") -> Attention:
    """What `write_attention` wrote. Raises `InputError` for any other file."""
    try:
        table = pq.read_table(path)
        about: dict[str, Any] = json.loads(table.schema.metadata[_KEY])
        return Attention(
            table.replace_schema_metadata(None).cast(ATTENTION_SCHEMA),
            tuple(RawFile(**file) for file in about["files"]),
            about["rows_read"],
            about["left_out"],
            tuple(Problem(**problem) for problem in about["problems"]),
        )
    except (pa.ArrowException, OSError, ValueError, KeyError, TypeError) as error:
        what = f"{name or path.name} is no attention table, or damaged ({type(error).__name__})"
        raise InputError(what, do="sarhad add the files of GDELT again") from error


def is_attention(path: Path) -> bool:
    """Whether a file is one that `write_attention` wrote."""
    try:
        return _KEY in (pq.read_schema(path).metadata or {})
    except (pa.ArrowException, OSError):
        return False


def combine_attention(parts: Sequence[Attention]) -> Attention | None:
    """One table from several; None from none. No file counts twice.

    For each day the part with most files of it counts; of the others those whose files of the day are all new are
    added, and those that share a file with what counts already are not.
    """
    if len(parts) < 2:
        return parts[0] if parts else None
    holds = [_by_day(part) for part in parts]
    taken: list[set[dt.date]] = [set() for _ in parts]
    for day in sorted({day for held in holds for day in held}):
        there = sorted((n for n, held in enumerate(holds) if day in held), key=lambda n: -len(holds[n][day]))
        counted: set[str] = set()
        for number in there:
            mine = holds[number][day]
            whole = {name for name in mine | counted if (told := told_by(name)) and told[1] is None}
            if not counted or not (mine & counted or whole):
                counted |= mine
                taken[number].add(day)
    tables = [
        part.table.filter(pc.is_in(part.table["day"], value_set=_days(days)))
        for part, days in zip(parts, taken, strict=True)
    ]
    files = {
        own_name(file.name): file
        for part, held, days in zip(parts, holds, taken, strict=True)
        for file in part.files
        if any(own_name(file.name) in held[day] for day in days)
    }
    left_out: dict[str, int] = {}
    for part in parts:
        for reason, count in part.left_out.items():
            left_out[reason] = left_out.get(reason, 0) + count
    return Attention(
        _summed(tables),
        tuple(files[name] for name in sorted(files)),
        sum(part.rows_read for part in parts),
        left_out,
        tuple(problem for part in parts for problem in part.problems),
    )


def _by_day(part: Attention) -> dict[dt.date, set[str]]:
    """The files of each day; one whose name tells no day may tell of any day that no other file tells."""
    named: dict[dt.date, set[str]] = {}
    nameless: set[str] = set()
    for file in part.files:
        if told := told_by(file.name):
            named.setdefault(told[0], set()).add(own_name(file.name))
        else:
            nameless.add(own_name(file.name))
    days = set(pc.unique(part.table["day"]).to_pylist())
    return {day: named.get(day) or nameless for day in days | named.keys()}


def _days(days: Iterable[dt.date]) -> pa.Array:
    numbers = sorted(day.toordinal() - dt.date(1970, 1, 1).toordinal() for day in days)
    return pa.Array.from_buffers(pa.date32(), len(numbers), [None, pa.py_buffer(memoryview(_int32(numbers)))])


def _int32(numbers: Sequence[int]) -> bytes:
    return b"".join(number.to_bytes(4, "little", signed=True) for number in numbers)


def _summed(tables: Sequence[pa.Table]) -> pa.Table:
    """One row for each country, day and group, sorted."""
    counts = ("events", "mentions", "sources", "articles")
    together = pa.concat_tables(tables).group_by(["country", "day", "actor_group"])
    summed = together.aggregate([(name, "sum") for name in counts]).rename_columns(ATTENTION_SCHEMA.names)
    return summed.cast(ATTENTION_SCHEMA).sort_by([(name, "ascending") for name in ("day", "country", "actor_group")])
