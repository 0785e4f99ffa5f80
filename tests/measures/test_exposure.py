import datetime as dt

import duckdb
import polars as pl
import pytest
from shapely.geometry import LineString

from sarhad import sources
from sarhad.errors import InputError
from sarhad.measures import exposure
from sarhad.places import Line, Node, land_borders
from tests.make import block, event, table

D = dt.date.fromisoformat
NODES = (Node("West", "AFG", 69.0, 34.0), Node("East", "AFG", 70.0, 34.0))
ROAD = Line(
    "road", "The road", "road", "operating", (LineString([(69.0, 34.0), (70.0, 34.0)]),), 92.4, 200.0, nodes=NODES
)
GAP = Line("gap", "Nothing located", "railway", "planned", (), 0.0, nodes=NODES)

# One degree of latitude is about 110.9 km at 34 N, so .1 degree is 11.1 km and .2 degree 22.2 km.
NEAR, MIDDLE, FAR = 34.05, 34.2, 35.0
EVENTS = table(
    event(1, "2026-01-05", latitude=NEAR, longitude=69.5, deaths_best=10),
    event(2, "2026-01-06", latitude=MIDDLE, longitude=69.5, deaths_best=4),
    event(3, "2026-01-31", until="2026-02-01", latitude=NEAR, longitude=69.5, deaths_best=8),
    event(4, "2026-01-07", latitude=FAR, longitude=69.5, deaths_best=100),
    event(5, "2026-01-08", latitude=NEAR, longitude=69.5, place_precision=4),
    event(6, "2026-01-09", latitude=NEAR, longitude=69.5, under_check="Check deaths"),
    event(7, "2025-11-10", latitude=NEAR, longitude=69.5, deaths_best=1),
    event(8, "2025-11-11", latitude=NEAR, longitude=69.5, deaths_best=None),
    event(9, "2025-12-11", latitude=NEAR, longitude=69.5, deaths_best=3),
    event(10, "2024-12-11", latitude=NEAR, longitude=69.5),
    event(11, "2026-01-12", latitude=None, longitude=None, place_precision=None),
)
WORLD = block("2025-11-01", "2026-01-31")


def measure(events=EVENTS, lines=(ROAD,), **changes):
    settings = {
        "bands_km": (10, 25),
        "start": D("2026-01-01"),
        "end": D("2026-01-31"),
        "history_start": D("2025-10-01"),
        "place_precision_max": 2,
        "under_check": "leave out",
        "coverage": (WORLD,),
    }
    return exposure(events, lines, **{**settings, **changes})


def test_bands_by_hand():
    near, wide = measure().table.to_pylist()
    assert (near["rows"], near["events"]) == (2, 1.5), "the event of 31 January to 1 February is half in January"
    assert (wide["rows"], wide["events"]) == (3, 2.5), "bands are cumulative"
    assert (near["deaths_best"], wide["deaths_best"]) == (14.0, 18.0)
    assert (near["deaths_low"], near["deaths_high"]) == (1.5, 4.5)
    assert near["events_per_100km_month"] == pytest.approx(1.5 / 0.924)
    assert near["deaths_per_100km_month"] == pytest.approx(14 / 0.924)
    assert near["covered"] is True


def test_the_past_holds_only_the_months_that_are_covered():
    near, _ = measure().table.to_pylist()
    assert near["past_months"] == 2, "October 2025 is before the coverage"
    assert near["past_events_mean"] == 1.5
    assert near["past_deaths_mean"] == 2.0, "a missing figure adds nothing"
    assert (near["past_months_with_more"], near["past_months_with_as_many"]) == (1, 0)
    alone, _ = measure(coverage=()).table.to_pylist()
    assert (alone["past_months"], alone["past_events_mean"], alone["covered"]) == (0, None, False)
    assert alone["rows"] == 2, "what is known is still counted"
    (none,) = measure(coverage=(), bands_km=(1,)).table.to_pylist()
    assert (none["rows"], none["events"]) == (None, None), "nobody looked and nothing is known: no zero"


def test_a_line_is_covered_only_where_all_its_countries_are():
    border = Line("AFG-PAK", "Border", "border", "existing", ROAD.parts, 92.4)
    only_one = block("2025-11-01", "2026-01-31", "AFG")
    assert [r["covered"] for r in measure(lines=(border, ROAD), coverage=(only_one,)).table.to_pylist()] == [
        False,
        False,
        True,
        True,
    ]


def test_a_line_without_a_measured_part_has_no_counts_rather_than_zeros():
    row = measure(lines=(GAP,)).table.to_pylist()[0]
    assert row["measured_km"] == 0.0
    assert row["events"] is None
    assert row["events_per_100km_month"] is None
    assert row["past_events_mean"] is None


def test_who_is_left_out_and_why():
    assert measure().provenance.left_out == {
        "outside the period": 1,
        "under check": 1,
        "place not precise enough": 2,
    }
    assert measure().provenance.rows_used == 7
    assert "under check" not in measure(under_check="include").provenance.left_out


def test_engines_agree():
    expected = measure().table.to_pylist()
    con = duckdb.connect()
    con.register("events", EVENTS)
    relation = measure(con.table("events")).table
    assert relation.to_arrow_table().to_pylist() == expected
    assert measure(pl.from_arrow(EVENTS)).table.to_dicts() == expected
    assert measure(pl.from_arrow(EVENTS).lazy()).table.collect().to_dicts() == expected
    frame = measure(EVENTS.to_pandas()).table
    assert type(frame).__module__.startswith("pandas")
    assert frame["deaths_best"].tolist() == [row["deaths_best"] for row in expected]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"bands_km": (25, 10)}, "bands_km is [25, 10]"),
        ({"bands_km": ()}, "bands_km is []"),
        ({"start": D("2026-01-02")}, "do not bound whole months"),
        ({"end": D("2026-01-30")}, "do not bound whole months"),
        ({"history_start": D("2026-02-01")}, "do not bound whole months"),
        ({"under_check": "drop"}, 'under_check is "drop"'),
    ],
)
def test_parameters_that_cannot_be_used(changes, message):
    with pytest.raises(InputError) as raised:
        measure(**changes)
    assert message in str(raised.value)


def test_no_line_and_no_event():
    assert measure(lines=()).table.num_rows == 0
    assert measure(EVENTS.slice(0, 0)).table.to_pylist()[0]["events"] == 0.0


def test_the_real_january_along_the_afghan_pakistani_border(ucdp):
    events = sources.read(ucdp / "GEDEvent_v26_0_1.csv", countries={"AFG", "PAK"})
    border = tuple(line for line in land_borders(["AFG", "PAK"]) if line.id == "AFG-PAK")
    rows = measure(events, border, bands_km=(10, 25, 50), coverage=events.coverage).table.to_pylist()
    assert [row["rows"] for row in rows] == [0, 1, 6], "Mamund at 12 km, then five towns within 50 km"
    assert all(row["deaths_low"] <= row["deaths_best"] <= row["deaths_high"] for row in rows)
