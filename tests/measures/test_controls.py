import datetime as dt
import math

import numpy as np
import polars as pl
import pytest
from shapely.geometry import LineString

from sarhad import places
from sarhad.errors import InputError
from sarhad.events import priogrid_centre, priogrid_gid
from sarhad.measures import controls
from sarhad.measures.stretches import Surroundings
from sarhad.places import Line
from tests.make import event, table

D = dt.date.fromisoformat
ROAD = Line("road", "The road", "road", "operating", (LineString([(66.0, 34.0), (67.0, 34.5)]),), 107.0)
GAP = Line("gap", "Nothing located", "railway", "planned", (), 0.0)
ABROAD = Line("abroad", "In the sea", "railway", "planned", (LineString([(60.0, 20.0), (61.0, 20.0)]),), 104.0)


def scattered(n, seed, west=63.4, east=69.6, south=31.9, north=36.6):
    random = np.random.default_rng(seed)
    where = zip(random.uniform(west, east, n), random.uniform(south, north, n), strict=True)
    return [event(i, "2026-01-05", longitude=x, latitude=y) for i, (x, y) in enumerate(where)]


def measure(events, lines=(ROAD,), **changes):
    settings = {
        "bands_km": (25,),
        "countries": ["AFG"],
        "start": D("2026-01-01"),
        "end": D("2026-01-31"),
        "place_precision_max": 2,
        "under_check": "leave out",
        "copies": 99,
        "shift_km": (50, 150),
        "turn_degrees": 90,
        "inside_min": 0.9,
        "seed": 1,
    }
    return controls(events, lines, **{**settings, **changes})


def test_the_band_of_the_line_and_of_its_copies_is_that_of_a_loop_with_geodesic_distances():
    rows = scattered(400, seed=3)
    where = np.asarray([(r["longitude"], r["latitude"]) for r in rows])
    around = Surroundings(ROAD, ["AFG"], 150, 25, where, None)
    shifts, turns = np.asarray([(0.0, 0.0), (60.0, -30.0), (-90.0, 40.0)]), np.radians([0.0, 20.0, -75.0])
    held = around.copies(25, shifts, turns)
    # The copy on the ground: each end at its distance and bearing from the middle, turned and moved step by step.
    for n, (shift, turn) in enumerate(zip(shifts, turns, strict=True)):
        ends = []
        for x, y in np.asarray(ROAD.parts[0].coords):
            bearing, _, metres = places.line.ELLIPSOID.inv(66.5, 34.25, x, y)
            east, north = metres * math.sin(math.radians(bearing)), metres * math.cos(math.radians(bearing))
            moved = (
                east * math.cos(turn) - north * math.sin(turn) + shift[0] * 1000,
                east * math.sin(turn) + north * math.cos(turn) + shift[1] * 1000,
            )
            azimuth = math.degrees(math.atan2(*moved))
            ends.append(places.line.ELLIPSOID.fwd(66.5, 34.25, azimuth, math.hypot(*moved))[:2])
        copy = Line("copy", "", "", "", (LineString(ends),), 0.0)
        metres = places.distance_m(where[:, 0], where[:, 1], [copy])[:, 0]
        surely, perhaps = (metres <= 24_750).sum(), (metres <= 25_250).sum()
        assert surely <= held.events[n] <= perhaps
        assert perhaps - surely <= 3, "the band of doubt is thin"


def test_the_area_of_a_band_is_that_of_a_rectangle_with_round_ends():
    around = Surroundings(ROAD, ["AFG"], 150, 25, np.zeros((0, 2)), None)
    length = places.line.ELLIPSOID.line_length(*ROAD.parts[0].xy) / 1000
    assert around.own(25).area == pytest.approx(length * 50 + math.pi * 25**2, rel=0.02)


def test_persons_of_a_cell_are_spread_over_it():
    one = int(priogrid_gid(66.25, 34.25))
    everywhere = {int(gid): 1000.0 for gid in places.priogrid_cells(["AFG"])}
    wide = LineString([(65.0, 34.25), (68.0, 34.25)])
    line = Line("wide", "", "", "", (wide,), 276.0)
    around = Surroundings(line, ["AFG"], 10, 100, np.zeros((0, 2)), {one: 500.0})
    assert around.own(100).persons == pytest.approx(500.0), "the whole cell lies within 100 km"
    around = Surroundings(line, ["AFG"], 10, 10, np.zeros((0, 2)), everywhere)
    per_km2 = 1000 / (55.6 * 55.6 * math.cos(math.radians(34.25)))
    assert around.own(10).persons == pytest.approx(around.own(10).area * per_km2, rel=0.02)


def test_events_along_the_line_stand_out_and_events_anywhere_do_not():
    along = [event(i, "2026-01-05", longitude=66 + i / 30, latitude=34 + i / 60) for i in range(30)]
    more = measure(table(*along, *scattered(60, seed=5))).table.to_pylist()[0]
    assert more["p_value"] == 0.01, "none of 99 copies has as many"
    assert more["copies_with_as_many"] == more["copies_with_more"] == 0
    assert more["ratio"] > 3
    same = measure(table(*scattered(300, seed=7))).table.to_pylist()[0]
    assert 0.05 < same["p_value"] < 0.95
    assert same["ratio"] == pytest.approx(1, abs=0.35)
    assert same["events"] / same["ratio"] == pytest.approx(same["expected"])
    assert same["p_value"] == (1 + same["copies_with_as_many"]) / (1 + same["copies"])


def test_a_road_through_towns_has_more_than_shifted_copies_but_not_more_than_where_as_many_live():
    # People live in two belts, the road through one of them; events go where people are, ten for each cell.
    cells = [int(gid) for gid in places.priogrid_cells(["AFG"])]
    lon, lat = priogrid_centre(np.asarray(cells))
    belts = (np.abs(lat - 34.25) < 0.1) | (np.abs(lat - 32.75) < 0.1) | (np.abs(lat - 35.75) < 0.1)
    persons = {gid: 100_000.0 if belt else 500.0 for gid, belt in zip(cells, belts, strict=True)}
    road = Line("road", "The road", "road", "", (LineString([(66.0, 34.25), (67.5, 34.25)]),), 138.0)
    random = np.random.default_rng(8)
    inside = [(x, y) for x, y, belt in zip(lon, lat, belts, strict=True) if belt and 63.5 < x < 69.5]
    rows = [
        event(i, "2026-01-05", longitude=x + random.uniform(-0.25, 0.25), latitude=y + random.uniform(-0.25, 0.25))
        for i, (x, y) in enumerate(inside * 10)
    ]
    settings = {"bands_km": (25,), "shift_km": (50, 250), "turn_degrees": 10, "copies": 199}
    found = measure(table(*rows), (road,), population=persons, persons_within=1.5, **settings).table.to_pylist()
    shifted, matched = found
    assert (shifted["control"], matched["control"]) == ("shifted", "population-matched")
    assert shifted["p_value"] <= 0.05
    assert matched["p_value"] > 0.05
    assert shifted["ratio"] > 1.5 * matched["ratio"]
    assert matched["persons"] == shifted["persons"] > 0
    assert matched["copies"] >= 19
    assert matched["tries"] <= 1990


def test_what_cannot_be_said():
    few = measure(table(*scattered(19, seed=5, west=65.5, east=67.5, south=33.5, north=35.0)))
    assert few.table["cannot_say"].to_pylist() == ["19 events in its surroundings, at least 20 are needed"]
    assert few.table["p_value"].to_pylist() == few.table["events"].to_pylist() == [None]
    rows = table(*scattered(60, seed=5))
    none, away = measure(rows, (GAP, ABROAD)).table.to_pylist()
    assert none["cannot_say"] == "no part of the line is measured"
    assert away["cannot_say"] == "0 events in its surroundings, at least 20 are needed"
    near_sea = [event(i, "2026-01-05", longitude=60.5, latitude=20.2) for i in range(30)]
    assert measure(table(*near_sea), (ABROAD,)).table["cannot_say"].to_pylist() == ["the line runs outside AFG"]
    empty = measure(rows, population={1: 5.0}, persons_within=2.0).table["cannot_say"].to_pylist()
    assert empty == [None, "nobody lives within the band, by the population given"]
    crowded = measure(rows, inside_min=1.0, shift_km=(900, 1000), copies=19).table.to_pylist()[0]
    assert crowded["cannot_say"].endswith("like stretches around it, at least 19 needed")
    assert crowded["events"] is crowded["p_value"] is None


def test_what_is_left_out_adds_up_and_engines_agree():
    rows = table(
        *scattered(60, seed=5),
        event(61, "2026-02-05", longitude=66, latitude=34),
        event(62, "2026-01-05", longitude=66, latitude=34, place_precision=4),
        event(63, "2026-01-05", longitude=66, latitude=34, under_check="Check deaths"),
        event(64, "2026-01-05", longitude=70, latitude=30, country="PAK"),
    )
    found = measure(rows)
    assert found.provenance.rows_used == 60
    assert found.provenance.left_out == {
        "middle day outside the window": 1,
        "in another country or none": 1,
        "under check": 1,
        "place not precise enough": 1,
    }
    assert found.provenance.seed == 1
    again = measure(pl.from_arrow(rows).lazy())
    assert again.table.collect().to_arrow().to_pylist() == found.table.to_pylist()


@pytest.mark.parametrize(
    ("changes", "what"),
    [
        ({"bands_km": (25, 10)}, "bands_km is"),
        ({"copies": 9}, "copies is 9"),
        ({"shift_km": (100, 50)}, "shift_km is"),
        ({"turn_degrees": 200}, "turn_degrees is 200"),
        ({"inside_min": 0}, "inside_min is 0"),
        ({"population": {1: 2.0}}, "persons_within is None"),
        ({"persons_within": 2.0}, "persons_within is 2"),
        ({"end": D("2025-01-01")}, "ends"),
        ({"countries": ["XXX"]}, "no area for XXX"),
    ],
)
def test_wrong_parameters(changes, what):
    with pytest.raises(InputError, match=what):
        measure(table(*scattered(30, seed=5)), **changes)
