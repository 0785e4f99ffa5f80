import pytest

from sarhad.store import combine, version_key
from tests.make import block, event, events

WORLD = block("1989-01-01", "2025-12-31")


def ids(combined):
    return sorted(combined.table["event_id"].to_pylist())


def test_versions_are_ordered_as_numbers():
    assert version_key("sha256:9f3a") == version_key("sha256:12"), "a checksum has no order"
    assert sorted(["26.0.10", "25.1", "26.0.2", "unknown"], key=version_key) == ["unknown", "25.1", "26.0.2", "26.0.10"]


def test_the_newest_annual_release_counts_and_the_older_is_named():
    older = events(event(1), event(2), version="25.1", coverage=(block("1989-01-01", "2024-12-31"),))
    newer = events(event(1), event(3), version="26.1", coverage=(WORLD,))
    combined = combine([older, newer])
    assert ids(combined) == ["ucdp-ged:1", "ucdp-ged:3"]
    assert combined.left_out["ucdp-ged"] == {"an older release": 2}
    assert [r.source.version for r in combined.used] == ["26.1"]


def test_a_newer_release_of_a_shorter_block_does_not_replace_a_longer_one():
    long = events(event(1), version="25.1", coverage=(block("1989-01-01", "2024-12-31"),))
    short = events(event(2), version="26.1", coverage=(block("2020-01-01", "2024-12-31", "AFG"),))
    assert ids(combine([long, short])) == ["ucdp-ged:1", "ucdp-ged:2"]


def test_an_excerpt_counts_only_where_no_other_file_of_its_source_looks():
    excerpt = events(event(8, country="PAK"), event(9), version="unknown")
    assert ids(combine([excerpt])) == ["ucdp-ged:8", "ucdp-ged:9"]
    world = block("1989-01-01", "2026-12-31")
    combined = combine([excerpt, events(event(1), coverage=(world,))])
    assert ids(combined) == ["ucdp-ged:1"]
    assert combined.left_out["ucdp-ged"] == {"in a file that covers their country and day": 2}
    afghanistan = events(event(1), coverage=(block("2026-01-01", "2026-12-31", "AFG"),))
    assert ids(combine([excerpt, afghanistan])) == ["ucdp-ged:1", "ucdp-ged:8"]


def test_a_candidate_row_is_superseded_once_an_annual_release_covers_its_last_day():
    candidate = events(
        event(1, "2025-12-30", source="ucdp-candidate"),
        event(2, "2025-12-30", until="2026-01-02", source="ucdp-candidate"),
        event(3, "2026-01-05", source="ucdp-candidate"),
        source="ucdp-candidate",
        version="26.0.1",
        coverage=(block("2025-12-01", "2026-01-31", source="ucdp-candidate", status="candidate"),),
    )
    combined = combine([candidate, events(event(7, "2025-06-01"), coverage=(WORLD,))])
    assert ids(combined) == ["ucdp-candidate:2", "ucdp-candidate:3", "ucdp-ged:7"]
    assert combined.left_out["ucdp-candidate"] == {"superseded by the annual release": 1}


def test_an_annual_release_of_one_country_supersedes_only_there():
    candidate = events(
        event(1, "2025-12-30", source="ucdp-candidate"),
        event(2, "2025-12-30", source="ucdp-candidate", country="PAK"),
        source="ucdp-candidate",
        coverage=(block("2025-12-01", "2025-12-31", source="ucdp-candidate", status="candidate"),),
    )
    afghanistan = events(event(7), coverage=(block("2025-01-01", "2025-12-31", "AFG"),))
    assert ids(combine([candidate, afghanistan])) == ["ucdp-candidate:2", "ucdp-ged:7"]


def test_an_event_in_two_candidate_files_is_taken_from_the_newer():
    january = events(
        event(1, source="ucdp-candidate", deaths_best=5, source_version="26.0.1"),
        source="ucdp-candidate",
        version="26.0.1",
        coverage=(block("2026-01-01", "2026-01-31", source="ucdp-candidate", status="candidate"),),
    )
    both = events(
        event(1, source="ucdp-candidate", deaths_best=6, source_version="26.0.2"),
        source="ucdp-candidate",
        version="26.0.2",
        coverage=(block("2026-02-01", "2026-02-28", source="ucdp-candidate", status="candidate"),),
    )
    for order in ([january, both], [both, january]):
        combined = combine(order)
        assert combined.table["deaths_best"].to_pylist() == [6]
        assert combined.left_out["ucdp-candidate"] == {"in a newer file of the source": 1}


def test_a_row_that_a_newer_candidate_release_of_the_same_months_dropped_is_gone():
    def release(version, until, *rows):
        return events(
            *rows,
            source="ucdp-candidate",
            version=version,
            coverage=(block("2026-01-01", until, source="ucdp-candidate", status="candidate"),),
        )

    january = release(
        "26.0.1", "2026-01-31", event(1, source="ucdp-candidate"), event(2, source="ucdp-candidate", deaths_best=90)
    )
    cumulative = release("26.01.26.02", "2026-02-28", event(1, source="ucdp-candidate"))
    combined = combine([january, cumulative])
    assert ids(combined) == ["ucdp-candidate:1"]
    assert combined.left_out["ucdp-candidate"] == {"an older release": 2}


def test_of_two_files_of_one_version_the_last_given_counts():
    first, corrected = (events(event(1, deaths_best=n), coverage=(WORLD,)) for n in (2, 7))
    assert combine([first, corrected]).table["deaths_best"].to_pylist() == [7]
    assert combine([corrected, first]).table["deaths_best"].to_pylist() == [2]


@pytest.mark.parametrize("readings", [[], [events()]])
def test_nothing_combines_to_nothing(readings):
    assert combine(readings).table.num_rows == 0
