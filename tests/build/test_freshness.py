"""How old the data are: on the day of the build for who builds, to the end of the month for who reads."""

import datetime as dt
import json

import pytest
from typer.testing import CliRunner

from sarhad.build import build
from sarhad.build.freshness import Age, ages, oldest_input
from sarhad.build.inputs import read_inputs
from sarhad.cli.app import app
from sarhad.errors import InputError
from sarhad.watch import create_watch, read_watch
from tests.sources import ged

DAY = dt.date(2026, 11, 26)
IRAQ = {"country": "Iraq", "country_id": "645", "latitude": "33.3", "longitude": "44.4"}
MONTHLY_HEAD = (
    "country,month,events,deaths_low,deaths_best,deaths_high,deaths_civilians,peak_event_deaths,state_based_events,"
    "non_state_events,one_sided_events,source,source_version,citation\n"
)
INDICATORS_HEAD = "iso3,period,indicator,value,unit,source,version,citation\n"


def quiet(text):
    """Nothing is to be told."""


def age(source="a", newest="2024-12-31", holds="events", due=0, limit=None, day=DAY):
    date = dt.date.fromisoformat(newest)
    return Age(source, source.title(), "1", holds, date, max(0, (day - date).days), due, limit)


@pytest.fixture
def watch(tmp_path):
    """A watch of Afghanistan; the newest event of its file is in another country."""
    folder = tmp_path / "watch"
    create_watch(folder, title="A", countries=["AFG"], start=dt.date(2014, 1, 1))
    return folder


def event(number, day, **more):
    return {"id": str(number), "relid": f"R{number}", "date_start": day, "date_end": day, "year": day[:4]} | more


def add(folder, tmp_path, *days, name="GEDEvent_v25_1.csv"):
    """A file of GED with an event in Afghanistan on the first day and in Iraq on the others."""
    rows = [event(n, day, **(IRAQ if n else {})) for n, day in enumerate(days)]
    path = ged.write(tmp_path, *rows, name=name)
    done = CliRunner().invoke(app, ["add", str(path), "--watch", str(folder), "--json", "--source", "ucdp-ged"])
    assert done.exit_code == 0, done.output
    return folder


def settings(folder, text, entry=""):
    path = folder / "watch.toml"
    path.write_text(path.read_text(encoding="utf-8").replace("\n[files]\n", f"\n{entry}\n{text}\n[files]\n"))
    return read_watch(folder)


def aged(folder, day=DAY):
    return {a.source: a for a in ages(read_inputs(read_watch(folder), note=quiet), day)}


def test_a_quiet_region_does_not_look_like_an_old_file(watch, tmp_path):
    add(watch, tmp_path, "2020-03-01", "2024-12-31")
    found = aged(watch)["ucdp-ged"]
    assert (found.newest, found.days) == (dt.date(2024, 12, 31), 695)
    again = aged(watch)["ucdp-ged"]
    assert again == found, "and not from the cached table either, which holds the watch's countries only"


def test_of_several_files_of_a_source_the_newest_tells(watch, tmp_path):
    add(watch, tmp_path, "2020-03-01", "2023-12-31", name="GEDEvent_v24_1.csv")
    add(watch, tmp_path, "2020-03-01", "2024-12-31")
    found = aged(watch)["ucdp-ged"]
    assert (found.version, found.newest) == ("25.1", dt.date(2024, 12, 31))


@pytest.mark.parametrize(
    ("day", "late"),
    [
        ("2026-06-30", False),  # the next release may still be on its way
        ("2026-08-03", False),  # 580 days
        ("2026-08-04", True),  # 581
        ("2024-01-01", False),  # the build's day lies before the newest event
    ],
)
def test_a_source_is_late_against_its_own_cadence(watch, tmp_path, day, late):
    add(watch, tmp_path, "2020-03-01", "2024-12-31")
    found = aged(watch, dt.date.fromisoformat(day))["ucdp-ged"]
    assert found.late is late
    assert found.days >= 0


def test_series_and_indicators_have_an_age_too(watch):
    (watch / "monthly.csv").write_text(MONTHLY_HEAD + "AFG,2024-11,1,1,2,3,0,2,1,0,0,ucdp-ged,25.1,c\n")
    (watch / "indicators.csv").write_text(
        INDICATORS_HEAD + "AFG,2022,gdp,1.5,US$,wb,1,c\nPAK,2023,gdp,1.5,US$,wb,1,c\n"
    )
    named = '[[sources]]\nsource = "monthly-figures"\nfile = "monthly.csv"\n'
    settings(watch, "", named + '[[sources]]\nsource = "indicators"\nfile = "indicators.csv"\n')
    found = aged(watch)
    assert found["monthly-figures"].newest == dt.date(2024, 11, 30)
    assert found["indicators"].newest == dt.date(2023, 12, 31), "the year's end, over all countries"


@pytest.mark.parametrize(
    ("of_all", "of_source", "stops"),
    [
        ("", "", False),  # no limit: any age
        ("max_age_days = 695", "", False),  # as old as it may be
        ("max_age_days = 694", "", True),  # a day older
        ("", "max_age_days = 694", True),  # the source's own limit alone
        ("max_age_days = 1000", "max_age_days = 10", True),  # which goes before that of all
        ("max_age_days = 10", "max_age_days = 1000", False),  # in both directions
    ],
)
def test_too_old_stops_the_build_and_leaves_the_site(watch, tmp_path, of_all, of_source, stops):
    add(watch, tmp_path, "2020-03-01", "2024-12-31")
    build(read_watch(watch), month="2020-03", today=DAY)
    before = {p: p.read_bytes() for p in (watch / "site").rglob("*") if p.is_file()}
    entry = f'[[sources]]\nsource = "ucdp-ged"\n{of_source}\n' if of_source else ""
    limited = settings(watch, f"[freshness]\n{of_all}\n", entry)
    if not stops:
        assert build(limited, month="2020-03", today=DAY).ages[0].days == 695
        return
    with pytest.raises(InputError) as raised:
        build(limited, month="2020-04", today=DAY)
    told = str(raised.value)
    assert "1 source is too old; nothing was built. The issue of 2020-03 stays up." in told
    assert "ucdp-ged 25.1: newest event 31 December 2024 is 695 days old" in told
    assert "sarhad fetch" in told
    assert {p: p.read_bytes() for p in (watch / "site").rglob("*") if p.is_file()} == before
    assert not (watch / "site" / "2020-04").exists()
    assert build(limited, month="2020-03", today=dt.date(2025, 1, 5)).ages[0].days == 5, "on an earlier day it may"


@pytest.mark.parametrize("limit", ["0", "-3", "1.5", '"old"'])
def test_a_limit_is_a_whole_number_of_days(watch, limit):
    with pytest.raises(InputError, match="max_age_days"):
        settings(watch, f"[freshness]\nmax_age_days = {limit}\n")


@pytest.mark.parametrize(
    ("found", "said"),
    [
        ([age(due=580)], "Oldest input: A 1, newest event 31 December 2024, 13 months before the end of January 2026."),
        ([age(due=580, newest="2025-12-30")], "newest event 30 December 2025, 32 days before the end of January 2026."),
        ([age(due=580, newest="2026-01-30")], "newest event 30 January 2026, 1 day before the end of January 2026."),
        ([age(due=580, newest="2026-01-31")], "newest event 31 January 2026, the end of January 2026."),
        ([age(due=580, newest="2026-03-02")], "newest event 2 March 2026, after the end of January 2026."),
        ([age(due=580, newest="2025-11-30")], "newest event 30 November 2025, 2 months before the end of"),  # 62 days
        ([age(due=580), age("b", "2024-11-30", due=580)], "Oldest input: B 1"),  # the oldest of two
        ([age(due=580), age("b", "2001-01-01")], "Oldest input: A 1"),  # a hand-picked list falls due at no time
        ([age("b", "2001-01-01")], "Oldest input: B 1"),  # unless nothing else is loaded
        ([age(due=580), age("b", "2023-12-31", "monthly figures")], "Oldest input: B 1, newest figure 31 Dec"),
        ([age(due=580), age("closed", "2001-01-01", due=9)], "Oldest input: A 1"),  # what is not published is not named
        ([age("closed", due=9)], ""),
        ([], ""),
    ],
)  # fmt: skip
def test_pages_name_their_oldest_input_counted_to_the_end_of_the_month(found, said):
    class Public:
        refs = (type("Ref", (), {"name": "a"}), type("Ref", (), {"name": "b"}))

    text = oldest_input(found, Public, dt.date(2026, 1, 1))
    assert said in text
    assert bool(text) is bool(said)


def test_every_page_says_it_and_the_day_of_the_build_changes_no_byte(watch, tmp_path):
    add(watch, tmp_path, "2020-03-01", "2020-03-31")
    sites = []
    for day in (DAY, DAY.replace(year=2030)):
        report = build(read_watch(watch), month="2020-03", today=day)
        sites.append({p.relative_to(watch / "site"): p.read_bytes() for p in (watch / "site").rglob("*.html")})
        assert report.ages[0].late, "but who builds is told"
    line = (
        b"Oldest input: UCDP Georeferenced Event Dataset (GED) Global 25.1, newest event 31 March 2020, "
        b"the end of March 2020."
    )
    lacking = [path for path, content in sites[0].items() if content.count(line) != 1]
    assert len(sites[0]) > 20
    assert not lacking
    assert sites[0] == sites[1]


def test_the_terminal_and_json_tell_ages(watch, tmp_path):
    add(watch, tmp_path, "2020-03-01", "2020-03-31")
    done = CliRunner().invoke(app, ["build", str(watch), "--month", "2020-03"])
    assert done.exit_code == 0, done.output
    days = (dt.datetime.now(tz=dt.UTC).date() - dt.date(2020, 3, 31)).days
    assert f"newest event 31 March 2020, {days:,} days old, late: newer data were due after 580 days" in done.output
    done = CliRunner().invoke(app, ["build", str(watch), "--month", "2020-03", "--json"])
    (told,) = json.loads(done.stdout)["freshness"]
    assert told == {
        "source": "ucdp-ged", "version": "25.1", "newest": "2020-03-31", "age_days": days, "due_after_days": 580,
        "late": True, "max_age_days": None,
    }  # fmt: skip
    settings(watch, "[freshness]\nmax_age_days = 60\n")
    done = CliRunner().invoke(app, ["build", str(watch), "--month", "2020-03"])
    assert done.exit_code != 0
