"""What of a comparison may leave, by the class of its source."""

import pytest

from sarhad.store import KINDS, compare, shown, withheld
from tests.make import block, event, events

YEAR = (block("2026-01-01", "2026-12-31", source="acled"),)


def changed(licence, *days, extra=()):
    """An older and a newer version in which the deaths of one event a day changed."""

    def side(deaths, version, more=()):
        rows = [
            event(n, day, source="acled", licence_class=licence, deaths_best=deaths) for n, day in enumerate(days, 1)
        ]
        return events(*rows, *more, source="acled", version=version, coverage=YEAR)

    return compare(side(2, "1"), side(5, "2", extra))


JANUARY, FEBRUARY = ("2026-01-05",), ("2026-02-05",)


def test_an_open_source_is_shown_whole():
    changes = changed("open", *JANUARY)
    assert shown(changes) is changes


def test_a_private_source_shows_nothing():
    hidden = shown(changed("private", *JANUARY * 5))
    assert (hidden.table.num_rows, hidden.summary.num_rows) == (0, 0)
    assert set(hidden.totals.values()) == {None}
    assert set(hidden.deaths.values()) == {None}


def test_no_row_of_an_aggregate_only_source_is_listed_but_enough_events_are_counted():
    hidden = shown(changed("aggregate-only", *JANUARY * 3))
    assert hidden.table.num_rows == 0
    [cell] = hidden.summary.to_pylist()
    assert (cell["deaths"], cell["changed"]) == (3, 3)
    assert hidden.totals["deaths"] == 3
    assert withheld(hidden) == 0


@pytest.mark.parametrize("number", [1, 2])
def test_a_cell_of_few_changes_tells_nothing(number):
    hidden = shown(changed("aggregate-only", *JANUARY * 3, *FEBRUARY * number))
    february = next(row for row in hidden.summary.to_pylist() if row["month"].month == 2)
    assert {value for name, value in february.items() if name not in ("country", "month")} == {None}
    assert withheld(hidden) == 1
    assert hidden.totals["deaths"] is None, "the total less January's three would tell February's"
    assert hidden.totals["changed"] is None
    assert hidden.deaths["deaths"] is None


def test_one_few_kind_hides_the_whole_cell_or_the_events_changed_would_tell_it():
    new = event(99, "2026-01-07", source="acled", licence_class="aggregate-only")
    hidden = shown(changed("aggregate-only", *JANUARY * 4, extra=[new]))
    [cell] = hidden.summary.to_pylist()
    assert (cell["changed"], cell["deaths"], cell["added"]) == (None, None, None)
    assert set(hidden.totals.values()) == {None}


def test_a_total_over_withheld_cells_is_never_told():
    hidden = shown(changed("aggregate-only", *JANUARY * 2, *FEBRUARY * 2))
    assert withheld(hidden) == 2
    assert set(hidden.totals.values()) == {None}, "a total of four would tell that each of the two holds two"
    assert set(hidden.deaths.values()) == {None}


def test_sums_that_would_tell_of_what_moved_are_never_told():
    hidden = shown(changed("aggregate-only", *JANUARY * 9))
    for name in ("left", "arrived", "events_before", "events_after", "deaths_before", "deaths_after", "deaths_change"):
        assert hidden.summary[name].null_count == hidden.summary.num_rows, name


def test_one_row_of_a_closed_class_closes_the_whole():
    extra = [event(50, "2026-03-01", source="acled", licence_class="private")]
    hidden = shown(changed("open", *JANUARY * 5, extra=extra))
    assert hidden.table.num_rows == 0
    assert {hidden.totals[kind] for kind in KINDS} == {None}
