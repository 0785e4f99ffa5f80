"""Provinces in one spelling."""

import datetime as dt

import pyarrow as pa
import pytest

from sarhad.events import EVENTS_SCHEMA
from sarhad.incidents import reconcile
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


ALIKE = {
    "country": "AFG", "side_a": "Government of Afghanistan", "side_b": "Taleban", "deaths_best": 7,
    "violence_type": "state-based",
}  # fmt: skip


def _pairs(first: list[dict], second: list[dict]) -> dict[tuple[str, str], dict]:
    """The pairs of two sources, all of one day, by the numbers of their events."""
    both = _events(*({**ALIKE, **row} for row in first + second)).to_pylist()
    for at, row in enumerate(both[len(first) :]):
        row |= {"source": "b", "event_id": f"b:{at}"}
    found = reconcile(pa.Table.from_pylist(both, EVENTS_SCHEMA), within=False)
    return {(pair["event_a"], pair["event_b"]): pair for pair in found.pairs.to_pylist()}


def test_a_province_by_name_meets_a_point_inside_it() -> None:
    pairs = _pairs([IN_KANDAHAR, {"admin1": "Herat"}], [{"admin1": "Kandahar province"}, {"admin1": "Hirat province"}])
    same = pairs["a:0", "b:0"]
    assert (same["level_place"], same["distance_km"]) == ("same province", None)
    assert pairs["a:1", "b:1"]["level_place"] == "same province"  # Hirat is Herat
    others = [pair for ends, pair in pairs.items() if ends[0][-1] != ends[1][-1]]
    assert all(pair["level_place"] == "another province" for pair in others)
    assert all(pair["weight_place"] < same["weight_place"] for pair in others)


def test_a_district_that_the_other_calls_the_place() -> None:
    pairs = _pairs([{"place": "Zhari district", **IN_KANDAHAR}], [{"admin2": "Zhari district", "admin1": "Kandahar"}])
    assert pairs["a:0", "b:0"]["level_place"] == "same place name"


def test_of_two_events_alone_a_near_place_speaks_for_them_and_a_far_one_against() -> None:
    near, far = (
        _pairs([IN_KANDAHAR], [{"longitude": 65.7, "latitude": latitude}])["a:0", "b:0"] for latitude in (31.61, 32.0)
    )
    assert near["weight_place"] > 0 > far["weight_place"]
    assert near["band"] == "linked"
