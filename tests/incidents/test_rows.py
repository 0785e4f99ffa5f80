"""Two sources coded alike."""

from __future__ import annotations

import numpy as np
import pytest

from sarhad.incidents.rows import NO_NAME, prepare, unnamed
from tests.incidents.rows_for_tests import scattered
from tests.make import event, table


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Unidentified armed group", True),
        ("Unknown", True),
        ("Gunmen", True),
        ("armed men", True),
        ("Unidentified Gang (Mexico)", True),
        ("XXX1234", True),
        ("", True),
        ("Civilians", False),
        ("Armed Forces of Mali", False),
        ("Group for the Support of Islam and Muslims", False),
        ("Menaka Self-Defence Group", False),
    ],
)
def test_names_that_say_no_more_than_that_somebody_was_there(name, expected):
    assert unnamed(name) is expected


def test_a_name_is_one_code_in_both_sources_whatever_its_case_and_dashes():
    prepared = prepare(table(event(1, side_a="Anti-Balaka")), table(event(2, source="other", side_a="anti balaka")))
    assert prepared.left.names[0, 0] == prepared.right.names[0, 0] != NO_NAME
    assert prepared.left.shared[0, 0]


def test_a_resolved_actor_stands_for_its_name_also_where_it_was_not_resolved():
    left = table(event(1, side_a="Taleban", actor_a="taliban"))
    right = table(event(2, source="other", side_a="taleban"), event(3, source="other", side_a="TTP", actor_a="taliban"))
    prepared = prepare(left, right)
    assert len(np.unique([prepared.left.names[0, 0], *prepared.right.names[:, 0]])) == 1


def test_a_name_that_means_two_actors_stands_for_neither():
    left = table(event(1, side_a="IS", actor_a="is-khorasan"), event(2, side_a="IS", actor_a="is-sahel"))
    right = table(event(3, source="other", side_a="IS"))
    prepared = prepare(left, right)
    assert prepared.right.names[0, 0] not in prepared.left.names[:, 0].tolist()


def test_a_province_that_the_other_source_never_names_is_not_known():
    left = table(event(1, admin1="Kabul Province"), event(2, admin1="Paktiya"))
    right = table(event(3, source="other", admin1="kabul"), event(4, source="other", admin1="Paktia"))
    prepared = prepare(left, right)
    assert prepared.left.admin1[0] == prepared.right.admin1[0] >= 0
    assert prepared.left.admin1[1] == prepared.right.admin1[1] == -1


def test_one_name_of_a_province_in_two_countries_is_two_provinces():
    left = table(event(1, admin1="Badakhshan"))
    right = table(
        event(2, source="other", admin1="Badakhshan", country="TJK"), event(3, source="other", admin1="Badakhshan")
    )
    prepared = prepare(left, right)
    assert prepared.right.admin1.tolist() == [-1, prepared.left.admin1[0]]


def test_half_a_coordinate_is_none():
    prepared = prepare(table(event(1, latitude=None)), table(event(2, source="other")))
    assert np.isnan(prepared.left.longitude[0])
    assert prepared.left.cell[0] == 0


def test_taking_rows_takes_all_their_columns():
    rows = prepare(scattered(30, 1), scattered(30, 2)).left
    some = rows.take(rows.deaths > 1)
    assert len(some) == (rows.deaths > 1).sum() == len(some.low) == len(some.names)
    assert some.ids == tuple(np.asarray(rows.ids)[rows.deaths > 1].tolist())
