"""Shared fixtures: the real data beside the project, and a clean place for stores and sites."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import sync_playwright

_ROOT = Path(__file__).resolve().parent.parent
IN_CI = os.environ.get("CI", "").lower() == "true"


def absent(what: str, do: str) -> None:
    """Skip on a user's machine, fail in CI: nothing may be left untested there."""
    message = f"{what} is absent; {do}"
    if IN_CI:
        pytest.fail(message)
    pytest.skip(message)


@pytest.fixture(scope="session")
def data_dir() -> Path:
    """The real data sets for tests."""
    path = Path(os.environ.get("SARHAD_TEST_DATA", _ROOT.parent / "shared" / "data"))
    if not (path / "README.md").exists():
        absent(f"the folder of real data {path}", "set SARHAD_TEST_DATA to a copy of it")
    return path


@pytest.fixture
def ucdp(data_dir: Path) -> Path:
    """UCDP's files among the real data."""
    return data_dir / "ucdp"


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """A headless browser."""
    path = os.environ.get("SARHAD_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        absent("a browser", "install Debian's chromium, or name one in SARHAD_CHROMIUM")
    flags = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=[*flags, "--disable-sync", "--no-first-run"])
        yield browser
        browser.close()
