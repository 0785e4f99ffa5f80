import calendar
import datetime as dt

import numpy as np
import pytest
from shapely.geometry import LineString

from sarhad.errors import InputError
from sarhad.measures import spillover
from sarhad.places import Line, land_borders
from tests.engines import ENGINES, rows
from tests.make import block, event, table

D = dt.date.fromisoformat
BORDER = Line("AFG-TJK", "The border", "border", "existing", (LineString([(69.0, 37.0), (71.0, 37.0)]),), 178.0)
SIDES = {"AFG": 36.9, "TJK": 37.1}  # 11 km from the border
MONTHS = [dt.date(2020 + k // 12, k % 12 + 1, 1) for k in range(48)]
WINDOW = {"start": MONTHS[0], "end": D("2023-12-31")}


def asked(events, border=BORDER, **changes):
    parameters = {
        "band_km": 50,
        "of": "events",
        "deaths": "best",
        **WINDOW,
        "lags": 3,
        "permutations": 199,
        "seed": 3,
        "under_check": "leave out",
        "status": "final",
        "place_precision_max": 2,
        "date_precision_max": 3,
    }
    result = spillover(events, border, **{**parameters, **changes})
    return rows(result.table), result.provenance


def on(side, month, count, **values):
    days = calendar.monthrange(month.year, month.month)[1]
    return [
        event(
            f"{side}{month}{k}", str(month.replace(day=1 + 7 * k % days)), country=side, latitude=SIDES[side],
            longitude=70.0, **values,
        )
        for k in range(count)
    ]  # fmt: skip


def two_sides(lead=1, seed=1):
    """Side A at random, side B the same a month later."""
    counts = np.random.default_rng(seed).poisson(4, len(MONTHS) + lead)
    a, b = counts[lead:], counts[: len(MONTHS)]
    return [
        row
        for month, x, y in zip(MONTHS, a.tolist(), b.tolist(), strict=True)
        for row in (*on("AFG", month, x), *on("TJK", month, y))
    ], (a, b)


def test_months_and_correlations_by_hand():
    events, (a, b) = two_sides()
    found, provenance = asked(table(*events))
    months = [row for row in found if row["part"] == "month"]
    assert [row["month"] for row in months] == MONTHS
    assert [row["side_a"] for row in months] == a.tolist()
    assert [row["side_b"] for row in months] == b.tolist()
    x, y = np.diff(np.log(1 + a)), np.diff(np.log(1 + b))
    expected = {lag: np.corrcoef(x[max(0, -lag) : 47 - max(0, lag)], y[max(0, lag) : 47 - max(0, -lag)])[0, 1]
                for lag in range(-3, 4)}  # fmt: skip
    assert {row["lag_months"]: row["correlation"] for row in found if row["part"] == "lag"} == pytest.approx(expected)
    assert expected[1] == pytest.approx(1.0)
    assert provenance.rows_used == a.sum() + b.sum()
    assert provenance.left_out == {}


def test_a_planted_lead_is_found_at_its_lag_alone():
    found, _ = asked(table(*two_sides()[0]))
    assert [row["lag_months"] for row in found if row["part"] == "lag" and row["p_adjusted"] <= 0.05] == [1]


def test_deaths_are_summed_where_events_are_counted():
    events, (a, _) = two_sides()
    found, _ = asked(table(*events), of="deaths", deaths="high")
    assert [row["side_a"] for row in found if row["part"] == "month"] == (3.0 * a).tolist()


def test_every_event_left_out_has_its_reason():
    events, _ = two_sides()
    others = [
        event(1, "2020-05-05", country="PAK", latitude=36.9, longitude=70.0),
        event(2, "2020-05-05", country=None, latitude=36.9, longitude=70.0),
        event(3, "2019-05-05", latitude=36.9, longitude=70.0),
        event(4, "2020-05-05", latitude=36.0, longitude=70.0),
        event(5, "2020-05-05", latitude=36.9, longitude=70.0, under_check="Check"),
        event(6, "2020-05-05", latitude=None, longitude=None),
        event(7, "2020-05-05", latitude=36.9, longitude=70.0, place_precision=4),
        event(8, "2020-05-05", latitude=36.9, longitude=70.0, date_precision=5),
        event(9, "2020-05-05", latitude=36.9, longitude=70.0, date_precision=None),
    ]
    _, provenance = asked(table(*events, *others))
    assert provenance.rows_used == len(events)
    assert provenance.left_out == {
        "middle day outside the window": 1,
        "in a third country or none": 2,
        "under check": 1,
        "no point": 1,
        "place not precise enough": 1,
        "date not precise enough": 2,
        "farther than 50 km from the border": 1,
    }


def test_months_that_nobody_looked_at_are_no_fall():
    events, _ = two_sides()
    whole = block("2020-01-01", "2023-06-30")
    found, provenance = asked(table(*events), coverage=(whole,))
    assert max(row["month"] for row in found if row["part"] == "month") == D("2023-06-01")
    assert provenance.left_out["middle day outside the window"] > 0
    one_side = (block("2020-01-01", "2023-12-31", "AFG"), block("2020-01-01", "2021-06-30", "TJK"))
    found, _ = asked(table(*events), coverage=one_side)
    assert found == [{**dict.fromkeys(found[0]), "cannot_say": "18 months, at least 24 are needed"}]


@pytest.mark.parametrize(
    ("events", "changes", "reason"),
    [
        (two_sides()[0], {"end": D("2020-01-31"), "lags": 0}, "1 months, at least 24 are needed"),
        ([], {}, "0 events on the side of AFG and 0 events on the side of TJK, at least 20 are needed"),
        (
            [row for row in two_sides()[0] if row["country"] == "AFG"],
            {},
            "0 events on the side of TJK, at least 20 are needed",
        ),
        (two_sides()[0], {"lags": 13}, "48 months are too few for lags of 13, 52 are needed"),
        (
            [row for month in MONTHS for side in SIDES for row in on(side, month, 2)],
            {},
            "a side is the same in all months",
        ),
        (
            two_sides()[0],
            {"border": Line("AFG-TJK", "The border", "border", "existing", (), 0.0)},
            "no part of The border is measured",
        ),
        (
            two_sides()[0],
            {"coverage": (block("2020-01-01", "2021-01-31"), block("2021-03-01", "2023-12-31"))},
            "1 months between covered ones are not covered, 2021-02 first",
        ),
        (
            two_sides()[0],
            {"border": land_borders(["CAF"])[0]},
            "0 events on the side of CAF and 0 events on the side of CMR, at least 20 are needed",
        ),
    ],
)
def test_what_cannot_be_said_has_no_number(events, changes, reason):
    found, _ = asked(table(*events), **changes)
    assert found == [{**dict.fromkeys(found[0]), "cannot_say": reason}]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        (
            {"border": Line("road", "The road", "road", "operating", (), 0.0)},
            '"The road" is no border between two countries\n  do: take one of sarhad.places.land_borders',
        ),
        ({"band_km": 5}, "band_km is 5\n  do: give 10 to 500 km; 50 or 100 are usual"),
        ({"lags": -1}, "lags is -1"),
        ({"permutations": 9}, "permutations is 9"),
        ({"start": D("2020-01-02")}, "2020-01-02 to 2023-12-31 is not made of whole months"),
        ({"of": "fear"}, 'of is "fear"'),
        ({"status": "maybe"}, 'status is "maybe"'),
    ],
)
def test_what_cannot_be_asked(changes, message):
    with pytest.raises(InputError) as raised:
        asked(table(), **changes)
    assert message in str(raised.value)


@pytest.mark.parametrize("engine", ENGINES)
def test_engines_agree(engine):
    events = table(*two_sides()[0])
    assert asked(ENGINES[engine](events))[0] == asked(events)[0]


def test_the_order_of_rows_is_nothing_and_the_seed_is_all():
    events, _ = two_sides()
    assert asked(table(*events))[0] == asked(table(*reversed(events)))[0]
    assert asked(table(*events))[0] != asked(table(*events), seed=4)[0]
