"""How the kept forecasts did: known tallies, what is said of them, and the figure of months as last foreseen."""

from __future__ import annotations

from typing import Any

import pytest

from sarhad.bulletin.drawing import Renderer
from sarhad.bulletin.living.foreseen import foreseen_figure
from sarhad.bulletin.living.track import (
    JUDGED,
    against_baseline,
    fifths,
    how_many_held,
    of_how_many_months,
    tallies,
    tally,
)

NAMES = {"AFG": "Afghanistan", "TJK": "Tajikistan"}


def row(**changes: Any) -> dict[str, Any]:
    """A forecast of a month that held."""
    levels = {"5": 1.0, "25": 4.0, "50": 6.0, "75": 9.0, "95": 20.0}
    return {
        "issued": "2021-03", "country": "AFG", "month": "2021-04", "ahead": 1, "model": "pool", "chance": 0.9,
        "quantiles": levels, "baseline_quantiles": levels, "happened": 5, "inside_50": True, "inside_90": True,
        "crps": 2.0, "baseline_crps": 4.0, "pit": [0.0, 1.0, 0.0, 0.0, 0.0],
    } | changes  # fmt: skip


MISSED = row(month="2021-05", ahead=2, happened=60, inside_50=False, inside_90=False, crps=40.0, baseline_crps=20.0,
             pit=[0.0, 0.0, 0.0, 0.0, 1.0])  # fmt: skip
QUIET = row(country="TJK", chance=0.01, happened=0, crps=0.0, baseline_crps=0.0, pit=[0.2] * 5)


def test_known_tallies() -> None:
    found = tally([row(), MISSED, QUIET])
    assert (found.n, found.inside_50, found.inside_90, found.crps, found.baseline_crps) == (3, 2, 2, 14.0, 8.0)
    assert found.ratio == 1.75
    assert tally([QUIET]).ratio is None


def test_groups_are_told_where_there_are_two_of_a_kind() -> None:
    told = {title: {name: part.n for name, part in parts} for title, parts in tallies([row(), MISSED, QUIET], NAMES)}
    assert told == {
        "": {"All": 3},
        "By what was expected and came": {"a death was expected": 2, "none was expected": 1, "somebody died": 2},
    }
    other = row(country="TJK", model="growth", ahead=7)
    told = {title: [name for name, _ in parts] for title, parts in tallies([row(), other], NAMES)}
    assert told["By model"] == ["growth", "pool"]
    assert told["By country"] == ["Afghanistan", "Tajikistan"]
    assert told["By months ahead"] == ["1 to 3 months ahead", "7 and more"]


@pytest.mark.parametrize(
    ("crps", "said"),
    [(2.0, "better than"), (3.9, "about as good as"), (4.1, "about as good as"), (4.2, "worse than")],
)
def test_a_difference_that_means_nothing_is_none(crps: float, said: str) -> None:
    assert against_baseline([row(crps=crps)], NAMES).startswith(f"They were {said} the baseline")


def test_the_ratio_is_told_without_the_country_that_decides_it() -> None:
    small = row(country="TJK", crps=1.0, baseline_crps=2.0)
    text = against_baseline([MISSED, small], NAMES)
    assert "is 20.50 against 11.00, a ratio of 1.86." in text
    assert "Without Afghanistan, where the baseline errs most, it is 0.50." in text
    assert "ratio" not in against_baseline([QUIET], NAMES)


@pytest.mark.parametrize(
    ("held", "missed", "said"),
    [
        (1, 1, "Of the two in which a death was expected, one came inside the 50 % and one inside the 90 %: too few"),
        (20, 20, "fewer than nine in ten, so the forecasts were too sure"),
        (36, 4, "about the nine in ten that should"),
        (40, 0, "more than nine in ten"),
        (0, 0, "No death was expected in any of them."),
    ],
)
def test_whether_as_many_held_as_should(held: int, missed: int, said: str) -> None:
    assert said in how_many_held([row()] * held + [MISSED] * missed + [QUIET])


def test_forecasts_of_the_same_month_are_no_separate_trials() -> None:
    assert of_how_many_months([row()]) == "They are of one month; few months say little about a forecast."
    many = [row(month=f"2021-{number:02}") for number in range(1, 13)]
    assert of_how_many_months(many) == "They are of 12 months."
    assert "stand and fall together." in of_how_many_months([*many, *many])


def test_calibration_is_told_of_enough_forecasts_that_say_something() -> None:
    assert fifths([row()] * (JUDGED - 1) + [QUIET] * JUDGED) == []
    assert fifths([row()] * 30 + [MISSED] * 10 + [QUIET] * 5) == pytest.approx([0, 0.75, 0, 0, 0.25])


def test_each_month_is_drawn_as_it_was_last_foreseen() -> None:
    early = row(month="2021-05", ahead=2, happened=60, inside_90=False)
    late = row(month="2021-05", ahead=1, happened=60, inside_90=True,
               quantiles={"5": 10.0, "25": 30.0, "50": 50.0, "75": 70.0, "95": 90.0})  # fmt: skip
    figure = foreseen_figure(Renderer(), [late, early, row(), QUIET], NAMES)
    assert figure is not None
    assert figure.finding == "Of 2 months as they were last foreseen, 2 came inside the 90 % and 0 missed"
    assert "Afghanistan" in figure.wide
    assert "Tajikistan" not in figure.wide, "nothing was expected and nothing came"
    assert "Apr 2021" in figure.wide, "no January in the span: the first month is named"
    assert figure.files == {}
    assert foreseen_figure(Renderer(), [row()], NAMES) is None
    assert foreseen_figure(Renderer(), [QUIET, QUIET | {"month": "2021-05"}], NAMES) is None


def test_a_country_last_foreseen_before_the_months_that_are_drawn_has_no_panel() -> None:
    old = row(country="TJK", month="2018-01")
    figure = foreseen_figure(Renderer(), [old, row(), row(month="2021-05")], NAMES)
    assert figure is not None
    assert "Tajikistan" not in figure.wide
    assert foreseen_figure(Renderer(), [old, QUIET, QUIET | {"month": "2021-05"}], NAMES) is None
