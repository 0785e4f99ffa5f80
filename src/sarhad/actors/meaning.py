"""What a name or a number can mean, and why one of its meanings is taken and not the others."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import groupby

from .actor import Name
from .scope import Scope

HOLDS = "holds"


@dataclass(frozen=True, slots=True)
class Meaning:
    """One actor that a name or a number means somewhere, sometime.

    `said` is the name as the registry writes it, or "UCDP 234"; `name` the claim behind it. `meant` is the actor that
    it gives at the day and place asked for: `actor` itself, the one that carried it on, or null; `why` is the reason.
    `behind` marks actors of the world behind a watch.
    At most one of the meanings of a name is `chosen`.
    """

    actor: str
    said: str
    scope: Scope
    by_number: bool
    meant: str | None
    why: str
    name: Name | None = None
    behind: bool = False
    chosen: bool = False

    @property
    def _rank(self) -> tuple[bool, bool, int]:
        return not self.by_number, self.behind, -self.scope.narrowness


def ordered_meanings(found: Iterable[Meaning]) -> tuple[Meaning, ...]:
    """The meanings with the chosen one first, then those that hold too, then the rest; each with its reason.

    A number comes before a name, a watch's own actors before the world's, a narrower scope before a wider one, an
    actor that existed then before one that carried another on. Where two of the same rank remain, none is chosen.
    """
    ranked = sorted(found, key=lambda m: (m._rank, m.actor))
    holding = [m for m in ranked if m.meant is not None]
    chosen: Meaning | None = None
    contested: set[str] = set()
    for _, group in groupby(holding, key=lambda m: m._rank):
        best = list(group)
        best = [m for m in best if m.meant == m.actor] or best
        contested = {str(m.meant) for m in best}
        if len(contested) == 1:
            chosen, contested = best[0], set()
        break
    told = []
    for meaning in holding:
        if chosen is None and meaning.meant in contested:
            others = ", ".join(sorted(contested - {str(meaning.meant)}))
            told.append(replace(meaning, why=f"contested: it means {others} at the same place and time"))
        elif chosen is None or meaning is chosen:
            told.append(replace(meaning, chosen=meaning is chosen))
        else:
            told.append(replace(meaning, why=_outranked(meaning, chosen)))
    told.sort(key=lambda m: not m.chosen)
    return (*told, *(m for m in ranked if m.meant is None))


def _outranked(meaning: Meaning, chosen: Meaning) -> str:
    if meaning.meant == chosen.meant:
        return f"means the same actor as {chosen.said}"
    if meaning.by_number != chosen.by_number:
        return f"the number {chosen.said} decides"
    if meaning.behind != chosen.behind:
        return "an actor of the watch itself comes first"
    if meaning.scope.narrowness != chosen.scope.narrowness:
        return f"{chosen.actor} has the narrower scope"
    return f"{chosen.actor} existed then, and here it would stand for another"
