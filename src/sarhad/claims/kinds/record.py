"""`record`: the deadliest, or the most violent, since that day."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from itertools import product

import numpy as np

from ...events import periods
from ..claim import Claim
from ..filters import Filter
from ..loaded import Loaded, query_text
from ..monthly import Totals, monthly_amount, totals
from ..readings import Finding, Reading, label, variations
from ..selection import Selection, merge_left_out
from .kind import EVENT_FIELDS, Kind, Mistake
from .measured import DATES
from .since import since_mistakes, the_whole
from .spans import period_of

Amounts = tuple[float, float, float]
"""A value with what it is at least and at most."""


class Record(Kind):
    """The place of the period of `of` among those from `since` on, 1 for most: by single event, month or year.

    `per: event` compares the deadliest event of the period with every earlier one; `month` and `year` compare the
    events or deaths of one with each before. A tie leaves the place open. Only a source that covers all of the time can
    say it, by the events that it lists.
    """

    name = "record"
    scale = "rank"
    takes = frozenset({"since", "per", "measure"})
    requires = frozenset({"since", "per"})
    of_takes = EVENT_FIELDS
    of_requires = frozenset({"start", "end"})
    usual_expectation = "first"
    rule = "rows that only may fit, or give no figure, and ties leave the place open from the best to the worst"

    def mistakes(self, claim: Claim) -> Iterator[Mistake]:
        """As for every kind; the period is one of those that are compared."""
        yield from super().mistakes(claim)
        yield from since_mistakes(claim)
        if claim.needs:
            return
        of = claim.of
        if claim.per == "event" and claim.measure != "deaths":
            yield ("measure",), "single events are compared by deaths; write measure: deaths"
        if claim.per in ("month", "year") and of.start and of.end and period_of(of.start, of.end) != claim.per:
            yield ("of", "until"), f"the period of of must be one calendar {claim.per}"
        if claim.per == "month" and claim.since and claim.since.day != 1:
            yield ("since",), "months are compared whole; write 2021-08"
        if claim.per == "year" and claim.since and (claim.since.month, claim.since.day) != (1, 1):
            yield ("since",), "years are compared whole; write 2021"

    def find(self, claim: Claim, loaded: Loaded) -> Finding:
        """One reading for each source set and choice, and for monthly totals where months or years are compared."""
        readings: list[Reading] = []
        evidence: set[str] = set()
        left_out: list[Mapping[str, int]] = []
        whole = the_whole(claim)
        for sources in loaded.source_sets(claim):
            look = loaded.look(sources, whole, deaths=True)
            rows = loaded.select(sources, whole, claim)
            left_out.append(rows.left_out)
            for choices in variations(sources.name, deaths=claim.measure == "deaths", dates=DATES):
                if look.extent != "all":
                    blind = Reading(label(choices), choices, None, None, None, None, look.why_not, looked=False)
                    readings.append(blind)
                    continue
                own, others = _by_event(claim, rows, choices) if claim.per == "event" else _sums(claim, rows, choices)
                readings.append(self._placed(claim, own, others, choices))
            if look.extent == "all":
                evidence.update(rows.ids(rows.chosen({}, claim.of.start, claim.of.end)))
        readings += self._of_totals(claim, loaded)
        return Finding(tuple(readings), tuple(sorted(evidence)), merge_left_out(left_out), query_text(whole), "rank")

    def _placed(self, claim: Claim, own: Amounts, others: Sequence[Amounts], choices: Mapping[str, str]) -> Reading:
        name = label(choices)
        value, low, high = own
        what = "deaths" if claim.measure == "deaths" else "events"
        most = max((other[0] for other in others), default=0.0)
        note = f"{value:,.0f} {what}, the most before {most:,.0f}"
        expected = self.expectation(claim)
        if expected.ranked == "bottom":
            own, others = _turned(own), [_turned(other) for other in others]
            value, low, high = own
        elif high <= 0:
            return Reading(name, choices, False, None, None, None, f"no {what} in the period")
        best = 1.0 + sum(other[1] > high for other in others)
        worst = 1.0 + sum(other[2] >= low for other in others)
        place = 1.0 + sum(other[0] > value for other in others)
        return Reading(name, choices, expected.test(best, worst), place, best, worst, note)

    def _of_totals(self, claim: Claim, loaded: Loaded) -> Iterator[Reading]:
        if claim.per == "event" or claim.of.listed:
            return
        estimates = ("best", "low", "high") if claim.measure == "deaths" else ("best",)
        for figures, estimate in product(totals(loaded.base), estimates):
            choices = {"source": figures.name, **({"deaths": estimate} if claim.measure == "deaths" else {})}
            own, others, why = _of_periods(claim, figures, estimate)
            if why:
                yield Reading(label(choices), choices, None, None, None, None, why, looked=False)
            else:
                yield self._placed(claim, own, others, choices)


def _by_event(claim: Claim, rows: Selection, choices: Mapping[str, str]) -> tuple[Amounts, list[Amounts]]:
    """Deaths of the deadliest event in the period, and of every earlier one."""
    deaths = rows.deaths(choices["deaths"])
    given = ~np.isnan(deaths)
    least = np.where(rows.fits & given, deaths, 0.0)
    most = np.where(given, deaths, math.inf)
    now = rows.chosen(choices, claim.of.start, claim.of.end)
    earlier = rows.chosen(choices, claim.since, claim.of.end) & ~now
    own = float(least[now].max(initial=0.0))
    return (own, own, float(most[now].max(initial=0.0))), [
        (low, low, high) for low, high in zip(least[earlier].tolist(), most[earlier].tolist(), strict=True)
    ]


def _sums(claim: Claim, rows: Selection, choices: Mapping[str, str]) -> tuple[Amounts, list[Amounts]]:
    """Events or deaths of the period, and of each one before it."""
    found: list[Amounts] = []
    for of in _each(claim):
        amount = rows.amount(rows.chosen(choices, of.start, of.end), claim.measure, choices.get("deaths", "best"))
        found.append((amount.value, amount.low, amount.high))
    return found[-1], found[:-1]


def _of_periods(claim: Claim, figures: Totals, estimate: str) -> tuple[Amounts, list[Amounts], str]:
    found: list[Amounts] = []
    for of in _each(claim):
        # Totals of a source that lists lethal events only are compared as such.
        asked = of.model_copy(update={"lethal": True}) if of.lethal is None else of
        amount = monthly_amount(figures, claim, asked, estimate)
        if not (amount.looked and amount.exact):
            return (0, 0, 0), [], amount.note or "monthly totals answer for whole months and all violence of countries"
        found.append((amount.value, amount.low, amount.high))
    return found[-1], found[:-1], ""


def _each(claim: Claim) -> list[Filter]:
    """The filter of each month or year from `since` on, the claim's own last."""
    assert claim.since is not None
    assert claim.of.end is not None
    spans = periods(claim.since, claim.of.end, "year" if claim.per == "year" else "month")
    return [claim.of.model_copy(update={"start": start, "end": end}) for start, end in spans]


def _turned(amounts: Amounts) -> Amounts:
    value, low, high = amounts
    return -value, -high, -low
