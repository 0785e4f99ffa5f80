"""Distances to lines, against brute force on the ellipsoid."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod
from shapely.geometry import LineString

from sarhad.places import Line, distance_m, land_borders

GEOD = Geod(ellps="WGS84")


def line(*parts: list[tuple[float, float]]) -> Line:
    return Line("x", "X", "railway", "operating", tuple(LineString(part) for part in parts), 0.0)


def brute_force_m(longitude: float, latitude: float, tested: Line, step_m: float = 20.0) -> float:
    """The shortest geodesic to points set every `step_m` on the geodesics between the line's corners."""
    best = np.inf
    for part in tested.parts:
        corners = list(part.coords)
        for (lon_a, lat_a), (lon_b, lat_b) in pairwise(corners):
            _, _, length = GEOD.inv(lon_a, lat_a, lon_b, lat_b)
            pieces = max(int(length / step_m), 2)
            between = GEOD.npts(lon_a, lat_a, lon_b, lat_b, pieces, initial_idx=0, terminus_idx=0)
            lon, lat = np.array(between).T
            _, _, metres = GEOD.inv(np.full(len(lon), longitude), np.full(len(lat), latitude), lon, lat)
            best = min(best, metres.min())
    return best


@settings(max_examples=60, deadline=None)
@given(
    start=st.tuples(st.floats(45, 85), st.floats(25, 55)),
    step=st.tuples(st.floats(-1.5, 1.5), st.floats(-1.5, 1.5)),
    turn=st.tuples(st.floats(-1.5, 1.5), st.floats(-1.5, 1.5)),
    away=st.tuples(st.floats(-1.2, 1.2), st.floats(-1.2, 1.2)),
)
def test_the_distance_is_the_geodesic_within_half_a_percent(start, step, turn, away) -> None:
    corner = (start[0] + step[0], start[1] + step[1])
    tested = line([start, corner, (corner[0] + turn[0], corner[1] + turn[1])])
    longitude, latitude = start[0] + away[0], start[1] + away[1]
    expected = brute_force_m(longitude, latitude, tested, step_m=50.0)
    measured = distance_m([longitude], [latitude], [tested])[0, 0]
    assert measured == pytest.approx(expected, rel=0.005, abs=30)  # brute force itself errs by up to half a step


def test_a_long_hop_follows_the_geodesic_and_not_the_parallel() -> None:
    # 300 km along the 60th parallel: the geodesic's middle lies 3 km north of the parallel's.
    tested = line([(50.0, 60.0), (55.4, 60.0)])
    _, middle = GEOD.npts(50.0, 60.0, 55.4, 60.0, 1)[0]
    assert middle > 60.02
    assert distance_m([52.7], [middle], [tested])[0, 0] < 20
    assert distance_m([52.7], [60.0], [tested])[0, 0] == pytest.approx(brute_force_m(52.7, 60.0, tested), rel=0.005)


@pytest.mark.parametrize("kilometres", [0.1, 1.0, 9.9, 24.9, 49.9, 400.0])
def test_known_distances_due_north_of_an_east_west_line(kilometres: float) -> None:
    tested = line([(68.0, 36.0), (70.0, 36.0)])
    _, middle = GEOD.npts(68.0, 36.0, 70.0, 36.0, 1)[0]
    longitude, latitude, _ = GEOD.fwd(69.0, middle, 0.0, kilometres * 1000)
    assert distance_m([longitude], [latitude], [tested])[0, 0] == pytest.approx(kilometres * 1000, rel=0.005)


def test_beyond_the_end_the_distance_is_to_the_end() -> None:
    tested = line([(68.0, 36.0), (69.0, 36.0)])
    _, _, expected = GEOD.inv(69.0, 36.0, 69.5, 36.2)
    assert distance_m([69.5], [36.2], [tested])[0, 0] == pytest.approx(expected, rel=1e-4)


def test_a_gap_between_parts_is_not_part_of_the_line() -> None:
    whole = line([(68.0, 36.0), (69.0, 36.0), (72.0, 36.0), (73.0, 36.0)])
    with_gap = line([(68.0, 36.0), (69.0, 36.0)], [(72.0, 36.0), (73.0, 36.0)])
    near_whole, near_parts = distance_m([70.5], [36.0], [whole, with_gap])[0]
    assert near_whole < 2_000
    assert near_parts == pytest.approx(GEOD.inv(70.5, 36.0, 69.0, 36.0)[2], rel=1e-4)


def test_within_km_leaves_near_distances_and_makes_far_ones_infinite() -> None:
    borders = land_borders(["TJK"])
    rng = np.random.default_rng(7)
    longitude, latitude = rng.uniform(66, 76, 400), rng.uniform(36, 42, 400)
    every = distance_m(longitude, latitude, borders)
    near = distance_m(longitude, latitude, borders, within_km=60)
    assert near.shape == (400, 4)
    assert np.isfinite(near).any()
    assert np.isinf(near[every > 60_000]).all()
    np.testing.assert_array_equal(near[every <= 60_000], every[every <= 60_000])


def test_real_border_against_brute_force() -> None:
    (border,) = [line for line in land_borders(["AFG"]) if line.id == "AFG-UZB"]
    for longitude, latitude in [(67.1, 36.7), (67.27, 37.22), (66.0, 37.9), (69.0, 38.5), (67.6, 37.15)]:
        measured = distance_m([longitude], [latitude], [border])[0, 0]
        assert measured == pytest.approx(brute_force_m(longitude, latitude, border), rel=0.005, abs=20)


def test_nothing_to_measure_is_infinite() -> None:
    empty = line()
    tested = line([(68.0, 36.0), (69.0, 36.0)])
    distances = distance_m([68.5, np.nan, 68.5], [36.0, 36.0, np.nan], [empty, tested])
    assert np.isinf(distances[:, 0]).all()
    assert distances[0, 1] < 1_000
    assert np.isinf(distances[1:, 1]).all()
    assert distance_m([], [], [tested]).shape == (0, 1)
    assert distance_m([68.0], [36.0], []).shape == (1, 0)


def test_points_at_one_place_have_one_distance_in_their_own_order() -> None:
    tested = line([(68.0, 36.0), (69.0, 36.0)])
    distances = distance_m([70.0, 68.5, 70.0], [36.0, 36.1, 36.0], [tested])[:, 0]
    assert distances[0] == distances[2] > distances[1]
