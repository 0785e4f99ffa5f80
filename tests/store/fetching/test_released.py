import datetime as dt
import io
import zipfile

import pytest

from sarhad.store import Origin, Store
from sarhad.store.fetching import Client, FetchError, Limits, Order, incoming
from sarhad.store.fetching.released import released
from tests.serving import cut, endless, login_page, serving, status, whole
from tests.sources import ged

GED = "/downloads/ged/ged{}-csv.zip"
MONTH = "/downloads/candidateged/GEDEvent_v{}.csv"
TODAY = dt.date(2026, 4, 10)


@pytest.fixture
def server():
    with serving() as running:
        yield running


@pytest.fixture
def store(tmp_path):
    return Store(tmp_path / "store")


@pytest.fixture
def fetch(server, store):
    def run(source, *, check=False, today=TODAY):
        client = Client(Limits(tries=2), wait=lambda _: None)
        mirrors = {source: server.address + "/"}
        return list(released(Order(source, store, client, today, check, mirrors=mirrors)))

    return run


def month_file(number, rows=500, name="A"):
    day = f"2026-{number:02}-05"
    return ged.text(
        *[{"id": str(number * 1000 + n), "date_start": day, "date_end": day, "side_b": name} for n in range(rows)]
    ).encode()


@pytest.fixture(scope="module")
def yearly_zip():
    """A whole release by hand: as many rows as the source promises, only the columns that a reader needs."""
    columns = "id,type_of_violence,side_a,side_b,latitude,longitude,country,date_start,date_end,best,high,low\n"
    rows = (f"{n},1,Side {n},B,34.{n},69.{n},Afghanistan,2024-01-05,2024-01-05,1,1,1\n" for n in range(100_000))
    return zipped((columns + "".join(rows)).encode(), "GEDEvent_v25_1.csv")


def zipped(content, name, method=zipfile.ZIP_DEFLATED):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", method) as archive:
        archive.writestr(name, content)
    return packed.getvalue()


def states(arrivals):
    return {a.version: a.state for a in arrivals}


def test_of_yearly_releases_the_newest_comes_once(server, store, fetch, yearly_zip):
    server.at(GED.format(251), whole(yearly_zip, etag='"a"'))
    (arrival,) = fetch("ucdp-ged")
    assert (arrival.state, arrival.version, arrival.taken.rows["kept"]) == ("new", "25.1", 100_000)
    (snapshot,) = store.snapshots()
    assert snapshot.origin == Origin(server.address + GED.format(251), '"a"', "")
    assert snapshot.file == "ged251-csv.zip"
    assert store.path(snapshot).read_bytes() == yearly_zip
    assert states(fetch("ucdp-ged")) == {"25.1": "unchanged"}
    assert server.asked[-1].headers["If-None-Match"] == '"a"'
    assert not [p for p in (store.folder / "incoming").iterdir() if p.name != ".lock"]


def test_a_sample_at_the_address_of_the_release_is_refused(server, store, fetch, ucdp):
    sample = (ucdp / "ged-sample-1000.csv").read_bytes()
    server.at(GED.format(261), whole(zipped(sample, "GEDEvent_v26_1.csv")))
    arrivals = fetch("ucdp-ged")
    assert arrivals[0].state == "failed"
    assert "fewer than a whole release" in str(arrivals[0].error)
    assert store.snapshots() == ()


def test_no_yearly_release_is_told(fetch):
    (arrival,) = fetch("ucdp-ged")
    assert "there is no release 26.1 or 25.1" in str(arrival.error)


def test_months_since_the_yearly_release(server, store, fetch):
    server.at(GED.format(261), whole(b"only looked at"))
    for number in (1, 2):
        server.at(MONTH.format(f"26_0_{number}"), whole(month_file(number)))
    assert states(fetch("ucdp-candidate")) == {"26.0.1": "new", "26.0.2": "new", "26.0.3": "absent"}
    assert [s.version for s in store.snapshots()] == ["26.0.1", "26.0.2"]
    assert "25_0_12" not in " ".join(server.paths()), "2025 is in the yearly release"
    assert server.paths("HEAD") == [GED.format(261)]


def test_the_real_release_as_served_by_its_publisher(server, store, fetch, ucdp):
    server.at(GED.format(261), whole(b"only looked at"))
    real = (ucdp / "GEDEvent_v26_0_1.csv").read_bytes()
    server.at(MONTH.format("26_0_1"), cut(real, 700_000, etag='"1"'), whole(real, etag='"1"'))
    (arrival,) = fetch("ucdp-candidate", today=dt.date(2026, 2, 20))
    assert arrival.taken.rows["read"] == 1727
    assert arrival.taken.by_country["PAK"] == 87
    assert store.path(arrival.taken.snapshot).read_bytes() == real
    assert server.asked[-1].headers["Range"] == "bytes=700000-"


def test_a_month_that_stands_only_in_a_gathered_release(server, fetch):
    server.at(GED.format(261), whole(b"only looked at"))
    server.at(MONTH.format("26_0_3"), whole(month_file(3)))
    server.at(MONTH.format("26_01_26_02"), whole(month_file(1, 600) + month_file(2, 600).split(b"\n", 1)[1]))
    assert states(fetch("ucdp-candidate")) == {"26.0.3": "new", "26.01.26.02": "new"}


def test_a_month_replaced_upstream_is_seen_and_fetched(server, store, fetch):
    server.at(GED.format(261), whole(b""))
    path, today = MONTH.format("26_0_1"), dt.date(2026, 2, 20)
    server.at(path, whole(month_file(1), etag='"1"'))
    assert states(fetch("ucdp-candidate", check=True, today=today)) == {"26.0.1": "newer"}
    assert store.snapshots() == (), "checking fetches nothing"
    fetch("ucdp-candidate", today=today)
    assert states(fetch("ucdp-candidate", check=True, today=today)) == {"26.0.1": "unchanged"}
    server.at(path, whole(month_file(1, name="C"), etag='"2"'))
    assert states(fetch("ucdp-candidate", check=True, today=today)) == {"26.0.1": "newer"}
    assert states(fetch("ucdp-candidate", today=today)) == {"26.0.1": "new"}
    first, second = store.snapshots()
    assert first.version == second.version
    assert store.current() == (second,)


def test_a_file_added_by_hand_is_known_when_it_is_fetched(server, store, fetch, tmp_path):
    path = tmp_path / "GEDEvent_v26_0_1.csv"
    path.write_bytes(month_file(1))
    store.pin(path, "ucdp-candidate", "26.0.1", dt.date(2026, 2, 1))
    server.at(GED.format(261), whole(b""))
    server.at(MONTH.format("26_0_1"), whole(month_file(1), etag='"1"'))
    today = dt.date(2026, 2, 20)
    assert states(fetch("ucdp-candidate", check=True, today=today)) == {"26.0.1": "unchanged"}
    assert states(fetch("ucdp-candidate", today=today)) == {"26.0.1": "unchanged"}
    (snapshot,) = store.snapshots()
    assert (snapshot.origin.etag, snapshot.accessed) == ('"1"', dt.date(2026, 2, 1))


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (login_page(), "a web page, not a table"),
        (whole(month_file(1)[:-60]), "unexpected end of data"),
        (whole(month_file(1, 100)), "fewer than a whole release"),
        (whole(zipped(bytes(2**24), "GEDEvent_v26_0_1.csv")), "unpacks to more than 100 times"),
        (whole(zipped(month_file(1), "../../x.csv")), "unsafe name"),
        (whole(zipped(month_file(1), "a.csv")[:-100]), "damaged zip"),
        (whole(b"\0\1\2"), "not a text file"),
        (whole(b"a,b\n1,2\n"), "no known source"),
        (status(500), "500 .*after 2 tries"),
        (status(403), "403"),
        (cut(month_file(1), 5000), "cut, after 2 tries"),
    ],
)
def test_what_is_wrong_is_told_never_pinned_and_the_rest_comes(server, store, fetch, answer, words):
    server.at(GED.format(261), whole(b""))
    server.at(MONTH.format("26_0_1"), answer)
    server.at(MONTH.format("26_0_2"), whole(month_file(2)))
    failed, came = fetch("ucdp-candidate", today=dt.date(2026, 3, 20))
    assert (failed.state, came.state) == ("failed", "new")
    with pytest.raises(type(failed.error), match=words):
        raise failed.error
    assert [s.version for s in store.snapshots()] == ["26.0.2"]
    assert [p.name for p in (store.folder / "incoming").iterdir()] == [".lock"]


def test_an_endless_body_is_cut_off(server, store, fetch, monkeypatch):
    monkeypatch.setitem(Client.download.__kwdefaults__, "limit_bytes", 200_000)
    server.at(GED.format(261), whole(b""))
    server.at(MONTH.format("26_0_1"), endless())
    (arrival,) = fetch("ucdp-candidate", today=dt.date(2026, 2, 20))
    assert "larger than" in str(arrival.error)
    assert store.snapshots() == ()


def test_offline_stops_at_once_and_leaves_what_is_there(store, tmp_path):
    path = tmp_path / "GEDEvent_v26_0_1.csv"
    path.write_bytes(month_file(1))
    pinned = store.pin(path, "ucdp-candidate", "26.0.1", None)
    order = Order(
        "ucdp-candidate", store, Client(Limits(tries=1)), TODAY, mirrors={"ucdp-candidate": "http://127.0.0.1:9"}
    )
    with pytest.raises(FetchError, match="cannot be reached") as caught:
        list(released(order))
    assert caught.value.offline
    assert store.snapshots() == (pinned,)


def test_two_fetches_at_once_the_second_is_told(store):
    with incoming(store), pytest.raises(FetchError, match="another sarhad fetch"), incoming(store):
        pass
