"""Kinds that run a measure of `sarhad.measures` on the rows of each reading."""

from __future__ import annotations

import datetime as dt
from abc import abstractmethod
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Literal

import numpy as np
import pyarrow as pa

from ...events import EVENTS_SCHEMA
from ..claim import Claim
from ..expect import Expectation
from ..filters import Filter
from ..loaded import Loaded, SourceSet, query_text
from ..monthly import monthly_events, totals
from ..readings import MIN_EVENTS, Finding, Reading, label, variations
from ..selection import Bools, Selection, merge_left_out
from ..settings import stated
from .kind import EVENT_FIELDS, Kind, Mistake

Estimate = Literal["low", "best", "high"]
Stretch = tuple[dt.date, dt.date]

DATES = ("as dated", "surely inside")
"""A measure takes whole events of its window, so that one which only may lie in it is in none of its readings."""

NOT_TOTALS = "monthly totals answer for whole months and all violence of countries that they cover, and nothing else"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a measure says of one reading; without limits where it has none."""

    holds: bool | None
    value: float | None = None
    low: float | None = None
    high: float | None = None
    note: str = ""


class Measured(Kind):
    """Only a source that covers all that is asked can say it, by the events that it lists.

    Rows of which the source leaves open whether they fit are left out and counted.
    """

    of_takes = EVENT_FIELDS
    of_requires = frozenset({"start", "end"})
    unit: ClassVar[str]
    from_totals: ClassVar[bool] = False  # whether totals by country and month can answer too

    @abstractmethod
    def run(self, claim: Claim, table: pa.Table, deaths: Estimate, loaded: Loaded) -> Outcome:
        """The measure on these rows."""

    def spans(self, claim: Claim) -> tuple[Stretch, ...]:
        """The periods whose rows are taken."""
        assert claim.of.start is not None
        assert claim.of.end is not None
        return ((claim.of.start, claim.of.end),)

    def asked(self, claim: Claim) -> Filter:
        """The rows that are taken, but for their periods."""
        return claim.of

    def find(self, claim: Claim, loaded: Loaded) -> Finding:
        """One reading for each source set and choice, and for monthly totals where they can answer."""
        spans = self.spans(claim)
        whole = _from_to(self.asked(claim), spans[0][0], spans[-1][1])
        readings: list[Reading] = []
        evidence: set[str] = set()
        left_out: list[Mapping[str, int]] = []
        for sources in loaded.source_sets(claim):
            rows = loaded.select(sources, whole, claim)
            left_out.append({**rows.left_out, "may fit: actor, class or place not known": int((~rows.fits).sum())})
            why = self._blind(claim, loaded, sources)
            readings += self._read(claim, loaded, sources, rows, why)
            if not why:
                evidence.update(rows.ids(_chosen(rows, {}, spans)))
        readings += self._of_totals(claim, loaded)
        ids = tuple(sorted(evidence))
        return Finding(tuple(readings), ids, merge_left_out(left_out), query_text(whole), self.unit)

    def _read(self, claim: Claim, loaded: Loaded, sources: SourceSet, rows: Selection, why: str) -> Iterator[Reading]:
        """Readings that take the same rows are run once."""
        known: dict[tuple[bytes, str], Outcome] = {}
        for choices in variations(sources.name, deaths=claim.measure == "deaths", dates=DATES):
            if why:
                yield Reading(label(choices), choices, None, None, None, None, why, looked=False)
                continue
            chosen = _chosen(rows, choices, self.spans(claim))
            key = (chosen.tobytes(), choices.get("deaths", ""))
            if key not in known:
                known[key] = self._outcome(claim, rows.table.filter(pa.array(chosen)), _estimate(choices), loaded)
            yield _reading(choices, known[key])

    def _blind(self, claim: Claim, loaded: Loaded, sources: SourceSet) -> str:
        """Why the set cannot answer for all of the periods; empty when it can."""
        for start, end in self.spans(claim):
            look = loaded.look(sources, _from_to(self.asked(claim), start, end), deaths=True)
            if look.extent != "all":
                return look.why_not
        return ""

    def _of_totals(self, claim: Claim, loaded: Loaded) -> Iterator[Reading]:
        for figures in totals(loaded.base) if self.from_totals and not claim.of.listed else ():
            choices = {"source": figures.name, **({"deaths": "best"} if claim.measure == "deaths" else {})}
            table = monthly_events(figures, claim.of, claim.measure, self.spans(claim))
            if table is None:
                yield Reading(label(choices), choices, None, None, None, None, NOT_TOTALS, looked=False)
            else:
                yield _reading(choices, self._outcome(claim, table, "best", loaded))

    def _outcome(self, claim: Claim, table: pa.Table, deaths: Estimate, loaded: Loaded) -> Outcome:
        if table.num_rows < MIN_EVENTS:
            return Outcome(None, note=f"too few events: {table.num_rows}, at least {MIN_EVENTS} are asked for")
        return self.run(claim, table.select(EVENTS_SCHEMA.names), deaths, loaded)

    def parameters(self, claim: Claim, loaded: Loaded) -> dict[str, Any]:
        """The parameters of the measure, as the claim or the watch states them."""
        return stated(claim.settings, loaded.base, self.runs, self.settings)


class AgainstChance(Measured):
    """A kind that compares with what chance gives: `expect` is "> 1" (more than by chance) or "< 1" (less).

    It holds where chance gives as much (or as little) at most so often as `confidence` leaves over, and fails where the
    contrary is as sure. Else it cannot tell: a p-value that is not small is no proof of chance.
    """

    scale = "ratio"
    usual_expectation = "> 1"

    def mistakes(self, claim: Claim) -> Iterator[Mistake]:
        """As for every kind; and chance is the only thing to compare with."""
        found = list(super().mistakes(claim))
        yield from found
        if not claim.needs and not any(path == ("expect",) for path, _ in found):
            bound = self.expectation(claim)
            if bound not in (self._more(bound), self._less(bound)):
                yield ("expect",), f'{self.name} is compared with chance; write "> 1" (more than by chance) or "< 1"'

    def judged(self, claim: Claim, loaded: Loaded, *, more: bool, less: bool) -> bool | None:
        """Whether the claim holds where there is surely more than by chance, surely less, or neither."""
        expected = self.expectation(claim)
        wanted, contrary = (more, less) if expected == self._more(expected) else (less, more)
        return True if wanted else False if contrary else None

    @staticmethod
    def _more(bound: Expectation) -> Expectation:
        return Expectation(bound.text, low=1, low_open=True)

    @staticmethod
    def _less(bound: Expectation) -> Expectation:
        return Expectation(bound.text, high=1, high_open=True)


def alpha(loaded: Loaded) -> float:
    """How often chance may give what is taken for more than chance: what the watch's `confidence` leaves over."""
    return round(1 - float(loaded.base.parameter("confidence")), 12)


def cannot_say(row: Mapping[str, Any]) -> Outcome:
    """A measure's own reason for saying nothing."""
    return Outcome(None, note=str(row["cannot_say"]))


def whole_months(claim: Claim, name: str) -> Iterator[Mistake]:
    """What is wrong with a period that must be made of whole months."""
    start, end = claim.of.start, claim.of.end
    if start and end and (start.day != 1 or (end + dt.timedelta(days=1)).day != 1):
        yield ("of", "from" if start.day != 1 else "until"), f"{name} takes whole months; write 2021-08"


def _from_to(of: Filter, start: dt.date, end: dt.date) -> Filter:
    return of.model_copy(update={"start": start, "end": end})


def _chosen(rows: Selection, choices: Mapping[str, str], spans: tuple[Stretch, ...]) -> Bools:
    """The rows of a reading that fit for certain and lie in one of the periods."""
    inside: Bools = np.logical_or.reduce([rows.chosen(choices, start, end) for start, end in spans])
    return inside & rows.fits


def _reading(choices: Mapping[str, str], found: Outcome) -> Reading:
    return Reading(label(choices), choices, found.holds, found.value, found.low, found.high, found.note)


def _estimate(choices: Mapping[str, str]) -> Estimate:
    word = choices.get("deaths")
    return "low" if word == "low" else "high" if word == "high" else "best"
