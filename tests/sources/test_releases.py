import datetime as dt

import pytest

from sarhad.sources import describe, names
from sarhad.sources.readers import READERS
from sarhad.sources.releases import gathered, monthly, yearly

GED, CANDIDATE = describe("ucdp-ged"), describe("ucdp-candidate")


def test_the_newest_yearly_release_is_this_years_or_the_last():
    releases = yearly(GED, dt.date(2026, 11, 26))
    assert [r.version for r in releases] == ["26.1", "25.1"]
    assert releases[0].url == "https://ucdp.uu.se/downloads/ged/ged261-csv.zip"
    assert (releases[0].file, releases[0].last) == ("ged261-csv.zip", dt.date(2025, 12, 1))


@pytest.mark.parametrize(
    ("after", "today", "versions", "reason"),
    [
        ((2025, 12, 31), (2026, 1, 31), [], "January is not over"),
        ((2025, 12, 31), (2026, 2, 1), ["26.0.1"], "January is over"),
        ((2025, 11, 30), (2026, 3, 5), ["25.0.12", "26.0.1", "26.0.2"], "over a turn of the year"),
        ((2026, 12, 31), (2026, 3, 5), [], "everything is superseded"),
        ((2008, 12, 31), (2009, 2, 1), ["09.0.1"], "two digits"),
    ],
)
def test_monthly_releases_are_those_of_the_months_since(after, today, versions, reason):
    assert [r.version for r in monthly(CANDIDATE, dt.date(*after), dt.date(*today))] == versions, reason


def test_the_address_of_a_month():
    (release,) = monthly(CANDIDATE, dt.date(2026, 7, 31), dt.date(2026, 9, 1))
    assert release.url == "https://ucdp.uu.se/downloads/candidateged/GEDEvent_v26_0_8.csv"


def test_gathered_releases_that_hold_a_month_the_longest_first():
    releases = gathered(CANDIDATE, dt.date(2025, 8, 1), dt.date(2025, 9, 1))
    assert [r.version for r in releases] == ["25.01.25.09", "25.01.25.08"]
    assert releases[0].file == "GEDEvent_v25_01_25_09.csv"
    assert gathered(CANDIDATE, dt.date(2025, 11, 1), dt.date(2026, 2, 1))[0].version == "25.01.25.12"
    assert gathered(GED, dt.date(2025, 8, 1), dt.date(2025, 9, 1)) == ()


@pytest.mark.parametrize("name", [name for name in names() if describe(name).releases])
def test_the_reader_reads_the_version_of_every_file_name(name):
    about = describe(name)
    for today in (dt.date(2026, 2, 1), dt.date(2026, 12, 31)):
        made = (
            yearly(about, today)
            if about.releases == "yearly"
            else (*monthly(about, dt.date(2024, 12, 31), today), *gathered(about, dt.date(2025, 1, 1), today))
        )
        for release in made:
            assert READERS[name].version(release.file) == release.version
            assert release.url.startswith("https://")
