"""Every name of a registry, and the names that others use, by the forms in which they are compared."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import cached_property, lru_cache
from weakref import WeakKeyDictionary

from . import spelling
from .folding import fold
from .forces import country_named, state_named
from .meaning import Meaning
from .model import ActorKind
from .other_names import Alias, counted_under, doubtful_names, is_acronym, known_names
from .registry import Registry

SHORT_ACRONYM = 3
"""Up to this length the letters of an acronym are shared by many: of UCDP's 217 acronyms of up to three letters 17 mean
two actors or more, of its 238 longer ones 3 (version 22.1). Such an acronym is taken only where UCDP records it."""
_KEPT = 200_000  # answers of the registry that are kept, at most
SHORTEST = 6
"""Letters that must be left of a name without its country or its last word."""
COMMON_WORD = 12
"""A word that stands in more aliases than this tells none of them apart."""


class NameIndex:
    """The aliases of a registry by each form; made once for a registry (`index_of`)."""

    def __init__(self, registry: Registry) -> None:
        self.registry = registry
        own = {fold(name.text): name.text for _, name, _ in registry.names()}
        self.aliases: tuple[Alias, ...] = tuple(Alias(text) for text in own.values())
        numbers = {number for actor in registry for number in actor.ucdp_ids}
        self.known: tuple[Alias, ...] = tuple(
            alias
            for alias in known_names()
            if alias.ucdp in numbers and (alias.scope.countries or fold(alias.text) not in own)
        )
        self._known_by_key = _grouped(self.known, lambda alias: (fold(alias.text),))
        self._own = frozenset(own)
        self._asked: dict[tuple[Alias, dt.date | None, str | None], list[Meaning]] = {}

    def exact(self, text: str) -> list[Alias]:
        """The registry's alias that is the same name, folded."""
        return [Alias(text)] if fold(text) in self._own or self.registry.candidates(text) else []

    def others(self, text: str) -> list[Alias]:
        """The names of other writers that are the same, folded."""
        return self._known_by_key.get(fold(text), [])

    def rough(self, text: str) -> list[Alias]:
        """The aliases of the same rough form (see `spelling.rough`); acronyms have none."""
        return [] if Alias(text).is_acronym else self._by_rough.get(spelling.rough(text), [])

    def same_words(self, text: str) -> list[Alias]:
        """The aliases of two words or more that are the same words in any order."""
        words = sorted(spelling.words(text))
        return self._by_words.get(" ".join(words), []) if len(words) > 1 else []

    def shortened(self, text: str, country: str | None) -> list[Alias]:
        """The aliases that are this name with its country, or with a last word such as "group", or without it."""
        full, ends = spelling.rough(text), _without_end(text)
        found = {alias.text: alias for alias in (self._by_end.get(full, []) if len(full) >= SHORTEST else [])}
        if len(ends) >= SHORTEST:
            found |= {alias.text: alias for alias in self._by_rough.get(ends, [])}
        if country:
            found |= {alias.text: alias for alias in self._by_place.get((country, full), [])}
            for place, rest in _without_country(text):
                if place == country and len(rest) >= SHORTEST:
                    found |= {alias.text: alias for alias in self._by_rough.get(rest, [])}
        return [] if is_acronym(text) else [found[key] for key in sorted(found)]

    def same_consonants(self, text: str) -> list[Alias]:
        """The aliases of the same consonants."""
        return self._by_skeleton.get(spelling.skeleton(text), [])

    def doubtful(self, text: str, country: str | None) -> tuple[int, str] | None:
        """UCDP's number of an actor that a name may mean but does not surely, and why; by the rough form."""
        for number, places, why in doubtful_names().get(spelling.rough(text), ()):
            if places is None or country in places:
                return number, why
        return None

    def spelled_out(self, acronym: str) -> list[Alias]:
        """The aliases whose words begin with these letters."""
        return self._by_initials.get("".join(c for c in fold(acronym) if c.isalnum()), [])

    def containing(self, text: str) -> list[Alias]:
        """The aliases of which all words stand in this name, or that hold all of its words; by its rarest word."""
        words = frozenset(word for word in spelling.words(text) if len(word) > SHORT_ACRONYM)
        held = [self._by_word[word] for word in words if word in self._by_word]
        rare = [aliases for aliases in held if len(aliases) <= COMMON_WORD]
        found: dict[str, Alias] = {}
        for of, alias in (pair for aliases in rare for pair in aliases):
            if (of <= words or words <= of) and not state_named(alias.text):
                found.setdefault(alias.text, alias)
        return [found[key] for key in sorted(found)]

    def known_of(self, actor_id: str) -> list[Alias]:
        """The names that others use of an actor."""
        actor = self.registry.actor(actor_id)
        return [
            alias for number in (actor.ucdp_ids if actor else ()) for alias in self._known_by_number.get(number, [])
        ]

    def of_kind(self, kind: ActorKind) -> str | None:
        """The actor that stands for a kind of people: a watch's own before the world's."""
        there = [actor.id for actor in self.registry if actor.kind == kind]
        return min(there, key=lambda i: (i in self.registry.behind, i), default=None)

    def states(self, country: str) -> list[Alias]:
        """The names of the governments of a country."""
        return self._by_country.get(country, [])

    def home(self, actor_id: str) -> frozenset[str]:
        """The countries in which the registry places an actor; empty where it says nothing."""
        actor = self.registry.actor(actor_id)
        if actor is None:
            return frozenset()
        return frozenset((*actor.active_in, *((actor.country,) if actor.country else ())))

    def came_from(self, actor_id: str, other_id: str) -> bool:
        """Whether the one split from the other, or is a branch or affiliate of it."""
        kinds = ("splinter-of", "branch-of", "affiliate-of")
        return any(
            (r.actor, r.to) == (actor_id, other_id) and r.kind in kinds for r in self.registry.relations_of(actor_id)
        )

    def kind(self, actor_id: str) -> ActorKind | None:
        """The kind of an actor."""
        actor = self.registry.actor(actor_id)
        return actor.kind if actor else None

    def foreign(self, actor_id: str, country: str | None) -> bool:
        """Whether a source says in which countries the actor is recorded, and this is none of them."""
        actor = self.registry.actor(actor_id)
        return bool(country and actor and actor.active_in) and not self.here(actor_id, str(country))

    def here(self, actor_id: str, country: str) -> bool:
        """Whether the registry places the actor in a country, or in one under which UCDP counts it (Gaza: Israel)."""
        home = self.home(actor_id)
        return country in home or any(above in home for above in counted_under().get(country, ()))

    def any_day(self, meaning: Meaning) -> bool:
        """Whether it holds on every day or on none: neither its scope nor the life of its actor has a date."""
        if meaning.scope.start or meaning.scope.end:
            return False
        actors = [self.registry.actor(one) for one in {meaning.actor, meaning.meant} if one]
        return not any(actor and (actor.founded or actor.ended) for actor in actors)

    def meanings(self, aliases: Iterable[Alias], on: dt.date | None, country: str | None) -> list[Meaning]:
        """What these aliases mean at a day and in a country, each actor once, with the reason why or why not."""
        found: dict[tuple[str, str], Meaning] = {}
        for alias in aliases:
            for meaning in self._meanings(alias, on, country):
                found.setdefault((meaning.actor, meaning.said), meaning)
        return list(found.values())

    def _meanings(self, alias: Alias, on: dt.date | None, country: str | None) -> list[Meaning]:
        asked = (alias, on, country)
        if asked not in self._asked:
            if len(self._asked) >= _KEPT:
                self._asked.clear()
            self._asked[asked] = self._read(alias, on, country)
        return self._asked[asked]

    def _read(self, alias: Alias, on: dt.date | None, country: str | None) -> list[Meaning]:
        if alias.ucdp is None:
            return list(self.registry.candidates(alias.text, on=on, country=country))
        meant = self.registry.candidates(None, source_id=alias.ucdp, on=on, country=country)
        missed = alias.scope.misses(on, country)
        told = [replace(m, said=alias.text, by_number=False) for m in meant]
        return [replace(m, meant=None, why=missed, chosen=False) for m in told] if missed else told

    @cached_property
    def _all(self) -> tuple[Alias, ...]:
        return (*self.aliases, *self.known)

    @cached_property
    def _words(self) -> tuple[Alias, ...]:
        """The aliases that are words: the letters of an acronym are not spelled otherwise."""
        return tuple(alias for alias in self._all if not alias.is_acronym)

    @cached_property
    def spelled(self) -> tuple[list[str], list[Alias]]:
        """The rough words of every alias of at least four letters, sorted and joined, and the alias of each."""
        kept = {
            (words, alias.text): alias
            for alias in self._words
            if len(words := " ".join(sorted(spelling.words(alias.text)))) > SHORT_ACRONYM
        }
        return [words for words, _ in sorted(kept)], [kept[key] for key in sorted(kept)]

    @cached_property
    def _by_word(self) -> dict[str, list[tuple[frozenset[str], Alias]]]:
        found: dict[str, list[tuple[frozenset[str], Alias]]] = defaultdict(list)
        for alias in self._all:
            words = frozenset(word for word in spelling.words(alias.text) if len(word) > SHORT_ACRONYM)
            for word in words:
                found[word].append((words, alias))
        return found

    @cached_property
    def _known_by_number(self) -> dict[int, list[Alias]]:
        found: dict[int, list[Alias]] = defaultdict(list)
        for alias in self.known:
            found[alias.ucdp or 0].append(alias)
        return found

    @cached_property
    def _by_rough(self) -> dict[str, list[Alias]]:
        return _grouped(self._words, lambda alias: (spelling.rough(alias.text),))

    @cached_property
    def _by_end(self) -> dict[str, list[Alias]]:
        return _grouped(self._words, lambda alias: (_without_end(alias.text),))

    @cached_property
    def _by_place(self) -> dict[tuple[str, str], list[Alias]]:
        found: dict[tuple[str, str], list[Alias]] = defaultdict(list)
        for alias in self._words:
            for place, rest in _without_country(alias.text):
                if len(rest) >= SHORTEST and not state_named(alias.text):
                    found[place, rest].append(alias)
        return found

    @cached_property
    def _by_words(self) -> dict[str, list[Alias]]:
        return _grouped(self._words, lambda alias: (" ".join(sorted(spelling.words(alias.text))),))

    @cached_property
    def _by_skeleton(self) -> dict[str, list[Alias]]:
        return _grouped(self._words, lambda alias: (spelling.skeleton(alias.text),))

    @cached_property
    def _by_initials(self) -> dict[str, list[Alias]]:
        return _grouped(self._all, lambda alias: spelling.initials(alias.text))

    @cached_property
    def _by_country(self) -> dict[str, list[Alias]]:
        governments = ((alias, state_named(alias.text)) for alias in self.aliases)
        found: dict[str, list[Alias]] = defaultdict(list)
        for alias, country in governments:
            if country:
                found[country].append(alias)
        return found


_indexes: WeakKeyDictionary[Registry, NameIndex] = WeakKeyDictionary()


def index_of(registry: Registry) -> NameIndex:
    """The index of a registry, made at the first call."""
    if registry not in _indexes:
        _indexes[registry] = NameIndex(registry)
    return _indexes[registry]


def _grouped(aliases: Iterable[Alias], keys: Callable[[Alias], Iterable[str]]) -> dict[str, list[Alias]]:
    found: dict[str, list[Alias]] = defaultdict(list)
    for alias in aliases:
        for key in sorted(keys(alias)):
            if key:
                found[key].append(alias)
    return dict(found)


_ENDS = frozenset(word for end in ("group", "movement", "organisation", "militia") for word in spelling.words(end))


def _without_end(text: str) -> str:
    """The rough form without a last word such as "group"; empty where there is none."""
    words = spelling.words(text)
    return "".join(words[:-1]) if len(words) > 1 and words[-1] in _ENDS else ""


@lru_cache(maxsize=50_000)
def _without_country(text: str) -> tuple[tuple[str, str], ...]:
    """The countries that a word of the name means, each with the rough form of the rest."""
    parts = text.split()
    named = ((at, country_named(part.strip("()[],;:"))) for at, part in enumerate(parts) if part[:1].isupper())
    return tuple(
        (place, spelling.rough(" ".join([*parts[:at], *parts[at + 1 :]])))
        for at, place in named
        if place and len(parts) > 1
    )
