"""What the journeys share: a folder with a built watch, the command line, a browser."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sarhad.cli.serve import server

EXAMPLE = Path(__file__).resolve().parents[2] / "src" / "sarhad" / "watches" / "central-asia"


def sarhad(*words: object, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    """Run the command line as a person does."""
    return subprocess.run(
        [sys.executable, "-m", "sarhad", *map(str, words)], capture_output=True, text=True, cwd=cwd, timeout=300
    )


def answer(*words: object) -> Any:
    """What a command prints as JSON; it must succeed."""
    done = sarhad(*words, "--json")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.fixture(scope="session")
def january(tmp_path_factory: pytest.TempPathFactory, data_dir: Path) -> tuple[Path, Any, Any]:
    """The example watch with the real Candidate release added and January 2026 built: folder, answers of both."""
    folder = tmp_path_factory.mktemp("january") / "watch"
    shutil.copytree(EXAMPLE, folder)
    added = answer("add", data_dir / "ucdp" / "GEDEvent_v26_0_1.csv", "--watch", folder, "--accessed", "2026-11-22")
    built = answer("build", folder, "--month", "2026-01")
    return folder, added, built


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Any]:
    """The demo as it ships: folder and answer."""
    folder = tmp_path_factory.mktemp("demo") / "demo"
    return folder, answer("demo", folder)


@pytest.fixture(scope="session")
def january_address(january: tuple[Path, Any, Any]) -> Iterator[str]:
    """The January site, served on loopback as `sarhad serve` does."""
    running = server(january[0] / "site", 0)
    threading.Thread(target=running.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{running.server_port}"
    running.shutdown()
    running.server_close()
