"""How much a name is like those of the registry, letter by letter."""

from __future__ import annotations

from dataclasses import dataclass

from rapidfuzz import fuzz, process

from . import spelling
from .meaning import Meaning
from .names import Proposal
from .other_names import is_acronym
from .weighing import Found, Weighing

FUZZY_AT = 84.0
"""From this likeness on (0 to 100, Indel ratio of the sorted rough words) a name may be taken by itself."""
MARGIN = 8.0
"""By so much the next actor must be less alike."""
PROPOSE_AT = 75.0
"""From this likeness on a person is asked."""
WORD_AT = 75.0
"""Every word must have a counterpart in the other name at least this alike and with the same first letter in the rough
form: "Army" is none of "Front", nor "Gaid" of "Zeid"."""
FOREIGN = 8.0
"""What an actor loses that is recorded only in other countries."""

_SHORTEST = 5  # letters of a name that can be like another
_LOOKED_AT = 25  # of the most alike names


@dataclass(frozen=True, slots=True)
class Near:
    """An actor of which a name is like the one asked for: how much, from 0 to 100, and whether every word is met."""

    actor: str
    score: float
    meaning: Meaning
    sure: bool


def nearest(weighing: Weighing, text: str) -> list[Near]:
    """The actors with a name at least nearly alike, the most alike first."""
    words = sorted(spelling.words(text))
    query = " ".join(words)
    if is_acronym(text) or len(query) < _SHORTEST:
        return []
    choices, aliases = weighing.index.spelled
    best: dict[str, Near] = {}
    alike = process.extract(query, choices, scorer=fuzz.ratio, score_cutoff=PROPOSE_AT - MARGIN, limit=_LOOKED_AT)
    for choice, score, at in alike:
        for meaning in weighing.meanings([aliases[at]]):
            if meaning.meant is None:
                weighing.reject(meaning)
                continue
            foreign = weighing.foreign(meaning.meant)
            told = score - FOREIGN * foreign
            clan = weighing.index.kind(meaning.meant) == "communal"  # sibling clans are near in letters
            sure = not foreign and not clan and _every_word_met(words, choice.split(" "))
            if meaning.meant not in best or best[meaning.meant].score < told:
                best[meaning.meant] = Near(meaning.meant, told, meaning, sure)
    return sorted(best.values(), key=lambda near: (-near.score, near.actor))


def most_alike(weighing: Weighing, text: str) -> Found | None:
    """The actor whose name is most alike, if it is alike enough and no other nearly as much; the rest is proposed."""
    ranked = nearest(weighing, text)
    for near in ranked:
        if near.score >= PROPOSE_AT:
            proposal = Proposal(near.actor, near.meaning.said, round(near.score, 1), "nearly the same letters")
            weighing.proposals.setdefault(near.actor, proposal)
    best = ranked[0] if ranked else None
    if (
        best
        and best.sure
        and best.score >= FUZZY_AT
        and not (len(ranked) > 1 and best.score - ranked[1].score < MARGIN)
    ):
        return Found("fuzzy", best.meaning, round(best.score, 1))
    for meaning in weighing.meanings(weighing.index.containing(text)):
        weighing.any_day = False  # whom a part of a name may mean is asked of each day again
        if meaning.meant is not None:
            proposal = Proposal(meaning.meant, meaning.said, 0.0, "its words stand in the other name")
            weighing.proposals.setdefault(meaning.meant, proposal)
    return None


def _every_word_met(words: list[str], others: list[str]) -> bool:
    """Whether every word of each has a counterpart in the other; numbers must be the same."""
    if [w for w in words if any(map(str.isdigit, w))] != [w for w in others if any(map(str.isdigit, w))]:
        return False
    return all(
        max((fuzz.ratio(word, other) for other in there if word[0] == other[0]), default=0) >= WORD_AT
        for here, there in ((words, others), (others, words))
        for word in here
    )
