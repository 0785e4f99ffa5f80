import pytest
from pyproj import Geod
from shapely.geometry import LineString

from sarhad.claims import KINDS, problems_with
from sarhad.claims.sites import TOWN_KM, sites
from sarhad.places import cities
from tests.claims.bases import base, claim, line, node, verdict_on

ROAD = line("road", kind="road")  # along the 35th parallel from 60 to 62 degrees east
PIPE = line("pipe", kind="pipeline", parts=(LineString([(60, 36), (62, 36)]),), nodes=(node("Somewhere", "AFG"),))
LOADED = base(corridors=(ROAD, PIPE, line("across", parts=(LineString([(61, 34), (61, 37)]),))))


def far(name, other):
    """By another library, from the gazetteer's own rows."""
    points = {city.name: (city.longitude, city.latitude) for city in cities(["AFG", "TJK", "PAK"])}
    return Geod(ellps="WGS84").inv(*points[name], *points[other])[2] / 1000


@pytest.mark.parametrize(
    ("between", "expect", "verdict"),
    [
        (["Kabul", "Dushanbe"], f"> {far('Kabul', 'Dushanbe') - 2 * TOWN_KM - 1:.0f} km", "supported"),
        (["Kabul", "Dushanbe"], f"> {far('Kabul', 'Dushanbe'):.0f} km", "data-cannot-decide"),
        (["Kabul", "Dushanbe, TJK"], "< 300 km", "contradicted"),
        (["Kabul, AFG", "Peshawar"], "< 250 km", "supported"),
        (["Somewhere", "pipe"], "between 105 and 115 km", "data-cannot-decide"),  # 111 km, the node 5 km off
        (["Somewhere", "pipe"], "> 100 km", "supported"),
        (["road", "pipe"], "between 110 and 112 km", "supported"),  # one degree of latitude at 35.5 N is 110.9 km
        (["road", "across"], "= 0 km", "supported"),
    ],
)
def test_a_distance_is_geodesic_with_what_a_town_may_be_off(between, expect, verdict):
    found = verdict_on(claim("distance", between=between, expect=expect), LOADED)
    assert found.verdict == verdict, (found.why, found.readings[0])


def test_the_value_is_the_geodesic_and_the_places_are_the_evidence():
    found = verdict_on(claim("distance", between=["Kabul", "Peshawar"], expect="> 1 km"), LOADED)
    assert found.value == pytest.approx(far("Kabul", "Peshawar"))
    assert found.shown_value == "229 km (219–239)"
    assert found.evidence == (
        "Kabul: 69.1723 E, 34.5281 N (gazetteer)",
        "Peshawar: 71.5785 E, 34.0080 N (gazetteer)",
    )


def test_a_town_of_the_gazetteer_and_of_a_corridor_is_two_readings():
    both = base(corridors=(line("road", kind="road", nodes=(node("Kabul", "AFG"),)),))
    assert [site.source for site in sites("kabul", both)] == ["gazetteer", "corridor table"]
    found = verdict_on(claim("distance", between=["Kabul", "Peshawar"], expect="< 300 km"), both)
    assert [r.holds for r in found.readings] == [True, False]  # the made-up node lies far away
    assert found.decided_by == "source: holds on gazetteer, fails on corridor table and gazetteer"


def test_what_is_wrong_with_a_distance():
    def told(**fields):
        return [what for _, what in KINDS["distance"].mistakes(claim("distance", **fields))]

    assert told(between=["Kabul"], expect="< 5 km") == ["a distance is between two different places"]
    assert told(between=["Kabul", "Herat"], expect="longest") == ['write a number of kilometres: "< 200 km"']
    assert told(between=["Kabul", "Herat"]) == ["distance needs expect"]
    (problem,) = problems_with([claim("distance", between=["Kabul", "Atlantis"], expect="< 5 km")], LOADED)
    assert (problem.column, problem.value) == ("between", "Atlantis")
