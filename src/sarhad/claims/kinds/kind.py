"""What every kind of claim says about itself, and what it can do."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from typing import ClassVar

from ..claim import Claim
from ..expect import Expectation, Scale, parse_expectation
from ..filters import Filter
from ..loaded import Loaded
from ..readings import Finding

Mistake = tuple[tuple[str, ...], str]

EVENT_FIELDS = frozenset(Filter.model_fields) - {"relation", "to", "line_status"}
_ALWAYS = frozenset({"id", "says", "kind", "source", "number", "note", "needs", "would_decide", "origin", "of"})
WRITTEN = {"start": "from", "end": "until", "listed": "list", "settings": "with"}


class Kind(ABC):
    """One kind of claim: the fields it takes, the measure it runs, how `expect` is compared."""

    name: ClassVar[str]
    scale: ClassVar[Scale]
    takes: ClassVar[frozenset[str]] = frozenset()  # fields beside those of every claim
    requires: ClassVar[frozenset[str]] = frozenset()
    of_takes: ClassVar[frozenset[str]] = frozenset()
    of_requires: ClassVar[frozenset[str]] = frozenset()
    runs: ClassVar[str] = ""  # the measure, by whose name the watch may state its parameters
    settings: ClassVar[tuple[str, ...]] = ()  # parameters of the measure that the claim or the watch must state
    own_settings: ClassVar[frozenset[str]] = frozenset()  # of these, the ones that only the claim can state
    features: ClassVar[frozenset[str]] = frozenset()  # the words that `feature` takes
    usual_expectation: ClassVar[str] = ""  # what is expected when nothing is written; empty: it must be written
    rule: ClassVar[str] = ""  # the tolerance rule, one sentence

    @abstractmethod
    def find(self, claim: Claim, loaded: Loaded) -> Finding:
        """Run the claim's measure under every reading."""

    def wanted(self, claim: Claim) -> str:
        """What would decide the claim where events cannot; empty where events are what is wanted."""
        return ""

    def expectation(self, claim: Claim) -> Expectation:
        """What the claim expects.

        Raises:
            ValueError: it cannot be read.
        """
        return parse_expectation(claim.expect or self.usual_expectation, self.scale)

    def mistakes(self, claim: Claim) -> Iterator[Mistake]:
        """What is wrong with a claim of this kind: the field, and what."""
        if claim.needs:
            return
        given = claim.model_fields_set
        for name in sorted(given - _ALWAYS - self.takes - {"expect", *(["settings"] if self.settings else [])}):
            shown = WRITTEN.get(name, name)
            yield (shown,), f"{self.name} takes no {shown}"
        for name in sorted(self.requires - given):
            yield (name,), f"{self.name} needs {name}"
        if claim.feature and self.features and claim.feature not in self.features:
            yield ("feature",), f"{self.name} takes {' or '.join(sorted(self.features))} for feature"
        yield from self._of_mistakes("of", claim.of, self.of_takes, self.of_requires)
        if claim.part:
            yield from self._of_mistakes("part", claim.part, EVENT_FIELDS - {"listed", "status"}, frozenset())
        if self.settings:
            named = claim.settings.model_fields_set if claim.settings else set()
            for name in sorted(named - set(self.settings)):
                yield ("with", name), f"{self.name} takes no {name} in with; it takes {', '.join(self.settings)}"
            for name in sorted(self.own_settings - named):
                yield ("with", name), f"{self.name} needs {name} in with"
        if claim.expect is None and not self.usual_expectation:
            yield ("expect",), f"{self.name} needs expect"
        else:
            try:
                self.expectation(claim)
            except ValueError as error:
                yield ("expect",), str(error)

    def _of_mistakes(
        self, field: str, of: Filter, takes: frozenset[str], requires: frozenset[str]
    ) -> Iterator[Mistake]:
        given = of.model_fields_set
        for name in sorted(given - takes):
            shown = WRITTEN.get(name, name)
            yield (field, shown), f"{self.name} takes no {shown} in {field}"
        for name in sorted(requires - given):
            shown = WRITTEN.get(name, name)
            yield (field, shown), f"{self.name} needs {shown} in {field}"
        if "lines" in given and "within_km" in takes and "within_km" not in given and self.name != "exists":
            yield (field, "within_km"), "a line needs within_km, the width of the band in kilometres"
        if "within_km" in given and not {"lines"} & given and self.name != "rank":
            yield (field, "lines"), "within_km needs the line it is measured from"
