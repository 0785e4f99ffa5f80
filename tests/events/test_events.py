import pyarrow as pa
import pytest

from sarhad.events import COLUMNS, EVENTS_SCHEMA, Events, Provenance, concat_events, empty_table
from tests.make import event, events, table


def test_the_table_has_the_columns_of_the_design():
    assert COLUMNS[:5] == ("event_id", "source", "source_id", "source_version", "status")
    assert len(set(COLUMNS)) == len(COLUMNS) == 39


def test_a_table_with_another_shape_is_refused_and_the_difference_named():
    wrong = table(event(1)).drop_columns(["gw"]).append_column("oops", pa.array([1]))
    with pytest.raises(ValueError, match="not an events table: gw is missing; oops is unknown"):
        Events(wrong, Provenance("test"))
    retyped = table(event(1)).set_column(COLUMNS.index("gw"), pa.field("gw", pa.int64()), pa.array([700]))
    with pytest.raises(ValueError, match="gw is int64, not int16"):
        Events(retyped, Provenance("test"))


def test_readings_stand_under_one_another():
    assert concat_events([events(event(1)), events(event(2), event(3))]).num_rows == 3
    assert concat_events([]).schema == EVENTS_SCHEMA
    assert empty_table().num_rows == 0
