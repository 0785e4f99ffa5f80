"""Files with any one value changed to any other: they are read, or refused with what is wrong; nothing else happens."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sarhad.actors.exchange import Imported, from_followthemoney, from_stix, to_followthemoney, to_stix
from sarhad.errors import InputError

from .contents import registry
from .test_stix_reading import FOREIGN, ident

ODD = [
    None,
    True,
    0,
    -1.5,
    "",
    " ",
    "x" * 500,
    "\x00\u202e",
    [],
    {},
    [[]],
    [{}],
    [5],
    {"a": 5},
    "2021-02-30",
    "AFG",
    "../../etc",
    "\ud800",
]
OWN = json.loads(to_stix(registry()))
THEIRS = {"type": "bundle", "id": ident("bundle", 1), "objects": FOREIGN}
LINES = [json.loads(line) for line in to_followthemoney(registry()).decode().splitlines()]
INSIDE = [{**line, "sarhad": json.loads(line["sarhad"])} for line in LINES]


def places(value: Any, at: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    """Every place in a document, the whole of it first."""
    inside = enumerate(value) if isinstance(value, list) else value.items() if isinstance(value, dict) else ()
    return [at, *(place for key, item in inside for place in places(item, (*at, key)))]


def changed(value: Any, at: tuple[str | int, ...], to: Any) -> Any:
    if not at:
        return to
    copy = list(value) if isinstance(value, list) else dict(value)
    copy[at[0]] = changed(value[at[0]], at[1:], to)
    return copy


def read(path: Path, text: str, how: Callable[[Path], Imported]) -> None:
    path.write_text(text, encoding="utf-8", errors="replace")
    with suppress(InputError):
        how(path).yaml()


@pytest.mark.parametrize("document", [OWN, THEIRS], ids=["our bundle", "theirs"])
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=150)
@given(data=st.data())
def test_a_damaged_bundle(tmp_path: Path, document: Any, data: st.DataObject) -> None:
    at = data.draw(st.sampled_from(places(document)))
    read(tmp_path / "b.json", json.dumps(changed(document, at, data.draw(st.sampled_from(ODD)))), from_stix)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=200)
@given(data=st.data())
def test_damaged_lines(tmp_path: Path, data: st.DataObject) -> None:
    at = data.draw(st.sampled_from(places(INSIDE)))
    lines = changed(INSIDE, at, data.draw(st.sampled_from(ODD)))
    packed = [
        {**line, "sarhad": json.dumps(line["sarhad"])} if isinstance(line, dict) and "sarhad" in line else line
        for line in (lines if isinstance(lines, list) else [lines])
    ]
    read(tmp_path / "b.jsonl", "".join(json.dumps(line) + "\n" for line in packed), from_followthemoney)
