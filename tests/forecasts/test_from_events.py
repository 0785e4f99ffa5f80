"""Panels from events: what is counted where, what is left out, and in every kind of frame."""

import datetime as dt

import numpy as np
import pytest

from sarhad.errors import InputError
from sarhad.forecasts import panel_of_events
from tests.engines import ENGINES
from tests.make import block, event, events, table

KABUL, EAST = 179779, 179780
ROWS = (
    event(1, "2020-01-05", deaths_low=1, deaths_best=4, deaths_high=6, priogrid_gid=KABUL),
    event(2, "2020-01-31", until="2020-02-01", deaths_low=2, deaths_best=2, deaths_high=2, priogrid_gid=KABUL),
    event(3, "2020-03-05", priogrid_gid=EAST, place_precision=3),
    event(4, "2020-03-06", priogrid_gid=EAST, place_precision=4, deaths_best=100, deaths_high=100),
    event(5, "2020-03-06", priogrid_gid=EAST, under_check="Check deaths"),
    event(6, "2020-03-06", priogrid_gid=EAST, violence_type="one-sided"),
    event(7, "2020-03-06", priogrid_gid=EAST, country="PAK", gw=770),
    event(8, "2020-03-06", place_precision=1),
    event(9, "2019-03-06", priogrid_gid=EAST),
    event(10, "2020-04-06", priogrid_gid=EAST, violence_type=None),
)
ASKED = {
    "start": dt.date(2020, 1, 1), "end": dt.date(2020, 4, 30), "coverage": [block("2020-01-01", "2020-04-30", "AFG")],
    "countries": ["AFG"], "violence_types": ["state-based"], "under_check": "leave out", "vintage": "26.1",
}  # fmt: skip


@pytest.mark.parametrize("engine", ENGINES)
def test_cells_hold_what_is_placed_in_them_in_any_frame(engine):
    found = panel_of_events(ENGINES[engine](table(*ROWS)), unit="priogrid", place_precision_max=3, **ASKED)
    made, about = found.table, found.provenance
    assert (made.unit, made.ids) == ("priogrid", (KABUL, EAST))
    assert made.deaths.tolist() == [[5, 1, 0, 0], [0, 0, 2, 0]]
    assert made.low.tolist() == [[2, 1, 0, 0], [0, 0, 1, 0]]
    assert made.high.tolist() == [[7, 1, 0, 0], [0, 0, 3, 0]]
    assert made.known.all()
    assert made.neighbours == ((1,), (0,))
    assert about.rows_used == 3
    assert about.left_out == {
        "outside the period": 1, "in another country or none": 1, "under check": 1, "not state-based": 2,
        "place not precise enough": 2,
    }  # fmt: skip
    assert about.rows_used + sum(about.left_out.values()) == len(ROWS)
    assert about.parameters == {
        "unit": "priogrid", "under_check": "leave out", "place_precision_max": 3, "vintage": "26.1",
    }  # fmt: skip


def test_a_country_holds_what_is_placed_anywhere_in_it():
    found = panel_of_events(events(*ROWS), unit="country", **ASKED)
    assert found.table.deaths.tolist() == [[5, 1, 104, 0]]
    assert found.provenance.rows_used == 5
    assert [ref.name for ref in found.provenance.sources] == ["ucdp-ged"]


def test_cells_are_known_where_all_of_the_countries_are_covered():
    coverage = [block("2020-01-01", "2020-04-30", "AFG"), block("2020-02-01", "2020-03-31", "PAK")]
    asked = {**ASKED, "coverage": coverage, "countries": ["AFG", "PAK"]}
    found = panel_of_events(table(*ROWS), unit="priogrid", place_precision_max=3, **asked)
    assert found.table.known.tolist() == [[False, True, True, False]] * 2
    assert found.table.deaths.tolist() == [[0, 1, 0, 0], [0, 0, 4, 0]]
    assert found.table.notes[-1] == (
        "Months that are not covered are unknown; what is loaded of them, 1.5 events, is in no figure."
    )


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({}, "PRIO-GRID cells need place_precision_max"),
        ({"place_precision_max": 3, "end": dt.date(2020, 4, 29)}, "2020-01-01 to 2020-04-29 are not whole months"),
        ({"place_precision_max": 3, "violence_types": ["non-state"]}, "no cell has an event"),
        ({"unit": "country", "countries": ["ATA"]}, "VIEWS has no country id for ATA"),
    ],
)
def test_bad_use_is_told(change, told):
    with pytest.raises(InputError, match=told):
        panel_of_events(table(*ROWS), **{"unit": "priogrid", **ASKED, **change})


def test_rounding_keeps_the_bounds_around_the_figure():
    """An event over two months: halves are rounded up, in low, best and high alike."""
    row = event(1, "2020-01-31", until="2020-02-01", deaths_low=1, deaths_best=1, deaths_high=1, priogrid_gid=KABUL)
    made = panel_of_events(table(row), unit="priogrid", place_precision_max=1, **ASKED).table
    assert np.array_equal(made.low, made.deaths)
    assert np.array_equal(made.high, made.deaths)
