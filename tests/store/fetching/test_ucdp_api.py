"""UCDP's API against a real server on loopback that gives the rows of a CSV page by page, and misbehaves."""

import csv
import datetime as dt
import json

import pytest

from sarhad import sources
from sarhad.errors import InputError
from sarhad.store.fetching import Client, FetchError
from sarhad.store.fetching.records import Query
from sarhad.store.fetching.ucdp_api import fetch_ucdp
from tests.apis import UCDP_PATH as PATH
from tests.apis import UCDP_ROW as ROW
from tests.apis import UCDP_TOKEN as SECRET
from tests.apis import ucdp_page as page
from tests.apis import ucdp_pages as pages
from tests.apis import ucdp_rows as rows
from tests.serving import json_text, login_page, redirect, serving, status


@pytest.fixture
def server():
    with serving() as running:
        yield running


def fetch(server, folder, query=None, *, source="ucdp-candidate", release="26.0.1", token=SECRET):
    client = Client(wait=lambda seconds: None)
    api, environ = server.address + "/api/gedevents", {"UCDP_TOKEN": token}
    return fetch_ucdp(client, folder, source, release, query, api=api, environ=environ)


def typed(text):
    """A value as JSON writes it: numbers as numbers, true and false, null."""
    if text == "":
        return None
    if text in ("true", "false"):
        return text == "true"
    try:
        value = json.loads(text)
    except ValueError:
        return text
    return value if isinstance(value, int | float) and json.dumps(value) == text else text


def test_the_real_candidate_release_page_by_page_is_the_same_table_as_the_file(server, tmp_path, ucdp):
    file = ucdp / "GEDEvent_v26_0_1.csv"
    with file.open(encoding="utf-8", newline="") as stream:
        records = [{name: typed(text) for name, text in row.items()} for row in csv.DictReader(stream)]
    pages(server, records, 100)
    arrived = fetch(server, tmp_path)
    assert (arrived.rows, arrived.version, arrived.problems) == (1727, "26.0.1", ())
    assert arrived.path.name == file.name  # the release is told by the name
    assert len(server.asked) == 18
    assert all(asked.headers["x-ucdp-access-token"] == SECRET for asked in server.asked)
    by_file, by_api = sources.read(file), sources.read(arrived.path)
    assert by_api.table.equals(by_file.table)
    assert by_api.coverage == by_file.coverage
    assert [(p.kind, p.row, p.value) for p in by_api.problems] == [(p.kind, p.row, p.value) for p in by_file.problems]


def test_numbers_as_text_and_text_as_numbers_are_the_same_table(server, tmp_path):
    pages(server, rows(3), 10)
    first = sources.read(fetch(server, tmp_path / "a").path)
    as_text = [
        {k: str(v) if isinstance(v, int | float) and v is not True else v for k, v in r.items()} for r in rows(3)
    ]
    pages(server, as_text, 10)
    second = sources.read(fetch(server, tmp_path / "b").path)
    assert len(first) == 3
    assert first.table.equals(second.table)


def test_fields_that_are_not_known_or_do_not_come_are_told(server, tmp_path):
    pages(server, [{**row, "mood": "grim", "side_b": ["IS", "TTP"]} for row in rows(4)], 2)
    problems = fetch(server, tmp_path).problems
    told = {problem.kind: problem for problem in problems if problem.kind != "field-absent"}
    assert told["unknown-field"].value == "mood"
    assert "4 records" in told["unknown-field"].what
    assert "4 values" in told["broken-value"].what
    assert "relid" in {problem.column for problem in problems if problem.kind == "field-absent"}


def test_pages_that_overlap_are_told(server, tmp_path):
    total = rows(3)
    server.at(PATH, page(total[:2], 3, f"http://127.0.0.1{PATH}?page=2"), page([total[1], total[2]], 3))
    with pytest.raises(FetchError, match="4 records came where 3 are counted"):
        fetch(server, tmp_path)
    assert list(tmp_path.iterdir()) == []


HOST = "http://127.0.0.1"
NEXT = HOST + PATH + "?pagesize=2&page=2"
R = rows(4)


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        pytest.param([page(R[:2], 4, NEXT), page(R[:2], 4)], "2 different records came where 4", id="page repeated"),
        pytest.param([page(R[:2], 4)], "2 different records came where 4", id="page missing"),
        pytest.param([page(R[:2], 4, NEXT), page(R[2:], 5)], "changed while it was read", id="count changes"),
        pytest.param([page(R[:2], 4, NEXT), page(R[2:], 4, NEXT)], "round in a circle", id="endless"),
        pytest.param(
            [page(R[:2], 4, NEXT), page([], 4, HOST + PATH + "?page=3")], "round in a circle", id="empty pages"
        ),
        pytest.param([page(R, 2)], "4 records came where 2", id="more than counted"),
        pytest.param([page([], 0)], "the table is empty", id="empty"),
        pytest.param(
            [page(R[:2], 4, "https://elsewhere.example" + PATH + "?page=2")], "said to be elsewhere", id="other host"
        ),
        pytest.param([page(R[:2], 4, "http://127.0.0.1/api/other?page=2")], "said to be elsewhere", id="other path"),
        pytest.param([page(R[:2], 4, "http://[")], "said to be elsewhere", id="no address"),
        pytest.param([page(R[:2], 4, 7)], "said to be elsewhere", id="a number for an address"),
        pytest.param([page(R[:2], 4, NEXT), login_page()], "a web page", id="web page in the middle"),
        pytest.param([page(R[:2], 4, NEXT), status(500)], "500", id="a page fails"),
        pytest.param([page(R[:2], 4, NEXT), status(400)], "fewer questions", id="too many questions"),
        pytest.param([status(400, b"token s3cr3t-marker")], "400", id="refused"),
        pytest.param([status(401)], "does not accept the token in UCDP_TOKEN", id="wrong token"),
        pytest.param([status(404)], "no such release", id="no release"),
        pytest.param([json_text("[]")], "not a page of a table", id="no object"),
        pytest.param([json_text("null")], "not a page of a table", id="null"),
        pytest.param([page(None, 4)], "not a page of a table", id="no rows"),
        pytest.param([page(R, "many")], "not a page of a table", id="no number"),
        pytest.param([page(R, 10**9)], "not a page of a table", id="huge number"),
        pytest.param([page([None, 7], 2)], "0 different records", id="no records"),
        pytest.param([page([{"id": 1}, {"id": 2}])], "the records have no ", id="layout changed"),
        pytest.param([redirect("/elsewhere")], "404|no such release", id="moved"),
    ],
)
def test_what_is_not_whole_is_not_taken(server, tmp_path, answers, words):
    server.at(PATH, *answers)
    with pytest.raises(FetchError, match=words) as caught:
        fetch(server, tmp_path)
    assert list(tmp_path.iterdir()) == []
    assert SECRET not in str(caught.value) + repr(caught.value) + caught.value.body


def test_a_file_that_is_there_stays_when_the_next_reading_fails(server, tmp_path):
    pages(server, rows(3), 2)
    path = fetch(server, tmp_path).path
    before = path.read_bytes()
    server.at(PATH, page(R[:2], 4))
    with pytest.raises(FetchError):
        fetch(server, tmp_path)
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


def test_a_server_that_asks_for_patience_gets_it(server, tmp_path):
    server.at(PATH, status(429, Retry_After="1"), status(503), page(rows(2)))
    assert fetch(server, tmp_path).rows == 2


def test_the_count_may_be_text(server, tmp_path):
    server.at(PATH, page(rows(2), "2", None))
    assert fetch(server, tmp_path).rows == 2


def test_a_page_that_is_too_large_is_not_taken(server, tmp_path, monkeypatch):
    server.at(PATH, page([{**ROW, "source_article": "x" * 5_000_000}]))
    client = Client(wait=lambda seconds: None)
    whole = client.json
    monkeypatch.setattr(client, "json", lambda *a, **k: whole(*a, **k, limit_bytes=2**20))
    with pytest.raises(FetchError, match="larger than 1 MB"):
        fetch_ucdp(
            client,
            tmp_path,
            "ucdp-candidate",
            "26.0.1",
            api=server.address + "/api/gedevents",
            environ={"UCDP_TOKEN": "x"},
        )
    assert list(tmp_path.iterdir()) == []


def test_a_query_is_asked_by_number_and_day_and_its_table_is_an_excerpt(server, tmp_path):
    pages(server, rows(2), 10)
    query = Query(("AFG", "PAK"), dt.date(2026, 1, 1), dt.date(2026, 1, 31))
    arrived = fetch(server, tmp_path, query)
    asked = server.asked[0].query
    assert asked["Country"] == ["700,770"]
    assert (asked["StartDate"], asked["EndDate"]) == (["2026-01-01"], ["2026-01-31"])
    assert arrived.filters == "countries: Afghanistan, Pakistan; days: 2026-01-01 to 2026-01-31"
    assert arrived.url == server.address + PATH
    events = sources.read(arrived.path, arrived.source, version=arrived.version)
    assert len(events) == 2
    assert events.coverage == ()  # nothing says that the rest of the world saw no event


@pytest.mark.parametrize(
    ("token", "release", "words"),
    [("", "26.0.1", "UCDP_TOKEN is not set"), (" ", "26.0.1", "is not set"), ("x", "../26", "not a release")],
)
def test_what_cannot_be_asked(server, tmp_path, token, release, words):
    with pytest.raises(InputError, match=words):
        fetch(server, tmp_path, token=token, release=release)
    assert server.asked == []
