"""Where and when a name or a number means an actor."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Scope:
    """Where and when something holds; both ends of the span are days inside it."""

    countries: frozenset[str] | None = None
    start: dt.date | None = None
    end: dt.date | None = None

    @property
    def narrowness(self) -> int:
        """How many limits there are: of several that hold, the narrowest is meant."""
        return (self.countries is not None) + (self.start is not None or self.end is not None)

    def holds(self, on: dt.date | None, country: str | None) -> bool:
        """Whether an event of this day and country is inside. An unknown day or country is inside no limit."""
        return not self.misses(on, country)

    def misses(self, on: dt.date | None, country: str | None) -> str:
        """Why an event of this day and country is outside, in words; empty when it is inside."""
        if self.countries is not None and (country is None or country not in self.countries):
            return f"only in {', '.join(sorted(self.countries))}" + ("" if country else "; the country is not known")
        if self.start is None and self.end is None:
            return ""
        if on is None:
            return f"only {self._span()}; the day is not known"
        return "" if (self.start or on) <= on <= (self.end or on) else f"only {self._span()}"

    def meets(self, other: Scope) -> bool:
        """Whether some day and country are inside both."""
        if self.countries is not None and other.countries is not None and not self.countries & other.countries:
            return False
        ends_first = self.end is not None and other.start is not None and self.end < other.start
        starts_after = self.start is not None and other.end is not None and other.end < self.start
        return not (ends_first or starts_after)

    def _span(self) -> str:
        return " ".join([f"from {self.start}"] * bool(self.start) + [f"until {self.end}"] * bool(self.end))
