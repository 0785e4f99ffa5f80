"""`sarhad fetch` as a person runs it, against a server on loopback that stands in for the publisher."""

import datetime as dt
import hashlib
import json

import pytest
from typer.testing import CliRunner

from sarhad.cli import fetch
from sarhad.cli.app import app
from sarhad.errors import InputError
from sarhad.store import Store
from sarhad.store.fetching import Client, Limits
from sarhad.watch import create_watch
from tests.serving import cut, login_page, serving, whole
from tests.sources import gdelt, ged

GED = "/downloads/ged/ged261-csv.zip"
MONTH = "/downloads/candidateged/GEDEvent_v26_0_{}.csv"


@pytest.fixture
def server():
    with serving() as running:
        running.at(GED, whole(b"only looked at"))
        yield running


@pytest.fixture
def watch(tmp_path, server, monkeypatch):
    monkeypatch.setattr(fetch, "_today", lambda: dt.date(2026, 3, 20))
    monkeypatch.setattr("sarhad.store.fetching.Client", lambda: Client(Limits(tries=2), wait=lambda _: None))
    made = create_watch(tmp_path / "w", title="T", countries=["AFG", "PAK"], start=dt.date(2024, 1, 1))
    with (made.folder / "watch.toml").open("a") as file:
        file.write(f'\n[[sources]]\nsource = "ucdp-candidate"\nmirror = "{server.address}"\n')
    return made


def run(watch, *words):
    return CliRunner().invoke(app, ["fetch", "--watch", str(watch.folder), *words], catch_exceptions=False)


def months(server, *numbers):
    for number in numbers:
        day = f"2026-{number:02}-05"
        rows = [{"id": str(number * 1000 + n), "date_start": day, "date_end": day} for n in range(500)]
        server.at(MONTH.format(number), whole(ged.text(*rows).encode(), etag=f'"{number}"'))


def test_what_is_new_comes_and_then_nothing_does(watch, server):
    months(server, 1, 2)
    checked = run(watch, "--check")
    assert checked.exit_code == 1
    assert checked.stdout.count("is newer upstream") == 2
    came = run(watch)
    assert came.exit_code == 0
    assert came.stdout.count("new: 500 rows read, 0 left out") == 2
    assert "in the watch: AFG 500" in came.stdout
    assert "next: sarhad build" in came.stdout
    again = run(watch, "--check")
    assert (again.exit_code, again.stdout.count("unchanged")) == (0, 2)


def test_a_partial_success_tells_what_came_and_what_did_not(watch, server):
    months(server, 1, 2)
    server.at(MONTH.format(1), login_page())
    done = run(watch)
    assert done.exit_code == 2
    assert "26.0.1       did not come: GEDEvent_v26_0_1.csv is a web page" in done.stderr
    assert "26.0.2       new: 500 rows" in done.stdout
    told = {a["version"]: a for a in json.loads(run(watch, "--json").stdout)["arrivals"]}
    assert told["26.0.1"]["state"] == "failed"
    assert told["26.0.2"]["state"] == "unchanged"


def test_json_says_where_each_file_is_from(watch, server):
    months(server, 1)
    (first, second) = json.loads(run(watch, "--json").stdout)["arrivals"]
    assert (first["state"], second["state"]) == ("new", "absent")
    assert first["snapshot"]["origin"]["url"] == first["url"] == server.address + MONTH.format(1)
    assert first["rows"] == {"read": 500, "kept": 500, "left_out": 0}


def test_the_real_release_comes_through_a_broken_connection(watch, server, ucdp):
    real = (ucdp / "GEDEvent_v26_0_1.csv").read_bytes()
    server.at(MONTH.format(1), cut(real, 900_000, etag='"1"'), whole(real, etag='"1"'))
    done = run(watch, "ucdp-candidate")
    assert "new: 1,727 rows read, 0 left out" in done.stdout
    assert "in the watch: AFG 6, PAK 87" in done.stdout


def test_offline_is_one_line_with_the_way_out(watch):
    text = (watch.folder / "watch.toml").read_text()
    address = text.split('mirror = "')[-1].split('"')[0]
    (watch.folder / "watch.toml").write_text(text.replace(address, "http://127.0.0.1:9"))
    done = run(watch)
    assert done.exit_code == 2
    assert done.stdout == ""
    assert done.stderr.splitlines() == [
        "error: 127.0.0.1 cannot be reached (no connection), after 2 tries",
        "  do: check the connection and run it again; what is there already stays as it is",
    ]
    assert Store(watch.state / "store").snapshots() == ()


@pytest.mark.parametrize(("words", "what"), [(["gtd"], "cannot be fetched"), (["nothing"], "cannot be fetched")])
def test_a_source_that_cannot_be_fetched(watch, words, what):
    with pytest.raises(InputError, match=what):
        run(watch, *words)


def test_a_watch_without_such_a_source(tmp_path):
    bare = create_watch(tmp_path / "bare", title="T", countries=["AFG"], start=dt.date(2024, 1, 1))
    with pytest.raises(InputError, match="names no source that can be fetched"):
        run(bare)


@pytest.mark.parametrize("mirror", ["ftp://a", "https://a?key=1", "https://me:word@a", "a.org"])
def test_a_mirror_is_a_plain_address(watch, mirror):
    path = watch.folder / "watch.toml"
    path.write_text(path.read_text() + f'\n[[sources]]\nsource = "ucdp-ged"\nmirror = "{mirror}"\n')
    with pytest.raises(InputError, match="mirror"):
        run(watch)


def test_months_that_are_not_published_are_one_line(watch, server):
    months(server, 1)
    (line,) = [line for line in run(watch).stdout.splitlines() if "not published" in line]
    assert line == "  ucdp-candidate   26.0.2       not published, or not yet"
    server.script[MONTH.format(1)].clear()
    (line,) = [line for line in run(watch).stdout.splitlines() if "not published" in line]
    assert line == "  ucdp-candidate   26.0.1 to 26.0.2 (2) not published, or not yet"


def serve_gdelt(server, tmp_path, *quarters):
    lines = []
    for quarter in quarters:
        name = f"2026010100{quarter * 15:02}00.export.CSV.zip"
        content = gdelt.write(tmp_path / "made" / name, gdelt.row(GLOBALEVENTID=quarter, DATEADDED=name[:14]))
        content = content.read_bytes()
        md5 = hashlib.md5(content, usedforsecurity=False).hexdigest()
        lines.append(f"{len(content)} {md5} http://data.gdeltproject.org/gdeltv2/{name}\n")
        server.at(f"/gdeltv2/{name}", whole(content))
    server.at("/gdeltv2/masterfilelist.txt", whole("".join(lines).encode()))


@pytest.fixture
def media(watch, server):
    with (watch.folder / "watch.toml").open("a") as file:
        file.write(f'\n[[sources]]\nsource = "gdelt"\nmirror = "{server.address}"\n')
    return watch


DAY = ("gdelt", "--from", "2026-01-01", "--to", "2026-01-01")


def test_gdelt_tells_expected_against_arrived_as_add_does(media, server, tmp_path):
    serve_gdelt(server, tmp_path, 0, 1, 3)
    done = run(media, *DAY)
    assert done.exit_code == 0
    for words in ("new: 3 rows read, 0 left out", "mentions in the watch: AFG 30", "3 of 96 files; missing: 00:30, 01"):
        assert words in done.stdout
    server.at("/gdeltv2/20260101003000.export.CSV.zip", whole(b"PK"))
    again = run(media, *DAY)
    assert (again.exit_code, "unchanged" in again.stdout) == (0, True)
    serve_gdelt(server, tmp_path, 0, 1, 2, 3)
    told = json.loads(run(media, *DAY, "--json").stdout)["arrivals"]
    assert [(a["state"], a["rows"]["read"], a["days"][0]["arrived"]) for a in told] == [("new", 1, 4)]


def test_gdelt_that_is_cut_leaves_the_right_exit_code(media, server, tmp_path):
    serve_gdelt(server, tmp_path, 0, 1)
    server.at("/gdeltv2/20260101001500.export.CSV.zip", whole(b"PK"))
    done = run(media, *DAY)
    assert done.exit_code == 2
    assert "1 of 2 files did not come" in done.stderr
    assert "1 of 96 files" in done.stdout


def test_gdelt_is_fetched_only_when_it_is_named_and_needs_days(media, server):
    months(server, 1)
    assert "  gdelt " not in run(media).stdout
    with pytest.raises(InputError, match="asked for by days"):
        run(media, "gdelt")


def test_gdelt_offline_is_one_line(media, server):
    path = media.folder / "watch.toml"
    path.write_text(path.read_text().replace(server.address, "http://127.0.0.1:9"))
    done = run(media, *DAY)
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr.splitlines()[0] == "error: 127.0.0.1 cannot be reached (no connection), after 2 tries"
