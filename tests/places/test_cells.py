import numpy as np
import pytest
import shapely

from sarhad.errors import InputError
from sarhad.events import priogrid_centre, priogrid_gid
from sarhad.places import countries, priogrid_cells


def test_every_point_of_a_country_lies_in_one_of_its_cells():
    shape = countries()["TJK"]
    west, south, east, north = shape.bounds
    random = np.random.default_rng(1)
    points = np.stack([random.uniform(west, east, 3000), random.uniform(south, north, 3000)], axis=1)
    inside = points[shapely.contains_xy(shape, points[:, 0], points[:, 1])]
    assert len(inside) > 300
    assert np.isin(priogrid_gid(inside[:, 0], inside[:, 1]), priogrid_cells(["TJK"])).all()


def test_no_cell_lies_off_the_country():
    cells = priogrid_cells(["AFG"])
    x, y = priogrid_centre(cells)
    assert (shapely.distance(countries()["AFG"], shapely.points(x, y)) <= 0.25 * 2**0.5 + 1e-9).all()
    assert cells.tolist() == sorted(set(cells.tolist()))


@pytest.mark.parametrize(("code", "west", "east"), [("RUS", -170, 27), ("FJI", -178, 177)])
def test_a_country_across_the_antimeridian_has_no_cell_in_between(code, west, east):
    """Russia's area is one ring across it; Fiji's islands stand on both sides."""
    x, _ = priogrid_centre(priogrid_cells([code]))
    assert x.min() < -178
    assert x.max() > 179
    assert not ((x > west) & (x < east - 8)).any()


def test_two_countries_share_the_cells_of_their_border():
    one, other = (set(priogrid_cells([code]).tolist()) for code in ("AFG", "TJK"))
    both = set(priogrid_cells(["TJK", "AFG", "AFG"]).tolist())
    assert both == one | other
    assert len(one & other) > 10


@pytest.mark.parametrize(("codes", "message"), [(["AFG", "XXX"], "no area for XXX"), ([], "no country is named")])
def test_unknown_countries(codes, message):
    with pytest.raises(InputError, match=message):
        priogrid_cells(codes)
