"""`count`: so many events or deaths. `near` is the same within a band of a line."""

from __future__ import annotations

from itertools import product

from ..claim import Claim
from ..expect import Expectation
from ..loaded import Loaded, SourceSet, query_text
from ..monthly import monthly_amount, totals
from ..readings import Finding, Reading, label, variations
from ..selection import merge_left_out
from .kind import EVENT_FIELDS, Kind

DATES = ("as dated", "surely inside", "possibly inside")


class Count(Kind):
    """The number of events, or the sum of deaths, in a period and place.

    A source that covers all that is asked gives the number; one that lists only lethal events, or covers a part, gives
    the least that it can be; a chosen list says nothing, unless the claim is about that list.
    """

    name = "count"
    scale = "number"
    takes = frozenset({"measure"})
    of_takes = EVENT_FIELDS
    of_requires = frozenset({"start", "end"})
    rule = "rows that only may fit widen the limits; where a source does not list every event the number is a least one"
    lists_count: bool = False  # whether a chosen list sets a least number

    def find(self, claim: Claim, loaded: Loaded) -> Finding:
        """One reading for each source set and choice, and one for the monthly totals."""
        expected = self.expectation(claim)
        readings: list[Reading] = []
        evidence: set[str] = set()
        left_out: list[dict[str, int]] = []
        for sources in loaded.source_sets(claim, lists=self.lists_count):
            found = self._read(claim, expected, loaded, sources)
            readings += found.readings
            evidence.update(found.evidence)
            left_out.append(dict(found.left_out))
        readings += self._monthly(claim, expected, loaded)
        return Finding(
            tuple(readings), tuple(sorted(evidence)), merge_left_out(left_out), query_text(claim.of), claim.measure
        )

    def _read(self, claim: Claim, expected: Expectation, loaded: Loaded, sources: SourceSet) -> Finding:
        deaths = claim.measure == "deaths"
        look = loaded.look(sources, claim.of, deaths=deaths)
        rows = loaded.select(sources, claim.of, claim)
        least = look.extent != "none" or self.lists_count
        readings: list[Reading] = []
        for choices in variations(sources.name, deaths=deaths, dates=DATES):
            chosen = rows.chosen(choices, claim.of.start, claim.of.end)
            amount = rows.amount(chosen, claim.measure, choices.get("deaths", "best"))
            high = amount.high if look.decides_absence else float("inf")
            holds = expected.test(amount.low, high) if least else None
            looked = holds is not None or look.decides_absence
            note = look.why_not if not looked else _open_note(amount.value, amount.high, claim.measure)
            readings.append(
                Reading(label(choices), choices, holds, amount.value, amount.low, high, note, looked=looked)
            )
        main = rows.chosen({"dates": DATES[0]}, claim.of.start, claim.of.end)
        return Finding(tuple(readings), rows.ids(main) if least else (), rows.left_out)

    def _monthly(self, claim: Claim, expected: Expectation, loaded: Loaded) -> list[Reading]:
        readings: list[Reading] = []
        estimates = ("best", "low", "high") if claim.measure == "deaths" else ("best",)
        for figures, estimate in product(() if claim.of.listed else totals(loaded.base), estimates):
            found = monthly_amount(figures, claim, claim.of, estimate)
            choices = {"source": figures.name}
            if claim.measure == "deaths":
                choices["deaths"] = estimate
            holds = expected.test(found.low, found.high) if found.looked else None
            looked = holds is not None or (found.looked and found.exact)
            value = found.value if found.exact else None
            readings.append(
                Reading(label(choices), choices, holds, value, found.low, found.high, found.note, looked=looked)
            )
        return readings


class Near(Count):
    """Events or deaths within a band of a corridor or border; places that are not known well enough are left open."""

    name = "near"
    of_requires = frozenset({"start", "end", "lines", "within_km"})
    rule = (
        "distances on the ellipsoid, for events placed within 25 km or better; a coarser one is left open unless it "
        "lies farther off than the band and its own tolerance together; a row of any source sets a least number"
    )
    lists_count = True

    def _monthly(self, claim: Claim, expected: Expectation, loaded: Loaded) -> list[Reading]:
        """Totals by country say nothing about a line."""
        return []


def _open_note(value: float, high: float, measure: str) -> str:
    if high == float("inf"):
        return "some of the rows give no figure"
    more = high - value
    return f"{more:,.0f} more {measure.removesuffix('s') if more == 1 else measure} may fit" if more > 0 else ""
