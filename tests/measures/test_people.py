import builtins
import datetime as dt
import math

import numpy as np
import pytest
import rasterio
from pyproj import Geod
from rasterio.transform import Affine

from sarhad.errors import InputError
from sarhad.measures import people
from sarhad.measures.grid import Grid
from tests.engines import ENGINES, rows
from tests.make import event, ref, table

D = dt.date.fromisoformat
GEOD = Geod(ellps="WGS84")
DENSE = "persons per km2"


ONE_KM = Affine(1 / 120, 0, -180, 0, -1 / 120, 90)


def tif(path, values, west, north, degrees, *, crs="EPSG:4326", nodata=None, transform=None, **more):
    values = np.asarray(values)
    with rasterio.open(
        path, "w", driver="GTiff", height=values.shape[-2], width=values.shape[-1],
        count=1 if values.ndim == 2 else len(values), dtype=values.dtype, crs=crs, nodata=nodata,
        transform=transform or Affine(degrees, 0, west, 0, -degrees, north), **more,
    ) as out:  # fmt: skip
        out.write(values[None] if values.ndim == 2 else values)
    return path


def asked(events, grid, **changes):
    parameters = {
        "radius_km": 10,
        "values": "persons per pixel",
        "population": ref("made-up", "2020"),
        "population_year": 2020,
        "start": D("2026-01-01"),
        "end": D("2026-12-31"),
        "under_check": "leave out",
        "place_precision_max": 2,
        "date_precision_max": 3,
    }
    result = people(events, grid, **{**parameters, **changes})
    return rows(result.table), result.provenance


def at(number, longitude, latitude, **values):
    return event(number, longitude=longitude, latitude=latitude, **values)


@pytest.fixture
def random_grid(tmp_path):
    """Two degrees square of pixels of a hundredth, some of them unknown."""
    random = np.random.default_rng(1)
    values = random.integers(0, 900, (200, 200)).astype("float32")
    values[random.random(values.shape) < 0.1] = -1
    return tif(tmp_path / "grid.tif", values, 68.0, 36.0, 0.01, nodata=-1), np.where(values < 0, np.nan, values)


@pytest.mark.parametrize(("longitude", "latitude"), [(69.2, 34.5), (10.0, 0.0), (-20.0, 70.0), (20.0, -55.0)])
@pytest.mark.parametrize(("degrees", "radius_km"), [(0.01, 10), (0.05, 12), (0.25, 60)])
def test_even_density_gives_density_times_the_area_of_the_circle(tmp_path, longitude, latitude, degrees, radius_km):
    n = math.ceil(4 / degrees)
    grid = tif(
        tmp_path / "even.tif", np.full((n, n), 50, "float32"), longitude - 2 + 0.3 * degrees, latitude + 2, degrees
    )
    [row, _] = asked(table(at(1, longitude, latitude)), grid, radius_km=radius_km, values=DENSE)[0]
    assert row["people"] == pytest.approx(row["person_events"])
    assert row["people"] == pytest.approx(50 * math.pi * radius_km**2, rel=0.01)
    assert row["unknown_share"] == pytest.approx(0, abs=0.005)


def by_hand(values, points, radius_km, west, north, degrees, pieces=7):
    """Every piece of every pixel, by geodesics."""
    rows_, columns = values.shape
    x = west + (np.arange(columns * pieces) + 0.5) * degrees / pieces
    y = north - (np.arange(rows_ * pieces) + 0.5) * degrees / pieces
    lon, lat = np.meshgrid(x, y)
    each = np.repeat(np.repeat(np.nan_to_num(values), pieces, 0), pieces, 1) / pieces**2
    near = []
    for longitude, latitude in points:
        close = (np.abs(lat - latitude) < 0.2) & (np.abs(lon - longitude) < 0.25)
        km = GEOD.inv(np.full(close.sum(), longitude), np.full(close.sum(), latitude), lon[close], lat[close])[2] / 1000
        inside = np.zeros_like(close)
        inside[close] = km <= radius_km
        near.append(inside)
    return each[np.logical_or.reduce(near)].sum(), sum(each[inside].sum() for inside in near)


def test_once_and_each_time_by_brute_force(random_grid):
    path, values = random_grid
    places = [(69.2, 34.5), (69.3, 34.55), (68.6, 35.2)]
    events = [at(n, *place) for n, place in enumerate([*places, places[0]])]
    [row, _] = asked(table(*events), path)[0]
    once, _ = by_hand(values, places, 10, 68.0, 36.0, 0.01)
    _, summed = by_hand(values, [*places, places[0]], 10, 68.0, 36.0, 0.01)
    assert row["events"] == 4
    assert row["people"] == pytest.approx(once, rel=0.003)
    assert row["person_events"] == pytest.approx(summed, rel=0.003)
    assert row["unknown_share"] == pytest.approx(0.1, abs=0.02)


def test_two_circles_that_overlap(tmp_path):
    """The area of a lens, by the formula of two equal circles."""
    grid = tif(tmp_path / "even.tif", np.full((400, 400), 100, "float32"), -2.0, 2.0, 0.01)
    longitude, _, _ = GEOD.fwd(0.0, 0.0, 90.0, 12_000)
    [row, _] = asked(table(at(1, 0.0, 0.0), at(2, longitude, 0.0)), grid, values=DENSE)[0]
    lens = 2 * 10**2 * math.acos(12 / 20) - 12 / 2 * math.sqrt(4 * 10**2 - 12**2)
    assert row["person_events"] == pytest.approx(100 * 2 * math.pi * 100, rel=0.01)
    assert row["people"] == pytest.approx(100 * (2 * math.pi * 100 - lens), rel=0.01)


@pytest.mark.parametrize("west", [-180.0, 0.0])
@pytest.mark.parametrize(("longitude", "latitude"), [(179.97, -17.0), (-179.97, 66.0), (0.01, 10.0), (30.0, 89.95)])
def test_over_the_edge_of_the_map_and_about_a_pole(tmp_path, west, longitude, latitude):
    even = np.full((900, 1800), 3, "float32")
    grid = tif(tmp_path / "world.tif", even, west, 90.0, 0.2, tiled=True)
    [row, _] = asked(table(at(1, longitude, latitude)), grid, radius_km=30, values=DENSE)[0]
    assert row["people"] == pytest.approx(3 * math.pi * 900, rel=0.01)


def test_countries_apart_and_together(random_grid):
    path, _ = random_grid
    events = [at(1, 69.2, 34.5), at(2, 69.25, 34.5, country="PAK"), at(3, 69.2, 34.5, country=None)]
    found, _ = asked(table(*events), path)
    whole, afghanistan, pakistan = found
    assert [row["country"] for row in found] == [None, "AFG", "PAK"]
    assert [row["events"] for row in found] == [3, 1, 1]
    assert afghanistan["people"] == pytest.approx(afghanistan["person_events"])
    assert whole["people"] < afghanistan["people"] + pakistan["people"]
    assert whole["person_events"] == pytest.approx(2 * afghanistan["people"] + pakistan["people"])


def test_what_the_grid_does_not_know_is_not_zero(tmp_path):
    values = np.full((100, 100), 5, "float32")
    values[:, 50:] = np.nan
    grid = tif(tmp_path / "half.tif", values, 69.0, 35.0, 0.01)
    events = [
        at(1, 69.2, 34.5),
        at(2, 69.5, 34.5),  # on the edge of what is known
        at(3, 69.8, 34.5),  # nothing known around
        at(4, 12.0, 34.5, country="ITA"),
        at(5, 69.2, 34.5, place_precision=4),
    ]
    found, provenance = asked(table(*events), grid)
    whole, _, italy = found
    assert (whole["events"], provenance.rows_used) == (2, 2)
    assert whole["unknown_share"] == pytest.approx(0.25, abs=0.005)
    assert provenance.left_out == {
        "place not precise enough": 1,
        "outside the population grid": 1,
        "no population known within 10 km": 1,
    }
    assert italy == {
        **dict.fromkeys(italy),
        "country": "ITA",
        "cannot_say": "of 1 events none is near people that the grid knows",
    }


def test_no_events_have_no_number(random_grid):
    [row] = asked(table(), random_grid[0])[0]
    assert row == {**dict.fromkeys(row), "cannot_say": "of 0 events none is near people that the grid knows"}


def test_the_grid_stands_in_the_provenance(random_grid):
    path, _ = random_grid
    _, provenance = asked(table(at(1, 69.2, 34.5)), path)
    assert (provenance.sources[-1].name, provenance.sources[-1].file) == ("made-up", "grid.tif")
    assert len(provenance.sources[-1].sha256) == 64
    assert provenance.parameters["population_year"] == 2020


def test_tiles_add_up(random_grid, monkeypatch):
    path, _ = random_grid
    events = table(at(1, 69.2, 34.5), at(2, 69.21, 34.52))
    [whole, _] = asked(events, path)[0]
    monkeypatch.setattr("sarhad.measures.circles._TILE", 20)
    [parts, _] = asked(events, path)[0]
    assert parts == pytest.approx(whole)


def test_a_world_of_one_kilometre_is_read_in_parts(tmp_path, monkeypatch):
    """933 million pixels, 3.7 GB as they are: none of the windows read is larger than a tile."""
    path = tmp_path / "world.tif"
    profile = {"driver": "GTiff", "height": 21_600, "width": 43_200, "count": 1, "dtype": "float32"}
    with rasterio.open(
        path, "w", **profile, crs="EPSG:4326", tiled=True, sparse_ok=True, transform=ONE_KM
    ):  # fmt: skip
        pass
    read, pixels = Grid.read, []

    def watched(self, rows_, columns):
        values = read(self, rows_, columns)
        pixels.append(values.size)
        return values

    monkeypatch.setattr(Grid, "read", watched)
    [row, _] = asked(table(at(1, 69.2, 34.5), at(2, -70.0, -30.0)), path)[0]
    assert (row["events"], row["people"]) == (2, 0)
    assert max(pixels) < 1_000_000


EVEN = np.full((20, 20), 5, "float32")


@pytest.mark.parametrize(
    ("made", "message"),
    [
        (
            {"crs": "ESRI:54009"},
            "g.tif is in ESRI:54009, not in longitude and latitude (EPSG:4326)\n"
            "  do: gdalwarp -t_srs EPSG:4326 -r sum g.tif warped.tif (of persons per km²: -r average)",
        ),
        ({"crs": "EPSG:32642"}, "g.tif is in EPSG:32642, not in longitude and latitude"),
        (
            {"crs": None},
            "g.tif has no coordinate reference system\n"
            "  do: if it is in longitude and latitude, say so: gdal_edit.py -a_srs EPSG:4326 g.tif",
        ),
        ({"values": np.stack([EVEN, EVEN])}, "g.tif has 2 bands\n  do: take out the one with persons"),
        ({"values": np.where(np.eye(20, dtype=bool), -99999, EVEN).astype("float32")}, "-99999 persons"),
        ({"values": np.full((20, 20), np.inf, "float32")}, "inf persons"),
        ({"values": np.ones((20, 20), "complex64")}, "g.tif holds complex64"),
        ({"degrees": 0.5}, "pixels of g.tif are 55.7 km wide, more than the radius of 10 km"),
        ({"transform": Affine(0.05, 0.01, 69, 0, -0.05, 35)}, "g.tif is turned or lies upside down"),
        ({"transform": Affine(0.05, 0, 69, 0, 0.05, 34)}, "g.tif is turned or lies upside down"),
        ({"transform": Affine(0.05, 0, 69, 0, -30, 90)}, "g.tif reaches beyond the earth"),
    ],
)
def test_a_grid_that_cannot_be_counted_on_is_refused(tmp_path, made, message):
    made = {"values": EVEN, "degrees": 0.05, **made}
    grid = tif(tmp_path / "g.tif", made.pop("values"), 69.0, 35.0, made.pop("degrees"), **made)
    with pytest.raises(InputError) as raised:
        asked(table(at(1, 69.2, 34.5)), grid)
    assert message in str(raised.value)


def test_blocks_too_large_are_told(random_grid, monkeypatch):
    monkeypatch.setattr("sarhad.measures.grid.MAX_BLOCK_BYTES", 100)
    with pytest.raises(InputError, match="is stored in blocks of"):
        asked(table(at(1, 69.2, 34.5)), random_grid[0])


def test_what_is_no_grid_is_refused(tmp_path, random_grid):
    (tmp_path / "text.tif").write_text("not a grid")
    (tmp_path / "other.tif").write_text('<VRTDataset rasterXSize="1" rasterYSize="1"></VRTDataset>')
    cut = tmp_path / "cut.tif"
    cut.write_bytes(random_grid[0].read_bytes()[:40_000])
    for name, message in (
        ("text.tif", "text.tif is no GeoTIFF that can be read"),
        ("other.tif", "other.tif is no GeoTIFF that can be read"),
        ("absent.tif", "absent.tif is no file"),
        ("cut.tif", "cut.tif cannot be read to its end"),
    ):
        with pytest.raises(InputError) as raised:
            asked(table(at(1, 69.2, 34.5)), tmp_path / name)
        assert message in str(raised.value)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"radius_km": 0.5}, "radius_km is 0.5\n  do: give 1 to 200 km"),
        ({"values": "persons"}, "values is \"persons\"\n  do: take one of 'persons per pixel', 'persons per km2'"),
        ({"under_check": "maybe"}, 'under_check is "maybe"'),
        ({"end": D("2025-01-01")}, "the window ends (2025-01-01) before it starts (2026-01-01)"),
    ],
)
def test_what_cannot_be_asked(random_grid, changes, message):
    with pytest.raises(InputError) as raised:
        asked(table(at(1, 69.2, 34.5)), random_grid[0], **changes)
    assert message in str(raised.value)


def test_without_rasterio_the_way_to_it_is_told(random_grid, monkeypatch):
    real = builtins.__import__

    def without(name, *more):
        if name.split(".")[0] == "rasterio":
            raise ImportError(name)
        return real(name, *more)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(InputError) as raised:
        asked(table(at(1, 69.2, 34.5)), random_grid[0])
    assert str(raised.value).endswith('do: install it: pip install "sarhad[people]"')


@pytest.mark.parametrize("engine", ENGINES)
def test_engines_agree(random_grid, engine):
    events = table(at(1, 69.2, 34.5), at(2, 69.25, 34.5, country="PAK"))
    assert asked(ENGINES[engine](events), random_grid[0])[0] == asked(events, random_grid[0])[0]
