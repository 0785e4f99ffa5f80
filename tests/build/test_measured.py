import datetime as dt

import pyarrow as pa
import pytest

from sarhad.build import measured as module
from sarhad.build.measured import measured
from sarhad.events import Provenance, Result

ROWS = pa.table({"event_id": ["a", "b"], "longitude": [66.0, None]})
ASKED = {"start": dt.date(2026, 1, 1), "bands_km": [50], "seed": 1}


class Measure:
    """Counts how often it is asked."""

    def __init__(self):
        self.times = 0

    def __call__(self):
        self.times += 1
        table = pa.table({"p_value": [0.1 + 0.2, None], "last": pa.array([dt.date(2026, 1, 31)] * 2, pa.date32())})
        return Result(table, Provenance("step"))


def test_the_same_is_measured_once(tmp_path):
    measure = Measure()
    first = measured(tmp_path / "measured", ROWS, ASKED, measure)
    again = measured(
        tmp_path / "measured", pa.concat_tables([ROWS[:1], ROWS[1:]]), dict(reversed(ASKED.items())), measure
    )
    assert again.equals(first)
    assert again.schema == first.schema
    assert measure.times == 1


@pytest.mark.parametrize(
    ("rows", "asked"),
    [
        (ROWS.slice(0, 1), ASKED),
        (ROWS.set_column(1, "longitude", pa.array([66.0, 66.0])), ASKED),
        (ROWS.rename_columns(["event_id", "latitude"]), ASKED),
        (ROWS, ASKED | {"seed": 2}),
        (ROWS, ASKED | {"start": dt.date(2026, 1, 2)}),
        (ROWS, {"bands_km": [50], "seed": 1}),
    ],
)
def test_other_rows_or_parameters_are_measured(tmp_path, rows, asked):
    measure = Measure()
    measured(tmp_path, ROWS, ASKED, measure)
    measured(tmp_path, rows, asked, measure)
    assert measure.times == 2


def test_other_code_measures_again(tmp_path, monkeypatch):
    measure = Measure()
    measured(tmp_path, ROWS, ASKED, measure)
    monkeypatch.setattr(module, "_code", lambda: "of another version")
    measured(tmp_path, ROWS, ASKED, measure)
    assert measure.times == 2


@pytest.mark.parametrize(
    "damage", [lambda whole: whole[:-1], lambda whole: b"", lambda whole: whole[:9] + b"!" + whole[10:]]
)
def test_a_damaged_table_is_measured_again_and_mended(tmp_path, damage):
    measure = Measure()
    first = measured(tmp_path, ROWS, ASKED, measure)
    (path,) = tmp_path.iterdir()
    whole = path.read_bytes()
    path.write_bytes(damage(whole))
    assert measured(tmp_path, ROWS, ASKED, measure).equals(first)
    assert measure.times == 2
    assert path.read_bytes() == whole
    assert list(tmp_path.iterdir()) == [path]
