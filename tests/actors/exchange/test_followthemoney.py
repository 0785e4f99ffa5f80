from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings

from sarhad.actors import Registry, read_registry, world_registry
from sarhad.actors.exchange import from_followthemoney, plain, registry_from, to_followthemoney
from sarhad.actors.exchange.followthemoney import is_a, schemata

from .contents import contents, registry, same
from .test_stix import CENTRAL_ASIA


def entities(data: bytes) -> list[dict[str, Any]]:
    return [json.loads(line) for line in data.decode().splitlines()]


def back(data: bytes, folder: Path) -> Registry:
    path = folder / "actors.jsonl"
    path.write_bytes(data)
    imported = from_followthemoney(path)
    assert imported.left_out == {}
    return imported.registry


def properties_of(schema: str) -> dict[str, str]:
    """What the model says that a schema holds, with what it inherits."""
    said = schemata()[schema]
    inherited = [properties_of(parent) for parent in said["extends"]]
    return {key: value for held in (*inherited, said["properties"]) for key, value in held.items()}


def faults(found: list[dict[str, Any]]) -> list[str]:
    """What in entities the model does not allow."""
    schema_of = {entity["id"]: entity["schema"] for entity in found}
    told = [f"{len(found) - len(schema_of)} ids stand twice"] if len(schema_of) < len(found) else []
    for entity in found:
        known = properties_of(entity["schema"])
        told += [
            f"{entity['id']} lacks {key}"
            for key in schemata()[entity["schema"]]["required"]
            if key not in entity["properties"]
        ]
        told += [f"{entity['id']} is abstract" for _ in (1,) if schemata()[entity["schema"]].get("abstract")]
        for key, values in entity["properties"].items():
            if key not in known:
                told.append(f"{entity['schema']} has no {key}")
            elif not isinstance(values, list) or not values or not all(isinstance(v, str) and v for v in values):
                told.append(f"{entity['id']}: {key} is no list of texts")
            elif known[key].startswith("entity "):
                told += [f"{v} is no {known[key]}" for v in values if not is_a(schema_of.get(v, ""), known[key][7:])]
            elif known[key] == "country":
                told += [f"{v} is no country" for v in values if not (len(v) == 2 and v.islower())]
    return told


def test_the_search_for_faults() -> None:
    good = {"id": "a", "schema": "Organization", "properties": {"name": ["A"]}}
    link = {"id": "l", "schema": "Membership", "properties": {"member": ["a"], "organization": ["b"]}}
    person = {"id": "b", "schema": "LegalEntity", "properties": {"name": ["B"], "born": ["1990"], "country": ["AFG"]}}
    assert faults([good]) == []
    assert faults([good, link, person]) == [
        "b is no entity Organization", "LegalEntity has no born", "AFG is no country",
    ]  # fmt: skip


def test_everything_is_what_the_model_allows() -> None:
    assert faults(entities(to_followthemoney(registry()))) == []
    assert faults(entities(to_followthemoney(read_registry(CENTRAL_ASIA)))) == []


def test_a_round_trip_changes_nothing(tmp_path: Path) -> None:
    data = to_followthemoney(registry())
    assert same(back(data, tmp_path), registry())
    assert to_followthemoney(back(data, tmp_path)) == data


def test_a_round_trip_of_the_example_watch(tmp_path: Path) -> None:
    watch = read_registry(CENTRAL_ASIA)
    assert same(back(to_followthemoney(watch, scope="central-asia"), tmp_path), watch)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
@given(contents())
def test_a_round_trip_of_any_registry(tmp_path: Path, content: dict[str, Any]) -> None:
    made = registry_from(content, "actors.yaml")
    assert same(back(to_followthemoney(made), tmp_path), made)


def test_an_actor_in_the_words_of_the_model() -> None:
    found = {entity["id"]: entity for entity in entities(to_followthemoney(registry(), scope="w"))}
    front = found["w-actor-front"]
    assert front["schema"] == "Organization"
    assert front["properties"] == {
        "name": ["People's Front <i>"],
        "alias": ["جبهه", "The Front"],
        "weakAlias": ["PF", "Front 2"],
        "previousName": ["First Front"],
        "country": ["af"],
        "incorporationDate": ["1994-09"],
        "dissolutionDate": ["2023"],
        "classification": ["armed-group"],
        "notes": ["Two lines are one here."],
        "publisher": ["A university", "A newspaper"],
        "sourceUrl": ["https://example.org/a?b=1&c=2"],
    }
    assert found["w-actor-state"]["schema"] == "PublicBody"
    assert found["w-actor-people"]["schema"] == "LegalEntity"
    assert isinstance(front["sarhad"], str), "a merge in FollowTheMoney takes texts in the context, and no objects"


def test_relations_in_the_words_of_the_model() -> None:
    found = [e for e in entities(to_followthemoney(registry())) if "-link-" in e["id"]]
    assert [entity["schema"] for entity in found] == [
        "UnknownLink", "UnknownLink", "UnknownLink", "Membership", "UnknownLink", "Succession", "UnknownLink",
        "UnknownLink", "Succession", "UnknownLink",
    ]  # fmt: skip
    assert found[0]["properties"] == {
        "subject": ["sarhad-actor-front"],
        "object": ["sarhad-actor-state"],
        "role": ["fights"],
        "startDate": ["2001"],
        "endDate": ["2021-08-14"],
        "recordId": ["row 4"],
        "publisher": ["A university"],
    }
    renamed, merged = found[5]["properties"], found[8]["properties"]
    assert (renamed["predecessor"], renamed["successor"]) == (["sarhad-actor-office"], ["sarhad-actor-front"])
    assert (merged["predecessor"], merged["successor"]) == (["sarhad-actor-old-front"], ["sarhad-actor-clan"])
    assert found[6]["properties"]["object"] == ["sarhad-country-pak"]


def test_a_round_trip_of_the_world(tmp_path: Path) -> None:
    world = world_registry()
    data = to_followthemoney(world)
    assert faults(entities(data)) == []
    path = tmp_path / "world.jsonl"
    path.write_bytes(data)
    imported = from_followthemoney(path)
    assert imported.registry.actors == world.actors
    assert plain(imported.registry) == plain(world)
