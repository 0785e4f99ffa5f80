"""A panel that is written is read back equal, and what no file can hold is refused."""

import json
from dataclasses import replace

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from sarhad.errors import InputError
from sarhad.events import Provenance, Result
from sarhad.forecasts import as_a_file_holds_it, read_panel, write_panel
from sarhad.forecasts.panel import cell_neighbours, country_neighbours
from sarhad.forecasts.reading import views_ids
from tests.forecasts.panels import panel

CODES = ("AFG", "PAK", "TJK")
DEATHS = np.asarray([[3, 0, 7, 1], [0, 0, 0, 0], [2, 9, 0, 4]])
COUNTRIES = panel(
    DEATHS.tolist(), codes=CODES, ids=views_ids(CODES), neighbours=country_neighbours(CODES), low=DEATHS // 2,
    high=DEATHS * 3, vintage="UCDP GED 26.1", notes=("Each cell is rounded.",),
)  # fmt: skip
CELLS = (179779, 179780, 180499)
GRID = replace(
    COUNTRIES, unit="priogrid", codes=tuple(map(str, CELLS)), ids=CELLS, neighbours=cell_neighbours(CELLS)
)  # fmt: skip
BORN = replace(COUNTRIES, known=np.asarray([[1, 1, 1, 1], [0, 0, 1, 1], [1, 1, 1, 0]], dtype=bool))


def made(of):
    of = replace(of, **{name: np.where(of.known, getattr(of, name), 0) for name in ("deaths", "low", "high")})
    return Result(of, Provenance("test", parameters={"vintage": of.vintage}, notes=of.notes))


@pytest.mark.parametrize("name", ["p.parquet", "p.csv"])
@pytest.mark.parametrize("given", [COUNTRIES, GRID, BORN], ids=["countries", "cells", "born and ended"])
def test_a_panel_is_read_back_equal(tmp_path, given, name):
    written = as_a_file_holds_it(made(given))
    write_panel(written, tmp_path / name)
    read = read_panel(tmp_path / name)
    assert read.digest() == written.table.digest() == made(given).table.digest()
    assert (read.unit, read.codes, read.ids, read.neighbours) == (given.unit, given.codes, given.ids, given.neighbours)
    assert read.low is not None
    assert read.low.tolist() == written.table.low.tolist()
    if name == "p.parquet":
        assert (read.vintage, read.notes) == ("UCDP GED 26.1", ("Each cell is rounded.",))
        assert read.sources[0].version == "UCDP GED 26.1"
        assert read_panel(tmp_path / name, vintage="mine").vintage == "mine"
    else:
        assert read.vintage.startswith("p.csv, sha256 ")


def test_what_is_not_known_is_no_part_of_the_file():
    known = np.zeros((3, 4), dtype=bool)
    known[0, 1:3] = known[2, 2] = True
    found = as_a_file_holds_it(made(replace(COUNTRIES, known=known)))
    assert (found.table.codes, found.table.span) == (("AFG", "TJK"), "2000-02 to 2000-03")
    assert found.table.deaths.tolist() == [[0, 7], [0, 0]]
    assert found.provenance.notes[-1] == found.table.notes[-1] == "Without PAK: none of their months is covered."


def test_a_gap_is_refused_with_the_place():
    known = np.ones((3, 4), dtype=bool)
    known[0, 1] = known[2, 1:3] = False
    with pytest.raises(InputError) as error:
        as_a_file_holds_it(made(replace(COUNTRIES, known=known)))
    assert str(error.value) == (
        "not covered, with covered months around: AFG 2000-02, TJK 2000-02, TJK 2000-03\n"
        "  do: load them, or begin at 2000-04"
    )
    with pytest.raises(InputError, match="no month of 2000-01 to 2000-04 is covered"):
        as_a_file_holds_it(made(replace(COUNTRIES, known=np.zeros((3, 4), dtype=bool))))


@pytest.mark.parametrize(
    ("told", "why"),
    [
        (b"{", "no JSON"),
        (b"[" * 100_000, "nested without end"),
        (b"[]", "no mapping"),
        (json.dumps({"parameters": {"vintage": 4}, "notes": []}).encode(), "no text"),
        (json.dumps({"parameters": {"vintage": "\x1b[2Jv"}, "notes": []}).encode(), "moves the cursor of a terminal"),
        (json.dumps({"parameters": {"vintage": "v" * 1001}, "notes": []}).encode(), "too long"),
        (json.dumps({"parameters": {"vintage": "v"}, "notes": 5}).encode(), "notes are no list"),
    ],
)
def test_what_a_file_says_of_itself_is_believed_only_where_it_is_of_the_form(tmp_path, told, why):
    table = pa.table({"month_id": [1], "country_id": [1], "ged_sb": [0]}).replace_schema_metadata({"sarhad": told})
    pq.write_table(table, tmp_path / "p.parquet")
    assert read_panel(tmp_path / "p.parquet").vintage.startswith("p.parquet, sha256 "), why


def test_another_kind_of_file_is_refused(tmp_path):
    with pytest.raises(InputError, match=r"p.xlsx: Parquet or CSV is written\n  do: end the name in .parquet or .csv"):
        write_panel(made(COUNTRIES), tmp_path / "p.xlsx")
    assert list(tmp_path.iterdir()) == []
