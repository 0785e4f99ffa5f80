"""`spillover`: violence on one side of a border, and then on the other."""

from __future__ import annotations

from collections.abc import Iterator

import pyarrow as pa

from ... import measures
from ..base import line_key
from ..claim import Claim
from ..filters import Filter
from ..loaded import Loaded
from .kind import Mistake
from .measured import AgainstChance, Estimate, Outcome, alpha, cannot_say, whole_months


class Spillover(AgainstChance):
    """Months in which violence rises on the side of `subject` come before such months on the other side.

    By `sarhad.measures.spillover`, within the band of the border: some lag from one month up to `lags` must
    correlate more highly than by chance and memory, all lags of both directions allowed for. That none does refutes
    nothing, and neither does the other direction: each side may precede the other.
    """

    name = "spillover"
    runs = "spillover"
    takes = frozenset({"subject", "measure"})
    requires = frozenset({"subject"})
    of_requires = frozenset({"start", "end", "lines", "within_km"})
    settings = ("lags", "permutations", "date_precision_max")
    unit = "correlation"
    rule = (
        "the side of `subject` precedes the other by one month or more, with a correlation that chance gives at most "
        "so often as 1 - confidence (adjusted for all lags of both directions); none refutes nothing"
    )

    def mistakes(self, claim: Claim) -> Iterator[Mistake]:
        """As for every kind; one border between two countries, of which the subject is one."""
        yield from super().mistakes(claim)
        if claim.needs:
            return
        yield from whole_months(claim, self.name)
        if claim.expect is not None:
            yield ("expect",), "that the one side precedes the other is expected; take expect out"
        sides = _sides(claim)
        if len(claim.of.lines) != 1 or len(sides) != 2:
            yield ("of", "line"), "spillover is over one border; write AFG-PAK"
        elif claim.subject not in sides:
            yield ("subject",), f"the side that comes first: {' or '.join(sides)}"
        if claim.of.countries:
            yield ("of", "countries"), "the countries are those of the border"

    def asked(self, claim: Claim) -> Filter:
        """Events in the two countries."""
        return claim.of.model_copy(update={"countries": _sides(claim)})

    def run(self, claim: Claim, table: pa.Table, deaths: Estimate, loaded: Loaded) -> Outcome:
        """The lag from one month on that chance explains least."""
        border = loaded.base.line(claim.of.lines[0])
        assert border is not None
        assert claim.of.within_km is not None
        ((start, end),) = self.spans(claim)
        found = measures.spillover(
            table,
            border,
            band_km=claim.of.within_km,
            of=claim.measure,
            deaths=deaths,
            start=start,
            end=end,
            seed=int(loaded.base.parameter("seed")),
            under_check="include",
            status="final and candidate",
            place_precision_max=int(loaded.base.parameter("place_precision_max")),
            **self.parameters(claim, loaded),
        )
        rows = found.table.to_pylist()
        if rows[0]["cannot_say"]:
            return cannot_say(rows[0])
        ahead = 1 if claim.subject == border.id.split("-")[0] else -1
        lagged = [row for row in rows if row["part"] == "lag" and row["lag_months"] * ahead >= 1]
        best = min(lagged, key=lambda row: (row["p_adjusted"], abs(row["lag_months"])))
        p = best["p_adjusted"]
        note = f"correlation {best['correlation']:.2f} at {abs(best['lag_months'])} months, adjusted p = {p:.3g}"
        return Outcome(True if p <= alpha(loaded) else None, best["correlation"], note=note)


def _sides(claim: Claim) -> tuple[str, ...]:
    """The two countries of the border by its id; nothing where it is none."""
    codes = line_key(claim.of.lines[0]).split("-") if claim.of.lines else []
    return tuple(codes) if len(codes) == 2 and all(len(code) == 3 and code.isupper() for code in codes) else ()
