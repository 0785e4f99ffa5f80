"""`slope`: violence rises or falls steadily from month to month."""

from __future__ import annotations

from collections.abc import Iterator

import pyarrow as pa

from ... import measures
from ..claim import Claim
from ..loaded import Loaded
from .kind import Mistake
from .measured import Estimate, Measured, Outcome, alpha, cannot_say, whole_months


class Slope(Measured):
    """Sen's slope, in events or deaths a month more than a year before, by `sarhad.measures.slope`.

    It holds where the interval of the slope keeps clear of the boundary and the Mann-Kendall test is sure of an order
    among the months, with the largest event and without it; it fails where both intervals exclude what is expected.
    """

    name = "slope"
    scale = "change"
    takes = frozenset({"measure"})
    unit = "a month per year"
    from_totals = True
    rule = (
        "the interval of Sen's slope must keep clear of the boundary with and without the largest event, and the "
        "Mann-Kendall p-value be at most 1 - confidence"
    )

    def mistakes(self, claim: Claim) -> Iterator[Mistake]:
        """As for every kind; and whole months."""
        yield from super().mistakes(claim)
        if not claim.needs:
            yield from whole_months(claim, self.name)

    def run(self, claim: Claim, table: pa.Table, deaths: Estimate, loaded: Loaded) -> Outcome:
        """The slope of all events; the one without the largest event must agree."""
        ((start, end),) = self.spans(claim)
        found = measures.slope(
            table,
            of=claim.measure,
            deaths=deaths,
            start=start,
            end=end,
            under_check="include",
            status="final and candidate",
            confidence=float(loaded.base.parameter("confidence")),
        )
        rows = found.table.to_pylist()
        if unsaid := next((row for row in rows if row["cannot_say"]), None):
            return cannot_say(unsaid)
        answers = {self._holds(claim, row, alpha(loaded)) for row in rows}
        row = rows[0]
        note = f"p = {row['p_value']:.3g}"
        if len(rows) > 1:
            note += f", without the largest event {rows[1]['p_value']:.3g}"
        holds = answers.pop() if len(answers) == 1 else None
        return Outcome(holds, row["slope_per_year"], row["slope_low"], row["slope_high"], note)

    def _holds(self, claim: Claim, row: dict[str, float], most: float) -> bool | None:
        holds = self.expectation(claim).test(row["slope_low"], row["slope_high"])
        return None if holds and row["p_value"] > most else holds
