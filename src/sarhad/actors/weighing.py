"""What the names that were looked up mean at a day and in a country, and which of their meanings is taken."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from .folding import fold
from .index import SHORT_ACRONYM, NameIndex
from .meaning import Meaning, ordered_meanings
from .names import Proposal, Rule
from .other_names import Alias, is_acronym


@dataclass(frozen=True, slots=True)
class Found:
    """What one step found: an actor, or two that fit equally well."""

    rule: Rule
    meaning: Meaning
    score: float = 100.0
    why: str = ""
    contested: tuple[Meaning, ...] = ()

    @property
    def actor(self) -> str:
        """The actor that is meant."""
        return str(self.meaning.meant)


class Weighing:
    """The meanings of names at a day and in a country; remembers what was rejected and what a person should judge.

    `any_day` stays true as long as nothing that was looked at depends on the day.
    """

    def __init__(self, index: NameIndex, on: dt.date | None, country: str | None) -> None:
        self.index, self.on, self.country = index, on, country
        self.rejected: dict[tuple[str, str], Meaning] = {}
        self.proposals: dict[str, Proposal] = {}
        self.any_day = True

    def foreign(self, actor_id: str) -> bool:
        """Whether the actor is recorded only in other countries."""
        return self.index.foreign(actor_id, self.country)

    def at_home(self, actor_id: str) -> bool:
        """Whether the actor is recorded in the country."""
        return self.country is not None and self.index.here(actor_id, self.country)

    def home(self, actor_id: str) -> str:
        """Where the actor is recorded, in words."""
        return ", ".join(sorted(self.index.home(actor_id)))

    def reject(self, meaning: Meaning) -> None:
        """Remember what does not hold, with its reason."""
        self.rejected.setdefault((meaning.actor, fold(meaning.said)), meaning)

    def propose(self, found: Found, why: str) -> None:
        """Leave what was found to a person."""
        if not found.contested:
            self.proposals.setdefault(found.actor, Proposal(found.actor, found.meaning.said, found.score, why))

    def meanings(self, aliases: Iterable[Alias]) -> Iterator[Meaning]:
        """What the aliases mean; see `weighed`."""
        return self.weighed(self.index.meanings(aliases, self.on, self.country))

    def chosen(self, rule: Rule, aliases: Iterable[Alias]) -> Found | None:
        """What the aliases mean together: one actor, or several that are contested; null where nothing holds."""
        return self.of(rule, self.meanings(aliases))

    def of(self, rule: Rule, meanings: Iterable[Meaning]) -> Found | None:
        """Of weighed meanings the one that holds; of several, see `_of_namesakes`."""
        ranked = ordered_meanings(meanings)
        holding = [m for m in ranked if m.meant is not None]
        chosen = next((m for m in holding if m.chosen), None)
        why = ""
        if chosen is None and holding:
            chosen, why = self._of_namesakes([m for m in holding if m.why.startswith("contested")] or holding)
        for m in ranked:
            if chosen is None or m.meant != chosen.meant:
                other = f"recorded in {self.home(m.actor) or 'no country'}; {why}"
                self.reject(replace(m, why=other, chosen=False) if why and m.meant is not None else m)
        if chosen is not None:
            return Found(rule, chosen, why=why)
        return Found(rule, holding[0], contested=tuple(holding)) if holding else None

    def _of_namesakes(self, meanings: list[Meaning]) -> tuple[Meaning | None, str]:
        """Of actors that share a name the only one recorded in the country, then the only one shown under that name."""
        here = [m for m in meanings if self.at_home(str(m.meant))] or meanings
        if len({m.meant for m in here}) == 1:
            return here[0], f"the one recorded in {self.country} is meant"
        shown = [m for m in here if fold(self.index.registry.name(str(m.meant))) == fold(m.said)]
        if len({m.meant for m in shown}) == 1:
            return shown[0], "the one whose usual name it is is meant"
        return None, ""

    def weighed(self, meanings: Iterable[Meaning]) -> Iterator[Meaning]:
        """The meanings, of which short acronyms and unusual names do not hold where their actor is not recorded."""
        for m in meanings:
            self.any_day = self.any_day and self.index.any_day(m)
            if m.meant is None or m.by_number or m.scope.countries or not self.foreign(m.meant):
                yield m
                continue
            usual = fold(m.said) == fold(self.index.registry.name(m.meant))
            short = is_acronym(m.said) and sum(c.isalnum() for c in m.said) <= SHORT_ACRONYM
            if short or not (usual or self.index.others(m.said)):
                told = "a short acronym" if short else "not its usual name"
                m = replace(m, meant=None, why=f"{told}, and recorded only in {self.home(m.meant)}", chosen=False)
            yield m
