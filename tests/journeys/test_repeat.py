"""A month is made again from its manifest, whatever came into the watch since."""

import json
import shutil

import pytest

from sarhad.build import repeat
from sarhad.errors import InputError
from sarhad.watch import read_watch
from tests.journeys.conftest import answer, sarhad

pytestmark = pytest.mark.xdist_group("journeys")


@pytest.fixture(scope="module")
def first(demo, tmp_path_factory):
    """A copy of the demo and the manifest of its last build."""
    folder = tmp_path_factory.mktemp("repeat") / "watch"
    shutil.copytree(demo[0], folder, symlinks=True)
    return folder, sorted((folder / ".sarhad" / "manifests").iterdir())[-1]


def test_a_manifest_names_all_that_the_pages_were_made_from(first):
    manifest = json.loads(first[1].read_text())
    assert {one["source"] for one in manifest["inputs"]} == {"chronology", "monthly-figures"}
    for one in manifest["inputs"]:
        assert set(one) == {"source", "version", "file", "sha256", "size", "accessed", "licence", "own"}
    assert {"watch.toml", "actors.yaml", "corridors.csv", "borders.csv"} <= set(manifest["files"])
    assert any(name.startswith("claims/") for name in manifest["files"])
    assert manifest["parameters"]["seed"] == 20260101
    assert {"sarhad", "python", "duckdb", "pyarrow"} <= set(manifest["code"])
    for rows in manifest["rows"].values():
        assert rows["read"] == rows["kept"] + sum(rows["left_out"].values())
    assert len(manifest["outputs"]) > 200
    beside = json.loads((first[0] / "site" / "2024-12" / "manifest.json").read_text())
    assert beside["files"] == manifest["files"]
    assert "outputs" not in beside, "a file cannot hold its own checksum"


def test_the_first_build_is_made_again_after_data_were_added_and_files_edited(first, ucdp, tmp_path):
    folder = tmp_path / "watch"
    shutil.copytree(first[0], folder, symlinks=True)
    answer("add", ucdp / "GEDEvent_v26_0_1.csv", "--watch", folder)
    lines = (folder / "chronology.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    (folder / "chronology.csv").write_text("".join(lines[:-5]), encoding="utf-8")
    settings = (folder / "watch.toml").read_text(encoding="utf-8")
    (folder / "watch.toml").write_text(settings.replace("history_months = 36", "history_months = 12"), encoding="utf-8")
    changed = answer("build", folder, "--month", "2024-12")
    assert changed["correction"] == 1, "the month says something else now"
    site = {p: p.read_bytes() for p in (folder / "site").rglob("*") if p.is_file()}
    done = sarhad("build", folder, "--from", first[1])
    assert done.returncode == 0, done.stdout + done.stderr
    assert "identical: all " in done.stdout
    assert {p: p.read_bytes() for p in (folder / "site").rglob("*") if p.is_file()} == site
    assert not list((folder / ".sarhad").glob("repeat-*"))


def test_what_differs_is_told_and_the_exit_code_is_1(first, tmp_path):
    manifest = json.loads(first[1].read_text())
    manifest["parameters"]["seed"] = 7
    manifest["code"]["sarhad"] = "0.0.1"
    manifest["rows"]["chronology"]["kept"] -= 1
    manifest["files"]["claims/actors.yaml"] = manifest["files"]["claims/attacks.yaml"]
    manifest["outputs"]["2024-12/index.html"] = "0" * 64
    path = tmp_path / "tampered.json"
    path.write_text(json.dumps(manifest))
    done = sarhad("build", first[0], "--from", path)
    assert done.returncode == 1, done.stderr
    assert '  sarhad was "0.0.1" and is ' in done.stdout
    assert "  parameters seed: was 7, is 20260101" in done.stdout
    assert "  rows chronology: was " in done.stdout
    assert "not identical; the site was not touched" in done.stdout
    found = repeat(read_watch(first[0]), path).differences
    assert ("file", "2024-12/index.html") in {(d["kind"], d["what"]) for d in found}
    assert any(d["kind"] == "verdict" for d in found), "other claims, other verdicts"


@pytest.mark.parametrize(
    ("damage", "told"),
    [
        (lambda m: m["inputs"][0].update(sha256="0" * 64), "SHA-256 000000000000, is not in the store"),
        (lambda m: m["files"].update({"actors.yaml": "0" * 64}), "its content with SHA-256 000000000000 is not in the"),
        (lambda m: m["files"].update({"../x": "0" * 64}), "the name leads out of the watch's folder"),
        (lambda m: m["files"].update({"/etc/x": "0" * 64}), "the name leads out of the watch's folder"),
        (lambda m: m["files"].update({"x": "../../../watch"}), "the name leads out of the watch's folder"),
        (lambda m: m["standing"]["months"].update({"../2024-03": "0"}), "which stood before this build, is not in"),
        (lambda m: m.pop("inputs"), "is not the manifest of a build"),
        (lambda m: m.update(checked_at="yesterday"), "is not the manifest of a build"),
    ],
)
def test_a_manifest_that_cannot_be_followed_is_refused_before_anything_is_built(first, tmp_path, damage, told):
    manifest = json.loads(first[1].read_text())
    damage(manifest)
    path = tmp_path / "manifest.json"
    path.write_text(json.dumps(manifest))
    with pytest.raises(InputError) as raised:
        repeat(read_watch(first[0]), path)
    assert told in str(raised.value)
    assert not list((first[0] / ".sarhad").glob("repeat-*"))


def test_from_and_month_together_are_refused(first):
    done = sarhad("build", first[0], "--from", first[1], "--month", "2024-12")
    assert (done.returncode, done.stdout) == (2, "")
    assert "do: leave --month out" in done.stderr
