import datetime as dt
from types import SimpleNamespace

from sarhad.build.counted import counted
from sarhad.build.inputs import _with_stated_coverage
from sarhad.build.mixed import mixed_coverage
from sarhad.build.month import past_months
from sarhad.events import Coverage, lists_every_event
from sarhad.sources import CoverageStatement
from sarhad.watch import SourceEntry, StatedCoverage

from ..make import event, events

MONTHS = past_months(dt.date(2024, 12, 1), 23)
LETHAL = Coverage("ucdp-ged", dt.date(2024, 1, 1), dt.date(2024, 12, 31), frozenset({"AFG"}))
ALL = Coverage("own", dt.date(2023, 1, 1), dt.date(2023, 12, 31), frozenset({"AFG"}), lethal_only=False)


def inputs(*coverage, monthly=(), by_source=None):
    region = SimpleNamespace(countries=("AFG", "PAK"))
    figures = SimpleNamespace(coverage=monthly) if monthly else None
    watch = SimpleNamespace(region=region)
    return SimpleNamespace(watch=watch, coverage=coverage, monthly=figures, by_source=by_source or {}, events=None)


def test_months_that_see_different_events_are_told_with_their_sources():
    (problem,) = mixed_coverage(inputs(LETHAL, ALL), MONTHS)
    assert problem.kind == "mixed-coverage"
    assert problem.what == (
        "Afghanistan: the months are counted from own (events with and without a death) from January 2023 to "
        "December 2023 and from ucdp-ged (only events with a death) from January 2024 to December 2024; "
        "their counts are no one series"
    )


def test_monthly_figures_count_where_no_rows_are_loaded():
    older = Coverage("totals", dt.date(2023, 1, 1), dt.date(2024, 6, 30), frozenset({"AFG"}), lethal_only=False)
    (problem,) = mixed_coverage(inputs(LETHAL, monthly=(older,)), MONTHS)
    assert "totals (events with and without a death) from January 2023 to December 2023" in problem.what


def test_two_sources_of_the_same_sight_are_one_series():
    older = Coverage("older", dt.date(2023, 1, 1), dt.date(2023, 12, 31), frozenset({"AFG"}))
    assert mixed_coverage(inputs(LETHAL, older), MONTHS) == ()
    elsewhere = Coverage("own", dt.date(2023, 1, 1), dt.date(2023, 12, 31), frozenset({"PAK"}), lethal_only=False)
    assert mixed_coverage(inputs(LETHAL, elsewhere), MONTHS) == ()


def test_what_a_watch_states_of_a_file_keeps_the_limits_of_its_source():
    stated = StatedCoverage(countries=("AFG",), start=dt.date(2024, 1, 1), end=dt.date(2024, 12, 31))
    sight = CoverageStatement(lethal_only=False, event_classes=("bombing",), violence_types=("one-sided",))
    snapshot = SimpleNamespace(description=SimpleNamespace(coverage=sight))
    found = _with_stated_coverage(events(event(1)), SourceEntry(source="own", coverage=stated), snapshot)
    (block,) = found.coverage
    assert (block.event_classes, block.violence_types, block.lethal_only) == ({"bombing"}, {"one-sided"}, False)
    assert not lists_every_event(block)


def test_an_event_that_two_sources_tell_stands_near_a_line_once():
    again = Coverage("own", dt.date(2024, 1, 1), dt.date(2024, 12, 31), frozenset({"AFG"}), lethal_only=False)
    mine = {
        "ucdp-ged": events(event(1, "2024-03-05"), event(2, "2023-03-05"), coverage=(LETHAL,)),
        "own": events(event(3, "2024-03-05", source="own"), event(4, "2024-03-05", source="own", country="PAK"),
                      source="own", coverage=(again,)),
    }  # fmt: skip
    # own and ucdp-ged cover the same months: one of them counts
    table = counted(inputs(LETHAL, again, by_source=mine), MONTHS)
    assert sorted(table["event_id"].to_pylist()) == ["own:3", "own:4", "ucdp-ged:2"]
