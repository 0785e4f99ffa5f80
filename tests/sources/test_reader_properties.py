"""Whatever bytes come, only a SarhadError may come out, and every record is accounted for."""

import contextlib
import csv
import io
import json

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import sarhad
from sarhad import sources
from sarhad.errors import SarhadError
from sarhad.events import EVENTS_SCHEMA
from sarhad.sources import detect, read_monthly_figures

from . import ged
from .seeds import seeds

quick = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])

odd_text = st.one_of(
    st.text(max_size=12),
    st.sampled_from(["", " ", "nan", "inf", "-inf", "1e400", "1_0", "1e5", "-0", "0x10", "١٢", "90.0000001", "\x00"]),
    st.floats().map(str),
    st.integers().map(str),
    st.dates().map(str),
    st.datetimes().map(str),
)
tables = [seed for seed in seeds() if seed.file.endswith(".csv") and seed.source in sources.names()]


def read(path):
    """The events, or None when the file is refused in the proper way."""
    try:
        return sarhad.read_events(path, "ucdp-ged")
    except SarhadError:
        return None


def check_accounts(events):
    assert events.table.schema.equals(EVENTS_SCHEMA)
    events.table.validate(full=True)
    assert events.rows_read == len(events) + sum(events.provenance.left_out.values())
    for problem in events.problems:
        assert str(problem)


@quick
@pytest.mark.parametrize("seed", tables, ids=lambda seed: seed.source)
@given(data=st.data())
def test_odd_cells_never_break_the_reading(tmp_path, seed, data):
    header, *rows = csv.reader(io.StringIO(seed.data.decode("utf-8-sig"), newline=""))
    changes = st.dictionaries(st.integers(0, len(header) - 1), odd_text, max_size=8)
    changed = []
    for change in data.draw(st.lists(changes, min_size=1, max_size=6)):
        row = list(rows[len(changed) % len(rows)])
        for at, text in change.items():
            row[at] = text
        changed.append(row)
    path = tmp_path / seed.file
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, quoting=csv.QUOTE_ALL).writerows([header, *changed])
    with contextlib.suppress(SarhadError):
        found = seed.read(path)
        assert getattr(found, "rows_read", 0) <= len(changed)


@quick
@given(data=st.binary(max_size=300))
def test_odd_bytes_are_refused_or_read(tmp_path, data):
    path = tmp_path / "a.csv"
    path.write_bytes(data)
    for reader in (sarhad.read_events, detect, read_monthly_figures):
        with contextlib.suppress(SarhadError):
            reader(path)
    path.write_bytes(",".join(ged.COLUMNS_49).encode() + b"\n" + data)
    events = read(path)
    if events is not None:
        check_accounts(events)


@quick
@given(cut=st.integers(min_value=0), insert=st.sampled_from([b'"', b",", b"\n", b"\r", b"\xff", b"", b"\x00", b'""']))
def test_a_file_that_is_cut_or_damaged_anywhere_is_refused_or_read(tmp_path, cut, insert):
    whole = ged.text({}, {"source_article": 'a "quoted"\nline'}, {}).encode()
    place = cut % len(whole)
    path = tmp_path / "ged.csv"
    for damaged in (whole[:place], whole[:place] + insert + whole[place:]):
        path.write_bytes(damaged)
        events = read(path)
        if events is not None:
            check_accounts(events)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
features = st.fixed_dictionaries(
    {
        "properties": st.dictionaries(st.sampled_from(ged.COLUMNS_49), json_values).map(lambda odd: {**ged.ROW, **odd}),
        "geometry": json_values | st.just({"type": "Point", "coordinates": [1, 2]}),
    }
)


@quick
@given(found=st.lists(features | json_values, max_size=4))
def test_odd_geojson_is_refused_or_read(tmp_path, found):
    path = tmp_path / "a.geojson"
    path.write_text(json.dumps({"features": found}), encoding="utf-8")
    events = read(path)
    if events is not None:
        check_accounts(events)


def test_half_a_surrogate_pair_becomes_a_question_mark(tmp_path):
    path = tmp_path / "a.geojson"
    properties = {**ged.ROW, "side_a": "\ud800", "\udfff": 1}
    path.write_text(json.dumps({"features": [{"properties": properties, "geometry": None}]}), encoding="utf-8")
    events = read(path)
    assert events.table["side_a"].to_pylist() == ["?"]
    assert events.table["side_a"].type == pa.string()
