"""The registry of the world that ships, and the world behind a watch."""

from __future__ import annotations

import csv
import datetime as dt
import re
from importlib.resources import files
from pathlib import Path

import pytest

import sarhad.actors
from sarhad.actors import read_registry, read_ucdp_actors, world_registry
from sarhad.actors.folding import fold
from sarhad.actors.persons import named_after_persons
from sarhad.actors.ucdp_names import NAME_COLUMNS, clean
from sarhad.actors.world import TABLES

from .ucdp_rows import row, write

DATA = files(sarhad.actors) / "data"


def table(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader((DATA / f"ucdp_{name}.csv").read_text(encoding="utf-8").splitlines()))


def test_the_shipped_tables_are_whole() -> None:
    numbers = [int(r["number"]) for r in table("actors")]
    assert numbers == sorted(set(numbers))
    assert len(numbers) == 1_725
    for name, columns in TABLES.items():
        rows = table(name)
        assert tuple(rows[0]) == columns
        assert {int(r["number"]) for r in rows} <= set(numbers)
    assert {int(r["to"]) for r in table("relations")} <= set(numbers)
    assert all(re.fullmatch("[0-9a-f]{16}", r["digest"]) for r in table("hidden"))


def test_withheld_actors_have_a_number_and_a_kind_only() -> None:
    withheld = named_after_persons().withheld
    assert {int(r["number"]) for r in table("actors") if not r["name"]} == withheld
    assert not withheld & {int(r["number"]) for r in table("names")}
    for number in withheld:
        actor = world_registry().actor(f"ucdp-{number}")
        assert actor is not None
        assert (actor.name, actor.names) == (f"UCDP actor {number}", ())


def test_the_watch_withholds_no_more_than_the_world() -> None:
    own = read_registry(Path(str(files("sarhad"))) / "watches" / "central-asia" / "actors.yaml")
    assert own.withheld <= world_registry().withheld


def test_what_ships_is_what_the_reader_makes_of_the_release(ucdp: Path) -> None:
    read, shipped = read_ucdp_actors(ucdp / "ucdp-actor-221.csv"), world_registry()
    assert shipped.actors == read.actors
    assert shipped.relations == read.relations
    assert (shipped.withheld, shipped.hidden) == (read.withheld, read.hidden)


def test_no_withheld_name_is_written_anywhere(ucdp: Path) -> None:
    listed = named_after_persons()
    with (ucdp / "ucdp-actor-221.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    secret = set()
    for cells in rows:
        number = int(cells["ActorId"])
        columns = NAME_COLUMNS if number in listed.withheld else listed.not_read(number)
        secret |= {fold(clean(cells[column])) for column in columns}
    secret -= {""}
    assert len(secret) > 250
    kept = {key for key, _, _ in world_registry().names()}
    assert kept & secret == set()
    text = fold(" ".join((DATA / f"ucdp_{name}.csv").read_text(encoding="utf-8") for name in TABLES))
    long = {name for name in secret if len(name) > 12 and name in text}
    assert long <= {fold("Patriotic Movement for the Central African Republic")}


@pytest.mark.parametrize(
    ("name", "country", "actor", "reason"),
    [
        ("LRA", "UGA", "ucdp-488", "letters"),
        ("Lord's Resistance Army", None, "ucdp-488", "English"),
        ("UPC", "CMR", "ucdp-564", "three organisations by country"),
        ("UPC", "COD", "ucdp-1076", "three organisations by country"),
        ("UPC", "CAF", "ucdp-5999", "three organisations by country"),
        ("BRA", "PNG", "ucdp-328", "the same letters far away"),
        ("BRA", "PAK", "ucdp-289", "the same letters far away"),
        ("Government of Zimbabwe (Rhodesia)", "ZWE", "ucdp-101", "a state"),
        ("Government of Rhodesia", None, "ucdp-101", "its former name"),
        ("Луганская народная республика", "UKR", None, "two rows of UCDP for one: contested"),
        ("Civilians", "SDN", "ucdp-1", "not in the actor data set"),
        ("Nobody's Army", "SDN", None, "not there"),
    ],
)
def test_names_of_the_world(name: str, country: str | None, actor: str | None, reason: str) -> None:
    assert world_registry().resolve(name, country=country) == actor, reason


# ------------------------------------------------------------------------------------------- behind a watch

WATCH = """\
sources:
  ucdp: {title: UCDP Actor Dataset, publisher: UCDP}
actors:
  - {id: is, name: Islamic State, kind: armed-group, ucdp: [234], source: ucdp}
  - {id: branch, name: The Branch, kind: armed-group, ucdp: [{id: 234, countries: [AFG]}], source: ucdp}
  - {id: republic, name: Republic, kind: state, ucdp: [{id: 130, until: 2021-08-14}], source: ucdp}
  - {id: emirate, name: Emirate, kind: armed-group, ucdp: [{id: 130, from: 2021-08-15}], source: ucdp}
  - id: front
    name: Front
    kind: armed-group
    names: [{text: BRA, language: en, countries: [PAK], source: ucdp}]
    relations: [{to: is, kind: rival-of, basis: page, source: ucdp}]
    source: ucdp
"""


@pytest.fixture
def world(tmp_path: Path) -> sarhad.actors.Registry:
    return read_ucdp_actors(
        write(
            tmp_path / "world.csv",
            row(234, "IS", NameOrigFull="al-Dawla", NameOrigFullEng="Islamic State", GWNOLoc="645, 652, 700"),
            row(130, "Government of Afghanistan", Org="4"),
            row(217, "Darul Islam", NameOrigFullEng="Islamic State", GWNOLoc="850"),
            row(328, "BRA", NameOrigFullEng="Bougainville Army", GWNOLoc="910", Splinter=1, ActorIdPrev=234),
            row(289, "BRA", NameOrigFullEng="Baloch Army", GWNOLoc="770", JoinGroup=1, ActorIdGroup=130),
            row(6194, "Forces of Zqx Person", Splinter=1, ActorIdPrev=130),
        )
    )


@pytest.fixture
def both(tmp_path: Path, world: sarhad.actors.Registry) -> sarhad.actors.Registry:
    path = tmp_path / "actors.yaml"
    path.write_text(WATCH, encoding="utf-8")
    return read_registry(path).with_world(world)


MEANT = [
    ("IS", 234, "2020-01-01", "IRQ", "is", "the watch's actor has the number"),
    ("IS", 234, "2020-01-01", "AFG", "branch", "and its branch in its country"),
    ("IS", None, "2020-01-01", "IRQ", "is", "a name that only the world has is carried over"),
    ("al-Dawla", None, None, None, "is", "the original too"),
    ("Islamic State", None, None, "IDN", "is", "the watch's own name comes first, whatever the world says"),
    ("Government of Afghanistan", None, "2020-01-01", "AFG", "republic", "a name with the number's span"),
    ("Government of Afghanistan", None, "2022-01-01", "AFG", "emirate", "a name with the number's span"),
    ("Government of Afghanistan", 130, None, "AFG", None, "without a day nothing is guessed"),
    ("BRA", None, None, "PAK", "front", "in its country the watch's actor"),
    ("BRA", None, None, "PNG", "ucdp-328", "elsewhere the world's"),
    ("Baloch Army", 289, None, "PAK", "ucdp-289", "the rest of the world stays"),
    ("forces of zqx person", None, None, None, "ucdp-6194", "a name that is not written down"),
]


@pytest.mark.parametrize(("name", "number", "day", "country", "actor", "reason"), MEANT, ids=[m[5] for m in MEANT])
def test_the_watch_comes_first(
    both: sarhad.actors.Registry,
    name: str,
    number: int | None,
    day: str | None,
    country: str | None,
    actor: str | None,
    reason: str,
) -> None:
    on = dt.date.fromisoformat(day) if day else None
    assert both.resolve(name, source_id=number, on=on, country=country) == actor, reason


def test_the_reason_why_the_world_is_not_meant(both: sarhad.actors.Registry) -> None:
    told = [(m.actor, m.chosen, m.why) for m in both.candidates("BRA", country="PAK")]
    assert told == [
        ("front", True, "holds"),
        ("ucdp-289", False, "an actor of the watch itself comes first"),
        ("ucdp-328", False, "only in PNG"),
    ]


def test_relations_of_the_world_move_to_the_watch(both: sarhad.actors.Registry) -> None:
    assert [(r.actor, r.kind, r.to) for r in both.relations] == [
        ("front", "rival-of", "is"),
        ("ucdp-289", "joined", "republic"),
        ("ucdp-328", "splinter-of", "is"),
        ("ucdp-6194", "splinter-of", "republic"),
    ]


def test_what_the_watch_says_stays(both: sarhad.actors.Registry) -> None:
    assert [a.id for a in both if not a.id.startswith("ucdp-")] == ["is", "branch", "republic", "emirate", "front"]
    rest = ["ucdp-1", "ucdp-217", "ucdp-289", "ucdp-328", "ucdp-6194"]
    assert [a.id for a in both if a.id.startswith("ucdp-")] == rest
    assert [n.text for n in both.actor("branch").names] == []  # type: ignore[union-attr]
    assert both.withheld == {6194}
    assert both.behind == set(rest)
    assert list(both.ambiguities()) == []
