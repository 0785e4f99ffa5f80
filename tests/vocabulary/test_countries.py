"""Countries: codes, dated Gleditsch-Ward numbers, and the names that data writers use."""

import csv
import gzip
import json
from datetime import date
from pathlib import Path

import pytest

from sarhad.errors import InputError
from sarhad.vocabulary import Countries, Country, countries, fold


@pytest.mark.parametrize(
    ("name", "iso3", "why"),
    [
        ("Afghanistan", "AFG", "the plain case"),
        ("Myanmar (Burma)", "MMR", "UCDP adds the former name"),
        ("Russia (Soviet Union)", "RUS", "the successor keeps the number"),
        ("Yemen (North Yemen)", "YEM", "UCDP's name after unification too"),
        ("Yemen (South Yemen)", "YMD", "a former state has its withdrawn code"),
        ("DR Congo (Zaire)", "COD", "not Congo"),
        ("Congo", "COG", "UCDP's own spelling decides although the word means two countries"),
        ("Serbia (Yugoslavia)", "SRB", "UCDP keeps one name from 1989 on"),
        ("Kosovo", "XKX", "no ISO 3166-1 code: user-assigned"),
        ("Macedonia, FYR", "MKD", "before the change of name"),
        ("North Macedonia", "MKD", "after it"),
        ("Antigua & Barbuda", "ATG", "an ampersand"),
        ("antigua and barbuda", "ATG", "the same in words and lower case"),
        ("German Democratic Republic", "DDR", "a former state"),
        ("Czechoslovakia", "CSK", "a former state with two successors"),
        ("Atlantis", None, "no country"),
        ("", None, "nothing"),
    ],
)
def test_iso3_of_names_that_ucdp_writes(name: str, iso3: str | None, why: str) -> None:
    assert countries().iso3_of_name(name, writer="ucdp") == iso3, why


@pytest.mark.parametrize(
    ("name", "writer", "iso3"),
    [
        ("eSwatini", "acled", "SWZ"),
        ("Democratic Republic of Congo", "acled", "COD"),
        ("Republic of Congo", "acled", "COG"),
        ("Palestine", "acled", "PSE"),
        ("Vietnam, Republic Of", "gdelt", "VNM"),
        ("Bahamas, The", "gdelt", "BHS"),
        ("Türkiye", None, "TUR"),
        ("Côte d’Ivoire", None, "CIV"),
        ("Iran, Islamic Republic of", "iso", "IRN"),
        ("Russia (Soviet Union)", "acled", "RUS"),
        ("Congo", None, None),
    ],
    ids=lambda value: str(value),
)
def test_iso3_of_names_of_other_writers(name: str, writer: str | None, iso3: str | None) -> None:
    assert countries().iso3_of_name(name, writer) == iso3  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("number", "on", "iso3", "why"),
    [
        (365, None, "RUS", "no day: the span in force"),
        (260, date(1989, 6, 1), "DEU", "the Federal Republic before 1990"),
        (265, date(1990, 10, 2), "DDR", "its last day"),
        (265, date(1990, 10, 3), None, "the day after"),
        (626, date(2011, 7, 8), None, "the day before South Sudan"),
        (626, date(2011, 7, 9), "SSD", "its first day"),
        (345, date(2006, 6, 4), "SRB", "Yugoslavia's last day in the list"),
        (345, date(2020, 1, 1), "SRB", "UCDP keeps the number for Serbia"),
        (340, date(2020, 1, 1), "SRB", "the list's own number for Serbia"),
        (680, None, "YMD", "a former state without a day"),
        (55, date(1990, 1, 1), "GRD", "a microstate, in UCDP only"),
        (999, None, None, "no state"),
    ],
)
def test_iso3_of_gleditsch_ward_numbers(number: int, on: date | None, iso3: str | None, why: str) -> None:
    assert countries().iso3_of_gw(number, on) == iso3, why


@pytest.mark.parametrize(
    ("iso3", "on", "number"),
    [
        ("AFG", None, 700),
        ("AFG", date(1900, 1, 1), None),
        ("SRB", None, 340),
        ("SRB", date(2000, 1, 1), 345),
        ("DEU", date(1930, 1, 1), 255),
        ("DEU", date(2020, 1, 1), 260),
        ("VNM", None, 816),
        ("GRL", None, None),
        ("QQQ", None, None),
    ],
)
def test_gleditsch_ward_number_of_a_country(iso3: str, on: date | None, number: int | None) -> None:
    assert countries().gw_of_iso3(iso3, on) == number


def test_a_country_has_its_codes() -> None:
    kazakhstan = countries().by_iso3("KAZ")
    assert (kazakhstan.iso2, kazakhstan.iso_numeric, kazakhstan.fips) == ("KZ", 398, "KZ")
    assert [(span.number, span.start, span.end) for span in kazakhstan.gw] == [(705, date(1991, 12, 16), None)]
    assert kazakhstan.names["ucdp"] == ("Kazakhstan",)


@pytest.mark.parametrize(
    ("iso3", "status", "numeric"), [("XKX", "user-assigned", None), ("CSK", "former", 200), ("AFG", "assigned", 4)]
)
def test_the_status_of_a_code(iso3: str, status: str, numeric: int | None) -> None:
    assert (countries().by_iso3(iso3).status, countries().by_iso3(iso3).iso_numeric) == (status, numeric)


def test_lookups_by_numeric_and_fips_code() -> None:
    assert [countries().iso3_of_numeric(n) for n in (762, 0)] == ["TJK", None]
    assert [countries().iso3_of_fips(f) for f in ("TI", "RS", "")] == ["TJK", "RUS", None]


def test_an_unknown_code_is_told_with_the_way_out() -> None:
    with pytest.raises(InputError) as caught:
        countries().by_iso3("AF")
    assert str(caught.value) == '"AF" is not an ISO 3166-1 alpha-3 country code\n  do: write it as in "AFG"'


def test_the_table_is_whole() -> None:
    every = list(countries())
    assert sum(country.status == "assigned" for country in every) == 249  # ISO 3166-1's officially assigned codes
    assert len({country.iso3 for country in every}) == len(every) == len(countries())
    assert len({country.iso2 for country in every}) == len(every)
    assert all(country.name == country.name.strip() != "" for country in every)


def test_a_number_is_one_country_on_any_day() -> None:
    spans = [(span, country.iso3) for country in countries() for span in country.gw]
    for span, iso3 in spans:
        if span.start:
            holders = {other for s, other in spans if s.number == span.number and s.holds(span.start)}
            assert holders == {iso3}, span


def test_two_countries_with_one_name_give_none() -> None:
    pair = tuple(Country(c, c[:2], None, "Congo", "", "assigned", (), {}) for c in ("COD", "COG"))
    assert Countries(pair).iso3_of_name("Congo") is None


def test_fold_makes_spellings_equal() -> None:
    assert fold("São Tomé & Príncipe") == fold("sao tome AND principe") == "sao tome and principe"
    assert fold("Timor-Leste") == fold("Timor Leste")


def ucdp_names(data_dir: Path) -> dict[str, int | None]:
    """Every country name in the UCDP files, with its number where the file gives one."""
    found: dict[str, int | None] = {}
    folder = data_dir / "ucdp"
    columns = {
        "organizedviolencecy_v25_1.csv": ("country_cy", "country_id_cy"),
        "GEDEvent_v26_0_1.csv": ("country", "country_id"),
        "ged-sample-1000.csv": ("country", "country_id"),
        "ged-afghanistan-2020.csv": ("country", ""),
        "aec-events.csv.gz": ("location_root_name", ""),
    }
    for file, (name, number) in columns.items():
        opened = gzip.open if file.endswith("gz") else open
        with opened(folder / file, "rt", encoding="utf-8-sig", newline="") as handle:
            for row in csv.DictReader(handle):
                found.setdefault(row[name], int(float(row[number])) if number else None)
    central_africa = json.loads((folder / "ged-23.1-central-african-republic.geojson").read_text())
    for feature in central_africa["features"]:
        found.setdefault(feature["properties"]["country"], feature["properties"]["country_id"])
    return found


def test_every_ucdp_country_name_resolves(data_dir: Path) -> None:
    names = ucdp_names(data_dir)
    assert len(names) > 190
    assert [name for name in names if countries().iso3_of_name(name, "ucdp") is None] == []
    by_number = {name: countries().iso3_of_gw(number) for name, number in names.items() if number}
    assert {name: iso3 for name, iso3 in by_number.items() if countries().iso3_of_name(name, "ucdp") != iso3} == {}


def test_states_start_in_the_year_in_which_ucdp_starts_them(data_dir: Path) -> None:
    first: dict[int, int] = {}
    with (data_dir / "ucdp" / "organizedviolencecy_v25_1.csv").open(encoding="utf-8-sig", newline="") as handle:
        for row in csv.DictReader(handle):
            number, year = int(row["country_id_cy"]), int(row["year_cy"])
            assert countries().iso3_of_gw(number, date(year, 12, 31)) or countries().iso3_of_gw(
                number, date(year, 1, 1)
            )
            first[number] = min(year, first.get(number, year))
    later = {number: year for number, year in first.items() if year > 1989}
    starts = {
        span.number: span.start.year for country in countries() for span in country.gw if span.start and not span.end
    }
    assert {number for number, year in later.items() if starts.get(number) != year} == {986}  # Palau: no date at hand
    assert len(later) > 25
