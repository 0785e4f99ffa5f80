"""UCDP's actor data set, read as it is published: what is kept, what is told, what is refused."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import pytest

from sarhad.actors import Registry, read_ucdp_actors
from sarhad.actors.folding import fold
from sarhad.errors import InputError

from .ucdp_rows import COLUMNS, row, write


def read(folder: Path, *rows: dict[str, str]) -> Registry:
    return read_ucdp_actors(write(folder / "ucdp-actor-221.csv", *rows))


def test_a_row_becomes_an_actor(tmp_path: Path) -> None:
    registry = read(
        tmp_path,
        row(303, "Taleban", GWNOLoc="700, 770", Location="Afghanistan, Pakistan"),
        row(309, "PJAK", NameOrigFull="Partî", NameOrigFullEng="Free Life Party", GWNOLoc="630"),
        row(142, "Government of Pakistan", Org="4", GWNOLoc="770, 700"),
        row(607, "Fulani", Org="3", GWNOLoc="475"),
    )
    assert registry.problems == ()
    told = [(a.id, a.name, a.kind, a.country, a.active_in, a.ucdp_ids) for a in registry]
    assert told == [
        ("ucdp-1", "Civilians", "civilians", None, (), (1,)),
        ("ucdp-142", "Government of Pakistan", "state", "PAK", ("AFG", "PAK"), (142,)),
        ("ucdp-303", "Taleban", "armed-group", None, ("AFG", "PAK"), (303,)),
        ("ucdp-309", "PJAK", "armed-group", "IRN", ("IRN",), (309,)),
        ("ucdp-607", "Fulani", "communal", "NGA", ("NGA",), (607,)),
    ]
    pjak = registry.actor("ucdp-309")
    assert pjak is not None
    assert str(pjak.citation) == ("UCDP Actor Dataset, version 22.1 (Uppsala Conflict Data Program): actor 309, row 2")
    assert [(n.text, n.language) for n in pjak.names] == [("PJAK", "und"), ("Partî", "und"), ("Free Life Party", "en")]
    assert registry.resolve("free life party") == "ucdp-309"
    assert registry.resolve("anything", source_id=303) == "ucdp-303"


def test_splits_alliances_and_joins_are_relations_without_dates(tmp_path: Path) -> None:
    registry = read(
        tmp_path,
        row(1, "Parent"),
        row(2, "Other"),
        row(3, "Group", Splinter=1, ActorIdPrev="1, 2", SplitTemp=1, ActorIdSplitTemp=1, Alliance=1,
            ActorIdAlliance=2, JoinGroup=1, ActorIdGroup="1"),
    )  # fmt: skip
    assert [(r.actor, r.kind, r.to, r.note, r.basis, r.starts) for r in registry.relations] == [
        ("ucdp-3", "splinter-of", "ucdp-1", "", "data", None),
        ("ucdp-3", "splinter-of", "ucdp-2", "", "data", None),
        ("ucdp-3", "splinter-of", "ucdp-1", "a temporary split, as UCDP codes it", "data", None),
        ("ucdp-3", "member-of", "ucdp-2", "", "data", None),
        ("ucdp-3", "joined", "ucdp-1", "", "data", None),
    ]
    assert len(registry) == 3  # a row of number 1 stands for itself


def test_a_name_of_several_means_each_where_it_was_active(tmp_path: Path) -> None:
    registry = read(
        tmp_path,
        row(20, "UPC", NameOrigFullEng="One", GWNOLoc="471"),
        row(21, "UPC", NameOrigFullEng="Two", GWNOLoc="490"),
        row(22, "NLA", NameOrigFullEng="Three", GWNOLoc="700"),
        row(23, "NLA", NameOrigFullEng="Four", GWNOLoc="700"),
    )
    assert registry.resolve("UPC", country="CMR") == "ucdp-20"
    assert registry.resolve("UPC", country="COD") == "ucdp-21"
    assert registry.resolve("UPC", country="FRA") is None
    assert registry.resolve("One", country="FRA") == "ucdp-20"
    assert registry.resolve("NLA", country="AFG") is None
    assert [(m.actor, m.why) for m in registry.candidates("NLA", country="AFG")] == [
        ("ucdp-22", "contested: it means ucdp-23 at the same place and time"),
        ("ucdp-23", "contested: it means ucdp-22 at the same place and time"),
    ]


def test_an_organisation_named_after_a_person_is_a_number(tmp_path: Path) -> None:
    registry = read(
        tmp_path,
        row(6194, "Forces of Zqx Person"),
        row(6252, "High Council", NameOrig="Zqx Person faction", NameOrigFullEng="Zqx Person faction"),
        row(99001, "Front - Zqx Person faction"),
        row(99002, "Army of the North"),
    )  # fmt: skip
    assert [(a.name, [n.text for n in a.names]) for a in registry][1:] == [
        ("UCDP actor 6194", []),
        ("High Council", ["High Council"]),
        ("UCDP actor 99001", []),
        ("Army of the North", ["Army of the North"]),
    ]
    assert registry.withheld == {6194, 99001}
    assert [p.kind for p in registry.problems] == ["person-perhaps"]
    assert registry.resolve("Forces of Zqx Person") == "ucdp-6194"
    assert registry.shown("forces of ZQX person", None) == "UCDP actor 6194"
    assert registry.shown("Zqx Person faction", None) == "High Council"
    assert registry.shown("High Council", None) == "High Council"
    assert registry.shown("whatever", "6194") == "UCDP actor 6194"
    assert "Zqx" not in f"{registry.actors} {registry.relations} {registry.hidden} {registry.problems}"


TOLD = [
    ([row("x", "A")], 'row 2, ActorId "x": not an actor of UCDP: a number and a name are needed (record left out)'),
    ([row(7, " ")], 'row 2, ActorId "7": not an actor of UCDP: a number and a name are needed (record left out)'),
    (
        [row("9" * 5000, "A")],
        f'row 2, ActorId "{"9" * 79}…": not an actor of UCDP: a number and a name are needed (record left out)',
    ),
    ([row(7, "A", GWNOLoc="٧٠٠")], 'row 2, GWNOLoc "٧٠٠": no country has this number (value left out)'),
    ([row(5, "B")], 'row 2, ActorId "5": this actor has a row already (record left out)'),
    ([row(7, "A", Org="9")], 'row 2, Org "9": no kind of organisation that is known (value left out)'),
    ([row(7, "A", GWNOLoc="9999")], 'row 2, GWNOLoc "9999": no country has this number (value left out)'),
    (
        [row(7, "A", Splinter=1, ActorIdPrev=7)],
        'row 2, ActorIdPrev "7": an actor has no relation to itself (value left out)',
    ),
    ([row(7, "A", Splinter=1, ActorIdPrev=8)], 'row 2 "8": a relation to an actor that has no row (value left out)'),
    (
        [row(7, "A", JoinGroup=1, ActorIdGroup="IS")],
        'row 2, ActorIdGroup "IS": not the number of an actor (value left out)',
    ),
    ([row(7, "A", Alliance=1)], "row 2, ActorIdAlliance: Alliance and ActorIdAlliance do not agree (value left out)"),
    (
        [row(7, "A", NameChange=1, NewName="B, A", NewNameFullEng="One, Two, Three")],
        'row 2, NewName "B, A": the lists of new names do not run parallel (value left out)',
    ),
]  # fmt: skip


@pytest.mark.parametrize(("rows", "message"), TOLD, ids=[case[1][:40] for case in TOLD])
def test_what_is_odd_in_a_row_is_told(tmp_path: Path, rows: list[dict[str, str]], message: str) -> None:
    registry = read(tmp_path, row(5, "First"), *rows)
    assert [str(p) for p in registry.problems] == [f"ucdp-actor-221.csv, {message}"]
    assert "ucdp-5" in registry


def test_circles_are_told_and_kept(tmp_path: Path) -> None:
    registry = read(tmp_path, row(5, "A", Splinter=1, ActorIdPrev=6), row(6, "B", Splinter=1, ActorIdPrev=5))
    (problem,) = registry.problems
    assert problem.what == "a circle in the lineage: ucdp-5 splinter-of ucdp-6, ucdp-6 splinter-of ucdp-5"
    assert len(registry.relations) == 2


def test_columns_that_come_are_told_and_columns_that_go_stop_the_reading(tmp_path: Path) -> None:
    more = write(tmp_path / "more.csv", {**row(5, "A"), "Ideology": "x"}, columns=(*COLUMNS, "Ideology"))
    assert [str(p) for p in read_ucdp_actors(more).problems] == [
        "more.csv, Ideology: the column is unknown and was not read; "
        "compare with the codebook of the release; it may be new"
    ]
    renamed = tuple("Organisation" if c == "Org" else c for c in COLUMNS if c != "GWNOLoc")
    with pytest.raises(InputError) as raised:
        read_ucdp_actors(write(tmp_path / "less.csv", row(5, "A"), columns=renamed))
    assert str(raised.value).splitlines() == [
        "2 columns are missing in less.csv; no actor was read",
        "  less.csv, Org: the column is missing; give UCDP's actor data set as its publisher writes it",
        "  less.csv, GWNOLoc: the column is missing; give UCDP's actor data set as its publisher writes it",
    ]


def test_a_newer_release_in_another_encoding(tmp_path: Path) -> None:
    path = write(tmp_path / "ucdp-actor-261.csv", row(5, "Présence", Version="26.1"), encoding="cp1252")
    registry = read_ucdp_actors(path)
    assert registry.resolve("presence") == "ucdp-5"
    assert registry.sources["ucdp-actors"].title == "UCDP Actor Dataset, version 26.1"
    assert [p.kind for p in registry.problems] == ["encoding"]


def test_numbers_as_a_spreadsheet_leaves_them(tmp_path: Path) -> None:
    registry = read(tmp_path, row("5.0", "A"), row("6.0", "B", GWNOLoc="700.0", Splinter="1.0", ActorIdPrev="5.0"))
    assert registry.problems == ()
    assert [(r.actor, r.to) for r in registry.relations] == [("ucdp-6", "ucdp-5")]
    assert registry.actor("ucdp-6").country == "AFG"  # type: ignore[union-attr]


def test_a_zip_as_it_was_downloaded(tmp_path: Path) -> None:
    plain = write(tmp_path / "ucdp-actor-221.csv", row(5, "A"))
    with zipfile.ZipFile(tmp_path / "ucdp-actor-221-csv.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write(plain, plain.name)
    assert read_ucdp_actors(tmp_path / "ucdp-actor-221-csv.zip").actors == read_ucdp_actors(plain).actors


def test_zips_that_cannot_be_meant(tmp_path: Path) -> None:
    path = tmp_path / "some.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.csv", "x")
        archive.writestr("b.csv", "x")
    with pytest.raises(InputError, match="holds 2 CSV files, one is expected"):
        read_ucdp_actors(path)
    path.write_bytes(path.read_bytes()[:60])
    with pytest.raises(InputError, match="not a zip that can be read"):
        read_ucdp_actors(path)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.csv", "x" * 60_000_000)
    with pytest.raises(InputError, match="larger than 50,000,000 bytes"):
        read_ucdp_actors(path)


def test_several_versions_in_one_file_are_told(tmp_path: Path) -> None:
    registry = read(tmp_path, row(5, "A"), row(6, "B", Version="23.1"))
    assert [p.what for p in registry.problems] == ["one version is expected, found 22.1, 23.1"]


UNREADABLE = [
    (b"\x81\x8d\n", "neither UTF-8 nor Windows-1252"),
    (b"a,b\n1,2\n", "columns are missing"),
]


@pytest.mark.parametrize(("content", "message"), UNREADABLE)
def test_files_that_are_something_else(tmp_path: Path, content: bytes, message: str) -> None:
    path = tmp_path / "actors.csv"
    path.write_bytes(content)
    with pytest.raises(InputError, match=message):
        read_ucdp_actors(path)


def test_no_file_and_no_rows(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="does not exist"):
        read_ucdp_actors(tmp_path / "absent.csv")
    with pytest.raises(InputError, match="holds no actor"):
        read_ucdp_actors(write(tmp_path / "empty.csv"))


def test_the_whole_of_version_22_1(ucdp: Path) -> None:
    registry = read_ucdp_actors(ucdp / "ucdp-actor-221.csv")
    assert len(registry) == 1_725 + 1
    assert len(registry.relations) == 460
    assert {p.kind for p in registry.problems} == {"self-relation", "names-not-paired", "no-such-actor"}
    assert len(registry.problems) == 6
    assert registry.resolve("Government of Yugoslavia") == "ucdp-49"
    assert [a.id for a in registry if a.kind == "state" and a.country is None] == []


def test_no_kept_name_looks_like_that_of_a_person(ucdp: Path) -> None:
    """Titles of persons stand in no name that is kept."""
    kept = read_ucdp_actors(ucdp / "ucdp-actor-221.csv")
    titles = re.compile(
        r"\b(mullah?|sheikh|general (?!command|people)|colonel|commander|hadji|maulana|abu (?!sayyaf))\b"
    )
    found = {a.id: n.text for a in kept for n in a.names if titles.search(fold(n.text))}
    assert found == {}
