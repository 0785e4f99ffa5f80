"""`trend`: the daily rate after against the rate before."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal

import pyarrow as pa

from ... import measures
from ..claim import Claim
from ..filters import Span
from ..loaded import Loaded
from ..readings import MIN_EVENTS
from .kind import EVENT_FIELDS, Mistake
from .measured import Estimate, Measured, Outcome, Stretch


class Trend(Measured):
    """The ratio of two rates, after over before, with the intervals of `sarhad.measures.trend`.

    Only a source that covers both periods can say it, by the events that it lists; totals by country and month can
    where the claim is about the totals of countries.
    """

    name = "trend"
    scale = "ratio"
    takes = frozenset({"before", "after", "measure"})
    requires = frozenset({"before", "after"})
    of_takes = EVENT_FIELDS - {"start", "end"}
    of_requires = frozenset()
    unit = "ratio of daily rates"
    from_totals = True
    rule = f"the interval of the ratio must keep clear of the boundary; at least {MIN_EVENTS} events in the two periods"

    def mistakes(self, claim: Claim) -> Iterator[Mistake]:
        """As for every kind; and the periods may not overlap."""
        yield from super().mistakes(claim)
        yield from in_order(claim)

    def spans(self, claim: Claim) -> tuple[Stretch, ...]:
        """Before and after."""
        return tuple((span.start, span.end) for span in both(claim))

    def run(self, claim: Claim, table: pa.Table, deaths: Estimate, loaded: Loaded) -> Outcome:
        """The ratio with its limits. Those of events are the wider of two: events as independent, and by month.

        Events come in bursts, and then the exact interval is too narrow; the negative binomial over months, which
        `measures.trend` runs on deaths, is run on the events as well, each weighing one.
        """
        before, after = both(claim)

        def ratio(rows: pa.Table, of: Literal["events", "deaths"]) -> dict[str, Any]:
            confidence = float(loaded.base.parameter("confidence"))
            spans = {"before": (before.start, before.end), "after": (after.start, after.end)}
            found = measures.trend(rows, **spans, of=of, deaths=deaths, confidence=confidence)
            row: dict[str, Any] = found.table.to_pylist()[0]
            return row

        row = ratio(table, claim.measure)
        low, high, method = row["ratio_low"], row["ratio_high"], row["method"]
        if claim.measure == "events":
            column = table.schema.get_field_index(f"deaths_{deaths}")
            ones = pa.array([1] * table.num_rows, table.schema.field(column).type)
            by_month = ratio(table.set_column(column, table.schema.field(column), ones), "deaths")
            if by_month["ratio_low"] is not None and low is not None:
                low, high = min(low, by_month["ratio_low"]), max(high, by_month["ratio_high"])
                method = "the wider of the exact conditional binomial interval and a negative binomial one over months"
        note = f"{row['n_before']:,.0f} before, {row['n_after']:,.0f} after; {method}"
        holds = None if low is None or high is None else self.expectation(claim).test(low, high)
        return Outcome(holds, row["ratio"], low, high, note)


def both(claim: Claim) -> tuple[Span, Span]:
    """The periods that a claim compares."""
    assert claim.before is not None
    assert claim.after is not None
    return claim.before, claim.after


def in_order(claim: Claim) -> Iterator[Mistake]:
    """What is wrong with two periods that overlap."""
    if claim.before and claim.after and claim.after.start <= claim.before.end:
        yield ("after",), "after must begin when before has ended"
