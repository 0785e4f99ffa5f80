"""`rank`: the place among countries, actors or lines."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import product
from typing import Any

import numpy as np

from ... import vocabulary
from ..claim import Claim
from ..filters import Filter
from ..intervals import deaths_share_limits, share_limits
from ..loaded import Loaded, query_text
from ..looks import Look
from ..monthly import MonthlyAmount, monthly_amount, totals
from ..readings import MIN_EVENTS, Finding, Reading, label, variations
from ..selection import Selection, merge_left_out
from .count import DATES
from .kind import EVENT_FIELDS, Kind, Mistake

_FIELD = {"country": "countries", "actor": "actors", "line": "lines"}


class Rank(Kind):
    """The subject's place by events or deaths, 1 for most.

    Two members are told apart when the interval of the subject's share in their sum keeps clear of one half; members
    that are not told apart, ties among them, leave the place open from the best to the worst it can be.
    """

    name = "rank"
    scale = "rank"
    takes = frozenset({"by", "subject", "among", "measure"})
    requires = frozenset({"by", "subject", "among"})
    of_takes = EVENT_FIELDS
    of_requires = frozenset({"start", "end"})
    rule = (
        "two members are told apart when the interval of the one's share in their sum keeps clear of one half; "
        f"at least {MIN_EVENTS} events"
    )

    def mistakes(self, claim: Claim) -> Iterator[Mistake]:
        """As for every kind; and the members must be of the sort that `by` says."""
        yield from super().mistakes(claim)
        if claim.needs or claim.by is None:
            return
        members = _members(claim)
        if len(members) < 2:
            yield ("among",), "a rank needs at least two members"
        if getattr(claim.of, _FIELD[claim.by]):
            yield ("of", _FIELD[claim.by]), f"a rank by {claim.by} takes them from subject and among"
        if claim.by == "line" and claim.of.within_km is None:
            yield ("of", "within_km"), "a rank by line needs within_km, the width of the band in kilometres"
        if claim.by == "country":
            unknown = [c for c in members if c not in vocabulary.countries()]
            if unknown:
                yield ("among",), f"not ISO 3166-1 alpha-3: {', '.join(unknown)}; write AFG for Afghanistan"

    def find(self, claim: Claim, loaded: Loaded) -> Finding:
        """One reading for each source set and choice, and for totals by country."""
        readings: list[Reading] = []
        evidence: set[str] = set()
        left_out: list[Mapping[str, int]] = []
        members = _members(claim)
        filters = {m: _of_member(claim, m) for m in members}
        for sources in loaded.source_sets(claim):
            looks = {m: loaded.look(sources, f, deaths=True) for m, f in filters.items()}
            rows = {m: loaded.select(sources, f, claim) for m, f in filters.items()}
            blind = next((look for look in looks.values() if look.extent != "all"), None)
            for choices in variations(sources.name, deaths=claim.measure == "deaths", dates=DATES):
                readings.append(self._read(claim, rows, choices, blind, loaded))
            left_out += [r.left_out for r in rows.values()]
            if blind is None:
                for r in rows.values():
                    evidence.update(r.ids(r.chosen({}, claim.of.start, claim.of.end)))
        readings += self._monthly(claim, filters, loaded)
        together = claim.of.model_copy(update={_FIELD[claim.by or "country"]: members})
        return Finding(tuple(readings), tuple(sorted(evidence)), merge_left_out(left_out), query_text(together), "rank")

    def _read(
        self,
        claim: Claim,
        rows: Mapping[str, Selection],
        choices: Mapping[str, str],
        blind: Look | None,
        loaded: Loaded,
    ) -> Reading:
        figures: dict[str, _Figures] = {}
        for member, selection in rows.items():
            chosen = selection.chosen(choices, claim.of.start, claim.of.end)
            if claim.measure == "deaths":
                weights = np.nan_to_num(selection.deaths(choices["deaths"]))
            else:
                weights = np.ones(len(selection))
            figures[member] = _Figures(weights[chosen & selection.fits], weights[chosen & ~selection.fits])
        if blind is not None:
            return Reading(label(choices), choices, None, None, None, None, blind.why_not, looked=False)
        note = ", ".join(f"{m} {f.sure.sum():,.0f}" for m, f in sorted(figures.items(), key=lambda x: -x[1].sure.sum()))
        n = sum(len(f.sure) for f in figures.values())
        if n < MIN_EVENTS and not claim.of.listed:
            few = f"too few events: {n}, at least {MIN_EVENTS} are asked for ({note})"
            return Reading(label(choices), choices, None, None, None, None, few)
        subject = claim.subject or ""
        above = [_compare(figures[subject], f, claim, loaded) for m, f in figures.items() if m != subject]
        return self._placed(claim, above, _place({m: f.sure.sum() for m, f in figures.items()}, subject), choices, note)

    def _placed(self, claim: Claim, signs: list[int], value: float, choices: Mapping[str, str], note: str) -> Reading:
        """The reading for a subject of which each other member is surely less (1), surely more (-1), or neither (0)."""
        expected = self.expectation(claim)
        best = 1 + sum(sign < 0 for sign in signs)
        worst = 1 + sum(sign <= 0 for sign in signs)
        if expected.ranked == "bottom":
            n = len(signs) + 1
            best, worst, value = n + 1 - worst, n + 1 - best, n + 1 - value
        holds = expected.test(best, worst)
        return Reading(label(choices), choices, holds, value, float(best), float(worst), note)

    def _monthly(self, claim: Claim, filters: Mapping[str, Filter], loaded: Loaded) -> list[Reading]:
        if claim.by != "country" or claim.of.listed or not claim.of.whole_totals:
            return []
        readings: list[Reading] = []
        subject = claim.subject or ""
        estimates = ("best", "low", "high") if claim.measure == "deaths" else ("best",)
        for figures, estimate in product(totals(loaded.base), estimates):
            choices = {"source": figures.name, **({"deaths": estimate} if claim.measure == "deaths" else {})}
            lethal = {m: f.model_copy(update={"lethal": True}) for m, f in filters.items()}
            amounts = {m: monthly_amount(figures, claim, f, estimate) for m, f in lethal.items()}
            blind = next((a for a in amounts.values() if not (a.looked and a.exact)), None)
            if blind is not None:
                readings.append(Reading(label(choices), choices, None, None, None, None, blind.note, looked=False))
                continue
            signs = [_compare_totals(amounts[subject], a, claim, loaded) for m, a in amounts.items() if m != subject]
            values = {m: a.value for m, a in amounts.items()}
            note = ", ".join(f"{m} {v:,.0f}" for m, v in sorted(values.items(), key=lambda x: -x[1]))
            readings.append(self._placed(claim, signs, _place(values, subject), choices, note))
        return readings


class _Figures:
    """One member's rows as weights: those that fit for certain, and those that may."""

    def __init__(self, sure: Any, left: Any) -> None:
        self.sure, self.left = sure, left


def _compare(one: _Figures, other: _Figures, claim: Claim, loaded: Loaded) -> int:
    """1 when the one is surely more, -1 when surely less, 0 when they are not told apart; a list is only counted."""
    if claim.of.listed:
        more = one.sure.sum() > other.sure.sum() + other.left.sum()
        less = one.sure.sum() + one.left.sum() < other.sure.sum()
        return int(more) - int(less)
    low = _share(one.sure, np.concatenate([other.sure, other.left]), claim.measure, loaded, 0)
    high = _share(np.concatenate([one.sure, one.left]), other.sure, claim.measure, loaded, 1)
    return 1 if low > 0.5 else -1 if high < 0.5 else 0


def _share(part: Any, rest: Any, measure: str, loaded: Loaded, end: int) -> float:
    """A limit of the share of `part` in both together; one half when there is nothing."""
    confidence = float(loaded.base.parameter("confidence"))
    if measure == "events":
        return share_limits(len(part), len(part) + len(rest), confidence)[end] if len(part) + len(rest) else 0.5
    whole = np.concatenate([part, rest])
    if whole.sum() == 0:
        return 0.5
    return deaths_share_limits(
        np.concatenate([part, np.zeros(len(rest))]),
        whole,
        confidence=confidence,
        draws=int(loaded.base.parameter("bootstrap_draws")),
        seed=int(loaded.base.parameter("seed")),
    )[end]


def _compare_totals(one: MonthlyAmount, other: MonthlyAmount, claim: Claim, loaded: Loaded) -> int:
    """Totals of events are compared as events are; totals of deaths, of which the events are not known, as numbers."""
    if claim.measure == "deaths":
        return int(one.value > other.value) - int(one.value < other.value)
    none = np.ones(0)
    ones = (_Figures(np.ones(int(amount.value)), none) for amount in (one, other))
    return _compare(next(ones), next(ones), claim, loaded)


def _place(values: Mapping[str, float], subject: str) -> float:
    """The place among values, 1 for the largest; a tie shares the better place."""
    return 1.0 + sum(value > values[subject] for value in values.values())


def _members(claim: Claim) -> tuple[str, ...]:
    return tuple(dict.fromkeys((claim.subject or "", *claim.among)))


def _of_member(claim: Claim, member: str) -> Filter:
    return claim.of.model_copy(update={_FIELD[claim.by or "country"]: (member,)})
