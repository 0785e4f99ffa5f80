"""The names of states and their forces."""

from __future__ import annotations

import csv
import datetime as dt
from importlib.resources import files

import pytest

import sarhad.actors
from sarhad import vocabulary
from sarhad.actors.forces import country_named, forces, state_named


@pytest.mark.parametrize(
    ("name", "country", "years"),
    [
        ("Government of Pakistan", "PAK", (None, None)),
        ("Government of Russia (Soviet Union)", "RUS", (None, None)),
        ("Government of Zaire", "COD", (None, None)),
        ("Soviet Union", "RUS", (None, None)),
        ("Military Forces of Afghanistan (2004-2021)", "AFG", (2004, 2021)),
        ("Military Forces of Afghanistan (2021-)", "AFG", (2021, None)),
        ("Police Forces of Pakistan (2022-2024) Counter Terrorism Department", "PAK", (2022, 2024)),
        ("Afghan National Army", "AFG", (None, None)),
        ("turkish armed forces", "TUR", (None, None)),
    ],
)
def test_the_state_that_is_meant(name: str, country: str, years: tuple[int | None, int | None]) -> None:
    found = forces(name)
    assert found is not None
    assert (found.country, (found.start, found.end)) == (country, years)


@pytest.mark.parametrize(
    "name",
    ["Army of Islam", "Republic of Artsakh", "Mutiny of Military Forces of Mali (2020-)", "Kachin Army", "Kuki", "",
     "Government of Atlantis"],
)  # fmt: skip
def test_what_is_no_state(name: str) -> None:
    assert forces(name) is None


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("Military Forces of Afghanistan (2004-2021)", dt.date(2005, 1, 1)),
        ("Military Forces of Afghanistan (2021-)", dt.date(2022, 1, 1)),
        ("Military Forces of Mali (2020-2021)", dt.date(2021, 1, 1)),
    ],
)
def test_a_day_on_which_only_that_government_ruled(name: str, day: dt.date) -> None:
    found = forces(name)
    assert found is not None
    assert found.inside() == day


def test_only_a_government_without_a_qualification_stands_for_the_state() -> None:
    assert state_named("Government of Myanmar (Burma)") == "MMR"
    assert state_named("Government of Afghanistan (Islamic Republic)") is None
    assert state_named("Pakistan") is None
    assert country_named("the Philippines") == "PHL"


def test_every_demonym_is_of_a_country_and_of_one_only() -> None:
    text = (files(sarhad.actors) / "data" / "demonyms.csv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(text.splitlines()))
    assert all(row["iso3"] in vocabulary.countries() for row in rows)
    words = [word for row in rows for word in row["demonyms"].split("|")]
    assert len(set(words)) == len(words)
