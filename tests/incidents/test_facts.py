"""A telling in words, and where two of them differ."""

import datetime as dt

import pytest

from sarhad.incidents.facts import LABELS, days_words, deaths_words, different, facts
from tests import make


def _facts(**values):
    (row,) = make.table(make.event(1, **values)).to_pylist()
    return facts(row)


def test_each_label_is_told():
    told = _facts(
        place="Kabul", admin1="Kabul province", place_precision=4, date_precision=3, until="2026-01-11",
        event_class="bombing", citation="a report", source="ucdp-candidate", under_check="Check deaths",
    )  # fmt: skip
    assert tuple(told) == LABELS
    assert told["Days"] == "5 to 11 January 2026 (known: week)"
    assert told["Place"] == "Kabul, Kabul province (known: province)"
    assert told["Country"] == "Afghanistan"
    assert told["Sides"] == "A and B"
    assert told["Class of event"].startswith("Bombing, ")
    assert told["Deaths"] == "2 (1 to 3)"
    assert told["Source"] == "ucdp-candidate 26.1, provisional, Check deaths"
    assert told["Reports"] == "a report"


def test_what_is_not_given_is_said_or_blank():
    told = _facts(
        place=None, longitude=None, latitude=None, place_precision=None, date_precision=None, country=None, side_a=None,
        side_b=None, deaths_low=None, deaths_best=None, deaths_high=None, violence_type=None,
    )  # fmt: skip
    assert (told["Place"], told["Deaths"], told["Country"], told["Sides"]) == ("not given", "not given", "", "")
    assert _facts()["Place"] == "34.50, 69.20"


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        ("2026-03-03", "2026-03-03", "3 March 2026"),
        ("2026-03-03", "2026-03-05", "3 to 5 March 2026"),
        ("2026-01-30", "2026-02-02", "30 January to 2 February 2026"),
        ("2025-12-30", "2026-01-02", "30 December 2025 to 2 January 2026"),
    ],
)
def test_days(first, last, words):
    assert days_words(dt.date.fromisoformat(first), dt.date.fromisoformat(last)) == words


@pytest.mark.parametrize(
    ("figures", "words"),
    [
        ((2, 4, 9, None), "4 (2 to 9)"),
        ((4, 4, 4, None), "4"),
        ((None, None, None, 3), "3 reported"),
        ((2, None, 1200, None), "2 to 1,200, no best estimate"),
        ((None, None, 5, None), "5, no best estimate"),
        ((None, None, None, None), "not given"),
    ],
)
def test_deaths(figures, words):
    assert deaths_words(*figures) == words


def test_only_what_both_say_can_differ():
    one = _facts(place="Kabul", side_a="TALIBAN")
    assert different(one, _facts(place="Ghazni", side_a="Taliban", day="2026-01-06")) == ("Days", "Place")
    assert different(one, _facts(place=None, longitude=None, side_a="Taliban")) == ()
    assert different(one, {**one, "Days": ""}) == ()


@pytest.mark.parametrize(
    ("label", "one", "other", "same", "why"),
    [
        ("Deaths", "2 (1 to 4)", "2 reported", True, "the bounds are left out"),
        ("Deaths", "2 (1 to 4)", "3 (1 to 4)", False, "another best estimate"),
        ("Deaths", "1,016", "1,016, no best estimate", True, "the same figure"),
        ("Deaths", "4", "2 to 9, no best estimate", True, "within the other's bounds"),
        ("Deaths", "10 reported", "2 to 9, no best estimate", False, "outside of them"),
        ("Place", "Town, District, Province", "Town", True, "the province is left out"),
        ("Place", "Town", "Town (known: province)", False, "known less closely"),
        ("Place", "Town, Province", "Village, Province", False, "another place of the province"),
        ("Sides", "A and B", "b and a", True, "their order means nothing"),
        ("Sides", "A and B", "A", True, "one is not named"),
        ("Sides", "A and B", "A and C", False, "another side"),
        ("Days", "3 March 2026", "3 to 4 March 2026", False, "another span"),
    ],
)
def test_what_one_leaves_out_is_no_contradiction(label, one, other, same, why):
    said = _facts()
    assert (different({**said, label: one}, {**said, label: other}) == ()) is same, why
