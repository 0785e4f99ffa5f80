"""A GED file of full size: the rows of UCDP's 1,000-row sample over and over, with new ids and spread dates.

The file has the 49 columns, the floats in integer columns, the quoting and the line breaks inside fields of a real
release; 418 copies give 418,000 rows and about 274 MB.
"""

from __future__ import annotations

import csv
import datetime as dt
import os
from pathlib import Path

COPIES = 418
CACHE = Path(__file__).parent / "results"
_FIRST, _LAST = dt.date(1989, 1, 1), dt.date(2025, 12, 31)


def data_dir() -> Path:
    """The folder of real data ($SARHAD_TEST_DATA, or beside the project)."""
    default = Path(__file__).resolve().parents[2] / "shared" / "data"
    return Path(os.environ.get("SARHAD_TEST_DATA", default))


def full_size_file(copies: int = COPIES) -> Path:
    """The path of the file, made on the first call."""
    path = CACHE / f"GEDEvent_v25_1-{copies}.csv"
    if path.exists():
        return path
    source = data_dir() / "ucdp" / "ged-sample-1000.csv"
    with source.open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    at = {name: i for i, name in enumerate(header)}
    days = (_LAST - _FIRST).days
    CACHE.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(".partial")
    with partial.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        for copy in range(copies):
            for n, row in enumerate(rows):
                start, end = (dt.date.fromisoformat(row[at[c]][:10]) for c in ("date_start", "date_end"))
                shifted = _FIRST + dt.timedelta(days=((start - _FIRST).days + copy * 7919) % days)
                new = list(row)
                new[at["id"]] = f"{copy * len(rows) + n + 1}.0"
                new[at["date_start"]] = shifted.isoformat()
                new[at["date_end"]] = (shifted + (end - start)).isoformat()
                new[at["year"]] = f"{shifted.year}.0"
                writer.writerow(new)
    partial.replace(path)
    return path


if __name__ == "__main__":
    made = full_size_file()
    print(f"{made}  {made.stat().st_size / 1e6:,.0f} MB")
