import csv

import pytest

import sarhad

COLUMNS = (
    "id",
    "date_start",
    "date_end",
    "date_precision",
    "country",
    "place",
    "admin1",
    "latitude",
    "longitude",
    "place_precision",
    "side_a",
    "side_b",
    "claimed_by",
    "violence_type",
    "event_class",
    "target_class",
    "deaths_low",
    "deaths_best",
    "deaths_high",
    "status",
    "source_title",
    "source_publisher",
    "source_date",
    "source_url",
    "how_verified",
)
ROW = {
    "id": "2015-04-18-jalalabad",
    "date_start": "2015-04-18",
    "date_precision": "1",
    "country": "AFG",
    "place": "Jalalabad",
    "latitude": "34.4265",
    "longitude": "70.4515",
    "place_precision": "1",
    "side_a": "IS",
    "violence_type": "one-sided",
    "event_class": "bombing",
    "target_class": "civilians",
    "deaths_low": "33",
    "deaths_high": "35",
    "status": "realised",
    "source_title": "A report",
    "source_publisher": "A paper",
    "source_date": "2015-04-19",
    "source_url": "https://example.org/1",
}


def write(folder, *changes):
    path = folder / "chronology.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        writer.writerows({**ROW, "id": f"{ROW['id']}-{n}", **change} for n, change in enumerate(changes or ({},)))
    return path


def test_a_row_is_an_event_with_its_source_as_citation(tmp_path):
    events = sarhad.read_events(write(tmp_path))
    (row,) = events.table.to_pylist()
    assert events.source.name == "chronology"
    assert row["event_id"] == "chronology:2015-04-18-jalalabad-0"
    assert row["citation"] == "A report. A paper. 2015-04-19. https://example.org/1"
    assert str(row["date_end"]) == "2015-04-18", "a blank end is the same day"
    assert (row["country"], row["gw"], row["priogrid_gid"]) == ("AFG", 700, 179061)
    assert (row["deaths_low"], row["deaths_best"], row["deaths_high"], row["deaths_reported"]) == (33, None, 35, None)
    assert row["side_b"] is None
    assert events.problems == ()


def test_a_list_picked_by_hand_covers_nothing_and_its_content_is_its_version(tmp_path):
    events = sarhad.read_events(write(tmp_path))
    assert events.coverage == ()
    assert events.source.version == f"sha256:{events.source.sha256[:12]}"


@pytest.mark.parametrize(
    ("low", "best", "high", "kept", "reason"),
    [
        ("", "7", "", (None, None, None, 7), "one figure is kept as reported, with no bounds"),
        ("5", "7", "", (5, 7, None, None), "two figures are bounds and a best"),
        ("7", "7", "7", (7, 7, 7, None), "all three"),
        ("", "", "", (None, None, None, None), "unknown"),
        ("0", "0", "0", (0, 0, 0, None), "nobody died: not the same as unknown"),
    ],
)
def test_deaths(tmp_path, low, best, high, kept, reason):
    (row,) = sarhad.read_events(
        write(tmp_path, {"deaths_low": low, "deaths_best": best, "deaths_high": high})
    ).table.to_pylist()
    found = tuple(row[name] for name in ("deaths_low", "deaths_best", "deaths_high", "deaths_reported"))
    assert found == kept, reason


def test_plots_attempts_and_unknown_statuses_stay_out_of_totals_by_their_words(tmp_path):
    changes = [{"status": status} for status in ("realised", "attempted", "plot", "rumour", "")]
    events = sarhad.read_events(write(tmp_path, *changes))
    assert events.table["under_check"].to_pylist() == [
        None,
        "attempted, not carried out",
        "plot, not carried out",
        "status not known",
        "status not known",
    ]
    assert events.table["status"].to_pylist() == ["final"] * 5
    told = "not a known status; the row is kept and enters no total; use one of realised, attempted, plot"
    assert [str(p) for p in events.problems] == [
        f'chronology.csv, row 4, status "rumour": {told}',
        f"chronology.csv, row 5, status: {told}",
    ]


def test_a_row_without_a_source_is_an_error_and_left_out(tmp_path):
    events = sarhad.read_events(write(tmp_path, {}, {"source_title": ""}))
    (problem,) = events.problems
    assert str(problem) == (
        "chronology.csv, row 2, source_title: a row of a chronology needs a source (record left out); name the title, "
        "publisher and address of a report"
    )
    assert problem.severity == "error"
    assert (len(events), dict(events.provenance.left_out)) == (1, {"source-missing": 1})


@pytest.mark.parametrize("column", ["violence_type", "event_class", "target_class"])
def test_words_outside_the_vocabulary_are_told_with_the_words_there_are(tmp_path, column):
    events = sarhad.read_events(write(tmp_path, {column: "feud"}))
    assert events.table[column].to_pylist() == [None]
    (problem,) = events.problems
    assert str(problem).startswith(
        f'chronology.csv, row 1, {column} "feud": not a known {column.replace("_", " ")} (value left out); use one of '
    )
    assert ROW[column] in problem.do


def test_a_single_bad_figure_is_told_by_its_own_column(tmp_path):
    events = sarhad.read_events(write(tmp_path, {"deaths_low": "", "deaths_high": "", "deaths_best": "many"}))
    (problem,) = events.problems
    assert (problem.column, problem.value) == ("deaths_best", "many")


def test_the_chronology_of_the_example_watch_has_no_fault():
    from importlib.resources import files

    events = sarhad.read_events(str(files("sarhad") / "watches" / "central-asia" / "chronology.csv"))
    assert [str(p) for p in events.problems] == []
    assert len(events) == events.rows_read > 70
    assert events.table["citation"].null_count == 0
    assert events.table["country"].null_count == 0
