"""A file that is of no built-in source stays in the store with the mapping by which it was read."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from sarhad import sources
from sarhad.errors import InputError
from sarhad.store import Snapshot, Store
from tests.sources.mappings import MAPPING, TABLE, write

DAY = dt.date(2026, 11, 1)


def pinned(folder: Path, mapping: str = MAPPING) -> tuple[Store, Snapshot]:
    file, by = write(folder / "given", TABLE, mapping)
    store = Store(folder / "store")
    return store, store.pin(file, "province-watch", "v1", DAY, mapping=sources.mapping_text(by))


def test_the_mapping_is_pinned_with_the_file(tmp_path: Path) -> None:
    _, snapshot = pinned(tmp_path)
    (tmp_path / "given" / "mapping.yaml").unlink()
    held = Store(tmp_path / "store").snapshots()
    assert held == (snapshot,)
    assert held[0].mapping == MAPPING
    assert held[0].description.title == "Incidents of the province"
    assert (held[0].ref.title, held[0].ref.licence, held[0].ref.version) == (
        "Incidents of the province",
        "CC BY 4.0",
        "v1",
    )


def test_events_are_read_by_it_and_from_the_cache_again(tmp_path: Path) -> None:
    store, snapshot = pinned(tmp_path)
    first = store.events(snapshot, {"COL"})
    again = store.events(snapshot, {"COL"})
    assert first.table["source_id"].to_pylist() == ["7", "9"]
    assert again.table.equals(first.table)
    assert again.source == first.source == snapshot.ref


def test_a_corrected_mapping_takes_the_place_of_the_first_and_is_read_anew(tmp_path: Path) -> None:
    store, snapshot = pinned(tmp_path)
    assert store.events(snapshot, {"COL"}).table["event_class"].to_pylist() == ["bombing", None]
    store, corrected = pinned(tmp_path, MAPPING.replace("bomba: bombing", "bomba: assassination"))
    assert store.snapshots() == (corrected,)
    assert store.events(corrected, {"COL"}).table["event_class"].to_pylist() == ["assassination", None]


def test_a_catalogue_with_a_broken_mapping_is_refused(tmp_path: Path) -> None:
    _, snapshot = pinned(tmp_path)
    broken = Snapshot.from_dict({**snapshot.as_dict(), "mapping": "source: {"})
    with pytest.raises(InputError, match=r"incidents\.csv.* is not YAML"):
        _ = broken.description
