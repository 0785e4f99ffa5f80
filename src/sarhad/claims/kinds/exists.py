"""`exists`: something like this happened; or a corridor touches these countries, or has this status."""

from __future__ import annotations

from collections.abc import Iterator

from ..claim import Claim
from ..expect import Expectation, parse_expectation
from ..loaded import Loaded
from ..readings import Finding, Reading, label
from .count import Count
from .kind import Mistake


class Exists(Count):
    """At least so many events like this (one, unless said otherwise), or none.

    A row in any source speaks for it; that no row is there speaks against it only where a source covers the country,
    the period, the type and the deadliness.
    """

    name = "exists"
    takes = frozenset()
    of_takes = Count.of_takes | {"line_status"}
    of_requires = frozenset()
    usual_expectation = ">= 1"
    rule = "one row of any source is enough; no row counts against it only where a source lists every such event"
    lists_count = True

    def find(self, claim: Claim, loaded: Loaded) -> Finding:
        """Events, or the nodes and status of a corridor."""
        return self._route(claim, loaded) if _is_route(claim) else super().find(claim, loaded)

    def wanted(self, claim: Claim) -> str:
        """For a corridor: its table."""
        return "the corridor's nodes and status in corridors.csv, with a source" if _is_route(claim) else ""

    def mistakes(self, claim: Claim) -> Iterator[Mistake]:
        """As for every kind; and which of the two it is about must be clear."""
        yield from super().mistakes(claim)
        if claim.needs:
            return
        if _is_route(claim):
            if claim.expect not in (None, "none"):
                yield ("expect",), 'for a corridor expect is left out (all of the countries) or "none"'
            if not claim.of.countries and not claim.of.line_status:
                yield ("of",), "a corridor claim names the countries it touches, or its line_status"
            for name in sorted(claim.of.model_fields_set - {"lines", "countries", "line_status"}):
                yield ("of", name), f"a corridor claim takes no {name}; for events near it add within_km"
        else:
            for name, shown in (("start", "from"), ("end", "until")):
                if name not in claim.of.model_fields_set:
                    yield ("of", shown), f"exists needs {shown} in of"
            if claim.of.line_status:
                yield ("of", "line_status"), "line_status is for a corridor claim, without within_km"

    def _route(self, claim: Claim, loaded: Loaded) -> Finding:
        readings: list[Reading] = []
        evidence: list[str] = []
        for name in claim.of.lines:
            line = loaded.base.line(name)
            if line is None:
                continue
            if claim.of.line_status:
                choices = {"source": f"status of {name} in the corridor table"}
                known = line.status or None
                holds = None if known is None else known == claim.of.line_status
                note = f"the status is {known}" if known else "no status is given"
                readings.append(
                    Reading(label(choices), choices, holds, None, None, None, note, looked=known is not None)
                )
                evidence.append(f"{name}: {note}")
            if claim.of.countries:
                for rows in ("all", "located nodes only"):
                    nodes = [n for n in line.nodes if rows == "all" or n.located]
                    touched = {n.country for n in nodes}
                    found = [c for c in claim.of.countries if c in touched]
                    wanted = self._countries_expected(claim)
                    choices = {"source": f"nodes of {name}", "rows": rows}
                    note = f"the nodes lie in {', '.join(sorted(c for c in touched if c))}"
                    n = float(len(found))
                    holds = wanted.test(n, n) if nodes else None
                    readings.append(Reading(label(choices), choices, holds, n, n, n, note, looked=bool(nodes)))
                evidence += [f"{name}: {n.name}" for n in line.nodes if n.country in claim.of.countries]
        return Finding(tuple(readings), tuple(dict.fromkeys(evidence)), {}, "", "countries")

    def _countries_expected(self, claim: Claim) -> Expectation:
        return parse_expectation(claim.expect or f">= {len(set(claim.of.countries))}", "number")


def _is_route(claim: Claim) -> bool:
    return bool(claim.of.lines) and claim.of.within_km is None
