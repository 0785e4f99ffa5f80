"""Provinces: their codes, and the spellings that find them."""

import csv
import gzip
from pathlib import Path

import pytest
from shapely.geometry import Point

from sarhad.places import find_province, provinces
from sarhad.vocabulary import countries

COUNTS = {"AFG": 34, "PAK": 8, "IRN": 31, "TJK": 5, "UZB": 14, "TKM": 5, "KGZ": 8, "KAZ": 16}


@pytest.mark.parametrize(("iso3", "count"), COUNTS.items())
def test_each_country_has_its_provinces(iso3: str, count: int) -> None:
    found = provinces(iso3)
    assert len({province.name for province in found}) == len(found) == count
    codes = [province.code for province in found if province.code]
    assert len(set(codes)) == len(codes)
    assert all(code.startswith(countries().by_iso3(iso3).iso2 + "-") for code in codes)
    assert all(province.geometry.is_valid for province in found)


def test_a_country_without_provinces_has_none() -> None:
    assert provinces("RUS") == ()
    assert find_province("RUS", "Dagestan") is None


@pytest.mark.parametrize(
    ("iso3", "name", "found", "why"),
    [
        ("PAK", "Balochistan province", "Balochistan", "the word province"),
        ("AFG", "Hirat province", "Herat", "UCDP's spelling"),
        ("AFG", "HIRAT", "Herat", "any case"),
        ("AFG", "Sar-e Pul", "Sar-e Pol", "ISO's spelling"),
        ("AFG", "Province of Kabul", "Kabul", "the word before"),
        ("PAK", "Khyber Pakhtunkwa province", "Khyber Pakhtunkhwa", "UCDP's slip of the pen"),
        ("PAK", "Azad Jammu & Kashmir", "Azad Jammu and Kashmir", "an ampersand"),
        ("PAK", "Islamabad Capital territory", "Islamabad Capital Territory", "a name that ends in such a word"),
        ("TJK", "Leninobod region", "Sughd", "its former name"),
        ("TJK", "Dushanbe independent city", "Dushanbe", "two words of kind"),
        ("KGZ", "Jalal-Abad oblast", "Jalal-Abad", "a hyphen"),
        ("IRN", "Chahār Maḩāl va Bakhtīārī", "Chaharmahal and Bakhtiari", "accents"),
        ("UZB", "Tashkent Region", "Tashkent Region", "the region"),
        ("UZB", "Tashkent City", "Tashkent City", "the city"),
        ("UZB", "Tashkent", None, "the city or the region: no guess"),
        ("KAZ", "Almaty oblast", None, "likewise"),
        ("AFG", "Paktia", "Paktia", "not Paktika"),
        ("AFG", "Paktika province", "Paktika", "not Paktia"),
        ("AFG", "Balochistan", None, "another country's"),
        ("AFG", "province", None, "no name at all"),
        ("AFG", "", None, "nothing"),
    ],
)
def test_a_spelling_finds_its_province_or_none(iso3: str, name: str, found: str | None, why: str) -> None:
    province = find_province(iso3, name)
    assert (province.name if province else None) == found, why


@pytest.mark.parametrize(
    ("iso3", "name", "code", "longitude", "latitude", "town"),
    [
        ("AFG", "Panjshir", "AF-PAN", 69.52, 35.31, "Bazarak"),
        ("AFG", "Daykundi", "AF-DAY", 66.13, 33.72, "Nili"),
        ("AFG", "Parwan", "AF-PAR", 69.17, 35.01, "Charikar"),
        ("AFG", "Paktia", "AF-PIA", 69.22, 33.60, "Gardez"),
        ("AFG", "Paktika", "AF-PKA", 68.77, 33.18, "Sharana"),
        ("PAK", "Khyber Pakhtunkhwa", "", 71.58, 34.01, "Peshawar"),
        ("UZB", "Tashkent City", "UZ-TK", 69.24, 41.30, "Tashkent"),
    ],
)
def test_a_province_holds_its_capital(
    iso3: str, name: str, code: str, longitude: float, latitude: float, town: str
) -> None:
    province = find_province(iso3, name)
    assert province is not None
    assert province.code == code
    assert province.geometry.contains(Point(longitude, latitude)), town


def test_every_spelling_of_ucdp_is_found(ucdp: Path) -> None:
    spellings: set[tuple[str, str]] = set()
    files = [
        ("GEDEvent_v26_0_1.csv", "country", "adm_1"),
        ("ged-sample-1000.csv", "country", "adm_1"),
        ("aec-events.csv.gz", "location_root_name", "location_adm1_name"),
    ]
    for file, country, province in files:
        opened = gzip.open if file.endswith("gz") else open
        with opened(ucdp / file, "rt", encoding="utf-8-sig", newline="") as handle:
            for row in csv.DictReader(handle):
                iso3 = countries().iso3_of_name(row[country], "ucdp") or ""
                if iso3 in COUNTS and row[province]:
                    spellings.add((iso3, row[province]))
    assert len(spellings) > 65
    assert sorted(pair for pair in spellings if find_province(*pair) is None) == []
