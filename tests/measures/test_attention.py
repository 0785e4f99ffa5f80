import datetime as dt
import math

import numpy as np
import pytest

from sarhad import sources
from sarhad.errors import InputError
from sarhad.measures import attention
from sarhad.measures.norm import against_norm
from tests.engines import ENGINES, rows
from tests.make import block, event, events, table
from tests.sources.volumes import volume

D = dt.date.fromisoformat
FIRST, NORM, WINDOW = "2025-01-01", 150, 20
START = D(FIRST) + dt.timedelta(days=NORM)
END = START + dt.timedelta(days=WINDOW - 1)
MENTIONS = [10 + day % 3 for day in range(NORM)]


def day_of(place):
    return str(D(FIRST) + dt.timedelta(days=place))


def asked(told, happened, **changes):
    parameters = {
        "countries": ["AFG"],
        "start": START,
        "end": END,
        "norm_start": D(FIRST),
        "volume_of": "mentions",
        "actor_group": "all",
        "arrived_min": 0.75,
        "of": "events",
        "deaths": "best",
        "under_check": "leave out",
        "max_lag_days": 3,
        "belated_days": 2,
        "confidence": 0.95,
    }
    result = attention(told, happened, **{**parameters, **changes})
    return rows(result.table), result.provenance


def usual(**changes):
    """A norm of 10 to 12 mentions of 1,000; in the window 20 and, on its tenth day, 80."""
    mentions = [*MENTIONS, *([20] * WINDOW)]
    mentions[NORM + 9] = 80
    return volume(FIRST, 1000, AFG=mentions, **changes)


def attacks(*places):
    return [event(number, day_of(place)) for number, place in enumerate(places)]


def test_ratio_peaks_and_lag_by_hand():
    happened = table(*attacks(10, 60, 110, NORM + 4, NORM + 4, NORM + 12))
    ((row,), provenance) = asked(usual(), happened)
    assert row["share"] == pytest.approx((19 * 20 + 80) / 20 / 1000)
    assert row["norm_share"] == pytest.approx(11 / 1000)
    assert row["ratio"] == pytest.approx(23 / 11)
    assert (row["days"], row["days_unknown"], row["norm_days"], row["norm_days_unknown"]) == (20, 0, 150, 0)
    assert (row["volume"], row["counted"]) == (460, 3)
    assert (row["peak_of_events"], row["peak_of_volume"]) == (D(day_of(NORM + 4)), D(day_of(NORM + 9)))
    assert row["lag_of_peak_days"] == 5
    assert row["ratio_low"] > 1
    assert row["belated"] is True
    assert row["cannot_say"] == row["cannot_say_lag"] == ""
    assert (provenance.rows_used, provenance.left_out) == (6, {})
    assert [source.name for source in provenance.sources] == ["gdelt"]


@pytest.mark.parametrize(
    ("peak", "belated_days", "belated"),
    [(4, 2, True), (4, 4, True), (4, 5, False), (9, 0, False), (14, 0, False)],
)
def test_belated_is_later_than_stated_and_above_the_norm(peak, belated_days, belated):
    ((row,), _) = asked(usual(), table(*attacks(NORM + peak)), belated_days=belated_days)
    assert row["lag_of_peak_days"] == 9 - peak
    assert row["belated"] is belated


def test_a_late_peak_that_is_no_more_than_usual_is_not_belated():
    mentions = [*MENTIONS, *MENTIONS[:WINDOW]]
    ((row,), _) = asked(volume(FIRST, 1000, AFG=mentions), table(*attacks(NORM)), belated_days=0)
    assert row["lag_of_peak_days"] == 2
    assert row["ratio_low"] < 1 < row["ratio_high"]
    assert row["belated"] is False


def test_the_interval_is_that_of_the_norm():
    told = usual()
    ((row,), _) = asked(told, table(*attacks(NORM + 4)))
    share = np.asarray([*MENTIONS, *[20] * 9, 80, *[20] * 10]) / 1000
    found = against_norm(share[NORM:], share[:NORM], confidence=0.95)
    assert (row["ratio_low"], row["ratio_high"]) == pytest.approx((found.low, found.high))
    assert row["p_value"] == pytest.approx(found.p_value)


def test_when_the_media_of_the_world_grow_nothing_changes():
    doubled = [1000 if place < NORM else 2000 for place in range(NORM + WINDOW)]
    mentions = [*MENTIONS, *[2 * n for n in MENTIONS[:WINDOW]]]
    ((row,), _) = asked(volume(FIRST, doubled, AFG=mentions), table(*attacks(NORM)))
    assert row["ratio"] == pytest.approx(np.mean(MENTIONS[:WINDOW]) / np.mean(MENTIONS))


def test_quarter_hours_that_did_not_arrive_fall_out_of_the_share_and_half_days_are_left_out():
    whole = usual()
    mentions = [*MENTIONS, *([20] * WINDOW)]
    mentions[NORM + 9] = 80
    world = [1000] * len(mentions)
    mentions[NORM + 1], world[NORM + 1] = 16, 800  # four fifths of the files, and of the news
    mentions[NORM + 2], world[NORM + 2] = 1, 10  # a tenth: not known
    told = volume(FIRST, world, quarters={NORM + 1: 77, NORM + 2: 9}, AFG=mentions)
    ((row,), provenance) = asked(told, table(*attacks(NORM + 4)))
    ((other,), _) = asked(whole, table(*attacks(NORM + 4)))
    assert (row["days"], row["days_unknown"]) == (19, 1)
    assert row["share"] == pytest.approx((20 * other["share"] - 0.02) / 19)
    assert any("Of 170 days 169 are known: 75% of their files arrived." in note for note in provenance.notes)


def test_a_group_is_measured_against_all_that_was_told():
    told = usual(group="armed-groups")
    ((whole,), _) = asked(told, table(*attacks(NORM + 4)))
    ((group,), _) = asked(told, table(*attacks(NORM + 4)), actor_group="armed-groups")
    assert group == whole


def test_the_media_that_follow_by_two_days():
    random = np.random.default_rng(5)
    daily = random.poisson(0.6, NORM + WINDOW)
    daily[NORM + 3] = 4
    happened = [event(n, day_of(p)) for n, p in enumerate(p for p in range(len(daily)) for _ in range(daily[p]))]
    mentions = [int(n) for n in 10 + 5 * np.roll(daily, 2) + random.poisson(1, len(daily))]
    ((row,), _) = asked(volume(FIRST, 1000, AFG=mentions), table(*happened))
    assert row["lag_days"] == row["lag_of_peak_days"] == 2
    assert row["lag_p_value"] == pytest.approx(7 / 170), "the least that lags up to three days can have"


def test_deaths_are_spread_over_the_days_of_an_event():
    long = event(1, day_of(NORM + 2), until=day_of(NORM + 3), deaths_best=8)
    short = event(2, day_of(NORM + 6), deaths_best=5)
    ((row,), _) = asked(usual(), table(long, short), of="deaths")
    assert (row["counted"], row["peak_of_events"]) == (13, D(day_of(NORM + 6)))


def test_what_is_left_out_adds_up():
    happened = [
        *attacks(NORM + 4),
        event(11, day_of(-3)),
        event(12, day_of(NORM), country="PAK"),
        event(13, day_of(NORM), under_check="Check deaths"),
        event(14, day_of(NORM), deaths_best=None),
        event(15, day_of(NORM), until=day_of(NORM - 1)),
    ]
    _, provenance = asked(usual(), table(*happened), of="deaths")
    assert provenance.rows_used == 1
    assert provenance.left_out == {
        "no valid dates": 1,
        "outside norm and window": 1,
        "in another country or none": 1,
        "under check": 1,
        "no figure for deaths_best": 1,
    }
    _, provenance = asked(usual(), table(*happened), under_check="include")
    assert provenance.rows_used == 3
    assert provenance.left_out["middle day outside norm and window"] == 1


@pytest.mark.parametrize("engine", ENGINES)
def test_any_frame(engine):
    happened = table(*attacks(10, NORM + 4))
    ((row,), _) = asked(usual(), ENGINES[engine](happened))
    ((expected,), _) = asked(usual(), happened)
    assert {k: None if isinstance(v, float) and math.isnan(v) else v for k, v in row.items()} == expected


def test_events_with_their_source():
    _, provenance = asked(usual(), events(*attacks(NORM)))
    assert [source.name for source in provenance.sources] == ["ucdp-ged", "gdelt"]


@pytest.mark.parametrize(
    ("changes", "why", "why_no_lag"),
    [
        ({"countries": ["TKM"]}, "nothing was told in the norm", "no event in the window"),
        (
            {"start": D(day_of(80)), "end": D(day_of(99))},
            "80 days of norm are known, at least 120 are needed for a window of 20",
            "no event in the window",
        ),
        ({"norm_start": D("2024-12-01")}, "31 of the 181 days of the norm have no known media volume", "31 of the"),
        ({"end": END + dt.timedelta(days=10)}, "10 of the 30 days of the window", "10 of the 30 days"),
        ({"max_lag_days": 14}, "", "170 days of norm and window; for lags up to 14 days, 580 are needed for a p-value"),
        (
            {"coverage": [block(FIRST, day_of(160), "AFG")]},
            "",
            "no loaded source looks at every day of the window",
        ),
    ],
)
def test_what_cannot_be_said(changes, why, why_no_lag):
    ((row,), _) = asked(usual(), table(*attacks(NORM + 4)), **changes)
    assert row["cannot_say"].startswith(why)
    assert bool(row["cannot_say"]) is bool(why)
    assert row["cannot_say_lag"].startswith(why_no_lag)
    assert (row["ratio"] is None) is bool(why)
    assert row["lag_days"] is None
    assert row["lag_p_value"] is None
    if why:
        assert row["belated"] is None


def test_constant_volume_and_constant_events():
    flat = volume(FIRST, 1000, AFG=[10] * (NORM + WINDOW))
    ((row,), _) = asked(flat, table(*attacks(NORM + 4)))
    assert row["cannot_say"] == "the norm is the same every day"
    assert row["cannot_say_lag"] == "media volume is the same on every day of the window"
    ((row,), _) = asked(usual(), table(*attacks(*range(NORM, NORM + WINDOW))))
    assert row["cannot_say_lag"] == "every day of the window has as many"


def test_a_source_that_covers_the_window_only_gives_the_lag_of_the_peak():
    ((row,), _) = asked(usual(), table(*attacks(NORM + 4)), coverage=[block(day_of(NORM), str(END), "AFG")])
    assert (row["lag_of_peak_days"], row["belated"], row["lag_days"]) == (5, True, None)
    assert row["cannot_say_lag"] == "no loaded source looks at every day of the norm"


def test_coverage_of_all_days_allows_a_lag():
    covered = [block(FIRST, day_of(100), "AFG"), block(day_of(101), str(END), "AFG")]
    ((row,), provenance) = asked(usual(), table(*attacks(NORM + 4)), coverage=covered)
    assert row["lag_days"] is not None
    assert not any("No coverage" in note for note in provenance.notes)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"volume_of": "tone"}, "volume_of is \"tone\"; take one of 'events', 'mentions', 'sources', 'articles'"),
        ({"actor_group": "REB"}, "actor_group is \"REB\"; take one of 'all'"),
        ({"arrived_min": 0}, "arrived_min is 0; give the share of a day's files, such as 0.75"),
        ({"max_lag_days": 0}, "max_lag_days is 0 and belated_days 2; give at least 1 and 0 days"),
        ({"confidence": 1}, "confidence is 1; give a share such as 0.95"),
        ({"norm_start": END}, f"norm_start {END}, start {START} and end {END} do not follow each other"),
    ],
)
def test_bad_use(changes, message):
    with pytest.raises(InputError) as told:
        asked(usual(), table(*attacks(NORM)), **changes)
    assert message in f"{told.value.args[0]}; {told.value.do}"


def test_the_one_real_day_is_read_and_nothing_more_can_be_said(data_dir):
    told = sources.read_gdelt([data_dir / "gdelt" / "20170501-sample.export.CSV.gz"])
    day = told.days[0].day
    ((row,), _) = asked(
        told, table(event(1, str(day))), start=day, end=day, norm_start=day - dt.timedelta(days=90), arrived_min=0.01
    )
    assert (row["days"], row["days_unknown"], row["volume"]) == (0, 1, None), "the sample's name tells no time"
    assert row["cannot_say"] == "1 of the 1 days of the window have no known media volume"
