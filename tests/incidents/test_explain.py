"""An explanation adds up, says why a pair is in its band, and refuses what is no pair."""

import json

import pytest

from sarhad.errors import InputError
from sarhad.incidents.decisions import Decision
from sarhad.incidents.explain import explain, log_odds, probability_words
from tests import make

from .pairs import pair, table


def test_the_steps_lead_from_the_prior_to_the_odds_of_the_probability():
    found = explain(pair())
    assert [step.name for step in found.steps] == [
        "prior", "days", "place", "actors", "class", "deaths", "rarity", "others"
    ]  # fmt: skip
    assert sum(step.bits for step in found.steps) == pytest.approx(log_odds(16 / 17), abs=1e-3)
    assert found.steps[-1].total == pytest.approx(4.0, abs=1e-3)
    assert found.steps[-1].bits == pytest.approx(-1.0, abs=1e-3)
    totals = [0.0, *(step.total for step in found.steps)]
    for before, step in zip(totals, found.steps, strict=False):
        assert step.total == pytest.approx(before + step.bits, abs=1e-3)


def test_a_row_of_the_table_itself_is_explained():
    (row,) = table(pair(level_actors=None, weight_actors=0.0)).to_pylist()
    actors = next(step for step in explain(row).steps if step.name == "actors")
    assert (actors.words, actors.bits) == ("not comparable: nothing is added", 0.0)
    assert actors.odds == "no change"


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({}, "Linked: the probability, 0.94, is at least 0.5."),
        (
            {"probability": 0.3, "model_probability": 0.3, "band": "review"},
            "For a person to decide: the probability, 0.30, is between 0.2 and 0.5.",
        ),
        (
            {"probability": 0.001, "model_probability": 0.001, "band": "apart"},
            "Kept apart: the probability, under 0.01, is under 0.2.",
        ),
        (
            {"band": "apart", "why": "rival", "rival": "acled:7"},
            "Kept apart: one of the two is linked to acled:7 instead.",
        ),
        (
            {"band": "apart", "why": "refused"},
            "Kept apart: ucdp-ged and acled hardly overlap, and no pair of them is linked without a decision.",
        ),
        ({"why": "split"}, "Linked: several tellings of one source together make what the other tells once."),
        (
            {"probability": 0.6, "model_probability": 0.3},
            "Linked: the probability, 0.60 (the model's, 0.30, changed by decisions about others and calibration), is "
            "at least 0.5.",
        ),
        ({"why": "joined"}, "Linked: both are linked with a third telling of the incident."),
        (
            {"band": "review", "why": "duplicate", "source_b": "ucdp-ged"},
            "For a person to decide: ucdp-ged may list it twice, and inside one source nothing is linked without a "
            "decision.",
        ),
    ],
)
def test_the_outcome_names_what_put_the_pair_in_its_band(values, told):
    assert explain(pair(**values)).outcome == told


def test_a_decision_is_told_with_who_when_and_why():
    said = Decision("a:1", "b:1", "different", "A. Analyst", "2026-02-03T10:00:00Z", "two bombs, two markets")
    found = explain(pair(probability=0.0, band="apart", why="decision"), decision=said)
    assert found.outcome == (
        "Kept apart: decided to be different incidents by A. Analyst on 2026-02-03 (two bombs, two markets)."
    )
    assert found.steps, "what the model made of it stays readable"


def test_a_pair_that_only_a_decision_names_has_no_steps():
    bare = pair(model_probability=None, prior=None, weight=None, probability=1.0, why="decision")
    found = explain(bare)
    assert found.steps == ()
    assert found.outcome == "Linked: by a decision."


def test_without_a_prior_the_last_step_holds_it():
    found = explain(pair(prior=None))
    assert found.steps[0].name == "days"
    assert found.steps[-1].words.startswith("the odds before comparing")
    assert found.steps[-1].total == pytest.approx(4.0, abs=1e-3)


@pytest.mark.parametrize("probability", [0.0, 1.0])
def test_a_certain_probability_keeps_finite_odds(probability):
    assert abs(explain(pair(model_probability=probability)).steps[-1].total) < 30


@pytest.mark.parametrize(("bits", "odds"), [(3.0, "× 8"), (-1.0, "÷ 2"), (0.5, "× 1.4"), (-10.0, "÷ 1,024")])
def test_bits_are_told_as_a_factor_on_the_odds(bits, odds):
    step = explain(pair(weight_days=bits)).steps[1]
    assert step.odds == odds


@pytest.mark.parametrize(
    ("value", "words"), [(0.0, "0.00"), (0.004, "under 0.01"), (0.5, "0.50"), (0.999, "over 0.99"), (1.0, "1.00")]
)
def test_a_probability_is_never_rounded_to_certainty(value, words):
    assert probability_words(value) == words


def test_it_can_be_written_as_json():
    told = json.loads(json.dumps(explain(pair(), make.event(1)).as_dict()))
    assert told["steps"][0]["name"] == "prior"
    assert told["band"] == "linked"


def test_what_is_no_pair_is_refused():
    with pytest.raises(InputError, match="not a row of a pairs table: event_b, band missing"):
        explain({key: value for key, value in pair().items() if key not in ("event_b", "band")})
    with pytest.raises(InputError, match="the events are not those of the pair ucdp-ged:1 and acled:1"):
        explain(pair(), make.event(2))
