from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given

from sarhad.actors import read_registry
from sarhad.actors.exchange import plain, registry_from, yaml_text
from sarhad.errors import InputError

from .contents import CONTENT, contents, registry, same


def test_every_field_of_the_file_is_there() -> None:
    assert plain(registry()) == CONTENT


def test_the_text_reads_back_as_the_same_registry(tmp_path: Path) -> None:
    path = tmp_path / "actors.yaml"
    path.write_text(yaml_text(plain(registry()), heading="From a file.\nLook through it."), encoding="utf-8")
    assert same(read_registry(path), registry())
    assert path.read_text(encoding="utf-8").startswith("# From a file.\n# Look through it.\n")


def test_a_name_and_a_relation_stand_on_one_line_each() -> None:
    lines = yaml_text(plain(registry())).splitlines()
    assert "  - {text: جبهه, language: fa, script: Arab, source: data row 3}" in lines
    assert "  - {to: old-front, kind: branch-of, basis: author, source: page}" in lines


@given(contents())
def test_any_registry_reads_back(content: dict[str, object]) -> None:
    made = registry_from(content, "actors.yaml")
    assert same(registry_from(plain(made), "actors.yaml"), made)


NAMED = {
    "id": "faction-of-somebody",
    "name": "Faction of Somebody",
    "kind": "armed-group",
    "ucdp": [99],
    "names": [{"text": "Somebody's men", "language": "en", "source": "data"}],
    "source": "data",
    "note": "Led by Somebody.",
    "relations": [{"to": "front", "kind": "splinter-of", "basis": "data", "source": "data"}],
}


def test_of_a_withheld_actor_only_the_number_leaves() -> None:
    actors = [*CONTENT["actors"], NAMED]
    actors[1] = actors[1] | {"relations": [{"to": NAMED["id"], "kind": "fights", "basis": "data", "source": "data"}]}
    left = plain(registry_from(CONTENT | {"actors": actors}, "actors.yaml"))
    assert "ody" not in str(left).replace("nobody", "").replace("Nobody", "")
    assert left["actors"][-1] == {
        "id": "ucdp-99",
        "name": "UCDP actor 99",
        "kind": "armed-group",
        "ucdp": [99],
        "relations": [{"to": "front", "kind": "splinter-of", "basis": "data", "source": "data"}],
        "source": "data",
    }
    assert left["actors"][1]["relations"][0]["to"] == "ucdp-99"


def test_plain_values_that_are_no_registry_are_told() -> None:
    with pytest.raises(InputError, match=r"bundle\.json, actors\.0\.kind"):
        registry_from({"actors": [{"id": "a", "name": "A", "kind": "king", "source": "x"}]}, "bundle.json")
