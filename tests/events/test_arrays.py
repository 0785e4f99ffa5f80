import subprocess
import sys

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sarhad.events.arrays import blank, bytes_array, distinct, groups, map_text, number_array, numbers, text_array


@given(st.lists(st.none() | st.text()))
def test_text_arrays_are_those_of_arrow(values):
    assert text_array(values).equals(pa.array(values, pa.string()))


@given(st.lists(st.none() | st.integers(-(2**31), 2**31 - 1)))
def test_number_arrays_are_those_of_arrow(values):
    known = np.array([value is not None for value in values], dtype=bool)
    array = number_array(np.array([value or 0 for value in values], dtype=np.int64), pa.int32(), known)
    assert array.equals(pa.array(values, pa.int32()))
    array.validate(full=True)


@given(st.lists(st.none() | st.binary(min_size=3, max_size=3)))
def test_bytes_arrays_are_those_of_arrow(values):
    known = np.array([value is not None for value in values], dtype=bool)
    array = bytes_array(b"".join(value for value in values if value), 3, known)
    assert array.equals(pa.array(values, pa.binary()))


def test_booleans_and_dates():
    assert number_array(np.array([True, False]), pa.bool_()).to_pylist() == [True, False]
    assert str(number_array(np.array([0]), pa.date32())[0]) == "1970-01-01"


@given(st.lists(st.none() | st.sampled_from(["a", "b", "ä"]), min_size=1))
def test_distinct_groups_and_map(values):
    column = pa.chunked_array([text_array(values[:2]), text_array(values[2:])])
    texts, index = distinct(column)
    assert [texts[i] for i in index] == values
    assert groups(column)[0] == len(set(values)) == len(texts)
    assert blank(column).tolist() == [value is None for value in values]
    doubled = map_text(column, lambda text: None if text == "b" else text * 2)
    assert doubled.to_pylist() == [None if value in (None, "b") else value * 2 for value in values]


def test_numbers_have_nan_where_unknown():
    found = numbers(pa.chunked_array([pa.array([1.5, None])]))
    np.testing.assert_array_equal(found, [1.5, np.nan])


@pytest.mark.parametrize("call", ["import sarhad", "sarhad.read_events(PATH)"])
def test_reading_does_not_load_pandas(tmp_path, call):
    path = tmp_path / "a.csv"
    path.write_text(
        "type_of_violence,side_a,side_b,latitude,longitude,country,date_start,date_end,best,high,low\n"
        "1,A,B,34.5,69.2,Afghanistan,2020-01-01,2020-01-01,1,1,1\n"
    )
    code = f"import sarhad, sys; PATH = {str(path)!r}; {call}; print('pandas' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"
