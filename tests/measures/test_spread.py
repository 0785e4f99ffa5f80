import datetime as dt

import numpy as np
import pytest

from sarhad import sources
from sarhad.errors import InputError
from sarhad.events import priogrid_centre
from sarhad.measures import spread
from sarhad.measures.joins import steps
from sarhad.measures.spread import adjacent
from sarhad.places import distance_m, land_borders, priogrid_cells
from tests.engines import ENGINES, rows
from tests.make import block, event, table

D = dt.date.fromisoformat
CELLS = priogrid_cells(["TJK"])
BORDER = next(line for line in land_borders(["TJK"]) if line.id == "AFG-TJK")


def at(cell, number, month, **values):
    x, y = priogrid_centre([CELLS[cell]])
    day = f"{2025 + month // 12}-{month % 12 + 1:02}-10"
    return event(number, day, longitude=float(x[0]), latitude=float(y[0]), priogrid_gid=int(CELLS[cell]), **values)


def asked(events, **changes):
    parameters = {
        "countries": ["TJK"],
        "period": "month",
        "start": D("2025-01-01"),
        "end": D("2026-12-31"),
        "permutations": 199,
        "seed": 3,
        "under_check": "leave out",
        "place_precision_max": 3,
        "date_precision_max": 4,
    }
    result = spread(events, **{**parameters, **changes})
    return rows(result.table), result.provenance


def fire(seed=1, *, stays):
    """Violence passes from each cell to one beside it month by month: the old cell stays violent a while, or not."""
    random, around = np.random.default_rng(seed), adjacent(CELLS)
    violent = np.zeros((len(CELLS), 24), dtype=bool)
    violent[[10, 40, 70], 0] = True
    for t in range(1, 24):
        for cell in np.flatnonzero(violent[:, t - 1]).tolist():
            violent[cell, t] |= stays and random.random() < 0.7
            beside = np.flatnonzero(around[cell])
            if violent[:, t].sum() < 12:
                violent[random.choice(beside), t] = True
    return violent


def as_events(violent):
    return [at(cell, f"{cell}.{month}", month) for cell, month in np.argwhere(violent).tolist()]


@pytest.mark.parametrize(("stays", "kind", "other"), [(True, "escalation", None), (False, "relocation", "escalation")])
def test_planted_spread_is_found_and_named(stays, kind, other):
    violent = fire(stays=stays)
    found = {row["kind"]: row for row in asked(table(*as_events(violent)))[0]}
    held = steps(violent, adjacent(CELLS), np.ones(23, dtype=bool))
    assert (found["escalation"]["observed"], found["relocation"]["observed"]) == held.joins(held.new)
    assert found[kind]["p_value"] == 1 / 200
    assert found[kind]["ratio"] > found[kind]["ratio_high"] > 1 > found[kind]["ratio_low"]
    if other:
        assert found[other]["p_value"] > 0.05


def test_every_event_left_out_has_its_reason():
    others = [
        at(3, 1, 30),
        at(3, 2, 5, under_check="Check"),
        at(3, 3, 5, place_precision=4),
        at(3, 4, 5, date_precision=5),
        event(5, "2025-05-05", priogrid_gid=1),
        event(6, "2025-05-05", priogrid_gid=None),
    ]
    events = as_events(fire(stays=True))
    _, provenance = asked(table(*events, *others))
    assert provenance.rows_used == len(events)
    assert provenance.left_out == {
        "middle day outside the window": 1,
        "under check": 1,
        "place not precise enough": 1,
        "date not precise enough": 1,
        "in none of the cells": 2,
    }


def test_steps_count_where_both_months_were_looked_at():
    violent = fire(stays=True)
    looked = (block("2025-01-01", "2025-12-31", "TJK"), block("2026-02-01", "2026-12-31", "TJK"))
    found, provenance = asked(table(*as_events(violent)), coverage=looked)
    known = np.ones(23, dtype=bool)
    known[[11, 12]] = False
    held = steps(violent, adjacent(CELLS), known)
    assert tuple(row["observed"] for row in found) == held.joins(held.new)
    assert provenance.notes[-1] == "1 of 24 periods are not covered."


def test_only_cells_near_a_border():
    violent = fire(stays=True)
    _, provenance = asked(table(*as_events(violent)), border=BORDER, band_km=80)
    near = distance_m(*priogrid_centre(CELLS), [BORDER])[:, 0] <= 80_000
    assert provenance.rows_used == violent[near].sum() < violent.sum()
    assert provenance.left_out == {"in none of the cells": int(violent[~near].sum())}


@pytest.mark.parametrize(
    ("events", "changes", "reason"),
    [
        (as_events(fire(stays=True)), {"end": D("2025-01-31")}, "1 covered periods, at least 3 are needed"),
        ([], {}, "0 events, at least 20 are needed"),
        (as_events(fire(stays=True)), {"countries": ["MCO"]}, "1 cells, at least 20 are needed"),
        ([at(3, n, n % 24) for n in range(40)], {}, "0 times a silent cell becomes violent, at least 20 are needed"),
    ],
)
def test_what_cannot_be_said_has_no_number(events, changes, reason):
    found, _ = asked(table(*events), **changes)
    assert found == [{**dict.fromkeys(found[0]), "cannot_say": reason}]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"period": "week"}, "period is \"week\"\n  do: take one of 'month', 'quarter', 'year'"),
        ({"period": "year", "end": D("2026-11-30")}, "2025-01-01 to 2026-11-30 is not made of whole years"),
        ({"end": D("2024-12-31")}, "2025-01-01 to 2024-12-31 is not made of whole months"),
        ({"permutations": 9}, "permutations is 9"),
        ({"border": BORDER}, "border and band_km belong together"),
        ({"border": BORDER, "band_km": 20}, "band_km is 20\n  do: give 50 to 500 km: a cell is up to 55 km wide"),
        ({"countries": ["XXX"]}, "no area for XXX"),
        ({"under_check": "maybe"}, 'under_check is "maybe"'),
    ],
)
def test_what_cannot_be_asked(changes, message):
    with pytest.raises(InputError) as raised:
        asked(table(), **changes)
    assert message in str(raised.value)


@pytest.mark.parametrize("engine", ENGINES)
def test_engines_agree(engine):
    events = table(*as_events(fire(stays=True)))
    assert asked(ENGINES[engine](events), permutations=99)[0] == asked(events, permutations=99)[0]


def test_the_order_of_rows_is_nothing_and_the_seed_is_all():
    events = as_events(fire(stays=True))
    assert asked(table(*events))[0] == asked(table(*reversed(events)))[0]
    assert asked(table(*events))[0] != asked(table(*events), seed=4)[0]


def test_central_african_republic_spreads_more_than_chance(ucdp):
    found, provenance = asked(
        sources.read(ucdp / "ged-23.1-central-african-republic.geojson"),
        countries=["CAF"],
        start=D("2006-01-01"),
        end=D("2022-12-31"),
    )
    assert [(row["kind"], row["observed"], row["p_value"]) for row in found] == [
        ("escalation", 182, 1 / 200),
        ("relocation", 256, 1 / 200),
    ]
    assert provenance.rows_used == 1669
