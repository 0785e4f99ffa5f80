import subprocess
import sys
import threading
import time

import pytest

from sarhad.store import BusyError, Store, locked

HOLD = """
import sys, time, pathlib
from sarhad.store import locked
with locked(pathlib.Path(sys.argv[1]), "a holder", wait=5, do=""):
    print("held", flush=True)
    time.sleep(60)
"""
PIN = """
import sys, pathlib
from sarhad.store import Store
store = Store(pathlib.Path(sys.argv[1]))
for name in sys.argv[2:]:
    store.pin(pathlib.Path(name), "chronology", "1", None)
"""


@pytest.fixture
def holder(tmp_path):
    process = subprocess.Popen([sys.executable, "-c", HOLD, str(tmp_path / "lock")], stdout=subprocess.PIPE, text=True)
    assert process.stdout.readline() == "held\n"
    yield process
    process.kill()
    process.wait()


def test_a_lock_that_is_held_is_refused_with_who_holds_it_and_what_to_do(holder, tmp_path):
    told = []
    with (
        pytest.raises(BusyError) as raised,
        locked(tmp_path / "lock", "another build", wait=0.2, do="wait for it", note=told.append),
    ):
        pytest.fail("two hold one lock")
    assert str(raised.value) == (
        "another build is still running after 0 seconds; nothing was written\n  do: wait for it"
    )
    assert told == ["waiting for another build"]


def test_the_lock_of_a_killed_process_holds_nobody_up(holder, tmp_path):
    holder.kill()
    holder.wait()
    assert (tmp_path / "lock").exists(), "the file stays, its lock does not"
    with locked(tmp_path / "lock", "another build", wait=0, do="") as waited:
        assert waited < 1


def test_the_second_goes_on_when_the_first_is_done(tmp_path):
    order, inside = [], threading.Event()

    def first():
        with locked(tmp_path / "lock", "a build", wait=0, do=""):
            inside.set()
            time.sleep(0.3)
            order.append("first")

    thread = threading.Thread(target=first)
    thread.start()
    inside.wait()
    with locked(tmp_path / "lock", "a build", wait=30, do="") as waited:
        order.append("second")
    thread.join()
    assert order == ["first", "second"]
    assert waited > 0.1


def test_many_processes_that_pin_at_once_lose_nothing(tmp_path):
    files = []
    for number in range(24):
        files.append(tmp_path / f"{number}.csv")
        files[-1].write_text(f"id\n{number}\n")
    running = [
        subprocess.Popen([sys.executable, "-c", PIN, str(tmp_path / "store"), *map(str, files[part::3])])
        for part in range(3)
    ]
    assert [process.wait() for process in running] == [0, 0, 0]
    pinned = Store(tmp_path / "store").snapshots()
    assert sorted(s.file for s in pinned) == sorted(f.name for f in files)
