"""A hundred names, with date and country, whose actor was judged by hand before any was resolved by the program."""

from __future__ import annotations

import csv
import datetime as dt
from pathlib import Path

import pytest

import sarhad.watches
from sarhad import vocabulary
from sarhad.actors import NameResolution, Registry, index, read_registry, resolve_name, world_registry

WATCH = Path(sarhad.watches.__file__).parent / "central-asia"
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


def scores(registry: Registry) -> tuple[float, float, list[tuple[str, NameResolution]]]:
    """Precision, recall, and what was found for each name."""
    found = [
        (
            row["actor"],
            resolve_name(row["name"], registry, on=dt.date.fromisoformat(row["date"]), country=row["country"]),
        )
        for row in judged()
    ]
    right = sum(resolution.actor == actor for actor, resolution in found if resolution.actor)
    taken = sum(resolution.actor is not None for _, resolution in found)
    return right / taken, right / sum(actor != "none" for actor, _ in found), found


def test_the_judged_actors_are_held_by_the_registry() -> None:
    registry = read_registry(WATCH / "actors.yaml").with_world(world_registry())
    assert {row["actor"] for row in judged() if row["actor"] not in registry} == {"none"}


def test_precision_and_recall_on_the_judged_names() -> None:
    registry = read_registry(WATCH / "actors.yaml").with_world(world_registry())
    precision, recall, found = scores(registry)
    wrong = [
        (resolution.name, resolution.actor) for actor, resolution in found if resolution.actor not in (None, actor)
    ]
    assert precision >= 0.98, wrong
    assert recall >= 0.85
    assert all(resolution.why for _, resolution in found if resolution.actor is None)


def test_without_the_names_that_others_use_fewer_are_found_and_none_wrongly(monkeypatch: pytest.MonkeyPatch) -> None:
    """The table of other names was written by one who knew the judged ones: the rules alone are scored too."""
    monkeypatch.setattr(index, "known_names", lambda: ())
    precision, recall, _ = scores(read_registry(WATCH / "actors.yaml").with_world(world_registry()))
    assert precision >= 0.98
    assert recall >= 0.8


def test_ucdp_numbers_agree_with_the_names_alone(ucdp: Path) -> None:
    """Every side of a real release by name, day and country: most are resolved, and none to another number."""
    registry = world_registry()
    resolved = sides = 0
    wrong = set()
    with (ucdp / "GEDEvent_v26_0_1.csv").open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            country = vocabulary.countries().iso3_of_name(row["country"], "ucdp")
            for side in "ab":
                day = dt.date.fromisoformat(row["date_start"][:10])
                found = resolve_name(row[f"side_{side}"], registry, on=day, country=country)
                sides += 1
                resolved += found.actor is not None or found.rule == "generic"
                actor = registry.actor(found.actor) if found.actor and found.rule != "generic" else None
                if actor and int(row[f"side_{side}_new_id"]) not in actor.ucdp_ids:
                    wrong.add((found.name, found.actor))
    assert wrong == set()
    assert resolved > 0.93 * sides
