import pyarrow.compute as pc
import pytest

import sarhad
from sarhad import sources, vocabulary
from sarhad.errors import InputError

from . import acled, workbook


@pytest.fixture
def events(tmp_path):
    return sarhad.read_events(acled.write(tmp_path))


def row(events, number):
    (found,) = events.table.filter(pc.equal(events.table["source_id"], f"AFG{number}")).to_pylist()
    return found


def trap(change):
    return len(acled.SUB_EVENT_TYPES) + 1 + acled.TRAPS.index(change)


def told(events, number):
    return [str(p) for p in events.problems if p.row == number]


def test_the_file_is_known_by_its_columns_and_every_column_is_described(tmp_path):
    path = acled.write(tmp_path)
    assert sources.detect(path) == "acled"
    assert set(sources.describe("acled").columns) == set(acled.COLUMNS)
    assert len(acled.COLUMNS) == 31


def test_every_record_is_kept_or_left_out_for_a_reason(events):
    assert events.rows_read == len(acled.rows()) == 56
    assert len(events) == 56 - 5
    assert dict(events.provenance.left_out) == {
        "year-out-of-range": 1,
        "not-a-date": 1,
        "date-missing": 1,
        "repeated-id": 2,
    }


@pytest.mark.parametrize(("name", "event_class"), acled.SUB_EVENT_TYPES.items())
def test_every_sub_event_type_has_its_class(events, name, event_class):
    assert row(events, list(acled.SUB_EVENT_TYPES).index(name) + 1)["event_class"] == event_class


def test_the_classes_hold_no_sub_event_type_twice_or_unread():
    codes = [code for term in vocabulary.terms("event_classes") for code in term.codes.get("acled", ())]
    assert sorted(codes) == sorted(set(acled.SUB_EVENT_TYPES) - {"Excessive force against protestors"})


def test_a_row_as_a_whole(events):
    found = row(events, 1)
    assert str(found["date_start"]) == str(found["date_end"]) == "2024-03-05"
    kept = {name: found[name] for name in ("date_precision", "place_precision", "place", "admin1", "country", "gw")}
    assert kept == {
        "date_precision": 1,
        "place_precision": 1,
        "place": "Kabul",
        "admin1": "Kabul",
        "country": "AFG",
        "gw": 700,
    }
    assert (found["side_a"], found["side_b"]) == ("Invented Front", "Military Forces of Nowhere")
    assert (found["deaths_reported"], found["deaths_best"], found["deaths_low"]) == (0, None, None)
    assert (found["violence_type"], found["target_class"], found["revised"]) == (None, None, 1710000000)
    assert found["licence_class"] == "aggregate-only"
    assert found["event_id"] == "acled:AFG1"


def test_free_text_is_never_kept(events):
    held = str(events.table.to_pydict())
    assert "INVENTED NOTES" not in held
    assert "INVENTED TAG" not in held


@pytest.mark.parametrize(
    ("change", "found", "why"),
    [
        ({"event_date": "05 March 2024"}, {"date_start": "2024-03-05", "date_end": "2024-03-05"}, "older exports"),
        ({"time_precision": "2"}, {"date_precision": 3}, "the week"),
        ({"time_precision": "3"}, {"date_precision": 4}, "the month"),
        ({"time_precision": "4"}, {"date_precision": None}, "no code of ACLED's"),
        ({"geo_precision": "2"}, {"place_precision": 3}, "the district"),
        ({"geo_precision": "3"}, {"place_precision": 4}, "the province"),
        ({"geo_precision": "6"}, {"place_precision": None}, "no code of ACLED's"),
        (acled.TRAPS[12], {"target_class": "civilians"}, "civilians are the target"),
        ({"civilian_targeting": "Sometimes"}, {"target_class": None}, "unknown words are no class"),
        (acled.TRAPS[14], {"side_a": "unknown", "side_b": None}, "an unidentified group is nobody in particular"),
        (acled.TRAPS[15], {"country": "XKX"}, "0 is no ISO number: the name decides"),
        ({"iso": "4.0"}, {"country": "AFG"}, "a spreadsheet wrote the code"),
        ({"iso": "586", "country": "Afghanistan"}, {"country": "PAK"}, "the code decides"),
        ({"iso": "", "country": "Pakistan"}, {"country": "PAK"}, "no code: the name decides"),
        ({"iso": "999", "country": "Atlantis"}, {"country": None}, "neither is known"),
        ({"fatalities": "12"}, {"deaths_reported": 12}, "one figure"),
        ({"fatalities": "-1"}, {"deaths_reported": None}, "no number of deaths"),
        ({"fatalities": ""}, {"deaths_reported": None}, "unknown"),
        ({"latitude": "69.1723", "longitude": "134.5281"}, {"latitude": 69.1723}, "in range: nobody can tell"),
        ({"latitude": "134.5281", "longitude": "69.1723"}, {"latitude": None, "longitude": None}, "exchanged"),
        ({"sub_event_type": "Unheard of"}, {"event_class": None}, "a new word"),
        ({"timestamp": "yesterday"}, {"revised": None}, "no number of seconds"),
        ({"inter1": "2", "inter2": "1", "interaction": "12"}, {"side_a": "Invented Front"}, "the older form"),
    ],
)
def test_each_trap(events, change, found, why):
    kept = row(events, trap(change))
    assert {
        name: str(kept[name]) if "date_" in name and "prec" not in name else kept[name] for name in found
    } == found, why


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (acled.TRAPS[0], ['event_date "0025-03-05": the year is before 1900; meant 2025?']),
        ({"event_date": "03/05/2024"}, ['event_date "03/05/2024": not a date']),
        ({"time_precision": "4"}, ['time_precision "4": not in the source\'s codebook (value left out)']),
        ({"geo_precision": "6"}, ['geo_precision "6": not in the source\'s codebook (value left out)']),
        ({"inter1": "2", "inter2": "1", "interaction": "12"}, []),
        (
            acled.TRAPS[11],
            ['inter1 "Knights": not in the source\'s codebook', 'inter2 "9": not in the source\'s codebook'],
        ),
        ({"civilian_targeting": "Sometimes"}, ['civilian_targeting "Sometimes": not a known target class']),
        (
            {"iso": "586", "country": "Afghanistan"},
            ['iso "586": not the code of the country that the row names; the code decides'],
        ),
        ({"iso": "999", "country": "Atlantis"}, ["not a known country (1 row"]),
        ({"fatalities": "-1"}, ['fatalities "-1": deaths cannot be below 0']),
        ({"sub_event_type": "Unheard of"}, ['sub_event_type "Unheard of": not a known event class']),
        ({"timestamp": "yesterday"}, ['timestamp "yesterday": not a whole number']),
    ],
)
def test_what_is_wrong_is_told_with_its_place(events, change, said):
    problems = told(events, trap(change))
    assert len(problems) == len(said)
    assert all(any(part in problem for problem in problems) for part in said), problems


def test_of_a_repeated_id_the_last_revision_stays(events):
    assert row(events, 54)["deaths_reported"] == 2
    assert [p.row for p in events.problems if p.kind == "repeated-id"] == [54, 56]
    assert all(
        "the id stands already in row 55, which is kept" in str(p) for p in events.problems if p.kind == "repeated-id"
    )


def test_no_absence_is_inferred_and_the_notes_say_so(events):
    assert events.coverage == ()
    assert any("No absence" in note for note in events.provenance.notes)
    assert any("carry no direction" in note for note in events.provenance.notes)


def test_an_export_of_another_order_with_fewer_columns_is_read(tmp_path):
    columns = [name for name in reversed(acled.COLUMNS) if name not in ("timestamp", "iso", "inter1", "notes")]
    path = tmp_path / "export.csv"
    path.write_text(acled.text(acled.rows()[:3], columns), encoding="utf-8")
    found = sarhad.read_events(path)
    assert found.table["country"].to_pylist() == ["AFG"] * 3
    assert [p.column for p in found.problems] == ["iso", "timestamp"]


def test_a_workbook_reads_like_the_csv(tmp_path, events):
    numbers = {"iso", "time_precision", "geo_precision", "latitude", "longitude", "fatalities", "timestamp", "year"}

    def cell(name, text):
        plain = text.lstrip("-").replace(".", "", 1).isdigit()
        return float(text) if name in numbers and plain else text or None

    records = [[cell(name, record.get(name, "")) for name in acled.COLUMNS] for record in acled.rows()]
    path = workbook.write(tmp_path / "export.xlsx", {"acled": [acled.COLUMNS, *records]})
    read = sarhad.read_events(path)
    drop = ["source_version"]
    assert read.table.drop_columns(drop).equals(events.table.drop_columns(drop))


def test_a_table_without_a_country_is_refused(tmp_path):
    path = tmp_path / "export.csv"
    path.write_text(acled.text(acled.rows(), [n for n in acled.COLUMNS if n != "country"]), encoding="utf-8")
    with pytest.raises(InputError, match=r"1 column is missing in export\.csv; nothing was read"):
        sarhad.read_events(path, "acled")
