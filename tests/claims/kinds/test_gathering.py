import numpy as np
import pytest

from sarhad.claims import KINDS, problems_with
from sarhad.events import priogrid_gid
from sarhad.places import Node
from tests.claims.bases import attacks, base, claim, ged, line, verdict_on

YEAR = {"from": "2020", "until": "2020", "countries": ["AFG"]}
SCAN = {
    "radii_km": [30],
    "period": "month",
    "longest_periods": 2,
    "most_share": 0.5,
    "permutations": 199,
    "date_precision_max": 1,
}
CELLS = {"scale": "as it is", "reach_km": 80, "permutations": 999, "false_discovery_rate": 0.1}
KABUL, HERAT = (69.17, 34.53), (62.2, 34.35)


def spread(n, seed=3, **values):
    """Events over the middle of the country and the year."""
    random = np.random.default_rng(seed)
    return [
        row
        for i in range(n)
        for row in attacks(
            1,
            first=i,
            day=str(np.datetime64("2020-01-01") + int(random.integers(0, 360))),
            **{"longitude": random.uniform(64, 69), "latitude": random.uniform(33, 36), **values},
        )
    ]


def burst(n, where, first=1000, day="2020-05-10"):
    return attacks(n, first=first, day=day, longitude=where[0], latitude=where[1])


GATHERED = [*spread(80), *burst(25, KABUL)]


@pytest.mark.parametrize(
    ("rows", "fields", "verdict"),
    [
        (GATHERED, {}, "supported"),
        (GATHERED, {"when": {"from": "2020-05", "until": "2020-05"}}, "supported"),
        (GATHERED, {"when": {"from": "2020-09", "until": "2020-12"}}, "data-cannot-decide"),
        (GATHERED, {"around": "Herat, AFG"}, "data-cannot-decide"),  # a cluster elsewhere refutes nothing
        (spread(105), {}, "data-cannot-decide"),
        (spread(15), {}, "data-cannot-decide"),
    ],
)
def test_a_cluster_about_the_place_supports_it(rows, fields, verdict):
    test = claim("cluster", **{"of": YEAR, "around": "Kabul", "with": SCAN, **fields})
    found = verdict_on(test, base(events={"ucdp-ged": ged(*rows)}))
    assert found.verdict == verdict, (found.why, found.readings[0])


def test_a_cluster_about_a_line_holds_a_part_of_it():
    rows = [*spread(80), *burst(25, (61.0, 35.1))]
    loaded = base(events={"ucdp-ged": ged(*rows)}, corridors=(line("road", kind="road"),))
    found = verdict_on(claim("cluster", of=YEAR, around="road", **{"with": SCAN}), loaded)
    assert found.verdict == "supported", found.why
    assert found.readings[0].note.startswith("25 events in 30 km from 2020-05-01 to 2020-05-31")


def around(where, n, far=0.5):
    """Events in the cell of a place and in the cells about it."""
    x, y = where
    points = [(x + dx * far, y + dy * far) for dx in (-1, 0, 1) for dy in (-1, 0, 1)]
    return [
        {**row, "priogrid_gid": int(priogrid_gid(*point))}
        for i, point in enumerate(points)
        for row in burst(n, point, first=5000 + 100 * i)
    ]


@pytest.mark.parametrize(
    ("rows", "fields", "verdict"),
    [
        ([*spread(60), *around((66, 34.2), 20)], {"around": "node"}, "supported"),
        ([*spread(60), *around((66, 34.2), 20)], {"around": "Herat, AFG"}, "data-cannot-decide"),
        ([*spread(60), *around((66, 34.2), 20)], {"around": "node", "expect": "< 1"}, "contradicted"),
        ([*spread(60), *around((66, 34.2), 20)], {"around": "Dushanbe"}, "data-cannot-decide"),  # in no cell of AFG
        (spread(8), {"around": "node"}, "data-cannot-decide"),
    ],
)
def test_a_hot_spot_is_the_cell_of_the_place(rows, fields, verdict):
    corridor = line("road", kind="road", nodes=(Node("node", "AFG", 66.0, 34.2),))
    test = claim("hotspot", **{"of": YEAR, "with": CELLS, **fields})
    found = verdict_on(test, base(events={"ucdp-ged": ged(*rows)}, corridors=(corridor,)))
    assert found.verdict == verdict, (found.why, found.readings[0])


def test_places_that_nobody_knows_are_told_and_a_line_is_no_cell():
    loaded = base(corridors=(line("road", kind="road"),))
    nowhere = claim("cluster", of=YEAR, around="Nowhere", **{"with": SCAN})
    on_a_line = claim("hotspot", of=YEAR, around="road", **{"with": CELLS})
    twice = claim("cluster", of=YEAR, around="Sahiwal", **{"with": SCAN})
    told = [(p.column, p.value, p.what) for p in problems_with([nowhere, on_a_line, twice], loaded)]
    assert told == [
        ("around", "Nowhere", "claim a-claim: no town of 50,000, corridor node, corridor or border of this name"),
        ("around", "road", "claim a-claim: a hot spot is a cell, which a line is not in"),
        ("around", "Sahiwal", "claim a-claim: several places of the gazetteer have this name"),
    ]


@pytest.mark.parametrize(
    ("kind", "fields", "mistake"),
    [
        ("cluster", {"expect": "> 1", "with": SCAN}, ("expect", "a cluster is there or is not found; take expect out")),
        (
            "hotspot",
            {"of": {"from": "2020", "until": "2020"}, "with": CELLS},
            ("of.countries", "hotspot needs countries in of"),
        ),
        ("cluster", {"around": None, "with": SCAN}, None),
    ],
)
def test_what_is_wrong_with_a_gathering(kind, fields, mistake):
    test = claim(kind, **{"of": YEAR, "around": "Kabul", **fields})
    found = [(".".join(path), what) for path, what in KINDS[kind].mistakes(test)]
    assert found == ([mistake] if mistake else [])
