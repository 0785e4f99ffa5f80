"""How well names are resolved to actors, and how fast.

    python benchmarks/actors.py [--data ../shared/data] [--seeds 101 102 103 104 105]

1. *Judged*: the hundred names of `tests/actors/names_judged.csv`, judged by hand before anything resolved them, against
   the example watch with the world behind it; also without `known_names.csv`, whose author knew the judged names.
2. *Sources*: every side of UCDP Candidate January 2026, of AEC and of the GED sample by name, day and country alone, as
   of a source without numbers, against the world registry. Where a row has UCDP's number the actor found is checked
   against it.
3. *Misspelt*: names of UCDP's organisations with one to three changes as romanisation and hurry make them. Half of the
   organisations are taken out of the registry: of those every actor found is wrong. The thresholds of
   `sarhad.actors.likeness` were chosen on seeds 7, 8 and 9.
4. *Speed*: `resolve_events` on 400,000 rows with 5,000 different names without numbers.
"""

from __future__ import annotations

import argparse
import csv
import datetime as dt
import gzip
import json
import random
import re
import statistics
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa

import sarhad.watches
from sarhad import vocabulary
from sarhad.actors import Registry, index, read_registry, resolve_events, resolve_name, world_registry
from sarhad.actors.other_names import is_acronym
from sarhad.events import EVENTS_SCHEMA

ROOT = Path(__file__).resolve().parents[1]
WATCH = Path(sarhad.watches.__file__).parent / "central-asia"
JUDGED = ROOT / "tests" / "actors" / "names_judged.csv"
Side = tuple[str, dt.date, str | None, str | None]
"""A name, the first day, the country, and UCDP's number where there is one."""
_VOWELS = {"a": "eoa", "e": "ai", "i": "ey", "o": "ua", "u": "oa", "y": "i"}


def judged(registry: Registry) -> dict[str, Any]:
    """Precision and recall on the judged names."""
    with JUDGED.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    told: dict[str, Any] = {}
    for label, among in (("all", rows), ("hard", [row for row in rows if row["hard"] == "yes"])):
        found = [
            (row["actor"], resolve_name(row["name"], registry, on=_day(row["date"]), country=row["country"]))
            for row in among
        ]
        right = sum(resolution.actor == actor for actor, resolution in found if resolution.actor)
        taken = sum(resolution.actor is not None for _, resolution in found)
        wanted = sum(actor != "none" for actor, _ in found)
        told[label] = {
            "names": len(among),
            "taken": taken,
            "right": right,
            "precision": round(right / taken, 3),
            "recall": round(right / wanted, 3),
        }
    return told


def sources(data: Path) -> Iterator[tuple[str, list[Side]]]:
    """The sides of each source."""
    for label, name in (("Candidate January 2026", "GEDEvent_v26_0_1.csv"), ("GED sample", "ged-sample-1000.csv")):
        with (data / "ucdp" / name).open(encoding="utf-8-sig", newline="") as file:
            yield (
                label,
                [
                    (row[f"side_{s}"], _day(row["date_start"]), _iso3(row["country"]), row[f"side_{s}_new_id"])
                    for row in csv.DictReader(file)
                    for s in "ab"
                ],
            )
    with gzip.open(data / "ucdp" / "aec-events.csv.gz", "rt", encoding="utf-8-sig", newline="") as file:
        yield (
            "AEC",
            [
                (row[f"side_{s}_name"], _day(row["start_date"]), _iso3(row["location_root_name"]), None)
                for row in csv.DictReader(file)
                for s in "ab"
            ],
        )


def share(sides: list[Side], registry: Registry) -> dict[str, Any]:
    """How many sides each rule resolved by name alone, and whether UCDP's number agrees."""
    rules: Counter[str] = Counter()
    names: dict[str, bool] = {}
    checked = wrong = 0
    for (name, on, country, number), count in Counter(sides).items():
        found = resolve_name(name, registry, on=on, country=country)
        resolved = found.actor is not None or found.rule == "generic"
        rules[(found.rule or "") if resolved else "to review" if found.for_review else "not in the registry"] += count
        names[name] = names.get(name, False) or resolved
        actor = registry.actor(found.actor) if found.actor else None
        if actor and number and found.rule != "generic" and actor.ucdp_ids:
            checked += count
            wrong += count * (int(float(number)) not in actor.ucdp_ids)
    resolved_sides = sum(n for rule, n in rules.items() if rule not in ("to review", "not in the registry"))
    return {
        "sides": len(sides),
        "resolved": round(resolved_sides / len(sides), 4),
        "names": len(names),
        "names resolved": round(sum(names.values()) / len(names), 4),
        "by rule": {rule: round(n / len(sides), 4) for rule, n in rules.most_common()},
        "checked by UCDP's number": checked,
        "of them wrong": wrong,
    }


def misspelt(world: Registry, seed: int) -> dict[str, int]:
    """Names with changes, of organisations in the registry and of others."""
    rng = random.Random(seed)
    actors = [a for a in world if a.kind in ("armed-group", "militia") and a.active_in]
    actors = [a for a in actors if int(a.id.removeprefix("ucdp-")) not in world.withheld]
    rng.shuffle(actors)
    out = {actor.id for actor in actors[: len(actors) // 2]}
    left = Registry([actor for actor in world if actor.id not in out], sources=world.sources, withheld=world.withheld)
    told: Counter[str] = Counter()
    for actor in actors:
        names = sorted({name.text for name in actor.names} | {actor.name})
        names = [name for name in names if len(name) > 7 and not is_acronym(name)]
        if not names:
            continue
        written = changed(rng.choice(names), rng, rng.choice((1, 2, 3)))
        found = resolve_name(written, left, country=rng.choice(actor.active_in)).actor
        where = "absent" if actor.id in out else "present"
        told[where] += 1
        told[f"{where}, right"] += found == actor.id
        told[f"{where}, wrong"] += found not in (None, actor.id)
    return dict(told)


def changed(name: str, rng: random.Random, times: int) -> str:
    """The name with so many changes of spelling."""
    for _ in range(times):
        letters = [i for i, c in enumerate(name) if c.isalpha()]
        at = rng.choice(letters)
        vowels = [i for i in letters if name[i].lower() in _VOWELS]
        kind = rng.choice(("vowel", "vowel", "double", "single", "h", "q", "article", "word", "swap", "drop"))
        if kind == "vowel" and vowels:
            at = rng.choice(vowels)
            name = name[:at] + rng.choice(_VOWELS[name[at].lower()]) + name[at + 1 :]
        elif kind == "double":
            name = name[:at] + name[at] + name[at:]
        elif kind == "single":
            name = re.sub(r"([a-z])\1", r"\1", name, count=1)
        elif kind == "h":
            name = name.replace("h", "", 1) if rng.random() < 0.5 else re.sub(r"a\b", "ah", name, count=1)
        elif kind == "q":
            name = name.replace("q", "k", 1) if "q" in name else name.replace("k", "q", 1)
        elif kind == "article":
            article = rng.choice(("al-", "ul-", "el-", "e-", " "))
            name = re.sub(r"\b(al|ul|el|ud|i|e)-", article, name, count=1)
        elif kind == "word":
            name = rng.choice((f"{name} Movement", f"{name} Group", f"The {name}", re.sub(r" of( the)?\b", "", name)))
        elif kind == "swap" and at + 1 < len(name):
            name = name[:at] + name[at + 1] + name[at] + name[at + 2 :]
        elif kind == "drop":
            name = name[:at] + name[at + 1 :]
    return name


def speed(world: Registry, rows: int = 400_000, names: int = 5_000) -> dict[str, float]:
    """Seconds of `resolve_events`, the index of the registry included."""
    rng = random.Random(1)
    known = sorted({name.text for _, name, _ in world.names() if any(map(str.isalpha, name.text))})
    picked = [changed(rng.choice(known), rng, rng.choice((0, 0, 1, 2))) or "x" for _ in range(names)]
    codes = [("AFG", "PAK", "IRN", "COL", "SYR", "NGA")[n % 6] for n in range(names)]
    at = [rng.randrange(names) for _ in range(rows)]
    other = [(n + 6 * rng.randrange(names // 6)) % (names // 6 * 6) if n < names // 6 * 6 else n for n in at]
    days = [dt.date(1990, 1, 1) + dt.timedelta(days=rng.randrange(13_000)) for _ in range(rows)]
    columns = {
        "event_id": [f"x:{n}" for n in range(rows)],
        "source_id": [str(n) for n in range(rows)],
        "source": ["other"] * rows,
        "source_version": ["1"] * rows,
        "status": ["final"] * rows,
        "licence": ["CC BY 4.0"] * rows,
        "licence_class": ["open"] * rows,
        "date_start": days,
        "date_end": days,
        "country": [codes[at[n]] for n in range(rows)],
        "side_a": [picked[at[n]] for n in range(rows)],
        "side_b": [picked[other[n]] for n in range(rows)],
    }
    arrays = [
        pa.array(columns[field.name], field.type) if field.name in columns else pa.nulls(rows, field.type)
        for field in EVENTS_SCHEMA
    ]
    table = pa.Table.from_arrays(arrays, schema=EVENTS_SCHEMA)
    fresh = Registry(world.actors, world.relations, world.sources, withheld=world.withheld, hidden=world.hidden)
    began, worked = time.perf_counter(), time.process_time()
    found = resolve_events(table, fresh)
    return {
        "rows": rows,
        "names": names,
        "seconds": round(time.perf_counter() - began, 2),
        "seconds of one core": round(time.process_time() - worked, 2),
        "sides resolved": sum(found.by_rule.values()),
    }


def main(data: Path, seeds: Iterable[int]) -> dict[str, Any]:
    world = world_registry()
    merged = read_registry(WATCH / "actors.yaml").with_world(world)
    told: dict[str, Any] = {"judged": judged(merged)}
    known, index.known_names = index.known_names, lambda: ()  # type: ignore[assignment]
    told["judged, without known_names.csv"] = judged(read_registry(WATCH / "actors.yaml").with_world(world))
    index.known_names = known
    told["by name alone"] = {label: share(sides, world) for label, sides in sources(data)}
    runs = [misspelt(world, seed) for seed in seeds]
    told["misspelt"] = {
        "runs": runs,
        "median recall": round(statistics.median(r["present, right"] / r["present"] for r in runs), 3),
        "wrong of all taken": round(
            sum(r["present, wrong"] + r["absent, wrong"] for r in runs)
            / sum(r["present, right"] + r["present, wrong"] + r["absent, wrong"] for r in runs),
            4,
        ),
    }
    told["speed"] = speed(world)
    return told


def _day(text: str) -> dt.date:
    return dt.date.fromisoformat(text[:10])


def _iso3(name: str) -> str | None:
    return vocabulary.countries().iso3_of_name(name, "ucdp")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data")
    parser.add_argument("--seeds", type=int, nargs="+", default=[101, 102, 103, 104, 105])
    given = parser.parse_args()
    print(json.dumps(main(given.data, given.seeds), indent=1, ensure_ascii=False))
