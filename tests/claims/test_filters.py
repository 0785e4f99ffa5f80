import datetime as dt

import duckdb
import pytest
from pydantic import ValidationError

from sarhad.claims import Filter
from sarhad.claims.filters import condition
from tests import make


def of(**fields):
    return Filter.model_validate(fields)


@pytest.mark.parametrize(
    ("value", "first", "last"),
    [
        ("2021-08-15", dt.date(2021, 8, 15), dt.date(2021, 8, 15)),
        (dt.date(2021, 8, 15), dt.date(2021, 8, 15), dt.date(2021, 8, 15)),
        ("2020-02", dt.date(2020, 2, 1), dt.date(2020, 2, 29)),  # a leap year
        (2021, dt.date(2021, 1, 1), dt.date(2021, 12, 31)),  # YAML reads a bare year as a number
    ],
)
def test_a_period_may_be_written_as_days_months_or_years(value, first, last):
    found = of(**{"from": value, "until": value})
    assert (found.start, found.end) == (first, last)


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"from": "2021-13"}, "not a day, month or year; write 2021-08-15, 2021-08 or 2021"),
        ({"from": "spring 2022"}, "not a day, month or year; write 2021-08-15, 2021-08 or 2021"),
        ({"from": "2021", "until": "2020"}, "the period ends (2020-12-31) before it begins (2021-01-01)"),
        ({"countries": ["Afghanistan"]}, "not ISO 3166-1 alpha-3: Afghanistan; write AFG for Afghanistan"),
        ({"actor": "a", "actors": ["b"]}, "actors stands twice, as one and as many; keep one"),
        ({"role": "a"}, "role needs an actor"),
        ({"violence_type": "war"}, "not in the vocabulary: war; known are state-based, non-state, one-sided"),
    ],
)
def test_mistakes_are_told(fields, message):
    with pytest.raises(ValidationError) as caught:
        of(**fields)
    assert message in str(caught.value)


def test_a_band_is_never_narrower_than_ten_kilometres():
    with pytest.raises(ValidationError, match="greater than or equal to 10"):
        of(line="tapi", within_km=5)


ROW = {"actor_a": "group", "actor_b": "state", "event_class": "bombing", "admin1": "Badakhshān Province"}


@pytest.mark.parametrize(
    ("fields", "row", "fits"),
    [
        ({"actor": "group"}, {}, True),
        ({"actor": "group", "role": "b"}, {}, False),
        ({"actor": "state", "role": "any", "opponent": "group"}, {}, True),
        ({"actor": "group", "opponent": "rival"}, {}, False),
        ({"actor": "rival"}, {"actor_b": None, "side_b": "unknown"}, None),  # who it was is open
        ({"actor": "rival"}, {"actor_b": None, "side_b": "Another group"}, False),  # named, and not the one asked for
        ({"actor": "group", "opponent": "rival"}, {"actor_b": None, "side_b": "unknown"}, None),
        ({"actor": "rival", "opponent": "group"}, {"actor_b": None, "side_b": "unknown"}, None),
        ({"countries": ["AFG"]}, {}, True),
        ({"countries": ["PAK"]}, {}, False),
        ({"event_class": ["bombing", "clash"]}, {}, True),
        ({"event_class": "clash"}, {"event_class": None}, None),
        ({"target_class": "civilians"}, {}, None),
        ({"admin1": "badakhshan"}, {}, True),  # case and accents do not matter, and "Province" may stand behind
        ({"admin1": "Balkh"}, {"admin1": None}, None),
        ({"from": "2026-01-05", "until": "2026-01-05"}, {}, True),
        ({"from": "2026-01-06", "until": "2026-01-07"}, {}, False),
        ({"lethal": True}, {"deaths_low": 0, "deaths_best": 0, "deaths_high": 3}, True),  # in one of the estimates
        ({"lethal": True}, {"deaths_low": None, "deaths_best": None, "deaths_high": None}, None),
        ({"lethal": False}, {"deaths_low": 0, "deaths_best": 0, "deaths_high": 0}, True),
        ({}, {"under_check": "Check deaths"}, False),  # rows that the source still checks are in no reading
        ({}, {"under_check": "plot, not carried out"}, False),
        ({"status": "plot"}, {"under_check": "plot, not carried out"}, True),
        ({"status": ["realised", "attempted"]}, {"under_check": "attempted, not carried out"}, True),
        ({"place": "o'clock' OR TRUE --"}, {"place": "Kabul"}, False),  # text stays text
    ],
)
def test_a_row_fits_does_not_or_is_left_open(fields, row, fits):
    events = make.table(make.event(1, **{**ROW, **row}))
    with duckdb.connect() as con:
        con.register("events", events)
        assert con.execute(f"SELECT {condition(of(**fields))} FROM events").fetchone() == (fits,)


def test_a_part_takes_what_it_leaves_open_from_the_whole():
    whole = of(actor="group", countries=["AFG"], **{"from": "2020", "until": "2021"})
    part = of(opponent="state", countries=["PAK"]).within(whole)
    assert part.actors == ("group",)
    assert part.opponents == ("state",)
    assert part.countries == ("PAK",)
    assert part.end == dt.date(2021, 12, 31)
