"""`docs/mapping.md` names every key of a mapping and all that can be filled, and its examples are read."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from sarhad import sources
from sarhad.sources import parse_mapping
from sarhad.sources.layout import EVENT_TARGETS, INDICATOR_TARGETS
from sarhad.sources.mapping_file import MappedColumn, MappedCoverage, MappedSource, MappingFile, Numbers

from .mappings import TABLE

DOCS = (Path(__file__).resolve().parents[2] / "docs" / "mapping.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```yaml\n(.*?)```", DOCS, re.DOTALL)


def keys() -> list[str]:
    parts = (MappingFile, MappedSource, MappedColumn, MappedCoverage, Numbers)
    named = {field.alias or name for part in parts for name, field in part.model_fields.items()}
    return sorted(named | set(EVENT_TARGETS) | set(INDICATOR_TARGETS))


@pytest.mark.parametrize("key", keys())
def test_every_key_is_told(key: str) -> None:
    assert f"`{key}`" in DOCS


def test_no_setting_is_told_that_is_not_there() -> None:
    rows = re.findall(r"^\| (`.*?) \|", DOCS, re.MULTILINE)
    told = {name for row in rows for name in re.findall(r"`([a-z_0-9]+)`", row)}
    assert told <= set(keys())


def test_the_examples_are_read(tmp_path: Path) -> None:
    events, indicators = (parse_mapping(text) for text in EXAMPLES)
    assert (events.holds, indicators.holds) == ("events", "indicators")
    (tmp_path / "incidents.csv").write_text(TABLE, encoding="utf-8")
    found = sources.read(tmp_path / "incidents.csv", events)
    assert (len(found), found.problems) == (3, ())
    assert TABLE.splitlines()[1] in DOCS
