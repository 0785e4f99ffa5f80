"""docs/actors.md names every field, kind and basis of the file, and nothing that is not there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from sarhad.actors import ACTOR_KINDS, BASES, CONFIDENCES, RELATION_KINDS, TO_A_COUNTRY, read_registry
from sarhad.actors.lineage import CARRIED_ON, LINEAGE_KINDS
from sarhad.actors.model import ActorEntry, NameEntry, RegistryFile, RelationEntry

DOCS = Path(__file__).resolve().parents[2] / "docs" / "actors.md"
TEXT = DOCS.read_text(encoding="utf-8")


def first_cells(heading: str) -> list[str]:
    """What stands in the first column of the tables of a section, without quotes."""
    section = TEXT.split(f"\n## {heading}\n")[1].split("\n## ")[0]
    cells = [line.split("|")[1] for line in section.splitlines() if line.startswith("| `")]
    return [word for cell in cells for word in re.findall(r"`([^`]+)`", cell)]


def fields(model: type[object]) -> set[str]:
    return {info.alias or name for name, info in model.model_fields.items()}  # type: ignore[attr-defined]


@pytest.mark.parametrize("model", [ActorEntry, NameEntry])
def test_every_field_of_the_file_is_explained(model: type[object]) -> None:
    assert fields(model) <= set(first_cells("The file"))


def test_every_field_of_the_whole_file_and_of_relations_is_named() -> None:
    for name in (*fields(RegistryFile), *fields(RelationEntry)):
        assert re.search(rf"\b{name}\b", TEXT), name


def test_every_kind_and_basis_is_explained() -> None:
    assert set(first_cells("Relations and lineage")) - {"kind", "basis"} == {*RELATION_KINDS, *BASES}
    for kind in (*ACTOR_KINDS, *CONFIDENCES, *TO_A_COUNTRY):
        assert f"`{kind}`" in TEXT


def test_the_column_of_lineage_is_right() -> None:
    marks = {
        kind: row.split("|")[3].strip()
        for row in TEXT.splitlines()
        if row.startswith("| `") and row.count("|") == 4
        for kind in re.findall(r"`([^`]+)`", row.split("|")[1])
        if kind in RELATION_KINDS
    }
    assert {kind for kind, mark in marks.items() if mark.startswith("yes")} == LINEAGE_KINDS
    assert {kind for kind, mark in marks.items() if "carries on" in mark} == CARRIED_ON


def test_the_example_can_be_read(tmp_path: Path) -> None:
    example = TEXT.split("```yaml\n")[1].split("```")[0]
    lacking = (
        "  this-watch: {title: A convention, publisher: Somebody}\n  ctc-brand: {title: A page, publisher: Somebody}\n"
        "  factbook: {title: A book, publisher: Somebody}\nactors:\n"
        "  - {id: islamic-state-khorasan, name: Branch, kind: armed-group, source: factbook}\n"
    )
    path = tmp_path / "actors.yaml"
    path.write_text(example.replace("actors:\n", lacking, 1), encoding="utf-8")
    assert [actor.id for actor in read_registry(path)] == ["islamic-state-khorasan", "taliban"]
