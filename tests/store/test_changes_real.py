"""The real Candidate release against a copy revised as UCDP revises, with the revision's own log as truth."""

import shutil

import pytest

from sarhad import sources
from sarhad.store import KINDS, compare
from tests.store.revised import revise

FILE = "GEDEvent_v26_0_1.csv"


@pytest.fixture(scope="module")
def original(data_dir):
    return sources.read(data_dir / "ucdp" / FILE)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_every_revision_is_found_and_nothing_else(original, data_dir, tmp_path, seed):
    log = revise(data_dir / "ucdp" / FILE, tmp_path / FILE, seed=seed)
    changes = compare(original, sources.read(tmp_path / FILE))
    got: dict[str, set[str]] = {}
    for row in changes.table.select(["kind", "source_id"]).to_pylist():
        got.setdefault(row["kind"], set()).add(row["source_id"])
    assert {kind: len(ids) for kind, ids in log.ids.items()} == {k: len(v) for k, v in got.items()}
    assert got == log.ids
    assert min(len(ids) for ids in log.ids.values()) >= 5, "every kind was put in"
    assert set(log.ids) >= set(KINDS) - {"check-changed"}
    assert changes.totals["changed"] == log.changed
    assert dict(changes.deaths) == {kind: log.deaths[kind] for kind in ("added", "removed", "deaths")}
    assert changes.totals["newly-covered"] == log.outside["added"]
    assert changes.totals["no-longer-covered"] == log.outside["removed"]
    net = sum(row["deaths_change"] for row in changes.summary.to_pylist())
    assert net == sum(log.deaths.values())


def test_the_real_release_against_itself_has_no_change(original, data_dir, tmp_path):
    shutil.copy(data_dir / "ucdp" / FILE, tmp_path / FILE)
    changes = compare(original, sources.read(tmp_path / FILE))
    assert (changes.table.num_rows, changes.summary.num_rows, changes.totals["changed"]) == (0, 0, 0)


def test_only_the_countries_asked_for_are_compared(data_dir, tmp_path):
    log = revise(data_dir / "ucdp" / FILE, tmp_path / FILE, seed=4)
    wanted = {"PAK", "IRN"}
    whole = compare(sources.read(data_dir / "ucdp" / FILE), sources.read(tmp_path / FILE))
    part = compare(
        sources.read(data_dir / "ucdp" / FILE, countries=wanted), sources.read(tmp_path / FILE, countries=wanted)
    )
    expected = {row["source_id"] for row in whole.table.to_pylist() if row["country"] in wanted}
    assert {row["source_id"] for row in part.table.to_pylist()} == expected
    assert expected <= set().union(*log.ids.values())
    assert "Only some countries" in " ".join(part.provenance.notes)
