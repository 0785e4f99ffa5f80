"""`change`: the level of violence changed at that time."""

from __future__ import annotations

from collections.abc import Iterator

import pyarrow as pa

from ... import measures
from ..claim import Claim
from ..loaded import Loaded
from .kind import Mistake
from .measured import Estimate, Measured, Outcome, alpha, cannot_say, whole_months


class Change(Measured):
    """The first month of a new level lies in `when`, by `sarhad.measures.change`; its ratio is after over before.

    The series must have a change at all (best single cut, p-value of permuted blocks of months). It holds where that
    cut or one of PELT's segments begins in `when` with an interval of the ratio on the expected side; it fails where it
    begins there with the interval on the other side. A change at another time refutes nothing: ask `trend`.
    """

    name = "change"
    runs = "change"
    scale = "ratio"
    takes = frozenset({"when", "measure"})
    requires = frozenset({"when"})
    settings = ("penalty", "shortest_months", "block_months", "permutations")
    unit = "ratio of monthly means"
    from_totals = True
    rule = (
        "the series must have a change (permuted blocks of months, p at most 1 - confidence) that begins in `when`, "
        "and the interval of its ratio must keep clear of the boundary; a change at another time refutes nothing"
    )

    def mistakes(self, claim: Claim) -> Iterator[Mistake]:
        """As for every kind; whole months, and `when` among them."""
        yield from super().mistakes(claim)
        if claim.needs:
            return
        yield from whole_months(claim, self.name)
        when, of = claim.when, claim.of
        if when and of.start and of.end and not (of.start <= when.start and when.end <= of.end):
            yield ("when",), "when must lie in the period of of"

    def run(self, claim: Claim, table: pa.Table, deaths: Estimate, loaded: Loaded) -> Outcome:
        """The change that begins in `when`, if one does."""
        (start, end), when = self.spans(claim)[0], claim.when
        assert when is not None
        found = measures.change(
            table,
            of=claim.measure,
            deaths=deaths,
            start=start,
            end=end,
            under_check="include",
            status="final and candidate",
            confidence=float(loaded.base.parameter("confidence")),
            seed=int(loaded.base.parameter("seed")),
            **self.parameters(claim, loaded),
        )
        rows = found.table.to_pylist()
        if rows[0]["cannot_say"]:
            return cannot_say(rows[0])
        cut = next(row for row in rows if row["method"] == "best single cut")
        p = f"p = {cut['p_value']:.3g}"
        if cut["p_value"] > alpha(loaded):
            return Outcome(None, note=f"no month parts two levels more sharply than by chance ({p})")
        dated = [row for row in (cut, *rows) if row["method"] != "Pettitt" and row["change"]]
        there = [row for row in dated if when.start <= row["change"] <= when.end]
        if not there:
            months = ", ".join(dict.fromkeys(f"{row['change']:%Y-%m}" for row in dated))
            return Outcome(None, note=f"the level changes at another time: {months} ({p})")
        row = there[0]
        low, high = row["ratio_low"], row["ratio_high"]
        note = f"from {row['mean_before']:,.1f} to {row['mean_after']:,.1f} a month in {row['change']:%Y-%m} ({p})"
        holds = None if low is None or high is None else self.expectation(claim).test(low, high)
        return Outcome(holds, row["ratio"], low, high, note)
