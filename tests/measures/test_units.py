"""Units beside the map's and the source's own: H3 cells, conflicts, corridors and borders."""

import datetime as dt

import h3
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from sarhad import sources
from sarhad.errors import InputError
from sarhad.measures import exposure, incidence
from sarhad.places import Line, land_borders
from tests.engines import ENGINES, rows
from tests.make import block, event, table
from tests.measures.test_exposure import EVENTS, GAP, NODES, ROAD, WORLD

D = dt.date.fromisoformat
BORDER = Line("AFG-PAK", "Border", "border", "existing", ROAD.parts, 92.4)
LATER = Line("later", "The same road further on", "road", "planned", ROAD.parts, 92.4, nodes=NODES)


def count(events=EVENTS, **changes):
    asked = {
        "unit": "corridor", "period": "month", "start": D("2025-11-01"), "end": D("2026-01-31"),
        "under_check": "leave out", "coverage": (WORLD,), "place_precision_max": 2,
    }  # fmt: skip
    along = {"lines": (ROAD,), "band_km": 10} if changes.get("unit", "corridor") in ("corridor", "border") else {}
    return incidence(events, **{**asked, **along, **changes})


def cells(result, *columns):
    return [tuple(row[name] for name in columns) for row in rows(result.table)]


def test_a_corridor_by_hand():
    found = count()
    assert cells(found, "line_id", "period", "events", "rows", "deaths_best", "covered") == [
        ("road", D("2025-11-01"), 2.0, 2, 1.0, True),  # one of the two gives no figure
        ("road", D("2025-12-01"), 1.0, 1, 3.0, True),
        ("road", D("2026-01-01"), 1.5, 2, 14.0, True),  # half of the event of two days falls in February
    ]
    assert found.provenance.rows_used == 5
    assert found.provenance.left_out == {
        "outside the period": 1, "under check": 1, "place not precise enough": 2, "more than 10 km from every line": 2,
    }  # fmt: skip
    assert found.provenance.rows_used + sum(found.provenance.left_out.values()) == EVENTS.num_rows
    assert found.provenance.parameters["lines"] == ["road"]


def test_an_event_counts_under_each_line_that_it_is_near():
    found = count(lines=(ROAD, LATER), period="year")
    assert cells(found, "line_id", "events") == [("later", 3.0), ("later", 1.5), ("road", 3.0), ("road", 1.5)]
    assert found.provenance.rows_used == 5, "each event once"
    assert "An event within the band of several lines counts under each of them." in found.provenance.notes


def test_zero_only_where_all_countries_of_a_line_are_looked_at_and_it_is_measured():
    nothing = EVENTS.slice(0, 0)
    one_side = block("2025-11-01", "2026-01-31", "AFG")
    assert cells(count(nothing, coverage=(one_side,)), "events", "covered") == [(0.0, True)] * 3
    border = count(nothing, unit="border", lines=(BORDER,), coverage=(one_side,))
    assert cells(border, "events", "rows", "covered") == [(None, 0, False)] * 3
    assert cells(count(nothing, lines=(GAP,)), "events", "covered") == [(None, False)] * 3


def test_a_corridor_holds_what_its_exposure_does():
    window = {"start": D("2026-01-01"), "end": D("2026-01-31")}
    for band in (10, 25):
        (theirs,) = exposure(
            EVENTS, (ROAD,), bands_km=(band,), history_start=D("2025-12-01"), place_precision_max=2,
            under_check="leave out", coverage=(WORLD,), **window,
        ).table.to_pylist()  # fmt: skip
        (ours,) = count(band_km=band, **window).table.to_pylist()
        assert {name: theirs[name] for name in ours if name != "period"} == {
            name: value for name, value in ours.items() if name != "period"
        }


PLACED = table(
    event(1, "2026-01-05", conflict_id="333"),
    event(2, "2026-01-06", conflict_id="333", longitude=69.21),
    event(3, "2026-01-07", conflict_id="404", longitude=10.0, latitude=50.0),
    event(4, "2026-01-08", conflict_id=None, place_precision=3),
    event(5, "2026-01-09", conflict_id="404", longitude=None, latitude=None),
)


def test_conflicts_by_hand():
    found = count(PLACED, unit="conflict")
    assert cells(found, "conflict_id", "events") == [("333", 2.0), ("404", 2.0), (None, 1.0)]


def test_h3_cells_by_hand():
    kabul, elsewhere = (h3.latlng_to_cell(y, x, 4) for y, x in ((34.5, 69.2), (50.0, 10.0)))
    found = count(PLACED, unit="h3", h3_resolution=4)
    expected = sorted([(kabul, 2.0), (elsewhere, 1.0)])
    assert cells(found, "h3", "events") == [*expected, (None, 2.0)], "too coarse or without coordinates: no cell"
    assert found.provenance.rows_used == 5
    assert found.provenance.parameters["h3_resolution"] == 4
    assert found.table.schema.field("h3").type == pa.string()


@pytest.mark.parametrize("unit", ["conflict", "h3", "corridor", "border"])
@pytest.mark.parametrize("engine", [name for name in ENGINES if name != "pyarrow"])
def test_engines_agree_and_return_their_own_kind(engine, unit):
    events = pa.concat_tables([EVENTS, PLACED])
    asked = {"unit": unit, "h3_resolution": 3, "lines": (BORDER,) if unit == "border" else (ROAD, LATER)}
    given = ENGINES[engine](events)
    found = count(given, **asked)
    assert type(found.table) is type(given)
    expected = count(events, **asked)
    assert rows(found.table) == expected.table.to_pylist()
    assert found.provenance == expected.provenance


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"unit": "h3"}, "H3 cells need h3_resolution and place_precision_max\n  do: state both"),
        (
            {"unit": "h3", "h3_resolution": 5},
            "h3_resolution 5 is finer than place precision 2 tells\n  do: give 0 to 4, or a more precise",
        ),
        ({"unit": "h3", "h3_resolution": 8, "place_precision_max": 1}, "h3_resolution 8 is finer than place precision"),
        ({"unit": "h3", "h3_resolution": -1}, "h3_resolution is -1\n  do: give 0 to 4"),
        (
            {"unit": "h3", "h3_resolution": 0, "place_precision_max": 5},
            "place_precision_max is 5\n  do: give 1 to 4: an event known to a line or a country lies in no one cell",
        ),
        ({"lines": ()}, "the unit corridor needs lines, band_km and place_precision_max"),
        ({"band_km": None}, "the unit corridor needs lines, band_km and place_precision_max"),
        ({"place_precision_max": None}, "the unit corridor needs lines, band_km and place_precision_max"),
        ({"band_km": 5}, "band_km is 5\n  do: give 10 or more"),
        ({"lines": (ROAD, ROAD)}, "a line is given twice"),
        ({"lines": (BORDER,)}, "AFG-PAK is a border, the unit is corridor\n  do: count borders and corridors apart"),
        ({"unit": "border"}, "road is no border, the unit is border"),
        ({"countries": ["AFG"]}, "countries are named beside lines\n  do: leave them out"),
        ({"events": EVENTS.drop_columns(["longitude"])}, "the events lack longitude"),
    ],
)
def test_what_cannot_be_asked(changes, message):
    with pytest.raises(InputError) as raised:
        count(**changes)
    assert message in str(raised.value)


def test_every_period_and_unit_sums_to_the_events_of_a_real_release(ucdp):
    events = sources.read(ucdp / "GEDEvent_v26_0_1.csv").table
    window = {"start": pc.min(events["date_start"]).as_py(), "end": pc.max(events["date_end"]).as_py()}
    for period in ("week", "quarter"):
        for unit in ("conflict", "h3"):
            found = count(
                events, unit=unit, period=period, h3_resolution=3, place_precision_max=3, under_check="include",
                coverage=(), **window,
            )  # fmt: skip
            assert round(pc.sum(found.table["events"]).as_py(), 6) == events.num_rows
            assert round(pc.sum(found.table["deaths_best"]).as_py(), 4) == pc.sum(events["deaths_best"]).as_py()


def test_borders_of_a_real_release_hold_what_lies_near_them(ucdp):
    events = sources.read(ucdp / "GEDEvent_v26_0_1.csv").table
    lines = land_borders(["AFG"])
    window = {"start": D("2026-01-01"), "end": D("2026-01-31")}
    found = count(events, unit="border", lines=lines, band_km=50, under_check="include", coverage=(), **window)
    known = exposure(
        events, lines, bands_km=(50,), history_start=D("2025-12-01"), place_precision_max=2, under_check="include",
        **window,
    )  # fmt: skip
    by_line = {row["line_id"]: row["events"] for row in found.table.to_pylist()}
    assert by_line == {row["line_id"]: row["events"] for row in known.table.to_pylist()}
    assert sum(value or 0 for value in by_line.values()) > 0
