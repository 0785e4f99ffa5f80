"""ACLED exports and its list of deletions through `sarhad add` and the inputs of a build."""

import datetime as dt
import json

import pytest
from typer.testing import CliRunner

from sarhad.build.inputs import read_inputs
from sarhad.cli.app import app
from sarhad.watch import create_watch, read_watch
from tests.sources import acled


@pytest.fixture
def folder(tmp_path):
    create_watch(tmp_path / "watch", title="A", countries=["AFG"], start=dt.date(2020, 1, 1))
    return tmp_path / "watch"


def add(folder, path, *options):
    done = CliRunner().invoke(app, ["add", str(path), "--watch", str(folder), "--json", *options])
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)


def test_an_export_and_deletions_are_added_and_every_row_is_accounted_for(tmp_path, folder):
    added = add(folder, acled.write(tmp_path), "--accessed", "2026-01-31")
    assert added["snapshot"]["source"] == "acled"
    assert added["snapshot"]["version"] == "2026-01-31"
    assert added["rows"]["read"] == 56
    listed = tmp_path / "deleted.csv"
    # AFG1 after its revision, AFG2 before it, AFG54 between two of its revisions
    listed.write_text("event_id_cnty,deleted_timestamp\nAFG1,1710000001\nAFG2,1709999999\nAFG54,1716000000\n")
    assert add(folder, listed)["rows"] == {"read": 3, "kept": 3, "left_out": 0, "by_country": {}}

    inputs = read_inputs(read_watch(folder), note=lambda text: None)
    kept = set(inputs.events["source_id"].to_pylist())
    assert "AFG1" not in kept
    assert {"AFG2", "AFG54"} <= kept
    (count,) = [count for count in inputs.counts if count.source == "acled"]
    assert count.read == count.kept + sum(count.left_out.values()) == 56
    assert count.left_out["deleted by the provider"] == 1
    assert count.left_out["no armed violence"] == 12
    classes = set(inputs.events["event_class"].to_pylist())
    assert not classes & {"protest", "riot", "strategic-development"}
    assert "force-against-protesters" in classes
    assert {ref.name for ref in inputs.refs} == {"acled", "acled-deletions"}
