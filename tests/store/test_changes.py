"""What a newer version changed: known answers by hand for every kind of change, and the laws that hold for any two."""

import datetime as dt

import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sarhad.errors import InputError
from sarhad.store import KINDS, compare, largest
from tests.make import block, event, events

YEAR = (block("2026-01-01", "2026-12-31"),)


def two(before, after, *, coverage=YEAR):
    """The changes from the first rows to the second, both covering the same unless said."""
    return compare(
        events(*before, version="26.1", coverage=coverage), events(*after, version="26.2", coverage=coverage)
    )


def found(changes):
    """The kinds that occur, with their numbers."""
    return {kind: n for kind in KINDS if (n := changes.totals[kind])}


CASES = [
    ("nothing", {}, {}, {}, []),
    ("best estimate raised", {"deaths_best": 2}, {"deaths_best": 5}, {"deaths": 1}, ["deaths_best"]),
    ("high bound alone", {"deaths_high": 3}, {"deaths_high": 9}, {"deaths": 1}, ["deaths_high"]),
    ("a figure that was not given", {"deaths_reported": None}, {"deaths_reported": 4}, {"deaths": 1},
     ["deaths_reported"]),
    ("place corrected", {"longitude": 69.2}, {"longitude": 70.2}, {"moved": 1}, ["longitude"]),
    ("only the precision of the place", {"place_precision": 1}, {"place_precision": 4}, {"moved": 1},
     ["place_precision"]),
    ("province renamed or corrected", {"admin1": "Kabul"}, {"admin1": "Logar"}, {"moved": 1}, ["admin1"]),
    ("to another country", {"country": "AFG"}, {"country": "PAK"}, {"moved": 1}, ["country"]),
    ("the name of the spot is no move", {"place": "Kabul"}, {"place": "Kabul city"}, {}, []),
    ("date precision", {"date_precision": 1}, {"date_precision": 2}, {"re-dated": 1}, ["date_precision"]),
    ("side renamed", {"side_b": "XXX123"}, {"side_b": "IS"}, {"re-attributed": 1}, ["side_b"]),
    ("side's id", {"side_b_id": "1"}, {"side_b_id": "234"}, {"re-attributed": 1}, ["side_b_id"]),
    ("conflict", {"conflict_id": "1"}, {"conflict_id": "333"}, {"re-attributed": 1}, ["conflict_id"]),
    ("type of violence", {"violence_type": "state-based"}, {"violence_type": "one-sided"}, {"re-classified": 1},
     ["violence_type"]),
    ("settled", {"under_check": "Check deaths"}, {"under_check": None}, {"settled": 1}, ["under_check"]),
    ("put under check", {"under_check": None}, {"under_check": "Check deaths"}, {"put-under-check": 1},
     ["under_check"]),
    ("checked for another reason", {"under_check": "Check deaths"}, {"under_check": "Check actor"},
     {"check-changed": 1}, ["under_check"]),
    ("more reports are no change", {"n_reports": 1}, {"n_reports": 7}, {}, []),
]  # fmt: skip


@pytest.mark.parametrize(("why", "before", "after", "kinds", "columns"), CASES, ids=[case[0] for case in CASES])
def test_a_change_is_told_as_what_it_is(why, before, after, kinds, columns):
    changes = two([event(1, **before), event(2)], [event(1, **after), event(2)])
    assert found(changes) == kinds
    assert changes.totals["changed"] == sum(kinds.values())
    assert [name for row in changes.table["columns"].to_pylist() for name in row] == columns
    assert changes.table["source_id"].to_pylist() == ["1"] * len(columns)


def test_the_columns_that_differ_stand_with_both_values():
    changes = two([event(1, deaths_best=2, deaths_high=3)], [event(1, deaths_best=None, deaths_high=4)])
    [row] = changes.table.to_pylist()
    assert (row["columns"], row["before"], row["after"]) == (["deaths_best", "deaths_high"], ["2", "3"], ["", "4"])
    assert (row["deaths_best_before"], row["deaths_best_after"]) == (2, None)
    assert (row["deaths_best_change"], row["deaths_high_change"], row["deaths_low_change"]) == (None, 1, 0)


def test_a_row_that_came_and_one_that_went_carry_their_deaths():
    changes = two([event(1), event(2, deaths_best=10)], [event(1), event(3, deaths_best=4)])
    assert found(changes) == {"added": 1, "removed": 1}
    assert changes.deaths == {"added": 4, "removed": -10, "deaths": 0}
    [cell] = changes.summary.to_pylist()
    assert (cell["events_before"], cell["events_after"]) == (2, 2)
    assert (cell["deaths_before"], cell["deaths_after"], cell["deaths_change"]) == (12, 6, -6)


def test_one_event_with_two_kinds_of_change_counts_once_as_changed():
    changes = two([event(1)], [event(1, deaths_best=9, side_b="C")])
    assert found(changes) == {"deaths": 1, "re-attributed": 1}
    assert changes.totals["changed"] == 1
    assert changes.summary["changed"].to_pylist() == [1]


def test_a_move_is_measured_on_the_ellipsoid():
    """One degree of latitude at the equator is 110.574 km on WGS 84, one of longitude 111.320 km."""
    at = {"longitude": 0.0, "latitude": 0.0}
    north = two([event(1, **at)], [event(1, longitude=0.0, latitude=1.0)])
    east = two([event(1, **at)], [event(1, longitude=1.0, latitude=0.0)])
    assert north.table["distance_km"].to_pylist() == [pytest.approx(110.574, abs=0.001)]
    assert east.table["distance_km"].to_pylist() == [pytest.approx(111.320, abs=0.001)]
    lost = two([event(1, **at)], [event(1, longitude=None, latitude=None)])
    assert lost.table["distance_km"].to_pylist() == [None], "no distance to nowhere"


def test_an_event_that_goes_to_another_month_leaves_one_cell_and_arrives_in_the_other():
    changes = two([event(1, "2026-01-31")], [event(1, "2026-02-01")])
    assert found(changes) == {"re-dated": 1}
    cells = {row["month"]: row for row in changes.summary.to_pylist()}
    january, february = cells[dt.date(2026, 1, 1)], cells[dt.date(2026, 2, 1)]
    assert (january["left"], january["arrived"], january["re_dated"]) == (1, 0, 0)
    assert (february["left"], february["arrived"], february["re_dated"]) == (0, 1, 1)
    assert (january["deaths_change"], february["deaths_change"]) == (-2, 2)


def test_what_only_one_version_covers_is_no_change():
    """24.1 ends in 2023 and 25.1 in 2024; an event of 2024 is no addition, one of 2023 is."""
    older = events(event(1, "2023-06-01"), version="24.1", coverage=(block("1989-01-01", "2023-12-31"),))
    newer = events(
        event(1, "2023-06-01"), event(2, "2023-07-01"), event(3, "2024-03-01"), event(4, "2024-04-01"),
        version="25.1", coverage=(block("1989-01-01", "2024-12-31"),),
    )  # fmt: skip
    changes = compare(older, newer)
    assert found(changes) == {"added": 1}
    assert changes.totals["newly-covered"] == 2
    assert changes.provenance.left_out == {"newly-covered": 2}
    back = compare(newer, older)
    assert (found(back), back.totals["no-longer-covered"]) == ({"removed": 1}, 2)


def test_a_country_that_only_one_version_covers_is_no_change():
    older = events(event(1), version="1", coverage=(block("2026-01-01", "2026-12-31", "AFG"),))
    newer = events(
        event(1), event(2, country="PAK"), event(3), version="2",
        coverage=(block("2026-01-01", "2026-12-31", "AFG", "PAK"),),
    )  # fmt: skip
    changes = compare(older, newer)
    assert (found(changes), changes.totals["newly-covered"]) == ({"added": 1}, 1)


def test_without_any_stated_coverage_all_that_one_lists_is_told():
    changes = two([event(1)], [event(2)], coverage=())
    assert found(changes) == {"added": 1, "removed": 1}
    one_silent = compare(events(event(1), version="1"), events(event(2), version="2", coverage=YEAR))
    assert found(one_silent) == {}
    assert "does not say what it covers" in " ".join(one_silent.provenance.notes)


def test_candidate_rows_are_compared_with_the_release_that_supersedes_them():
    candidate = events(
        event(1, source="ucdp-candidate", deaths_best=8), event(2, source="ucdp-candidate"),
        source="ucdp-candidate", version="26.0.1",
        coverage=(block("2026-01-01", "2026-01-31", source="ucdp-candidate", status="candidate"),),
    )  # fmt: skip
    annual = events(event(1, deaths_best=6), event(3), event(4, "2026-05-01"), version="27.1", coverage=YEAR)
    changes = compare(candidate, annual)
    assert found(changes) == {"added": 1, "removed": 1, "deaths": 1}
    assert changes.totals["newly-covered"] == 1
    assert "1 events were provisional" in " ".join(changes.provenance.notes)


def test_files_without_ids_are_compared_by_their_content():
    made = {"source": "x", "licence_class": "open"}

    def row(digits, **values):
        return {**event(1, **made, **values), "source_id": f"row-{digits:016x}", "event_id": f"x:row-{digits:016x}"}

    changes = two([row(1), row(2)], [row(1), row(3)], coverage=())
    assert found(changes) == {"added": 1, "removed": 1}
    assert "no ids" in " ".join(changes.provenance.notes)
    with pytest.raises(InputError, match="has no ids, the other version has"):
        two([row(1)], [event(1, **made)], coverage=())


def test_what_cannot_be_compared_is_refused():
    with pytest.raises(InputError, match="not versions of one source"):
        compare(events(event(1)), events(event(1, source="acled"), source="acled"))
    with pytest.raises(InputError, match="has an id twice"):
        compare(events(event(1), event(1)), events(event(1)))


def test_nothing_against_nothing():
    changes = two([], [])
    assert (changes.table.num_rows, changes.summary.num_rows, changes.totals["changed"]) == (0, 0, 0)
    assert found(two([], [event(1)])) == {"added": 1}


def test_the_largest_change_comes_first_whatever_its_direction():
    changes = two(
        [event(1, deaths_best=2), event(2, deaths_best=90), event(3), event(4, longitude=69.0), event(5)],
        [event(1, deaths_best=5), event(3, longitude=69.3), event(4, longitude=75.0), event(5, side_b="C")],
    )
    assert [row["source_id"] for row in largest(changes.table, 9)] == ["2", "1", "4", "3", "5"]
    assert [row["source_id"] for row in largest(changes.table, 1)] == ["2"]


def rows():
    """Up to eight events with ids that two draws share, differing in what the comparison looks at."""
    one = st.builds(
        lambda n, day, deaths, lon, country, side, check: event(
            n, (dt.date(2026, 1, 25) + dt.timedelta(days=day)).isoformat(), deaths_best=deaths, longitude=lon,
            latitude=None if lon is None else 34.5, country=country, side_b=side, under_check=check,
        ),
        st.integers(1, 9), st.integers(0, 40), st.none() | st.integers(0, 50), st.none() | st.floats(60, 75),
        st.sampled_from(["AFG", "PAK", None]), st.sampled_from(["B", "C", None]), st.sampled_from([None, "x", "y"]),
    )  # fmt: skip
    return st.lists(one, max_size=8, unique_by=lambda row: row["source_id"])


OPPOSITE = {"added": "removed", "removed": "added", "settled": "put-under-check", "put-under-check": "settled",
            "newly-covered": "no-longer-covered", "no-longer-covered": "newly-covered"}  # fmt: skip
BLOCKS = st.sampled_from([(), YEAR, (block("2026-01-01", "2026-02-10"),), (block("2026-01-01", "2026-12-31", "AFG"),)])


@settings(max_examples=40, deadline=None)
@given(rows(), BLOCKS)
def test_a_version_against_itself_has_no_change(one, coverage):
    changes = two(one, one, coverage=coverage)
    assert (changes.table.num_rows, changes.summary.num_rows) == (0, 0)
    assert set(changes.totals.values()) == {0}


@settings(max_examples=40, deadline=None)
@given(rows(), rows(), BLOCKS, BLOCKS)
def test_backwards_every_change_is_its_opposite(one, other, covers_one, covers_other):
    a = events(*one, version="1", coverage=covers_one)
    b = events(*other, version="2", coverage=covers_other)
    there, back = compare(a, b), compare(b, a)
    assert {OPPOSITE.get(kind, kind): n for kind, n in there.totals.items()} == dict(back.totals)
    assert there.deaths["added"] == -back.deaths["removed"]
    assert there.deaths["deaths"] == -back.deaths["deaths"]
    told = sum(row["deaths_change"] for row in there.summary.to_pylist())
    assert told == -sum(row["deaths_change"] for row in back.summary.to_pylist())
    columns = pa.table([there.table["source_id"], pc.binary_join(there.table["columns"], ",")], ["id", "columns"])
    again = pa.table([back.table["source_id"], pc.binary_join(back.table["columns"], ",")], ["id", "columns"])
    assert sorted(map(str, columns.to_pylist())) == sorted(map(str, again.to_pylist()))


@settings(max_examples=40, deadline=None)
@given(rows(), rows())
def test_the_cells_add_up(one, other):
    changes = two(one, other)
    for row in changes.summary.to_pylist():
        assert row["events_after"] - row["events_before"] == (
            row["added"] - row["removed"] + row["arrived"] - row["left"]
        )
    for kind in KINDS:
        assert sum(changes.summary[kind.replace("-", "_")].to_pylist()) == changes.totals[kind]
