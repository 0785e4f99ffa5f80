import datetime as dt
import itertools

import numpy as np
import polars as pl
import pytest

from sarhad import sources
from sarhad.errors import InputError
from sarhad.events import priogrid_centre
from sarhad.measures import hotspots
from sarhad.measures.hotspots import _draws, gi_star, neighbours
from sarhad.measures.points import on_ellipsoid
from sarhad.places import priogrid_cells
from tests.engines import ENGINES, rows
from tests.make import event, table

D = dt.date.fromisoformat
CELLS = priogrid_cells(["TJK"]).tolist()


def at(gid, number, **values):
    x, y = priogrid_centre([gid])
    return event(number, longitude=float(x[0]), latitude=float(y[0]), priogrid_gid=gid, **values)


def asked(events, **changes):
    parameters = {
        "of": "events",
        "deaths": "best",
        "countries": ["TJK"],
        "scale": "as it is",
        "reach_km": 80,
        "start": D("2026-01-01"),
        "end": D("2026-12-31"),
        "under_check": "leave out",
        "place_precision_max": 3,
        "permutations": 999,
        "false_discovery_rate": 0.05,
        "seed": 3,
    }
    result = hotspots(events, **{**parameters, **changes})
    return rows(result.table), result.provenance


def test_printed_example_of_esda():
    """esda's own example of G_Local(star=True, transform="B"): six points, neighbours within 15."""
    points = np.array([(10, 10), (20, 10), (40, 10), (15, 20), (30, 20), (30, 30)], dtype=float)
    around = neighbours(np.column_stack([points, np.zeros(6)]), 15)
    scores, _ = gi_star(np.array([2, 3, 3.2, 5, 8, 7]), around, 99, 1)
    printed = [-1.39727626, -0.28917762, 0.65064964, -0.28917762, 1.23452088, 2.02424331]
    assert scores == pytest.approx(printed, abs=1e-7)


def test_p_values_against_every_choice_of_neighbours():
    random = np.random.default_rng(2)
    values = random.poisson(3, 9).astype(float)
    around = [np.array(near) for near in ([1, 2, 3], [0], [0, 4], [5, 6, 7, 8], [2, 3], [3], [8], [1, 2], [4, 5, 6])]
    _, p_values = gi_star(values, around, 19_999, 5)
    for cell, near in enumerate(around):
        others = np.delete(values, cell)
        sums = [sum(chosen) for chosen in itertools.combinations(others, len(near))]
        exact = np.mean([total >= values[near].sum() for total in sums])
        assert p_values[cell] == pytest.approx(exact, abs=0.015)  # four standard errors of 19,999 draws


@pytest.mark.parametrize(("n", "k"), [(60, 3), (6, 3)])  # few of many are drawn anew where two are equal
def test_draws_are_ordered_choices_without_repetition_all_as_likely(n, k):
    drawn = _draws(np.random.default_rng(1), 40_000, n, k)
    assert drawn.shape == (40_000, k)
    assert all(len(set(row)) == k for row in drawn[:2000].tolist())
    for column in range(k):
        counts = np.bincount(drawn[:, column], minlength=n)
        assert counts == pytest.approx(np.full(n, 40_000 / n), abs=5 * (40_000 / n) ** 0.5)


def test_too_few_permutations_for_so_many_cells_are_told():
    events = table(*(at(gid, n) for n, gid in enumerate(CELLS[:30])))
    _, provenance = asked(events, permutations=999)
    assert provenance.notes[-1] == "999 permutations cannot single out one cell of 97; 1,940 can."
    _, provenance = asked(events, permutations=1_940)
    assert "permutations cannot" not in provenance.notes[-1]


def test_a_planted_hot_spot_and_its_own_loner():
    """Nine cells of a block with ten events each; far off a single cell with forty, alone."""
    middle = 184826
    block = [middle + row * 720 + column for row in (-1, 0, 1) for column in (-1, 0, 1)]
    assert set(block) <= set(CELLS)
    x, y = priogrid_centre(CELLS)
    mx, my = priogrid_centre([middle])
    loner = CELLS[int(np.argmax(np.hypot(x - mx, y - my)))]
    numbers = itertools.count()
    events = [at(gid, next(numbers)) for gid in block for _ in range(10)]
    events += [at(loner, next(numbers)) for _ in range(40)]
    found, provenance = asked(table(*events), permutations=9999)
    by_cell = {row["priogrid_gid"]: row for row in found}
    assert list(by_cell) == CELLS, "cells without an event are there"
    assert by_cell[middle]["hotspot"]
    assert by_cell[middle]["neighbours"] == 8
    assert by_cell[middle]["around"] == 10
    assert by_cell[loner]["value"] == 40
    assert not by_cell[loner]["hotspot"], "its neighbours are empty"
    assert provenance.rows_used == 130
    assert "Values are counts, not rates" in provenance.notes[1]


def test_rates_where_a_population_is_given():
    events = [at(gid, n) for n, gid in enumerate(CELLS[:40])]
    people = dict.fromkeys(CELLS, 50_000.0) | {CELLS[0]: 200_000.0}
    del people[CELLS[1]]
    found, provenance = asked(table(*events), population=people)
    assert (found[0]["value"], found[2]["value"], found[50]["value"]) == (0.5, 2.0, 0.0)
    assert found[1] == {
        **dict.fromkeys(found[1]),
        "priogrid_gid": CELLS[1],
        "longitude": found[1]["longitude"],
        "latitude": found[1]["latitude"],
        "cannot_say": "no population is given for this cell",
    }
    assert "per 100,000 persons" in provenance.notes[1]


def test_deaths_and_who_is_left_out():
    events = [at(gid, n, deaths_best=n) for n, gid in enumerate(CELLS[:30])]
    events += [
        at(CELLS[0], 100, deaths_best=None),
        at(CELLS[0], 101, place_precision=4),
        at(CELLS[0], 102, under_check="Check"),
        event(103, priogrid_gid=1),
        event(104, priogrid_gid=None),
        at(CELLS[0], 105, day="2027-01-01"),
    ]
    found, provenance = asked(table(*events), of="deaths")
    assert [row["value"] for row in found[:30]] == list(range(30))
    assert provenance.left_out == {
        "middle day outside the window": 1,
        "under check": 1,
        "place not precise enough": 1,
        "in no cell of the countries": 2,
        "no figure for deaths_best": 1,
    }


def test_log_scale_is_that_of_the_values_plus_one():
    events = table(*(at(gid, n * 100 + k) for n, gid in enumerate(CELLS[:30]) for k in range(1 + n % 7)))
    found, _ = asked(events, scale="log", permutations=99)
    x, y = priogrid_centre(CELLS)
    values = np.array([row["value"] for row in found])
    scores, _ = gi_star(np.log1p(values), neighbours(on_ellipsoid(x, y), 80), 99, 3)
    assert [row["z_score"] for row in found] == pytest.approx(scores.tolist())
    around = [row["around"] for row in found]
    assert around[5] == pytest.approx(values[neighbours(on_ellipsoid(x, y), 80)[5]].mean()), "of the values themselves"


def test_precision_is_not_looked_at_where_none_is_asked_for():
    found, provenance = asked(table(*(at(gid, n, place_precision=None) for n, gid in enumerate(CELLS[:30]))))
    assert found[0]["cannot_say"] == "0 events, at least 20 are needed"
    assert provenance.left_out == {"place not precise enough": 30}
    found, provenance = asked(
        table(*(at(gid, n, place_precision=None) for n, gid in enumerate(CELLS[:30]))), place_precision_max=None
    )
    assert provenance.rows_used == 30


def test_where_all_cells_are_neighbours_there_is_no_score():
    found, _ = asked(table(*(at(gid, n) for n, gid in enumerate(CELLS[:30]))), reach_km=1000)
    assert {row["neighbours"] for row in found} == {96}
    assert {(row["z_score"], row["p_value"], row["hotspot"]) for row in found} == {(None, 1.0, False)}


def test_a_cell_without_a_neighbour_says_so():
    found, _ = asked(table(*(at(gid, n) for n, gid in enumerate(CELLS[:30]))), reach_km=20)
    assert {row["cannot_say"] for row in found} == {"no other cell within 20 km"}
    assert all(row["p_value"] is None and row["z_score"] is None for row in found)


@pytest.mark.parametrize(
    ("events", "changes", "reason"),
    [
        ([], {}, "0 events, at least 20 are needed"),
        ([at(CELLS[0], n) for n in range(25)], {}, "all 25 events stand in one cell"),
        ([at(gid, n, deaths_best=0) for n, gid in enumerate(CELLS[:25])], {"of": "deaths"}, "no cell holds anything"),
        ([at(gid, n) for n, gid in enumerate(CELLS)], {}, "all 97 cells hold the same"),
        ([], {"countries": ["MLT"]}, "cells, at least 20 are needed"),
    ],
)
def test_what_cannot_be_said_has_no_number(events, changes, reason):
    found, _ = asked(table(*events), **changes)
    assert len(found) == 1
    assert reason in found[0]["cannot_say"]
    assert found == [{**dict.fromkeys(found[0]), "cannot_say": found[0]["cannot_say"]}]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"of": "battles"}, 'of is "battles"'),
        ({"scale": "square root"}, 'scale is "square root"'),
        ({"countries": ["Tajikistan"]}, "no area for Tajikistan"),
        ({"reach_km": 0}, "reach_km is 0\n  do: give up to 1,000 km"),
        ({"permutations": 1}, "permutations is 1"),
        ({"false_discovery_rate": 5}, "false_discovery_rate is 5"),
        ({"end": D("2025-01-01")}, "the window ends (2025-01-01)"),
    ],
)
def test_what_cannot_be_asked(changes, message):
    with pytest.raises(InputError) as raised:
        asked(table(*(at(gid, n) for n, gid in enumerate(CELLS[:30]))), **changes)
    assert message in str(raised.value)


@pytest.mark.parametrize("engine", ENGINES)
def test_engines_agree_and_return_their_own_kind(engine):
    events = table(*(at(gid, n) for n, gid in enumerate(CELLS[:60:2])))
    given = ENGINES[engine](events)
    result = hotspots(
        given,
        of="events",
        deaths="best",
        countries=["TJK"],
        scale="as it is",
        reach_km=80,
        start=D("2026-01-01"),
        end=D("2026-12-31"),
        under_check="leave out",
        place_precision_max=3,
        permutations=999,
        false_discovery_rate=0.05,
        seed=3,
    )
    assert type(result.table) is type(given)
    assert rows(result.table) == asked(events)[0]


def test_mexico_2023_values_by_hand(ucdp):
    events = pl.from_arrow(sources.read(ucdp / "ged-mexico.csv.gz").table)
    year = {"countries": ["MEX"], "start": D("2023-01-01"), "end": D("2023-12-31"), "permutations": 9999}
    found, provenance = asked(events, **year)
    kept = events.filter(
        (pl.col("place_precision") <= 3)
        & (pl.col("date_start").dt.year() == 2023)
        & (pl.col("date_end").dt.year() == 2023)
    )
    assert provenance.rows_used == len(kept) - provenance.left_out.get("in no cell of the countries", 0)
    counts = dict(kept["priogrid_gid"].value_counts().iter_rows())
    assert all(row["value"] == counts.get(row["priogrid_gid"], 0) for row in found)
    assert not any(row["hotspot"] for row in found), "a few cities outweigh all else"
    logs, _ = asked(events, scale="log", **year)
    assert [row["value"] for row in logs] == [row["value"] for row in found]
    assert 10 < sum(bool(row["hotspot"]) for row in logs) < len(logs) / 4
