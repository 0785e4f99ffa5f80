"""`first`: for the first time since that day."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import product

from ..claim import Claim
from ..filters import Filter
from ..loaded import Loaded, SourceSet, query_text
from ..looks import Look
from ..monthly import monthly_amount, totals
from ..readings import Finding, Reading, label, variations
from ..selection import Amount, Selection, merge_left_out
from .count import DATES
from .kind import EVENT_FIELDS, Kind, Mistake
from .since import before_it, since_mistakes, the_whole


class First(Kind):
    """Something like this happened in the period of `of`, and had not from `since` until the day before.

    One earlier row of any source is enough against it. That there was none is shown only by a source that lists every
    such event of the time between. The value is the number of earlier events.
    """

    name = "first"
    scale = "number"
    takes = frozenset({"since"})
    requires = frozenset({"since"})
    of_takes = EVENT_FIELDS
    of_requires = frozenset({"start", "end"})
    usual_expectation = "none"
    rule = (
        "one earlier row of any source is enough against it; that there was none is shown by a source that lists every "
        "such event from `since` on"
    )

    def mistakes(self, claim: Claim) -> Iterator[Mistake]:
        """As for every kind; `since` before the period, and nothing else to expect."""
        yield from super().mistakes(claim)
        yield from since_mistakes(claim)
        if claim.expect is not None and not claim.needs:
            yield ("expect",), "the first time is expected; take expect out, or count with kind count"

    def find(self, claim: Claim, loaded: Loaded) -> Finding:
        """One reading for each source set and choice, and one for the monthly totals."""
        readings: list[Reading] = []
        evidence: set[str] = set()
        left_out: list[Mapping[str, int]] = []
        gap, whole = before_it(claim), the_whole(claim)
        for sources in loaded.source_sets(claim, lists=True):
            rows = loaded.select(sources, whole, claim)
            looks = [loaded.look(sources, of, deaths=False) for of in (claim.of, gap)]
            readings += _read(claim, sources, rows, *looks)
            evidence.update(rows.ids(rows.chosen({}, gap.start, claim.of.end)))
            left_out.append(rows.left_out)
        readings += _of_totals(claim, gap, loaded)
        return Finding(
            tuple(readings), tuple(sorted(evidence)), merge_left_out(left_out), query_text(whole), "earlier events"
        )


def _read(claim: Claim, sources: SourceSet, rows: Selection, now: Look, gap: Look) -> Iterator[Reading]:
    earlier = before_it(claim)
    for choices in variations(sources.name, deaths=False, dates=DATES):
        amounts = [
            _open_where(rows.amount(rows.chosen(choices, of.start, of.end), "events"), look)
            for of, look in ((claim.of, now), (earlier, gap))
        ]
        holds = _holds(*amounts)
        looked = holds is not None or (gap.decides_absence and now.extent != "none")
        note = "" if looked else gap.why_not or now.why_not
        before = amounts[1]
        yield Reading(label(choices), choices, holds, before.value, before.low, before.high, note, looked=looked)


def _of_totals(claim: Claim, gap: Filter, loaded: Loaded) -> Iterator[Reading]:
    for figures, estimate in product(() if claim.of.listed else totals(loaded.base), ("best",)):
        events = claim.model_copy(update={"measure": "events"})
        found = [monthly_amount(figures, events, of, estimate) for of in (claim.of, gap)]
        choices = {"source": figures.name}
        before = found[1]
        seen = all(amount.looked for amount in found)
        holds = _holds(*(Amount(a.value, a.low, a.high) for a in found)) if seen else None
        note = next((amount.note for amount in found if amount.note), "")
        yield Reading(
            label(choices),
            choices,
            holds,
            before.value if before.exact else None,
            before.low,
            before.high,
            note,
            looked=holds is not None,
        )


def _open_where(amount: Amount, look: Look) -> Amount:
    return amount if look.decides_absence else Amount(amount.value, amount.low, float("inf"))


def _holds(now: Amount, earlier: Amount) -> bool | None:
    """Whether something happened, and nothing before."""
    if earlier.low >= 1 or now.high < 1:
        return False
    return True if now.low >= 1 and earlier.high < 1 else None
