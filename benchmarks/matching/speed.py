"""How long two sources of 20,000 and of 200,000 events each take to match, and how much memory, placebo included.

    python benchmarks/matching/speed.py [--rows 20000 200000] [--data DIR] [--json]

The events are the real rows of Mexico and of the Central African Republic (UCDP GED) as one source, and their
realistic retelling by `simulate.py` as the other. For more rows than there are, the whole is repeated in time: each
copy begins the day after the last one ends, so that every copy is as dense in place and time, and its actors are as
many, as the real data. Each size is a process of its own; imports and the making of the tables are not counted, the
peak memory is that of the whole process. Exits with 1 when a limit is missed, by the match of the two sources or by all
of `reconcile` (the same match, duplicates inside each source proposed, and the tables made).
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from benchmarks.matching.simulate import simulate  # noqa: E402
from sarhad import sources  # noqa: E402
from sarhad.incidents import LINKED, match, reconcile  # noqa: E402

LIMITS: dict[int, tuple[float, float]] = {20_000: (20.0, 4.0), 200_000: (200.0, 4.0)}
"""Seconds and gigabytes by the number of rows of each source, on two cores."""
FILES = ("ged-mexico.csv.gz", "ged-23.1-central-african-republic.geojson")
SEED = 7


def repeated(table: pa.Table, rows: int, period: int) -> pa.Table:
    """So many rows: the table again and again, each copy `period` days after the one before, with ids of its own."""
    copies = []
    for copy in range(-(-rows // table.num_rows)):
        columns = {name: table[name] for name in table.column_names}
        for name in ("date_start", "date_end"):
            columns[name] = pc.add(table[name].cast(pa.int32()), copy * period).cast(pa.int32()).cast(pa.date32())
        for name in ("event_id", "source_id"):
            columns[name] = pc.binary_join_element_wise(table[name], str(copy), "-")
        copies.append(pa.table(columns, schema=table.schema))
    return pa.concat_tables(copies).slice(0, rows).combine_chunks()


def made(folder: Path, rows: int) -> tuple[pa.Table, pa.Table]:
    """The two sources."""
    real = pa.concat_tables([sources.read(folder / name).table for name in FILES]).combine_chunks()
    told = simulate(real, noise="realistic", seed=SEED)
    days = [real[name].cast(pa.int32()).to_numpy() for name in ("date_start", "date_end")]
    period = int(np.max(days[1]) - np.min(days[0])) + 60
    return repeated(told.first, rows, period), repeated(told.second, rows, period)


def measured(folder: Path, rows: int) -> dict[str, Any]:
    """Seconds, peak memory and what came out, in this process."""
    left, right = made(folder, rows)
    began, busy = time.perf_counter(), time.process_time()
    matched = match(left, right)
    seconds, busy = time.perf_counter() - began, time.process_time() - busy
    began_whole = time.perf_counter()
    reconcile(pa.concat_tables([left, right]))
    whole = time.perf_counter() - began_whole
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6  # kilobytes on Linux
    return {
        "rows": rows,
        "reconcile seconds": round(whole, 1),
        "seconds": round(seconds, 1),
        "processor seconds": round(busy, 1),  # more than the seconds where both cores work, less where others do
        "peak GB": round(peak, 2),
        "candidates": matched.fit.candidates,
        "placebo pairs": matched.fit.placebo_pairs,
        "links": pc.sum(pc.equal(matched.pairs["band"], LINKED)).as_py(),
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    default = ROOT.parent / "shared" / "data"
    parser.add_argument("--rows", type=int, nargs="+", default=sorted(LIMITS))
    parser.add_argument("--data", type=Path, default=Path(os.environ.get("SARHAD_TEST_DATA", default)))
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--one", type=int, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.one:
        print(json.dumps(measured(asked.data / "ucdp", asked.one)))
        return 0
    missed = False
    results = []
    for rows in asked.rows:
        command = [sys.executable, __file__, "--one", str(rows), "--data", str(asked.data)]
        done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
        result = json.loads(done.stdout)
        seconds, peak = LIMITS.get(rows, (float("inf"), float("inf")))
        result["within the limits"] = (
            max(result["seconds"], result["reconcile seconds"]) <= seconds and result["peak GB"] <= peak
        )
        missed |= not result["within the limits"]
        results.append(result)
        if not asked.json:
            print(", ".join(f"{name}: {value}" for name, value in result.items()), flush=True)
    if asked.json:
        print(json.dumps(results, indent=1))
    return int(missed)


if __name__ == "__main__":
    raise SystemExit(main())
