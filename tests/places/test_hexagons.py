import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sarhad.places import H3_FINEST, h3_cells


@pytest.mark.parametrize(
    ("latitude", "longitude", "resolution", "cell"),
    [  # of the documentation of H3: latLngToCell and the example of its bindings
        (37.7752702151959, -122.418307270836, 9, "8928308280fffff"),
        (37.3615593, -122.0553238, 5, "85283473fffffff"),
        (37.3615593, -122.0553238, 7, "87283472bffffff"),
    ],
)
def test_cells_of_the_documentation(latitude, longitude, resolution, cell):
    assert h3_cells([longitude], [latitude], resolution) == [cell]


def test_a_point_without_coordinates_has_no_cell_and_the_order_stays():
    found = h3_cells([69.2, np.nan, 0.0, 69.2], [34.5, 34.5, np.nan, 34.5], 3)
    assert found[1:3] == [None, None]
    assert found[0] == found[3] is not None
    assert len(found[0]) == 15


@given(st.floats(-180, 180), st.floats(-90, 90), st.sampled_from(sorted(set(H3_FINEST.values()))))
def test_a_point_lies_in_its_cell_which_has_one_parent_of_each_coarser_resolution(longitude, latitude, resolution):
    import h3

    (cell,) = h3_cells([longitude], [latitude], resolution)
    assert h3.get_resolution(cell) == resolution
    metres = h3.great_circle_distance((latitude, longitude), h3.cell_to_latlng(cell), unit="m")
    assert metres <= 2 * h3.average_hexagon_edge_length(resolution, unit="m")


def test_the_finest_resolution_holds_what_a_precision_tells():
    import h3

    across = {precision: 2 * h3.average_hexagon_edge_length(of, unit="km") for precision, of in H3_FINEST.items()}
    assert across[2] > 50, "25 km on each side of a point"
    assert list(across.values()) == sorted(across.values())
