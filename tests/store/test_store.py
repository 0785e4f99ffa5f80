import datetime as dt
import json

import pytest

from sarhad.errors import InputError
from sarhad.store import Origin, Store, sha256_of, write_atomically

HEADER = (
    "id,date_start,date_end,date_precision,country,place,admin1,latitude,longitude,place_precision,side_a,side_b,"
    "claimed_by,violence_type,event_class,target_class,deaths_low,deaths_best,deaths_high,status,source_title,"
    "source_publisher,source_date,source_url,how_verified\n"
)
ROW = "{id},2024-01-03,,1,{country},Town,,34.5,69.2,1,A,B,,state-based,clash,,1,2,3,realised,T,P,2024-01-04,https://e.org,read\n"
DAY = dt.date(2024, 2, 1)


@pytest.fixture
def chronology(tmp_path):
    path = tmp_path / "chronology.csv"
    path.write_text(HEADER + ROW.format(id="a", country="AFG") + ROW.format(id="b", country="PAK"), encoding="utf-8")
    return path


@pytest.fixture
def store(tmp_path):
    return Store(tmp_path / "store")


def test_a_file_is_pinned_by_its_bytes_and_keeps_its_first_access_date(store, chronology):
    first = store.pin(chronology, "chronology", "1", DAY)
    again = store.pin(chronology, "chronology", "1", None)
    assert again == first
    assert again.accessed == DAY
    assert first.sha256 == sha256_of(chronology) == sha256_of(store.path(first))
    assert store.snapshots() == (first,)
    assert first.ref.file == "chronology.csv"


def test_a_changed_file_is_another_snapshot_and_the_first_stays(store, chronology):
    first = store.pin(chronology, "chronology", "1", DAY)
    chronology.write_text(HEADER + ROW.format(id="a", country="AFG"), encoding="utf-8")
    second = store.pin(chronology, "chronology", "2", DAY)
    assert store.snapshots() == (first, second)
    assert len(store.events(first, ["AFG", "PAK"])) == 2
    assert len(store.events(second, ["AFG", "PAK"])) == 1


def test_the_name_of_a_file_never_becomes_a_path(store, chronology, tmp_path):
    odd = tmp_path / "..%2f..;rm -rf .csv"
    odd.write_bytes(chronology.read_bytes())
    snapshot = store.pin(odd, "chronology", "../../x", DAY)
    assert store.path(snapshot).parent == tmp_path / "store" / "snapshots"
    assert snapshot.stored == f"{snapshot.sha256}.csv"


def test_the_cached_table_equals_the_reading(store, chronology):
    snapshot = store.pin(chronology, "chronology", "1", DAY)
    read, cached = store.events(snapshot, ["AFG"]), store.events(snapshot, ["AFG"])
    assert cached == read
    assert len(list((store.folder / "tables").iterdir())) == 1
    assert len(store.events(snapshot, ["PAK", "AFG"])) == 2, "other countries are another table"


def damaged(whole):
    """Truncations at many lengths, flipped bytes all over the file, and what is no table at all."""
    size = len(whole)
    yield from (
        whole[:length] for length in {*range(0, size, max(1, size // 60)), 1, 4, 8, size - 8, size - 4, size - 1}
    )
    for place in {*range(0, size, max(1, size // 60)), *range(4), *range(size - 12, size)}:
        yield whole[:place] + bytes([whole[place] ^ 0x41]) + whole[place + 1 :]
    yield from (b"PAR1 not a table", whole + b"\0", whole[::-1])


def test_a_damaged_table_is_told_and_made_again_from_the_snapshot(store, chronology):
    """Whatever byte is wrong: a table is read only when its checksum is that of its name."""
    snapshot = store.pin(chronology, "chronology", "1", DAY)
    read = store.events(snapshot, ["AFG"])
    (table,) = (store.folder / "tables").iterdir()
    whole = table.read_bytes()
    tried = 0
    for damage in damaged(whole):
        table.write_bytes(damage)
        told = []
        store.repaired.clear()
        assert store.events(snapshot, ["AFG"], told.append) == read
        assert told == ["the cached table of chronology.csv was damaged and is made again from the file"]
        assert [p.kind for p in store.repaired] == ["damaged-table"]
        assert [t.read_bytes() for t in (store.folder / "tables").iterdir()] == [whole]
        tried += 1
    assert tried > 120
    assert store.events(snapshot, ["AFG"]) == read
    assert len(store.repaired) == 1, "a whole table is not told of"


@pytest.mark.parametrize(
    ("damage", "how"),
    [
        (lambda whole: whole[:-1], "487 bytes instead of 488"),
        (lambda whole: whole.replace(b"Town", b"Tawn", 1), "SHA-256 [0-9a-f]{12} instead of [0-9a-f]{12}"),
        (lambda whole: b"\0" * len(whole), "SHA-256 [0-9a-f]{12} instead of [0-9a-f]{12}"),
        (None, "the file is gone"),
    ],
    ids=["cut short", "one letter, still a readable table", "zeros", "gone"],
)
def test_a_damaged_snapshot_is_refused_and_the_same_file_mends_it(store, chronology, damage, how):
    snapshot = store.pin(chronology, "chronology", "1", DAY)
    path = store.path(snapshot)
    whole = path.read_bytes()
    path.unlink()
    if damage:
        path.write_bytes(damage(whole))
    for ask in (lambda: store.events(snapshot, ["AFG"]), lambda: store.whole(snapshot)):
        with pytest.raises(InputError, match=f"the pinned copy of chronology.csv .* is damaged: ({how})") as raised:
            ask()
        assert "sarhad add the same file again" in str(raised.value)
    assert not (store.folder / "tables").exists(), "nothing wrong is kept"
    assert store.pin(chronology, "chronology", "1", None) == snapshot
    assert len(store.events(snapshot, ["AFG", "PAK"])) == 2


@pytest.mark.parametrize(
    "damage",
    [
        lambda text: "",
        lambda text: text[: len(text) // 2],
        lambda text: '[{"source": "x"}]',
        lambda text: '["chronology"]',
        lambda text: '{"source": 1}',
        lambda text: text.replace("2024-02-01", "yesterday"),
        lambda text: text.replace('"stored": "', '"stored": "../../'),
        lambda text: "\udcff",
    ],
)
def test_a_damaged_catalogue_stops_with_the_way_out(store, chronology, damage):
    snapshot = store.pin(chronology, "chronology", "1", DAY)
    catalogue = store.folder / "snapshots.json"
    catalogue.write_bytes(damage(catalogue.read_text()).encode("utf-8", "surrogateescape"))
    for ask in (store.snapshots, lambda: store.pin(chronology, "chronology", "1", DAY)):
        with pytest.raises(InputError, match="restore it, or delete it and `sarhad add` the files"):
            ask()
    assert store.path(snapshot).is_file()


def test_a_write_that_fails_leaves_the_old_file_and_no_other(tmp_path):
    path = tmp_path / "a.json"
    path.write_text("old")

    def fail(part):
        part.write_text("half")
        raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        write_atomically(path, fail)
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_the_catalogue_is_readable(store, chronology):
    store.pin(chronology, "chronology", "1", DAY)
    (entry,) = json.loads((store.folder / "snapshots.json").read_text())
    assert entry["accessed"] == "2024-02-01"
    assert entry["file"] == "chronology.csv"


def test_a_catalogue_from_before_files_were_fetched_still_loads(store, chronology):
    snapshot = store.pin(chronology, "chronology", "1", DAY)
    path = store.folder / "snapshots.json"
    (entry,) = json.loads(path.read_text())
    del entry["origin"]
    path.write_text(json.dumps([entry]))
    assert store.snapshots() == (snapshot,)


def test_a_file_fetched_again_from_its_address_replaces_the_one_before(store, chronology):
    here = Origin("https://example.org/a.csv", '"v1"')
    first = store.pin(chronology, "chronology", "1", DAY, origin=here)
    added = store.pin(chronology, "chronology", "1", DAY)
    assert added == first, "adding the same file keeps where it came from"
    chronology.write_text(HEADER + ROW.format(id="a", country="AFG"), encoding="utf-8")
    second = store.pin(chronology, "chronology", "1", DAY, origin=Origin(here.url, '"v2"'))
    chronology.write_text(HEADER + ROW.format(id="b", country="AFG"), encoding="utf-8")
    by_hand = store.pin(chronology, "chronology", "1", DAY)
    assert store.snapshots() == (first, second, by_hand), "the earlier bytes stay"
    assert store.current() == (second, by_hand)
