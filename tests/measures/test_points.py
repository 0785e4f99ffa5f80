import datetime as dt

import numpy as np
import pytest
from pyproj import Geod

from sarhad.errors import InputError
from sarhad.measures.points import on_ellipsoid, points
from tests.make import event, table

D = dt.date.fromisoformat


def placed(*rows, **changes):
    parameters = {
        "start": D("2026-01-01"),
        "end": D("2026-01-31"),
        "under_check": "leave out",
        "place_precision_max": 2,
        "date_precision_max": 1,
    }
    return points(table(*rows), **{**parameters, **changes})


def test_each_event_left_out_has_its_reason():
    found = placed(
        event(1, "2026-01-05"),
        event(2, "2026-01-30", until="2026-02-01"),  # middle day the 31st: in
        event(3, "2026-01-31", until="2026-02-02"),
        event(4, "2026-01-05", until="2026-01-04"),
        event(5, "2026-01-05", under_check="Check"),
        event(6, "2026-01-05", date_precision=2),
        event(7, "2026-01-05", place_precision=3),
        event(8, "2026-01-05", place_precision=None),
        event(9, "2026-01-05", longitude=None),
    )
    assert found.ids == ["ucdp-ged:1", "ucdp-ged:2"]
    assert found.used == 2
    assert found.left_out == {
        "no valid dates": 1,
        "middle day outside the window": 1,
        "under check": 1,
        "no point": 1,
        "date not precise enough": 1,
        "place not precise enough": 2,
    }


def test_precision_is_not_looked_at_where_none_is_asked_for():
    rows = [event(1, date_precision=None), event(2, place_precision=None), event(3, place_precision=6)]
    assert placed(*rows).used == 0
    assert placed(*rows, place_precision_max=None).used == 2
    assert placed(*rows, place_precision_max=None, date_precision_max=None).used == 3


def test_order_of_rows_does_not_matter():
    rows = [event(n, f"2026-01-{1 + n % 9:02}", longitude=60 + n % 4) for n in range(30)]
    one, other = placed(*rows), placed(*reversed(rows))
    assert one.ids == other.ids
    for name in ("day", "site", "longitude", "latitude", "xyz"):
        assert np.array_equal(getattr(one, name), getattr(other, name))
    assert sorted(one.day.tolist()) == one.day.tolist()
    assert len(one.longitude) == 4


@pytest.mark.parametrize(
    ("one", "other", "tolerance_m"),
    [
        ((69.2, 34.5), (69.6, 34.7), 1),  # 43 km
        ((-106.49, 31.74), (-106.42, 31.72), 0.01),
        ((0.0, 0.0), (4.0, 0.0), 400),  # 445 km: 90 m short
        ((179.9, -10.0), (-179.9, -10.0), 1),  # across the antimeridian
        ((20.0, 89.9), (-160.0, 89.9), 1),  # across the pole
    ],
)
def test_straight_lines_against_the_way_on_the_ellipsoid(one, other, tolerance_m):
    xyz = on_ellipsoid(*(np.array(pair) for pair in zip(one, other, strict=True)))
    metres = Geod(ellps="WGS84").inv(*one, *other)[2]
    assert np.linalg.norm(xyz[0] - xyz[1]) * 1000 == pytest.approx(metres, abs=tolerance_m)


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        ([], "0 events, at least 20 are needed"),
        ([event(n, f"2026-01-{n + 1:02}") for n in range(19)], "19 events, at least 20 are needed"),
        ([event(n, f"2026-01-{n + 1:02}") for n in range(20)], "all 20 events stand at one point"),
        ([event(n, longitude=60.0 + n) for n in range(20)], "all 20 events stand on one day"),
        ([event(n, f"2026-01-{n + 1:02}", longitude=60.0 + n) for n in range(20)], ""),
    ],
)
def test_what_cannot_be_said(rows, reason):
    assert placed(*rows).cannot_say() == reason


def test_a_window_turned_round():
    with pytest.raises(InputError, match="the window ends"):
        placed(event(1), start=D("2026-02-01"))
