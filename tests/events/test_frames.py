import datetime as dt

import duckdb
import polars as pl
import pyarrow as pa
import pytest

from sarhad.errors import InputError
from sarhad.events.frames import arrow, as_frame, frame_like
from tests.engines import ENGINES, rows

SMALL = pa.table({"day": pa.array([dt.date(2024, 2, 29), None]), "name": ["a", "b"], "n": [1, 2]})


@pytest.mark.parametrize("engine", ENGINES)
def test_a_small_table_becomes_the_same_kind_of_frame(engine):
    given = ENGINES[engine](pa.table({"n": [2, 3]}))
    frame = as_frame(given, ["n"])
    held = frame_like(frame, SMALL)
    assert type(held.to_native()) is type(given)
    assert rows(frame.join(held, on="n", how="inner").to_native()) == [{"n": 2, "day": None, "name": "b"}]


def test_a_table_held_by_duckdb_outlives_its_python_object_and_leaves_nothing_behind():
    con = duckdb.connect()
    con.execute("create table _sarhad_other as select 2 as n")
    frame = as_frame(con.table("_sarhad_other"), ["n"])
    relations = [frame_like(frame, pa.table({"n": [k]})).to_native() for k in range(5)]
    assert [relation.fetchall() for relation in relations] == [[(k,)] for k in range(5)]
    assert con.execute("select count(*) from duckdb_views() where not internal").fetchone() == (0,)


def test_missing_columns_are_named():
    with pytest.raises(InputError, match="the events lack deaths_best, country\n  do: name the columns as in"):
        as_frame(pl.DataFrame({"n": [1]}), ["deaths_best", "n", "country"])


def test_what_is_not_a_frame_is_refused():
    with pytest.raises(InputError, match="list is not a table of events"):
        as_frame([{"n": 1}], ["n"])


def test_text_is_plain_whatever_the_engine():
    categories = pl.DataFrame({"country": pl.Series(["AFG", None], dtype=pl.Categorical)})
    assert arrow(as_frame(categories, ["country"])).schema.field("country").type == pa.string()
    assert arrow(as_frame(pl.DataFrame({"country": ["AFG"]}), [])).schema.field("country").type == pa.string()
