"""Which versions a build compares, and what it finds: small readings by hand."""

import datetime as dt
from dataclasses import replace

import pytest

from sarhad.build.inputs import read_inputs
from sarhad.build.revisions import revisions
from sarhad.store import Store
from sarhad.watch import create_watch
from tests.make import block, event, events
from tests.store.revised import revise

CANDIDATE = "ucdp-candidate"
FILE = "GEDEvent_v26_0_1.csv"


def candidate(version, start, end, *rows):
    return events(
        *rows, source=CANDIDATE, version=version, coverage=(block(start, end, source=CANDIDATE, status="candidate"),)
    )


def annual(version, end, *rows):
    return events(*rows, version=version, coverage=(block("1989-01-01", end),))


def row(number, day, **values):
    return event(number, day, source=CANDIDATE, **values)


@pytest.fixture
def inputs(ucdp, tmp_path):
    """The inputs of a watch of Afghanistan and Pakistan since 2014, to be given other readings."""
    watch = create_watch(tmp_path / "watch", title="W", countries=["AFG", "PAK"], start=dt.date(2014, 1, 1))
    Store(watch.state / "store").pin(ucdp / FILE, CANDIDATE, "26.0.1", None)
    return read_inputs(watch, note=lambda text: None)


def of(inputs, *readings):
    """What the revisions of these readings say: versions on both sides and the kinds of change."""
    return [
        (
            [ref.version for ref in changes.old],
            [ref.version for ref in changes.new],
            {kind: n for kind, n in changes.totals.items() if n},
        )
        for changes in revisions(replace(inputs, readings=readings))
    ]


def test_one_version_is_compared_with_nothing(inputs):
    assert revisions(inputs) == ()
    assert of(inputs, annual("25.1", "2024-12-31", event(1, "2024-02-01"))) == []


def test_an_annual_release_is_compared_with_the_one_before_it(inputs):
    old = annual("24.1", "2023-12-31", event(1, "2023-02-01"), event(2, "2023-02-02"))
    new = annual("25.1", "2024-12-31", event(1, "2023-02-01", deaths_best=9), event(3, "2024-05-01"))
    told = (["24.1"], ["25.1"], {"changed": 2, "deaths": 1, "removed": 1, "newly-covered": 1})
    for order in ((old, new), (new, old)):
        assert of(inputs, *order) == [told], "the order in which they were added does not matter"


def test_candidate_months_are_compared_with_the_release_that_supersedes_them(inputs):
    january = candidate("25.0.1", "2025-01-01", "2025-01-31", row(1, "2025-01-05"), row(2, "2025-01-06"))
    february = candidate("25.0.2", "2025-02-01", "2025-02-28", row(3, "2025-02-05", deaths_best=8))
    release = annual("26.1", "2025-12-31", event(1, "2025-01-05"), event(3, "2025-02-05", deaths_best=5))
    assert of(inputs, january, february, release) == [
        (["25.0.2", "25.0.1"], ["26.1"], {"changed": 2, "removed": 1, "deaths": 1})
    ]


def test_months_that_share_no_day_have_nothing_to_compare(inputs):
    january = candidate("26.0.1", "2026-01-01", "2026-01-31", row(1, "2026-01-05"))
    february = candidate("26.0.2", "2026-02-01", "2026-02-28", row(2, "2026-02-05"))
    assert of(inputs, january, february) == []


def test_the_newest_version_that_revises_anything_is_taken(inputs):
    """26.0.2 brings a new month; what the cumulative 26.01.26.01 revised in January is still told."""
    january = candidate("26.0.1", "2026-01-01", "2026-01-31", row(1, "2026-01-05"))
    again = candidate("26.01.26.01", "2026-01-01", "2026-01-31", row(1, "2026-01-05", deaths_best=7))
    later = candidate("26.02.26.02", "2026-02-01", "2026-02-28", row(2, "2026-02-05"))
    assert of(inputs, january, again, later) == [(["26.0.1"], ["26.01.26.01"], {"changed": 1, "deaths": 1})]


def test_each_source_is_told_once(inputs):
    readings = (
        annual("24.1", "2023-12-31", event(1, "2023-02-01")),
        annual("25.1", "2024-12-31", event(1, "2023-02-01", side_b="C")),
        candidate("26.0.1", "2026-01-01", "2026-01-31", row(5, "2026-01-05")),
        candidate("26.01.26.02", "2026-01-01", "2026-02-28", row(5, "2026-01-05", admin1="X")),
    )
    found = of(inputs, *readings)
    assert [new for _, new, _ in found] == [["25.1"], ["26.01.26.02"]]


def test_an_id_that_changed_sides_of_the_edge_is_compared_once(inputs):
    """The candidate puts event 1 into 2026, the annual release of 2025 into December: both stand before 27.1."""
    older = annual("26.1", "2025-12-31", event(1, "2025-12-31", deaths_best=4))
    month = candidate("26.0.1", "2026-01-01", "2026-01-31", row(1, "2026-01-01", deaths_best=3))
    newer = annual("27.1", "2026-12-31", event(1, "2025-12-31", deaths_best=4))
    assert of(inputs, older, month, newer) == [(["26.1", "26.0.1"], ["27.1"], {})]


def test_other_countries_and_years_before_the_watch_are_left_aside(inputs):
    rows = [event(1, "2023-02-01", country="FRA"), event(2, "2012-02-01"), event(3, "2013-12-31"), event(4)]
    old = annual("24.1", "2023-12-31", *rows)
    new = annual("25.1", "2024-12-31", *(r | {"deaths_best": 9} for r in rows[:2]), event(3, "2014-01-01"), event(4))
    assert of(inputs, old, new) == [(["24.1"], ["25.1"], {"changed": 1, "re-dated": 1})]


def test_closed_sources_are_not_compared(inputs):
    def side(version, deaths):
        rows = [event(n, source="acled", licence_class="aggregate-only", deaths_best=deaths) for n in range(9)]
        return events(*rows, source="acled", version=version, coverage=(block("2026-01-01", "2026-12-31"),))

    assert of(inputs, side("1", 2), side("2", 5)) == []
    empty = (replace(side(v, 2), table=side(v, 2).table.slice(0, 0)) for v in ("1", "2"))
    assert of(inputs, *empty) == [], "nor named where they have no row that would tell their class"


def test_the_real_release_and_its_revision_in_a_watch(ucdp, tmp_path, inputs):
    log = revise(ucdp / FILE, tmp_path / "GEDEvent_v26_01_26_01.csv", seed=5)
    store = Store(inputs.watch.state / "store")
    store.pin(tmp_path / "GEDEvent_v26_01_26_01.csv", CANDIDATE, "26.01.26.01", None)
    both = read_inputs(inputs.watch, note=lambda text: None)
    [changes] = revisions(both)
    ids = set(changes.table["source_id"].to_pylist())
    assert ids, "something of Afghanistan or Pakistan was revised"
    assert ids <= set().union(*log.ids.values())
    assert set(changes.summary["country"].to_pylist()) <= {"AFG", "PAK"}
    [count] = both.counts
    assert count.left_out["an older release"] == 93, "the whole of the older one: 6 rows of Afghanistan, 87 of Pakistan"
    gone = {row["source_id"] for row in changes.table.to_pylist() if row["kind"] == "removed"}
    assert gone, "the revision drops rows of the watch"
    assert not gone & set(both.events["source_id"].to_pylist()), "a row that was dropped is not published"
