"""`sarhad fetch` through the publishers' APIs as a person runs it, against a server on loopback."""

import datetime as dt
import json

import pytest
from typer.testing import CliRunner

from sarhad.cli import fetch
from sarhad.cli.app import app
from sarhad.errors import InputError
from sarhad.store import Store
from sarhad.store.fetching import Client, Limits, acled_login, ucdp_api
from sarhad.watch import create_watch
from tests import apis
from tests.apis import AFG, DELETED, PAK, READ, TOKEN, table, tokens
from tests.serving import serving, status

DAYS = ("--from", "2024-01-01", "--to", "2024-03-31")


@pytest.fixture
def server(monkeypatch):
    with serving() as running:
        running.at(TOKEN, tokens())
        gone = [{"event_id_cnty": "AFG0", "deleted_timestamp": "1900000000"}]
        running.at(DELETED, table({"": gone}, size=9))
        monkeypatch.setattr(acled_login, "SITE", running.address)
        monkeypatch.setattr(ucdp_api, "API", running.address + "/api/gedevents")
        monkeypatch.setenv("ACLED_EMAIL", apis.EMAIL)
        monkeypatch.setenv("ACLED_PASSWORD", apis.PASSWORD)
        monkeypatch.setenv("UCDP_TOKEN", apis.UCDP_TOKEN)
        yield running


@pytest.fixture
def watch(tmp_path, monkeypatch):
    monkeypatch.setattr(fetch, "_today", lambda: dt.date(2026, 3, 20))
    monkeypatch.setattr("sarhad.store.fetching.Client", lambda: Client(Limits(tries=2), wait=lambda _: None))
    return create_watch(tmp_path / "w", title="T", countries=["AFG", "PAK"], start=dt.date(2024, 1, 1))


def run(watch, *words):
    return CliRunner().invoke(app, ["fetch", "--watch", str(watch.folder), *words], catch_exceptions=False)


def test_acled_comes_for_the_countries_of_the_watch_and_says_what_was_asked(watch, server):
    server.at(READ, table({"4": AFG, "586": PAK}, size=2))
    done = run(watch, "acled", *DAYS)
    assert done.exit_code == 0
    assert "new: 8 rows read, 0 left out" in done.stdout
    told = " ".join(done.stdout.split())
    assert "asked for: countries: Afghanistan, Pakistan; days: 2024-01-01 to 2024-03-31" in told
    assert "in the watch: AFG 5, PAK 3" in done.stdout
    assert {s.source for s in Store(watch.state / "store").current()} == {"acled", "acled-deletions"}


@pytest.mark.parametrize("answer", [status(403, apis.ECHO), status(500, apis.ECHO), None])
def test_no_output_holds_a_secret(watch, server, answer):
    server.at(READ, answer or table({"4": AFG, "586": PAK}, size=2))
    for words in ((), ("--json",)):
        done = run(watch, "acled", *DAYS, *words)
        assert done.exit_code == (2 if answer else 0)
        for secret in apis.SECRETS:
            assert secret not in done.output
    about = json.loads(done.stdout)["arrivals"][0]
    assert about["state"] == ("failed" if answer else "unchanged")
    if not answer:
        assert about["snapshot"]["origin"]["filters"].endswith("days: 2024-01-01 to 2024-03-31")


def test_ucdp_by_its_api(watch, server):
    apis.ucdp_pages(server, apis.ucdp_rows(600), 500)
    done = run(watch, "ucdp-candidate", "--api")
    assert done.exit_code == 0
    assert "26.0.1       new: 600 rows read" in done.stdout
    assert "in the watch: AFG 600" in done.stdout


def test_acled_without_a_first_day_is_told_and_is_not_asked_by_a_plain_fetch(watch, server):
    done = run(watch, "acled")
    assert done.exit_code == 2
    assert "--from" in done.stderr
    with (watch.folder / "watch.toml").open("a") as file:
        file.write('\n[[sources]]\nsource = "acled"\n')
    with pytest.raises(InputError, match="names no source that can be fetched"):
        run(watch)
    assert server.asked == []


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("acled", "--from", "yesterday"), "is not a day"),
        (("monthly-figures", "--api"), "cannot be fetched"),
        (("acled", *DAYS, "--check"), "leave --check out"),
    ],
)
def test_what_cannot_be_asked(watch, server, words, told):
    with pytest.raises(InputError) as caught:
        run(watch, *words)
    assert told in str(caught.value)
    assert server.asked == []
