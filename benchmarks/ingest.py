"""A full-size GED CSV to checked, typed GeoParquet, against DuckDB's bare copy and pandas with geopandas.

    python benchmarks/ingest.py [--runs 5]

Every run is a process of its own; the tools take turns in changing order, so a busy moment of the machine hits all of
them. Printed are
medians of the seconds from the first call to the written file (imports are not counted), the ratios of the medians,
and the largest peak memory. The two others do less: neither checks anything, DuckDB's file has no geometry.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from full_size import CACHE, full_size_file


def sarhad(source: Path, out: Path) -> int:
    from sarhad import sources

    start = time.perf_counter()
    report = sources.ingest(source, out)
    return _told(start, report.rows_kept)


def duckdb_bare(source: Path, out: Path) -> int:
    import duckdb

    start = time.perf_counter()
    row = duckdb.connect().execute(f"COPY (SELECT * FROM read_csv('{source}')) TO '{out}' (FORMAT parquet)").fetchone()
    return _told(start, row[0])


def pandas_geopandas(source: Path, out: Path) -> int:
    import geopandas
    import pandas

    start = time.perf_counter()
    frame = pandas.read_csv(source, low_memory=False)
    points = geopandas.points_from_xy(frame["longitude"], frame["latitude"])
    geopandas.GeoDataFrame(frame, geometry=points, crs="EPSG:4326").to_parquet(out)
    return _told(start, len(frame))


TOOLS: dict[str, Callable[[Path, Path], int]] = {
    "sarhad": sarhad,
    "duckdb bare": duckdb_bare,
    "pandas + geopandas": pandas_geopandas,
}
LIMITS = {"duckdb bare": ("at most", 1.6), "pandas + geopandas": ("at most", 1 / 1.5)}
PEAK_LIMIT_MB = 1500


def _told(start: float, rows: int) -> int:
    seconds = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
    print(json.dumps({"seconds": seconds, "peak_mb": peak, "rows": rows}))
    return 0


def _run(tool: str, source: Path, scratch: Path) -> dict[str, float]:
    command = [sys.executable, __file__, "--tool", tool, "--file", str(source), "--out", str(scratch / "out.parquet")]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return json.loads(done.stdout.strip().splitlines()[-1])


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--tool", choices=TOOLS, help=argparse.SUPPRESS)
    parser.add_argument("--file", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--out", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.tool:
        return TOOLS[asked.tool](asked.file, asked.out)
    source = full_size_file()
    found: dict[str, list[dict[str, float]]] = {tool: [] for tool in TOOLS}
    with tempfile.TemporaryDirectory(prefix="sarhad-bench-") as scratch:
        for turn in range(asked.runs + 1):
            tools = list(found)
            for tool in tools[turn % len(tools) :] + tools[: turn % len(tools)]:
                os.sync()  # or the pages that one tool wrote are put on the disk in the next one's time
                result = _run(tool, source, Path(scratch))
                if turn:  # the first turn fills the disk cache
                    found[tool].append(result)
    median = {tool: statistics.median(r["seconds"] for r in results) for tool, results in found.items()}
    peak = {tool: max(r["peak_mb"] for r in results) for tool, results in found.items()}
    print(
        f"{source.name}: {found['sarhad'][0]['rows']:,} rows, {source.stat().st_size / 1e6:,.0f} MB, {asked.runs} runs"
    )
    for tool in TOOLS:
        print(f"  {tool:20s} {median[tool]:6.2f} s   {peak[tool]:6,.0f} MB")
    ratios = {tool: median["sarhad"] / median[tool] for tool in LIMITS}
    for tool, (word, limit) in LIMITS.items():
        print(f"  sarhad / {tool}: {ratios[tool]:.2f} ({word} {limit:.2f} wanted)")
    missed = [tool for tool, (_, limit) in LIMITS.items() if ratios[tool] > limit]
    if peak["sarhad"] > PEAK_LIMIT_MB:
        missed.append("peak memory")
    record = {"file": source.name, "runs": asked.runs, "seconds": median, "peak_mb": peak, "ratios": ratios}
    (CACHE / "ingest.json").write_text(json.dumps(record | {"missed": missed}, indent=1) + "\n", encoding="utf-8")
    if missed:
        print(f"  missed: {', '.join(missed)}")
    return 1 if missed else 0


if __name__ == "__main__":
    raise SystemExit(main())
