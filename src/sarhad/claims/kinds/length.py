"""`length`: a border or corridor is so long, or longer than others."""

from __future__ import annotations

import math
from collections.abc import Iterator

from ..base import Base, line_key
from ..claim import Claim
from ..loaded import Loaded
from ..readings import Finding, Reading, label
from .kind import Kind, Mistake

MEASURED_AT_LEAST = 0.8
"""A line at 1:10 million cuts bends: Afghanistan's six borders have 84 % of the published length or more."""

Limits = tuple[float, float, float]


class Length(Kind):
    """Lengths in kilometres on the ellipsoid, in up to three readings: published, otherwise published, measured.

    A measured border is up to 20 % short of the published one; a corridor measured along its nodes is a least length.
    """

    name = "length"
    scale = "length"
    takes = frozenset({"among"})
    of_takes = frozenset({"lines"})
    of_requires = frozenset({"lines"})
    rule = (
        f"a border measured on the map has at least {MEASURED_AT_LEAST:.0%} of its length, a corridor measured along "
        "its nodes is a least length; between lines the limits may not overlap"
    )

    def mistakes(self, claim: Claim) -> Iterator[Mistake]:
        """As for every kind; longest and shortest need something to compare with, and one line is the subject."""
        yield from super().mistakes(claim)
        if claim.needs:
            return
        if len(claim.of.lines) > 1:
            yield ("of", "lines"), "a length is of one line; the others go into among"
        if (
            claim.expect
            and claim.expect.strip().lower() in ("longest", "shortest", "first", "last")
            and not claim.among
        ):
            yield ("among",), f"{claim.expect} needs among, the lines to compare with"

    def wanted(self, claim: Claim) -> str:
        """Lengths are not decided by events."""
        return "a published length with its source: in borders.csv for a border, in published_km for a corridor"

    def find(self, claim: Claim, loaded: Loaded) -> Finding:
        """The published, the otherwise published and the measured length."""
        base = loaded.base
        names = tuple(dict.fromkeys(line_key(name) for name in (*claim.of.lines, *claim.among)))
        subject = line_key(claim.of.lines[0])
        readings: list[Reading] = []
        evidence: list[str] = []
        for source in ("published", "published elsewhere", "measured on the map"):
            limits = {name: _limits(base, claim, name, source) for name in names}
            missing = [name for name, found in limits.items() if found is None]
            known = {name: found for name, found in limits.items() if found is not None}
            choices = {"source": source}
            note = ", ".join(f"{name} {found[0]:,.0f} km" for name, found in known.items())
            if missing:
                what = f"no {source.replace(' on the map', '')} length of {', '.join(missing)}"
                readings.append(Reading(label(choices), choices, None, None, None, None, what, looked=False))
                continue
            readings.append(self._read(claim, subject, known, choices, note))
            evidence += [f"{name}: {_shown(found)} ({source})" for name, found in known.items()]
        return Finding(tuple(readings), tuple(evidence), {}, "", "km")

    def _read(
        self, claim: Claim, subject: str, known: dict[str, Limits], choices: dict[str, str], note: str
    ) -> Reading:
        expected = self.expectation(claim)
        value, low, high = known[subject]
        if not expected.ranked:
            return Reading(label(choices), choices, expected.test(low, high), value, low, high, note)
        others = [found for name, found in known.items() if name != subject]
        if expected.ranked == "top":
            best = 1 + sum(other[1] > high for other in others)
            worst = 1 + sum(other[2] >= low for other in others)
        else:
            best = 1 + sum(other[2] < low for other in others)
            worst = 1 + sum(other[1] <= high for other in others)
        return Reading(label(choices), choices, expected.test(best, worst), value, low, high, note)


def _limits(base: Base, claim: Claim, name: str, source: str) -> Limits | None:
    """Length with its limits in km, or None where there is none of this sort."""
    if source == "measured on the map":
        line = base.line(name)
        if line is None or not line.measured_km:
            return None
        if line.kind == "border":
            return line.measured_km, line.measured_km, line.measured_km / MEASURED_AT_LEAST
        least = max(line.measured_km, line.chain_km or 0)
        return least, least, math.inf
    line = base.line(name)
    figures = [
        p.km
        for p in base.published
        if p.line == name
        and p.main is (source == "published")
        and not (claim.source and claim.source.is_named_in(p.source))
    ]
    if source == "published" and line is not None and line.kind != "border" and line.whole_km:
        figures.append(line.whole_km)
    return (figures[0], min(figures), max(figures)) if figures else None


def _shown(found: Limits) -> str:
    value, low, high = found
    if math.isinf(high):
        return f"at least {value:,.0f} km"
    return f"{value:,.0f} km" if low == high else f"{value:,.0f} km ({low:,.0f} to {high:,.0f})"
