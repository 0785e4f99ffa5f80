import contextlib
import datetime as dt
import decimal

import pyarrow as pa
import pyarrow.csv as pacsv
import pyarrow.parquet as pq
import pytest

import sarhad
from sarhad.errors import InputError
from sarhad.sources import parquet
from sarhad.sources.files import opened
from sarhad.sources.rows import rows_of

from . import ged


def written(path, column):
    pq.write_table(pa.table({"a": column}), path)
    return path


def texts(path):
    with opened(path) as file:
        rows = rows_of(file)
        return rows.read(rows.columns).table["a"].to_pylist()


MIDNIGHT = dt.datetime(2020, 1, 2, tzinfo=dt.UTC)
NOON = dt.datetime(2020, 1, 2, 12, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("column", "found"),
    [
        (pa.array([201201010001.0, 0.1, -9.0, None, float("nan")]), ["201201010001", "0.1", "-9", None, None]),
        (pa.array([1.1, 16777216.0], pa.float32()), ["1.1", "16777216"]),
        (pa.array([201201010001, None]), ["201201010001", None]),
        (pa.array([decimal.Decimal("1.20")]), ["1.20"]),
        (pa.array([dt.date(2020, 1, 2)]), ["2020-01-02"]),
        (pa.array([MIDNIGHT], pa.timestamp("ns")), ["2020-01-02"]),
        (pa.array([NOON], pa.timestamp("s")), ["2020-01-02 12:00:00"]),
        (pa.array([NOON], pa.timestamp("s", "UTC")), ["2020-01-02 12:00:00Z"]),
        (pa.array([True, False]), ["true", "false"]),
        (pa.array(["x", "", None, " y"]), ["x", None, None, " y"]),
        (pa.array(["x", "y", "x"]).dictionary_encode(), ["x", "y", "x"]),
        (pa.array(["x"], pa.large_string()), ["x"]),
        (pa.array([b"caf\xc3\xa9"]), ["café"]),
    ],
    ids=str,
)
def test_a_typed_column_becomes_the_text_that_a_csv_would_hold(tmp_path, column, found):
    assert texts(written(tmp_path / "a.parquet", column)) == found


@pytest.mark.parametrize(
    ("column", "said"),
    [
        (pa.array([[1, 2]]), 'the column "a" holds list<element: int64>, not single values'),
        (pa.array([b"\xff\xfe"]), 'the column "a" (binary) cannot be written as text'),
    ],
)
def test_a_column_that_is_no_text_is_refused(tmp_path, column, said):
    with pytest.raises(InputError, match=r"a\.parquet") as caught:
        texts(written(tmp_path / "a.parquet", column))
    assert said in str(caught.value)


def test_a_release_as_parquet_reads_like_the_csv(tmp_path):
    path = ged.write(tmp_path, {}, {"best": "x"}, name="GEDEvent_v25_1.csv")
    pq.write_table(pacsv.read_csv(path), tmp_path / "GEDEvent_v25_1.parquet")
    from_csv, from_parquet = sarhad.read_events(path), sarhad.read_events(tmp_path / "GEDEvent_v25_1.parquet")
    assert from_parquet.table.equals(from_csv.table)
    assert [p.kind for p in from_parquet.problems] == [p.kind for p in from_csv.problems]


def test_few_bytes_that_stand_for_much_are_refused(tmp_path, monkeypatch):
    path = written(tmp_path / "a.parquet", pa.array(["x" * 10_000] * 2_000))
    assert path.stat().st_size < 20_000
    monkeypatch.setattr(parquet, "MAX_TEXT", 10_000_000)
    with pytest.raises(InputError, match=r"^a\.parquet has more than 0 GB of text; nothing was read"):
        texts(path)
    monkeypatch.setattr(parquet, "MAX_ROWS", 1_000)
    with pytest.raises(InputError, match=r"^a\.parquet has 2,000 rows, more than can be held; nothing was read"):
        texts(path)


def test_a_truncated_file_is_told(tmp_path):
    whole = written(tmp_path / "b.parquet", pa.array(["x", "y"] * 500)).read_bytes()
    path = tmp_path / "a.parquet"
    for place in range(4, len(whole) - 1, 9):
        path.write_bytes(whole[:place])
        with pytest.raises(InputError, match=r"^a\.parquet is a damaged Parquet file"):
            texts(path)


def test_a_text_that_is_no_utf_8_is_refused(tmp_path):
    broken = pa.Array.from_buffers(pa.string(), 1, [None, pa.py_buffer(b"\0\0\0\0\2\0\0\0"), pa.py_buffer(b"a\xff")])
    with pytest.raises(InputError, match='the column "a" \\(string\\) cannot be written as text'):
        texts(written(tmp_path / "a.parquet", broken))


def test_one_wrong_bit_anywhere_is_refused_or_every_column_stays_whole(tmp_path):
    table = pa.table({"a": ["1", "2", "3", "4"], "b": ["x", "y", "z", "w"]})
    pq.write_table(table, tmp_path / "b.parquet")
    whole = (tmp_path / "b.parquet").read_bytes()
    path = tmp_path / "a.parquet"
    for place in range(4, len(whole) - 8):
        for bit in (1, 16):
            path.write_bytes(whole[:place] + bytes([whole[place] ^ bit]) + whole[place + 1 :])
            with contextlib.suppress(InputError), opened(path) as file:
                rows = rows_of(file)
                rows.read(rows.columns).table.validate(full=True)
