import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sarhad.events import Coverage, covered, periods
from sarhad.measures.panel import cells, looked_at
from tests.make import block

D = dt.date.fromisoformat
DAYS = st.dates(D("2020-01-01"), D("2020-12-31"))


def test_countries_apart_and_all_together():
    blocks = (block("2020-01-01", "2020-02-29", "AFG"), block("2020-02-01", "2020-03-31", "PAK"))
    apart = cells(D("2020-01-01"), D("2020-03-31"), "month", blocks, ["AFG", "PAK"], apart=True)
    assert apart["country"].to_pylist() == ["AFG"] * 3 + ["PAK"] * 3
    assert apart["covered"].to_pylist() == [True, True, False, False, True, True]
    together = cells(D("2020-01-01"), D("2020-03-31"), "month", blocks, ["AFG", "PAK"], apart=False)
    assert together["covered"].to_pylist() == [False, True, False]
    assert cells(D("2020-01-01"), D("2020-03-31"), "month", blocks, [], apart=True).num_rows == 0


@settings(deadline=None)
@given(
    st.lists(st.tuples(DAYS, DAYS, st.sampled_from([None, "AFG", "PAK"])), max_size=5),
    st.sampled_from(["week", "month"]),
)
def test_spans_are_covered_as_the_blocks_say_one_by_one(drawn, period):
    blocks = [Coverage("x", min(a, b), max(a, b), frozenset([c]) if c else None) for a, b, c in drawn]
    spans = periods(D("2020-01-01"), D("2020-12-31"), period)
    firsts, lasts = (list(map(dt.date.toordinal, days)) for days in zip(*spans, strict=True))
    found = looked_at(blocks, "AFG", firsts, lasts)
    assert found.tolist() == [covered(blocks, "AFG", first, last) for first, last in spans]


@pytest.mark.parametrize(("countries", "looked"), [((), True), (("AFG",), False)])
def test_only_a_block_of_the_whole_world_covers_the_world(countries, looked):
    day = [D("2020-01-05").toordinal()]
    assert looked_at([block("2020-01-01", "2020-01-31", *countries)], None, day, day).tolist() == [looked]
