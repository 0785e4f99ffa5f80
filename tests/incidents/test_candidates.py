"""Which pairs are compared: all that plain counting finds within the limits."""

from __future__ import annotations

import numpy as np
import pytest
from pyproj import Geod

from sarhad.events import empty_table
from sarhad.incidents.candidates import GAP_DAYS, NEAR_KM, SLACK_KM, candidates, kilometres
from sarhad.incidents.rows import prepare
from tests.incidents.rows_for_tests import scattered
from tests.make import event, table


def every_pair(left, right):
    """Row numbers of all pairs, their gap in days and km, without blocking."""
    i, j = (grid.ravel().astype(np.int32) for grid in np.indices((len(left), len(right))))
    gap = np.maximum(np.maximum(left.low[i] - right.high[j], right.low[j] - left.high[i]), 0)
    return i, j, gap, kilometres(left, right, i, j)


def test_no_pair_within_60_km_and_the_days_is_lost():
    prepared = prepare(scattered(150, 1), scattered(150, 2, source="other"))
    left, right = prepared.left, prepared.right
    i, j, gap, km = every_pair(left, right)
    near = (gap <= GAP_DAYS) & (km <= 48)  # half a degree of longitude at 31 degrees north: one cell
    found = candidates(left, right)
    pairs = set(zip(found.left.tolist(), found.right.tolist(), strict=True))
    assert set(zip(i[near].tolist(), j[near].tolist(), strict=True)) <= pairs
    assert near.sum() > 200


def test_no_pair_is_beyond_the_limits_or_listed_twice():
    prepared = prepare(scattered(150, 1), scattered(150, 2, source="other"))
    left, right = prepared.left, prepared.right
    found = candidates(left, right)
    assert len(set(zip(found.left.tolist(), found.right.tolist(), strict=True))) == len(found)
    assert found.gap.max() <= GAP_DAYS
    limit = np.maximum(NEAR_KM, left.reach[found.left] + right.reach[found.right] + SLACK_KM)
    assert not (found.km > limit).any()


def test_events_without_coordinates_meet_in_their_province():
    here = event(1, longitude=None, latitude=None, admin1="Kunar", place_precision=None)
    there = event(2, source="other", longitude=71.0, latitude=34.9, admin1="Kunar Province")
    elsewhere = event(3, source="other", longitude=62.0, latitude=34.9, admin1="Herat")
    prepared = prepare(table(here, event(9, admin1="Herat", day="2020-01-01")), table(there, elsewhere))
    found = candidates(prepared.left, prepared.right)
    assert list(zip(found.left.tolist(), found.right.tolist(), strict=True)) == [(0, 0)]
    assert np.isnan(found.km[0])


def test_a_border_between_two_countries_does_not_part_two_tellings():
    here = event(1, longitude=71.08, latitude=34.12, country="AFG", admin1="Nangarhar")
    there = event(2, source="other", longitude=71.10, latitude=34.12, country="PAK", admin1="Khyber")
    prepared = prepare(table(here), table(there))
    assert len(candidates(prepared.left, prepared.right)) == 1


def test_within_a_source_each_pair_comes_once():
    rows = prepare(scattered(120, 4), scattered(120, 4)).left
    found = candidates(rows, rows, within=True)
    assert len(found) > 50
    assert (found.left < found.right).all()


def test_the_antimeridian_is_no_border():
    prepared = prepare(
        table(event(1, longitude=179.99, latitude=-17.0)),
        table(event(2, source="other", longitude=-179.99, latitude=-17.0)),
    )
    found = candidates(prepared.left, prepared.right)
    assert found.km.tolist() == pytest.approx([2.13], abs=0.01)


def test_the_distance_is_that_of_the_ellipsoid():
    prepared = prepare(scattered(60, 5), scattered(60, 6, source="other"))
    left, right = prepared.left, prepared.right
    i, j, _, km = every_pair(left, right)
    known = ~np.isnan(km)
    i, j = i[known], j[known]
    _, _, metres = Geod(ellps="WGS84").inv(left.longitude[i], left.latitude[i], right.longitude[j], right.latitude[j])
    assert km[known] == pytest.approx(metres / 1000, rel=1e-3, abs=1e-6)


def test_a_source_without_events_has_no_candidates():
    prepared = prepare(scattered(5, 1), empty_table())
    assert len(candidates(prepared.left, prepared.right)) == 0
