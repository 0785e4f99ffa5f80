import json

import pytest

from sarhad import sources
from sarhad.errors import InputError

from . import ged


@pytest.mark.parametrize(
    ("name", "source", "version", "reason"),
    [
        ("GEDEvent_v25_1.csv", "ucdp-ged", "25.1", "the file inside UCDP's zip"),
        ("ged251-csv.csv", "ucdp-ged", "25.1", "the zip's own name"),
        ("ged191.csv", "ucdp-ged", "19.1", "the first release that is read"),
        ("ged-23.1-central-african-republic.csv", "ucdp-ged", "23.1", "a part of a release"),
        ("GEDEvent_v26_0_1.csv", "ucdp-candidate", "26.0.1", "a month"),
        ("GEDEvent_v26_0_12.csv", "ucdp-candidate", "26.0.12", "a month with two digits"),
        ("GEDEvent_v25_01_25_09.csv", "ucdp-candidate", "25.01.25.09", "several months"),
        ("ged-sample-1000.csv", "ucdp-ged", "unknown", "1000 is no version"),
        ("ged-afghanistan-2020.csv", "ucdp-ged", "unknown", "a year is no version"),
        ("rows.csv", "ucdp-ged", "unknown", "nothing to go by"),
    ],
)
def test_names_tell_source_and_version(tmp_path, name, source, version, reason):
    path = ged.write(tmp_path, name=name)
    assert sources.detect(path) == source, reason
    assert sources.version_of(path, source) == version, reason


def test_rows_that_are_still_checked_make_a_candidate_file(tmp_path):
    path = ged.write(tmp_path, {}, {"code_status": "Check deaths"}, name="rows.csv")
    assert sources.detect(path) == "ucdp-candidate"


def test_a_geojson_tells_its_own_version(tmp_path):
    properties = {name: ged.ROW.get(name, "") for name in ged.COLUMNS_49 if name not in ("latitude", "longitude")}
    feature = {
        "type": "Feature",
        "properties": properties,
        "geometry": {"type": "Point", "coordinates": [69.162796, 34.531094]},
    }
    path = tmp_path / "rows.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "name": "GEDEvent_v23_1", "features": [feature]}))
    assert sources.detect(path) == "ucdp-ged"
    assert sources.version_of(path, "ucdp-ged") == "23.1"
    assert sources.read(path).table["latitude"].to_pylist() == [34.531094]


def test_a_geometry_that_is_no_point_is_told(tmp_path):
    feature = {"properties": ged.ROW | {"latitude": None}, "geometry": {"type": "Polygon", "coordinates": []}}
    del feature["properties"]["latitude"], feature["properties"]["longitude"]
    path = tmp_path / "rows.geojson"
    path.write_text(json.dumps({"features": [feature, "not a feature"]}))
    events = sources.read(path)
    told = {p.kind: str(p) for p in events.problems}
    assert told["not-a-coordinate"].startswith('rows.geojson, row 1, longitude "Polygon": not a number of degrees')
    assert told["broken-record"].startswith("rows.geojson, row 2: a feature without properties (record left out)")


@pytest.mark.parametrize(
    ("content", "columns"),
    [
        ("just some words\nand more\n", '"just some words"'),
        ("event_id_cnty,event_date,actor1\n1,2,3\n", '"event_id_cnty", "event_date", "actor1"'),
        ("a,b,c,d,e,f,g,h\n", '"a", "b", "c", "d", "e", "f" and 2 more'),
    ],
)
def test_an_unknown_table_is_refused_with_what_was_looked_for(tmp_path, content, columns):
    path = tmp_path / "a.csv"
    path.write_text(content)
    with pytest.raises(InputError) as caught:
        sources.detect(path)
    said = str(caught.value)
    assert said.startswith(
        f"a.csv is of no known source: its columns are {columns}\n  do: give a file with the columns"
    )
    assert "ucdp-ged: type_of_violence, side_a, side_b, latitude, longitude, country" in said


def test_missing_and_renamed_columns_are_told_together(tmp_path):
    columns = [{"latitude": "lat", "best": "best_est"}.get(name, name) for name in ged.COLUMNS_49 if name != "country"]
    path = ged.write(tmp_path, columns=columns)
    with pytest.raises(InputError) as caught:
        sources.read(path)
    do = "give the file as its publisher writes it"
    assert str(caught.value).splitlines() == [
        "3 columns are missing in ged.csv; nothing was read",
        f'  ged.csv, latitude: the column is missing; "lat" may be it under another name; {do}',
        f"  ged.csv, country: the column is missing; {do}",
        f'  ged.csv, best: the column is missing; "best_est" may be it under another name; {do}',
    ]


def test_unknown_columns_are_named_and_missing_ones_say_what_becomes_of_them(tmp_path):
    columns = [name for name in ged.COLUMNS_49 if name != "where_prec"] + ["drones", "precision_where"]
    events = sources.read(ged.write(tmp_path, columns=columns))
    new = "the column is unknown and was not read; compare with the source's codebook; it may be new"
    assert [str(p) for p in events.problems if p.kind.startswith("column")] == [
        "ged.csv, where_prec: the column is missing; place_precision is unknown for every row",
        f"ged.csv, drones: {new}",
        f"ged.csv, precision_where: {new}",
    ]
    assert events.table["place_precision"].to_pylist() == [None]
