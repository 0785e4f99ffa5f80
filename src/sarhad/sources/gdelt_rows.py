"""From plain files of the GDELT event export to sums by day, country code and the groups of both sides.

Whole batches go through DuckDB. A file in which anything is amiss is read again line by line, which knows where.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import islice
from pathlib import Path
from typing import IO, Any

import numpy as np
import pyarrow as pa

from ..errors import InputError, Problem
from ..events.arrays import number_array, text_array
from ..vocabulary import terms
from .description import describe

NAME = "gdelt"
COUNTS = ("events", "mentions", "sources", "articles")
KEYS = ("day", "fips", "group_1", "group_2")
TOLD = 5
"""So many records are listed one by one for each kind of fault in a file."""

_USED = ("Actor1KnownGroupCode", "Actor1Type1Code", "Actor2KnownGroupCode", "Actor2Type1Code", "ActionGeo_CountryCode",
         "DATEADDED", "NumMentions", "NumSources", "NumArticles")  # fmt: skip
_DIGITS = re.compile(rb"[0-9]{1,9}")
_ADDED = re.compile(rb"[0-9]{8}(?:[0-9]{6})?")
_FIRST, _LAST = "19790101", "21001231"
_HEAD = 2**18  # bytes of a line that are looked at
_LINES_LOOKED_AT = 50
_LONGEST = 2**20  # bytes of a record; those of GDELT have under 3,000
_OTHER_TABLES = {16: "GDELT's table of mentions", 15: "GDELT's table of mentions", 27: "GDELT's knowledge graph"}

_SUM = """
with told as (
  select left(DATEADDED, 8) as day, coalesce(ActionGeo_CountryCode, '') as fips,
    coalesce(Actor1Type1Code, '+' || Actor1KnownGroupCode, '') as side_1,
    coalesce(Actor2Type1Code, '+' || Actor2KnownGroupCode, '') as side_2,
    try_cast(NumMentions as integer) as mentions, try_cast(NumSources as integer) as sources,
    try_cast(NumArticles as integer) as articles,
    coalesce(length(DATEADDED) in (8, 14) and length(NumMentions) < 10 and length(NumSources) < 10
      and length(NumArticles) < 10
      and regexp_full_match(DATEADDED || NumMentions || NumSources || NumArticles, '[0-9]+'), false) as sound
  from read_csv($files, columns = $columns, header = false, delim = '\t', quote = '', escape = '', comment = '',
    auto_detect = false, compression = 'none', strict_mode = true)
)
select day, fips, coalesce(r1.number, $other) as group_1, coalesce(r2.number, $other) as group_2,
  count(*) as events, sum(mentions)::bigint as mentions, sum(sources)::bigint as sources,
  sum(articles)::bigint as articles, bool_and(sound) as sound
from told left join roles r1 on r1.code = side_1 left join roles r2 on r2.code = side_2
group by all
"""


@dataclass(slots=True)
class Sums:
    """`table` has `KEYS` (day as YYYYMMDD, groups as places in `group_ids()`) and `COUNTS`, one row for each key."""

    table: pa.Table
    rows_read: int = 0
    left_out: dict[str, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


@cache
def layouts() -> dict[int, tuple[str, ...]]:
    """By the number of columns: version 2 (61), and version 1 (58), which has no ADM2 codes."""
    names = tuple(describe(NAME).columns)
    older = tuple(name for name in names if not name.endswith("ADM2Code"))
    return {len(names): names, len(older): older}


@cache
def group_ids() -> tuple[str, ...]:
    """The actor groups in the order of the vocabulary."""
    return tuple(term.id for term in terms("actor_groups"))


@cache
def roles() -> dict[str, int]:
    """A side's first role, or `+` and its known group, to the place of its group; "" is no role at all."""
    found = {"": group_ids().index("no-role")}
    for place, term in enumerate(terms("actor_groups")):
        found |= dict.fromkeys(term.codes.get("cameo", ()), place)
        found |= {f"+{code}": place for code in term.codes.get("cameo-group", ())}
    return found


def width_of(path: Path, name: str) -> int:
    """How many columns a plain file of the event export has: 61 or 58. Raises `InputError` for any other file."""
    first = 0
    with path.open("rb") as file:
        for line in islice(iter(lambda: file.readline(_HEAD), b""), _LINES_LOOKED_AT):
            if not line.strip():
                continue
            fields = _fields(line)
            if len(fields) in layouts() and _day(fields[layouts()[len(fields)].index("DATEADDED")]) is not None:
                return len(fields)
            first = first or len(fields)
    if not first:
        raise InputError(f"{name} is empty", do="download it again")
    what = f"its first line has {first} {'column' if first == 1 else 'columns'} between tabs"
    if first in _OTHER_TABLES:
        what = f"it may be {_OTHER_TABLES[first]}: {what}"
    elif first in layouts():
        what = "it has no day where DATEADDED should be"
    raise InputError(
        f"{name} is no file of the GDELT event export: {what}",
        do="give files of the event export, with 61 columns (version 2) or 58 (version 1) and no header",
    )


def sum_files(files: Sequence[tuple[Path, str]], width: int, scratch: Path) -> list[Sums]:
    """The sums of plain files of one width, each with the name to tell it by.

    All go through DuckDB at once; where that finds anything amiss, each file alone, and then line by line.
    """
    table = _sum_at_once([path for path, _ in files], width, scratch)
    if table is not None:
        return [Sums(table, sum(table["events"].to_pylist()))]
    if len(files) == 1:
        return [sum_carefully(files[0][0], files[0][1], width)]
    return [sums for file in files for sums in sum_files([file], width, scratch)]


def _sum_at_once(paths: Sequence[Path], width: int, scratch: Path) -> pa.Table | None:
    """None when any row is not as it should be. A connection of its own: a fault in the reader ends a connection."""
    import duckdb

    with duckdb.connect(config={"memory_limit": "1GB", "temp_directory": str(scratch)}) as con:
        con.execute("set preserve_insertion_order = false")
        places = np.array(list(roles().values()), np.int8)
        con.register("roles", pa.table({"code": text_array(list(roles())), "number": number_array(places, pa.int8())}))
        values = {
            "files": [str(path) for path in paths],
            "columns": dict.fromkeys(layouts()[width], "VARCHAR"),
            "other": group_ids().index("other-role"),
        }
        try:
            table = con.execute(_SUM, values).to_arrow_table()
        except duckdb.Error:
            return None
    sound = all(table["sound"].to_pylist()) and all(_day(d.encode()) for d in set(table["day"].to_pylist()))
    return table.drop_columns(["sound"]).cast(_SCHEMA) if sound else None


_SCHEMA = pa.schema([
    ("day", pa.string()), ("fips", pa.string()), ("group_1", pa.int8()), ("group_2", pa.int8()),
    *((name, pa.int64()) for name in COUNTS),
])  # fmt: skip


def sum_carefully(path: Path, name: str, width: int) -> Sums:
    """The sums of one file, line by line; what is wrong with a record is told with its number."""
    places = [layouts()[width].index(column) for column in _USED]
    groups, other = roles(), group_ids().index("other-role")
    sums: dict[tuple[str, str, int, int], list[int]] = {}
    faults: dict[str, list[Problem]] = {}
    left_out: dict[str, int] = {}
    number = 0
    with path.open("rb") as file:
        while line := file.readline(_LONGEST):
            if len(line) == _LONGEST and not line.endswith(b"\n"):
                _skip_line(file)
                line = line[:200]  # told as a record of the wrong shape
            fields = _fields(line)
            if fields == [b""]:
                continue
            number += 1
            cells = [fields[place] for place in places] if len(fields) == width else []
            fault = _fault(cells) if cells else ("", f"{width} columns expected, found {len(fields)}", b"", "")
            if fault is not None:
                column, what, value, kind = fault
                kind = kind or "broken-record"
                left_out[kind] = left_out.get(kind, 0) + 1
                told = faults.setdefault(kind, [])
                if len(told) < TOLD:
                    shown = value[:200].decode("utf-8", "replace")
                    told.append(Problem(kind, what, name, number, None, column, shown, effect="record left out"))
                continue
            known_1, type_1, known_2, type_2, fips, added, *counts = cells
            key = (
                added[:8].decode(),
                fips.decode("utf-8", "replace"),
                groups.get(_side(type_1, known_1), other),
                groups.get(_side(type_2, known_2), other),
            )
            total = sums.setdefault(key, [0, 0, 0, 0])
            for place, count in enumerate((1, *map(int, counts))):
                total[place] += count
    problems = []
    for kind, told in faults.items():
        if left_out[kind] > len(told):
            what = f"{left_out[kind]:,} records have this problem ({kind}); the first {TOLD} are listed"
            problems.append(Problem(kind, what, name, column=told[0].column, effect="record left out"))
        problems += told
    return Sums(_table(sums), number, left_out, problems)


def _skip_line(file: IO[bytes]) -> None:
    while (rest := file.readline(_LONGEST)) and not rest.endswith(b"\n"):
        pass


def _fields(line: bytes) -> list[bytes]:
    """The fields of a line; a tab at its end adds none."""
    fields = line.rstrip(b"\r\n").split(b"\t")
    if len(fields) - 1 in layouts() and fields[-1] == b"":
        fields.pop()
    return fields


def _fault(cells: list[bytes]) -> tuple[str, str, bytes, str] | None:
    """Column, what is wrong, value and kind of the first fault of a record; None when it is sound."""
    values = dict(zip(_USED, cells, strict=True))
    if _day(values["DATEADDED"]) is None:
        return "DATEADDED", "not a day such as 20170501", values["DATEADDED"], "bad-date"
    for column in ("NumMentions", "NumSources", "NumArticles"):
        if not _DIGITS.fullmatch(values[column]):
            return column, "not a whole number from 0 on", values[column], "not-a-count"
    return None


def _day(text: bytes) -> dt.date | None:
    if not _ADDED.fullmatch(text):
        return None
    day = text[:8].decode()
    if not _FIRST <= day <= _LAST:
        return None
    try:
        return dt.date(int(day[:4]), int(day[4:6]), int(day[6:]))
    except ValueError:
        return None


def _side(role: bytes, known: bytes) -> str:
    return role.decode("utf-8", "replace") or (f"+{known.decode('utf-8', 'replace')}" if known else "")


def _table(sums: dict[tuple[str, str, int, int], list[int]]) -> pa.Table:
    keys, totals = list(sums), list(sums.values())
    columns: list[Any] = [
        text_array([key[0] for key in keys]),
        text_array([key[1] for key in keys]),
        *(number_array(np.array([key[i] for key in keys], np.int8), pa.int8()) for i in (2, 3)),
        *(number_array(np.array([t[i] for t in totals], np.int64), pa.int64()) for i in range(4)),
    ]
    return pa.Table.from_arrays(columns, schema=_SCHEMA)
