"""How long a build takes: the demo as it ships, and the region's month on a full-size GED release.

The full-size file is that of `full_size.py`: the real rows replicated to 418,000 with new ids and spread dates.
Each build is a process of its own, started as a user starts it; medians over runs.
"""

from __future__ import annotations

import json
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from full_size import full_size_file

EXAMPLE = Path(__file__).resolve().parents[1] / "src" / "sarhad" / "watches" / "central-asia"


def timed(*words: object) -> tuple[float, Any]:
    """Seconds on the clock from the start of the process to its end, and its JSON answer."""
    began = time.perf_counter()
    done = subprocess.run([sys.executable, "-m", "sarhad", *map(str, words), "--json"], capture_output=True, text=True)
    seconds = time.perf_counter() - began
    if done.returncode:
        raise SystemExit(done.stderr)
    return seconds, json.loads(done.stdout)


def main(runs: int = 3) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as scratch:
        demo = statistics.median(timed("demo", Path(scratch) / f"demo{run}")[0] for run in range(runs))
        watch = Path(scratch) / "watch"
        shutil.copytree(EXAMPLE, watch)
        add, added = timed("add", full_size_file(), "--watch", watch, "--source", "ucdp-ged", "--version", "26.1")
        month = "2024-01"
        first, built = timed("build", watch, "--month", month)
        again = statistics.median(timed("build", watch, "--month", month)[0] for _ in range(runs))
    return {
        "demo, two months, from nothing (s)": round(demo, 2),
        "full-size rows": added["rows"]["read"],
        "full size, sarhad add (s)": round(add, 2),
        "full size, first build of the region (s)": round(first, 2),
        "full size, build again from the cached table (s)": round(again, 2),
        "rows kept in the region": built["rows"]["ucdp-ged"]["kept"],
    }


if __name__ == "__main__":
    print(json.dumps(main(), indent=1))
