"""`distance`: two places are so far apart."""

from __future__ import annotations

import math
from collections.abc import Iterator

from ..claim import Claim
from ..loaded import Loaded
from ..readings import Finding, Reading, label
from ..sites import TOWN_KM, Site, sites
from .kind import Kind, Mistake


class Distance(Kind):
    """Kilometres on the ellipsoid between two towns, corridor nodes, corridors or borders; as the crow flies.

    One reading for each source of the two places. A town is a point that may stand a few kilometres off; a line is
    measured where it is drawn, to its nearest place.
    """

    name = "distance"
    scale = "length"
    takes = frozenset({"between"})
    requires = frozenset({"between"})
    rule = f"geodesics (WGS 84), in a straight line; the point of a town may stand {TOWN_KM:g} km off"

    def mistakes(self, claim: Claim) -> Iterator[Mistake]:
        """As for every kind; two different places, and a distance to compare with."""
        yield from super().mistakes(claim)
        if claim.needs:
            return
        if len(claim.between) != 2 or claim.between[0] == claim.between[-1]:
            yield ("between",), "a distance is between two different places"
        if claim.expect and claim.expect.strip().lower() in ("longest", "shortest", "first", "last"):
            yield ("expect",), 'write a number of kilometres: "< 200 km"'

    def wanted(self, claim: Claim) -> str:
        """Distances are not decided by events."""
        return "coordinates of both places: a town of the gazetteer, or a node in corridors.csv with its source"

    def find(self, claim: Claim, loaded: Loaded) -> Finding:
        """One reading for each source of the two places."""
        expected = self.expectation(claim)
        one, other = (sites(name, loaded.base) for name in claim.between)
        readings: list[Reading] = []
        evidence: list[str] = []
        for here in one:
            for there in other:
                km = here.distance_km(there)
                off = here.tolerance_km + there.tolerance_km
                low, high = max(0.0, km - off), km + off
                choices = {"source": " and ".join(dict.fromkeys((here.source, there.source)))}
                if not math.isfinite(km):
                    note = "a line has no part that is drawn"
                    readings.append(Reading(label(choices), choices, None, None, None, None, note, looked=False))
                    continue
                readings.append(Reading(label(choices), choices, expected.test(low, high), km, low, high))
                evidence += [_shown(here), _shown(there)]
        return Finding(tuple(readings), tuple(dict.fromkeys(evidence)), {}, "", "km")


def _shown(site: Site) -> str:
    where = "as drawn" if site.line else f"{site.longitude:.4f} E, {site.latitude:.4f} N"
    return f"{site.name}: {where} ({site.source})"
