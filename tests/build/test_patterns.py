"""Patterns as a build measures them: on which rows, and what happens where one cannot be."""

import datetime as dt
from types import SimpleNamespace

import numpy as np
import pyarrow as pa

from sarhad.build.patterns import pattern_problems, patterns
from sarhad.watch import AskDyads, AskNetwork, AskRepeats, AskSpillover, Patterns
from tests import make

MONTH = dt.date(2021, 3, 1)
REPEATS = AskRepeats(months=3, bands_km=(0, 5), bands_days=(7,), within="window", date_precision_max=2, permutations=99)


def inputs(rows, asked, coverage=()):
    """What a build passes on, of one source."""
    read = make.events(*rows, coverage=coverage)
    region = SimpleNamespace(start=dt.date(2021, 1, 1), countries=("AFG",))
    stated = SimpleNamespace(seed=1, confidence=0.95, place_precision_max=2)
    file = SimpleNamespace(patterns=asked, measures=stated)
    return SimpleNamespace(
        watch=SimpleNamespace(region=region, file=file),
        events=read.table,
        by_source={"ucdp-ged": read},
        coverage=coverage,
        refs=(make.ref(), make.ref("chronology")),
        registry=SimpleNamespace(relations=()),
    )


def found(rows, asked, coverage=()):
    return patterns(inputs(rows, asked, coverage), MONTH, (), lambda text: None)


def days(n, **values):
    return [
        make.event(i, (dt.date(2021, 1, 1) + dt.timedelta(days=2 * i)).isoformat(), longitude=69.2 + i % 3, **values)
        for i in range(n)
    ]


def test_only_what_is_asked_is_measured_on_the_window_of_the_watch():
    (one,) = found(days(30), Patterns(repeats=REPEATS))
    assert (one.name, one.start, one.end) == ("repeats", dt.date(2021, 1, 1), dt.date(2021, 3, 31))
    assert one.provenance.rows_used == 30
    assert one.table.column_names[0] == "row"
    assert [ref.name for ref in one.provenance.sources] == ["ucdp-ged"]
    assert not one.covered


def test_rows_of_countries_watched_only_for_some_actors_do_not_enter():
    rows = [*days(30), *[make.event(100 + i, "2021-02-01", country="RUS") for i in range(30)]]
    (one,) = found(rows, Patterns(repeats=REPEATS))
    assert one.provenance.rows_used == 30


def test_where_no_source_says_where_it_looks_a_level_cannot_be_told():
    asked = Patterns.model_validate({"slope": {"months": 3, "of": "events"}})
    (one,) = found(days(30), asked)
    assert one.cannot_say.startswith("no loaded source says that it lists every event")
    assert one.rows == []


def test_one_that_fails_says_so_and_loses_no_other(monkeypatch):
    def broken(*_, **__):
        raise ValueError("singular matrix")

    monkeypatch.setattr("sarhad.build.patterns.measures.repeats", broken)
    network = AskNetwork(months=3, of="events", period="month", violence_types=("state-based",), permutations=99)
    repeats, other = found(days(30), Patterns(repeats=REPEATS, network=network))
    assert repeats.failed == repeats.cannot_say == "singular matrix"
    assert not other.failed
    (problem,) = pattern_problems((repeats, other))
    assert problem.what == "repeats could not be measured: singular matrix"
    assert problem.do == "correct [patterns.repeats] in watch.toml, or take it out"


def test_the_graph_that_is_drawn_adds_up_to_its_row():
    rows = [make.event(i, "2021-03-05", side_a=a, side_b=b) for i, (a, b) in enumerate(["AB", "BA", "BC", "CD"])]
    rows.append(make.event(9, "2021-03-05", side_a="A", side_b="C", violence_type="one-sided"))
    network = AskNetwork(months=1, of="events", period="month", violence_types=("state-based",), permutations=99)
    (one,) = found(rows, Patterns(network=network))
    (row,) = one.rows
    assert one.drawn["pairs"] == [("A", "B", 2.0), ("B", "C", 1.0), ("C", "D", 1.0)]
    assert (row["sides"], row["dyads"], row["weight"]) == (4, 3, 4.0)
    assert isinstance(one.table, pa.Table)


def test_pairs_of_sides_are_those_of_the_last_whole_year_the_deadliest_first():
    rows = [
        make.event(1, "2020-05-01", side_a="A", side_b="B", deaths_best=3, deaths_low=3, deaths_high=3),
        make.event(2, "2020-06-01", side_a="A", side_b="C", deaths_best=30, deaths_low=30, deaths_high=30),
        make.event(3, "2021-02-01", side_a="A", side_b="D", deaths_best=99, deaths_low=99, deaths_high=99),
    ]
    asked = Patterns(dyads=AskDyads(months=24, active_deaths=25))
    read = inputs(rows, asked, (make.block("2019-01-01", "2021-03-31"),))
    read.watch.region.start = dt.date(2019, 1, 1)
    (one,) = patterns(read, MONTH, (), lambda text: None)
    assert (one.start, one.end) == (dt.date(2020, 1, 1), dt.date(2020, 12, 31))
    assert [(row["side_b"], row["deaths_best"], row["active"]) for row in one.rows] == [
        ("C", 30, True),
        ("B", 3, False),
    ]
    assert one.provenance.left_out == {"outside the period": 1}


def test_without_coverage_a_pair_below_the_threshold_may_yet_be_active():
    (one,) = found([make.event(1, "2021-02-01", deaths_best=3)], Patterns(dyads=AskDyads(months=3, active_deaths=25)))
    (row,) = one.rows
    assert (row["deaths_best"], row["active"]) == (3, None)
    assert row["active_unknown"] == "the window does not hold the whole year"
    assert not one.cannot_say


def across(*countries):
    """Where a month has events in Afghanistan, the next has as many across the border, in Tajikistan."""
    counts = np.random.default_rng(2).poisson(4, 48)
    rows, number = [], 0
    for month, n in enumerate(counts):
        for country, latitude, late in (("AFG", 37.0, 0), ("TJK", 37.3, 1)):
            year, of_year = divmod(2017 * 12 + month + late, 12)
            if year > 2020:
                continue
            for _ in range(n):
                number += 1
                day = dt.date(year, of_year + 1, 10).isoformat()
                rows.append(make.event(number, day, country=country, longitude=68.3, latitude=latitude))
    asked = AskSpillover(months=48, band_km=50, of="events", lags=2, date_precision_max=3, permutations=99)
    read = inputs(rows, Patterns(spillover=asked), (make.block("2017-01-01", "2020-12-31"),))
    read.watch.region.start, read.watch.region.countries = dt.date(2017, 1, 1), countries
    (one,) = patterns(read, dt.date(2020, 12, 1), (), lambda text: None)
    return one, len(rows)


def test_months_on_two_sides_of_a_border_are_held_together():
    one, _ = across("AFG", "TJK", "UZB")
    lags = [row for row in one.rows if row["part"] == "lag"]
    assert {row["border"] for row in one.rows} == {"AFG-TJK"}
    best = max(lags, key=lambda row: row["correlation"])
    assert best["lag_months"] == 1
    assert best["p_adjusted"] <= 0.05
    silent = {row["border"]: row["cannot_say"] for row in one.table.to_pylist() if row["cannot_say"]}
    assert silent["AFG-PAK"] == "only one side is among the countries of the watch"
    assert silent["AFG-UZB"].endswith("0 events on the side of UZB, at least 20 are needed")


def test_events_are_counted_once_for_each_border():
    one, events = across("AFG", "TJK", "UZB")
    asked = 3  # AFG-TJK, AFG-UZB, TJK-UZB
    assert one.provenance.rows_used + sum(one.provenance.left_out.values()) == asked * events
