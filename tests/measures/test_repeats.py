import datetime as dt
import importlib
import itertools
import math

import numpy as np
import polars as pl
import pytest
from pyproj import Geod

from sarhad import sources
from sarhad.errors import InputError
from sarhad.measures import repeats
from tests.engines import ENGINES, rows
from tests.make import event, table

D = dt.date.fromisoformat
MODULE = importlib.import_module("sarhad.measures.repeats")  # the room's door has the function under that name
KM, DAYS = (0, 10, 20), (2, 7)


def asked(events, **changes):
    parameters = {
        "bands_km": KM,
        "bands_days": DAYS,
        "start": D("2025-01-01"),
        "end": D("2026-12-31"),
        "under_check": "leave out",
        "place_precision_max": 2,
        "date_precision_max": 1,
        "within": "window",
        "permutations": 199,
        "seed": 3,
    }
    result = repeats(events, **{**parameters, **changes})
    return rows(result.table), result.provenance


def scattered(n, seed=1, days=200):
    """Events at random points of a small town's surroundings, some of them at the same point."""
    random = np.random.default_rng(seed)
    where = np.round(random.uniform(0, 0.4, (n, 2)), 1)
    when = [str(D("2026-01-01") + dt.timedelta(days=int(d))) for d in random.integers(0, days, n)]
    return [
        event(k, when[k], longitude=69.0 + float(x), latitude=34.0 + float(y))
        for k, (x, y) in enumerate(where.tolist())
    ]


def counted_by_hand(events):
    """Every pair, its distance on the ellipsoid, its days: a plain double loop."""
    geod, counts = Geod(ellps="WGS84"), {}
    for a, b in itertools.combinations(events, 2):
        km = geod.inv(a["longitude"], a["latitude"], b["longitude"], b["latitude"])[2] / 1000
        near = next((k for k, until in enumerate(KM) if km <= until), None)
        soon = next((k for k, until in enumerate(DAYS) if abs((a["date_start"] - b["date_start"]).days) <= until), None)
        if near is not None and soon is not None:
            counts[near, soon] = counts.get((near, soon), 0) + 1
    return [counts.get(band, 0) for band in itertools.product(range(len(KM)), range(len(DAYS)))]


def test_pairs_by_a_plain_double_loop():
    events = scattered(90)
    found, provenance = asked(table(*events))
    by_hand = counted_by_hand(events)
    assert min(by_hand) > 0
    assert [row["observed"] for row in found] == [sum(by_hand), *by_hand]
    assert provenance.rows_used == 90


def test_expected_is_pairs_near_in_space_times_the_share_near_in_time():
    """Knox (1964): the product of the margins, which the mean of permutations comes to."""
    events = scattered(90)
    found, _ = asked(table(*events), permutations=999)
    near = [0] * len(KM)
    soon = [0] * len(DAYS)
    geod = Geod(ellps="WGS84")
    for a, b in itertools.combinations(events, 2):
        km = geod.inv(a["longitude"], a["latitude"], b["longitude"], b["latitude"])[2] / 1000
        days = abs((a["date_start"] - b["date_start"]).days)
        for counts, limits, value in ((near, KM, km), (soon, DAYS, days)):
            band = next((k for k, until in enumerate(limits) if value <= until), None)
            if band is not None:
                counts[band] += 1
    exact = [space * time / math.comb(90, 2) for space, time in itertools.product(near, soon)]
    assert [row["expected"] for row in found[1:]] == pytest.approx(exact, rel=0.06)
    assert found[0]["expected"] == pytest.approx(sum(exact), rel=0.02)


def test_bands_are_named_as_they_are_counted():
    found, _ = asked(table(*scattered(40)))
    named = [(row["km_from"], row["km_to"], row["days_from"], row["days_to"]) for row in found]
    assert named == [
        (0, 20, 0, 7),
        (0, 0, 0, 2),
        (0, 0, 3, 7),
        (0, 10, 0, 2),
        (0, 10, 3, 7),
        (10, 20, 0, 2),
        (10, 20, 3, 7),
    ]


def test_planted_repeats_are_found_where_they_were_planted():
    """To each of 60 events a second one at the same point two days later."""
    first = scattered(60, seed=5)
    again = [
        {**row, "event_id": f"again:{k}", **dict.fromkeys(("date_start", "date_end"), later(row))}
        for k, row in enumerate(first)
    ]
    found, _ = asked(table(*first, *again), permutations=999)
    same_place_soon = found[1]
    assert same_place_soon["p_value"] == same_place_soon["p_adjusted"] == 0.001
    assert same_place_soon["ratio"] > 3 > 2 > same_place_soon["ratio_high"]
    assert found[6]["p_adjusted"] > 0.05, "far and late nothing was planted"


def later(row):
    return row["date_start"] + dt.timedelta(days=2)


def test_permuting_within_years_does_not_take_a_move_for_repetition():
    """In 2025 all is in one valley, in 2026 in the next: within a year there is no repetition."""
    random = np.random.default_rng(9)
    days = [D("2025-01-01") + dt.timedelta(days=int(d)) for d in random.integers(0, 730, 300)]
    where = [
        (69.0 if day.year == 2025 else 71.0) + float(x)
        for day, x in zip(days, random.uniform(0, 0.3, 300), strict=True)
    ]
    moving = table(*(event(n, str(day), longitude=lon) for n, (day, lon) in enumerate(zip(days, where, strict=True))))
    assert asked(moving)[0][0]["p_value"] == 1 / 200
    assert asked(moving, within="year")[0][0]["p_value"] > 0.05


def test_same_seed_same_table_whatever_the_order_of_rows():
    events = scattered(50)
    assert asked(table(*events))[0] == asked(table(*reversed(events)))[0]
    assert asked(table(*events))[0] != asked(table(*events), seed=4)[0]


@pytest.mark.parametrize(
    ("events", "changes", "reason"),
    [
        ([], {}, "0 events, at least 20 are needed"),
        ([event(n, f"2026-01-{n + 1:02}") for n in range(25)], {}, "all 25 events stand at one point"),
        ([event(n, longitude=60.0 + n) for n in range(25)], {}, "all 25 events stand on one day"),
        (scattered(30, days=7), {}, "all pairs of events are near in time"),
        (scattered(30), {"bands_km": (100,)}, "all pairs of events are near in space"),
        (
            [event(n, f"2026-01-{n + 1:02}", longitude=60.0 + n) for n in range(25)],
            {},
            "no pairs of events are near in space",
        ),
        (
            [event(n, str(D("2025-01-01") + dt.timedelta(days=20 * n)), longitude=60 + n / 100) for n in range(25)],
            {},
            "no pairs of events are near in time",
        ),
    ],
)
def test_what_cannot_be_said_has_no_number(events, changes, reason):
    found, _ = asked(table(*events), **changes)
    assert found == [{**dict.fromkeys(found[0]), "cannot_say": reason}]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"bands_km": ()}, "bands_km is []\n  do: give rising upper ends, such as 0, 1, 5, 10"),
        ({"bands_km": (5, 1)}, "bands_km is [5, 1]"),
        ({"bands_km": (1, 600)}, "bands_km reaches 600 km"),
        ({"bands_days": (-1, 7)}, "bands_days is [-1, 7]"),
        ({"within": "month"}, "within is \"month\"\n  do: take one of 'window', 'year'"),
        ({"permutations": 9}, "permutations is 9"),
        ({"under_check": "maybe"}, 'under_check is "maybe"'),
        ({"end": D("2024-01-01")}, "the window ends (2024-01-01) before it starts (2025-01-01)"),
    ],
)
def test_what_cannot_be_asked(changes, message):
    with pytest.raises(InputError) as raised:
        asked(table(*scattered(30)), **changes)
    assert message in str(raised.value)


def test_too_much_for_one_table_is_told_with_the_number(monkeypatch):
    monkeypatch.setattr(MODULE, "MAX_SITES", 10)
    with pytest.raises(InputError, match="different points are more than 10"):
        asked(table(*scattered(30)))
    monkeypatch.undo()
    monkeypatch.setattr(MODULE, "MAX_PAIRS", 10)
    with pytest.raises(InputError, match="up to 7 days apart are more than 10"):
        asked(table(*scattered(30)))


def test_parts_of_the_pairs_add_up(monkeypatch):
    whole = asked(table(*scattered(60)))[0]
    monkeypatch.setattr(MODULE, "_PART", 7)
    assert asked(table(*scattered(60)))[0] == whole


@pytest.mark.parametrize("engine", ENGINES)
def test_engines_agree_and_return_their_own_kind(engine):
    given = ENGINES[engine](table(*scattered(40)))
    result = repeats(
        given,
        bands_km=KM,
        bands_days=DAYS,
        start=D("2025-01-01"),
        end=D("2026-12-31"),
        under_check="leave out",
        place_precision_max=2,
        date_precision_max=1,
        within="window",
        permutations=199,
        seed=3,
    )
    assert type(result.table) is type(given)
    assert rows(result.table) == asked(table(*scattered(40)))[0]


def test_central_african_republic_by_a_plain_double_loop(ucdp):
    """Real rows, coordinates of towns: observed pairs against NumPy's double loop over all of them."""
    events = pl.from_arrow(sources.read(ucdp / "ged-23.1-central-african-republic.geojson").table)
    found, provenance = asked(events, start=D("1989-01-01"), end=D("2022-12-31"), date_precision_max=2)
    used = events.filter(
        (pl.col("place_precision") <= 2) & (pl.col("date_precision") <= 2) & pl.col("under_check").is_null()
    ).with_columns(
        (
            pl.col("date_start") + pl.duration(days=(pl.col("date_end") - pl.col("date_start")).dt.total_days() // 2)
        ).alias("day")
    )
    assert provenance.rows_used == len(used) > 500
    lon, lat, day = (used[name].to_numpy() for name in ("longitude", "latitude", "day"))
    i, j = np.triu_indices(len(used), 1)
    km = Geod(ellps="WGS84").inv(lon[i], lat[i], lon[j], lat[j])[2] / 1000
    days = np.abs((day[i] - day[j]).astype("timedelta64[D]").astype(int))
    assert found[0]["observed"] == ((km <= 20) & (days <= 7)).sum()
    assert found[1]["observed"] == ((km == 0) & (days <= 2)).sum()
    assert found[0]["p_value"] == 1 / 200
