import datetime as dt

import pytest

from sarhad import sources
from sarhad.errors import InputError
from sarhad.sources.gdelt_files import days_of, told_by

from .gdelt import V1, row, write

MAY = dt.date(2017, 5, 1)

NAMES = [
    ("20170501234500.export.CSV.zip", (MAY, 95), "the last of a day"),
    ("20170501000000.export.CSV", (MAY, 0), "the first"),
    ("20170501.export.CSV.zip", (MAY, None), "version 1, a day"),
    ("20170501000700.export.CSV", None, "no quarter of an hour"),
    ("20171301000000.export.CSV", None, "no month"),
    ("20170501-sample.export.CSV.gz", None, "another name"),
    ("20170501234500.gkg.csv.zip", None, "another table"),
]


@pytest.mark.parametrize(("name", "told", "why"), NAMES)
def test_what_a_name_tells(name, told, why):
    assert told_by(name) == told, why


def quarter(n, day="20170501"):
    return f"{day}{n // 4:02}{n % 4 * 15:02}00.export.CSV.zip"


def test_a_day_with_all_its_files_is_complete():
    [day] = days_of(map(quarter, range(96)))
    assert (day.status, day.missing) == ("complete", ())


def test_missing_quarter_hours_are_named_and_the_day_is_partial():
    [day] = days_of(quarter(n) for n in range(96) if n not in (1, 12, 13, 14, 95))
    assert (day.status, day.missing) == ("partial", ("00:15", "03:00 to 03:30", "23:45"))
    assert len(day.quarters) == 91


def test_a_day_without_any_file_is_missing_not_zero():
    days = days_of([quarter(0), quarter(0, "20170503")])
    assert [(d.day.day, d.status) for d in days] == [(1, "partial"), (2, "missing"), (3, "partial")]


def test_a_day_in_both_versions_is_refused(tmp_path):
    write(tmp_path / "20170501.export.CSV", row(V1))
    write(tmp_path / "20170501234500.export.CSV", row())
    with pytest.raises(InputError, match="2017-05-01 is there as a file of the day and as files by 15 minutes"):
        sources.read_gdelt([tmp_path])


def test_written_and_read_again_it_is_the_same(tmp_path):
    attention = sources.read_gdelt([write(tmp_path / quarter(0), row(), row(NumMentions="x"))])
    for name in ("a", "b"):
        sources.write_attention(attention, tmp_path / name)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()
    again = sources.read_attention(tmp_path / "a")
    assert again.table.equals(attention.table)
    assert (again.files, again.problems, again.left_out) == (attention.files, attention.problems, attention.left_out)
    assert sources.is_attention(tmp_path / "a")


@pytest.mark.parametrize("content", [b"", b"PAR1", b"no parquet"])
def test_a_damaged_table_is_told(tmp_path, content):
    (tmp_path / "x.parquet").write_bytes(content)
    with pytest.raises(InputError, match="no attention table, or damaged"):
        sources.read_attention(tmp_path / "x.parquet")
    assert not sources.is_attention(tmp_path / "x.parquet")


def of(tmp_path, *names):
    """One record for each file."""
    for name in names:
        write(tmp_path / name, row(V1, DATEADDED=name[:8]) if name[8] == "." else row(DATEADDED=name[:14]))
    return sources.read_gdelt([tmp_path / name for name in names])


def events(attention):
    return {r["day"].day: r["events"] for r in attention.world.to_pylist()}


COMBINED = [
    ([[quarter(0)], [quarter(1)]], {1: 2}, "different files of a day add up"),
    ([[quarter(0)], [quarter(0), quarter(1)]], {1: 2}, "a file in both counts once: the part with more files"),
    ([[quarter(0), quarter(1)], [quarter(1), quarter(2)]], {1: 2}, "files that share one are not added"),
    ([[quarter(0), quarter(0, "20170502")], [quarter(0)]], {1: 1, 2: 1}, "day by day"),
    ([["20170501.export.CSV"], [quarter(1), quarter(2)]], {1: 2}, "never a file of the day and its quarter-hours"),
]


@pytest.mark.parametrize(("parts", "expected", "why"), COMBINED)
def test_no_file_counts_twice(tmp_path, parts, expected, why):
    together = sources.combine_attention([of(tmp_path / str(n), *names) for n, names in enumerate(parts)])
    assert events(together) == expected, why
    assert sum(len(d.quarters) or d.whole for d in together.days) == sum(expected.values())


def test_nothing_combines_to_nothing():
    assert sources.combine_attention([]) is None
