from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Geod
from shapely.geometry import LineString, Polygon, box

from sarhad.bulletin import Issue
from sarhad.bulletin.desk import open_desk
from sarhad.bulletin.maps import NARROW, WIDE, draw, frame_for, gather
from sarhad.bulletin.maps.frame import Frame, path
from sarhad.bulletin.maps.labels import Labels, text_width
from sarhad.bulletin.maps.symbols import short_place

from .conftest import event

DEGREES = st.tuples(st.floats(40, 90), st.floats(-40, 60))


@given(DEGREES)
def test_pixels_lead_back_to_degrees(point: tuple[float, float]) -> None:
    frame = Frame(point[0] + 2, point[1] - 1, 3.0, 800, 600)
    back = frame.lonlat(*frame.xy(*point))
    assert back == pytest.approx(point, abs=1e-6)


@given(DEGREES, st.floats(0, 360))
def test_a_kilometre_is_a_kilometre_everywhere_on_a_small_map(point: tuple[float, float], azimuth: float) -> None:
    """Albers keeps areas, not lengths: within 500 km of the centre lengths are kept to 3 %."""
    lon, lat, _ = Geod(ellps="WGS84").fwd(*point, azimuth, 100_000)
    frame = Frame(*point, 1.0, 1000, 1000)
    (x, y), (u, v) = frame.xy(*point), frame.xy(lon, lat)
    assert ((x - u) ** 2 + (y - v) ** 2) ** 0.5 == pytest.approx(100, rel=0.03)


@given(st.lists(DEGREES, min_size=1, max_size=30))
def test_the_frame_around_points_holds_them(points: list[tuple[float, float]]) -> None:
    frame = Frame.around(points, 832, (440, 720), margin=0.1, km=500)
    assert 440 <= frame.height <= 720
    if (
        max(p[0] for p in points) - min(p[0] for p in points) < 15
        and max(p[1] for p in points) - min(p[1] for p in points) < 15
    ):
        assert all(frame.inside(*frame.xy(*p)) for p in points)


@pytest.mark.parametrize(
    ("shape", "data"),
    [
        (Polygon([(0, 0), (10, 0), (10, 10), (0, 10)]), "M0 0l10 0 0 10 -10 0z"),
        (LineString([(0, 0), (0.5, 0.5), (2, 1)]), "M0 0l.5 .5 1.5 .5"),
        (box(0, 0, 0.5, 0.5), ""),
        (Polygon(), ""),
    ],
)
def test_path_data_is_short_and_leaves_out_what_cannot_be_seen(shape: object, data: str) -> None:
    assert path(shape) == data


def test_words_never_lie_on_words() -> None:
    labels = Labels(400, 300)
    boxes = []
    for n in range(60):
        x, y = 20 + (n * 37) % 360, 20 + (n * 53) % 260
        spot = labels.beside(x, y, "Mazar 12", 12, 3)
        if spot:
            wide = text_width("Mazar 12", 12)
            left = spot.x - {"start": 0, "middle": wide / 2, "end": wide}[spot.anchor]
            boxes.append((left, spot.y - 12, left + wide, spot.y + 2))
    assert len(boxes) > 10
    for i, a in enumerate(boxes):
        assert 0 < a[0] < a[2] < 400
        for b in boxes[i + 1 :]:
            wide, tall = min(a[2], b[2]) - max(a[0], b[0]), min(a[3], b[3]) - max(a[1], b[1])
            assert wide <= 1 or tall <= 1, (a, b)


def test_a_word_along_a_line_can_be_read_from_the_left() -> None:
    for line in ([(10, 10), (200, 60)], [(200, 60), (10, 10)], [(50, 200), (50, 10)]):
        spot = Labels(300, 300).along(line, "The railway", 12)
        assert spot is not None
        assert -90 < spot.turn <= 90


def test_no_word_along_a_line_that_is_too_short_or_too_bent() -> None:
    assert Labels(300, 300).along([(10, 10), (20, 10)], "The railway", 12) is None
    zigzag = [(10 + 8 * n, 100 + 20 * (n % 2)) for n in range(20)]
    assert Labels(300, 300).along(zigzag, "The railway", 12) is None


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("Kabul city (PD 5)", "Kabul"),
        ("Khuzdar town", "Khuzdar"),
        ("City of Gold", "City of Gold"),
        (None, ""),
        ("town", "town"),
    ],
)
def test_short_places(name: str | None, short: str) -> None:
    assert short_place(name) == short


def test_rows_at_one_place_are_added_up_and_provinces_are_shaded(make_issue: Callable[..., Issue]) -> None:
    rows = (
        event(1),
        event(2),
        event(3, place_precision=3),
        event(4, place_precision=4, admin1="Hirat province"),
        event(5, place_precision=4, admin1="Herat"),
        event(6, place_precision=4, admin1="Nowhere province"),
        event(7, place_precision=6),
        event(8, longitude=None, latitude=None, place_precision=None),
    )
    symbols = gather(open_desk(make_issue(rows)))
    assert [(c.precision, c.rows, c.deaths) for c in symbols.circles] == [(1, 2, 8), (3, 1, 4)]
    assert [(a.province.name, a.rows, a.deaths) for a in symbols.areas] == [("Herat", 2, 8)]
    assert symbols.areas[0].lines == ("Herat, no closer place:", "2 rows, 8 deaths (4–18)")
    assert symbols.unplaced == 3
    assert sum(c.rows for c in symbols.circles) + sum(a.rows for a in symbols.areas) + symbols.unplaced == len(rows)


def test_the_map_has_a_sign_for_each_circle_inside_it(make_issue: Callable[..., Issue]) -> None:
    desk = open_desk(make_issue(tuple(event(n, longitude=66 + n / 4, latitude=33 + n / 9) for n in range(12))))
    symbols = gather(desk)
    for look in (WIDE, NARROW):
        drawn = draw(desk, symbols, look, "A map", frame_for(symbols, look, []))
        signs = re.findall(r'<circle class="exact"', drawn.svg.partition('class="ins"')[0])
        assert len(signs) == drawn.shown == 12
        assert 'role="img" aria-label="A map"' in drawn.svg
