import inspect

import pytest

from sarhad.errors import SarhadError
from sarhad.events import export
from sarhad.events.gate import (
    LEAST,
    LicenceError,
    closed_sources,
    open_rows,
    require_open,
    strictest,
    withheld,
)
from tests.make import event, table

MIXED = table(event(1), event(2, source="acled", licence_class="aggregate-only"), event(3, licence_class="private"))


def test_only_open_rows_pass():
    assert open_rows(MIXED)["event_id"].to_pylist() == ["ucdp-ged:1"]
    assert closed_sources([MIXED, table(event(4))]) == {"acled", "ucdp-ged"}


@pytest.mark.parametrize("name", ["write_csv", "write_geojson", "write_geoparquet"])
def test_no_writer_passes_a_closed_row_on(tmp_path, name):
    write = getattr(export, name)
    with pytest.raises(LicenceError, match=r"2 rows of acled, ucdp-ged may not be passed on"):
        write(MIXED, tmp_path / "out")
    with pytest.raises(LicenceError, match="does not say whether they may be passed on"):
        write(MIXED.drop_columns(["licence_class"]), tmp_path / "out")
    assert not list(tmp_path.iterdir()), "nothing was written"
    write(MIXED, tmp_path / "out", own_use=True)
    write(open_rows(MIXED), tmp_path / "open")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["open", "out"]


def test_every_writer_of_the_export_module_is_tested_above():
    public = {name for name, _ in inspect.getmembers(export, inspect.isfunction) if name.startswith("write_")}
    assert public == {"write_csv", "write_geojson", "write_geoparquet"}


def test_small_tables_without_events_need_no_licence():
    counts = table(event(1)).select(["country", "deaths_best"])
    assert require_open(counts) is counts
    assert issubclass(LicenceError, SarhadError)


@pytest.mark.parametrize(
    ("events", "hidden"),
    [(None, False), (0, False), (0.5, True), (1, True), (2, True), (LEAST, False), (12, False)],
)
def test_cells_of_one_or_two_events_are_withheld(events, hidden):
    assert withheld(events) is hidden


@pytest.mark.parametrize(
    ("classes", "strict", "why"),
    [
        (["open", "open"], "open", "all may be passed on"),
        (["open", "aggregate-only"], "aggregate-only", "the stricter of the two"),
        (["aggregate-only", "private"], "private", "the strictest"),
        ([], "private", "nothing says that anything may leave"),
        (["Open"], "private", "no class that is known"),
        ([None], "private", "no class is given"),
    ],
)
def test_the_strictest_class_counts(classes, strict, why):
    assert strictest(classes) == strict, why
