"""GDELT's event export as country-level media volume. See `gdelt.yaml` for what is kept, and why no incident is."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa

from ..errors import InputError, Problem
from ..events.arrays import number_array, text_array
from ..events.exits import stays
from ..vocabulary import countries
from .attention import ATTENTION_SCHEMA, Attention, RawFile
from .files import sha256, unpack
from .gdelt_files import find_exports, is_export_name, own_name
from .gdelt_rows import COUNTS, KEYS, Sums, group_ids, sum_files, width_of

_BATCH_FILES = 2000
_BATCH_BYTES = 2**29  # of unpacked rows, so that little of the disk is used at a time
_PACKS = 8  # about how many times its size a packed file unpacks to

Note = Callable[[str], None]


def is_gdelt(path: Path) -> bool:
    """Whether a file is of the event export, by its name or its first lines; a folder, by the names of its files."""
    if path.is_dir():
        return any(is_export_name(inside.name) for inside in path.iterdir())
    if is_export_name(path.name):
        return True
    try:
        with tempfile.TemporaryDirectory(prefix="sarhad-") as scratch:
            return bool(width_of(unpack(path, Path(scratch)), path.name))
    except InputError:
        return False


def read_gdelt(paths: Sequence[Path | str], *, note: Note = lambda text: None) -> Attention:
    """The attention table of files of the event export, or of folders of them, in one pass.

    Files are GDELT's own, by 15 minutes or (version 1) by day, plain, zipped or in gzip. A file that is there twice,
    by its name or its content, counts once; one that cannot be read is told in `problems` and counts as not arrived,
    as do bad records, which are counted in `left_out`. Needs under 2 GB of memory and, for unpacking, of disk.

    Raises `InputError` when no file can be read, or a day is there in both versions.

    >>> read_gdelt(["20170501"]).table  # a folder  # doctest: +SKIP
    """
    found, others = find_exports([Path(path) for path in paths])
    problems = []
    if others:
        what = f"{others:,} other {'file lies' if others == 1 else 'files lie'} in the folder and were not read"
        problems.append(Problem("other-files", what, do="nothing, if they are no files of the event export"))
    sums: pa.Table | None = None
    read: list[RawFile] = []
    rows_read, left_out = 0, dict[str, int]()
    with tempfile.TemporaryDirectory(prefix="sarhad-") as scratch:
        done = 0
        for batch in _prepared(found, Path(scratch)):
            done += batch.size
            problems += batch.problems
            read += batch.files
            for part in _summed(batch):
                sums = part.table if sums is None else _added(sums, part.table)
                rows_read += part.rows_read
                problems += part.problems
                for reason, count in part.left_out.items():
                    left_out[reason] = left_out.get(reason, 0) + count
            note(f"{done:,} of {len(found):,} files read, {rows_read:,} rows")
    if sums is None:
        raise InputError("no file of the GDELT event export could be read", problems=problems)
    if not sums.num_rows:
        raise InputError("every record was left out; nothing was read", problems=problems)
    table, unknown = _by_country(sums)
    problems += unknown
    return Attention(table, tuple(read), rows_read, left_out, tuple(problems))


@dataclass(slots=True)
class _Batch:
    """Files that are unpacked in `folder`: path, name and number of columns."""

    folder: tempfile.TemporaryDirectory[str]
    plain: list[tuple[Path, str, int]]
    files: list[RawFile]
    problems: list[Problem]
    size: int


def _prepared(found: Sequence[Path], scratch: Path) -> Iterator[_Batch]:
    """Batches of unpacked files; while one is summed, the next is unpacked."""
    seen: dict[str, str] = {}
    batches = list(_batches(found))
    with ThreadPoolExecutor(1) as beside:
        coming = beside.submit(_prepare, batches[0], scratch, seen)
        for following in (*batches[1:], ()):
            batch = coming.result()
            if following:
                coming = beside.submit(_prepare, following, scratch, seen)
            with batch.folder:
                yield batch


def _batches(found: Sequence[Path]) -> Iterator[Sequence[Path]]:
    batch: list[Path] = []
    size = 0
    for path in found:
        packed = path.suffix.lower() in (".zip", ".gz")
        this = path.stat().st_size * (_PACKS if packed else 1)
        if batch and (len(batch) == _BATCH_FILES or size + this > _BATCH_BYTES):
            yield batch
            batch, size = [], 0
        batch.append(path)
        size += this
    yield batch


def _prepare(paths: Sequence[Path], scratch: Path, seen: dict[str, str]) -> _Batch:
    """Sum, unpack and look at each file. `seen`: names and checksums so far, to the file that had them first."""
    folder = tempfile.TemporaryDirectory(prefix="batch-", dir=scratch)
    batch = _Batch(folder, [], [], [], len(paths))
    for number, path in enumerate(paths):
        own = Path(folder.name, str(number))
        try:
            digest = sha256(path)
            first = seen.get(own_name(path.name)) or seen.get(digest)
            if first is not None:
                what = f"the same file as {first}; it counts once"
                batch.problems.append(Problem("repeated-file", what, file=path.name))
                continue
            if _is_packed(path):
                own.mkdir()
            plain = unpack(path, own)
            width = width_of(plain, path.name)
        except (InputError, PermissionError, FileNotFoundError) as error:
            batch.problems.append(_unreadable(path, error))
            continue
        if plain == path:  # by a name of our own: the user's may hold what the engine takes for a pattern
            plain = own / "rows" if own.is_dir() else own
            _stand_in(path.resolve(), plain)
        seen[own_name(path.name)] = seen[digest] = path.name
        batch.plain.append((plain, path.name, width))
        batch.files.append(RawFile(path.name, digest))
    return batch


@stays("a raw file as one member of an archive, to be read")
def _stand_in(path: Path, name: Path) -> None:
    """The same file under another name; a copy where the system lets nobody make links."""
    try:
        os.symlink(path, name)
    except OSError:
        shutil.copyfile(path, name)


def _is_packed(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(2) in (b"PK", b"\x1f\x8b")


def _unreadable(path: Path, error: InputError | OSError) -> Problem:
    what = str(error.args[0]) if isinstance(error, InputError) else f"{path.name} cannot be read ({error.strerror})"
    do = error.do if isinstance(error, InputError) else "check the file"
    return Problem("file-unreadable", what, path.name, do=do, effect="nothing read", severity="error")


def _summed(batch: _Batch) -> Iterator[Sums]:
    for width in sorted({width for _, _, width in batch.plain}):
        files = [(path, name) for path, name, its in batch.plain if its == width]
        yield from sum_files(files, width, Path(batch.folder.name))


def _added(one: pa.Table, other: pa.Table) -> pa.Table:
    together = pa.concat_tables([one, other]).group_by(list(KEYS)).aggregate([(name, "sum") for name in COUNTS])
    return together.rename_columns([*KEYS, *COUNTS])


_BY_COUNTRY = """
with placed as (
  select iso3 as country, strptime(day, '%Y%m%d')::date as day, g1.id as group_1, g2.id as group_2,
    events, mentions, sources, articles
  from sums left join codes using (fips) join groups g1 on g1.number = group_1 join groups g2 on g2.number = group_2
), told as (
  select *, unnest(list_distinct(['all', group_1, group_2])) as actor_group from placed
)
select country, day, actor_group, sum(events)::bigint as events, sum(mentions)::bigint as mentions,
  sum(sources)::bigint as sources, sum(articles)::bigint as articles
from told group by all order by day, country nulls first, actor_group
"""


def _by_country(sums: pa.Table) -> tuple[pa.Table, list[Problem]]:
    """FIPS codes to countries, and each record once in "all" and in each group of its sides."""
    import duckdb

    counted: dict[str, int] = {}
    for fips, events in zip(sums["fips"].to_pylist(), sums["events"].to_pylist(), strict=True):
        counted[fips] = counted.get(fips, 0) + events
    known = countries()
    codes = {fips: known.iso3_of_fips(fips) for fips in counted}
    with duckdb.connect() as con:
        con.register("sums", sums)
        con.register("codes", pa.table({"fips": text_array(list(codes)), "iso3": text_array(list(codes.values()))}))
        places = number_array(np.arange(len(group_ids()), dtype=np.int8), pa.int8())
        con.register("groups", pa.table({"number": places, "id": text_array(group_ids())}))
        table = con.execute(_BY_COUNTRY).to_arrow_table().cast(ATTENTION_SCHEMA)
    without = known.fips_without_country() | {""}
    problems = [
        Problem(
            "country-unknown",
            f"not a known FIPS 10-4 code ({count:,} {'record' if count == 1 else 'records'}, kept in the world total)",
            column="ActionGeo_CountryCode",
            value=fips,
            do="tell the project of a code that GDELT documents",
        )
        for fips, count in sorted(counted.items(), key=lambda item: -item[1])
        if codes[fips] is None and fips not in without
    ]
    return table, problems
