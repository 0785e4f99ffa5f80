"""Why two events are held for one incident, or are not: each comparison with what it adds, in words and in bits."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from ..errors import InputError
from .decisions import Decision
from .tables import COMPARISONS, LINK_AT, LINKED, PAIRS_SCHEMA, REVIEW, REVIEW_AT

_LABELS = {
    "prior": "Before comparing",
    "days": "Days",
    "place": "Place",
    "actors": "Sides",
    "class": "Class of event",
    "deaths": "Deaths",
    "rarity": "Rarity of what agrees",
    "others": "Other candidates",
}
_SURE = 1e-9
"""Probabilities nearer than this to 0 or 1 are shown with the odds that belong to it: 30 bits."""
_NOTHING = 5e-4
_NEEDED = ("event_a", "event_b", "source_a", "source_b", "probability", "band", "why")


@dataclass(frozen=True, slots=True)
class Step:
    """One bar of a waterfall: what it adds to the odds, in bits, and the odds after it (log2)."""

    name: str  # prior | a name of COMPARISONS | rarity | others
    label: str
    words: str  # the level that was found, or what the step stands for
    bits: float
    total: float

    @property
    def odds(self) -> str:
        """The bits as a factor on the odds: `x 12`, `/ 3`."""
        if abs(self.bits) < _NOTHING:
            return "no change"
        factor = 2 ** abs(self.bits)
        shown = f"{factor:,.0f}" if factor >= 9.95 else f"{factor:.1f}".removesuffix(".0")
        return f"{'×' if self.bits > 0 else '÷'} {shown}"


@dataclass(frozen=True, slots=True)
class Explanation:
    """All that stands behind the probability of one pair.

    The steps add up: the odds before anything is compared, each comparison, the rarity of what agrees and, because a
    source tells an incident once, what the other candidates of the two events take away. After the last step the odds
    are those of `model_probability`. There are no steps for a pair that only a decision names.
    """

    event_a: str
    event_b: str
    source_a: str
    source_b: str
    steps: tuple[Step, ...]
    model_probability: float | None
    probability: float
    band: str
    why: str
    rival: str | None = None
    decision: Decision | None = None
    gap_days: int | None = None
    distance_km: float | None = None

    @property
    def outcome(self) -> str:
        """The band and what put the pair in it, as one sentence."""
        return f"{_BAND_WORDS[self.band]}: {_why(self)}."

    def as_dict(self) -> dict[str, Any]:
        """Plain values, for JSON."""
        return {**asdict(self), "outcome": self.outcome}


def explain(
    pair: Mapping[str, Any],
    event_a: Mapping[str, Any] | None = None,
    event_b: Mapping[str, Any] | None = None,
    *,
    decision: Decision | None = None,
) -> Explanation:
    """Explain one row of a pairs table (`PAIRS_SCHEMA`).

    With the rows of the two events, what each of them says stands beside the level that was found.

    Raises:
        InputError: it is no row of a pairs table, or the events are not the pair's.
    """
    if missing := [name for name in _NEEDED if pair.get(name) is None]:
        raise InputError(
            f"not a row of a pairs table: {', '.join(missing)} missing", do=f"columns: {', '.join(PAIRS_SCHEMA.names)}"
        )
    given = [event for event in (event_a, event_b) if event is not None]
    if any(event["event_id"] not in (pair["event_a"], pair["event_b"]) for event in given):
        raise InputError(f"the events are not those of the pair {pair['event_a']} and {pair['event_b']}")
    return Explanation(
        event_a=pair["event_a"],
        event_b=pair["event_b"],
        source_a=pair["source_a"],
        source_b=pair["source_b"],
        steps=_steps(pair),
        model_probability=pair.get("model_probability"),
        probability=pair["probability"],
        band=pair["band"],
        why=pair["why"],
        rival=pair.get("rival"),
        decision=decision,
        gap_days=pair.get("gap_days"),
        distance_km=pair.get("distance_km"),
    )


def log_odds(probability: float) -> float:
    """The log2 odds of a probability, held within 30 bits."""
    p = min(max(probability, _SURE), 1 - _SURE)
    return math.log2(p / (1 - p))


def _steps(pair: Mapping[str, Any]) -> tuple[Step, ...]:
    model = pair.get("model_probability")
    if model is None or pair.get("weight") is None:
        return ()
    parts: list[tuple[str, str, float]] = []
    prior = pair.get("prior")
    if prior is not None:
        parts.append(("prior", _PRIOR, prior))
    for name in COMPARISONS:
        level = pair.get(f"level_{name}")
        parts.append((name, level or "not comparable: nothing is added", pair.get(f"weight_{name}") or 0.0))
    rarity = pair.get("weight_rarity") or 0.0
    parts.append(("rarity", _rarity_words(rarity), rarity))
    rest = log_odds(model) - sum(bits for _, _, bits in parts)
    parts.append(("others", _others_words(rest, prior is not None), rest))
    steps, total = [], 0.0
    for name, words, bits in parts:
        total += bits
        steps.append(Step(name, _LABELS[name], words, round(bits, 4) + 0.0, round(total, 4) + 0.0))
    return tuple(steps)


_PRIOR = "how likely any candidate is here"
_BAND_WORDS = {LINKED: "Linked", REVIEW: "For a person to decide", "apart": "Kept apart"}
_DECIDED = {
    "same": "decided to be the same incident",
    "different": "decided to be different incidents",
    "unsure": "a person was unsure",
}


def _rarity_words(bits: float) -> str:
    if abs(bits) < _NOTHING:
        return "nothing rare agrees"
    return "what agrees is rare here" if bits > 0 else "what agrees is common here"


def _others_words(bits: float, with_prior: bool) -> str:
    if not with_prior:
        return "the odds before comparing, and the other candidates of the two"
    if abs(bits) < _NOTHING:
        return "neither of the two has another likely partner"
    if bits < 0:
        return "each source tells it once, and there are other candidates"
    return "calibration: pairs of this weight are right more often"


def _why(found: Explanation) -> str:
    said = found.decision
    if found.why == "decision":
        by = f"{_DECIDED.get(said.decision, said.decision)} by {said.who} on {said.day}" if said else "by a decision"
        return by + (f" ({said.why})" if said and said.why else "")
    if found.why == "split":
        return "several tellings of one source together make what the other tells once"
    if found.why == "refused":
        return f"{found.source_a} and {found.source_b} hardly overlap, and no pair of them is linked without a decision"
    if found.why == "rival":
        return f"one of the two is linked to {found.rival or 'another event'} instead"
    if found.why == "joined":
        return "both are linked with a third telling of the incident"
    if found.why == "duplicate":
        return f"{found.source_a} may list it twice, and inside one source nothing is linked without a decision"
    limit = {
        LINKED: f"at least {LINK_AT:g}",
        REVIEW: f"between {REVIEW_AT:g} and {LINK_AT:g}",
        "apart": f"under {REVIEW_AT:g}",
    }[found.band]
    return f"the probability, {probability_words(found.probability)}{_changed(found)}, is {limit}"


def _changed(found: Explanation) -> str:
    """What the model alone said, where decisions about other pairs or calibration changed it."""
    model = found.model_probability
    if model is None or abs(model - found.probability) < _NOTHING:
        return ""
    return f" (the model's, {probability_words(model)}, changed by decisions about others and calibration)"


def probability_words(value: float) -> str:
    """A probability with two decimals, never 0.00 or 1.00 for what is neither: `0.84`, `under 0.01`."""
    if 0 < value < 0.005:
        return "under 0.01"
    if 0.995 <= value < 1:
        return "over 0.99"
    return f"{value:.2f}"
