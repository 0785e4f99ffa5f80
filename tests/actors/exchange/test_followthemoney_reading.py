from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from sarhad.actors.exchange import Imported, from_followthemoney, to_followthemoney
from sarhad.errors import InputError

from .contents import registry


def entity(entity_id: str, schema: str, **properties: Any) -> dict[str, Any]:
    return {
        "id": entity_id,
        "schema": schema,
        "properties": properties,
        "datasets": ["xx_list"],
        "caption": "Night Heron",
    }


FOREIGN = [
    entity("NK-1", "Organization", name=["Ночная цапля", "Night Heron"], weakAlias=["NH"], previousName=["Old Heron"],
           country=["af", "pk"], mainCountry=["af"], incorporationDate=["2014-05-01T00:00:00"], notes=["One.", "Two."],
           topics=["sanction"], publisher=["A Treasury"]),
    entity("NK-2", "PublicBody", name=["Ministry"], country=["af"], dissolutionDate=["2021", "2022"]),
    entity("NK-3", "Company", name=["Night heron"]),
    entity("NK-4", "Person", name=["A Person"]),
    entity("NK-5", "LegalEntity", name=["May be a person"]),
    entity("NK-6", "Vessel", name=["A ship"]),
    entity("NK-7", "Organization", name=[" "]),
    entity("NK-8", "Membership", member=["NK-1"], organization=[{"id": "NK-3", "schema": "Company"}],
           startDate=["2015-03"]),
    entity("NK-9", "Succession", predecessor=["NK-2"], successor=["NK-1"], description=["Took over."]),
    entity("NK-10", "UnknownLink", subject=["NK-1"], object=["NK-2"], role=["cousin"]),
    entity("NK-11", "Membership", member=["NK-4"], organization=["NK-1"]),
]  # fmt: skip


def read(folder: Path, *found: dict[str, Any], text: str | None = None) -> Imported:
    path = folder / "entities.ftm.json"
    lines = "".join(json.dumps(item, ensure_ascii=False) + "\n" for item in found)
    path.write_text(lines if text is None else text, encoding="utf-8")
    return from_followthemoney(path)


def test_entities_of_another_publisher(tmp_path: Path) -> None:
    done = read(tmp_path, *FOREIGN)
    heron, ministry, company = done.registry.actors
    assert (heron.id, heron.name, heron.country, str(heron.founded)) == (
        "night-heron",
        "Night Heron",
        "AFG",
        "2014-05-01",
    )
    assert [name.text for name in heron.names] == ["Ночная цапля", "NH", "Old Heron"]
    assert heron.note == "One. Two."
    assert (heron.citation.source.publisher, heron.citation.detail) == ("A Treasury", "NK-1")
    assert (ministry.kind, ministry.country, ministry.ended) == ("state", "AFG", None), "two dates: none is chosen"
    assert company.name == f"Night heron ({company.id})"
    assert [(r.actor, r.kind, r.to, str(r.starts), r.note) for r in done.registry.relations] == [
        ("night-heron", "member-of", company.id, "2015-03", ""),
        ("night-heron", "successor-of", "ministry", "None", "Took over."),
    ]


def test_what_is_not_taken_is_counted(tmp_path: Path) -> None:
    assert read(tmp_path, *FOREIGN).left_out == {
        "entities of the schema LegalEntity, which may be persons": 1,
        "entities of the schema Vessel": 1,
        "entities without a name": 1,
        "links whose meaning is not stated in the words used here": 1,
        "links with an entity that is not taken": 1,
        "persons (no persons are taken)": 1,
    }


def test_what_another_system_changed_in_our_entities_counts(tmp_path: Path) -> None:
    lines = [json.loads(line) for line in to_followthemoney(registry()).decode().splitlines()]
    front = next(line for line in lines if line["id"] == "sarhad-actor-front")
    front["properties"] |= {"name": ["Renamed"], "alias": ["An added alias"], "country": ["pk"]}
    actor = read(tmp_path, *lines).registry.actor("front")
    assert actor is not None
    assert (actor.name, actor.country) == ("Renamed", "PAK")
    assert [name.text for name in actor.names] == [
        "PF",
        "First Front",
        "Front 2",
        "An added alias",
    ], "the alias that was taken out is gone"
    front["sarhad"] = [front["sarhad"], "{}"]
    assert read(tmp_path, *lines).registry.actor("front") == actor, "a merge makes lists of the context"


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("{", 'entities.ftm.json, line 2: not JSON (record left out); an entity is {"id"'),
        ('{"id": "\\ud800"}', "line 2: not JSON"),
        ("[1]", "line 2: no entity: it lacks an id or a schema"),
        ('{"id": "a"}', "line 2: no entity: it lacks an id or a schema"),
        ('{"id": "a", "schema": "Organization", "properties": []}', "line 2: its properties are no object"),
        ("[" * 200_000, "line 2: not JSON"),
        ('"' + "x" * 1_000_001 + '"', "line 2: the line is longer than 1,000,000 characters"),
    ],
)
def test_a_line_that_cannot_be_read_is_told_and_passed_over(tmp_path: Path, line: str, message: str) -> None:
    good = json.dumps(FOREIGN[0])
    done = read(tmp_path, text=f"{good}\n{line}\n\n")
    assert len(done.registry) == 1
    (problem,) = done.problems
    assert message in str(problem)


def test_a_file_without_entities(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="holds no FollowTheMoney entity"):
        read(tmp_path, text="id,name\n1,A\n")
    assert len(read(tmp_path, text="").registry) == 0


def test_values_of_other_types_are_passed_over(tmp_path: Path) -> None:
    done = read(tmp_path, entity("a", "Organization", name=["A", 5, None], alias="B", country={"no": "id"}))
    (actor,) = done.registry.actors
    assert [name.text for name in actor.names] == ["B"]
