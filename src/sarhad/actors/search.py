"""The search for the actor of one name: one rule after another, until one finds an actor that is sure enough."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace

from rapidfuzz import fuzz

from . import spelling
from .forces import Forces, country_named, forces
from .generic import generic
from .index import SHORT_ACRONYM, NameIndex
from .likeness import most_alike, nearest
from .meaning import ordered_meanings
from .names import NameResolution, Proposal, Rule
from .other_names import Alias, is_acronym
from .weighing import Found, Weighing

CONSONANTS, CONSONANTS_OTHER_SCRIPT = 5, 4
"""So many consonants must be the same: fewer are shared by chance. A script without vowels leaves one fewer to chance,
because no vowel of it can differ."""
LIKE_AT_CONSONANTS = 70.0
"""Two names of the same consonants in Latin letters must still be this alike: Ansar and Ansorul, not Banu and Ibn."""
_LONG_PART = 6  # letters: a shorter part of a name is no name by itself

_NAME_FIRST = re.compile(r"^(?P<inside>[^:]{2,60}): (?P<name>.+)$")
_SPLINTER = re.compile(r"\b(faction|splinter|breakaway|dissidents?|mutineers?|defectors?)\b", re.IGNORECASE)
_BRACKET_LAST = re.compile(r"^(?P<name>.+?)\s*\((?P<inside>[^()]+)\)$")
_DASH = re.compile(r"\s+[-–—]\s+")
_PEOPLE_OF = re.compile(
    r"^(?:the )?(?P<name>.+?)(?: security)? "
    r"(?:forces|fighters|militants|rebels|insurgents|guerrillas|gunmen|police|troops)$",
    re.IGNORECASE,
)
_NOT_THEN = ("ended", "founded")  # how the reason of an actor begins that did not exist on the day
_LITERAL: frozenset[Rule] = frozenset({"exact", "folded", "known-name", "state-forces"})


class Search(Weighing):
    """The search for one name at a day and in a country. `careful`: only what is literally the name is taken."""

    def __init__(self, index: NameIndex, name: str, on: dt.date | None, country: str | None, careful: bool) -> None:
        super().__init__(index, on, country)
        self.name, self.careful = name.strip(), careful
        self.why = ""

    def run(self) -> NameResolution:
        """Ask every rule in turn."""
        found: Found | NameResolution | None = self._literal(self.name)
        if found is None and (over := [m.why for m in self.rejected.values() if m.why.startswith(_NOT_THEN)]):
            self.careful, self.why = True, over[0]
        found = found or self._state() or self._general() or self._doubtful(self.name)
        if isinstance(found, NameResolution):
            return found
        found = found or self._spelled(self.name) or self._parts() or self._people() or self._several()
        if isinstance(found, NameResolution):
            return found
        found = found or self._acronym(self.name)
        found = found or most_alike(self, self.name)
        if found and self.careful and found.rule not in _LITERAL and not found.contested:
            self.propose(found, self.why or "UCDP gives it another number")
            found = None
        return self._told(found)

    def _literal(self, text: str) -> Found | None:
        """The registry's own name, or one that others use."""
        found = self.chosen("folded", self.index.exact(text))
        others = self.index.others(text)
        if found and not found.contested and self.foreign(found.actor):
            here = self.chosen("known-name", [alias for alias in others if alias.scope.countries])
            found = here or found
        if found and found.rule == "folded" and not found.contested and found.meaning.said == text:
            return replace(found, rule="exact")
        return found or self.chosen("known-name", others)

    def _spelled(self, text: str) -> Found | None:
        """The same name spelled otherwise."""
        alike: tuple[tuple[Rule, list[Alias]], ...] = (
            ("transliteration", self.index.rough(text)),
            ("word-order", self.index.same_words(text)),
            ("consonants", self._same_consonants(text)),
            ("shortened", self.index.shortened(text, self.country)),
            ("transliteration", self._expanded(text)),
        )
        for rule, aliases in alike:
            found = self.chosen(rule, aliases)
            if found and not found.contested and self.foreign(found.actor):
                self.propose(found, f"spelled otherwise, and recorded only in {self.home(found.actor)}")
            elif found:
                return found
        return None

    def _expanded(self, text: str) -> list[Alias]:
        whole = spelling.expanded(text)
        return [*self.index.exact(whole), *self.index.others(whole), *self.index.rough(whole)] if whole != text else []

    def _same_consonants(self, text: str) -> list[Alias]:
        latin = spelling.is_latin(text)
        if len(spelling.skeleton(text)) < (CONSONANTS if latin else CONSONANTS_OTHER_SCRIPT):
            return []
        rough = spelling.rough(text)
        alike = self.index.same_consonants(text)
        return [a for a in alike if not latin or fuzz.ratio(rough, spelling.rough(a.text)) >= LIKE_AT_CONSONANTS]

    def _whole(self, text: str) -> Found | None:
        """A part of a name, looked up as a name."""
        return self._literal(text) or self._forces(forces(text)) or self._spelled(text)

    def _state(self) -> Found | NameResolution | None:
        named = forces(self.name)
        found = self._forces(named)
        return self._result(why=self.why) if named and found is None else found

    def _doubtful(self, text: str) -> NameResolution | None:
        """A name that does not surely mean an actor, though it may."""
        doubt = self.index.doubtful(text, self.country)
        if doubt is None:
            return None
        meanings = self.index.registry.candidates(None, source_id=doubt[0], on=self.on, country=self.country)
        self.any_day = all(map(self.index.any_day, meanings))
        self.why = f"{text}: {doubt[1]}"
        perhaps = [Proposal(str(m.meant), m.said, 0.0, doubt[1]) for m in meanings if m.chosen]
        if perhaps:
            return self._result(why=self.why, proposals=tuple(perhaps))
        self.careful = True
        return None

    def _people(self) -> Found | None:
        """Fighters, police and the like of an organisation: Taliban police, M23 rebels."""
        match = _PEOPLE_OF.match(self.name)
        if match is None:
            return None
        found = self._literal(match["name"]) or self._spelled(match["name"])
        if found is None or found.contested:
            return found
        if self.index.kind(found.actor) in ("communal", "civilians", "unknown"):
            self.propose(found, "people of a community are not all of it")
            return None
        return replace(found, rule="shortened")

    def _forces(self, named: Forces | None) -> Found | None:
        """The government of a country at that day; years in the name must mean the same one."""
        if named is None:
            return None
        governments = self.index.states(named.country)
        found = self.chosen("state-forces", governments)
        if found is None:
            self.why = self.why or f"the registry holds no government of {named.country} at that day"
            return None
        told = f'"{named.pattern}" ({named.written_by})'
        self.any_day = self.any_day and not named.dated
        if not named.dated or self.on is None:
            return replace(found, why=told)
        inside = ordered_meanings(self.index.meanings(governments, named.inside(), self.country))
        meant = next((m for m in inside if m.chosen), None)
        if meant is None or meant.meant == found.actor:
            return replace(found, why=told)
        years = f"{named.start}-{named.end or ''}"
        self.why = f"the years {years} in the name mean {meant.meant}, but on {self.on} it was {found.actor}"
        return replace(found, contested=(found.meaning, meant))

    def _general(self) -> NameResolution | None:
        """A name that means no organisation: the registry's actor of that kind, if it has one."""
        said = generic(self.name)
        if said is None:
            return None
        actor = self.index.of_kind(said.kind) if said.kind else None
        return self._result(actor=actor, kind=said.kind, rule="generic", why=said.why, score=100.0 if actor else 0.0)

    def _acronym(self, text: str) -> Found | None:
        """Letters with which the words of a name begin, in a country where its actor is recorded."""
        if not is_acronym(text):
            return None
        meanings = list(self.meanings(self.index.spelled_out(text)))
        here = [m for m in meanings if m.meant is None or self.at_home(str(m.meant))]
        for m in meanings:
            if m not in here:
                self.reject(replace(m, meant=None, why="recorded only in other countries", chosen=False))
        found = self.of("acronym", here)
        if found and not found.contested and len(text) < SHORT_ACRONYM:
            self.propose(found, "two letters only")
            return None
        return found

    def _parts(self) -> Found | NameResolution | None:
        """A name with an acronym, a place or a second name beside it, or with a faction behind a dash."""
        beside = _NAME_FIRST.match(self.name) or _BRACKET_LAST.match(self.name)
        if beside:
            found = self._beside(beside["name"], beside["inside"])
            if (
                found
                and not found.contested
                and _SPLINTER.search(self.name)
                and not _SPLINTER.search(found.meaning.said)
            ):
                self.propose(found, "a faction or splinter is not the parent")
                return None
            place = country_named(beside["inside"])
            return found or (None if place or self.proposals else most_alike(self, beside["name"]))
        parts = _DASH.split(self.name, maxsplit=1)
        return self._faction(*parts) if len(parts) == 2 else None

    def _beside(self, name: str, inside: str) -> Found | None:
        place = country_named(inside)
        main = self._whole(name) or (
            self._faction(*parts) if len(parts := _DASH.split(name, maxsplit=1)) == 2 else None
        )
        if place:
            home = self.index.home(main.actor) if main and not main.contested else frozenset()
            if main and main.rule not in _LITERAL and home != {place}:
                self.propose(main, f"{inside} in brackets tells it from a namesake")
                return None
            return main
        short = " " not in inside and sum(c.isupper() for c in inside) * 2 > sum(c.isalpha() for c in inside)
        second = self._literal(inside) or (self._acronym(inside) if short else self._spelled(inside))
        second = None if second and second.contested else second
        if main and second and main.actor != second.actor and not main.contested:
            if self.index.came_from(second.actor, main.actor):
                return replace(second, rule="faction")
            self.why = f"{name} means {main.actor}, {inside} means {second.actor}"
            return replace(main, contested=(main.meaning, second.meaning))
        if main and second is None and not short and not main.contested:
            self.propose(main, f"{inside} beside it is no name of it: perhaps a faction")
            return None
        if main or second is None:
            return main
        if not short and len(spelling.rough(inside)) >= _LONG_PART:
            return second
        if self.foreign(second.actor):
            self.propose(second, f"its acronym, and recorded only in {self.home(second.actor)}")
            return None
        if self._shares_a_word(name, second.actor):
            return replace(second, rule="acronym-and-word")
        self.propose(second, f"named beside it; no word of {name} stands in its names")
        return None

    def _faction(self, head: str, tail: str) -> Found | None:
        """What stands behind a dash is a faction, or another name of the same actor; never the parent alone."""
        if country_named(tail):
            return self._beside(head, tail)
        parent = self._whole(head)
        named = not is_acronym(tail) and len(spelling.rough(tail)) >= _LONG_PART
        part = self._whole(tail) if named else None
        if part and not part.contested:
            return replace(part, rule="faction") if parent is None or parent.actor != part.actor else parent
        if parent is None or parent.contested:
            return None
        if named and [near.actor for near in nearest(self, tail)[:1]] == [parent.actor]:
            return parent
        self.propose(parent, "what stands behind a dash is a faction, not the parent")
        self.why = f"{tail} behind the dash names a faction of {parent.actor} that the registry does not hold"
        return None

    def _several(self) -> NameResolution | None:
        """Several actors in one name are none of them."""
        parts = [part.strip() for part in self.name.split(",")]
        if len(parts) < 2:
            return None
        found = [self._whole(part) for part in parts]
        if not all(found):
            return None
        actors = sorted({f.actor for f in found if f})
        return self._result(why=f"names several actors: {', '.join(actors)}", proposals=())

    def _shares_a_word(self, text: str, actor_id: str) -> bool:
        actor = self.index.registry.actor(actor_id)
        names = (actor.name, *(n.text for n in actor.names)) if actor else ()
        theirs = {word for name in names for word in spelling.words(name)}
        theirs |= {word for alias in self.index.known_of(actor_id) for word in spelling.words(alias.text)}
        return any(len(word) > 2 and word in theirs for word in spelling.words(text))

    def _told(self, found: Found | None) -> NameResolution:
        if found is None:
            return self._result(why=self.why or self._nothing())
        if found.contested:
            told = {str(m.meant): Proposal(str(m.meant), m.said, found.score, "contested") for m in found.contested}
            actors = sorted(told)
            why = self.why or f"contested: {', '.join(actors)} fit equally well"
            return self._result(contested=True, why=why, proposals=tuple(told[actor] for actor in actors))
        actor = self.index.registry.actor(found.actor)
        others = [p for p in self.proposals.values() if p.actor != found.actor]
        return self._result(
            actor=found.actor,
            kind=actor.kind if actor else None,
            rule=found.rule,
            said=found.meaning.said,
            says=self._says(found),
            score=found.score,
            why=found.why or (found.meaning.why if found.meaning.meant != found.meaning.actor else ""),
            runner_up=others[0] if others else None,
            proposals=(),
        )

    def _says(self, found: Found) -> str:
        name = found.meaning.name
        if name is not None:
            return str(name.citation)
        alias = next(iter(self.index.others(found.meaning.said)), None)
        return f"written so by: {alias.written_by}" if alias else ""

    def _nothing(self) -> str:
        if self.proposals:
            return "no name is near enough to be taken without a person"
        return (
            "none of its meanings holds at that day and place" if self.rejected else "no name of the registry is near"
        )

    def _result(self, **told: object) -> NameResolution:
        kept = tuple(self.rejected[key] for key in sorted(self.rejected))
        proposed = told.get("proposals", tuple(self.proposals.values()))
        named = {told.get("actor"), *(p.actor for p in proposed)}  # type: ignore[attr-defined]
        kept = tuple(m for m in kept if m.meant is None or m.meant not in named)
        whole: dict[str, object] = {
            "any_day": self.any_day,
            "proposals": tuple(self.proposals.values()),
            "rejected": kept,
            **told,
        }
        return NameResolution(self.name, self.on, self.country, **whole)  # type: ignore[arg-type]
