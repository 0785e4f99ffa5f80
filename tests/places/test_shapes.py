"""The shapes that ship: complete, valid, where they should be."""

from shapely.geometry import Point

from sarhad.places import areas_without_code, cities, countries, lakes, rivers
from sarhad.vocabulary import countries as known_countries


def test_every_shape_has_a_country_of_the_vocabulary() -> None:
    assert set(countries()) <= {country.iso3 for country in known_countries()}
    assert len(countries()) > 230
    assert all(shape.is_valid and shape.area > 0 for shape in countries().values())


def test_capitals_lie_in_their_countries() -> None:
    """Within 0.05 degree: at 1:50m a coast or border river may run some kilometres off."""
    capitals = [city for city in cities() if city.capital]
    outside = [
        c.name for c in capitals if not countries()[c.country].buffer(0.05).contains(Point(c.longitude, c.latitude))
    ]
    assert outside == []
    assert {"Kabul", "Islamabad", "Tehran", "Dushanbe", "Tashkent", "Bishkek", "Astana"} <= {c.name for c in capitals}


def test_areas_drawn_apart_have_no_country() -> None:
    assert {"Siachen Glacier", "N. Cyprus"} <= set(areas_without_code())
    assert countries()["KAZ"].contains(Point(63.3, 45.95))  # the Baikonur lease
    assert countries()["SOM"].contains(Point(44.3, 9.5))  # Somaliland


def test_cities_can_be_kept_by_country() -> None:
    afghan = cities(["AFG"])
    assert afghan[0].name == "Kabul"
    assert {city.country for city in afghan} == {"AFG"}
    assert [city.population for city in afghan] == sorted((city.population for city in afghan), reverse=True)
    assert cities([]) == ()
    assert len(cities()) > 500


def test_rivers_and_lakes_lie_in_the_region() -> None:
    for shape in [river.geometry for river in rivers()] + list(lakes()):
        west, south, east, north = shape.bounds
        assert 35 <= west <= east <= 95
        assert 18 <= south <= north <= 60
    for name, place in {"Issyk-Kul": Point(77.2, 42.4), "Balkhash": Point(74.2, 45.9)}.items():
        assert any(lake.contains(place) for lake in lakes()), name
    assert min(river.geometry.distance(Point(67.27, 37.2)) for river in rivers()) < 0.1  # the Amu Darya at Termez
