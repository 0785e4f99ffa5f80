import numpy as np
import pytest

from sarhad.claims import KINDS
from tests.claims.bases import attacks, base, claim, ged, verdict_on

OF = {"from": "2020", "until": "2020", "countries": ["AFG"]}
WITH = {"km": 5, "days": 7, "within": "window", "permutations": 199, "date_precision_max": 1}
TOWNS = [(60 + x / 2, 33 + y / 2) for x in range(6) for y in range(5)]


def at(number, day, town):
    return attacks(1, first=number, day=str(day), longitude=town[0], latitude=town[1])


def days(n, seed):
    random = np.random.default_rng(seed)
    return [np.datetime64("2020-01-01") + int(d) for d in random.integers(0, 350, n)]


def coming_back():
    """Each attack is followed by another in the same town within a week."""
    rows = []
    for i, (day, town) in enumerate(zip(days(30, 1), TOWNS, strict=True)):
        rows += at(2 * i, day, town) + at(2 * i + 1, day + 3, town)
    return rows


def anywhere():
    random = np.random.default_rng(4)
    return [row for i, day in enumerate(days(60, 2)) for row in at(i, day, TOWNS[random.integers(0, 30)])]


def keeping_away():
    """Attacks of one day are never in one town: thirty towns by turns."""
    return [
        row
        for i in range(60)
        for row in at(i, np.datetime64("2020-01-01") + 2 * (i // 2) + 150 * (i % 2), TOWNS[i // 2])
    ]


@pytest.mark.parametrize(
    ("rows", "fields", "verdict"),
    [
        (coming_back(), {}, "supported"),
        (coming_back(), {"expect": "< 1"}, "contradicted"),
        (anywhere(), {}, "data-cannot-decide"),
        (anywhere(), {"expect": "< 1"}, "data-cannot-decide"),
        (keeping_away(), {}, "data-cannot-decide"),  # no pair, where chance gives so few that none is no wonder
        (coming_back()[:18], {}, "data-cannot-decide"),  # the measure asks for 20 events
        (coming_back()[:5], {}, "data-cannot-decide"),
    ],
)
def test_repetition_is_more_pairs_than_by_chance(rows, fields, verdict):
    test = claim("repeats", **{"of": OF, "with": WITH, **fields})
    found = verdict_on(test, base(events={"ucdp-ged": ged(*rows)}))
    assert found.verdict == verdict, (found.why, found.readings[0])


def test_the_pairs_are_those_of_a_double_loop():
    rows = coming_back()
    found = verdict_on(claim("repeats", of=OF, **{"with": WITH}), base(events={"ucdp-ged": ged(*rows)}))
    pairs = sum(
        a["longitude"] == b["longitude"]
        and a["latitude"] == b["latitude"]
        and abs((a["date_start"] - b["date_start"]).days) <= 7
        for i, a in enumerate(rows)
        for b in rows[:i]
    )
    assert found.readings[0].note.startswith(f"{pairs} pairs, ")


def test_fewer_pairs_than_by_chance_speak_against_it():
    """Two towns by turns, five days apart: what is near in time is always the other town."""
    rows = [
        row for i in range(40) for row in at(i, np.datetime64("2020-01-01") + 5 * i, TOWNS[0] if i % 2 else TOWNS[29])
    ]
    loaded = base(events={"ucdp-ged": ged(*rows)})
    found = verdict_on(claim("repeats", of=OF, **{"with": WITH}), loaded)
    assert (found.verdict, found.value) == ("contradicted", 0), found.readings[0]
    assert verdict_on(claim("repeats", of=OF, expect="< 1", **{"with": WITH}), loaded).verdict == "supported"


@pytest.mark.parametrize(
    ("fields", "mistake"),
    [
        ({"with": {k: v for k, v in WITH.items() if k != "km"}}, ("with.km", "repeats needs km in with")),
        (
            {"expect": "> 2"},
            ("expect", 'repeats is compared with chance; write "> 1" (more than by chance) or "< 1"'),
        ),
        ({"measure": "deaths"}, ("measure", "repeats takes no measure")),
    ],
)
def test_what_is_wrong_with_a_repetition(fields, mistake):
    test = claim("repeats", **{"of": OF, "with": WITH, **fields})
    assert [(".".join(path), what) for path, what in KINDS["repeats"].mistakes(test)] == [mistake]
