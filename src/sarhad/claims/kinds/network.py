"""`network`: a group fights more enemies than before, or those who fight are more broken up."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal

import pyarrow as pa
import pyarrow.compute as pc

from ... import measures
from ..claim import Claim
from ..filters import Span
from ..loaded import Loaded
from .kind import EVENT_FIELDS, Mistake
from .measured import Estimate, Measured, Outcome, Stretch, cannot_say
from .spans import period_of
from .trend import both, in_order

FIGHTING = ("state-based", "non-state")
"""Types of violence that have two sides who fight."""


class Network(Measured):
    """A number of the graph of who fights whom, after less before, by `sarhad.measures.network` and `incidence`.

    `enemies` counts the different opponents of the one actor of `of`; `density` and `fragmentation` are those of the
    graph. They are counts of what the source lists and have no interval. Both periods are a calendar year or both a
    month, for a longer one shows more enemies; one-sided violence is left out, civilians being no side.
    """

    name = "network"
    scale = "change"
    takes = frozenset({"before", "after", "feature"})
    requires = frozenset({"before", "after", "feature"})
    of_takes = EVENT_FIELDS - {"start", "end"}
    of_requires = frozenset()
    features = frozenset({"enemies", "density", "fragmentation"})
    unit = "after less before"
    rule = "the difference of the two periods as the source lists them, without an interval; only the readings vary"

    def mistakes(self, claim: Claim) -> Iterator[Mistake]:
        """As for every kind; two calendar years or months, and one actor where enemies are counted."""
        yield from super().mistakes(claim)
        yield from in_order(claim)
        if claim.needs:
            return
        for name, span in (("before", claim.before), ("after", claim.after)):
            if span and not _period(span):
                yield (name,), "a calendar year or month; write {from: 2021, until: 2021}"
        if claim.before and claim.after and _period(claim.before) != _period(claim.after):
            yield ("after",), "before and after must be as long: both a year or both a month"
        if claim.feature == "enemies" and len(claim.of.actors) != 1:
            yield ("of", "actor"), "enemies are those of one actor"
        if claim.feature != "enemies" and claim.of.opponents:
            yield ("of", "opponent"), "the graph has no opponent; name actors, or none for all that fight"

    def spans(self, claim: Claim) -> tuple[Stretch, ...]:
        """Before and after."""
        return tuple((span.start, span.end) for span in both(claim))

    def run(self, claim: Claim, table: pa.Table, deaths: Estimate, loaded: Loaded) -> Outcome:
        """The number in both periods, and their difference."""
        found: list[float] = []
        for span in both(claim):
            if claim.feature == "enemies":
                found.append(_enemies(table, span, claim.of.actors[0]))
                continue
            row = _graph(table, span, loaded)
            if row["cannot_say"]:
                return cannot_say(row)
            found.append(float(row[claim.feature or ""]))
        before, after = found
        value = round(after - before, 9)
        note = f"{before:g} before, {after:g} after"
        return Outcome(self.expectation(claim).test(value, value), value, value, value, note)


def _enemies(table: pa.Table, span: Span, actor: str) -> float:
    """The different opponents that an actor fought; one that the source does not know is none."""
    found = measures.incidence(
        table.filter(pc.is_in(table["violence_type"], value_set=pa.array(FIGHTING))),
        unit="dyad",
        period=_period(span) or "year",
        start=span.start,
        end=span.end,
        under_check="include",
    )
    pairs = {frozenset((row["side_a"], row["side_b"])) for row in found.table.to_pylist()}
    return float(sum(actor in pair and len(pair) == 2 and not _unknown(pair) for pair in pairs))


def _graph(table: pa.Table, span: Span, loaded: Loaded) -> dict[str, Any]:
    found = measures.network(
        table,
        of="events",
        deaths="best",
        violence_types=FIGHTING,
        period=_period(span) or "year",
        start=span.start,
        end=span.end,
        under_check="include",
        permutations=99,  # of the balance of triads, which is not asked for
        seed=int(loaded.base.parameter("seed")),
    )
    row: dict[str, Any] = found.table.to_pylist()[0]
    return row


def _unknown(pair: frozenset[str | None]) -> bool:
    return any(side is None or side.lower() == "unknown" for side in pair)


def _period(span: Span) -> Literal["month", "year"] | None:
    return period_of(span.start, span.end)
