import datetime as dt

import pytest

from sarhad.events import covered
from tests.make import block

D = dt.date.fromisoformat


@pytest.mark.parametrize(
    ("country", "start", "end", "expected", "reason"),
    [
        ("AFG", "2024-01-01", "2024-12-31", True, "inside one block"),
        ("AFG", "2024-12-15", "2025-01-15", True, "two blocks that meet"),
        ("AFG", "2025-01-15", "2025-02-15", False, "past the last block"),
        ("AFG", "2023-12-31", "2024-01-02", False, "one day before the first block"),
        ("TKM", "2024-06-01", None, True, "the world block holds every country"),
        ("TKM", "2025-01-02", None, False, "the second block names AFG only"),
    ],
)
def test_whether_every_day_is_looked_at(country, start, end, expected, reason):
    blocks = [block("2024-01-01", "2024-12-31"), block("2025-01-01", "2025-01-31", "AFG")]
    assert covered(blocks, country, D(start), D(end) if end else None) is expected, reason


def test_a_gap_between_blocks_is_not_covered_and_overlaps_do_no_harm():
    gap = [block("2024-01-01", "2024-01-10"), block("2024-01-12", "2024-01-31")]
    assert not covered(gap, "AFG", D("2024-01-01"), D("2024-01-31"))
    overlap = [block("2024-01-01", "2024-01-20"), block("2024-01-05", "2024-01-10"), block("2024-01-15", "2024-01-31")]
    assert covered(overlap, "AFG", D("2024-01-01"), D("2024-01-31"))
    assert not covered([], "AFG", D("2024-01-01"))
