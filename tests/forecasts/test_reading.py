import numpy as np
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq
import pytest

from sarhad.errors import InputError
from sarhad.forecasts import read_panel
from sarhad.forecasts.reading import panel_of_rows, views_countries, views_ids
from tests.forecasts.panels import panel, rows_of, views

SMALL = panel([[0, 3, 0], [5, 0, 1]])


def given(**columns):
    return panel_of_rows(rows_of(SMALL, **columns), "p.csv", "v")


@pytest.mark.parametrize("suffix", [".csv", ".parquet"])
def test_a_file_is_read_as_it_is_written(tmp_path, suffix):
    path = tmp_path / f"p{suffix}"
    table = rows_of(SMALL, other=pa.array(["x"] * 6))
    if suffix == ".csv":
        pa.csv.write_csv(table, path)
    else:
        pq.write_table(table, path)
    read = read_panel(path)
    assert read.codes == ("GUY", "SUR")
    assert read.ids == (1, 2)
    assert read.deaths.tolist() == [[0, 3, 0], [5, 0, 1]]
    assert read.known.all()
    assert read.vintage.startswith(f"p{suffix}, sha256 ")
    assert read.neighbours == ((1,), (0,)), "Guyana and Suriname share a border"
    assert read_panel(path, vintage="GED 23.1").vintage == "GED 23.1"


def test_countries_by_other_codes_get_the_ids_of_views():
    by_iso = rows_of(SMALL).drop_columns(["country_id"]).append_column("iso3", pa.array(["PAK"] * 3 + ["AFG"] * 3))
    read = panel_of_rows(by_iso, "p", "v")
    assert (read.codes, read.ids) == (("AFG", "PAK"), views_ids(("AFG", "PAK")))
    assert read.deaths[0].tolist() == [5, 0, 1]
    by_gw = rows_of(SMALL).drop_columns(["country_id"]).append_column("gw", pa.array([770] * 3 + [700] * 3))
    assert panel_of_rows(by_gw, "p", "v").codes == ("AFG", "PAK")


def test_cells_border_the_eight_around_them():
    cells = rows_of(SMALL).drop_columns(["country_id"]).append_column("priogrid_gid", pa.array([7201] * 3 + [7920] * 3))
    read = panel_of_rows(cells, "p", "v")
    assert read.unit == "priogrid"
    assert read.neighbours == ((1,), (0,)), "the grid closes at the antimeridian"


def test_a_country_may_be_born_and_may_end():
    table = rows_of(SMALL)
    read = panel_of_rows(table.filter(np.asarray([True, True, False, False, True, True])), "p", "v")
    assert read.known.tolist() == [[True, True, False], [False, True, True]]


@pytest.mark.parametrize(
    ("columns", "told"),
    [
        ({"ged_sb": [0, 3, -1, 5, 0, 1]}, "p.csv, row 3, ged_sb: -1 is below 0\n"),
        ({"ged_sb": [0, 3, -1, -5, 0, 1]}, "p.csv, row 3, ged_sb: -1 is below 0 (and 1 rows more)"),
        ({"ged_sb": [0, 3, 0, 5, 0.5, 1]}, "p.csv, row 5, ged_sb: 0.5 is fractional"),
        ({"ged_sb": [0, None, 0, 5, 0, 1]}, "p.csv, row 2, ged_sb: nan is unknown"),
        ({"ged_sb": ["a"] * 6}, "p.csv, ged_sb: holds string, not numbers"),
        ({"country_id": [1] * 6}, "p.csv: 1 stands more than once in 2000-01, and 2 more"),
        ({"month_id": [241, 242, 244, 241, 242, 243]}, "p.csv: months are missing: 1 2000-03 (1 missing)"),
        ({"month_id": [0, 1, 2, 0, 1, 2]}, "p.csv, row 1, month_id: 0 is below 1"),
        ({"ged_sb_low": [0] * 6}, "p.csv has ged_sb_low and not the other bound"),
        ({"ged_sb_low": [1] * 6, "ged_sb_high": [9] * 6}, "p.csv, row 1: 0 deaths do not lie between 1 and 9"),
    ],
)
def test_a_bad_panel_is_refused_with_the_place(columns, told):
    with pytest.raises(InputError) as error:
        given(**columns)
    assert told in str(error.value)
    assert "do: " in str(error.value)


def test_what_is_no_panel_is_refused():
    with pytest.raises(InputError, match="p lacks month_id and ged_sb and a unit"):
        panel_of_rows(pa.table({"x": [1]}), "p", "v")
    with pytest.raises(InputError, match="p has no rows"):
        panel_of_rows(rows_of(SMALL).slice(0, 0), "p", "v")
    lost = rows_of(SMALL).drop_columns(["country_id"]).append_column("gw", pa.array([9999] * 3 + [700] * 3))
    with pytest.raises(InputError, match="p, gw: 9999 is no country"):
        panel_of_rows(lost, "p", "v")
    with pytest.raises(InputError, match="VIEWS has no country id for ATA"):
        views_ids(("AFG", "ATA"))


def cells(*ids):
    return rows_of(SMALL).drop_columns(["country_id"]).append_column("priogrid_gid", pa.array(np.repeat(ids, 3)))


def test_of_several_units_the_finest_counts():
    """VIEWS' files of cells name each cell's country too."""
    both = cells(7201, 7202).append_column("country_id", pa.array([1] * 6))
    assert panel_of_rows(both, "p", "v").codes == ("7201", "7202")
    with pytest.raises(InputError, match="p, priogrid_gid: 259201 is no cell\n  do: write PRIO-GRID ids, 1 to 259200"):
        panel_of_rows(cells(7201, 259201), "p", "v")


def test_a_number_that_views_has_no_country_for_is_forecast_and_told():
    read = given(country_id=[1] * 3 + [9999] * 3)
    assert (read.codes, read.neighbours) == (("GUY", "VIEWS 9999"), ((), ()))
    assert read.notes == ("No name is known for the VIEWS country 9999: a number of that kind has no neighbours.",)
    assert given().notes == ()


def test_a_damaged_file_is_told(tmp_path):
    pq.write_table(rows_of(SMALL), tmp_path / "p.parquet")
    whole = (tmp_path / "p.parquet").read_bytes()
    (tmp_path / "p.parquet").write_bytes(whole[:-100])
    with pytest.raises(InputError, match=r"p.parquet is a damaged Parquet file .*\n  do: download it again"):
        read_panel(tmp_path / "p.parquet")
    at = len(whole) // 4
    (tmp_path / "p.parquet").write_bytes(whole[:at] + bytes(40) + whole[at + 40 :])
    with pytest.raises(InputError, match=r"p.parquet (is a damaged Parquet file|, row)"):
        read_panel(tmp_path / "p.parquet")


def test_bounds_are_kept():
    read = given(ged_sb_low=[0, 1, 0, 5, 0, 0], ged_sb_high=[0, 9, 0, 7, 0, 2])
    assert read.low is not None
    assert read.high is not None
    assert (read.low[0].tolist(), read.high[1].tolist()) == ([0, 1, 0], [7, 0, 2])


def test_the_real_panel(data_dir):
    read = read_panel(views(data_dir), vintage="as shared")
    assert len(read.codes) == len(set(read.codes)) == 191
    assert read.span == "1989-01 to 2021-12"
    assert read.known.all()
    row = read.codes.index("AFG")
    assert read.ids[row] == 133
    assert {read.codes[n] for n in read.neighbours[row]} == {"CHN", "IRN", "PAK", "TJK", "TKM", "UZB"}
    assert set(read.ids) == set(views_countries())
