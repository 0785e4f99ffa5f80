"""`share`: this part of those events or deaths."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from ..claim import Claim
from ..expect import Expectation
from ..intervals import deaths_share_limits, share_limits
from ..loaded import Loaded, query_text
from ..looks import Look
from ..readings import MIN_EVENTS, Finding, Reading, label, variations
from ..selection import Bools, Floats, Selection, merge_left_out
from .count import DATES
from .kind import EVENT_FIELDS, Kind


class Share(Kind):
    """The share of `part` among `of`, in events or in deaths.

    Only a source that covers all that `of` asks can say it, among the events that it lists. The limits are the exact
    binomial interval (events) or a bootstrap over events (deaths), widened by the rows that may belong to the part.
    A claim about a list itself has no sampling error: there the limits are those of the open rows alone.
    """

    name = "share"
    scale = "share"
    takes = frozenset({"part", "measure"})
    requires = frozenset({"part"})
    of_takes = EVENT_FIELDS
    of_requires = frozenset({"start", "end"})
    rule = (
        "the interval must keep clear of the boundary (exact binomial for events, bootstrap over events for deaths); "
        f"at least {MIN_EVENTS} events"
    )

    def find(self, claim: Claim, loaded: Loaded) -> Finding:
        """One reading for each source set and choice."""
        expected = self.expectation(claim)
        readings: list[Reading] = []
        evidence: set[str] = set()
        left_out: list[Mapping[str, int]] = []
        for sources in loaded.source_sets(claim):
            look = loaded.look(sources, claim.of, deaths=claim.measure == "deaths")
            rows = loaded.select(sources, claim.of, claim, claim.part)
            for choices in variations(sources.name, deaths=claim.measure == "deaths", dates=DATES):
                chosen = rows.chosen(choices, claim.of.start, claim.of.end)
                readings.append(_read(claim, expected, rows, chosen, choices, look, loaded))
            left_out.append(rows.left_out)
            if look.extent == "all":
                evidence.update(rows.ids(rows.chosen({}, claim.of.start, claim.of.end)))
        return Finding(
            tuple(readings),
            tuple(sorted(evidence)),
            merge_left_out(left_out),
            query_text(claim.of, claim.part),
            f"share of {claim.measure}",
        )


def _read(
    claim: Claim,
    expected: Expectation,
    rows: Selection,
    chosen: Bools,
    choices: Mapping[str, str],
    look: Look,
    loaded: Loaded,
) -> Reading:
    part = chosen & rows.fits & (rows.part == 1)
    rest = chosen & rows.fits & (rows.part == 0)
    left = chosen & ~part & ~rest
    weights = rows.deaths(choices["deaths"]) if claim.measure == "deaths" else np.ones(len(rows))
    weights = np.nan_to_num(weights)
    told = float(weights[part].sum() + weights[rest].sum())
    value = float(weights[part].sum()) / told if told else None
    if look.extent != "all":
        return Reading(label(choices), choices, None, value, None, None, look.why_not, looked=False)
    n = int(part.sum() + rest.sum())
    if value is None or (n < MIN_EVENTS and not claim.of.listed):
        what = f"too few events: {n}, at least {MIN_EVENTS} are asked for" if n < MIN_EVENTS else "nobody died"
        return Reading(label(choices), choices, None, value, None, None, what)
    low, high = _limits(claim, weights[chosen], part[chosen], left[chosen], loaded)
    n_left = int(left.sum())
    notes = [f"{n_left:,} more row{'s' * (n_left > 1)} may belong"] if n_left else []
    if not look.every_sort:
        notes.append("among the events listed, which are lethal ones")
    return Reading(label(choices), choices, expected.test(low, high), value, low, high, "; ".join(notes))


def _limits(claim: Claim, weights: Floats, part: Bools, left: Bools, loaded: Loaded) -> tuple[float, float]:
    """The lower limit with the open rows outside the part, the upper one with them inside."""
    most = part | left
    if claim.of.listed:
        return float(weights[part].sum() / weights.sum()), float(weights[most].sum() / weights.sum())
    confidence = float(loaded.base.parameter("confidence"))
    if claim.measure == "events":
        n = len(weights)
        return share_limits(int(part.sum()), n, confidence)[0], share_limits(int(most.sum()), n, confidence)[1]
    draws, seed = int(loaded.base.parameter("bootstrap_draws")), int(loaded.base.parameter("seed"))
    low, high = (
        deaths_share_limits(np.where(inside, weights, 0), weights, confidence=confidence, draws=draws, seed=seed)
        for inside in (part, most)
    )
    return low[0], high[1]
