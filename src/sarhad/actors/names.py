"""What a name was found to mean, by which rule, and why not something else."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from .meaning import Meaning
from .model import ActorKind

Rule = Literal[
    "decision",
    "ucdp-number",
    "exact",
    "folded",
    "known-name",
    "state-forces",
    "generic",
    "transliteration",
    "word-order",
    "consonants",
    "shortened",
    "acronym",
    "acronym-and-word",
    "faction",
    "fuzzy",
]
"""The rules in the order in which they are asked; the first that finds an actor decides."""

RULES: Mapping[Rule, str] = {
    "decision": "a person decided it: decisions/actors.csv",
    "ucdp-number": "UCDP's number of the actor",
    "exact": "the name as the registry writes it",
    "folded": "the name without case, dashes, apostrophes and diacritics",
    "known-name": "a name by which other writers call the actor",
    "state-forces": "the government, army or police of a country",
    "generic": "a name that means no organisation",
    "transliteration": "the name in another romanisation or script",
    "word-order": "the same words in another order",
    "consonants": "the same consonants: the vowels are written otherwise",
    "shortened": "the name without its country, in that country, or without a last word such as group",
    "acronym": "the first letters of the name",
    "acronym-and-word": "an acronym of the actor beside a name that shares a word with it",
    "faction": "the part behind a dash, which names a faction",
    "fuzzy": "nearly the same letters, every word with a counterpart, no second actor near",
}
"""What each rule goes by, in words."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """An actor that a name may mean: for a person to judge, never taken by itself. `score` is 0 to 100."""

    actor: str
    said: str
    score: float
    why: str


@dataclass(frozen=True, slots=True)
class NameResolution:
    """What one name means at a day and in a country.

    `actor` is null when nothing was found that is sure enough; `why` then says why. `kind` is also known of names that
    mean no organisation (civilians, unknown). `said` is the alias that matched and `says` who asserts it; `score` is
    100 but for a fuzzy match. `runner_up` is the next best other actor. `rejected` are all meanings that were looked at
    and do not hold, or come after the one that was taken. `contested`: two actors fit equally well. `proposals` are
    for a person to judge. `any_day`: it would be the same on every other day.
    """

    name: str
    on: dt.date | None
    country: str | None
    actor: str | None = None
    kind: ActorKind | None = None
    rule: Rule | None = None
    said: str = ""
    says: str = ""
    score: float = 0.0
    why: str = ""
    runner_up: Proposal | None = None
    rejected: tuple[Meaning, ...] = ()
    contested: bool = False
    proposals: tuple[Proposal, ...] = ()
    any_day: bool = False

    @property
    def for_review(self) -> bool:
        """Whether a person should be asked: two actors fit, or one is near but not near enough."""
        return self.actor is None and (self.contested or bool(self.proposals))

    def as_dict(self) -> dict[str, object]:
        """Plain values, for JSON."""
        return {
            "name": self.name,
            "date": self.on.isoformat() if self.on else None,
            "country": self.country,
            "actor": self.actor,
            "kind": self.kind,
            "rule": self.rule,
            "matched": self.said or None,
            "says": self.says or None,
            "score": self.score if self.actor else None,
            "why": self.why,
            "contested": self.contested,
            "runner_up": _plain(self.runner_up) if self.runner_up else None,
            "proposals": [_plain(p) for p in self.proposals],
            "not": [{"actor": m.actor, "matched": m.said, "why": m.why} for m in self.rejected],
        }


def _plain(proposal: Proposal) -> dict[str, object]:
    return {"actor": proposal.actor, "matched": proposal.said, "score": proposal.score, "why": proposal.why}
