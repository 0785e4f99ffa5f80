"""Provinces in one spelling, and a point for an event of which only the province is known."""

import datetime as dt

import pyarrow as pa
import pytest

from sarhad.events import EVENTS_SCHEMA
from sarhad.incidents.placing import placed

DAY = dt.date(2024, 3, 4)


def _events(*rows: dict) -> pa.Table:
    common = {
        "source": "a", "source_version": "1", "status": "final", "date_start": DAY, "date_end": DAY, "licence": "CC",
        "licence_class": "open",
    }  # fmt: skip
    filled = [{**common, "event_id": f"a:{n}", "source_id": str(n), **row} for n, row in enumerate(rows)]
    return pa.Table.from_pylist(filled, EVENTS_SCHEMA)


@pytest.mark.parametrize(
    ("row", "admin1", "precision"),
    [
        ({"country": "AFG", "admin1": "Kandahar province"}, "Kandahar", 4),
        ({"country": "AFG", "admin1": "Hilmand province", "place_precision": 6}, "Helmand", 6),  # country: stays coarse
        ({"country": "AFG", "longitude": 65.7, "latitude": 31.6, "place_precision": 1}, "Kandahar", 1),
        ({"country": "AFG", "admin1": "a valley", "longitude": 65.7, "latitude": 31.6}, "Kandahar", None),
        ({"country": "AFG", "admin1": "a valley"}, "a valley", None),  # nothing is guessed
        ({"country": "AFG"}, None, None),
        ({"country": "MEX", "admin1": "Guerrero state"}, "Guerrero state", None),  # no provinces ship
        ({"country": None, "admin1": "Kandahar province"}, "Kandahar province", None),
    ],
)
def test_province_and_precision(row: dict, admin1: str | None, precision: int | None) -> None:
    found = placed(_events(row)).to_pylist()[0]
    assert (found["admin1"], found["place_precision"]) == (admin1, precision)


def test_a_known_province_gives_a_point_inside_it_and_nothing_else_changes() -> None:
    before = _events({"country": "AFG", "admin1": "Kandahar province", "side_a": "Taleban"}, {"country": "AFG"})
    after = placed(before)
    row, nowhere = after.to_pylist()
    assert placed(_events({**{k: row[k] for k in ("longitude", "latitude")}, "country": "AFG"}))["admin1"][
        0
    ].as_py() == ("Kandahar")
    assert nowhere["longitude"] is None
    others = [
        name for name in before.column_names if name not in ("admin1", "longitude", "latitude", "place_precision")
    ]
    assert after.select(others).equals(before.select(others))
    assert after.schema.equals(EVENTS_SCHEMA)


def test_no_rows() -> None:
    assert placed(EVENTS_SCHEMA.empty_table()).num_rows == 0
