"""Every mistake of an `actors.yaml` is told with its line and the way out."""

from __future__ import annotations

from pathlib import Path

import pytest

from sarhad.actors import read_registry
from sarhad.errors import InputError

SOURCES = """\
sources:
  ucdp: {title: UCDP Actor Dataset, publisher: UCDP}
"""

GOOD = (
    SOURCES
    + """\
conventions: [One number is split by time.]
actors:
  - id: taliban
    name: Taliban
    kind: armed-group
    country: AFG
    founded: 1994
    ucdp: [303, {id: 130, from: 2021-08-15}]
    names:
      - {text: Taleban, language: en, source: ucdp actor 303}
      - {text: طالبان, language: fa, script: Arab, source: ucdp}
    relations:
      - {to: nrf, kind: fights, start: 2021-08, end: 2024, basis: data, source: ucdp dyad 16825, note: listed}
    source: ucdp actor 303
  - {id: nrf, name: National Resistance Front, kind: armed-group, source: ucdp actor 8114}
"""
)


def write(folder: Path, text: str | bytes) -> Path:
    path = folder / "actors.yaml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def test_everything_written_is_kept(tmp_path: Path) -> None:
    registry = read_registry(write(tmp_path, GOOD))
    taliban = registry.actor("taliban")
    assert taliban is not None
    assert (taliban.kind, taliban.country, str(taliban.founded), taliban.ucdp_ids) == (
        "armed-group",
        "AFG",
        "1994",
        (303, 130),
    )
    assert [(n.text, n.language, n.script) for n in taliban.names] == [("Taleban", "en", ""), ("طالبان", "fa", "Arab")]
    assert str(taliban.citation) == "UCDP Actor Dataset (UCDP): actor 303"
    (fight,) = registry.relations
    assert (fight.actor, fight.kind, fight.to, fight.basis, fight.note) == (
        "taliban",
        "fights",
        "nrf",
        "data",
        "listed",
    )
    assert (str(fight.start), str(fight.end)) == ("2021-08-01", "2024-12-31")
    assert registry.conventions == ("One number is split by time.",)


def test_a_byte_order_mark_is_passed_over(tmp_path: Path) -> None:
    assert len(read_registry(write(tmp_path, b"\xef\xbb\xbf" + GOOD.encode()))) == 2


ENTRY = SOURCES + "actors:\n  - {id: a, name: A, kind: state, source: ucdp, %s}\n"

ONE_MISTAKE = [
    (
        "kind: fights, basis: data, source: ucdp",
        "actors.yaml, line 4, actors.0.relations.0.to: this value is missing; add it",
    ),
    (
        "to: b, kind: fights, basis: data, source: ucdp",
        'actors.yaml, line 4, actors.0.relations.0.to "b": no actor has this id; add it, or correct the id',
    ),
    (
        "to: a, kind: fights, basis: data, source: ucdp",
        'actors.yaml, line 4, actors.0.relations.0.to "a": an actor has no relation to itself; '
        "put former names under names",
    ),
    (
        "to: a, kind: hates, basis: data, source: ucdp",
        'actors.yaml, line 4, actors.0.relations.0.kind "hates": no such kind of relation; write one of branch-of, '
        "affiliate-of, splinter-of, heir-of, replaces, ally-of, rival-of, fights, hosts, opposes, seen-as-partner-of",
    ),
    (
        "to: a, kind: fights, basis: data, source: ucdp, start: 2024, end: 2015",
        "actors.yaml, line 4, actors.0.relations.0: end is before start; exchange them",
    ),
    (
        "to: a, kind: fights, basis: data, source: ucdp, start: soon",
        'actors.yaml, line 4, actors.0.relations.0.start "soon": not a date; write 2021-08-15, 2021-08 or 2021',
    ),
]


@pytest.mark.parametrize(("entry", "message"), ONE_MISTAKE)
def test_mistakes_of_relations(tmp_path: Path, entry: str, message: str) -> None:
    with pytest.raises(InputError) as raised:
        read_registry(write(tmp_path, ENTRY % f"relations: [{{{entry}}}]"))
    assert str(raised.value.problems[0]) == message


FIELDS = [
    (
        "country: XYZ",
        'actors.yaml, line 4, actors.0.country "XYZ": not an ISO 3166-1 alpha-3 country code; '
        "write AFG for Afghanistan",
    ),
    (
        "nickname: B",
        'actors.yaml, line 4, actors.0.nickname "B": nothing of this name is known here; '
        "check the spelling, or take it out",
    ),
    (
        "founded: 2021-02-30",
        'actors.yaml, line 4, actors.0.founded "2021-02-30": no such day in the calendar; '
        "write 2021-08-15, 2021-08 or 2021",
    ),
    (
        "ucdp: [{id: 130, from: 2022-01-01, until: 2021-01-01}]",
        "actors.yaml, line 4, actors.0.ucdp.0: until is before from; exchange them",
    ),
    (
        "ucdp: [{id: 130, from: 2022}]",
        'actors.yaml, line 4, actors.0.ucdp.0.from "2022": not a day; write 2021-08-15',
    ),
    (
        "names: [{text: B, language: english, source: ucdp}]",
        'actors.yaml, line 4, actors.0.names.0.language "english": not an ISO 639 code of a language; write en, fa, tg',
    ),
    (
        "names: [{text: B, language: en, source: press page 3}]",
        'actors.yaml, line 4, actors.0.names.0.source "press": no source of this key is listed under sources; '
        "list it there; a citation is the key, then where in it: ucdp-actors row 234",
    ),
]


@pytest.mark.parametrize(("field", "message"), FIELDS)
def test_mistakes_of_fields(tmp_path: Path, field: str, message: str) -> None:
    with pytest.raises(InputError) as raised:
        read_registry(write(tmp_path, ENTRY % field))
    assert [str(problem) for problem in raised.value.problems] == [message]


def test_all_mistakes_are_told_together_in_order_of_lines(tmp_path: Path) -> None:
    text = (
        SOURCES
        + """\
actors:
  - {id: one, name: Front, kind: armed-group, ucdp: [7], source: ucdp}
  - {id: two, name: FRONT, kind: armed-group, ucdp: [7], source: ucdp}
  - {id: one, name: Other, kind: armed-group, source: missing}
"""
    )
    with pytest.raises(InputError) as raised:
        read_registry(write(tmp_path, text))
    assert str(raised.value).splitlines() == [
        "4 mistakes in actors.yaml; no actor was read",
        '  actors.yaml, line 5, actors.1 "two": the name "front" means one and two at the same place and time; '
        "limit one of them with countries, from or until, or take it out",
        '  actors.yaml, line 5, actors.1 "two": the UCDP id 7 means one and two at the same place and time; '
        "limit one of them with countries, from or until, or take it out",
        '  actors.yaml, line 6, actors.2.id "one": this id is already taken on line 4; give each actor its own',
        '  actors.yaml, line 6, actors.2.source "missing": no source of this key is listed under sources; '
        "list it there; a citation is the key, then where in it: ucdp-actors row 234",
    ]


WHOLE_FILE = [
    (b"actors: [\n", "actors.yaml, line 2 is not YAML that can be read: did not find expected node content"),
    (b"\xff\xfeactors", "actors.yaml is not UTF-8 text: invalid start byte"),
    (
        b"a: &x [1]\nb: *x\n",
        "actors.yaml, line 2 is not YAML that can be read: an alias (*name) is not read here; write the value out",
    ),
    (
        b"!!python/object/apply:os.getcwd []\n",
        "actors.yaml, line 1 is not YAML that can be read: could not determine a constructor for the tag "
        "'tag:yaml.org,2002:python/object/apply:os.getcwd'",
    ),
    (b"", "1 mistake in actors.yaml; no actor was read"),
    (b"[]", "1 mistake in actors.yaml; no actor was read"),
    (b"[" * 50_000 + b"]" * 50_000, "actors.yaml, line 1 is not YAML that can be read: nested deeper than 50 lists"),
]


@pytest.mark.parametrize(("content", "message"), WHOLE_FILE)
def test_files_that_cannot_be_read_at_all(tmp_path: Path, content: bytes, message: str) -> None:
    with pytest.raises(InputError) as raised:
        read_registry(write(tmp_path, content))
    assert str(raised.value).splitlines()[0] == message


def test_a_key_that_stands_twice_is_not_silently_lost(tmp_path: Path) -> None:
    text = SOURCES + "actors:\n  - id: a\n    name: A\n    name: B\n    kind: state\n    source: ucdp\n"
    with pytest.raises(InputError) as raised:
        read_registry(write(tmp_path, text))
    assert [str(p) for p in raised.value.problems] == [
        'actors.yaml, line 6 "name": this key stands twice in one entry; keep one of the two'
    ]


def test_no_such_file(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no actors file"):
        read_registry(tmp_path / "actors.yaml")
