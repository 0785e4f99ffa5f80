from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from sarhad.actors.exchange import Imported, from_stix, to_stix
from sarhad.actors.exchange.stix import EXTENSION
from sarhad.errors import InputError

from .contents import registry

TIMES = {"spec_version": "2.1", "created": "2024-01-01T00:00:00.000Z", "modified": "2024-01-01T00:00:00.000Z"}


def ident(kind: str, number: int) -> str:
    return f"{kind}--00000000-0000-4000-8000-{number:012}"


def thing(kind: str, number: int, **fields: Any) -> dict[str, Any]:
    return {"type": kind, "id": ident(kind, number), **TIMES, **fields}


def link(number: int, one: dict[str, Any], says: str, other: dict[str, Any], **fields: Any) -> dict[str, Any]:
    ends = {"source_ref": one["id"], "target_ref": other["id"], "relationship_type": says}
    return thing("relationship", number, **ends, **fields)


MAKER = thing("identity", 1, name="A CERT", identity_class="organization")
APT = thing(
    "intrusion-set", 2, name="Night Heron", aliases=["Night Heron", "NH-1", " "], description="x " * 300, lang="en-GB",
    created_by_ref=MAKER["id"], x_opencti_id="7", x_opencti_aliases=["Героn"],
)  # fmt: skip
CREW = thing("threat-actor", 3, name="Crew", threat_actor_types=["crime-syndicate"], aliases=["NH-1"])
PLACE = thing("location", 4, name="Iran", country="IR")
FOREIGN = [
    MAKER, APT, CREW, PLACE,
    thing("identity", 5, name="A Person", identity_class="individual"),
    thing("threat-actor", 6, name="Lone Wolf", resource_level="individual"),
    thing("threat-actor", 7, name="Hacker", x_opencti_type="Threat-Actor-Individual"),
    thing("identity", 8, name="Energy", identity_class="class"),
    thing("identity", 9, name="Nobody says what this is"),
    thing("malware", 10, name="Worm", is_family=True),
    link(11, APT, "part-of", CREW, start_time="2020-01-02T10:00:00Z", stop_time="2021-05-05T00:00:00Z"),
    link(12, APT, "originates-from", PLACE),
    link(13, CREW, "targets", MAKER),
    link(14, APT, "uses", {"id": ident("malware", 10)}),
    link(15, APT, "hosts", APT),
]  # fmt: skip


def read(folder: Path, *found: dict[str, Any], text: str | None = None) -> Imported:
    path = folder / "bundle.json"
    bundle = {"type": "bundle", "id": ident("bundle", 1), "objects": list(found)}
    path.write_text(json.dumps(bundle, indent=1, ensure_ascii=False) if text is None else text, encoding="utf-8")
    return from_stix(path)


def test_a_bundle_of_another_system(tmp_path: Path) -> None:
    done = read(tmp_path, *FOREIGN)
    heron = done.registry.actor("night-heron")
    assert heron is not None
    assert [actor.id for actor in done.registry] == ["a-cert", "night-heron", "crew"]
    assert [(name.text, name.language) for name in heron.names] == [("NH-1", "en"), ("Героn", "en")]
    assert (heron.kind, heron.country, len(heron.note)) == ("organisation", "IRN", 400)
    assert heron.citation.source.publisher == "A CERT"
    assert heron.citation.detail == APT["id"]
    (relation,) = done.registry.relations
    assert (relation.kind, relation.to, str(relation.starts), str(relation.ends)) == (
        "branch-of", "crew", "2020-01-02", "2021-05-05",
    )  # fmt: skip


def test_what_is_not_taken_is_counted(tmp_path: Path) -> None:
    assert read(tmp_path, *FOREIGN).left_out == {
        "identities whose class is class": 1,
        "identities whose class is not stated": 1,
        "objects of the type malware": 1,
        "persons (no persons are taken)": 3,
        "relationships of an object with itself": 1,
        "relationships of the type targets": 1,
        "relationships with an object that is not taken": 1,
        "texts cut to 400 characters": 1,
    }


def test_a_name_that_two_actors_bear_is_left_to_a_person(tmp_path: Path) -> None:
    done = read(tmp_path, *FOREIGN)
    assert [str(problem) for problem in done.problems] == [
        'bundle.json "NH-1": the name means night-heron and crew; it was left out of the second (value left out); '
        "say which is meant, or limit both by place or time"
    ]
    assert "Not taken: 3 persons (no persons are taken)" in done.yaml("From bundle.json")


def test_two_actors_of_one_name_stay_two(tmp_path: Path) -> None:
    done = read(tmp_path, CREW, CREW | {"id": ident("threat-actor", 77)})
    assert [actor.name for actor in done.registry] == ["Crew", f"Crew ({done.registry.actors[1].id})"]
    assert len(done.problems) == 2


def test_what_is_marked_is_not_taken(tmp_path: Path) -> None:
    red = thing("marking-definition", 20, definition_type="tlp", definition={"tlp": "red"}) | {"modified": None}
    red.pop("modified")
    own = thing("marking-definition", 21, definition_type="statement", definition={"statement": "(c) A CERT"})
    own.pop("modified")
    white = "marking-definition--613f2e26-407d-48c7-9eca-b8e91df99dc9"
    marked = [
        CREW | {"object_marking_refs": [red["id"]]},
        APT | {"object_marking_refs": [ident("marking-definition", 99)]},
        MAKER | {"object_marking_refs": [white, own["id"]]},
    ]
    done = read(tmp_path, red, own, *marked)
    assert [actor.name for actor in done.registry] == ["A CERT"]
    reason = "objects marked as not to be passed on, or with a marking that is not in the file"
    assert done.left_out == {reason: 2}


def test_the_newest_version_of_an_object_counts(tmp_path: Path) -> None:
    newer = MAKER | {"name": "A new name", "modified": "2025-01-01T00:00:00.000Z"}
    for found in ((newer, MAKER), (MAKER, newer)):
        done = read(tmp_path, *found)
        assert [actor.name for actor in done.registry] == ["A new name"]
        assert done.left_out == {"older versions of an object": 1}
    done = read(tmp_path, MAKER | {"revoked": True})
    assert done.left_out == {"objects that were revoked": 1}


def test_what_another_system_changed_in_our_bundle_counts(tmp_path: Path) -> None:
    bundle = json.loads(to_stix(registry()))
    front = next(
        item for item in bundle["objects"] if item.get("extensions", {}).get(EXTENSION, {}).get("actor") == "front"
    )
    front["name"], front["description"] = "Renamed Front", "A new note"
    bundle["objects"] = [item for item in bundle["objects"] if item.get("relationship_type") != "located-at"]
    done = read(tmp_path, text=json.dumps(bundle))
    actor = done.registry.actor("front")
    assert actor is not None
    assert (actor.name, actor.note, actor.country, len(actor.names)) == ("Renamed Front", "A new note", None, 5)


@pytest.mark.parametrize(
    ("text", "message", "why"),
    [
        ("{", "bundle.json, line 1 is not JSON", "cut off"),
        ('{"type": "bundle",\n "objects": [}', "bundle.json, line 2 is not JSON", "with its line"),
        ("[" * 100_000, "nested too deeply|is not JSON", "nested without end"),
        ('["\\ud800"]', "not JSON that can be kept", "half a character"),
        ("9" * 5000, "not JSON that can be kept", "a number without end"),
        ("[]", "bundle.json is not a STIX bundle", "a list"),
        ('{"type": "identity"}', "bundle.json is not a STIX bundle", "one object"),
        ('{"type": "bundle", "objects": 5}', "bundle.json is not a STIX bundle", "no list of objects"),
        ('{"type": "bundle", "objects": [5]}', "object 1 has no type or no id", "a number"),
    ],
)
def test_what_is_no_bundle(tmp_path: Path, text: str, message: str, why: str) -> None:
    with pytest.raises(InputError, match=message):
        read(tmp_path, text=text)


@pytest.mark.parametrize(
    ("broken", "why"),
    [
        (CREW | {"created": "yesterday"}, "no time"),
        ({k: v for k, v in CREW.items() if k != "name"}, "no name"),
        (CREW | {"id": "threat-actor--7"}, "no UUID"),
        (link(5, CREW, "part-of", APT, start_time="2020-01-02T00:00:00Z", stop_time="2019-01-02T00:00:00Z"), "order"),
        (CREW | {"extensions": {EXTENSION: 5}}, "an extension that is no object"),
    ],
)
def test_a_malformed_object_is_told_with_its_id_and_line(tmp_path: Path, broken: dict[str, Any], why: str) -> None:
    with pytest.raises(InputError) as raised:
        read(tmp_path, MAKER, *(item for item in (CREW, APT) if item["id"] != broken["id"]), broken)
    (problem,) = raised.value.problems
    assert (problem.value, problem.kind) == (broken["id"], "malformed-object")
    text = (tmp_path / "bundle.json").read_text().splitlines()
    assert problem.line is not None
    assert f'"id": "{broken["id"]}"' in text[problem.line - 1]


def test_what_our_extension_cannot_mean_is_told(tmp_path: Path) -> None:
    bundle = json.loads(to_stix(registry()))
    bundle["objects"][-1]["extensions"][EXTENSION]["sources"] = {}
    with pytest.raises(InputError, match="no source of this key"):
        read(tmp_path, text=json.dumps(bundle))


def test_a_file_without_end_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sarhad.actors.exchange.draft.SIZE_LIMIT", 10)
    with pytest.raises(InputError, match="larger than 10 bytes"):
        read(tmp_path, MAKER)
    with pytest.raises(InputError, match="no file"):
        from_stix(tmp_path / "missing.json")


def test_what_opencti_writes_otherwise_than_the_standard(tmp_path: Path) -> None:
    """A country by its name only, one day as start and stop, days that stand for unknown, markings in capitals."""
    clear = {"type": "marking-definition", "id": ident("marking-definition", 30), "spec_version": "2.1",
             "created": TIMES["created"], "definition_type": "TLP", "definition": {"TLP": "TLP:CLEAR"}}  # fmt: skip
    amber = clear | {"id": ident("marking-definition", 31), "definition": {"TLP": "TLP:AMBER"}}
    place = thing("location", 32, name="Iran", x_opencti_location_type="Country")
    town = thing("location", 33, name="Mexico", x_opencti_location_type="City")
    day = "2020-05-01T00:00:00.000Z"
    found = [
        clear, amber, place, town, MAKER | {"object_marking_refs": [clear["id"]]}, APT, CREW,
        thing("identity", 34, name="Secret", identity_class="group", object_marking_refs=[amber["id"]]),
        link(40, APT, "located-at", place), link(41, CREW, "located-at", town),
        link(42, APT, "part-of", CREW, start_time=day, stop_time=day),
        link(43, CREW, "part-of", MAKER, start_time="1970-01-01T00:00:00.000Z", stop_time="5138-11-16T09:46:40.000Z"),
        link(44, {"id": ident("malware", 1)}, "uses", {"id": ident("tool", 1)}, start_time=day, stop_time=day),
    ]  # fmt: skip
    done = read(tmp_path, *found)
    assert [(actor.id, actor.country) for actor in done.registry] == [
        ("a-cert", None), ("night-heron", "IRN"), ("crew", None),
    ]  # fmt: skip
    assert [(r.actor, str(r.starts), str(r.ends)) for r in done.registry.relations] == [
        ("night-heron", "2020-05-01", "2020-05-01"), ("crew", "None", "None"),
    ]  # fmt: skip
