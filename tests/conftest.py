"""Shared fixtures: the real data beside the project, and a clean place for stores and sites."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

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
