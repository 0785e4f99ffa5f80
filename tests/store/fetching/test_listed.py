"""GDELT's files by its list, from a server on loopback; a day has the first four of its 96 files."""

import datetime as dt
import hashlib

import pytest

from sarhad import sources
from sarhad.errors import InputError
from sarhad.store import Store
from sarhad.store.fetching import Client, FetchError, Limits, Order, Query, way_of
from sarhad.store.fetching.gdelt_list import MAX_FILE, read_list
from tests.serving import cut, login_page, serving, status, whole
from tests.sources.gdelt import row, write

LIST = "/gdeltv2/masterfilelist.txt"
FOLDER = "http://data.gdeltproject.org/gdeltv2/"
TODAY = dt.date(2026, 3, 20)
DAYS = (dt.date(2026, 1, 1), dt.date(2026, 1, 2))
COUNTRIES = ("AF", "PK", "BR", "")  # of the four files: two of no watch here, one of no country


@pytest.fixture
def server():
    with serving() as running:
        yield running


@pytest.fixture
def store(tmp_path):
    return Store(tmp_path / "store")


@pytest.fixture
def files(tmp_path):
    """By name the bytes of the files of three days, the last of them outside the span."""
    made = {}
    for day in ("20260101", "20260102", "20260103"):
        for n, country in enumerate(COUNTRIES):
            name = f"{day}00{n * 15:02}00.export.CSV.zip"
            record = row(GLOBALEVENTID=f"{day}{n}", DATEADDED=name[:14], ActionGeo_CountryCode=country)
            made[name] = write(tmp_path / "made" / name, record).read_bytes()
    return made


def line(name, content, folder=FOLDER, md5=""):
    return f"{len(content)} {md5 or hashlib.md5(content, usedforsecurity=False).hexdigest()} {folder}{name}\n"


def serve(server, files, extra="", **md5):
    lines = [line(name, content, md5=md5.get(f"at{name[:14]}", "")) for name, content in files.items()]
    others = "1034 0123456789abcdef0123456789abcdef " + FOLDER + "20260101000000.mentions.CSV.zip\n"
    server.at(LIST, whole(("".join(lines) + others + extra).encode()))
    for name, content in files.items():
        server.at(f"/gdeltv2/{name}", whole(content))


def fetch(server, store, days=DAYS, *, check=False, address=None, today=TODAY):
    client = Client(Limits(tries=2), wait=lambda _: None)
    mirrors = {"gdelt": address or server.address}
    order = Order("gdelt", store, client, today, check, ("AFG",), mirrors, query=Query((), *days))
    return list(way_of("gdelt")(order))


def exports(server):
    return [path.rpartition("/")[2] for path in server.paths() if path != LIST]


def pinned(store):
    return sources.combine_attention([sources.read_attention(store.whole(s)) for s in store.current()])


def left_behind(store):
    return [p.name for p in (store.folder / "incoming").rglob("*") if p.is_file() and p.name != ".lock"]


def test_the_files_of_the_span_are_summed_as_add_sums_them(server, store, files, tmp_path):
    serve(server, files)
    (came,) = fetch(server, store)
    assert came.state == "new"
    asked = [name for name in files if name < "20260103"]
    assert sorted(exports(server)) == asked
    by_hand = sources.read_gdelt([tmp_path / "made" / name for name in asked])
    assert pinned(store).table.equals(by_hand.table)
    assert pinned(store).files == by_hand.files
    assert dict(came.taken.by_country) == {"AFG": 20, "PAK": 20, "BRA": 20}  # mentions; every country is kept
    assert came.taken.rows == {"read": 8, "kept": 8, "left_out": 0}
    assert [(d.day, d.status, len(d.quarters), d.missing) for d in came.days] == [
        (day, "partial", 4, ("01:00 to 23:45",)) for day in DAYS
    ]
    assert came.taken.snapshot.origin.url == server.address + LIST
    assert left_behind(store) == []


def test_what_is_counted_is_not_fetched_again_and_what_is_late_stands_beside_it(server, store, files):
    early = {name: content for name, content in files.items() if name[8:14] != "003000"}
    serve(server, early)
    fetch(server, store)
    before = len(exports(server))
    (again,) = fetch(server, store)
    assert (again.state, again.taken, len(exports(server))) == ("unchanged", None, before)
    serve(server, files)
    (late,) = fetch(server, store)
    assert sorted(exports(server)[before:]) == [name for name in files if name not in early and name < "20260103"]
    assert [len(day.quarters) for day in late.days] == [4, 4]
    assert len(store.current()) == 2
    assert len(pinned(store).files) == 8
    assert sum(r["events"] for r in pinned(store).table.to_pylist() if r["actor_group"] == "all") == 8


def test_a_whole_day_that_is_counted_asks_for_nothing_not_even_the_list(server, store, tmp_path):
    made = {}
    for quarter in range(96):
        name = f"20260101{quarter // 4:02}{quarter % 4 * 15:02}00.export.CSV.zip"
        path = tmp_path / "made" / name
        made[name] = write(path, row(GLOBALEVENTID=quarter, DATEADDED=name[:14])).read_bytes()
    serve(server, made)
    (came,) = fetch(server, store, (DAYS[0], DAYS[0]))
    assert [day.status for day in came.days] == ["complete"]
    asked = len(server.asked)
    (again,) = fetch(server, store, (DAYS[0], DAYS[0]))
    assert (again.state, len(server.asked)) == ("unchanged", asked)


def test_a_file_that_is_not_there_counts_as_not_arrived(server, store, files):
    serve(server, files)
    server.at("/gdeltv2/20260101001500.export.CSV.zip", status(404))
    (came,) = fetch(server, store)
    assert [(p.kind, p.file) for p in came.taken.problems] == [("file-absent", "20260101001500.export.CSV.zip")]
    assert [day.missing[0] for day in came.days] == ["00:15", "01:00 to 23:45"]
    assert "PAK" in came.taken.by_country


@pytest.mark.parametrize(
    ("answer", "told", "why"),
    [
        (whole(b"PK another file"), "15 bytes, not", "another size"),
        (login_page(), "bytes, not", "a page for people"),
        (status(500), "500", "a server at fault"),
        (cut(b"x" * 90, at=10), "the connection was cut", "a connection that breaks each time"),
    ],
)
def test_a_file_that_does_not_come_whole_is_told_and_the_others_count(server, store, files, answer, told, why):
    serve(server, files)
    server.at("/gdeltv2/20260101001500.export.CSV.zip", answer)
    came, failed = fetch(server, store)
    assert (came.state, failed.state) == ("new", "failed"), why
    assert told in str(failed.error)
    assert "1 of 8 files did not come" in str(failed.error)
    assert [p.kind for p in came.taken.problems] == ["file-not-arrived"]
    assert len(pinned(store).files) == 7
    serve(server, files)
    (late,) = fetch(server, store)
    assert (late.state, len(late.days[0].quarters)) == ("new", 4)


def test_a_file_of_the_right_size_with_another_md5_is_not_taken(server, store, files):
    serve(server, files, at20260102000000="0" * 32)
    came, failed = fetch(server, store)
    assert "20260102000000.export.CSV.zip is not the file that GDELT's list tells of (another MD5)" in str(failed.error)
    assert "20260102000000.export.CSV.zip" not in {f.name for f in pinned(store).files}
    assert came.days[1].missing[0] == "00:00"
    assert left_behind(store) == []


@pytest.mark.parametrize(
    ("hostile", "why"),
    [
        ("9 {md5} http://evil.example/gdeltv2/20260101120000.export.CSV.zip", "another host"),
        ("9 {md5} http://data.gdeltproject.org.evil.example/gdeltv2/20260101120000.export.CSV.zip", "a host like it"),
        ("9 {md5} http://me@data.gdeltproject.org/gdeltv2/20260101120000.export.CSV.zip", "a name before the host"),
        ("9 {md5} file://data.gdeltproject.org/gdeltv2/20260101120000.export.CSV.zip", "no address of the net"),
        ("9 {md5} http://data.gdeltproject.org/gdeltv2/../20260101120000.export.CSV.zip", "a way up"),
        ("9 {md5} http://data.gdeltproject.org/gdeltv2/..%2f20260101120000.export.CSV.zip", "a way up, hidden"),
        ("9 {md5} http://data.gdeltproject.org/gdeltv2/..\\20260101120000.export.CSV.zip", "a way up on Windows"),
        ("9 {md5} http://data.gdeltproject.org/other/20260101120000.export.CSV.zip", "another folder"),
        ("9 {md5} http://data.gdeltproject.org/gdeltv2/20260101.export.CSV.zip", "a file of version 1"),
        ("9 {md5} http://data.gdeltproject.org/gdeltv2/20260101120700.export.CSV.zip", "no quarter of an hour"),
        ("9 {md5} http://data.gdeltproject.org/gdeltv2/20261301120000.export.CSV.zip", "no day"),
        ("9 {md5} http://data.gdeltproject.org/gdeltv2/20260101120000.export.CSV.zip?a=1", "more than a name"),
        ("9 {md5} http://data.gdeltproject.org/gdeltv2/٢٠٢٦٠١٠١١٢٠٠٠٠.export.CSV.zip", "digits of another script"),
        ("0 {md5} http://data.gdeltproject.org/gdeltv2/20260101120000.export.CSV.zip", "an empty file"),
        (f"{MAX_FILE + 1} {{md5}} http://data.gdeltproject.org/gdeltv2/20260101120000.export.CSV.zip", "too large"),
        ("-9 {md5} http://data.gdeltproject.org/gdeltv2/20260101120000.export.CSV.zip", "no size"),
        ("9 123 http://data.gdeltproject.org/gdeltv2/20260101120000.export.CSV.zip", "no checksum"),
        ("http://data.gdeltproject.org/gdeltv2/20260101120000.export.CSV.zip", "only an address"),
        ("x" * 3_000_000, "an endless line"),
        ("\x1b[2J\x00", "control characters"),
    ],
)
def test_a_hostile_line_is_told_and_leads_nowhere(tmp_path, files, hostile, why):
    path = tmp_path / "masterfilelist.txt"
    sound = line("20260101000000.export.CSV.zip", b"a") + line("20260101001500.export.CSV.zip", b"b")
    first, second = sound.splitlines(keepends=True)
    path.write_text(first + hostile.format(md5="0" * 32) + "\n" + second, encoding="utf-8")
    known = read_list(path, [FOLDER], *DAYS)
    assert [f.name[8:14] for f in known.files] == ["000000", "001500"], why
    (problem,) = known.problems
    assert (problem.kind, problem.line) == ("line-unusable", 2)
    assert problem.value.isprintable()


def test_of_a_file_that_is_told_of_twice_the_later_line_counts(tmp_path):
    path = tmp_path / "masterfilelist.txt"
    name = "20260101000000.export.CSV.zip"
    path.write_text(line(name, b"old") + line(name, b"later", folder=FOLDER.replace("http:", "https:")))
    assert [f.size for f in read_list(path, [FOLDER], *DAYS).files] == [5]


def test_a_hostile_list_is_told_beside_what_came(server, store, files):
    serve(server, files, extra="9 " + "0" * 32 + " http://evil.example/20260101120000.export.CSV.zip\n" * 3)
    (came,) = fetch(server, store)
    (problem,) = came.taken.problems
    assert problem.what == "3 lines name no file of the event export at its own address; here the first"
    assert len(exports(server)) == 8


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (login_page(), "is no list of the files"),
        (whole(b""), "is no list of the files"),
        (status(404), "the server answers 404"),
    ],
)
def test_no_list_is_a_failure_and_nothing_is_pinned(server, store, answer, told):
    server.at(LIST, answer)
    (failed,) = fetch(server, store)
    assert (failed.state, told in str(failed.error)) == ("failed", True)
    assert store.snapshots() == ()


def test_days_that_are_not_listed_are_absent_and_check_only_looks(server, store, files):
    serve(server, files)
    assert [a.state for a in fetch(server, store, (dt.date(2026, 2, 1),) * 2)] == ["absent"]
    assert [a.state for a in fetch(server, store, check=True)] == ["newer"]
    assert exports(server) == []


def test_it_gives_up_on_a_server_that_fails_every_time(server, store, files):
    names = {f"202601{day:02}{n // 4:02}{n % 4 * 15:02}00.export.CSV.zip": b"x" for day in (1, 2) for n in range(96)}
    serve(server, names)
    for name in names:
        server.at(f"/gdeltv2/{name}", status(500))
    (failed,) = fetch(server, store)
    assert "20 of 192 files did not come; 172 more were not asked for" in str(failed.error)
    assert len({*exports(server)}) <= 30
    assert store.snapshots() == ()


def test_offline_in_the_middle_keeps_what_came_for_the_next_call(server, store, files, monkeypatch):
    serve(server, files)
    real, asked = Client.download, []

    def until_the_net_is_gone(self, url, target, **more):
        asked.append(url)
        if len(asked) > 5:
            raise FetchError("the host cannot be reached", offline=True)
        return real(self, url, target, **more)

    with monkeypatch.context() as patch:
        patch.setattr(Client, "download", until_the_net_is_gone)
        with pytest.raises(FetchError, match="cannot be reached"):
            fetch(server, store)
    assert len(exports(server)) == 4
    (came,) = fetch(server, store)
    assert (came.state, len(pinned(store).files)) == ("new", 8)
    assert sorted(exports(server)) == [name for name in files if name < "20260103"]  # each was fetched once
    assert left_behind(store) == []


def test_offline_is_said_at_once(server, store):
    with pytest.raises(FetchError, match=r"127\.0\.0\.1 cannot be reached") as caught:
        fetch(server, store, address="http://127.0.0.1:9")
    assert caught.value.offline


@pytest.mark.parametrize(
    ("days", "told"),
    [
        ((None, None), "asked for by days"),
        ((DAYS[0], None), "asked for by days"),
        ((DAYS[1], DAYS[0]), "is before"),
        ((dt.date(2015, 1, 1), dt.date(2015, 1, 2)), "from 2015-02-18 on"),
        ((dt.date(2026, 4, 1), dt.date(2026, 4, 2)), "still to come"),
        ((dt.date(2025, 1, 1), dt.date(2025, 4, 3)), "93 days are asked for, that is 8,928 files"),
    ],
)
def test_a_span_is_required_and_bounded(server, store, days, told):
    with pytest.raises(InputError, match=told):
        fetch(server, store, days)
    assert server.asked == []
