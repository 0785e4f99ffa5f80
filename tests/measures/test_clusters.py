import datetime as dt

import numpy as np
import polars as pl
import pytest
from pyproj import Geod

from sarhad import sources
from sarhad.errors import InputError
from sarhad.measures import clusters
from tests.engines import ENGINES, rows
from tests.make import event, table

D = dt.date.fromisoformat


def asked(events, **changes):
    parameters = {
        "radii_km": (0, 15, 40),
        "period": "week",
        "longest_periods": 4,
        "most_share": 0.5,
        "start": D("2026-01-01"),
        "end": D("2026-12-31"),
        "under_check": "leave out",
        "place_precision_max": 2,
        "date_precision_max": 1,
        "permutations": 199,
        "seed": 3,
        "listed": 3,
    }
    result = clusters(events, **{**parameters, **changes})
    return rows(result.table), result.provenance


def scattered(n=200, seed=1):
    """Events at 40 points on random days of a year."""
    random = np.random.default_rng(seed)
    where = random.uniform(0, 2, (40, 2)).round(3)
    chosen = where[random.integers(0, 40, n)]
    days = [str(D("2026-01-01") + dt.timedelta(days=int(d))) for d in random.integers(0, 365, n)]
    return [
        event(k, day, longitude=68.0 + x, latitude=33.0 + y)
        for k, (day, (x, y)) in enumerate(zip(days, chosen.tolist(), strict=True))
    ]


PLANTED = [
    event(1000 + n, f"2026-06-{8 + n % 7:02}", longitude=69.0 + (n % 3) * 0.05, latitude=34.0) for n in range(12)
]


def test_a_planted_cluster_is_found_with_its_events():
    found, provenance = asked(table(*scattered(), *PLANTED), permutations=999)
    first = found[0]
    assert first["rank"] == 1
    assert first["p_value"] == 0.001
    assert {row["event_id"] for row in PLANTED} <= set(first["event_ids"].split(";"))
    assert first["first_day"] <= D("2026-06-08")
    assert D("2026-06-14") <= first["last_day"]
    assert abs(first["longitude"] - 69.05) < 0.2
    assert first["ratio"] == pytest.approx(first["events"] / first["expected"])
    assert first["events"] == len(first["event_ids"].split(";"))
    assert found[1]["p_value"] > 0.05, "nothing else was planted"
    assert provenance.rows_used == 212


def test_no_listed_cluster_shares_an_event_with_another():
    found, _ = asked(table(*scattered()), listed=6)
    ids = [name for row in found for name in row["event_ids"].split(";")]
    assert len(ids) == len(set(ids)) > 6
    ratios = [row["log_likelihood_ratio"] for row in found]
    assert ratios == sorted(ratios, reverse=True)
    assert [row["rank"] for row in found] == [1, 2, 3, 4, 5, 6]


def test_a_place_that_is_violent_throughout_is_no_cluster():
    always = [event(2000 + n, str(D("2026-01-01") + dt.timedelta(days=n)), longitude=69.0) for n in range(360)]
    found, _ = asked(table(*scattered(400), *always))
    assert found[0]["p_value"] > 0.05


def test_same_seed_same_table_whatever_the_order_of_rows():
    events = scattered(80)
    assert asked(table(*events))[0] == asked(table(*reversed(events)))[0]
    one, other = (asked(table(*events), seed=seed)[0][0] for seed in (3, 4))
    assert one["log_likelihood_ratio"] == other["log_likelihood_ratio"]
    assert one["p_value"] != other["p_value"]


def test_last_day_is_inside_the_window():
    late = [event(3000 + n, "2026-12-30", longitude=69.5) for n in range(9)]
    found, _ = asked(table(*scattered(), *late), period="month")
    assert found[0]["last_day"] == D("2026-12-31")
    assert (found[0]["first_day"].day, found[0]["events"]) >= (1, 9)


@pytest.mark.parametrize(
    ("events", "changes", "reason"),
    [
        ([], {}, "0 events, at least 20 are needed"),
        ([event(n, f"2026-01-{n + 1:02}") for n in range(25)], {}, "all 25 events stand at one point"),
        ([event(n, longitude=60.0 + n) for n in range(25)], {}, "all 25 events stand on one day"),
        (
            [event(n, f"2026-01-{n + 1:02}", longitude=60.0 + n) for n in range(25)],
            {"period": "month"},
            "all 25 events stand in one month",
        ),
        (
            [event(n, f"2026-{n % 12 + 1:02}-01", longitude=60.0 + n % 2 / 100) for n in range(25)],
            {"radii_km": (15,)},
            "every circle holds more than 50% of the events",
        ),
    ],
)
def test_what_cannot_be_said_has_no_number(events, changes, reason):
    found, _ = asked(table(*events), **changes)
    assert found == [{**dict.fromkeys(found[0]), "cannot_say": reason}]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"radii_km": ()}, "radii_km is []"),
        ({"radii_km": (50, 25)}, "radii_km is [50, 25]\n  do: give rising radii from 0 to 1,000 km"),
        ({"radii_km": (5000,)}, "radii_km is [5000]"),
        ({"period": "year"}, "period is \"year\"\n  do: take one of 'day', 'week', 'month'"),
        ({"longest_periods": 0}, "longest_periods is 0"),
        ({"most_share": 0.9}, "most_share is 0.9"),
        ({"permutations": 10}, "permutations is 10"),
        ({"listed": 0}, "listed is 0"),
    ],
)
def test_what_cannot_be_asked(changes, message):
    with pytest.raises(InputError) as raised:
        asked(table(*scattered(30)), **changes)
    assert message in str(raised.value)


@pytest.mark.parametrize("engine", ENGINES)
def test_engines_agree_and_return_their_own_kind(engine):
    given = ENGINES[engine](table(*scattered(60)))
    result = clusters(
        given,
        radii_km=(0, 15, 40),
        period="week",
        longest_periods=4,
        most_share=0.5,
        start=D("2026-01-01"),
        end=D("2026-12-31"),
        under_check="leave out",
        place_precision_max=2,
        date_precision_max=1,
        permutations=199,
        seed=3,
        listed=3,
    )
    assert type(result.table) is type(given)
    assert rows(result.table) == asked(table(*scattered(60)))[0]


def test_central_african_republic_counts_by_hand(ucdp):
    """The first cylinder's events, counted again in Polars from its centre, radius and days."""
    events = pl.from_arrow(sources.read(ucdp / "ged-23.1-central-african-republic.geojson").table)
    found, provenance = asked(
        events,
        radii_km=(25, 50, 100),
        period="month",
        start=D("1989-01-01"),
        end=D("2022-12-31"),
        date_precision_max=2,
    )
    assert provenance.rows_used > 1000
    first = found[0]
    assert first["p_value"] == 1 / 200
    kept = events.filter(pl.col("event_id").is_in(first["event_ids"].split(";")))
    assert len(kept) == first["events"]
    km = Geod(ellps="WGS84").inv(
        kept["longitude"].to_numpy(),
        kept["latitude"].to_numpy(),
        np.full(len(kept), first["longitude"]),
        np.full(len(kept), first["latitude"]),
    )[2]
    assert (km <= first["radius_km"] * 1000 + 1).all()
    assert kept["date_end"].max() >= first["first_day"]
    assert kept["date_start"].min() <= first["last_day"]
