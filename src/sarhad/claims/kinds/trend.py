"""`trend`: the daily rate after against the rate before."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Literal

import pyarrow as pa

from ... import measures
from ...events import EVENTS_SCHEMA
from ..claim import Claim
from ..filters import Span
from ..loaded import Loaded, SourceSet, query_text
from ..monthly import events_of, monthly_rows, totals
from ..readings import MIN_EVENTS, Finding, Reading, label, variations
from ..selection import merge_left_out
from .kind import EVENT_FIELDS, Kind, Mistake

Estimate = Literal["low", "best", "high"]

_NOT_TOTALS = "monthly totals answer for whole months and all violence of countries that they cover, and nothing else"


class Trend(Kind):
    """The ratio of two rates, after over before, with the intervals of `sarhad.measures.trend`.

    Only a source that covers both periods can say it, by the events that it lists; totals by country and month can
    where the claim is about the totals of countries.
    """

    name = "trend"
    scale = "ratio"
    takes = frozenset({"before", "after", "measure"})
    requires = frozenset({"before", "after"})
    of_takes = EVENT_FIELDS - {"start", "end"}
    rule = f"the interval of the ratio must keep clear of the boundary; at least {MIN_EVENTS} events in the two periods"

    def mistakes(self, claim: Claim) -> Iterator[Mistake]:
        """As for every kind; and the periods may not overlap."""
        yield from super().mistakes(claim)
        if claim.before and claim.after and claim.after.start <= claim.before.end:
            yield ("after",), "after must begin when before has ended"

    def find(self, claim: Claim, loaded: Loaded) -> Finding:
        """One reading for each source set and choice, and one for the monthly totals."""
        before, after = _periods(claim)
        whole = claim.of.model_copy(update={"start": before.start, "end": after.end})
        readings: list[Reading] = []
        evidence: set[str] = set()
        left_out: list[Mapping[str, int]] = []
        for sources in loaded.source_sets(claim):
            rows = loaded.select(sources, whole, claim)
            left_out.append({**rows.left_out, "may fit: actor, class or place not known": int((~rows.fits).sum())})
            why = self._blind(claim, loaded, sources)
            for choices in variations(
                sources.name, deaths=claim.measure == "deaths", dates=("as dated", "surely inside")
            ):
                chosen = {
                    name: rows.chosen(choices, span.start, span.end) & rows.fits
                    for name, span in (("before", before), ("after", after))
                }
                either = chosen["before"] | chosen["after"]
                table = rows.table.filter(pa.array(either)).select(EVENTS_SCHEMA.names)
                readings.append(self._read(claim, table, choices, why, loaded))
                if not why and choices.get("dates") == "as dated":
                    evidence.update(rows.ids(either))
        readings += self._monthly(claim, loaded)
        return Finding(
            tuple(readings),
            tuple(sorted(evidence)),
            merge_left_out(left_out),
            query_text(whole),
            "ratio of daily rates",
        )

    def _blind(self, claim: Claim, loaded: Loaded, sources: SourceSet) -> str:
        """Why the set cannot compare the two periods; empty when it can."""
        for span in _periods(claim):
            asked = claim.of.model_copy(update={"start": span.start, "end": span.end})
            look = loaded.look(sources, asked, deaths=True)
            if look.extent != "all":
                return look.why_not
        return ""

    def _read(self, claim: Claim, table: pa.Table, choices: Mapping[str, str], why: str, loaded: Loaded) -> Reading:
        name = label(choices)
        if why:
            return Reading(name, choices, None, None, None, None, why, looked=False)
        n = table.num_rows
        if n < MIN_EVENTS:
            return Reading(name, choices, None, None, None, None, _too_few(n))
        ratio, low, high, note = _ratio(claim, table, _estimate(choices), loaded)
        if low is None or high is None:
            return Reading(name, choices, None, ratio, low, high, note)
        return Reading(name, choices, self.expectation(claim).test(low, high), ratio, low, high, note)

    def _monthly(self, claim: Claim, loaded: Loaded) -> Iterator[Reading]:
        for figures in () if claim.of.listed else totals(loaded.base):
            choices = {"source": figures.name, **({"deaths": "best"} if claim.measure == "deaths" else {})}
            tables = [monthly_rows(figures, claim.of, claim.measure, span.start, span.end) for span in _periods(claim)]
            rows = [row for table in tables if table is not None for row in _as_events(table, claim)]
            why = _NOT_TOTALS if any(table is None for table in tables) else ""
            yield self._read(claim, _table(rows), choices, why, loaded)


def _ratio(
    claim: Claim, table: pa.Table, deaths: Estimate, loaded: Loaded
) -> tuple[float | None, float | None, float | None, str]:
    """The ratio with its limits. Those of events are the wider of two: events as independent, and by month.

    Events come in bursts, and then the exact interval is too narrow; the negative binomial over months, which
    `measures.trend` runs on deaths, is run on the events as well, each weighing one.
    """
    before, after = _periods(claim)

    def run(rows: pa.Table, of: Literal["events", "deaths"]) -> dict[str, Any]:
        confidence = float(loaded.base.parameter("confidence"))
        spans = {"before": (before.start, before.end), "after": (after.start, after.end)}
        found = measures.trend(rows, **spans, of=of, deaths=deaths, confidence=confidence)
        row: dict[str, Any] = found.table.to_pylist()[0]
        return row

    row = run(table, claim.measure)
    low, high, method = row["ratio_low"], row["ratio_high"], row["method"]
    if claim.measure == "events":
        column = table.schema.get_field_index(f"deaths_{deaths}")
        ones = pa.array([1] * table.num_rows, table.schema.field(column).type)
        by_month = run(table.set_column(column, table.schema.field(column), ones), "deaths")
        if by_month["ratio_low"] is not None and low is not None:
            low, high = min(low, by_month["ratio_low"]), max(high, by_month["ratio_high"])
            method = "the wider of the exact conditional binomial interval and a negative binomial one over months"
    note = f"{row['n_before']:,.0f} before, {row['n_after']:,.0f} after; {method}"
    return row["ratio"], low, high, note


def _as_events(table: pa.Table, claim: Claim) -> Iterator[dict[str, Any]]:
    """Monthly totals as rows dated to the middle of their month: one for each event, or one for the month's deaths."""
    if claim.measure == "deaths":
        for row in table.to_pylist():
            figures = {f"deaths_{which}": row[f"deaths_{which}"] for which in ("low", "best", "high")}
            yield {"day": row["month"].replace(day=15), **figures}
        return
    for month, n in events_of(table, claim.of):
        yield from ({"day": month.replace(day=15)} for _ in range(n))


def _table(rows: list[dict[str, Any]]) -> pa.Table:
    """The rows in the columns of the events table."""
    fixed = {
        "source": "monthly-figures",
        "source_version": "",
        "status": "final",
        "licence": "",
        "licence_class": "open",
    }
    filled = [
        {
            **dict.fromkeys(EVENTS_SCHEMA.names),
            **fixed,
            "event_id": str(position),
            "source_id": str(position),
            "date_start": row["day"],
            "date_end": row["day"],
            **{key: value for key, value in row.items() if key != "day"},
        }
        for position, row in enumerate(rows)
    ]
    return pa.Table.from_pylist(filled, schema=EVENTS_SCHEMA)


def _periods(claim: Claim) -> tuple[Span, Span]:
    assert claim.before is not None
    assert claim.after is not None
    return claim.before, claim.after


def _estimate(choices: Mapping[str, str]) -> Estimate:
    word = choices.get("deaths")
    return "low" if word == "low" else "high" if word == "high" else "best"


def _too_few(n: int) -> str:
    return f"too few events: {n}, at least {MIN_EVENTS} are asked for"
