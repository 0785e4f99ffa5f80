import datetime as dt

import numpy as np
import polars as pl
import pytest

from sarhad import sources
from sarhad.errors import InputError
from sarhad.measures import slope
from tests.engines import ENGINES, rows
from tests.make import block, event, table

D = dt.date.fromisoformat
RISING = [1, 0, 2, 1, 3, 2, 2, 4, 3, 5, 4, 4, 6, 5, 5, 7, 6, 8, 7, 7, 9, 8, 8, 10]


def months(counts, first=2020, **values):
    days = [f"{first + n // 12}-{n % 12 + 1:02}-15" for n, count in enumerate(counts) for _ in range(count)]
    return [event(n, day, **values) for n, day in enumerate(days)]


EVENTS = table(*months(RISING))


def asked(events=EVENTS, **changes):
    parameters = {
        "of": "events",
        "deaths": "best",
        "start": D("2020-01-01"),
        "end": D("2021-12-31"),
        "under_check": "leave out",
        "status": "final",
        "confidence": 0.95,
    }
    result = slope(events, **{**parameters, **changes})
    return rows(result.table), result.provenance


def test_a_rise_is_found_with_its_slope():
    found, provenance = asked()
    every = found[0]
    assert (every["series"], every["months"]) == ("all events", 24)
    assert every["mean"] == pytest.approx(sum(RISING) / 24)
    pairs = [(b - a) / (j - i) for i, a in enumerate(RISING) for j, b in enumerate(RISING) if j > i]
    assert every["slope_per_year"] == pytest.approx(12 * float(np.median(pairs)))
    assert 0 < every["slope_low"] < every["slope_per_year"] < every["slope_high"]
    assert every["p_value"] < 0.001
    assert found[1]["series"] == "without the largest event"
    assert found[1]["largest_event"] == "ucdp-ged:0", "of equals the first by id"
    assert found[1]["mean"] == pytest.approx((sum(RISING) - 1) / 24)
    assert provenance.rows_used == sum(RISING)


def test_one_massacre_in_the_last_month_is_no_steady_rise():
    """Ranks hardly move; the mean does."""
    level = [event(n, f"{2020 + n // 12}-{n % 12 + 1:02}-15", deaths_best=3 + n % 3) for n in range(24)]
    found, _ = asked(table(*level, event(99, "2021-12-20", deaths_best=900)), of="deaths")
    every, without = found
    assert every["mean"] > 8 * without["mean"]
    assert every["p_value"] > 0.2
    assert without["largest_event"] == "ucdp-ged:99"
    assert without["mean"] == pytest.approx(4)


def test_without_any_figure_there_is_no_largest():
    found, _ = asked(table(*months(RISING, deaths_best=None)))
    assert [row["series"] for row in found] == ["all events"]


@pytest.mark.parametrize(
    ("changes", "reasons"),
    [
        ({"end": D("2020-06-30")}, ["6 months, at least 12 are needed"] * 2),
        ({"events": table()}, ["0 months hold anything, at least 5 are needed"]),
        ({"events": table(*months([3] * 24))}, ["all 24 months hold the same", None]),
        (
            {"coverage": [block("2020-01-01", "2020-10-31"), block("2021-01-01", "2021-12-31")]},
            ["2 months between covered ones are not covered, 2020-11 first"],
        ),
    ],
)
def test_what_cannot_be_said_has_no_number(changes, reasons):
    found, _ = asked(**changes)
    assert [row["cannot_say"] for row in found] == reasons
    for row in found:
        if row["cannot_say"]:
            assert {value for key, value in row.items() if key not in ("series", "cannot_say", "largest_event")} == {
                None
            }


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"confidence": 95}, "confidence is 95"),
        ({"of": "battles"}, 'of is "battles"'),
        ({"end": D("2021-12-30")}, "2020-01-01 to 2021-12-30 is not made of whole months"),
    ],
)
def test_what_cannot_be_asked(changes, message):
    with pytest.raises(InputError) as raised:
        asked(**changes)
    assert message in str(raised.value)


@pytest.mark.parametrize("engine", ENGINES)
def test_engines_agree_and_return_their_own_kind(engine):
    given = ENGINES[engine](EVENTS)
    result = slope(
        given,
        of="events",
        deaths="best",
        start=D("2020-01-01"),
        end=D("2021-12-31"),
        under_check="leave out",
        status="final",
        confidence=0.95,
    )
    assert type(result.table) is type(given)
    assert rows(result.table) == asked()[0]


def test_mexico_rose_and_the_correlation_of_its_months_is_told(ucdp):
    events = pl.from_arrow(sources.read(ucdp / "ged-mexico.csv.gz").table)
    found, _ = asked(events, start=D("2012-01-01"), end=D("2023-12-31"))
    assert found[0]["slope_low"] > 0
    assert found[0]["variance_factor"] > 2
    assert found[0]["p_independent"] < found[0]["p_value"] < 0.05
