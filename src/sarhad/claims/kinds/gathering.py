"""`cluster` and `hotspot`: violence gathered around a place, for a time or over the whole period."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pyarrow as pa
from scipy import stats

from ... import measures
from ...events import priogrid_gid
from ..claim import Claim
from ..loaded import Loaded
from ..sites import TOWN_KM, Site, sites
from .kind import Mistake
from .measured import AgainstChance, Estimate, Outcome, alpha, cannot_say

_LISTED = 1000  # clusters looked through: all that a map could hold


class Cluster(AgainstChance):
    """A circle that holds the place, over some periods, with more events than place and time alone explain.

    By the space-time permutation scan of `sarhad.measures.clusters`; where `when` is given, the cluster must meet it.
    That no such cluster is found refutes nothing: the place may be violent throughout, or the circles too few.
    """

    name = "cluster"
    runs = "clusters"
    takes = frozenset({"around", "when"})
    requires = frozenset({"around"})
    settings = ("radii_km", "period", "longest_periods", "most_share", "permutations", "date_precision_max")
    unit = "ratio of observed to expected events"
    rule = (
        "a cluster that chance gives at most so often as 1 - confidence (Kulldorff et al. 2005), whose circle comes "
        f"within {TOWN_KM:g} km of the place; no cluster refutes nothing"
    )

    def mistakes(self, claim: Claim) -> Iterator[Mistake]:
        """As for every kind; and fewer than by chance is no question for it."""
        yield from super().mistakes(claim)
        if claim.expect is not None and not claim.needs:
            yield ("expect",), "a cluster is there or is not found; take expect out"

    def run(self, claim: Claim, table: pa.Table, deaths: Estimate, loaded: Loaded) -> Outcome:
        """The most unusual cluster about the place."""
        ((start, end),) = self.spans(claim)
        found = measures.clusters(
            table,
            start=start,
            end=end,
            under_check="include",
            place_precision_max=int(loaded.base.parameter("place_precision_max")),
            seed=int(loaded.base.parameter("seed")),
            listed=_LISTED,
            **self.parameters(claim, loaded),
        )
        rows = found.table.to_pylist()
        if rows[0]["cannot_say"]:
            return cannot_say(rows[0])
        places = sites(claim.around or "", loaded.base)
        there = [row for row in rows if _holds_one_of(row, places) and _meets(row, claim)]
        if not there:
            return Outcome(None, note=f"none of {len(rows)} clusters is about {claim.around}")
        row = there[0]
        span = f"{row['first_day']} to {row['last_day']}"
        note = f"{row['events']:,} events in {row['radius_km']:g} km from {span}, {row['expected']:,.1f} by chance"
        sure = row["p_value"] <= alpha(loaded)
        holds = self.judged(claim, loaded, more=sure, less=False)
        return Outcome(holds, row["ratio"], note=f"{note}, p = {row['p_value']:.3g}")


class Hotspot(AgainstChance):
    """The place's PRIO-GRID cell is a hot spot (Getis-Ord Gi*), by `sarhad.measures.hotspots`.

    Surely less than by chance: a cell whose z-score lies as far below 0, with the one-sided p-value as near to 1.
    """

    name = "hotspot"
    runs = "hotspots"
    takes = frozenset({"around", "measure"})
    requires = frozenset({"around"})
    of_requires = frozenset({"start", "end", "countries"})
    settings = ("scale", "reach_km", "permutations", "false_discovery_rate")
    unit = "z-score"
    rule = (
        "the half-degree cell of the place is a hot spot (Gi*, conditional permutation, false discovery rate); a cell "
        "that is none refutes nothing unless it is surely a cold one"
    )

    def run(self, claim: Claim, table: pa.Table, deaths: Estimate, loaded: Loaded) -> Outcome:
        """The row of the place's cell."""
        ((start, end),) = self.spans(claim)
        found = measures.hotspots(
            table,
            of=claim.measure,
            deaths=deaths,
            countries=claim.of.countries,
            start=start,
            end=end,
            under_check="include",
            place_precision_max=int(loaded.base.parameter("place_precision_max")),
            seed=int(loaded.base.parameter("seed")),
            **self.parameters(claim, loaded),
        )
        rows = found.table.to_pylist()
        if rows[0]["cannot_say"] and rows[0]["priogrid_gid"] is None:
            return cannot_say(rows[0])
        (place,) = [site for site in sites(claim.around or "", loaded.base) if site.line is None][:1]
        cell = int(priogrid_gid([place.longitude], [place.latitude])[0])
        row = next((row for row in rows if row["priogrid_gid"] == cell), None)
        if row is None:
            return Outcome(None, note=f"{claim.around} lies in no cell of {', '.join(claim.of.countries)}")
        if row["cannot_say"]:
            return cannot_say(row)
        p, z, most = row["p_value"], row["z_score"], alpha(loaded)
        cold = p >= 1 - most and z <= float(stats.norm.ppf(most))
        note = f"{row['value']:,.0f} {claim.measure} in the cell, {row['around']:,.1f} around; "
        note += f"p = {p:.3g}, adjusted {row['p_adjusted']:.3g}"
        return Outcome(self.judged(claim, loaded, more=bool(row["hotspot"]), less=cold), z, note=note)


def _holds_one_of(row: dict[str, Any], places: tuple[Site, ...]) -> bool:
    centre = Site("", "cluster", row["longitude"], row["latitude"])
    return any(centre.distance_km(place) <= row["radius_km"] + TOWN_KM for place in places)


def _meets(row: dict[str, Any], claim: Claim) -> bool:
    when = claim.when
    return when is None or (row["first_day"] <= when.end and when.start <= row["last_day"])
