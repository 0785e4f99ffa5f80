import datetime as dt

import pytest

from sarhad import sources
from sarhad.sources import ucdp_candidate, ucdp_ged


@pytest.mark.parametrize(
    ("version", "start", "end"),
    [("19.1", (1989, 1, 1), (2018, 12, 31)), ("26.1", (1989, 1, 1), (2025, 12, 31))],
)
def test_a_yearly_release_covers_the_world_from_1989_to_the_year_before(version, start, end):
    (block,) = ucdp_ged.coverage(sources.describe("ucdp-ged"), version)
    assert (block.start, block.end) == (dt.date(*start), dt.date(*end))
    assert (block.countries, block.lethal_only, block.status) == (None, True, "final")


@pytest.mark.parametrize(
    ("version", "start", "end", "expected"),
    [
        ("26.0.1", (2026, 1, 1), (2026, 1, 31), 500),
        ("24.0.2", (2024, 2, 1), (2024, 2, 29), 500),
        ("25.01.25.09", (2025, 1, 1), (2025, 9, 30), 4500),
    ],
)
def test_a_candidate_release_covers_its_months(version, start, end, expected):
    described = sources.describe("ucdp-candidate")
    (block,) = ucdp_candidate.coverage(described, version)
    assert (block.start, block.end, block.status) == (dt.date(*start), dt.date(*end), "candidate")
    assert ucdp_candidate.expected_rows(described, version) == expected


@pytest.mark.parametrize(
    ("version", "reason"),
    [
        ("unknown", "no version"),
        ("26.0.13", "there is no month 13"),
        ("25.09.25.01", "ends before it starts"),
        ("18.0.4", "before candidate events covered the world"),
    ],
)
def test_a_version_without_known_months_covers_nothing(version, reason):
    assert ucdp_candidate.coverage(sources.describe("ucdp-candidate"), version) == (), reason


def test_an_unknown_yearly_version_covers_nothing():
    assert ucdp_ged.coverage(sources.describe("ucdp-ged"), "unknown") == ()
