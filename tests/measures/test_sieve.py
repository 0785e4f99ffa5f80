import narwhals as nw
import pytest

from sarhad.errors import InputError
from sarhad.events.frames import as_frame
from sarhad.measures.sieve import UnderCheck, one_of, opened, settled, sift
from tests.engines import ENGINES, rows
from tests.make import event, events, table

EVENTS = table(
    event(1), event(2, under_check="Check"), event(3, country=None), event(4, under_check="Check", country="PAK")
)


@pytest.mark.parametrize("engine", ENGINES)
def test_each_event_is_left_out_once_under_the_first_reason(engine):
    frame = as_frame(ENGINES[engine](EVENTS), ["country"])
    found = sift(frame, [settled(), ("elsewhere", nw.col("country") == "AFG"), ("never met", nw.col("event_id") != "")])
    assert (found.used, found.left_out) == (1, {"under check": 2, "elsewhere": 1})
    assert [row["event_id"] for row in rows(found.rows.to_native())] == ["ucdp-ged:1"]


def test_without_a_reason_all_stay():
    found = sift(as_frame(EVENTS, []), [])
    assert (found.used, found.left_out) == (4, {})


def test_words():
    one_of("under_check", "include", UnderCheck)
    with pytest.raises(InputError, match="under_check is \"x\"\n  do: take one of 'leave out', 'include'"):
        one_of("under_check", "x", UnderCheck)


def test_a_reading_brings_its_sources():
    reading = events(event(1))
    table_of, sources = opened(reading)
    assert table_of is reading.table
    assert sources == (reading.source,)
    assert opened(EVENTS) == (EVENTS, ())


class Held:
    """What holds its events, as a `Reconciled` does."""

    events = events(event(1))


def test_what_holds_events_is_opened_and_a_column_of_that_name_is_none():
    assert opened(Held()) == (Held.events.table, (Held.events.source,))
    frame = table(event(1)).to_pandas().assign(events=1)
    assert opened(frame)[0] is frame
