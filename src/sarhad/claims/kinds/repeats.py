"""`repeats`: attacks come back to where they have just been."""

from __future__ import annotations

import pyarrow as pa

from ... import measures
from ..claim import Claim
from ..loaded import Loaded
from .measured import AgainstChance, Estimate, Outcome, alpha, cannot_say


class Repeats(AgainstChance):
    """Pairs of events up to `km` and `days` apart, observed by expected: the Knox test of `sarhad.measures.repeats`.

    Surely less than by chance: fewer pairs than in 97.5 % of the permutations, and the one-sided p-value as near to 1.
    """

    name = "repeats"
    runs = "repeats"
    settings = ("km", "days", "within", "permutations", "date_precision_max")
    own_settings = frozenset({"km", "days"})
    unit = "ratio of observed to expected pairs"
    rule = (
        "more pairs near in space and time than by chance (Knox 1964; places permuted, one-sided p at most "
        "1 - confidence); a p-value that is not small cannot tell"
    )

    def run(self, claim: Claim, table: pa.Table, deaths: Estimate, loaded: Loaded) -> Outcome:
        """The first row of the measure: all pairs within both bounds."""
        ((start, end),) = self.spans(claim)
        chosen = self.parameters(claim, loaded)
        found = measures.repeats(
            table,
            bands_km=(chosen["km"],),
            bands_days=(chosen["days"],),
            start=start,
            end=end,
            under_check="include",
            place_precision_max=int(loaded.base.parameter("place_precision_max")),
            date_precision_max=chosen["date_precision_max"],
            within=chosen["within"],
            permutations=chosen["permutations"],
            seed=int(loaded.base.parameter("seed")),
        )
        row = found.table.to_pylist()[0]
        if row["cannot_say"]:
            return cannot_say(row)
        p, ratio = row["p_value"], row["ratio"]
        most = alpha(loaded)
        fewer = ratio is not None and ratio < row["ratio_low"] and p >= 1 - most
        note = f"{row['observed']:,} pairs, {row['expected']:,.1f} by chance, p = {p:.3g}"
        return Outcome(self.judged(claim, loaded, more=p <= most, less=fewer), ratio, note=note)
