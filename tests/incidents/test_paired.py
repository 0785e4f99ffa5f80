"""Every two sources are compared with what can be known of their places."""

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


def _table(source: str, *rows: dict) -> pa.Table:
    filled = [
        {**COMMON, "source": source, "event_id": f"{source}:{n}", "source_id": str(n), **row}
        for n, row in enumerate(rows)
    ]
    return pa.Table.from_pylist(filled, EVENTS_SCHEMA)


def test_a_province_by_name_meets_a_point_inside_it() -> None:
    events = {
        "a": _table("a", {"longitude": 65.7, "latitude": 31.6}, {"admin1": "Herat"}),
        "b": _table("b", {"admin1": "Kandahar province"}, {"admin1": "Hirat province"}),
    }
    pairs = {(p["event_a"], p["event_b"]): p for p in paired(events, match, within=False).pairs.to_pylist()}
    same = pairs["a:0", "b:0"]
    assert (same["level_place"], same["distance_km"]) == ("same province", None)
    assert pairs["a:1", "b:1"]["level_place"] == "same province"  # Hirat is Herat
    assert all(p["level_place"] == "another province" for ends, p in pairs.items() if ends[0][-1] != ends[1][-1])


def test_two_points_are_compared_by_their_distance() -> None:
    events = {
        "a": _table("a", {"longitude": 65.7, "latitude": 31.6}),
        "b": _table("b", {"longitude": 65.8, "latitude": 31.6}),
    }
    (pair,) = paired(events, match, within=False).pairs.to_pylist()
    assert 9 < pair["distance_km"] < 10  # 0.1 degrees of longitude at 31.6 N: 9.49 km
