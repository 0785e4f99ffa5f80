"""Mutated files for every reader: whatever bytes come, only a SarhadError may come out, in time and in memory.

    python benchmarks/fuzz.py [--inputs 100000] [--processes 2] [--seed 1] [--reader acled ...]
    python benchmarks/fuzz.py --engine atheris [--inputs 100000] [--reader acled]

The seeds are the small files of `tests/sources/seeds.py`, at least one for every source that can be read. The mutator
damages bytes (flips, cuts, repeats, splices of two seeds) and cells (numbers beyond every range, dates that do not
exist, quotes, other scripts, halves of sequences). `atheris`, where it is installed, mutates by the coverage of the
readers' code instead. Counted are the inputs that were read, refused with a SarhadError, and failed: any other
exception, more than `SECONDS` for one input, more than `MEMORY_MB` of memory. A failing input is kept in
`benchmarks/results/fuzz`, and the exit code is 1.
"""

from __future__ import annotations

import argparse
import collections
import contextlib
import hashlib
import json
import multiprocessing
import random
import resource
import shutil
import signal
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from sarhad.errors import SarhadError  # noqa: E402
from tests.sources.seeds import Seed, seeds  # noqa: E402

RESULTS = Path(__file__).parent / "results" / "fuzz"
SECONDS = 20
MEMORY_MB = 1000
_SCRATCH = Path("/dev/shm") if Path("/dev/shm").is_dir() else None  # in memory

TOKENS = [
    b"", b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b"\xc3", b'"', b'""', b'"\n', b",", b"\t", b";", b"\r\n", b"\r", b"\n",
    b"{", b"}", b"[", b"]", b"null", b"true", b"<html>", b"=cmd|' /C calc'!A0", b"../../etc/passwd", b"NaN", b"inf",
    b"-1", b"0", b"1e400", b"-0.0", b"9" * 25, b"2147483648", b"99999999999999999999", b"1_000", b"0025-01-01",
    b"2024-02-30", b"2024-13-01", b"20240230", b"31/12/2024", b"9999-12-31", b"0000-00-00", b"91", b"-181",
    "١٢".encode(), "سرحد".encode(), "\u202e".encode(), "\ud7ff".encode(), "𝟙".encode(), b"\\ud800", b" " * 300,
    b"A" * 70_000, b"PK\x03\x04", b"PAR1", b"\x1f\x8b",
]  # fmt: skip


def mutate(rng: random.Random, data: bytes, other: bytes) -> bytes:
    """One to four damages, of bytes or of cells."""
    out = bytearray(data)
    for _ in range(rng.choice((1, 1, 1, 2, 2, 3, 4))):
        rng.choice(_DAMAGES)(rng, out, other)
    return bytes(out)


def _flip(rng: random.Random, out: bytearray, other: bytes) -> None:
    if out:
        out[rng.randrange(len(out))] ^= 1 << rng.randrange(8)


def _cut(rng: random.Random, out: bytearray, other: bytes) -> None:
    del out[rng.randint(0, len(out)) :]


def _remove(rng: random.Random, out: bytearray, other: bytes) -> None:
    start = rng.randint(0, len(out))
    del out[start : start + rng.choice((1, 2, 8, 64, 400))]


def _insert(rng: random.Random, out: bytearray, other: bytes) -> None:
    at = rng.randint(0, len(out))
    out[at:at] = rng.choice(TOKENS)


def _noise(rng: random.Random, out: bytearray, other: bytes) -> None:
    at = rng.randint(0, len(out))
    out[at : at + rng.randint(0, 8)] = rng.randbytes(rng.randint(1, 16))


def _repeat(rng: random.Random, out: bytearray, other: bytes) -> None:
    start = rng.randint(0, len(out))
    part = bytes(out[start : start + rng.choice((1, 16, 200, 2000))])
    out[start:start] = part * rng.choice((1, 2, 20))


def _splice(rng: random.Random, out: bytearray, other: bytes) -> None:
    at = rng.randint(0, len(out))
    out[at:] = other[rng.randint(0, len(other)) :]


def _cell(rng: random.Random, out: bytearray, other: bytes) -> None:
    """Put something odd in the place of one cell of a text table."""
    marks = [i for i, byte in enumerate(out) if byte in b",\t\n"]
    if len(marks) > 1:
        at = rng.randrange(len(marks) - 1)
        out[marks[at] + 1 : marks[at + 1]] = rng.choice(TOKENS)


def _lines(rng: random.Random, out: bytearray, other: bytes) -> None:
    """Exchange two lines: rows before the header, twice the same."""
    lines = bytes(out).split(b"\n")
    a, b = rng.randrange(len(lines)), rng.randrange(len(lines))
    lines[a], lines[b] = lines[b], rng.choice((lines[a], lines[b]))
    out[:] = b"\n".join(lines)


_DAMAGES: Sequence[Callable[[random.Random, bytearray, bytes], None]] = (
    _flip, _flip, _cut, _remove, _insert, _insert, _noise, _repeat, _splice, _cell, _cell, _cell, _lines,
)  # fmt: skip


class Hang(Exception):
    """One input took longer than `SECONDS`."""


@contextlib.contextmanager
def in_time(seconds: float) -> Iterator[None]:
    """Raise `Hang` when the block takes longer."""

    def stop(number: int, frame: object) -> None:
        raise Hang(f"more than {seconds:g} s")

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


@dataclass(slots=True)
class Try:
    """The outcome of one input: `read`, `refused`, or `failed` with the kind of error and its place, and its words."""

    outcome: str
    detail: str = ""
    words: str = ""


def attempt(seed: Seed, data: bytes, folder: Path) -> Try:
    """Give the bytes to the reader of a seed, under the seed's own file name."""
    path = folder / seed.file
    path.write_bytes(data)
    try:
        with in_time(SECONDS):
            seed.read(path)
    except SarhadError as error:
        str(error)  # what a person reads must be printable too
        return Try("refused")
    except BaseException as error:
        if isinstance(error, KeyboardInterrupt):
            raise
        place = traceback.extract_tb(error.__traceback__)[-1]
        where = f"{Path(place.filename).name}:{place.lineno}"
        return Try("failed", f"{type(error).__name__} at {where}", str(error)[:200])
    finally:
        path.unlink(missing_ok=True)
    return Try("read")


def run(names: Sequence[str], inputs: int, number: int) -> dict[str, Any]:
    """Mutate and read in this process; the readers take turns."""
    chosen = [seed for seed in seeds() if not names or seed.source in names]
    rng = random.Random(number)
    counts: collections.Counter[str] = collections.Counter()
    by_reader: dict[str, collections.Counter[str]] = collections.defaultdict(collections.Counter)
    failures: dict[str, tuple[str, str, str]] = {}
    slowest = (0.0, "", b"")
    with tempfile.TemporaryDirectory(prefix="sarhad-fuzz-", dir=_SCRATCH) as scratch:
        for turn in range(inputs):
            seed = chosen[turn % len(chosen)]
            data = mutate(rng, seed.data, rng.choice(chosen).data)
            began = time.perf_counter()
            found = attempt(seed, data, Path(scratch))
            slowest = max(slowest, (time.perf_counter() - began, seed.file, data))
            counts[found.outcome] += 1
            by_reader[seed.source][found.outcome] += 1
            if found.outcome == "failed" and found.detail not in failures:
                failures[found.detail] = (seed.source, found.words, _keep(seed.file, data))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
    return {
        "counts": counts, "by_reader": {k: dict(v) for k, v in by_reader.items()}, "failures": failures,
        "slowest": slowest[0], "slowest_file": _keep(slowest[1], slowest[2]), "peak_mb": peak,
    }  # fmt: skip


def _keep(file: str, data: bytes) -> str:
    RESULTS.mkdir(parents=True, exist_ok=True)
    name = f"{hashlib.sha256(data).hexdigest()[:12]}-{file}"
    (RESULTS / name).write_bytes(data)
    return name


def run_atheris(names: Sequence[str], inputs: int, number: int) -> int:
    """Let atheris choose the damages by the code that they reach; it stops at the first failure."""
    import atheris

    chosen = [seed for seed in seeds() if not names or seed.source in names]
    corpus = Path(tempfile.mkdtemp(prefix="sarhad-corpus-"))
    for i, seed in enumerate(chosen):
        (corpus / f"{i:03d}").write_bytes(bytes([i]) + seed.data)
    folder = Path(tempfile.mkdtemp(prefix="sarhad-fuzz-", dir=_SCRATCH))

    def one(data: bytes) -> None:
        if not data:
            return
        seed = chosen[data[0] % len(chosen)]
        found = attempt(seed, data[1:], folder)
        if found.outcome == "failed":
            raise RuntimeError(f"{found.detail}; kept as {_keep(seed.file, data[1:])}")

    atheris.instrument_all()
    options = [f"-runs={inputs}", f"-seed={number}", "-max_len=20000", f"-rss_limit_mb={MEMORY_MB}", "-timeout=30"]
    atheris.Setup([sys.argv[0], str(corpus), *options], one)
    try:
        atheris.Fuzz()
    finally:
        shutil.rmtree(corpus, ignore_errors=True)
        shutil.rmtree(folder, ignore_errors=True)
    return 0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--inputs", type=int, default=100_000)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--reader", action="append", default=[])
    parser.add_argument("--engine", choices=("bytes", "atheris"), default="bytes")
    asked = parser.parse_args()
    if asked.engine == "atheris":
        return run_atheris(asked.reader, asked.inputs, asked.seed)
    began = time.perf_counter()
    share = [asked.inputs // asked.processes + (i < asked.inputs % asked.processes) for i in range(asked.processes)]
    with multiprocessing.get_context("spawn").Pool(asked.processes) as pool:
        parts = pool.starmap(run, [(asked.reader, n, asked.seed * 1000 + i) for i, n in enumerate(share)])
    counts: collections.Counter[str] = sum((part["counts"] for part in parts), collections.Counter())
    failures = {detail: kept for part in parts for detail, kept in part["failures"].items()}
    readers: dict[str, collections.Counter[str]] = collections.defaultdict(collections.Counter)
    for part in parts:
        for name, outcome in part["by_reader"].items():
            readers[name].update(outcome)
    peak = max(part["peak_mb"] for part in parts)
    slowest, file = max((part["slowest"], part["slowest_file"]) for part in parts)
    total = sum(counts.values())
    print(f"{total:,} inputs in {time.perf_counter() - began:,.0f} s: {dict(counts)}")
    print(f"  slowest {slowest:.2f} s (limit {SECONDS}, {file}), peak memory {peak:,.0f} MB (limit {MEMORY_MB:,})")
    for name in sorted(readers):
        print(f"  {name:20s} {dict(readers[name])}")
    for detail, (name, words, kept) in failures.items():
        print(f"  FAILED {name}: {detail}: {words}\n         results/fuzz/{kept}")
    RESULTS.mkdir(parents=True, exist_ok=True)
    record = {"inputs": total, "counts": counts, "slowest": slowest, "peak_mb": peak, "failures": failures}
    (RESULTS.parent / "fuzz.json").write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")
    return 1 if failures or peak > MEMORY_MB else 0


if __name__ == "__main__":
    raise SystemExit(main())
