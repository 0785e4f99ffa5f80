import datetime as dt

import polars as pl
import pytest

from sarhad import sources
from sarhad.actors import Citation, CitedSource, Relation
from sarhad.actors.dates import PartialDate
from sarhad.errors import InputError
from sarhad.measures import incidence, network
from tests.engines import ENGINES, rows
from tests.make import event, table

D = dt.date.fromisoformat
CITED = Citation(CitedSource("made", "Made up", "Tests"))


def relation(actor, to, kind, starts=None, ends=None):
    dates = {"starts": starts and PartialDate.parse(starts), "ends": ends and PartialDate.parse(ends)}
    return Relation(actor, to, kind, "data", CITED, **dates)


def fight(number, a, b, day="2026-01-05", **values):
    return event(number, day, side_a=a, side_b=b, **values)


EVENTS = table(
    fight(1, "A", "B"),
    fight(2, "B", "A", deaths_best=7),  # the other way round is the same dyad
    fight(3, "A", "C"),
    fight(4, "D", "E", violence_type="non-state"),
    fight(5, "A", "Civilians", violence_type="one-sided"),
    fight(6, "A", "B", "2026-02-05"),
    fight(7, "A", "C", "2026-01-31", until="2026-02-01"),
    fight(8, "A", "A"),
    fight(9, "A", None),
    fight(10, "A", "B", under_check="Check"),
    fight(11, "X", "Y", "2027-01-01"),
)


def asked(events=EVENTS, **changes):
    parameters = {
        "of": "events",
        "deaths": "best",
        "violence_types": ["state-based", "non-state"],
        "period": "month",
        "start": D("2026-01-01"),
        "end": D("2026-03-31"),
        "under_check": "leave out",
        "permutations": 99,
        "seed": 1,
    }
    result = network(events, **{**parameters, **changes})
    return rows(result.table), result.provenance


def test_months_by_hand():
    found, provenance = asked()
    january, february, march = found
    assert january["period"] == D("2026-01-01")
    assert (january["sides"], january["dyads"], january["components"]) == (5, 3, 2)
    assert january["weight"] == 2 + 1.5 + 1
    assert january["top_share"] == pytest.approx(3.5 / 4.5)
    assert january["density"] == 3 / 10
    assert (january["triads"], january["balanced"], january["p_value"]) == (0, 0, None)
    assert (february["sides"], february["weight"]) == (3, 1.5)
    assert march == {**dict.fromkeys(march), "period": D("2026-03-01"), "cannot_say": "0 sides, at least 3 are needed"}
    assert provenance.rows_used == 6
    assert provenance.left_out == {
        "of another type of violence": 1,
        "no two sides": 2,
        "outside the period": 1,
        "under check": 1,
    }


def test_deaths_weigh_and_types_choose():
    found, _ = asked(of="deaths", violence_types=["state-based"])
    assert found[0]["weight"] == (2 + 7) + 2 + 1
    assert found[0]["sides"] == 3


def test_an_enemys_enemy_who_is_a_friend_makes_a_balanced_triad():
    given = table(
        fight(1, "a", "b"), fight(2, "a", "c"), fight(3, "a", "b", "2026-02-05"), fight(4, "a", "c", "2026-02-06")
    )
    ally = relation("c", "b", "ally-of", ends="2026-01-31")
    found, _ = asked(given, relations=[ally, relation("a", "AFG", "hosts"), relation("z", "a", "rival-of")])
    assert (found[0]["triads"], found[0]["balanced"]) == (1, 1)
    assert found[0]["balanced_expected"] == 1, "one positive and two negative signs make it in any order"
    assert found[1]["sides"] == 3
    assert found[1]["triads"] == 0, "the alliance had ended"
    rivals, _ = asked(given, relations=[relation("c", "b", "rival-of")])
    assert (rivals[0]["triads"], rivals[0]["balanced"]) == (1, 0)
    both, _ = asked(given, relations=[ally, relation("b", "c", "fights")])
    assert both[0]["triads"] == 0, "a pair that is both has no sign"


def test_registry_ids_stand_before_names():
    given = table(
        fight(1, "IS-K", "Gov", actor_a="islamic-state-khorasan"),
        fight(2, "Daesh", "Taliban", actor_a="islamic-state-khorasan"),
    )
    found, _ = asked(given, relations=[relation("islamic-state-khorasan", "Gov", "ally-of")])
    assert (found[0]["sides"], found[0]["dyads"]) == (3, 2)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"violence_types": []}, "no violence_types are named"),
        ({"period": "week"}, "period is \"week\"\n  do: take one of 'month', 'year'"),
        ({"permutations": 5}, "permutations is 5"),
        ({"of": "battles"}, 'of is "battles"'),
        ({"under_check": "maybe"}, 'under_check is "maybe"'),
        ({"events": EVENTS.drop_columns(["side_b"])}, "the events lack side_b"),
    ],
)
def test_what_cannot_be_asked(changes, message):
    with pytest.raises(InputError) as raised:
        asked(**changes)
    assert message in str(raised.value)


@pytest.mark.parametrize("engine", ENGINES)
def test_engines_agree_and_return_their_own_kind(engine):
    given = ENGINES[engine](EVENTS)
    result = network(
        given,
        of="events",
        deaths="best",
        violence_types=["state-based", "non-state"],
        period="month",
        start=D("2026-01-01"),
        end=D("2026-03-31"),
        under_check="leave out",
        permutations=99,
        seed=1,
    )
    assert type(result.table) is type(given)
    assert rows(result.table) == asked()[0]


def test_central_african_republic_by_year(ucdp):
    events = pl.from_arrow(sources.read(ucdp / "ged-23.1-central-african-republic.geojson").table)
    found, _ = asked(events, period="year", start=D("2001-01-01"), end=D("2022-12-31"))
    armed = events.filter(pl.col("violence_type") != "one-sided")
    dyads = incidence(
        armed, unit="dyad", period="year", start=D("2001-01-01"), end=D("2022-12-31"), under_check="leave out"
    ).table
    for row in found:
        own = dyads.filter(pl.col("period") == row["period"])
        sides = set(own["side_a"]) | set(own["side_b"])
        if row["cannot_say"]:
            assert len(sides) < 3
            continue
        assert (row["sides"], row["dyads"]) == (len(sides), len(own))
        assert row["weight"] == pytest.approx(own["events"].sum())
        assert 0 <= row["fragmentation"] < 1
    assert sum(row["cannot_say"] is None for row in found) > 12
