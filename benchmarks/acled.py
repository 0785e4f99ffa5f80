"""An ACLED export of 2.5 million rows read and checked, against DuckDB's bare read of the same file.

    python benchmarks/acled.py [--runs 5] [--rows 2500000]

The rows are generated in ACLED's layout: all 31 columns, texts of realistic lengths (notes of 80 to 600 characters with
commas, quotes and line breaks), every sub-event type, and a share of faults (bad years, unknown codes, repeated ids).
Sarhad's time is that of `sources.read` (every row checked, the file's checksum taken); DuckDB's that of `CREATE TABLE
AS SELECT * FROM read_csv(...)`, which checks nothing. Every run is a process of its own and the two take turns; imports
are not counted. Printed are medians, their ratio and the largest peak memory of each.
"""

from __future__ import annotations

import argparse
import csv
import datetime as dt
import json
import os
import random
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from full_size import CACHE

ROWS = 2_500_000
LIMIT = 2.0
PEAK_LIMIT_MB = 4_000
COLUMNS = (
    "event_id_cnty,event_date,year,time_precision,disorder_type,event_type,sub_event_type,actor1,assoc_actor_1,inter1,"
    "actor2,assoc_actor_2,inter2,interaction,civilian_targeting,iso,region,country,admin1,admin2,admin3,location,"
    "latitude,longitude,geo_precision,source,source_scale,notes,fatalities,tags,timestamp"
)
_TYPES = [
    ("Political violence", "Battles", "Armed clash"),
    ("Political violence", "Explosions/Remote violence", "Remote explosive/landmine/IED"),
    ("Political violence", "Explosions/Remote violence", "Shelling/artillery/missile attack"),
    ("Political violence", "Explosions/Remote violence", "Air/drone strike"),
    ("Political violence", "Violence against civilians", "Attack"),
    ("Political violence", "Violence against civilians", "Abduction/forced disappearance"),
    ("Demonstrations", "Protests", "Peaceful protest"),
    ("Demonstrations", "Riots", "Violent demonstration"),
    ("Strategic developments", "Strategic developments", "Arrests"),
]
_INTERS = ["State forces", "Rebel group", "Political militia", "Identity militia", "Rioters", "Protesters", "Civilians"]
_SENTENCE = (
    "on as coded date gunmen fighters of the group attacked a convoy near village and district police said that "
    "persons were killed injured by an explosive device planted along road; forces retaliated, casualties unknown"
)
_WORDS = _SENTENCE.split(" ")
_LAST = dt.date(2025, 12, 31)


def rows(count: int) -> Iterator[list[object]]:
    """Generated records in ACLED's column order, the same on every machine."""
    from sarhad.vocabulary import countries

    chance = random.Random(3)
    places = [c for c in countries() if c.iso_numeric and c.names.get("acled")]
    towns = [
        (f"Town {n}", round(chance.uniform(-55, 70), 4), round(chance.uniform(-170, 170), 4)) for n in range(60_000)
    ]
    actors = [f"{'Military Forces of' if n % 3 else 'Unidentified Armed Group'} ({n:04d})" for n in range(6_000)]
    outlets = [f"Outlet {n}" for n in range(3_000)]
    notes = [_note(chance) for _ in range(40_000)]
    for n in range(count):
        country = places[int(len(places) * chance.random() ** 3)]
        town, latitude, longitude = towns[int(60_000 * chance.random() ** 2)]
        disorder, kind, sub = _TYPES[int(9 * chance.random())]
        day = _LAST - dt.timedelta(days=int(9_000 * chance.random() ** 2))
        first, second = (int(7 * chance.random()) for _ in range(2))
        number = n if n % 5_000 else max(n - 1, 0)  # an id twice
        yield [
            f"GEN{number}",
            day.isoformat() if n % 100_003 else f"00{day:%y-%m-%d}",
            day.year,
            1 if n % 7 else 2,
            disorder,
            kind,
            sub if n % 200_003 else "A type of tomorrow",
            actors[int(6_000 * chance.random() ** 3)],
            "" if n % 3 else actors[n % 6_000],
            _INTERS[first],
            "" if n % 4 == 0 else actors[int(6_000 * chance.random() ** 3)],
            "" if n % 5 else "Civilians; Labor Group",
            "" if n % 4 == 0 else _INTERS[second],
            f"{_INTERS[first]}-{_INTERS[second]}",
            "Civilian targeting" if kind == "Violence against civilians" else "",
            country.iso_numeric,
            "Caucasus and Central Asia",
            country.names["acled"][0],
            f"Province {number % 40}",
            f"District {number % 700}",
            "",
            town,
            latitude,
            longitude,
            1 + (n % 9 == 0),
            f"{outlets[n % 3_000]}; {outlets[n * 7 % 3_000]}",
            "National",
            f"On {day:%d %B %Y}, {notes[int(40_000 * chance.random())]}",
            int(30 * chance.random() ** 12),
            "" if n % 6 else "crowd size=no report",
            1_600_000_000 + n * 53 % 150_000_000,
        ]


def _note(chance: random.Random) -> str:
    words = " ".join(chance.choices(_WORDS, k=chance.randint(15, 100)))
    return f'{words[:40]} "{words[40:60]}"\n{words[60:]}.' if chance.random() < 0.05 else f"{words}."


def generated(count: int) -> Path:
    """The path of the file, made on the first call."""
    path = CACHE / f"acled-export-{count}.csv"
    if not path.exists():
        CACHE.mkdir(parents=True, exist_ok=True)
        partial = path.with_suffix(".partial")
        with partial.open("w", encoding="utf-8", newline="") as file:
            file.write(COLUMNS + "\n")
            csv.writer(file, lineterminator="\n").writerows(rows(count))
        partial.replace(path)
    return path


def sarhad(source: Path) -> int:
    import sarhad.sources as read_with

    start = time.perf_counter()
    events = read_with.read(source, "acled")
    return _told(start, events.rows_read, {"kept": len(events), "left_out": dict(events.provenance.left_out)})


def duckdb_bare(source: Path) -> int:
    import duckdb

    connection = duckdb.connect()
    start = time.perf_counter()
    row = connection.execute("CREATE TABLE events AS SELECT * FROM read_csv(?)", [str(source)]).fetchone()
    return _told(start, row[0], {})


TOOLS: dict[str, Callable[[Path], int]] = {"sarhad": sarhad, "duckdb bare": duckdb_bare}


def _told(start: float, count: int, about: dict[str, object]) -> int:
    seconds = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
    print(json.dumps({"seconds": seconds, "peak_mb": peak, "rows": count} | about))
    return 0


def _run(tool: str, source: Path) -> dict[str, float]:
    command = [sys.executable, __file__, "--tool", tool, "--file", str(source)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return json.loads(done.stdout.strip().splitlines()[-1])


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--rows", type=int, default=ROWS)
    parser.add_argument("--tool", choices=TOOLS, help=argparse.SUPPRESS)
    parser.add_argument("--file", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.tool:
        return TOOLS[asked.tool](asked.file)
    source = generated(asked.rows)
    found: dict[str, list[dict[str, float]]] = {tool: [] for tool in TOOLS}
    for turn in range(asked.runs + 1):
        for tool in list(TOOLS)[:: 1 if turn % 2 else -1]:
            os.sync()
            result = _run(tool, source)
            if turn:  # the first turn fills the disk cache
                found[tool].append(result)
    median = {tool: statistics.median(r["seconds"] for r in results) for tool, results in found.items()}
    peak = {tool: max(r["peak_mb"] for r in results) for tool, results in found.items()}
    read = found["sarhad"][0]
    size = f"{source.stat().st_size / 1e6:,.0f} MB"
    print(f"{source.name}: {read['rows']:,} rows, {size}, {asked.runs} runs; kept {read['kept']:,}, {read['left_out']}")
    for tool in TOOLS:
        print(f"  {tool:12s} {median[tool]:6.2f} s   {peak[tool]:6,.0f} MB")
    ratio = median["sarhad"] / median["duckdb bare"]
    print(f"  sarhad / duckdb bare: {ratio:.2f} (at most {LIMIT:.2f} wanted)")
    missed = ["time"] if ratio > LIMIT else []
    if peak["sarhad"] > PEAK_LIMIT_MB:
        missed.append("peak memory")
    record = {"file": source.name, "runs": asked.runs, "seconds": median, "peak_mb": peak, "ratio": ratio}
    (CACHE / "acled.json").write_text(json.dumps(record | {"missed": missed}, indent=1) + "\n", encoding="utf-8")
    if missed:
        print(f"  missed: {', '.join(missed)}")
    return 1 if missed else 0


if __name__ == "__main__":
    raise SystemExit(main())
