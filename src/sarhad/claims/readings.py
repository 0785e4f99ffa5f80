"""Readings: the defensible ways to run a claim's measure, and what they say together.

For each set of sources there is one main reading, and one more for each choice that could have been made otherwise;
every further reading departs from the main one in a single choice, so that the choice which decides can be named.

=========  ==========================================================================================
choice     values (the main one first)
=========  ==========================================================================================
source     each source alone; an annual release with the candidate rows that follow it; what several sources
           tell, joined to incidents
deaths     best, low, high (where deaths are counted)
rows       all; precise rows only (without rows dated to a month or worse, or placed in no province)
dates      as dated (the middle day lies in the period); surely inside; possibly inside
=========  ==========================================================================================

Rows that a source still checks are in no reading.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from ..events import SourceRef

VerdictId = Literal["supported", "contradicted", "depends-on-the-reading", "data-cannot-decide", "not-checkable"]

VERDICTS: tuple[VerdictId, ...] = (
    "supported",
    "contradicted",
    "depends-on-the-reading",
    "data-cannot-decide",
    "not-checkable",
)

MIN_EVENTS = 6
"""With five events even five of five leave one half inside the exact 95 % interval (47.8 % to 100 %); with six not."""

MONTH_KNOWN = 4
"""UCDP's date precision from which only the month, or less, is known."""

COUNTRY_KNOWN = 6
"""UCDP's place precision from which only the country, or less, is known."""

_WORDS = {True: "holds", False: "fails", None: "cannot tell"}

PRECISE = "precise rows only"

INCIDENTS = "reconciled incidents"
"""The source of readings on what several sources tell, each incident once."""

Choices = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Reading:
    """One reading: the value with its limits, and whether the claim holds in it.

    `holds` is None when the limits lie on both sides of the boundary, or when the source does not look there
    (`looked` False): such a reading says nothing and is printed for that reason only.
    """

    label: str
    choices: Choices
    holds: bool | None
    value: float | None
    low: float | None
    high: float | None
    note: str = ""
    looked: bool = True

    def as_dict(self) -> dict[str, Any]:
        """Plain values, for JSON; an open limit is null."""
        return {
            "label": self.label,
            "choices": dict(self.choices),
            "holds": self.holds,
            "looked": self.looked,
            "value": _finite(self.value),
            "low": _finite(self.low),
            "high": _finite(self.high),
            "note": self.note,
        }


@dataclass(frozen=True, slots=True)
class Finding:
    """What a kind found out about a claim: its readings, the evidence, what was left out and why, and the query."""

    readings: tuple[Reading, ...]
    evidence: tuple[str, ...] = ()
    left_out: Mapping[str, int] = field(default_factory=dict)
    query: str = ""
    unit: str = ""
    sources: tuple[SourceRef, ...] = ()  # besides those of events and of monthly totals


def variations(source: str, *, deaths: bool, dates: Sequence[str]) -> list[dict[str, str]]:
    """The main reading of a set of sources, then one for each other choice."""
    main = {"source": source, **({"deaths": "best"} if deaths else {}), "rows": "all", "dates": dates[0]}
    found = [main]
    if deaths:
        found += [{**main, "deaths": "low"}, {**main, "deaths": "high"}]
    found.append({**main, "rows": PRECISE})
    found += [{**main, "dates": word} for word in dates[1:]]
    return found


def label(choices: Choices) -> str:
    """A reading's name: the source, and where it departs from the main reading."""
    usual = {"deaths": "best", "rows": "all", "dates": "as dated"}
    words = {"deaths": "{} estimate of deaths", "dates": "dates {}"}
    parts = [
        words.get(name, "{}").format(value)
        for name, value in choices.items()
        if name != "source" and usual.get(name) != value
    ]
    return ", ".join([choices.get("source", ""), *parts]).strip(", ")


def judge(readings: Iterable[Reading]) -> tuple[VerdictId, str, str]:
    """The verdict that the readings give together, the choice that decides it, and the reason in a sentence."""
    everything = tuple(readings)
    asked = [r for r in everything if r.looked]
    if not asked:
        notes = list(dict.fromkeys(r.note for r in everything if r.note))
        return "data-cannot-decide", "", "; ".join(notes) or "nothing that is loaded looks there"
    outcomes = {r.holds for r in asked}
    number = "its one reading" if len(asked) == 1 else f"all {len(asked)} readings"
    note = f": {asked[0].note}" if len(asked) == 1 and asked[0].note else ""
    if outcomes == {True}:
        return "supported", "", f"holds in {number}{note}"
    if outcomes == {False}:
        return "contradicted", "", f"fails in {number}{note}"
    if outcomes == {None}:
        limited = [r for r in asked if r.low is not None]
        told = "; ".join(dict.fromkeys(r.note for r in limited or asked if r.note))
        both = "the limits lie on both sides of the boundary" + (f" ({told})" if told else "")
        return "data-cannot-decide", "", both if limited else told
    counts = [f"{word} in {n}" for holds, word in _WORDS.items() if (n := sum(r.holds is holds for r in asked))]
    return "depends-on-the-reading", _deciding(asked), f"{', '.join(counts)} of {len(asked)} readings"


def _deciding(asked: Sequence[Reading]) -> str:
    """Which choices change the answer, and how."""
    mains: dict[str, Reading] = {}
    for reading in asked:
        mains.setdefault(reading.choices.get("source", ""), reading)
    found: list[str] = []
    if len({main.holds for main in mains.values()}) > 1:
        found.append("source: " + ", ".join(f"{_WORDS[main.holds]} on {name}" for name, main in mains.items()))
    for name, main in mains.items():
        for reading in asked:
            if reading.choices.get("source", "") != name or reading.holds is main.holds:
                continue
            changed = [key for key, value in reading.choices.items() if main.choices.get(key) != value]
            for key in changed:
                usual = main.choices.get(key, "")
                text = f"{key}: {_WORDS[reading.holds]} with {reading.choices[key]}, {_WORDS[main.holds]} with {usual}"
                found.append(text + (f" ({name})" if len(mains) > 1 else ""))
    return "; ".join(dict.fromkeys(found))


def _finite(value: float | None) -> float | None:
    return value if value is not None and math.isfinite(value) else None
