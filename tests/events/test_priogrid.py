import csv
import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sarhad.events import priogrid_centre, priogrid_gid


@pytest.mark.parametrize(
    ("longitude", "latitude", "gid", "reason"),
    [
        (-179.99, -89.99, 1, "the first cell is the south-western one"),
        (65.598732, 36.936997, 182652, "UCDP's own id of candidate event 609987"),
        (180.0, 90.0, 259200, "the pole and the antimeridian belong to the last row and column"),
        (0.0, 0.0, 129961, "a corner belongs to the cell north-east of it"),
        (float("nan"), 1.0, 0, "a missing coordinate has no cell"),
        (10.0, 90.1, 0, "off the globe"),
    ],
)
def test_known_cells(longitude, latitude, gid, reason):
    assert priogrid_gid([longitude], [latitude])[0] == gid, reason


@given(st.integers(1, 259200))
def test_the_centre_of_a_cell_lies_in_it(gid):
    longitude, latitude = priogrid_centre([gid])
    assert priogrid_gid(longitude, latitude)[0] == gid


def test_ids_equal_ucdps_own(ucdp):
    with (ucdp / "GEDEvent_v26_0_1.csv").open(encoding="utf-8-sig", newline="") as stream:
        rows = [(r["longitude"], r["latitude"], r["priogrid_gid"]) for r in csv.DictReader(stream)]
    features = json.loads((ucdp / "ged-23.1-central-african-republic.geojson").read_text())["features"]
    rows += [(*f["geometry"]["coordinates"], f["properties"]["priogrid_gid"]) for f in features]
    longitude, latitude, gid = np.array(rows, dtype=float).T
    assert len(rows) == 1727 + 1848
    assert (priogrid_gid(longitude, latitude) == gid).all()
