import datetime as dt

import pyarrow as pa
import pytest

import sarhad
from sarhad import sources
from sarhad.errors import InputError, count_kinds
from sarhad.events import EVENTS_SCHEMA

from .ged import COLUMNS_42, COLUMNS_49, ROW, write

EXPECTED_ROW = {
    "event_id": "ucdp-ged:401",
    "source": "ucdp-ged",
    "source_id": "401",
    "source_version": "unknown",
    "status": "final",
    "under_check": None,
    "date_start": dt.date(2021, 5, 28),
    "date_end": dt.date(2021, 5, 29),
    "date_precision": 1,
    "longitude": 69.162796,
    "latitude": 34.531094,
    "place_precision": 1,
    "place": "Kabul city",
    "admin1": "Kabul province",
    "admin2": "Kabul district",
    "country": "AFG",
    "gw": 700,
    "priogrid_gid": 179779,
    "side_a": "Government of Afghanistan",
    "side_b": "Taleban",
    "side_a_id": "130",
    "side_b_id": "303",
    "conflict_id": "333",
    "dyad_id": "735",
    "actor_a": None,
    "actor_b": None,
    "violence_type": "state-based",
    "event_class": None,
    "target_class": None,
    "deaths_low": 9,
    "deaths_best": 10,
    "deaths_high": 12,
    "deaths_civilians": 3,
    "deaths_reported": None,
    "n_reports": 2,
    "revised": None,
    "citation": '"Bakhtar News,2021-05-29,A report"',
    "licence": "CC BY 4.0",
    "licence_class": "open",
}
AS_FLOATS = {name: f"{ROW[name]}.0" for name in ROW if ROW[name].isdigit() and name not in ("latitude", "longitude")}


def record_problems(path, **options):
    """What is said about records, without what is said about the file."""
    told = sarhad.read_events(path, **options).problems
    return [str(p) for p in told if p.kind not in ("excerpt", "version-unknown", "column-missing")]


@pytest.mark.parametrize(
    ("columns", "change", "reason"),
    [
        (COLUMNS_49, {}, "the layout of 25.1: active_year true, days without a time"),
        (COLUMNS_42, {}, "the layout of 19.1: 42 columns"),
        (COLUMNS_49, {"active_year": "1"}, "active_year 1/0, before 25.1"),
        (COLUMNS_49, AS_FLOATS, "pandas wrote the file: floats in integer columns"),
        (
            COLUMNS_49,
            {"date_start": "2021-05-28 00:00:00.000", "date_end": "2021-05-29 00:00:00.000"},
            "days with a time",
        ),
        (COLUMNS_49, {"date_start": "2021-05-28T00:00:00", "date_end": "2021-05-29T00:00:00Z"}, "ISO times"),
        (list(reversed(COLUMNS_49)), {}, "columns in another order"),
    ],
)
def test_every_layout_of_ged_gives_the_same_row(tmp_path, columns, change, reason):
    events = sarhad.read_events(write(tmp_path, change, columns=columns))
    assert events.table.to_pylist() == [EXPECTED_ROW], reason
    assert events.table.schema.equals(EVENTS_SCHEMA)


@pytest.mark.parametrize("identifier", ["401", "401.0", "AFG-1", "ࠀ", "x.00", ".0.0"])
def test_an_id_loses_the_point_and_zero_of_a_float_and_nothing_else(tmp_path, identifier):
    (found,) = sarhad.read_events(write(tmp_path, {"id": identifier})).table["source_id"].to_pylist()
    assert found == identifier.removesuffix(".0")


def test_values_that_mean_unknown_by_the_codebook_are_null_and_no_problem(tmp_path):
    path = write(tmp_path, {"number_of_sources": "-1", "adm_2": "", "country_id": ""})
    row = sarhad.read_events(path).table.to_pylist()[0]
    assert (row["n_reports"], row["admin2"], row["gw"]) == (None, None, 700)
    assert record_problems(path) == []


def test_one_sided_violence_has_civilians_as_its_target(tmp_path):
    path = write(tmp_path, {"type_of_violence": "3"}, {"type_of_violence": "2"})
    table = sarhad.read_events(path).table
    assert table["violence_type"].to_pylist() == ["one-sided", "non-state"]
    assert table["target_class"].to_pylist() == ["civilians", None]


def test_candidate_rows_that_are_still_checked_keep_the_words_and_placeholders_become_unknown(tmp_path):
    path = write(tmp_path, {"code_status": "Check dyad", "side_a": "XXX70", "side_b": "XXX70"}, {})
    events = sarhad.read_events(path)
    assert events.source.name == "ucdp-candidate"
    first, second = events.table.to_pylist()
    assert (first["status"], first["under_check"]) == ("candidate", "Check dyad")
    assert (first["side_a"], first["side_a_id"], first["side_b"]) == ("unknown", "130", "unknown")
    assert (second["under_check"], second["side_b"]) == (None, "Taleban")


@pytest.mark.parametrize(
    ("change", "said", "kept"),
    [
        (
            {"latitude": "91", "priogrid_gid": ""},
            'ged.csv, row 1, latitude "91": not between -90 and 90; exchanged with the longitude 69.162796? '
            "(value left out); correct the coordinate",
            {"latitude": None, "longitude": None, "priogrid_gid": None, "deaths_best": 10},
        ),
        (
            {"latitude": "3453.1", "priogrid_gid": ""},
            'ged.csv, row 1, latitude "3453.1": not between -90 and 90 (value left out); correct the coordinate',
            {"latitude": None, "longitude": None},
        ),
        (
            {"longitude": "341.62", "priogrid_gid": ""},
            'ged.csv, row 1, longitude "341.62": not between -180 and 180 (value left out); correct the coordinate',
            {"latitude": None, "longitude": None},
        ),
        (
            {"latitude": "100.5", "longitude": "13.7", "priogrid_gid": "149602"},
            'ged.csv, row 1, latitude "100.5": the PRIO-GRID cell 149602 is that of latitude 13.7, longitude 100.5: '
            "latitude and longitude are exchanged (value left out); exchange the two",
            {"latitude": None, "longitude": None},
        ),
        (
            {"latitude": "69.162796", "longitude": "34.531094"},
            'ged.csv, row 1, latitude "69.162796": the PRIO-GRID cell 179779 is that of latitude 34.531094, longitude '
            "69.162796: latitude and longitude are exchanged (value left out); exchange the two",
            {"latitude": None, "longitude": None, "priogrid_gid": None},
        ),
        (
            {"priogrid_gid": "12"},
            'ged.csv, row 1, priogrid_gid "12": not the PRIO-GRID cell of latitude 34.531094, longitude 69.162796; the '
            "cell of the coordinates is used; compare with the source's own file",
            {"priogrid_gid": 179779, "latitude": 34.531094},
        ),
        (
            {"latitude": "34,53"},
            'ged.csv, row 1, latitude "34,53": not a number of degrees (value left out); write degrees with a decimal '
            "point, 34.53",
            {"latitude": None, "longitude": None},
        ),
        (
            {"latitude": ""},
            "ged.csv, row 1, latitude: no latitude, although there is a longitude (value left out); give both or none",
            {"latitude": None, "longitude": None},
        ),
        (
            {"best": "-3", "low": "", "high": ""},
            'ged.csv, row 1, best "-3": deaths cannot be below 0 (value left out); leave it blank when it is unknown',
            {"deaths_best": None, "deaths_civilians": 3},
        ),
        (
            {"best": "ten"},
            'ged.csv, row 1, best "ten": not a whole number (value left out); correct it, or leave it blank when it is '
            "unknown",
            {"deaths_best": None, "deaths_low": 9},
        ),
        (
            {"low": "9.5"},
            'ged.csv, row 1, low "9.5": not a whole number (value left out); correct it, or leave it blank when it is '
            "unknown",
            {"deaths_low": None},
        ),
        (
            {"low": "14"},
            'ged.csv, row 1, low, best, high "14, 10, 12": low <= best <= high does not hold; the figures are kept as '
            "published",
            {"deaths_low": 14, "deaths_best": 10, "deaths_high": 12},
        ),
        (
            {"date_prec": "0"},
            'ged.csv, row 1, date_prec "0": not on the scale 1 to 5 (value left out); leave it blank when it is '
            "unknown",
            {"date_precision": None},
        ),
        (
            {"where_prec": "8"},
            'ged.csv, row 1, where_prec "8": not on the scale 1 to 7 (value left out); leave it blank when it is '
            "unknown",
            {"place_precision": None},
        ),
        (
            {"type_of_violence": "4"},
            'ged.csv, row 1, type_of_violence "4": not a known violence type (value left out); use one of 1, 2, 3, '
            "State, Non-State, One-Sided",
            {"violence_type": None},
        ),
        (
            {"country": "Atlantis", "country_id": ""},
            'ged.csv, row 1, country "Atlantis": not a known country (1 row, kept without a country); write its name '
            "as the source's codebook does",
            {"country": None, "gw": None},
        ),
        (
            {"country": "Pakistan"},
            'ged.csv, row 1, country "Pakistan": not the country with the number 700 (1 row); the name decides; '
            "compare with the source's own file",
            {"country": "PAK", "gw": 700},
        ),
    ],
)
def test_a_bad_value_is_told_and_left_out_and_the_record_is_kept(tmp_path, change, said, kept):
    path = write(tmp_path, change)
    row = sarhad.read_events(path).table.to_pylist()[0]
    assert record_problems(path) == [said]
    assert {name: row[name] for name in kept} == kept


@pytest.mark.parametrize(
    ("change", "reason", "said"),
    [
        (
            {"date_start": "0025-03-14", "date_end": "2025-03-14"},
            "year-out-of-range",
            'ged.csv, row 1, date_start "0025-03-14": the year is before 1900; meant 2025? (record left out); correct '
            "the date",
        ),
        (
            {"date_end": "2206-03-14"},
            "year-out-of-range",
            'ged.csv, row 1, date_end "2206-03-14": the year is after 2100 (record left out); correct the date',
        ),
        (
            {"date_end": "2021-05-27"},
            "end-before-start",
            'ged.csv, row 1, date_end "2021-05-27": before date_start 2021-05-28 (record left out); correct one of the '
            "two dates",
        ),
        (
            {"date_start": "28/05/2021"},
            "not-a-date",
            'ged.csv, row 1, date_start "28/05/2021": not a date (record left out); write it as 2020-12-31',
        ),
        (
            {"date_start": "2021-02-30"},
            "not-a-date",
            'ged.csv, row 1, date_start "2021-02-30": not a date (record left out); write it as 2020-12-31',
        ),
        (
            {"date_start": ""},
            "date-missing",
            "ged.csv, row 1, date_start: no date (record left out); write it as 2020-12-31",
        ),
        ({"id": ""}, "id-missing", "ged.csv, row 1, id: no id (record left out); give it one"),
    ],
)
def test_a_record_that_cannot_stand_is_told_counted_and_left_out(tmp_path, change, reason, said):
    path = write(tmp_path, change, {})
    events = sarhad.read_events(path)
    assert record_problems(path) == [said]
    assert events.table["source_id"].to_pylist() == ["402"]
    assert (events.rows_read, dict(events.provenance.left_out)) == (2, {reason: 1})


def test_of_a_repeated_id_the_first_good_record_stays(tmp_path):
    path = write(
        tmp_path, {"id": "7", "date_start": "soon"}, {"id": "7", "best": "11"}, {"id": "8"}, {"id": "7"}, {"id": "7.0"}
    )
    events = sarhad.read_events(path)
    assert events.table.select(["source_id", "deaths_best"]).to_pylist() == [
        {"source_id": "7", "deaths_best": 11},
        {"source_id": "8", "deaths_best": 10},
    ]
    tail = "the id stands already in row 2, which is kept (record left out); take out one of the two"
    assert record_problems(path)[1:] == [f'ged.csv, row 4, id "7": {tail}', f'ged.csv, row 5, id "7.0": {tail}']
    assert dict(events.provenance.left_out) == {"not-a-date": 1, "repeated-id": 2}


def test_a_record_with_two_faults_is_counted_once(tmp_path):
    events = sarhad.read_events(write(tmp_path, {"date_start": "", "date_end": ""}, {}))
    assert dict(events.provenance.left_out) == {"date-missing": 1}
    assert events.rows_read - len(events) == 1


def test_the_first_200_of_a_kind_are_listed_and_all_are_counted(tmp_path):
    path = write(tmp_path, *[{"low": "14"}] * 201)
    events = sarhad.read_events(path)
    told = [p for p in events.problems if p.kind == "low-best-high-order"]
    assert (len(told), told[-1].row) == (201, 200)
    assert str(told[0]) == (
        "ged.csv, low, best, high: 201 records have this problem (low-best-high-order); the first 200 are listed"
    )
    assert events.provenance.parameters["problem_counts"] == {"low-best-high-order": 201}


def test_html_formulas_and_sql_in_names_stay_text(tmp_path):
    names = ["=cmd|' /C calc'!A0", "<script>alert(1)</script>", "'); DROP TABLE staged; --", "a {0} b {row}", "+1"]
    path = write(tmp_path, *[{"side_a": name, "adm_1": name} for name in names])
    table = sarhad.read_events(path).table
    assert table["side_a"].to_pylist() == names
    assert table["admin1"].to_pylist() == names


def test_text_with_line_breaks_quotes_and_commas_survives(tmp_path):
    odd = 'He said ""no"", twice\r\nand left\nat 5, "then" 百'
    path = write(tmp_path, {"source_article": odd}, {})
    table = sarhad.read_events(path).table
    assert table["citation"].to_pylist() == [odd, ROW["source_article"]]


def test_only_the_wanted_countries_are_kept_and_every_record_is_accounted_for(tmp_path):
    path = write(
        tmp_path,
        {},
        {"country": "Pakistan", "country_id": "770", "low": "14"},
        {"country": "Atlantis", "country_id": ""},
        {"date_end": "2020-01-01"},
        name="GEDEvent_v25_1.csv",
    )
    events = sarhad.read_events(path, countries={"AFG"})
    assert events.table["country"].to_pylist() == ["AFG"]
    assert dict(events.provenance.left_out) == {"end-before-start": 1, "other countries": 2}
    assert events.rows_read == len(events) + sum(events.provenance.left_out.values())
    assert events.provenance.filters == {"countries": ["AFG"]}
    kinds = count_kinds(events.problems)
    assert "low-best-high-order" not in kinds, "a fault of a row in another country is none of this reading's"
    assert kinds["country-unknown"] == 1, "a row that may be in the country is told"


def test_an_empty_answer_says_why_it_is_empty(tmp_path):
    events = sarhad.read_events(write(tmp_path, {}, {"date_start": ""}), countries={"TKM"})
    assert len(events) == 0
    assert str(events.problems[-1]) == (
        "ged.csv: 2 rows read, none kept (date-missing 1, other countries 1); check the filters"
    )


def test_a_header_without_rows_is_told(tmp_path):
    path = tmp_path / "ged.csv"
    path.write_text(",".join(COLUMNS_49) + "\n", encoding="utf-8")
    events = sarhad.read_events(path)
    assert (len(events), events.rows_read) == (0, 0)
    assert str(events.problems[0]) == "ged.csv: the file has a header and no rows; download it again"


def test_a_country_code_that_does_not_exist_is_no_empty_answer(tmp_path):
    with pytest.raises(InputError, match=r'^"AFGH" is not an ISO 3166-1 alpha-3 country code'):
        sarhad.read_events(write(tmp_path), countries={"AFGH"})


def test_monthly_figures_are_not_read_as_events(tmp_path):
    with pytest.raises(InputError) as caught:
        sarhad.read_events(write(tmp_path), "monthly-figures")
    assert str(caught.value) == (
        "monthly-figures holds monthly figures, not events\n  do: read it with read_monthly_figures"
    )


def test_an_unknown_source_is_refused_with_the_known_ones(tmp_path):
    with pytest.raises(InputError) as caught:
        sarhad.read_events(write(tmp_path), "tabloid")
    known = ", ".join(sarhad.sources.names())
    assert str(caught.value) == f'there is no source "tabloid"\n  do: use one of {known}'


def test_provenance_names_the_file_its_checksum_and_the_rules(tmp_path):
    path = write(tmp_path, name="GEDEvent_v25_1.csv")
    events = sarhad.read_events(path, accessed=dt.date(2026, 11, 22))
    ref = events.source
    assert (ref.name, ref.version, ref.file, ref.licence) == ("ucdp-ged", "25.1", "GEDEvent_v25_1.csv", "CC BY 4.0")
    assert ref.accessed == dt.date(2026, 11, 22)
    assert ref.sha256 == sources.files.sha256(path)
    assert events.provenance.sources == (ref,)
    assert events.provenance.notes == sources.describe("ucdp-ged").notes


def test_an_excerpt_covers_nothing_so_no_absence_can_be_inferred(tmp_path):
    events = sarhad.read_events(write(tmp_path, name="GEDEvent_v25_1.csv"))
    assert events.coverage == ()
    assert [str(p) for p in events.problems] == [
        "GEDEvent_v25_1.csv: 1 rows, fewer than a whole release: an excerpt, so no absence is inferred from it; "
        "if it is complete for some countries, state that under [[sources]] in watch.toml, with coverage"
    ]


def test_a_whole_month_covers_the_world_or_the_countries_asked_for(tmp_path):
    path = write(tmp_path, *[{}] * 500, name="GEDEvent_v26_0_2.csv")
    (block,) = sarhad.read_events(path).coverage
    assert (block.start, block.end, block.countries) == (dt.date(2026, 2, 1), dt.date(2026, 2, 28), None)
    assert (block.status, block.lethal_only) == ("candidate", True)
    (block,) = sarhad.read_events(path, countries={"AFG"}).coverage
    assert block.countries == frozenset({"AFG"})


def test_equal_rows_without_ids_stay_apart_and_an_id_depends_on_the_content_only(tmp_path):
    columns = [name for name in COLUMNS_49 if name != "id"]
    twice = sarhad.read_events(write(tmp_path, {}, {}, {"best": "11"}, columns=columns))
    ids = twice.table["source_id"].to_pylist()
    assert ids[1] == f"{ids[0]}-2"
    assert len(set(ids)) == 3
    alone = sarhad.read_events(write(tmp_path, {"best": "11"}, columns=list(reversed(columns)), name="other.csv"))
    assert alone.table["source_id"].to_pylist() == [ids[2]]
    assert "ged.csv, id: the column is missing; source_id is made from the content of each row" in map(
        str, twice.problems
    )


def test_ingest_writes_the_rows_of_read(tmp_path):
    path = write(tmp_path, {}, {"latitude": "", "longitude": "", "priogrid_gid": ""}, {"date_end": ""})
    report = sources.ingest(path, tmp_path / "out.parquet")
    import pyarrow.parquet as pq

    written = pq.read_table(report.path)
    assert (
        written.drop_columns(["geometry"])
        .replace_schema_metadata(None)
        .cast(EVENTS_SCHEMA)
        .equals(sarhad.read_events(path).table)
    )
    assert (report.rows_read, report.rows_kept) == (3, 2)
    assert written.schema.field("geometry").type == pa.binary()
    assert b'"date-missing": 1' in pq.read_metadata(report.path).metadata[b"sarhad"]
