"""A release as its publisher revises it: a real file, changed at random with a log of every change."""

from __future__ import annotations

import csv
import random
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path


@dataclass
class Log:
    """The truth: the ids of each kind of change, and by how much the deaths changed."""

    ids: dict[str, set[str]] = field(default_factory=dict)
    deaths: Counter[str] = field(default_factory=Counter)
    outside: Counter[str] = field(default_factory=Counter)  # rows that came or went where the release does not look

    def note(self, kind: str, row: dict[str, str], deaths: int = 0) -> None:
        """A change of this row."""
        self.ids.setdefault(kind, set()).add(_id(row))
        self.deaths[kind] += deaths

    @property
    def changed(self) -> int:
        """The events that changed, each once."""
        return len(set().union(*self.ids.values()))


def revise(source: Path, target: Path, *, seed: int, new_rows: int = 40) -> Log:
    """Write a copy of a Candidate file in which about one row in three is revised, and say how."""
    draw = random.Random(seed)
    with source.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        names = list(reader.fieldnames or ())
        rows = list(reader)
    log, out = Log(), []
    for row in rows:
        if draw.random() < 0.04:
            _lone("removed", row, -_number(row["best"]), log)
            continue
        now = dict(row)
        for change in (_deaths, _move, _date, _rename, _reclassify, _check):
            if draw.random() < 0.08:
                change(now, draw, log)
        out.append(now)
    biggest = max(int(_id(row)) for row in rows)
    for n in range(1, new_rows + 1):
        fresh = dict(draw.choice(rows)) | {"id": str(biggest + n), "relid": f"NEW-{n}"}
        _lone("added", fresh, _number(fresh["best"]), log)
        out.append(fresh)
    draw.shuffle(out)
    with target.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, names)
        writer.writeheader()
        writer.writerows(out)
    return log


def _lone(kind: str, row: dict[str, str], deaths: int, log: Log) -> None:
    """A row of one version only: a change where it ends in the month that the release covers."""
    if row["date_end"].startswith("2026-01"):
        log.note(kind, row, deaths)
    else:
        log.outside[kind] += 1


def _deaths(row: dict[str, str], draw: random.Random, log: Log) -> None:
    more = draw.choice([-1, 1]) * draw.randint(1, 20)
    best = max(0, _number(row["best"]) + more)
    if best == _number(row["best"]):
        return
    log.note("deaths", row, best - _number(row["best"]))
    row["best"] = row["deaths_unknown"] = str(best)
    row["deaths_a"] = row["deaths_b"] = row["deaths_civilians"] = "0"
    row["low"], row["high"] = str(min(best, _number(row["low"]))), str(max(best, _number(row["high"])))


def _move(row: dict[str, str], draw: random.Random, log: Log) -> None:
    row["longitude"] = str(round(float(row["longitude"]) + draw.choice([-0.25, 0.25]), 6))
    log.note("moved", row)


def _date(row: dict[str, str], draw: random.Random, log: Log) -> None:
    """A day off either end, or the precision, inside the month."""
    before = (row["date_start"], row["date_end"], row["date_prec"])
    start, end = row["date_start"][8:10], row["date_end"][8:10]
    if start == end == "10":
        row["date_prec"] = "2" if row["date_prec"] != "2" else "3"
    else:
        row["date_start"] = row["date_start"][:8] + "10" + row["date_start"][10:]
        row["date_end"] = row["date_end"][:8] + "10" + row["date_end"][10:]
        row["date_prec"] = "2"
    if (row["date_start"], row["date_end"], row["date_prec"]) != before:
        log.note("re-dated", row)


def _rename(row: dict[str, str], draw: random.Random, log: Log) -> None:
    row["side_b"] = draw.choice(["Army of the South", "Army of the North"]) + f" {draw.randint(1, 9)}"
    log.note("re-attributed", row)


def _reclassify(row: dict[str, str], draw: random.Random, log: Log) -> None:
    row["type_of_violence"] = {"1": "3", "2": "1", "3": "2"}[row["type_of_violence"][:1]]
    log.note("re-classified", row)


def _check(row: dict[str, str], draw: random.Random, log: Log) -> None:
    if row["code_status"] == "Clear":
        row["code_status"] = "Check deaths"
        log.note("put-under-check", row)
    else:
        row["code_status"] = "Clear"
        log.note("settled", row)


def _number(text: str) -> int:
    return int(float(text or 0))


def _id(row: dict[str, str]) -> str:
    return str(int(float(row["id"])))
