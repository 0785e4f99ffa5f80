"""The actors of a watch, and those of the world behind them."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from sarhad import actors
from sarhad.watch import create_watch, read_watch, registry_of, world_of

OWN = """
sources:
  made: {title: Made by hand, publisher: A test}
actors:
  - {id: taliban, name: Taliban, kind: armed-group, country: AFG, ucdp: [303], source: made}
"""


def test_the_watch_comes_first_and_the_world_stands_behind(tmp_path: Path) -> None:
    folder = create_watch(tmp_path / "watch", title="W", countries=["AFG"], start=dt.date(2026, 1, 1)).folder
    (folder / "actors.yaml").write_text(OWN)
    watch = read_watch(folder)
    assert world_of(watch) is actors.world_registry()
    registry = registry_of(watch)
    assert registry.resolve("Taleban", country="AFG") == "taliban"
    assert registry.resolve("TTP", country="PAK") == "ucdp-356"
    assert "taliban" not in registry.behind
    assert "ucdp-356" in registry.behind
