"""Rows that a provider deleted or revised in another export."""

import pytest

from sarhad.sources import Deletions
from sarhad.store import combine
from tests.make import block, event, events


def acled(number, revised, **values):
    return event(number, source="acled", revised=revised, licence_class="aggregate-only", **values)


def export(*rows, version="2026-02-01", coverage=()):
    return events(*rows, source="acled", version=version, coverage=coverage)


def ids(combined):
    return sorted(combined.table["source_id"].to_pylist())


@pytest.mark.parametrize(
    ("revised", "deleted", "stays", "why"),
    [
        (100, 101, False, "deleted after the last revision"),
        (100, 100, True, "the deletion is not newer than the row"),
        (102, 101, True, "taken up again after the deletion"),
        (None, 101, False, "a row that does not say when counts as older"),
    ],
)
def test_a_deletion_takes_out_only_rows_that_were_not_revised_after_it(revised, deleted, stays, why):
    combined = combine([export(acled(1, revised), acled(2, 100))], [Deletions("acled", {"1": deleted, "9": 200}, 2)])
    assert ids(combined) == (["1", "2"] if stays else ["2"]), why
    assert combined.left_out["acled"] == ({} if stays else {"deleted by the provider": 1})


def test_of_two_lists_the_later_deletion_counts_and_other_sources_keep_their_rows():
    readings = [export(acled(1, 100)), events(event(1))]
    combined = combine(readings, [Deletions("acled", {"1": 50}, 1), Deletions("acled", {"1": 101}, 1)])
    assert combined.table["event_id"].to_pylist() == ["ucdp-ged:1"]
    assert combined.left_out == {"acled": {"deleted by the provider": 1}, "ucdp-ged": {}}


def test_the_later_revision_stays_whichever_export_it_is_in():
    older = export(
        acled(1, 100, deaths_reported=1), acled(2, 300, deaths_reported=2), acled(3, 1), version="2026-01-01"
    )
    newer = export(acled(1, 200, deaths_reported=3), acled(2, 250, deaths_reported=4), version="2026-02-01")
    combined = combine([older, newer])
    found = {row["source_id"]: row["deaths_reported"] for row in combined.table.to_pylist()}
    assert found == {"1": 3, "2": 2, "3": None}
    assert combined.left_out["acled"] == {"revised in another file of the source": 2}


def test_an_equal_revision_stands_once():
    combined = combine([export(acled(1, 100), version="2026-01-01"), export(acled(1, 100))])
    assert ids(combined) == ["1"]
    assert combined.left_out["acled"] == {"in a newer file of the source": 1}


def test_exports_of_two_months_add_up_under_one_stated_coverage():
    stated = (block("2026-01-01", "2026-02-28", "AFG", source="acled"),)
    january = export(acled(1, 100), version="2026-02-01", coverage=stated)
    february = export(acled(2, 100, day="2026-02-05"), version="2026-03-01", coverage=stated)
    assert ids(combine([january, february])) == ["1", "2"]
