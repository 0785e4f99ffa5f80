"""ACLED's API against a real server on loopback: login, paging, refusals, and that no secret leaves."""

import csv
import datetime as dt
import json
import logging
from urllib.parse import parse_qs

import pytest

from sarhad import sources
from sarhad.errors import InputError, SarhadError
from sarhad.store.fetching import Client, FetchError
from sarhad.store.fetching.acled_api import fetch_acled, fetch_acled_deletions
from sarhad.store.fetching.acled_login import Login
from sarhad.store.fetching.records import Query
from tests.apis import (
    ACCESS,
    AFG,
    DELETED,
    ECHO,
    EMAIL,
    PAK,
    PASSWORD,
    READ,
    REFRESH,
    ROW,
    SECRETS,
    TOKEN,
    no_secret,
    page,
    rows,
    table,
    tokens,
)
from tests.serving import json_text, login_page, nothing, redirect, serving, status

QUERY = Query(("AFG", "PAK"), dt.date(2024, 1, 1), dt.date(2024, 3, 31))


@pytest.fixture
def server():
    with serving() as running:
        running.at(TOKEN, tokens())
        yield running


@pytest.fixture
def login(server):
    return Login(
        Client(wait=lambda seconds: None),
        site=server.address,
        environ={"ACLED_EMAIL": EMAIL, "ACLED_PASSWORD": PASSWORD},
    )


def test_the_events_of_countries_and_days_are_one_csv_that_the_reader_reads(server, login, tmp_path):
    server.at(READ, table({"4": AFG, "586": PAK}, size=2))
    arrived = fetch_acled(login, tmp_path, QUERY)
    assert (arrived.rows, arrived.source, arrived.problems) == (8, "acled", ())
    assert arrived.filters == "countries: Afghanistan, Pakistan; days: 2024-01-01 to 2024-03-31"
    assert arrived.url == server.address + READ
    with arrived.path.open(encoding="utf-8", newline="") as stream:
        written = list(csv.DictReader(stream))
    assert written[0] == {name: text or "" for name, text in ROW.items()} | {"event_id_cnty": "AFG0"}
    events = sources.read(arrived.path, "acled")
    assert (len(events), events.rows_read, events.problems) == (8, 8, ())
    assert events.table["country"].to_pylist() == ["AFG"] * 5 + ["PAK"] * 3
    assert set(events.table["licence_class"].to_pylist()) == {"aggregate-only"}
    asked = [a.query for a in server.asked if a.path == READ]
    assert [(q["iso"][0], q["page"][0]) for q in asked] == [("4", str(n)) for n in (1, 2, 3, 4)] + [
        ("586", str(n)) for n in (1, 2, 3)
    ]
    assert asked[0]["event_date"] == ["2024-01-01|2024-03-31"]
    assert (asked[0]["event_date_where"], asked[0]["_format"]) == (["BETWEEN"], ["json"])


def test_the_login_is_asked_once_with_a_form_and_stays_out_of_the_address(server, login, tmp_path):
    server.at(READ, table({"4": AFG, "586": PAK}, size=5000))
    fetch_acled(login, tmp_path, QUERY)
    forms = [parse_qs(asked.body.decode()) for asked in server.asked if asked.path == TOKEN]
    assert forms == [{"grant_type": ["password"], "client_id": ["acled"], "username": [EMAIL], "password": [PASSWORD]}]
    asked = [a for a in server.asked if a.path == READ]
    assert {a.headers["Authorization"] for a in asked} == {f"Bearer {ACCESS}-1"}
    assert not any(secret in str(a.query) for a in server.asked for secret in SECRETS)


def test_nothing_secret_is_on_disk_in_a_log_or_in_a_repr(server, login, tmp_path, caplog):
    caplog.set_level(logging.DEBUG)
    server.at(READ, table({"4": AFG, "586": PAK}, size=5000))
    arrived = fetch_acled(login, tmp_path, QUERY)
    written = "".join(path.read_text() for path in tmp_path.rglob("*") if path.is_file())
    for secret in SECRETS:
        assert secret not in written + caplog.text + repr(login) + str(login) + repr(arrived)


def test_a_token_that_runs_out_in_the_middle_is_renewed_once(server, login, tmp_path):
    both = table({"4": AFG, "586": PAK}, size=2)
    server.at(READ, both, both, status(401), both)
    assert fetch_acled(login, tmp_path, QUERY).rows == 8
    forms = [parse_qs(asked.body.decode()) for asked in server.asked if asked.path == TOKEN]
    assert forms[1:] == [{"grant_type": ["refresh_token"], "client_id": ["acled"], "refresh_token": [f"{REFRESH}-1"]}]
    used = [asked.headers["Authorization"] for asked in server.asked if asked.path == READ]
    assert used[:4] == [f"Bearer {ACCESS}-{n}" for n in (1, 1, 1, 2)]


def test_a_refused_renewal_leads_to_one_new_login(server, login, tmp_path):
    whole = table({"4": AFG, "586": PAK}, size=5000)
    server.at(READ, status(401), whole)
    server.at(TOKEN, tokens(), status(400), tokens())
    assert fetch_acled(login, tmp_path, QUERY).rows == 8
    kinds = [parse_qs(a.body.decode())["grant_type"][0] for a in server.asked if a.path == TOKEN]
    assert kinds == ["password", "refresh_token", "password"]


@pytest.mark.parametrize(
    ("path", "answer", "words"),
    [
        pytest.param(TOKEN, status(400, ECHO), "does not accept the e-mail address and password", id="password"),
        pytest.param(TOKEN, status(401, ECHO), "does not accept the e-mail address and password", id="password 401"),
        pytest.param(TOKEN, status(403, ECHO), "refuses the login", id="account"),
        pytest.param(TOKEN, status(500, ECHO), "answers 500", id="login fails"),
        pytest.param(TOKEN, json_text(json.dumps({"error": ECHO.decode()})), "gives no token", id="no token"),
        pytest.param(TOKEN, json_text('{"access_token": 7}'), "gives no token", id="token is a number"),
        pytest.param(
            TOKEN, json_text('{"access_token": "access-marker\\nX: y"}'), "gives no token", id="token of lines"
        ),
        pytest.param(TOKEN, json_text(json.dumps([ECHO.decode()])), "gives no token", id="login answers a list"),
        pytest.param(TOKEN, login_page(), "a web page", id="login answers a page"),
        pytest.param(TOKEN, redirect("/elsewhere", 307), "sends what was posted elsewhere", id="login moved"),
        pytest.param(TOKEN, nothing(), "connection was cut", id="login cut"),
        pytest.param(READ, status(401, ECHO), "token that it gave a moment ago", id="token refused twice"),
        pytest.param(READ, status(403, ECHO), "accept the terms", id="terms"),
        pytest.param(
            READ,
            json_text(json.dumps({"status": 403, "messages": [ECHO.decode()]})),
            "refuses the data",
            id="403 inside",
        ),
        pytest.param(
            READ, json_text(json.dumps({"status": 500, "messages": [ECHO.decode()]})), "status 500", id="500 inside"
        ),
        pytest.param(READ, json_text('{"success": false}'), "cannot answer", id="no success"),
        pytest.param(READ, status(500, ECHO), "answers 500", id="read fails"),
        pytest.param(READ, status(429, ECHO), "answers 429", id="too many questions"),
        pytest.param(READ, login_page(), "a web page", id="web page"),
        pytest.param(READ, json_text("[]"), "something else", id="a list"),
        pytest.param(READ, json_text('{"status": 200, "data": null}'), "not a page of a table", id="null"),
        pytest.param(READ, json_text('{"status": "200", "data": {"a": 1}}'), "not a page of a table", id="object"),
        pytest.param(READ, redirect("/elsewhere"), "404", id="moved"),
        pytest.param(READ, nothing(), "connection was cut", id="cut"),
        pytest.param(READ, page(AFG), "holds nothing that had not come before", id="endless page"),
        pytest.param(READ, page(rows(2, iso=586)), "other countries or days", id="filter of country ignored"),
        pytest.param(
            READ, page(rows(2, event_date="2023-12-31")), "other countries or days", id="filter of days ignored"
        ),
    ],
)
def test_every_failure_is_told_without_secrets_and_leaves_nothing(server, login, tmp_path, caplog, path, answer, words):
    caplog.set_level(logging.DEBUG)
    server.at(READ, table({"4": AFG, "586": PAK}, size=2))
    server.at(path, answer)
    with pytest.raises(SarhadError, match=words) as caught:
        fetch_acled(login, tmp_path, QUERY)
    no_secret(caught.value, caplog.text)
    assert list(tmp_path.iterdir()) == []


def test_a_redirect_to_another_host_does_not_get_the_token(server, login, tmp_path):
    with serving() as other:
        other.at(READ, page([]))
        server.at(READ, redirect(other.address + READ))
        with pytest.raises(FetchError):
            fetch_acled(login, tmp_path, QUERY)
        assert [asked.headers["Authorization"] for asked in other.asked if asked.headers["Authorization"]] == []


@pytest.mark.parametrize(
    ("environ", "words"),
    [
        ({}, "variables ACLED_EMAIL and ACLED_PASSWORD are not set"),
        ({"ACLED_EMAIL": EMAIL}, "variable ACLED_PASSWORD is not set"),
        ({"ACLED_EMAIL": "", "ACLED_PASSWORD": PASSWORD}, "variable ACLED_EMAIL is not set"),
    ],
)
def test_variables_that_are_not_set(environ, words):
    with pytest.raises(InputError, match=words) as caught:
        Login(Client(), environ=environ)
    no_secret(caught.value)


@pytest.mark.parametrize(
    "query",
    [
        Query(),
        Query(("AFG",)),
        Query((), dt.date(2024, 1, 1)),
        Query(("AFG",), dt.date(2024, 2, 1), dt.date(2024, 1, 1)),
    ],
)
def test_a_query_that_is_not_complete_is_not_asked(server, login, tmp_path, query):
    with pytest.raises(InputError):
        fetch_acled(login, tmp_path, query)
    assert server.asked == []


def test_an_empty_table_of_an_account_without_access_is_told_as_such(server, login, tmp_path):
    server.at(READ, page([]))
    with pytest.raises(FetchError, match="login is valid, but the table came empty") as caught:
        fetch_acled(login, tmp_path, QUERY)
    assert "account's tier" in str(caught.value)
    assert list(tmp_path.iterdir()) == []
    assert "event_date" not in server.asked[-1].query  # the last question was for any event at all


def test_an_empty_table_of_an_account_with_access_names_the_filters(server, login, tmp_path):
    server.at(READ, table({"804": AFG}, size=2))
    with pytest.raises(FetchError, match="none for countries: Afghanistan, Pakistan; days: 2024-01-01"):
        fetch_acled(login, tmp_path, QUERY)


def restricted(day):
    return {"data_query_restrictions": {"date_recency": {"quantity": 12, "unit": "Months", "date": day}}}


def test_an_account_that_is_not_shown_the_days_asked_for(server, login, tmp_path):
    server.at(READ, page([], **restricted("2023-06-30")))
    with pytest.raises(FetchError, match="shown events up to 2023-06-30 only"):
        fetch_acled(login, tmp_path, QUERY)


def test_an_account_that_is_shown_some_of_the_days_is_told_and_recorded(server, login, tmp_path):
    server.at(READ, table({"4": AFG, "586": PAK}, size=9, **restricted("2024-02-15")))
    arrived = fetch_acled(login, tmp_path, QUERY)
    assert arrived.filters.endswith("; this account is shown events up to 2024-02-15")
    assert [problem.kind for problem in arrived.problems] == ["recent-days-withheld"]


@pytest.mark.parametrize("restriction", [None, [], {"date_recency": 7}, {"date_recency": {"date": "soon"}}])
def test_a_restriction_that_cannot_be_read_is_none(server, login, tmp_path, restriction):
    server.at(READ, table({"4": AFG, "586": PAK}, size=9, data_query_restrictions=restriction))
    assert fetch_acled(login, tmp_path, QUERY).problems == ()


def test_a_country_without_events_is_told(server, login, tmp_path):
    server.at(READ, table({"4": AFG}, size=9))
    (problem,) = fetch_acled(login, tmp_path, QUERY).problems
    assert (problem.kind, problem.what) == ("country-empty", "no event in these days: Pakistan")


def test_events_that_move_to_the_next_page_while_it_is_read_are_kept_once_and_told(server, login, tmp_path):
    server.at(READ, page(AFG[:3]), page(AFG[2:]), page([]))
    arrived = fetch_acled(login, tmp_path, Query(("AFG",), QUERY.start, QUERY.end))
    assert arrived.rows == 5
    assert [(p.kind, p.what[:9]) for p in arrived.problems] == [("record-twice", "1 records")]


def test_fewer_events_than_the_server_counts(server, login, tmp_path):
    server.at(READ, page(AFG[:3], count=5), page([], count=5))
    with pytest.raises(FetchError, match="3 records came where 5 are counted"):
        fetch_acled(login, tmp_path, Query(("AFG",), QUERY.start, QUERY.end))


def test_unknown_fields_and_broken_records_are_told(server, login, tmp_path):
    server.at(READ, page([{**ROW, "mood\x1b": "grim"}, None, {**ROW, "notes": ["a"]}]), page([]))
    arrived = fetch_acled(login, tmp_path, Query(("AFG",), QUERY.start, QUERY.end))
    told = {problem.kind: problem for problem in arrived.problems}
    assert arrived.rows == 2
    assert set(told) == {"unknown-field", "broken-record", "broken-value"}
    assert told["unknown-field"].value == "mood\ufffd"


def test_kosovo_has_no_number_and_is_asked_for_by_name(server, login, tmp_path):
    server.at(READ, page(rows(1, iso=0, country="Kosovo")), page([], count=0))
    assert fetch_acled(login, tmp_path, Query(("XKX",), QUERY.start, QUERY.end)).rows == 1
    asked = [a.query for a in server.asked if a.path == READ]
    assert (asked[0]["country"], "iso" in asked[0]) == (["Kosovo"], False)


def test_the_list_of_deleted_events_comes_whole(server, login, tmp_path):
    gone = [{"event_id_cnty": f"AFG{n}", "deleted_timestamp": str(1_700_000_000 + n)} for n in range(7)]
    server.at(DELETED, table({"": gone}, size=3))
    arrived = fetch_acled_deletions(login, tmp_path)
    assert (arrived.rows, arrived.source) == (7, "acled-deletions")
    with arrived.path.open(encoding="utf-8", newline="") as stream:
        assert list(csv.DictReader(stream)) == gone


def test_an_empty_list_of_deleted_events_is_told(server, login, tmp_path):
    server.at(DELETED, page([]))
    with pytest.raises(FetchError, match="list of deleted events came empty"):
        fetch_acled_deletions(login, tmp_path)
