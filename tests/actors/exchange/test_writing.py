from __future__ import annotations

from pathlib import Path
from typing import get_args

import pytest

from sarhad.actors.exchange import Form, exchange_bytes, write_exchange

from .contents import registry


@pytest.mark.parametrize("form", get_args(Form))
def test_what_is_written_is_what_is_made(tmp_path: Path, form: Form) -> None:
    path = tmp_path / "new" / "actors"
    size = write_exchange(registry(), path, form, scope="w")
    assert path.read_bytes() == exchange_bytes(registry(), form, scope="w")
    assert size == path.stat().st_size
