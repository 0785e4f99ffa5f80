import datetime as dt
import gzip
import json
from pathlib import Path
from typing import Any

import pyarrow.compute as pc
import pytest

from sarhad import sources
from sarhad.errors import InputError, count_kinds
from sarhad.events import Coverage, Events
from sarhad.events.gate import LicenceError
from sarhad.sources import parse_mapping, read_mapping

from .mappings import MAPPING, SOURCE, TABLE, write


def read(folder: Path, table: str = TABLE, mapping: str = MAPPING, **more: Any) -> Events:
    file, by = write(folder, table, mapping)
    return sources.read(file, read_mapping(by), **more)


def one(folder: Path, columns: dict[str, str], mapping: str, rest: str = "") -> Events:
    """One record with these columns, read by a mapping of them."""
    header, record = ",".join(columns), ",".join(columns.values())
    return read(folder, f"{header}\n{record}\n", SOURCE + "columns:\n" + mapping + rest)


def test_every_column_arrives_where_the_mapping_says(tmp_path: Path) -> None:
    events = read(tmp_path)
    first, second, third = events.table.to_pylist()
    assert (first["event_id"], first["date_start"], first["country"]) == (
        "province-watch:7",
        dt.date(2024, 4, 3),
        "COL",
    )
    assert (first["latitude"], first["longitude"], first["place_precision"]) == (3.45, -76.53, 1)
    assert (first["event_class"], first["deaths_reported"], first["deaths_best"]) == ("bombing", 1002, None)
    assert (second["country"], second["place"], second["side_a"], second["latitude"]) == ("VEN", None, None, None)
    assert (third["event_class"], third["deaths_reported"]) == (None, None)
    assert set(pc.unique(events.table["licence_class"]).to_pylist()) == {"open"}
    assert events.problems == ()


def test_a_file_without_a_version_is_known_by_its_content(tmp_path: Path) -> None:
    first = read(tmp_path / "a").source
    second = read(tmp_path / "b", TABLE.replace("bomba", "ataque")).source
    stated = read(tmp_path / "c", mapping=MAPPING.replace("url:", 'version: "2024-05"\n  url:')).source
    assert first
    assert second
    assert stated
    assert first.version.startswith("sha256:")
    assert first.version != second.version
    assert stated.version == "2024-05"


ROWS = [
    ("03/04/2024", "31/04/2024", "not-a-date", "Fecha", "states DD/MM/YYYY", "no such day"),
    ("03/04/2024", "2024-04-03", "not-a-date", "Fecha", "states DD/MM/YYYY", "another format than the one stated"),
    (",CO,Cali", ",ZZ,Cali", "country-unknown", "Pais", "", "no such code"),
    ('"3,45"', "3.45", "not-a-coordinate", "Lat", "", "a point, where the mapping states a comma"),
    ('"3,45"', '"93,45"', "latitude-out-of-range", "Lat", "", "no such latitude"),
    ("exacto", "barrio", "not-a-whole-number", "Exactitud", "under precision", "a step that the mapping does not say"),
    ("bomba", "BOMBA", "event-class-unknown", "Tipo", "under codes", "a code that the mapping does not say"),
    ('"1.002"', "-1", "negative-deaths", "Muertos", "", "deaths below 0"),
    ('"1.002"', "varios", "not-a-whole-number", "Muertos", "", "deaths in words"),
    ("\n8,", "\n7,", "repeated-id", "No", "", "an id twice"),
    ("\n8,", "\n,", "id-missing", "No", "", "no id"),
]


@pytest.mark.parametrize("case", ROWS, ids=[case[5] for case in ROWS])
def test_what_is_wrong_with_a_row_is_told_in_the_words_of_the_table(tmp_path: Path, case: tuple[str, ...]) -> None:
    old, new, kind, column, do, _ = case
    table = TABLE
    mapping = MAPPING.replace('thousands: "."', 'thousands: ""') if new == "3.45" else MAPPING
    table = table.replace('"1.002"', "2") if new == "3.45" else table
    assert old in table
    events = read(tmp_path, table.replace(old, new, 1), mapping)
    told = [p for p in events.problems if p.kind == kind]
    assert len(told) == 1
    assert (told[0].file, told[0].column) == ("incidents.csv", column)
    assert told[0].row in (1, 2)
    assert do in told[0].do


def test_a_column_that_is_missing_or_not_named_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="Grupo") as caught:
        read(tmp_path, TABLE.replace("Grupo", "Grupos"))
    assert '"Grupos" may be it' in str(caught.value)
    assert "in the mapping" in str(caught.value)
    optional = MAPPING.replace("Grupo: side_a", "Grupo: {as: side_a, optional: true}")
    events = read(tmp_path, TABLE.replace("Grupo", "Grupos"), optional)
    assert count_kinds(events.problems) == {"column-missing": 1, "column-unknown": 1}
    assert events.table["side_a"].null_count == 3


PARTS = [
    ("2020", "5", "3", "2020-05-03", "2020-05-03", None, "a whole date"),
    ("2020", "5", "0", "2020-05-01", "2020-05-31", 4, "day 0 is a day that is not known"),
    ("2020", "2", "", "2020-02-01", "2020-02-29", 4, "no day: the month"),
    ("2020", "", "", "2020-01-01", "2020-12-31", 5, "no month: the year"),
    ("2020.0", "mayo", "3.0", "2020-05-03", "2020-05-03", None, "numbers of a spreadsheet, a month by name"),
]


@pytest.mark.parametrize("case", PARTS, ids=[case[6] for case in PARTS])
def test_year_month_and_day_make_one_date(tmp_path: Path, case: tuple[Any, ...]) -> None:
    year, month, day, start, end, precision, _ = case
    mapping = "  A: year\n  M: month\n  D: day\n  Wo: country\n"
    row = one(tmp_path, {"A": year, "M": month, "D": day, "Wo": "Peru"}, mapping).table.to_pylist()[0]
    assert (row["date_start"].isoformat(), row["date_end"].isoformat(), row["date_precision"]) == (
        start,
        end,
        precision,
    )


@pytest.mark.parametrize(("year", "month", "day"), [("2020", "13", "1"), ("2021", "2", "29"), ("20x", "1", "1")])
def test_parts_that_are_no_date_leave_the_record_out(tmp_path: Path, year: str, month: str, day: str) -> None:
    mapping = "  A: year\n  M: month\n  D: day\n  Wo: country\n"
    events = one(tmp_path, {"A": year, "M": month, "D": day, "Wo": "Peru"}, mapping)
    assert len(events) == 0
    assert events.problems[0].kind == "not-a-date"
    assert events.problems[0].column == "A"


def test_a_last_day_of_its_own_wins_and_a_blank_one_is_the_first(tmp_path: Path) -> None:
    mapping = SOURCE + "columns:\n  von: date_start\n  bis: date_end\n  Wo: country\n"
    table = "von,bis,Wo\n2020-01-01,2020-01-05,Peru\n2020-02-01,,Peru\n"
    assert read(tmp_path, table, mapping).table["date_end"].to_pylist() == [dt.date(2020, 1, 5), dt.date(2020, 2, 1)]


COUNTRIES = [
    ("iso3", "afg", "AFG", "lower case"),
    ("iso2", "AF", "AFG", "two letters"),
    ("numeric", "004", "AFG", "with zeros"),
    ("numeric", "4", "AFG", "without"),
    ("fips", "UP", "UKR", "FIPS, not ISO"),
    ("name", "Côte d'Ivoire", "CIV", "by name, with an accent"),
    ("name", "AFG", "AFG", "a code in the place of a name"),
]


@pytest.mark.parametrize("case", COUNTRIES, ids=[case[3] for case in COUNTRIES])
def test_a_country_is_read_as_the_mapping_says(tmp_path: Path, case: tuple[str, str, str, str]) -> None:
    written, text, iso3, _ = case
    mapping = f"  t: date\n  Wo: {{as: country, written: {written}}}\n"
    assert one(tmp_path, {"t": "2020-01-01", "Wo": text}, mapping).table["country"].to_pylist() == [iso3]


def test_constants_and_columns_put_together(tmp_path: Path) -> None:
    mapping = "  t: date\n  nr: source_id\n  yr: source_id\n  ort: place\n  kreis: [place]\n"
    mapping = mapping.replace("[place]", "{as: [place, admin2]}")
    rest = "constants: {country: Mali, violence_type: one-sided, place_precision: 4}\n"
    columns = {"t": "2020-01-01", "nr": "5", "yr": "2020", "ort": "Gao", "kreis": "Ansongo"}
    row = one(tmp_path, columns, mapping, rest).table.to_pylist()[0]
    assert (row["source_id"], row["place"], row["admin2"]) == ("5-2020", "Gao, Ansongo", "Ansongo")
    assert (row["country"], row["violence_type"], row["place_precision"]) == ("MLI", "one-sided", 4)


def test_coverage_is_what_the_mapping_states(tmp_path: Path) -> None:
    stated = """\
coverage:
  countries: [COL, VEN]
  start: 2023-01-01
  end: 2024-06-30
  lethal_only: false
  event_classes: [bombing, armed-attack]
"""
    days = dt.date(2023, 1, 1), dt.date(2024, 6, 30)
    classes = frozenset({"bombing", "armed-attack"})
    block = Coverage("province-watch", *days, frozenset({"COL", "VEN"}), False, None, "final", classes)
    assert read(tmp_path, mapping=MAPPING + stated).coverage == (block,)
    only = read(tmp_path, mapping=MAPPING + stated, countries={"COL"})
    assert len(only) == 2
    assert only.coverage[0].countries == {"COL"}
    assert read(tmp_path).coverage == ()


def test_geojson_brings_its_points(tmp_path: Path) -> None:
    feature = {"type": "Feature", "properties": {"wann": "2020-01-02", "wo": "Chad"}}
    feature["geometry"] = {"type": "Point", "coordinates": [15.0, 12.1]}
    table = json.dumps({"type": "FeatureCollection", "features": [feature]})
    mapping = SOURCE + "columns:\n  wann: date\n  wo: country\n  longitude: longitude\n  latitude: latitude\n"
    row = read(tmp_path, table, mapping).table.to_pylist()[0]
    assert (row["longitude"], row["latitude"], row["country"]) == (15.0, 12.1, "TCD")


def test_an_aggregate_only_table_says_so_in_every_row(tmp_path: Path) -> None:
    closed = MAPPING.replace("licence_class: open", "licence_class: aggregate-only")
    assert read(tmp_path, mapping=closed).table["licence_class"].to_pylist() == ["aggregate-only"] * 3
    with pytest.raises(LicenceError):
        sources.ingest(*write(tmp_path, mapping=closed)[:1], tmp_path / "out.parquet", parse_mapping(closed))


GED = """\
columns:
  year: {ignored: the year of the date}
  type_of_violence: {as: [violence_type, target_class]}
  side_a: side_a
  side_b: side_b
  number_of_sources: {as: n_reports, blank: "-1"}
  source_article: citation
  source_office: {ignored: part of the article}
  source_date: {ignored: part of the article}
  where_coordinates: place
  latitude: latitude
  longitude: longitude
  country: country
  region: {ignored: a part of the world}
  date_start: date_start
  date_end: date_end
  deaths_a: {ignored: by side}
  deaths_b: {ignored: by side}
  deaths_civilians: deaths_civilians
  deaths_unknown: {ignored: by side}
  best: deaths_best
  high: deaths_high
  low: deaths_low
codes:
  violence_type: {State: state-based, Non-State: non-state, One-Sided: one-sided}
  target_class: {State: none, Non-State: none, One-Sided: civilians}
"""


def test_ged_of_afghanistan_as_an_unknown_table_gives_what_its_own_reader_gives(ucdp: Path) -> None:
    file = ucdp / "ged-afghanistan-2020.csv"
    mapped = sources.read(file, parse_mapping(SOURCE + GED))
    own = sources.read(file, "ucdp-ged")
    assert len(mapped) == len(own) == 3317
    assert pc.sum(mapped.table["deaths_best"]).as_py() == 20_834
    for name in mapped.table.column_names:
        if name not in ("event_id", "source", "source_id", "source_version"):
            assert mapped.table[name].equals(own.table[name]), name
    assert count_kinds(mapped.problems).keys() <= count_kinds(own.problems).keys()


def test_aec_events_without_coordinates(ucdp: Path) -> None:
    columns = """\
columns:
  id: source_id
  source_article: {ignored: a place in a corpus}
  source_date: {ignored: of the article}
  deaths_side_a: {ignored: by side}
  deaths_side_b: {ignored: by side}
  deaths_civilian: deaths_civilians
  deaths_unknown: {ignored: by side}
  deaths_low: deaths_low
  deaths_high: deaths_high
  side_a_name: side_a
  side_b_name: side_b
  location_root_name: {as: country}
  location_adm1_name: admin1
  location_adm2_name: admin2
  location_where_name: place
  start_date: date_start
  end_date: date_end
"""
    described = parse_mapping(SOURCE.replace("url:", "country_names: ucdp\n  url:") + columns)
    events = sources.read(ucdp / "aec-events.csv.gz", described)
    with gzip.open(ucdp / "aec-events.csv.gz", "rt", encoding="utf-8") as file:
        assert events.rows_read == 11_363
        assert "side_a_name" in file.readline()
    where = events.table["country"].to_pylist()
    assert (where.count("AFG"), where.count("PAK")) == (1024, 376)
    assert events.table["latitude"].null_count == len(events)
