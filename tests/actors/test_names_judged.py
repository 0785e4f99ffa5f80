"""A hundred names, with date and country, whose actor was judged by hand before any was resolved by the program."""

from __future__ import annotations

import csv
import datetime as dt
from pathlib import Path

from sarhad import vocabulary

JUDGED = Path(__file__).with_name("names_judged.csv")


def judged() -> list[dict[str, str]]:
    with JUDGED.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_table_is_whole() -> None:
    rows = judged()
    assert len(rows) == 100
    assert sum(row["hard"] == "yes" for row in rows) >= 50
    assert len({(row["name"], row["date"], row["country"]) for row in rows}) == 100
    for row in rows:
        assert all(row.values())
        assert row["country"] in vocabulary.countries()
        dt.date.fromisoformat(row["date"])
