import datetime as dt

import numpy as np
import polars as pl
import pytest

from sarhad import sources
from sarhad.errors import InputError
from sarhad.measures import alerts
from sarhad.measures.alerts import by_day, months_before
from sarhad.places import land_borders
from tests.engines import ENGINES, rows
from tests.make import block, event, table

D = dt.date.fromisoformat
BORDER = next(line for line in land_borders(["AFG"]) if line.id == "AFG-PAK")
POST = {"longitude": 71.1, "latitude": 34.12}  # Torkham, at the border


def asked(events, **changes):
    parameters = {
        "countries": ["AFG"],
        "lines": [],
        "deaths": "best",
        "window_days": 30,
        "floor": 20,
        "years": (1, 3),
        "near_km": 10,
        "quiet_months": 6,
        "start": D("2024-01-01"),
        "end": D("2024-12-31"),
        "history_start": D("2020-01-01"),
        "under_check": "leave out",
        "place_precision_max": 2,
    }
    result = alerts(events, **{**parameters, **changes})
    return rows(result.table), result.provenance


def deaths(*days):
    return table(*(event(n, day, deaths_best=killed) for n, (day, killed) in enumerate(days)))


def test_the_highest_of_three_years_then_of_one():
    """2022: 60. 2023: 40. Then 2024: 45 (more than in a year, not in three), 70 (more than in three)."""
    found, provenance = asked(
        deaths(("2022-06-01", 60), ("2023-06-01", 40), ("2024-03-01", 45), ("2024-09-01", 50), ("2024-09-10", 20))
    )
    assert [(row["day"], row["deaths"], row["highest_before"], row["years"]) for row in found] == [
        (D("2024-03-01"), 45, 40, 1),
        (D("2024-09-01"), 50, 45, 1),
        (D("2024-09-10"), 70, 60, 3),  # within 30 days, but of more years
    ]
    assert [row["previous_alert"] for row in found] == [None, D("2024-03-01"), D("2024-09-01")]
    assert provenance.rows_used == 5


def test_no_second_alert_while_the_window_of_the_first_lasts():
    found, _ = asked(deaths(("2024-03-01", 30), ("2024-03-15", 5), ("2024-03-31", 6), ("2024-04-10", 60)))
    assert [row["day"] for row in found] == [D("2024-03-01"), D("2024-04-10")]
    assert [row["deaths"] for row in found] == [30, 71], "30 days up to 10 April hold those of 15 and 31 March"


def test_under_the_floor_is_no_alert():
    assert asked(deaths(("2024-03-01", 19)))[0] == []
    assert len(asked(deaths(("2024-03-01", 20)))[0]) == 1


def test_as_many_as_before_is_no_high():
    assert asked(deaths(("2023-09-01", 30), ("2024-03-01", 30)))[0] == []


def test_a_day_whose_past_is_not_known_whole_cannot_be_told():
    found, _ = asked(deaths(("2024-03-01", 30)), history_start=D("2023-12-01"))
    assert found == [
        {
            **dict.fromkeys(found[0]),
            "rule": "high",
            "about": "AFG",
            "cannot_say": "1 days at a high whose 1 or 3 years before are not known whole",
        }
    ]
    gap = [block("2020-01-01", "2023-06-30"), block("2023-08-01", "2024-12-31")]
    assert asked(deaths(("2024-03-01", 30)), coverage=gap)[0][0]["cannot_say"]
    whole = [block("2020-01-01", "2024-12-31")]
    assert asked(deaths(("2024-03-01", 30)), coverage=whole)[0][0]["years"] == 3
    known, _ = asked(deaths(("2022-06-01", 90), ("2024-03-01", 30)), history_start=D("2022-05-01"))
    assert [row["years"] for row in known] == [1], "not the highest of three years, whatever came before them"


def test_highs_against_a_plain_loop_over_days():
    raised = 0
    for seed in range(15):
        random = np.random.default_rng(seed)
        days = sorted(random.integers(0, 1827, 250).tolist())
        events = [(str(D("2020-01-01") + dt.timedelta(days=d)), int(random.geometric(0.1))) for d in days]
        found, _ = asked(deaths(*events), floor=30)
        expected = by_hand(events)
        assert [(row["day"], row["years"]) for row in found] == expected
        raised += len(expected)
    assert raised > 5


def by_hand(events):
    killed: dict[dt.date, int] = {}
    for day, number in events:
        killed[D(day)] = killed.get(D(day), 0) + number
    every = [D("2020-01-30") + dt.timedelta(days=k) for k in range(1798)]
    held = {day: sum(killed.get(day - dt.timedelta(days=k), 0) for k in range(30)) for day in every}
    expected: list[tuple[dt.date, int]] = []
    for day in (day for day in every if day.year == 2024):
        for years in (3, 1):
            before = max(held[day - dt.timedelta(days=b)] for b in range(1, 365 * years + 1))
            if held[day] >= 30 and held[day] > before:
                if not any((day - earlier).days <= 30 and other >= years for earlier, other in expected):
                    expected.append((day, years))
                break
    return expected


def near(*days, **values):
    return table(*(event(n, day, deaths_best=0, **POST, **values) for n, day in enumerate(days)))


def test_the_first_event_near_a_border_in_months():
    given = near("2023-05-01", "2024-02-01", "2024-03-01", "2024-08-31", "2024-12-31")
    found, _ = asked(given, lines=[BORDER])
    assert [(row["about"], row["day"], row["last_event"]) for row in found] == [
        ("AFG-PAK", D("2024-02-01"), D("2023-05-01"))
    ]
    found, _ = asked(given, lines=[BORDER], quiet_months=4)
    assert [row["day"] for row in found] == [D("2024-02-01"), D("2024-08-31")], "31 August less 4 months is 30 April"
    assert found[1]["previous_alert"] == D("2024-02-01")
    assert found[0]["event_id"] == "ucdp-ged:1"
    assert 0 <= found[0]["km"] <= 10


def test_what_is_not_near_or_not_known_well_enough_is_no_first_event():
    assert asked(near("2024-02-01", place_precision=3), lines=[BORDER])[0] == []
    assert len(asked(near("2024-02-01", place_precision=3), lines=[BORDER], place_precision_max=None)[0]) == 1
    far = table(event(1, "2024-02-01", longitude=66.0, latitude=34.5, deaths_best=0))
    assert asked(far, lines=[BORDER])[0] == []
    nowhere = table(event(1, "2024-02-01", longitude=None, latitude=None, deaths_best=0))
    assert asked(nowhere, lines=[BORDER])[0] == []


def test_a_line_of_two_countries_must_be_looked_at_in_both():
    one = [block("2020-01-01", "2024-12-31", "AFG")]
    found, _ = asked(near("2024-02-01"), lines=[BORDER], coverage=one)
    assert [row["cannot_say"] for row in found] == ["1 events whose 6 months before are not known whole"]
    both = [block("2020-01-01", "2024-12-31", "AFG", "PAK")]
    assert asked(near("2024-02-01"), lines=[BORDER], coverage=both)[0][0]["day"] == D("2024-02-01")
    early, _ = asked(near("2024-02-01"), lines=[BORDER], history_start=D("2023-12-01"))
    assert early[0]["cannot_say"]


@pytest.mark.parametrize(
    ("day", "months", "before"),
    [("2024-08-31", 6, "2024-02-29"), ("2024-03-15", 3, "2023-12-15"), ("2024-01-31", 12, "2023-01-31")],
)
def test_months_before(day, months, before):
    assert months_before(D(day), months) == D(before)


def test_deaths_by_day_of_events_over_the_edges():
    origin = D("2024-01-01").toordinal()
    first = np.array([origin - 2, origin + 1, origin + 3])
    last = np.array([origin + 1, origin + 2, origin + 9])
    daily = by_day(first, last, np.array([8.0, 3.0, 7.0]), origin, 5)
    assert daily.tolist() == pytest.approx([2, 3.5, 1.5, 1, 1])


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"years": ()}, "years is []"),
        ({"window_days": 0}, "window_days is 0"),
        ({"floor": 0}, "floor is 0"),
        ({"near_km": -1}, "near_km is -1"),
        ({"quiet_months": 0}, "quiet_months is 0"),
        ({"history_start": D("2025-01-01")}, "are not in order"),
        ({"deaths": "mean"}, 'deaths is "mean"'),
    ],
)
def test_what_cannot_be_asked(changes, message):
    with pytest.raises(InputError) as raised:
        asked(deaths(("2024-03-01", 30)), **changes)
    assert message in str(raised.value)


@pytest.mark.parametrize("engine", ENGINES)
def test_engines_agree_and_return_their_own_kind(engine):
    events = table(*near("2024-02-01").to_pylist(), event(9, "2024-05-05", deaths_best=44))
    given = ENGINES[engine](events)
    result = alerts(
        given,
        countries=["AFG"],
        lines=[BORDER],
        deaths="best",
        window_days=30,
        floor=20,
        years=(1, 3),
        near_km=10,
        quiet_months=6,
        start=D("2024-01-01"),
        end=D("2024-12-31"),
        history_start=D("2020-01-01"),
        under_check="leave out",
        place_precision_max=2,
    )
    assert type(result.table) is type(given)
    assert rows(result.table) == asked(events, lines=[BORDER])[0]
    assert len(rows(result.table)) == 2


def test_central_african_republic_sums_by_hand(ucdp):
    events = pl.from_arrow(sources.read(ucdp / "ged-23.1-central-african-republic.geojson").table)
    found, _ = asked(
        events,
        countries=["CAF"],
        lines=land_borders(["CAF"]),
        history_start=D("2000-01-01"),
        start=D("2006-01-01"),
        end=D("2022-12-31"),
        floor=50,
        near_km=25,
        quiet_months=12,
    )
    highs = [row for row in found if row["rule"] == "high" and row["day"]]
    assert len(highs) > 5
    for row in highs:
        first = row["day"] - dt.timedelta(days=29)
        touching = events.filter((pl.col("date_start") <= row["day"]) & (pl.col("date_end") >= first))
        total = 0.0
        for each in touching.select("date_start", "date_end", "deaths_best").to_dicts():
            length = (each["date_end"] - each["date_start"]).days + 1
            inside = (min(each["date_end"], row["day"]) - max(each["date_start"], first)).days + 1
            total += each["deaths_best"] * inside / length
        assert row["deaths"] == pytest.approx(total, abs=1e-5)
        assert row["deaths"] > row["highest_before"]
    assert any(row["rule"] == "first" and row["day"] for row in found)
