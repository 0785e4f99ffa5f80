"""What the sources give of a place is compared; what is only inferred from a province is not told as a distance."""

import datetime as dt

import pyarrow as pa

from sarhad.events import EVENTS_SCHEMA
from sarhad.incidents import match
from sarhad.incidents.paired import paired

DAY = dt.date(2020, 3, 4)
COMMON = {
    "source_version": "1", "status": "final", "date_start": DAY, "date_end": DAY, "country": "AFG", "licence": "CC",
    "side_a": "Government of Afghanistan", "side_b": "Taleban", "deaths_best": 7, "licence_class": "open",
    "violence_type": "state-based",
}  # fmt: skip
SPELLINGS = {"kandahar": {"admin1": "Kandahar province"}, "point": {"longitude": 65.7, "latitude": 31.6}}


def _table(source: str, *rows: dict) -> pa.Table:
    filled = [
        {**COMMON, "source": source, "event_id": f"{source}:{n}", "source_id": str(n), **row}
        for n, row in enumerate(rows)
    ]
    return pa.Table.from_pylist(filled, EVENTS_SCHEMA)


def test_a_province_by_name_meets_a_point_inside_it_and_no_distance_is_told() -> None:
    events = {
        "a": _table("a", SPELLINGS["point"]),
        "b": _table("b", SPELLINGS["kandahar"], {"admin1": "Hirat province"}),
    }
    pairs = paired(events, match, within=False).pairs.to_pylist()
    same = next(pair for pair in pairs if pair["event_b"] == "b:0")
    assert same["weight_place"] > 0
    assert same["distance_km"] is None
    assert all(pair["probability"] < same["probability"] for pair in pairs if pair["event_b"] == "b:1")


def test_a_distance_between_two_points_is_told() -> None:
    events = {"a": _table("a", SPELLINGS["point"]), "b": _table("b", {"longitude": 65.8, "latitude": 31.6})}
    (pair,) = paired(events, match, within=False).pairs.to_pylist()
    assert 9 < pair["distance_km"] < 10  # 0.1 degrees of longitude at 31.6 N: 9.49 km
