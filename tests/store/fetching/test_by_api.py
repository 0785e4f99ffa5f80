"""The way by APIs, from the question to the pinned snapshot, against servers on loopback."""

import datetime as dt
import json

import pytest

from sarhad.errors import InputError
from sarhad.store import Store
from sarhad.store.fetching import Client, FetchError, acled_login, ucdp_api
from sarhad.store.fetching.by_api import asked
from sarhad.store.fetching.order import Order
from sarhad.store.fetching.records import Query
from tests import apis
from tests.apis import AFG, DELETED, PAK, READ, TOKEN, table, tokens
from tests.serving import serving, status

SINCE = Query((), dt.date(2024, 1, 1), dt.date(2024, 3, 31))


@pytest.fixture
def server():
    with serving() as running:
        running.at(TOKEN, tokens())
        yield running


@pytest.fixture
def store(tmp_path):
    return Store(tmp_path / "store")


@pytest.fixture
def order(server, store, monkeypatch):
    monkeypatch.setattr(acled_login, "SITE", server.address)
    monkeypatch.setattr(ucdp_api, "API", server.address + "/api/gedevents")
    monkeypatch.setenv("ACLED_EMAIL", apis.EMAIL)
    monkeypatch.setenv("ACLED_PASSWORD", apis.PASSWORD)
    monkeypatch.setenv("UCDP_TOKEN", apis.UCDP_TOKEN)

    def make(source, **more):
        client = Client(wait=lambda seconds: None)
        settings = {"today": dt.date(2026, 3, 10), "countries": ("AFG", "PAK"), **more}
        return Order(source, store, client, **settings)

    return make


def deletions(server):
    gone = [{"event_id_cnty": f"AFG{n}", "deleted_timestamp": str(1_900_000_000 + n)} for n in range(2)]
    server.at(DELETED, table({"": gone}, size=9))


def test_acled_comes_with_its_list_of_deleted_events_and_says_how(server, store, order):
    server.at(READ, table({"4": AFG, "586": PAK}, size=2))
    deletions(server)
    events, gone = list(asked(order("acled", query=SINCE)))
    assert (events.state, events.version, events.taken.rows_kept) == ("new", "2026-03-10", 8)
    assert (gone.state, gone.source) == ("new", "acled-deletions")
    snapshot = events.taken.snapshot
    assert snapshot.origin.url == server.address + READ
    assert snapshot.origin.filters == "countries: Afghanistan, Pakistan; days: 2024-01-01 to 2024-03-31"
    assert snapshot.accessed == dt.date(2026, 3, 10)
    assert store.snapshots()[0] == snapshot  # as it is read back from the catalogue
    assert list((store.folder / "incoming").glob("*.csv")) == []


def test_nothing_secret_is_in_the_store_or_in_the_json(server, store, order):
    server.at(READ, table({"4": AFG, "586": PAK}, size=2))
    deletions(server)
    arrivals = list(asked(order("acled", query=SINCE)))
    texts = [json.dumps([a.as_dict() for a in arrivals]), repr(arrivals)]
    texts += [path.read_bytes().decode("utf-8", "replace") for path in store.folder.rglob("*") if path.is_file()]
    for secret in apis.SECRETS:
        assert not [text for text in texts if secret in text]


@pytest.mark.parametrize(("path", "code"), [(READ, 403), (READ, 500), (TOKEN, 400)])
def test_a_refusal_is_told_without_secrets_and_pins_nothing(server, store, order, path, code):
    server.at(path, status(code, apis.ECHO))
    (arrival,) = asked(order("acled", query=SINCE))
    assert arrival.state == "failed"
    apis.no_secret(arrival.error, json.dumps(arrival.as_dict()), repr(arrival))
    assert store.snapshots() == ()


def test_events_stay_when_the_list_of_deleted_ones_does_not_come(server, store, order):
    server.at(READ, table({"4": AFG, "586": PAK}, size=2))
    server.at(DELETED, status(500))
    assert [arrival.state for arrival in asked(order("acled", query=SINCE))] == ["new", "failed"]
    assert [s.source for s in store.current()] == ["acled"]


def test_the_same_question_asked_again_replaces_the_answer_and_another_one_does_not(server, store, order):
    deletions(server)
    server.at(READ, table({"4": AFG, "586": PAK}, size=9))
    list(asked(order("acled", query=SINCE)))
    server.at(READ, table({"4": AFG[1:], "586": PAK}, size=9))
    list(asked(order("acled", today=dt.date(2026, 3, 11), query=SINCE)))
    assert [s.version for s in store.current() if s.source == "acled"] == ["2026-03-11"]
    list(asked(order("acled", query=Query(("AFG",), SINCE.start, SINCE.end))))
    assert len([s for s in store.current() if s.source == "acled"]) == 2


def test_an_answer_that_did_not_change_is_unchanged(server, store, order):
    deletions(server)
    server.at(READ, table({"4": AFG, "586": PAK}, size=9))
    list(asked(order("acled", query=SINCE)))
    assert [arrival.state for arrival in asked(order("acled", query=SINCE))] == ["unchanged", "unchanged"]


def test_the_candidate_months_after_the_last_annual_release_that_is_loaded(server, store, order):
    records = [
        {**row, "conflict_name": "x", "date_start": "2026-01-07", "date_end": "2026-01-07"}
        for row in apis.ucdp_rows(600)
    ]
    apis.ucdp_pages(server, records, 500)
    arrivals = list(asked(order("ucdp-candidate")))
    states = {arrival.version: arrival.state for arrival in arrivals}
    assert states.pop("26.0.1") == "new"
    assert set(states.values()) == {"absent"}
    assert set(states) == {f"25.0.{month}" for month in range(1, 13)} | {"26.0.2"}
    (snapshot,) = store.current()
    assert (snapshot.file, snapshot.version) == ("GEDEvent_v26_0_1.csv", "26.0.1")


def test_a_release_with_too_few_rows_is_not_pinned(server, store, order):
    apis.ucdp_pages(server, apis.ucdp_rows(3), 500)
    arrival = next(a for a in asked(order("ucdp-candidate")) if a.version == "26.0.1")
    assert arrival.state == "failed"
    assert "not a whole release" in str(arrival.error)
    assert store.snapshots() == ()


@pytest.mark.parametrize(
    ("source", "more", "gone", "words"),
    [
        ("gtd", {}, "", "no API that is known here"),
        ("acled", {"check": True}, "", "does not say what is newer"),
        ("acled", {}, "ACLED_EMAIL", "ACLED_EMAIL is not set"),
        ("ucdp-ged", {}, "UCDP_TOKEN", "UCDP_TOKEN is not set"),
    ],
)
def test_what_cannot_be_asked(server, order, monkeypatch, source, more, gone, words):
    made = order(source, query=SINCE, **more)
    if gone:
        monkeypatch.delenv(gone)
    with pytest.raises(InputError, match=words):
        list(asked(made))
    assert server.asked == []


def test_offline_ends_it(server, order, monkeypatch):
    made = order("acled", query=SINCE)
    monkeypatch.setattr(acled_login, "SITE", "http://no-such-host.invalid")
    with pytest.raises(FetchError, match="cannot be reached"):
        list(asked(made))


def test_a_mirror_does_not_get_the_password(server, order):
    server.at(TOKEN, tokens(), status(500))
    server.at(READ, table({"4": AFG, "586": PAK}, size=9))
    made = order("acled", query=SINCE, mirrors={"acled": "http://no-such-host.invalid"})
    assert next(iter(asked(made))).state == "new"  # from ACLED's own address
