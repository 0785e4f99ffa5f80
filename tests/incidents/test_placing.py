"""Provinces in one spelling."""

import datetime as dt

import pyarrow as pa
import pytest

from sarhad.events import EVENTS_SCHEMA
from sarhad.incidents.placing import placed

DAY = dt.date(2024, 3, 4)
IN_KANDAHAR = {"longitude": 65.7, "latitude": 31.6}


def _events(*rows: dict) -> pa.Table:
    common = {
        "source": "a", "source_version": "1", "status": "final", "date_start": DAY, "date_end": DAY, "licence": "CC",
        "licence_class": "open",
    }  # fmt: skip
    filled = [{**common, "event_id": f"a:{n}", "source_id": str(n), **row} for n, row in enumerate(rows)]
    return pa.Table.from_pylist(filled, EVENTS_SCHEMA)


@pytest.mark.parametrize(
    ("row", "admin1"),
    [
        ({"country": "AFG", "admin1": "Kandahar province"}, "Kandahar"),
        ({"country": "AFG", "admin1": "Hilmand province"}, "Helmand"),  # another romanisation
        ({"country": "AFG", **IN_KANDAHAR}, "Kandahar"),
        ({"country": "AFG", "admin1": "Hirat", **IN_KANDAHAR}, "Herat"),  # what the source says goes before the point
        ({"country": "AFG", "admin1": "a valley", **IN_KANDAHAR}, "Kandahar"),
        ({"country": "AFG", "admin1": "a valley"}, "a valley"),  # nothing is guessed
        ({"country": "AFG", "longitude": 0.0, "latitude": 0.0}, None),
        ({"country": "AFG"}, None),
        ({"country": "MEX", "admin1": "Guerrero state"}, "Guerrero state"),  # no provinces ship
        ({"country": None, "admin1": "Kandahar province"}, "Kandahar province"),
    ],
)
def test_one_spelling(row: dict, admin1: str | None) -> None:
    assert placed(_events(row))["admin1"].to_pylist() == [admin1]


def test_a_place_without_a_name_bears_its_district() -> None:
    found = placed(
        _events({"admin2": "Zhari district"}, {"admin2": "Zhari district", "place": "Sangi Hisar village"}, {})
    )
    assert found["place"].to_pylist() == ["Zhari district", "Sangi Hisar village", None]


def test_nothing_else_changes() -> None:
    before = _events({"country": "AFG", "admin1": "Kandahar province", "side_a": "Taleban"}, {"country": "AFG"})
    after = placed(before)
    others = [name for name in before.column_names if name not in ("admin1", "place")]
    assert after.select(others).equals(before.select(others))
    assert after.schema.equals(EVENTS_SCHEMA)


def test_no_rows() -> None:
    assert placed(EVENTS_SCHEMA.empty_table()).num_rows == 0
