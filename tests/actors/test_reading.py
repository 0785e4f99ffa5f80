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


CLAIMED = """\
sources:
  page: {title: A Report, publisher: A Paper, date: 2015-03}
actors:
  - id: a
    name: A
    kind: armed-group
    names:
      - {text: B, language: und, source: page, date: 2014-06, confidence: low, asserted_by: A Ministry,
         former: true, renamed: 2014}
      - {text: C, language: en, source: page}
    relations:
      - {to: AFG, kind: claims-territory, start: 2014, basis: page, source: page}
      - {to: KAZ, kind: stance, stance: hostile, basis: perception, perceived_by: a, source: page}
    source: page
"""


def test_names_and_relations_are_claims(tmp_path: Path) -> None:
    registry = read_registry(write(tmp_path, CLAIMED))
    (a,) = registry.actors
    old, plain = a.names
    assert (old.says, str(old.stated), old.confidence, old.former, str(old.renamed), old.line) == (
        "A Ministry", "2014-06", "low", True, "2014", 8,
    )  # fmt: skip
    assert (plain.says, str(plain.stated), plain.confidence, plain.former) == ("A Paper", "2015-03", None, False)
    assert [name.text for name in registry.lineage.renamings("a")] == ["B"]
    territory, stance = registry.relations
    assert (territory.to, territory.to_a_country, registry.name("AFG"), territory.line) == (
        "AFG", True, "Afghanistan", 12,
    )  # fmt: skip
    assert (stance.stance, stance.basis, stance.perceived_by) == ("hostile", "perception", "a")
    assert (registry.file, a.line) == ("actors.yaml", 4)


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
        "affiliate-of, splinter-of, heir-of, replaces, ally-of, rival-of, fights, hosts, opposes, seen-as-partner-of, "
        "renamed-from, successor-of, merged-into, joined, member-of, claims-territory, stance",
    ),
    (
        "to: a, kind: fights, basis: data, source: ucdp, start: 2024, end: 2015",
        "actors.yaml, line 4, actors.0.relations.0: end is before start; exchange them",
    ),
    (
        "to: AFG, kind: fights, basis: data, source: ucdp",
        "actors.yaml, line 4, actors.0.relations.0: only claims-territory, hosts, opposes, stance can be to a country; "
        "write the id of an actor",
    ),
    (
        "to: XYZ, kind: hosts, basis: data, source: ucdp",
        'actors.yaml, line 4, actors.0.relations.0.to "XYZ": not an ISO 3166-1 alpha-3 country code; '
        "write AFG for Afghanistan",
    ),
    (
        "to: Afghanistan, kind: hosts, basis: data, source: ucdp",
        'actors.yaml, line 4, actors.0.relations.0.to "Afghanistan": neither the id of an actor nor a country code; '
        "write taliban, or AFG for Afghanistan",
    ),
    (
        "to: AFG, kind: stance, basis: data, source: ucdp",
        "actors.yaml, line 4, actors.0.relations.0: the kind stance and the field stance stand together; "
        "write kind: stance, stance: hostile",
    ),
    (
        "to: AFG, kind: stance, stance: Hostile!, basis: data, source: ucdp",
        'actors.yaml, line 4, actors.0.relations.0.stance "Hostile!": not a word; '
        "write hostile, neutral, tolerant or friendly",
    ),
    (
        "to: AFG, kind: hosts, basis: perception, source: ucdp",
        "actors.yaml, line 4, actors.0.relations.0: the basis perception and perceived_by stand together; "
        "write whose perception it is",
    ),
    (
        "to: AFG, kind: hosts, basis: perception, perceived_by: b, source: ucdp",
        'actors.yaml, line 4, actors.0.relations.0.perceived_by "b": no actor has this id; add it, or correct the id',
    ),
    (
        "to: AFG, kind: hosts, basis: rumour, source: ucdp",
        'actors.yaml, line 4, actors.0.relations.0.basis "rumour": no such basis of a relation; '
        "write one of data, page, author, perception",
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
        "names: [{text: B, language: en, source: ucdp, confidence: sure}]",
        'actors.yaml, line 4, actors.0.names.0.confidence "sure": no such confidence; write one of high, medium, low',
    ),
    (
        "names: [{text: B, language: en, source: ucdp, renamed: 2014}]",
        "actors.yaml, line 4, actors.0.names.0: a day of renaming on a name that is not former; "
        "write former: true, or take it out",
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
        '  actors.yaml, line 5 "two": the name "front" means one (line 4) and two at the same place and time; '
        "limit one of them with countries, from or until, or take it out",
        '  actors.yaml, line 5 "two": the UCDP id 7 means one (line 4) and two at the same place and time; '
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
