"""GDELT: files by 15 minutes to daily country volumes, against DuckDB's bare scans of the same files.

A synthetic day (96 files in the raw layout of version 2, 61 columns between tabs, about 105,000 records of about 400
bytes) is written for each of 100 days, 10 million records in all. Each reading is a process of its own; the order
alternates, medians over runs. Bare scans by DuckDB with the same settings of its CSV reader, everything as text:
* the columns used: `count` of each of the 9 columns that the attention table is made of;
* all columns: `count` of each of the 61.
"""

from __future__ import annotations

import datetime as dt
import json
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from sarhad.sources.gdelt_rows import _USED, layouts

COLUMNS = layouts()[61]
COUNTRIES = ("US", "UK", "AF", "PK", "IR", "RS", "UP", "CH", "IN", "FR", "GM", "TU", "SY", "IZ", "KE", "NI", "AS", "CA")
ROLES = ("", "", "", "", "GOV", "COP", "CVL", "EDU", "MED", "MIL", "LEG", "BUS", "REB", "INS", "OPP", "IGO", "CRM")


def record(rng: random.Random, number: int, added: str) -> str:
    """One record with the usual columns filled, as long as GDELT's."""
    country, place = rng.choice(COUNTRIES), f"Some Town {rng.randrange(900)}, Some Province, Some Country"
    latitude, longitude = f"{rng.uniform(-60, 70):.4f}", f"{rng.uniform(-180, 180):.4f}"
    cells = {
        "GLOBALEVENTID": str(number), "SQLDATE": added[:8], "MonthYear": added[:6], "Year": added[:4],
        "FractionDate": f"{added[:4]}.3288", "Actor1Code": "AFGGOV", "Actor1Name": "A MINISTRY",
        "Actor1CountryCode": "AFG", "Actor1Type1Code": rng.choice(ROLES), "Actor2Code": "PAKCVL",
        "Actor2Name": "RESIDENTS", "Actor2Type1Code": rng.choice(ROLES), "IsRootEvent": "1", "EventCode": "190",
        "EventBaseCode": "190", "EventRootCode": "19", "QuadClass": "4", "GoldsteinScale": "-10.0",
        "NumMentions": str(rng.randrange(1, 60)), "NumSources": str(rng.randrange(1, 6)),
        "NumArticles": str(rng.randrange(1, 60)), "AvgTone": f"{rng.uniform(-10, 10):.14f}", "DATEADDED": added,
        "SOURCEURL": f"http://www.example.org/{added[:4]}/{added[4:6]}/news/a-title-of-some-words-{number}.html",
    }  # fmt: skip
    for side in ("Actor1Geo", "Actor2Geo", "ActionGeo"):
        cells |= {
            f"{side}_Type": "4", f"{side}_FullName": place, f"{side}_CountryCode": country,
            f"{side}_ADM1Code": f"{country}13", f"{side}_ADM2Code": "3580", f"{side}_Lat": latitude,
            f"{side}_Long": longitude, f"{side}_FeatureID": "-3378435",
        }  # fmt: skip
    return "\t".join(cells.get(name, "") for name in COLUMNS)


def make(folder: Path, days: int, a_file: int) -> tuple[int, int]:
    """Write the files; records and bytes in all. One day's records, each day with its own times and ids."""
    rng = random.Random(7)
    marks = ("99999999999999", "999999999")
    day = [[record(rng, 999999999, marks[0]) for _ in range(a_file)] for _ in range(96)]
    rows = size = 0
    for n in range(days):
        date = dt.date(2024, 1, 1) + dt.timedelta(days=n)
        for quarter, lines in enumerate(day):
            added = f"{date:%Y%m%d}{quarter // 4:02}{quarter % 4 * 15:02}00"
            text = "\n".join(lines).replace(marks[0], added).replace(marks[1], f"{n:04}{quarter:05}") + "\n"
            path = folder / f"{added}.export.CSV"
            path.write_text(text, encoding="utf-8")
            rows, size = rows + len(lines), size + path.stat().st_size
    return rows, size


def read(folder: str) -> dict[str, Any]:
    from sarhad.sources import read_gdelt

    attention = read_gdelt([folder])
    return {"rows": attention.rows_read, "cells": attention.table.num_rows, "files": len(attention.files)}


def scan(folder: str, columns: tuple[str, ...]) -> dict[str, Any]:
    import duckdb

    con = duckdb.connect()
    what = ", ".join(f"count({name})" for name in columns)
    found = con.execute(
        f"select count(*), {what} from read_csv($files, columns = $columns, header = false, delim = '\t', quote = '',"
        " escape = '', comment = '', auto_detect = false, compression = 'none')",
        {"files": sorted(map(str, Path(folder).iterdir())), "columns": dict.fromkeys(COLUMNS, "VARCHAR")},
    ).fetchone()
    return {"rows": found[0]}


WAYS = {"sarhad": read, "used": lambda f: scan(f, _USED), "all": lambda f: scan(f, COLUMNS)}


def alone(way: str, folder: str) -> dict[str, Any]:
    """One reading in a process of its own, which tells its seconds and its peak of memory."""
    done = subprocess.run([sys.executable, __file__, way, folder], capture_output=True, text=True, check=True)
    return dict(json.loads(done.stdout))


def main(runs: int = 3, days: int = 100, a_file: int = 1050) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        rows, size = make(Path(folder), days, a_file)
        found: dict[str, list[dict[str, Any]]] = {way: [] for way in WAYS}
        for run in range(runs):
            for way in list(WAYS) if run % 2 == 0 else list(reversed(WAYS)):
                found[way].append(alone(way, folder))
    seconds = {way: statistics.median(r["seconds"] for r in results) for way, results in found.items()}
    assert all(r["rows"] == rows for results in found.values() for r in results)
    return {
        "records": rows,
        "gigabytes": round(size / 1e9, 2),
        "files": days * 96,
        "sarhad (s)": round(seconds["sarhad"], 2),
        "sarhad (records/s)": round(rows / seconds["sarhad"]),
        "DuckDB, columns used (s)": round(seconds["used"], 2),
        "DuckDB, all columns (s)": round(seconds["all"], 2),
        "times DuckDB's scan of the columns used": round(seconds["sarhad"] / seconds["used"], 2),
        "times DuckDB's scan of all columns": round(seconds["sarhad"] / seconds["all"], 2),
        "peak memory (GB)": round(max(r["peak"] for r in found["sarhad"]), 2),
    }


if __name__ == "__main__":
    if len(sys.argv) == 3 and sys.argv[1] in WAYS:
        began = time.perf_counter()
        answer = WAYS[sys.argv[1]](sys.argv[2])
        answer["seconds"] = time.perf_counter() - began
        answer["peak"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
        print(json.dumps(answer))
    else:
        print(json.dumps(main(*map(int, sys.argv[1:])), indent=1))
