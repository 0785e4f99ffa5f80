from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest
import stix2
from hypothesis import HealthCheck, given, settings

from sarhad.actors import Registry, read_registry, world_registry
from sarhad.actors.exchange import from_stix, plain, registry_from, to_stix
from sarhad.actors.exchange.stix import EXTENSION
from sarhad.watches import __file__ as watches

from .contents import contents, registry, same

CENTRAL_ASIA = Path(watches).parent / "central-asia" / "actors.yaml"


def objects(data: bytes, kind: str) -> list[dict[str, Any]]:
    return [item for item in json.loads(data)["objects"] if item["type"] == kind]


def back(data: bytes, folder: Path) -> Registry:
    path = folder / "bundle.json"
    path.write_bytes(data)
    imported = from_stix(path)
    assert imported.left_out == {}
    return imported.registry


def test_the_library_reads_every_object() -> None:
    bundle = stix2.parse(to_stix(registry()).decode(), version="2.1")
    assert {item["type"] for item in bundle["objects"]} == {
        "identity", "extension-definition", "location", "relationship", "grouping",
    }  # fmt: skip


def test_a_round_trip_changes_nothing(tmp_path: Path) -> None:
    data = to_stix(registry())
    assert same(back(data, tmp_path), registry())
    assert to_stix(back(data, tmp_path)) == data


def test_a_round_trip_of_the_example_watch(tmp_path: Path) -> None:
    watch = read_registry(CENTRAL_ASIA)
    assert same(back(to_stix(watch), tmp_path), watch)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
@given(contents())
def test_a_round_trip_of_any_registry(tmp_path: Path, content: dict[str, Any]) -> None:
    made = registry_from(content, "actors.yaml")
    assert same(back(to_stix(made), tmp_path), made)


@pytest.mark.parametrize(
    ("actor", "stands_for", "why"),
    [
        ("front", "group", "an armed group"),
        ("old-front", "group", "a militia"),
        ("clan", "group", "a community"),
        ("state", "organization", "a state is formally organised"),
        ("office", "organization", "an organisation"),
        ("people", "class", "a kind of people"),
        ("nobody", "unknown", "not known"),
    ],
)
def test_identity_classes(actor: str, stands_for: str, why: str) -> None:
    found = {item["extensions"][EXTENSION]["actor"]: item for item in objects(to_stix(registry()), "identity")[1:]}
    assert found[actor]["identity_class"] == stands_for, why


def test_a_relation_has_times_where_a_whole_day_is_known() -> None:
    relations = objects(to_stix(registry()), "relationship")
    fights = next(r for r in relations if r["relationship_type"] == "fights")
    assert "start_time" not in fights
    assert fights["extensions"][EXTENSION]["start"] == "2001"
    assert fights["stop_time"] == "2021-08-14T23:59:59.999Z"
    split = next(r for r in relations if r["relationship_type"] == "splinter-of")
    assert (split["start_time"], split["stop_time"]) == ("1994-09-03T00:00:00Z", "1994-09-03T23:59:59.999Z")
    assert split["description"] == "one day, so both ends are whole days"


def test_external_references_name_the_work_its_address_and_where_in_it() -> None:
    front = objects(to_stix(registry()), "identity")[1]
    assert front["external_references"] == [
        {"source_name": "Actor data", "description": "A university, 2022-06, CC BY 4.0", "external_id": "row 1"},
        {"source_name": "Actor data", "description": "A university, 2022-06, CC BY 4.0", "external_id": "row 3"},
        {"source_name": "A page & <b>more</b>", "description": "A newspaper", "url": "https://example.org/a?b=1&c=2"},
        {"source_name": "Actor data", "description": "A university, 2022-06, CC BY 4.0"},
        {"source_name": "UCDP actor", "external_id": "303"},
        {"source_name": "UCDP actor", "external_id": "130"},
    ]


def test_a_country_is_a_location() -> None:
    data = to_stix(registry())
    assert [(x["name"], x["country"]) for x in objects(data, "location")] == [
        ("Afghanistan", "AF"), ("Pakistan", "PK"), ("Kosovo", "XK"),
    ]  # fmt: skip
    located = [r for r in objects(data, "relationship") if r["relationship_type"] == "located-at"]
    assert len(located) == 2


def test_no_two_objects_have_one_id_and_two_watches_share_none() -> None:
    ids = [[item["id"] for item in json.loads(to_stix(registry(), scope=scope))["objects"]] for scope in ("a", "b")]
    assert len(set(ids[0])) == len(ids[0])
    shared = {i.partition("--")[0] for i in set(ids[0]) & set(ids[1])}
    assert shared == {"identity", "extension-definition"}, "only who made it and the definition of the extension"
    assert len(set(ids[0]) & set(ids[1])) == 2


def test_a_day_is_that_of_the_change_and_there_is_no_clock() -> None:
    assert to_stix(registry()) == to_stix(registry())
    newer = objects(to_stix(registry(), as_of=dt.date(2026, 2, 28)), "identity")[1]
    assert (newer["created"], newer["modified"]) == ("1970-01-01T00:00:00.000Z", "2026-02-28T00:00:00.000Z")


def test_an_empty_registry_is_a_bundle_too(tmp_path: Path) -> None:
    assert len(back(to_stix(Registry([])), tmp_path)) == 0


def test_a_round_trip_of_the_world_and_no_name_of_a_person(tmp_path: Path) -> None:
    """Names that several actors bear are told; the digests by which withheld names are found do not leave."""
    world = world_registry()
    data = to_stix(world)
    path = tmp_path / "world.json"
    path.write_bytes(data)
    imported = from_stix(path)
    assert plain(imported.registry) == plain(world)
    assert imported.registry.actors == world.actors
    assert {problem.kind for problem in imported.problems} == {"two-meanings"}
    assert len(imported.problems) == len(list(world.clashes()))
    assert imported.registry.hidden == {}
    assert not any(digest in data.decode() for digest in world.hidden)
