import datetime as dt
import json

import pytest

from sarhad.build.inputs import read_inputs
from sarhad.build.month import newest_month, require_loaded
from sarhad.errors import InputError
from sarhad.store import Store
from sarhad.watch import create_watch, read_watch

CHRONOLOGY = (
    "id,date_start,date_end,date_precision,country,place,admin1,latitude,longitude,place_precision,side_a,side_b,"
    "claimed_by,violence_type,event_class,target_class,deaths_low,deaths_best,deaths_high,status,source_title,"
    "source_publisher,source_date,source_url,how_verified\n"
)
ACTORS = """\
sources:
  a-test: {title: A test, publisher: Nobody}
actors:
  - id: group
    name: The Group
    kind: armed-group
    source: a-test
"""


def row(name, day, country, side="The Group"):
    return f"{name},{day},,1,{country},Town,,34.5,69.2,1,{side},Civilians,,one-sided,bombing,,1,2,3,realised,T,P,,https://e.org,read\n"


@pytest.fixture
def watch(tmp_path):
    folder = tmp_path / "watch"
    create_watch(folder, title="A", countries=["AFG"], start=dt.date(2020, 1, 1))
    text = (folder / "watch.toml").read_text()
    text = text.replace("[files]", '[[watch.also]]\ncountry = "RUS"\nactors = ["group"]\n\n[files]').replace(
        "[files]", '[[sources]]\nsource = "chronology"\nfile = "chronology.csv"\naccessed = 2024-05-01\n\n[files]'
    )
    (folder / "watch.toml").write_text(text)
    (folder / "actors.yaml").write_text(ACTORS)
    (folder / "chronology.csv").write_text(
        CHRONOLOGY
        + row("a", "2024-01-03", "AFG")
        + row("b", "2019-12-31", "AFG")
        + row("c", "2024-03-22", "RUS")
        + row("d", "2024-03-23", "RUS", "Somebody Else")
        + row("e", "2024-03-24", "FRA")
    )
    return read_watch(folder)


def quiet(text):
    """Nothing is to be told."""


def test_every_row_is_kept_or_left_out_for_a_reason(watch):
    inputs = read_inputs(watch, note=quiet)
    (count,) = inputs.counts
    assert sorted(inputs.events["source_id"].to_pylist()) == ["a", "c"]
    assert count.read == 5
    assert count.kept == 2
    assert count.by_country == {"AFG": 2, "RUS": 2}
    assert sum(count.left_out.values()) == 3
    assert count.left_out["before the watch begins"] == 1
    assert count.left_out["not by or against the actors watched there"] == 1


def test_actors_are_resolved_and_unknown_names_listed(watch):
    inputs = read_inputs(watch, note=quiet)
    assert inputs.events["actor_a"].to_pylist() == ["group", "group"]
    assert dict(inputs.unresolved)["Civilians"] >= 2


def test_the_files_read_are_cited_with_their_access_date(watch):
    (ref,) = read_inputs(watch, note=quiet).refs
    assert (ref.name, ref.file, ref.accessed) == ("chronology", "chronology.csv", dt.date(2024, 5, 1))
    (entry,) = json.loads((watch.state / "store" / "snapshots.json").read_text())
    assert entry["sha256"] == ref.sha256


def test_a_hand_picked_list_covers_nothing_but_its_months_can_be_built(watch):
    inputs = read_inputs(watch, note=quiet)
    assert inputs.coverage == ()
    assert newest_month(inputs) == dt.date(2024, 3, 1)
    require_loaded(inputs, dt.date(2024, 1, 1), "")
    with pytest.raises(InputError) as raised:
        require_loaded(inputs, dt.date(2024, 2, 1), "No site stands yet.")
    assert str(raised.value).startswith("no loaded source covers February 2024\n  wanted: GEDEvent_v24_0_2.csv")
    assert "do: sarhad add GEDEvent_v24_0_2.csv\n  Nothing was written. No site stands yet." in str(raised.value)


def test_a_watch_without_a_source_says_what_to_do(tmp_path):
    empty = create_watch(tmp_path / "empty", title="A", countries=["AFG"], start=dt.date(2020, 1, 1))
    with pytest.raises(InputError) as raised:
        read_inputs(empty, note=quiet)
    assert str(raised.value) == (
        "the watch a has no source\n  do: sarhad add FILE, or name one under [[sources]] in watch.toml"
    )


def test_stated_coverage_takes_the_place_of_none(watch):
    path = watch.folder / "watch.toml"
    stated = 'coverage = {countries = ["AFG"], start = 2024-01-01, end = 2024-12-31}\n\n[files]'
    path.write_text(path.read_text().replace("[files]", stated, 1).replace("accessed = 2024-05-01\n\ncov", "cov"))
    inputs = read_inputs(read_watch(watch.folder), note=quiet)
    (block,) = inputs.coverage
    assert block.countries == {"AFG"}
    assert (block.start, block.end) == (dt.date(2024, 1, 1), dt.date(2024, 12, 31))


def test_the_second_reading_comes_from_the_cache_and_is_the_same(watch):
    first = read_inputs(watch, note=quiet)
    tables = Store(watch.state / "store").folder / "tables"
    assert len(list(tables.iterdir())) == 1
    assert read_inputs(watch, note=quiet).events == first.events


def test_totals_are_no_coverage_of_events_so_no_zero_is_read_from_them(watch):
    """The blocks of monthly figures bear the source's name; taken for events they would print false zeros."""
    header = (
        "country,month,events,deaths_low,deaths_best,deaths_high,deaths_civilians,peak_event_deaths,"
        "state_based_events,non_state_events,one_sided_events,source,source_version,citation\n"
    )
    (watch.folder / "monthly.csv").write_text(header + "AFG,2024-02,3,,5,6,,,,,,ucdp-ged,25.1,UCDP GED 25.1\n")
    path = watch.folder / "watch.toml"
    entry = '[[sources]]\nsource = "monthly-figures"\nfile = "monthly.csv"\n\n[files]'
    path.write_text(path.read_text().replace("[files]", entry, 1))
    inputs = read_inputs(read_watch(watch.folder), note=quiet)
    assert inputs.monthly is not None
    assert [block.source for block in inputs.monthly.coverage] == ["ucdp-ged"]
    assert inputs.coverage == ()
    require_loaded(inputs, dt.date(2024, 2, 1), "")
