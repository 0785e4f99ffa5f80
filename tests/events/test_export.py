import csv
import datetime as dt
import json

import geopandas
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import shapely

from sarhad.events import EVENTS_SCHEMA, Provenance
from sarhad.events.export import neutralise_formulas, write_csv, write_geojson, write_geoparquet

TABLE = pa.table(
    {
        "event_id": ["a:1", "a:2", "a:3"],
        "longitude": [69.162796, None, -180.0],
        "latitude": [34.531094, None, 90.0],
        "date_start": [dt.date(2021, 5, 28)] * 3,
        "side_a": ["=cmd|' /C calc'!A0", 'He said "<b>no</b>",\nand left', None],
        "deaths_best": pa.array([-1, 2, None], pa.int32()),
        "licence_class": ["open"] * 3,
    }
)


@pytest.mark.parametrize(
    ("text", "safe", "reason"),
    [
        ("=1+1", "'=1+1", "a formula"),
        ("+1", "'+1", "a formula too"),
        ("-1+2", "'-1+2", "and this"),
        ("@SUM(A1)", "'@SUM(A1)", "Lotus and Excel"),
        ("\t=1", "'\t=1", "a tab hides it"),
        ("\r=1", "'\r=1", "so does a carriage return"),
        ("\n=1", "'\n=1", "and a line feed"),
        ("＝1", "'＝1", "full width"),
        ("a=1", "a=1", "not at the start"),
        ("'=1", "'=1", "safe already"),
        ("", "", "nothing"),
        (None, None, "unknown"),
    ],
)
def test_texts_that_a_spreadsheet_could_run_get_an_apostrophe(text, safe, reason):
    table = pa.table({"a": pa.array([text], pa.string()), "b": pa.array([text]).cast(pa.large_string())})
    found = neutralise_formulas(table)
    assert found.to_pylist() == [{"a": safe, "b": safe}], reason


def test_numbers_stay_numbers_and_dictionaries_are_made_safe():
    table = pa.table({"n": [-1.5], "d": pa.array(["=1"]).dictionary_encode()})
    found = neutralise_formulas(table)
    assert found.to_pylist() == [{"n": -1.5, "d": "'=1"}]
    assert found.schema.field("n").type == pa.float64()


def test_csv(tmp_path):
    write_csv(TABLE.append_column("tags", pa.array([["=a", "b"], None, []])), tmp_path / "out.csv")
    with (tmp_path / "out.csv").open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    assert header == [*TABLE.column_names, "tags"]
    assert rows == [
        ["a:1", "69.162796", "34.531094", "2021-05-28", "'=cmd|' /C calc'!A0", "-1", "open", "'=a;b"],
        ["a:2", "", "", "2021-05-28", 'He said "<b>no</b>",\nand left', "2", "open", ""],
        ["a:3", "-180", "90", "2021-05-28", "", "", "open", ""],
    ]
    assert [p.name for p in tmp_path.iterdir()] == ["out.csv"], "no partial file stays"


def test_geojson_has_longitude_first_and_null_where_the_place_is_unknown(tmp_path):
    write_geojson(TABLE, tmp_path / "out.geojson")
    data = json.loads((tmp_path / "out.geojson").read_text(encoding="utf-8"))
    assert data["type"] == "FeatureCollection"
    assert [f["geometry"] for f in data["features"]] == [
        {"type": "Point", "coordinates": [69.162796, 34.531094]},
        None,
        {"type": "Point", "coordinates": [-180.0, 90.0]},
    ]
    assert data["features"][1]["properties"] == {
        "event_id": "a:2",
        "date_start": "2021-05-28",
        "side_a": 'He said "<b>no</b>",\nand left',
        "deaths_best": 2,
        "licence_class": "open",
    }


def test_geojson_of_no_rows_is_a_collection_of_none(tmp_path):
    write_geojson(TABLE.slice(0, 0), tmp_path / "out.geojson")
    assert json.loads((tmp_path / "out.geojson").read_text()) == {"type": "FeatureCollection", "features": []}


def test_geoparquet_1_1(tmp_path):
    path = tmp_path / "out.parquet"
    write_geoparquet(TABLE, path, provenance=Provenance("a step", rows_used=3))
    metadata = pq.read_metadata(path).metadata
    assert json.loads(metadata[b"geo"]) == {
        "version": "1.1.0",
        "primary_column": "geometry",
        "columns": {
            "geometry": {"encoding": "WKB", "geometry_types": ["Point"], "bbox": [-180.0, 34.531094, 69.162796, 90.0]}
        },
    }
    assert json.loads(metadata[b"sarhad"])["step"] == "a step"
    written = pq.read_table(path)
    assert written.drop_columns(["geometry"]).replace_schema_metadata(None).equals(TABLE)
    points = [shapely.from_wkb(wkb) if wkb else None for wkb in written["geometry"].to_pylist()]
    assert points == [shapely.Point(69.162796, 34.531094), None, shapely.Point(-180, 90)]


def test_geopandas_reads_the_geoparquet(tmp_path):
    write_geoparquet(TABLE, tmp_path / "out.parquet")
    frame = geopandas.read_parquet(tmp_path / "out.parquet")
    assert frame.crs.to_authority() == ("OGC", "CRS84")
    assert frame.geometry.iloc[0].equals(shapely.Point(69.162796, 34.531094))
    assert frame.geometry.isna().tolist() == [False, True, False]


def test_geoparquet_without_any_place_has_no_box(tmp_path):
    write_geoparquet(EVENTS_SCHEMA.empty_table(), tmp_path / "out.parquet")
    geo = json.loads(pq.read_schema(tmp_path / "out.parquet").metadata[b"geo"])
    assert "bbox" not in geo["columns"]["geometry"]
    assert pq.read_table(tmp_path / "out.parquet").num_rows == 0


def test_a_failed_export_leaves_the_old_file(tmp_path):
    path = tmp_path / "out.parquet"
    path.write_text("old")
    with pytest.raises(KeyError):
        write_geoparquet(TABLE.drop_columns(["longitude"]), path)
    with pytest.raises(ValueError, match="Out of range float values are not JSON compliant"):
        write_geojson(pa.table({"n": [float("nan")]}), path)
    assert path.read_text() == "old"
    assert [p.name for p in tmp_path.iterdir()] == ["out.parquet"]
