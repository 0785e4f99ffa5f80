"""From a source's names to the registry, for a whole table."""

from __future__ import annotations

import csv
import datetime as dt
import gzip
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

import sarhad.watches
from sarhad.actors import (
    ActorDecision,
    Registry,
    Scope,
    actor_decisions_of,
    read_registry,
    resolve_events,
    world_registry,
)
from sarhad.events import EVENTS_SCHEMA

WATCH = Path(sarhad.watches.__file__).parent / "central-asia"


@pytest.fixture(scope="module")
def registry() -> Registry:
    return read_registry(WATCH / "actors.yaml")


def events(rows: Iterable[Mapping[str, Any]]) -> pa.Table:
    """An events table with only the columns that resolution looks at."""
    usual = {
        "source": "ucdp-ged",
        "source_version": "25.1",
        "status": "final",
        "licence": "CC BY 4.0",
        "licence_class": "open",
        "date_start": dt.date(2020, 1, 1),
        "country": "AFG",
    }
    filled = [{"event_id": f"x:{n}", "source_id": str(n), **usual, **row} for n, row in enumerate(rows)]
    for row in filled:
        row.setdefault("date_end", row["date_start"])
    return pa.Table.from_pylist(filled, schema=EVENTS_SCHEMA)


CASES = [
    ({"side_a": "IS", "side_a_id": "234"}, "islamic-state-khorasan", "UCDP's number, in the region"),
    ({"side_a": "IS", "side_a_id": "234", "country": "RUS"}, "islamic-state", "the same number outside it"),
    ({"side_a": "Government of Afghanistan", "side_a_id": "130"}, "government-of-afghanistan", "before the change"),
    (
        {"side_a": "Government of Afghanistan", "side_a_id": "130", "date_start": dt.date(2021, 8, 15)},
        "taliban",
        "on the first day after it",
    ),
    ({"side_a": "government of  afghanistan"}, "government-of-afghanistan", "a name alone, folded"),
    ({"side_a": "IS", "side_a_id": "303"}, "taliban", "the number decides over the name"),
    ({"side_a": "Taleban", "side_a_id": "99999"}, "taliban", "an unknown number leaves it to the name"),
    (
        {"side_a": "IS", "side_a_id": "303", "source": "chronology"},
        "islamic-state-khorasan",
        "numbers of other sources are not UCDP's",
    ),
    ({"side_a": "unknown", "side_a_id": "3717"}, "unknown", "a placeholder"),
    ({"side_a": "Somebody else"}, None, "not in the registry"),
    ({"side_a": None}, None, "no side"),
    ({"side_a": "BRA", "country": "PNG"}, None, "three letters that mean another elsewhere"),
    ({"side_a": None, "side_a_id": "6194"}, "ucdp-6194", "the number alone"),
]


@pytest.mark.parametrize(("row", "expected", "reason"), CASES, ids=[case[2] for case in CASES])
def test_what_a_side_means(registry: Registry, row: dict[str, Any], expected: str | None, reason: str) -> None:
    other = {key.replace("side_a", "side_b"): value for key, value in row.items()}
    resolved = resolve_events(events([row, other]), registry).table
    assert resolved["actor_a"].to_pylist() == [expected, None], reason
    assert resolved["actor_b"].to_pylist() == [None, expected], reason


def test_unresolved_names_come_most_frequent_first_and_no_row_is_lost(registry: Registry) -> None:
    rows = [{"side_a": "B", "side_b": "Taleban"}] * 2 + [{"side_a": "C", "side_b": "B"}, {"side_a": "A", "side_b": "C"}]
    found = resolve_events(events(rows), registry)
    assert found.unresolved == (("B", 3), ("C", 2), ("A", 1))
    assert found.table.num_rows == 4
    assert found.provenance.left_out == {"side_a not in the registry": 4, "side_b not in the registry": 2}
    assert found.provenance.notes == registry.conventions


def test_organisations_named_after_a_person_are_shown_by_number(registry: Registry) -> None:
    rows = [
        {
            "side_a": "Forces of Somebody",
            "side_a_id": "6194",
            "side_b": "Group - Somebody faction",
            "side_b_id": "5864",
        },
        {"side_a": "Taleban", "side_a_id": "303", "side_b": "Elsewhere", "side_b_id": "6194", "source": "chronology"},
    ]
    found = resolve_events(events(rows), registry)
    assert found.table["side_a"].to_pylist() == ["UCDP actor 6194", "Taleban"]
    assert found.table["side_b"].to_pylist() == ["UCDP actor 5864", "Elsewhere"]
    assert found.unresolved == (("Elsewhere", 1), ("UCDP actor 5864", 1))
    assert found.provenance.notes[-1] == "2 sides that UCDP names after a person are shown by UCDP's number."


def test_rules_are_counted_and_what_is_near_is_listed_for_review(registry: Registry) -> None:
    other = {"source": "chronology"}
    rows = [
        {"side_a": "Taleban", "side_a_id": "303", "side_b": "Military Forces of Afghanistan (2004-2021)", **other},
        {"side_a": "Tehreek-e-Taliban Pakistan", "side_b": "TTP - JA", **other},
        {"side_a": "Taleban", "side_a_id": "303", "side_b": "TTP - JA"},
        {"side_a": "Nobody near", "side_b": "TTP - JA", "country": "PAK", **other},
    ]
    found = resolve_events(events(rows), registry)
    assert found.by_rule == {"ucdp-number": 1, "exact": 1, "state-forces": 1, "transliteration": 1}
    assert [(r.name, r.country, r.sides, [p.actor for p in r.found.proposals]) for r in found.review] == [
        ("TTP - JA", "AFG", 2, ["tehrik-i-taliban-pakistan"]),
        ("TTP - JA", "PAK", 1, ["tehrik-i-taliban-pakistan"]),
    ]
    assert found.unresolved == (("TTP - JA", 3), ("Nobody near", 1))
    assert found.provenance.left_out == {"side_b for a person to judge": 3, "side_a not in the registry": 1}


def test_actors_of_the_world_stand_behind_and_are_not_filled_in(registry: Registry) -> None:
    rows = [
        {"side_a": "Ansar al-Islam", "side_b": "Jaysh al-Islam", "country": "SYR", "source": "chronology"},
        {"side_a": "Taleban", "side_b": "Jaish al-Adel", "country": "IRN", "source": "chronology"},
    ]
    found = resolve_events(events(rows), registry, world=world_registry())
    assert found.table["actor_a"].to_pylist() == [None, "taliban"]
    assert found.table["actor_b"].to_pylist() == [None, "jaish-al-adl"]
    assert {name for name, _ in found.unresolved} == {"Ansar al-Islam", "Jaysh al-Islam"}
    assert found.provenance.notes == registry.conventions


def test_a_decision_that_is_withdrawn_leaves_the_table_as_if_it_had_never_been(registry: Registry) -> None:
    table = events(
        [{"side_a": "TTP - JA", "side_b": "Taleban", "date_start": dt.date(2020, 1, n)} for n in range(1, 9)]
    )
    decided = ActorDecision(
        "TTP - JA", Scope(None, dt.date(2020, 1, 3), dt.date(2020, 1, 5)), "etim", "me", "2026-01-01"
    )
    withdrawn = ActorDecision("TTP - JA", Scope(), None, "me", "2026-01-02", withdrawn=True)
    before = resolve_events(table, registry)
    bound = resolve_events(table, registry, decisions=actor_decisions_of([decided]))
    after = resolve_events(table, registry, decisions=actor_decisions_of([decided, withdrawn]))
    assert bound.table["actor_a"].to_pylist() == [None, None, "etim", "etim", "etim", None, None, None]
    assert bound.by_rule["decision"] == 3
    assert after.table.equals(before.table)
    assert (after.unresolved, after.by_rule) == (before.unresolved, before.by_rule)


def test_only_the_actor_columns_change(registry: Registry) -> None:
    before = events([{"side_a": "IS", "side_b": "Civilians", "actor_a": "stale"}])
    after = resolve_events(before, registry).table
    assert after.schema == EVENTS_SCHEMA
    assert after.drop_columns(["actor_a", "actor_b"]).equals(before.drop_columns(["actor_a", "actor_b"]))
    assert after["actor_a"].to_pylist() == ["islamic-state-khorasan"]


def test_an_empty_table(registry: Registry) -> None:
    found = resolve_events(EVENTS_SCHEMA.empty_table(), registry)
    assert (found.table.num_rows, found.unresolved, dict(found.provenance.left_out)) == (0, (), {})


@given(
    rows=st.lists(
        st.fixed_dictionaries(
            {
                "side_a": st.sampled_from([None, "IS", "Government of Afghanistan", "Taleban", "Nobody"]),
                "side_a_id": st.sampled_from([None, "130", "234", "9", "x"]),
                "country": st.sampled_from([None, "AFG", "RUS"]),
                "source": st.sampled_from(["ucdp-ged", "chronology"]),
                "date_start": st.dates(dt.date(2021, 8, 1), dt.date(2021, 8, 31)),
            }
        ),
        max_size=30,
    )
)
def test_the_table_is_resolved_as_each_row_alone(registry: Registry, rows: list[dict[str, Any]]) -> None:
    together = resolve_events(events(rows), registry).table["actor_a"].to_pylist()
    alone = [
        registry.resolve(
            row["side_a"],
            source_id=row["side_a_id"] if row["source"] == "ucdp-ged" else None,
            on=row["date_start"],
            country=row["country"],
        )
        for row in rows
    ]
    assert together == alone


def test_the_candidate_rows_of_january_2026(registry: Registry, ucdp: Path) -> None:
    where = {"Afghanistan": "AFG", "Pakistan": "PAK", "Iran": "IRN"}
    with (ucdp / "GEDEvent_v26_0_1.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["country"] in where]
    table = events(
        {
            "source": "ucdp-candidate",
            "country": where[row["country"]],
            "date_start": dt.date.fromisoformat(row["date_start"][:10]),
            **{f"side_{s}": "unknown" if row[f"side_{s}"].startswith("XXX") else row[f"side_{s}"] for s in "ab"},
            **{f"side_{s}_id": row[f"side_{s}_new_id"] for s in "ab"},
        }
        for row in rows
    )
    found = resolve_events(table, registry)
    assert (found.table.num_rows, found.unresolved) == (124, ())
    taliban = [row for row in found.table.to_pylist() if row["actor_a"] == "taliban"]
    assert len(taliban) == 6
    assert {row["side_a"] for row in taliban} == {"Government of Afghanistan"}


def test_the_names_of_afghanistan_2020(registry: Registry, ucdp: Path) -> None:
    with (ucdp / "ged-afghanistan-2020.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    found = resolve_events(events({f"side_{s}": row[f"side_{s}"] for s in "ab"} for row in rows), registry)
    assert found.unresolved == ()
    sides = list(zip(found.table["actor_a"].to_pylist(), found.table["actor_b"].to_pylist(), strict=True))
    assert sum("islamic-state-khorasan" in pair for pair in sides) == 67
    assert sides.count(("government-of-afghanistan", "taliban")) == 3091


def test_what_stays_unresolved_in_the_region_since_2014(registry: Registry, ucdp: Path) -> None:
    """UCDP's names of the region without numbers: what is not in the registry is listed, and is the small part."""
    where = {"Afghanistan": "AFG", "Pakistan": "PAK", "Iran": "IRN", "Tajikistan": "TJK"}
    with gzip.open(ucdp / "aec-events.csv.gz", "rt", encoding="utf-8", newline="") as file:
        rows = [
            row
            for row in csv.DictReader(file)
            if row["location_root_name"] in where and row["start_date"] >= "2014-01-01"
        ]
    table = events(
        {
            "country": where[row["location_root_name"]],
            "date_start": dt.date.fromisoformat(row["start_date"][:10]),
            "side_a": row["side_a_name"],
            "side_b": row["side_b_name"],
        }
        for row in rows
    )
    found = resolve_events(table, registry)
    missing = dict(found.unresolved)
    assert missing["TTP-KM"] == 10
    assert sum(missing.values()) < 0.05 * 2 * len(rows)
