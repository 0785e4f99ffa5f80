"""Told by several: the section, the page that explains each link, and the downloads, on tables made by hand."""

import csv
import datetime as dt
import io
import json

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from sarhad.bulletin import Joined, write_issue
from sarhad.bulletin.desk import open_desk
from sarhad.bulletin.sections import incidents
from sarhad.events.gate import LicenceError
from sarhad.incidents import INCIDENTS_SCHEMA, PAIRS_SCHEMA, TELLINGS_SCHEMA, Decision
from tests.bulletin.conftest import ROWS, event, issues
from tests.incidents.pairs import pair

CLASS = pa.field("licence_class", pa.string())
SECOND = event(
    11, source="second", day=dt.date(2021, 3, 6), place="Kabul <b>bazaar</b>", side_b="Taliban", deaths_low=None,
    deaths_best=None, deaths_high=None, deaths_reported=7, source_version="1", citation="=a note",
)  # fmt: skip
BOTH = (*ROWS, SECOND)
PAIR = pair("ucdp-candidate:1", "second:11", licence_class="open")
WAITING = pair(
    "ucdp-candidate:2", "second:11", probability=0.3, model_probability=0.3, band="review", licence_class="open"
)


def incident(row, *others, **values):
    """An incident row whose lead is `row`."""
    all_of = [row, *others]
    return {name: row.get(name) for name in INCIDENTS_SCHEMA.names} | {
        "incident_id": "incident:" + min(each["event_id"] for each in all_of),
        "lead": row["event_id"],
        "n_tellings": len(all_of),
        "sources": sorted({each["source"] for each in all_of}),
        "event_ids": sorted(each["event_id"] for each in all_of),
        "deaths_by_source": [
            {"source": each["source"], "low": each["deaths_low"], "best": each["deaths_best"],
             "high": each["deaths_high"], "reported": each["deaths_reported"]}
            for each in all_of
        ],
        "disagreement": ["day: 5 or 6 March 2021", "deaths: 4 to 7"] if others else [],
        "probability": 0.94 if others else None,
    } | values  # fmt: skip


def telling(row, of, role="lead", **values):
    """A telling's row."""
    return dict.fromkeys(TELLINGS_SCHEMA.names) | {
        "event_id": row["event_id"], "incident_id": of, "source": row["source"], "role": role, "licence_class": "open",
    } | values  # fmt: skip


def tables(**changed):
    """The tables of a month in which events 1 and 11 are one incident, and the others each their own."""
    one = "incident:second:11"
    found = {
        "incidents": [incident(ROWS[0], SECOND), *(incident(row) for row in ROWS[1:])],
        "tellings": [
            telling(ROWS[0], one, linked_to="second:11", linked_by="model", probability=0.94),
            telling(SECOND, one, "whole", linked_to="ucdp-candidate:1", linked_by="model", probability=0.94,
                    runner_up="ucdp-candidate:2", runner_up_probability=0.3),
            *(telling(row, f"incident:{row['event_id']}") for row in ROWS[1:]),
        ],
        "pairs": [PAIR, WAITING],
    } | changed  # fmt: skip
    return {
        "incidents": pa.Table.from_pylist(found["incidents"], INCIDENTS_SCHEMA),
        "tellings": pa.Table.from_pylist(found["tellings"], TELLINGS_SCHEMA.append(CLASS)),
        "pairs": pa.Table.from_pylist(found["pairs"], PAIRS_SCHEMA.append(CLASS)),
    }


JOINED = Joined(("second", "ucdp-candidate"), ("Rows were compared by days & place.",))


def alone(*rows):
    """The tables where nothing is joined."""
    return tables(
        incidents=[incident(row) for row in rows],
        tellings=[telling(row, f"incident:{row['event_id']}") for row in rows],
        pairs=[],
    )


def test_the_section_tells_how_many_and_each_sources_own_figure(make_issue):
    desk = open_desk(make_issue(rows=BOTH, tables=tables(), joined=JOINED))
    section = incidents(desk)
    assert section.answer.striptags() == "One of the 7 incidents of March 2021 is told more than once."
    (row,) = section.data["found"]
    assert row["figures"] == [("second", "7 reported"), ("UCDP Candidate Events Dataset", "4 (2 to 9)")]
    assert row["disagreement"] == ["day: 5 or 6 March 2021", "deaths: 4 to 7"]
    assert section.data["waiting"].value == 1
    assert {n.key for n in desk.numbers} == {"incidents", "incidents-told-by-several", "pairs-to-review"}


@pytest.mark.parametrize(
    ("rows", "joined", "told"),
    [
        (ROWS, Joined(("ucdp-candidate",)),
         "Only the UCDP Candidate Events Dataset lists events here, so no incident can be told by several sources."),
        (ROWS, Joined(("second", "ucdp-candidate")),
         "None of the 7 incidents of March 2021 has more than one telling in the loaded sources."),
        ((), Joined(("second", "ucdp-candidate")),
         "No loaded row of second or the UCDP Candidate Events Dataset touches March 2021."),
        ((), Joined(()), "No loaded source lists events, so no incident can be told by several sources."),
    ],
)  # fmt: skip
def test_it_says_why_there_is_nothing_to_join(make_issue, rows, joined, told):
    assert incidents(open_desk(make_issue(rows=rows, tables=alone(*rows), joined=joined))).answer.striptags() == told


def test_a_watch_that_does_not_join_has_no_section_and_the_same_files(make_issue, tmp_path, figure_cache):
    issue = make_issue()
    assert incidents(open_desk(issue)) is None
    write_issue(issue, tmp_path / "site", cache=figure_cache)
    page = (tmp_path / "site" / "2021-03" / "index.html").read_text()
    assert "Told by several" not in page
    assert "touch the month" in page
    assert "have several tellings" not in page + (tmp_path / "site" / "methods.html").read_text()
    assert not list((tmp_path / "site").rglob("incidents*"))


@pytest.fixture(scope="module")
def site(tmp_path_factory, figure_cache):
    """The month with one joined incident, written."""
    folder = tmp_path_factory.mktemp("incidents")
    write_issue(issues(folder)(rows=BOTH, tables=tables(), joined=JOINED), folder / "site", cache=figure_cache)
    return folder / "site" / "2021-03"


def test_the_page_behind_it_lays_the_tellings_side_by_side_and_draws_why(site):
    page = (site / "incidents.html").read_text()
    assert 'id="incident-second-11"' in page
    assert 'href="incidents.html#incident-second-11"' in (site / "index.html").read_text()
    assert page.count('<svg class="wf"') == 1, "the two name each other: one link, one drawing"
    assert "Linked: the probability, 0.94, is at least 0.5." in page
    assert "Next likeliest for second:11: ucdp-candidate:2, a probability of 0.30." in page
    assert "Kabul &lt;b&gt;bazaar&lt;/b&gt;" in page
    assert "<b>bazaar" not in page
    for label in ("Days ≠", "Place ≠", "Sides ≠", "Deaths ≠"):
        assert f">{label}</th>" in page
    assert ">Country</th>" in page
    assert "Rows were compared by days &amp; place." in page
    assert 'href="events.html#ucdp-candidate-1"' in page


def test_a_source_that_gives_no_figure_is_named_all_the_same(make_issue):
    bare = incident(ROWS[0], SECOND)
    bare["deaths_by_source"] = bare["deaths_by_source"][:1]
    found = tables(incidents=[bare])
    section = incidents(open_desk(make_issue(rows=BOTH, tables=found, joined=JOINED)))
    assert section.data["found"][0]["figures"][0] == ("second", "no figure")


def test_a_decision_is_told_with_who_and_why(make_issue, tmp_path, figure_cache):
    decided = Decision("second:11", "ucdp-candidate:1", "same", "desk 2", "2021-05-01", "same <i>bomb</i>")
    joined = Joined(JOINED.sources, decisions={decided.pair: decided})
    linked = pair("ucdp-candidate:1", "second:11", why="decision", probability=1.0, licence_class="open")
    issue = make_issue(rows=BOTH, tables=tables(pairs=[linked]), joined=joined)
    write_issue(issue, tmp_path / "site", cache=figure_cache)
    page = (tmp_path / "site" / "2021-03" / "incidents.html").read_text()
    told = "decided to be the same incident by desk 2 on 2021-05-01 (same &lt;i&gt;bomb&lt;/i&gt;)"
    assert told in page


def test_the_downloads_hold_the_tables(site):
    rows = list(csv.DictReader(io.StringIO((site / "data" / "incidents.csv").read_text())))
    assert len(rows) == 7
    (one,) = [row for row in rows if row["n_tellings"] == "2"]
    assert one["deaths_by_source"] == "ucdp-candidate 4 (2 to 9); second 7 reported"
    assert one["event_ids"] == "second:11;ucdp-candidate:1"
    nested = pq.read_table(site / "data" / "incidents.parquet").to_pylist()
    assert nested[0]["deaths_by_source"][0].keys() == {"source", "low", "best", "high", "reported"}
    assert len(json.loads((site / "data" / "incidents.geojson").read_text())["features"]) == 7
    tellings = list(csv.DictReader(io.StringIO((site / "data" / "tellings.csv").read_text())))
    assert {row["event_id"] for row in tellings} == {row["event_id"] for row in BOTH}
    pairs = json.loads((site / "data" / "incident-pairs.json").read_text())
    assert [row["band"] for row in pairs] == ["linked", "review"]
    assert all(row["licence_class"] == "open" for row in (*tellings, *pairs))


def test_the_numbers_have_their_pages(site):
    several = (site / "numbers" / "incidents-told-by-several.html").read_text()
    assert "incident:second:11" in several
    assert "UCDP Candidate Events Dataset" in several
    assert "incidents that touch the month and have several tellings" in several
    assert "ucdp-candidate:2" in (site / "numbers" / "pairs-to-review.html").read_text()


def test_many_incidents_go_to_several_pages(make_issue, tmp_path, figure_cache):
    ones = [event(100 + n) for n in range(60)]
    twos = [event(100 + n, source="second") for n in range(60)]
    joined = tables(
        incidents=[incident(a, b) for a, b in zip(ones, twos, strict=True)],
        tellings=[
            telling(row, f"incident:second:{100 + n}", linked_to=other["event_id"])
            for n, (a, b) in enumerate(zip(ones, twos, strict=True))
            for row, other in ((a, b), (b, a))
        ],
        pairs=[pair(a["event_id"], b["event_id"], licence_class="open") for a, b in zip(ones, twos, strict=True)],
    )
    issue = make_issue(rows=(*ones, *twos), tables=joined, joined=JOINED)
    write_issue(issue, tmp_path / "site", cache=figure_cache)
    month = tmp_path / "site" / "2021-03"
    assert (month / "incidents.html").read_text().count('class="inc"') == 50
    assert (month / "incidents-2.html").read_text().count('class="inc"') == 10
    assert 'href="incidents-2.html#incident-second-159"' not in (month / "index.html").read_text(), "12 are shown"


@pytest.mark.parametrize("name", ["incidents", "tellings", "pairs"])
def test_a_row_that_may_not_be_passed_on_makes_no_issue(make_issue, name):
    found = tables()
    rows = found[name].to_pylist()
    rows[0]["licence_class"] = "aggregate-only"
    found[name] = pa.Table.from_pylist(rows, found[name].schema)
    with pytest.raises(LicenceError):
        make_issue(rows=BOTH, tables=found, joined=JOINED)


def test_the_tables_must_be_there(make_issue):
    with pytest.raises(ValueError, match="lacks incidents, tellings, pairs"):
        make_issue(joined=JOINED)
