import datetime as dt

from sarhad.build.line_months import SCHEMA, line_months
from tests.build.test_controls import Read, a_watch, road
from tests.make import block

MONTH = dt.date(2026, 1, 1)


def test_every_month_in_every_band_since_the_watch_began(tmp_path):
    read = Read(a_watch(tmp_path), block("2025-01-01", "2026-01-31", "AFG"))
    found = line_months(read, road(), (), MONTH)
    assert found.schema == SCHEMA
    rows = found.to_pylist()
    assert len(rows) == 3 * 145, "January 2014 to January 2026 in three bands"
    last = [r for r in rows if r["month"] == MONTH]
    assert [(r["band_km"], r["events"], r["deaths_best"]) for r in last] == [
        (10, 40.0, 80.0),
        (25, 40.0, 80.0),
        (50, 40.0, 80.0),
    ]
    before = next(r for r in rows if r["month"] == dt.date(2025, 12, 1))
    assert (before["covered"], before["events"]) == (False, None) or (before["covered"], before["events"]) == (True, 0)


def test_a_line_without_a_measured_part_has_no_months(tmp_path):
    read = Read(a_watch(tmp_path), block("2025-01-01", "2026-01-31", "AFG"))
    assert line_months(read, (), (), MONTH).num_rows == 0
