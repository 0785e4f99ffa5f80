"""What a watch outlives: two commands at once, a full disk, a kill at any point.

`SARHAD_KILLS` is the number of kills (40 where it is not set), `SARHAD_SEED` the seed of their points.
"""

import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

from sarhad.build import build
from sarhad.store import DiskFullError, Store, locked
from sarhad.watch import read_watch
from tests.conftest import absent
from tests.journeys.conftest import EXAMPLE, answer, sarhad

pytestmark = pytest.mark.xdist_group("journeys")
KILLS = int(os.environ.get("SARHAD_KILLS", "40"))
SEED = int(os.environ.get("SARHAD_SEED", "20260101"))
MONTHS = ("2024-12", "2024-03")


def fingerprint(site):
    return {str(p.relative_to(site)): p.read_bytes() for p in sorted(site.rglob("*")) if p.is_file()}


def start(*words):
    return subprocess.Popen(
        [sys.executable, "-m", "sarhad", *map(str, words)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


@pytest.fixture(scope="module")
def both_months(demo, tmp_path_factory):
    """A copy of the demo in which both months stand, and the site after a build of each."""
    folder = tmp_path_factory.mktemp("survival") / "watch"
    shutil.copytree(demo[0], folder, symlinks=True)
    whole, seconds = [], []
    for month in MONTHS:
        began = time.monotonic()
        answer("build", folder, "--month", month)
        seconds.append(time.monotonic() - began)
        whole.append(fingerprint(folder / "site"))
    return folder, whole, min(seconds)


def test_of_two_builds_at_once_the_second_waits_and_both_end_well(both_months, tmp_path):
    folder = tmp_path / "watch"
    shutil.copytree(both_months[0], folder, symlinks=True)
    running = [start("build", folder, "--month", month) for month in MONTHS]
    for process in running:
        _, errors = process.communicate(timeout=300)
        assert process.returncode == 0, errors
    assert fingerprint(folder / "site") in both_months[1]
    assert len(list((folder / ".sarhad" / "sites").iterdir())) == 1


def test_a_build_that_may_not_wait_is_refused_clearly(both_months):
    folder = both_months[0]
    before = fingerprint(folder / "site")
    with locked(folder / ".sarhad" / "build.lock", "a test", wait=0, do=""):
        done = sarhad("build", folder, "--wait", "0.5")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("error: another build of this watch is still running")
    assert "do: let it end and run this one again" in done.stderr
    assert fingerprint(folder / "site") == before


def test_a_build_says_which_damaged_table_it_made_again(demo, tmp_path, ucdp):
    folder = tmp_path / "watch"
    shutil.copytree(demo[0], folder, symlinks=True)
    before = answer("build", folder)
    assert "damaged-table" not in before["problems"]
    site = fingerprint(folder / "site")
    for table in (folder / ".sarhad" / "store" / "tables").iterdir():
        table.write_bytes(table.read_bytes()[:-100])
    assert answer("build", folder)["problems"]["damaged-table"] == 1
    assert fingerprint(folder / "site") == site, "what is published does not depend on the cache"
    for table in (folder / ".sarhad" / "store" / "tables").iterdir():
        table.write_bytes(b"")
    told = sarhad("build", folder)
    assert "the cached table of chronology.csv was damaged and is made again from the file" in told.stdout


@pytest.fixture
def small_disk(tmp_path):
    """A disk of 24 MB with room for 3,000 files."""
    place = tmp_path / "disk"
    place.mkdir()
    if (
        shutil.which("mount") is None
        or subprocess.run(
            ["mount", "-t", "tmpfs", "-o", "size=24m,nr_inodes=3000", "tmpfs", str(place)], capture_output=True
        ).returncode
    ):
        absent("the right to mount a small disk", "run the tests as root")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


def fill(disk, leave):
    """Take all space but so many bytes."""
    free = shutil.disk_usage(disk).free
    with (disk / "ballast").open("wb") as file:
        os.posix_fallocate(file.fileno(), 0, free - leave)


def test_a_full_disk_at_any_point_of_a_build_leaves_the_site_and_is_told(small_disk):
    """From no room at all to nearly enough: each build ends with the error, or whole."""
    folder = small_disk / "watch"
    shutil.copytree(EXAMPLE, folder)
    build(read_watch(folder), month=MONTHS[0])
    site = fingerprint(folder / "site")
    state = folder / ".sarhad"
    for cache in (state / "figures", state / "store" / "tables"):
        shutil.rmtree(cache)
    used = shutil.disk_usage(small_disk).used
    failed = 0
    for leave in (0, 4096, 20_000, 60_000, 200_000, *range(500_000, 5_000_000, 500_000)):
        fill(small_disk, leave)
        told = ""
        try:
            build(read_watch(folder), month=MONTHS[1])
        except DiskFullError as error:
            told = str(error)
        (small_disk / "ballast").unlink()
        if not told:
            break
        failed += 1
        assert f"no space left on the disk: {state}" in told
        assert "the last good site stays as it was" in told
        assert fingerprint(folder / "site") == site, f"{leave:,} bytes left"
        assert len(list((state / "sites").iterdir())) == 1, "nothing is left of the build"
        assert len(list((state / "manifests").iterdir())) == 1
        for cache in (state / "figures", state / "store" / "tables"):
            shutil.rmtree(cache, ignore_errors=True)
        assert shutil.disk_usage(small_disk).used <= used + 100_000
    assert failed >= 8, "most sizes are too small"
    assert build(read_watch(folder), month=MONTHS[1]).page.is_file(), "with room again it works"
    assert (folder / "site" / MONTHS[0] / "index.html").is_file()


def test_no_room_for_another_file_is_a_full_disk_too(small_disk):
    folder = small_disk / "watch"
    shutil.copytree(EXAMPLE, folder)
    build(read_watch(folder), month=MONTHS[0])
    site = fingerprint(folder / "site")
    spare = small_disk / "spare"
    spare.mkdir()
    free = os.statvfs(small_disk).f_favail
    for number in range(free - 60):
        (spare / str(number)).touch()
    done = sarhad("build", folder, "--month", MONTHS[1])
    assert (done.returncode, done.stdout) == (2, ""), done.stderr
    assert done.stderr.startswith("error: no space left on the disk")
    assert "Traceback" not in done.stderr
    assert fingerprint(folder / "site") == site
    shutil.rmtree(spare)
    answer("build", folder, "--month", MONTHS[1])


def test_add_on_a_full_disk_is_told_and_leaves_the_store_whole(small_disk, ucdp):
    folder = small_disk / "watch"
    shutil.copytree(EXAMPLE, folder)
    build(read_watch(folder), month=MONTHS[0])
    pinned = Store(folder / ".sarhad" / "store").snapshots()
    for leave in (0, 1_000_000):
        fill(small_disk, leave)
        done = sarhad("add", ucdp / "GEDEvent_v26_0_1.csv", "--watch", folder)
        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr.startswith("error: no space left on the disk")
        assert "the store stays as it was" in done.stderr
        (small_disk / "ballast").unlink()
        assert Store(folder / ".sarhad" / "store").snapshots() == pinned
        assert len(list((folder / ".sarhad" / "store" / "snapshots").iterdir())) == len(pinned)
    answer("add", ucdp / "GEDEvent_v26_0_1.csv", "--watch", folder)
    assert len(Store(folder / ".sarhad" / "store").snapshots()) == len(pinned) + 1


def test_a_full_folder_of_temporary_files_is_named(small_disk, both_months, monkeypatch):
    folder = both_months[0]
    before = fingerprint(folder / "site")
    monkeypatch.setattr(tempfile, "tempdir", str(small_disk))
    fill(small_disk, 0)
    with pytest.raises(DiskFullError, match=f"no space left on the disk: {small_disk} \\(0.0 MB free now\\) or "):
        build(read_watch(folder), month=MONTHS[0])
    assert fingerprint(folder / "site") == before


def killed(process, seconds):
    """Kill a process after so long; whether it was still running."""
    time.sleep(seconds)
    running = process.poll() is None
    if running:
        os.killpg(process.pid, signal.SIGKILL)
    process.communicate()
    return running


def test_a_build_killed_at_any_point_leaves_the_last_good_site_whole(both_months, tmp_path):
    """SIGKILL at random points of a build: the site is the one before or, once published, the whole new one."""
    folder = tmp_path / "watch"
    shutil.copytree(both_months[0], folder, symlinks=True)
    _, whole, seconds = both_months
    rng = random.Random(SEED)
    caught = 0
    runs = KILLS // 2
    for attempt in range(runs):
        if attempt % 2:
            shutil.rmtree(folder / ".sarhad" / "store" / "tables", ignore_errors=True)
        process = start("build", folder, "--month", MONTHS[attempt // 2 % 2])
        caught += killed(process, rng.uniform(0.05, 1.0) * seconds)
        assert fingerprint(folder / "site") in whole, f"attempt {attempt} of seed {SEED}"
        store = Store(folder / ".sarhad" / "store")
        assert len([store.whole(snapshot) for snapshot in store.snapshots()]) == 2
    assert caught >= runs / 2, "most builds were caught while they ran"
    answer("build", folder, "--month", MONTHS[1])
    assert fingerprint(folder / "site") == whole[1]
    assert len(list((folder / ".sarhad" / "sites").iterdir())) == 1, "nothing is left of the killed builds"


def test_an_add_killed_at_any_point_leaves_the_store_whole(tmp_path, ucdp):
    """SIGKILL at random points of `add`: what was pinned stays, and the new file is there whole or not at all."""
    folder = tmp_path / "watch"
    shutil.copytree(EXAMPLE, folder)
    lines = (ucdp / "GEDEvent_v26_0_1.csv").read_text(encoding="utf-8-sig").splitlines(keepends=True)
    store = Store(folder / ".sarhad" / "store")

    def release(number):
        path = Path(tmp_path / f"GEDEvent_v26_0_{number}.csv")
        path.write_text("".join(lines[: len(lines) - number]), encoding="utf-8")
        return path

    began = time.monotonic()
    answer("add", release(1), "--watch", folder)
    seconds = time.monotonic() - began
    rng = random.Random(SEED)
    caught = 0
    before = store.snapshots()
    for attempt in range(KILLS - KILLS // 2):
        process = start("add", release(2 + attempt % 11), "--version", f"26.0.{attempt}", "--watch", folder)
        # the writing comes last: most kills fall there
        caught += killed(process, rng.uniform(0.7, 1.05) * seconds)
        now = store.snapshots()
        kept = {s.sha256 for s in now}
        assert {s.sha256 for s in before} <= kept, f"attempt {attempt} of seed {SEED}"
        for snapshot in now:
            store.whole(snapshot)
        before = now
    assert caught, "some were caught while they ran"
    last = answer("add", release(12), "--watch", folder)["snapshot"]["sha256"]
    assert last in {s.sha256 for s in store.snapshots()}
    assert not list((folder / ".sarhad" / "store").glob("**/.part-*")), "nothing is left of the killed commands"
