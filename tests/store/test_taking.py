import pytest

from sarhad.errors import InputError
from sarhad.store import Store, take
from tests.sources import ged

NAME = "GEDEvent_v26_0_1.csv"
ROWS = [{"date_start": "2026-01-05", "date_end": "2026-01-05"}] * 500


@pytest.fixture
def store(tmp_path):
    return Store(tmp_path / "store")


def test_a_file_is_read_and_pinned(store, tmp_path):
    taken = take(store, ged.write(tmp_path, *ROWS, {"date_start": "never"}, name=NAME))
    assert taken.rows == {"read": 501, "kept": 500, "left_out": 1}
    assert taken.by_country == {"AFG": 500}
    assert (taken.snapshot.source, taken.snapshot.version) == ("ucdp-candidate", "26.0.1")
    assert store.snapshots() == (taken.snapshot,)


def cut(text):
    return text[: len(text) - 40]


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (cut(ged.text(*ROWS)), NAME, "broken-record|unexpected end|not a whole release"),
        (ged.text(*ROWS[:499]), NAME, "fewer than a whole release"),
        (ged.text(), NAME, "fewer than a whole release"),
        (ged.text(*ROWS).split("\n")[0] + "\n", NAME, "no rows"),
        (ged.text(*ROWS), "data.csv", "a file of ucdp-ged, not of ucdp-candidate"),
        ("<!doctype html><html>log in</html>", NAME, "a web page, not a table"),
        ("", NAME, "is empty"),
    ],
)
def test_what_is_not_a_whole_release_is_not_pinned(store, tmp_path, content, name, words):
    path = tmp_path / name
    path.write_text(content)
    with pytest.raises(InputError, match=words):
        take(store, path, "ucdp-candidate", whole=True)
    assert store.snapshots() == ()


def test_a_whole_release_is(store, tmp_path):
    assert take(store, ged.write(tmp_path, *ROWS, name=NAME), "ucdp-candidate", whole=True).rows["kept"] == 500


def test_of_real_releases_a_cut_one_is_refused(store, tmp_path, ucdp):
    whole = (ucdp / NAME).read_bytes()
    path = tmp_path / NAME
    for at in (600_000, 900_001, 1_200_000, len(whole) - 40):
        path.write_bytes(whole[:at])
        with pytest.raises(InputError):
            take(store, path, "ucdp-candidate", whole=True)
    assert store.snapshots() == ()
    path.write_bytes(whole)
    assert take(store, path, "ucdp-candidate", whole=True).rows["read"] == 1727
