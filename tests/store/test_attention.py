import json

import pytest
from typer.testing import CliRunner

from sarhad import sources
from sarhad.build.inputs import read_inputs
from sarhad.cli.app import app
from sarhad.errors import InputError
from sarhad.store import Store, take_attention
from sarhad.watch import read_watch

from ..sources.gdelt import row, write


@pytest.fixture
def folder(tmp_path):
    for n in (0, 1, 3):
        name = f"2017050100{n * 15:02}00"
        write(tmp_path / "raw" / f"{name}.export.CSV.zip", row(GLOBALEVENTID=n, DATEADDED=name), row(NumMentions="x"))
    return tmp_path / "raw"


def test_only_the_sums_are_pinned_with_the_raw_files_as_their_provenance(tmp_path, folder):
    store = Store(tmp_path / "store")
    snapshot, attention = take_attention(store, [folder])
    assert (snapshot.source, snapshot.version) == ("gdelt", "2017-05-01 to 2017-05-01")
    pinned = sources.read_attention(store.path(snapshot))
    assert pinned.table.equals(attention.table)
    assert [f.name[8:14] for f in pinned.files] == ["000000", "001500", "004500"]
    assert all(len(f.sha256) == 64 for f in pinned.files)
    for path in (tmp_path / "store").rglob("*"):
        assert path.is_dir() or (b"example.org" not in path.read_bytes() and b"34.5167" not in path.read_bytes())


def test_the_same_files_are_pinned_once(tmp_path, folder):
    store = Store(tmp_path / "store")
    take_attention(store, [folder])
    take_attention(store, [folder])
    assert len(store.snapshots()) == 1


def test_nothing_is_pinned_of_files_that_cannot_be_read(tmp_path):
    store = Store(tmp_path / "store")
    (tmp_path / "a.export.CSV").write_text("no export")
    with pytest.raises(InputError):
        take_attention(store, [tmp_path])
    assert store.snapshots() == ()


def run(*words):
    return CliRunner().invoke(app, [str(word) for word in words])


def test_sarhad_add_takes_a_folder_and_a_build_reads_its_attention(tmp_path, folder):
    assert run("new", tmp_path / "watch", "--country", "AFG").exit_code == 0
    told = run("add", folder, "--watch", tmp_path / "watch")
    assert told.exit_code == 0, told.output
    assert "3 of 96 files; missing: 00:30, 01:00 to 23:45" in told.output
    assert "AFG 30" in told.output
    answer = json.loads(run("add", folder, "--watch", tmp_path / "watch", "--json").output)
    assert answer["rows"] == {"read": 6, "kept": 3, "left_out": 3}
    assert answer["days"] == [
        {"day": "2017-05-01", "status": "partial", "arrived": 3, "expected": 96, "missing": ["00:30", "01:00 to 23:45"]}
    ]
    inputs = read_inputs(read_watch(tmp_path / "watch"), note=lambda text: None)
    assert inputs.attention is not None
    assert inputs.attention.world.to_pylist()[0]["mentions"] == 30
    [count] = inputs.counts
    assert (count.source, count.read, count.kept) == ("gdelt", 6, 3)
    assert [ref.name for ref in inputs.refs] == ["gdelt"]


def test_several_files_of_other_sources_are_refused(tmp_path):
    assert run("new", tmp_path / "watch", "--country", "AFG").exit_code == 0
    for name in ("a.csv", "b.csv"):
        (tmp_path / name).write_text("id,year\n1,2\n")
    result = run("add", tmp_path / "a.csv", tmp_path / "b.csv", "--watch", tmp_path / "watch")
    assert isinstance(result.exception, InputError)
    assert "2 files are given" in str(result.exception)
