"""Sources that really differ, or that must not be linked: what is linked, and what is right where that can be known.

* Afghanistan 2020 (GED, no ids, no precisions, no administrative names) against the rows of the same country and year
  for which UCDP found an article (AEC: ids, administrative names, no coordinates). They are the same events, so sides,
  days and deaths together tell the right partner of nearly every row.
* Afghanistan 2020 against the chronology of the example watch, which was written from press reports and UCDP rows.
* The Candidate release of January 2026 against that chronology, which ends in 2024: nothing is to be linked.
* The same release against a copy perturbed at the realistic rates (`simulate`), whose truth is known.

    python benchmarks/matching/real.py --data DIR [--list 40] [--json]
"""

from __future__ import annotations

import argparse
import datetime as dt
import gzip
import json
import sys
import tempfile
from collections import defaultdict
from importlib.resources import files
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import sarhad
from benchmarks.matching.score import links, pairwise
from benchmarks.matching.simulate import simulate
from sarhad import actors, sources
from sarhad.incidents import Reconciled, reconcile

SEED = 2026
_YEAR = dt.date(2020, 1, 1), dt.date(2020, 12, 31)
_KEY = ("side_a", "side_b", "date_start", "date_end", "deaths_low", "deaths_high")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder with UCDP's files")
    parser.add_argument(
        "--list",
        type=int,
        default=0,
        metavar="N",
        help="at most N pairs of each comparison of Afghanistan 2020, to be judged",
    )
    parser.add_argument("--json", action="store_true")
    stated = parser.parse_args()
    ged, aec = afghanistan(stated.data)
    found = reconcile(pa.concat_tables([ged, aec]), within=False)
    listed = chronology()
    told = reconcile(pa.concat_tables([ged, listed]), registry=registry(), within=False)
    if stated.list:
        print("\n".join(to_judge(found, (ged, aec), stated.list)))
        print("\n".join(to_judge(told, (ged, listed), stated.list)))
        return
    candidate = sarhad.read_events(stated.data / "GEDEvent_v26_0_1.csv").table
    results = {
        "Afghanistan 2020 and AEC": against_aec(found, ged, aec),
        "Afghanistan 2020 and the chronology": against_chronology(told, ged, listed),
        "Candidate January 2026 and the chronology": against_chronology(
            reconcile(pa.concat_tables([candidate, listed]), registry=registry(), within=False), candidate, listed
        ),
        "Candidate January 2026 and a perturbed copy": against_copy(candidate),
    }
    if stated.json:
        print(json.dumps(results, indent=1))
        return
    for name, figures in results.items():
        print(name)
        for what, value in figures.items():
            print(f"  {what:<34} {value:,.3f}" if isinstance(value, float) else f"  {what:<34} {value}")


def afghanistan(data: Path) -> tuple[pa.Table, pa.Table]:
    """The events of Afghanistan in 2020 as GED and as AEC tell them."""
    ged = sarhad.read_events(data / "ged-afghanistan-2020.csv").table
    with tempfile.TemporaryDirectory() as folder:
        plain = Path(folder) / "aec-events.csv"
        plain.write_bytes(gzip.decompress((data / "aec-events.csv.gz").read_bytes()))
        aec = sources.read(plain, sources.read_mapping(Path(__file__).with_name("aec.yaml"))).table
    inside = pc.and_(pc.less_equal(aec["date_start"], _YEAR[1]), pc.greater_equal(aec["date_end"], _YEAR[0]))
    return ged, aec.filter(pc.and_(inside, pc.equal(aec["country"], "AFG")))


def possible_partners(ged: pa.Table, aec: pa.Table) -> dict[str, set[str]]:
    """For each row of AEC the rows of GED with the same sides, days and deaths: one of them is the same event."""
    by_key: dict[tuple[Any, ...], set[str]] = defaultdict(set)
    for row in ged.select(["event_id", *_KEY]).to_pylist():
        by_key[tuple(row[name] for name in _KEY)].add(row["event_id"])
    return {
        row["event_id"]: by_key.get(tuple(row[name] for name in _KEY), set())
        for row in aec.select(["event_id", *_KEY]).to_pylist()
    }


def against_aec(found: Reconciled, ged: pa.Table, aec: pa.Table) -> dict[str, Any]:
    partners = possible_partners(ged, aec)
    linked = {tuple(sorted(pair, key=lambda event: event in partners)) for pair in links(found.pairs)}
    right = sum(a in partners[b] for a, b in linked)
    review = found.pairs.filter(pc.equal(found.pairs["band"], "review")).num_rows
    return {
        "events of GED": ged.num_rows,
        "events of AEC": aec.num_rows,
        "of these with the same sides, days and deaths in GED": sum(bool(found) for found in partners.values()),
        "linked": len(linked),
        "linked to such a row": right,
        "pairs to review": review,
    }


def chronology() -> pa.Table:
    return sources.read(_watch_file("chronology.csv"), "chronology").table


def registry() -> actors.Registry:
    return actors.read_registry(_watch_file("actors.yaml"))


def _watch_file(name: str) -> Path:
    return Path(str(files("sarhad.watches").joinpath("central-asia", name)))


def against_chronology(found: Reconciled, events: pa.Table, listed: pa.Table) -> dict[str, Any]:
    return {
        "events": events.num_rows,
        "events of the chronology": listed.num_rows,
        "linked": len(links(found.pairs)),
        "pairs to review": found.pairs.filter(pc.equal(found.pairs["band"], "review")).num_rows,
        "refused": "; ".join((found.refused or {}).values()) or "no",
    }


def against_copy(candidate: pa.Table) -> dict[str, Any]:
    made = simulate(candidate, noise="realistic", seed=SEED)
    found = reconcile(pa.concat_tables([made.first, made.second]), within=False)
    second = set(made.second["event_id"].to_pylist())
    linked = {tuple(sorted(pair, key=lambda event: event in second)) for pair in links(found.pairs)}
    score = pairwise(linked, made.truth)  # type: ignore[arg-type]
    return {
        "events": f"{made.first.num_rows:,} and {made.second.num_rows:,}",
        "pairs of the truth": made.truth.num_rows,
        "linked": score.links,
        "precision": score.precision,
        "recall": score.recall,
        "F1": score.f1,
    }


def to_judge(found: Reconciled, tables: tuple[pa.Table, ...], number: int) -> list[str]:
    """Pairs for a person to judge, as lines of a table: of all pairs in order of probability, every so many one."""
    events = {row["event_id"]: row for table in tables for row in table.to_pylist()}
    ordered = found.pairs.sort_by([("probability", "descending"), ("event_a", "ascending"), ("event_b", "ascending")])
    rows = ordered.to_pylist()
    linked = [row for row in rows if row["band"] == "linked"]
    others = [row for row in rows if row["band"] != "linked"]
    doubtful = min(len(others), number // 2)
    shares = ((linked, min(len(linked), number - doubtful)), (others, doubtful))
    chosen = [part[i * len(part) // take] for part, take in shares for i in range(take)]
    return [
        f"| {at} | {row['probability']:.2f} | {row['band']} | {_told(events[row['event_a']])} |"
        f" {_told(events[row['event_b']])} |"
        for at, row in enumerate(chosen, 1)
    ]


def _told(event: dict[str, Any]) -> str:
    days = f"{event['date_start']}" + (f" to {event['date_end']}" if event["date_end"] != event["date_start"] else "")
    place = ", ".join(filter(None, (event["place"], event["admin2"], event["admin1"])))
    deaths = f"{event['deaths_low']}-{event['deaths_high']}"
    return f"`{event['event_id']}` {days}, {place}; {event['side_a']} / {event['side_b']}; {deaths}"


if __name__ == "__main__":
    main()
