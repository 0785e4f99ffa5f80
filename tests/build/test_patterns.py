"""Patterns as a build measures them: on which rows, and what happens where one cannot be."""

import datetime as dt
from types import SimpleNamespace

import pyarrow as pa

from sarhad.build.patterns import pattern_problems, patterns
from sarhad.watch import AskNetwork, AskRepeats, Patterns
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
