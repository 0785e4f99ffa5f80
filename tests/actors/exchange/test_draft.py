from __future__ import annotations

import json
from pathlib import Path

import pytest

from sarhad.actors import read_registry
from sarhad.actors.exchange import from_followthemoney, from_stix, to_followthemoney, to_stix
from sarhad.actors.exchange.draft import LONGEST_ID, Draft, printable

from .contents import registry
from .test_stix_reading import CREW, ident


@pytest.mark.parametrize(
    ("name", "made", "why"),
    [
        ("Night Heron", "night-heron", "words"),
        ("Jamāʿat al-Aḥrār", "jamaat-al-ahrar", "accents fold, other marks go"),
        ("Ночная цапля", "actor-", "nothing is left of another script"),
        ("x" * 80, "x" * LONGEST_ID, "cut"),
    ],
)
def test_an_id_from_a_name(name: str, made: str, why: str) -> None:
    assert Draft("a.json").free_id(name, "id-1").startswith(made), why


def test_no_id_is_given_twice() -> None:
    draft = Draft("a.json")
    draft.keep_id("front")
    ids = ["front", draft.free_id("Front", "1"), draft.free_id("Front", "2"), draft.free_id("Фронт", "3")]
    assert len(set(ids)) == 4
    assert all(len(actor_id) <= LONGEST_ID for actor_id in ids)


def test_a_word_of_a_file_does_nothing_on_a_terminal() -> None:
    assert printable("a\x1b[31m\n\u202eb") == "a\ufffd[31m\ufffd\ufffdb"


def test_an_odd_type_cannot_break_out_of_a_comment(tmp_path: Path) -> None:
    odd = {"type": "x\nconventions: [Taken over]\u2028actors: []\x00", "id": ident("x", 9)}
    path = tmp_path / "bundle.json"
    path.write_text(json.dumps({"type": "bundle", "id": ident("bundle", 1), "objects": [CREW, odd]}), encoding="utf-8")
    written = tmp_path / "actors.yaml"
    written.write_text(from_stix(path).yaml("From a file\nconventions: [Taken over]"), encoding="utf-8")
    read = read_registry(written)
    assert (read.conventions, len(read)) == ((), 1)


def test_an_actor_of_another_system_does_not_take_an_id_of_our_own(tmp_path: Path) -> None:
    """Although it stands before it in the file."""
    theirs = CREW | {"name": "Front"}
    bundle = json.loads(to_stix(registry()))
    bundle["objects"].insert(0, theirs)
    path = tmp_path / "bundle.json"
    path.write_text(json.dumps(bundle), encoding="utf-8")
    done = from_stix(path).registry
    assert done.actor("front") == registry().actor("front")
    assert len(done) == len(registry()) + 1
    line = json.dumps({"id": "NK-1", "schema": "Company", "properties": {"name": ["Front"]}}) + "\n"
    path.write_text(line + to_followthemoney(registry()).decode(), encoding="utf-8")
    done = from_followthemoney(path).registry
    assert done.actor("front") == registry().actor("front")
    assert len(done) == len(registry()) + 1
