"""Is it more than before: the rate in one period against the rate in another."""

from __future__ import annotations

import datetime as dt
from typing import Any, Literal

import narwhals as nw
import numpy as np
import pyarrow as pa
from scipy import stats

from ..errors import InputError
from ..events import SPLIT_RULE, Provenance, Result
from ..events.frames import arrow, as_frame, frame_like
from ..events.months import ordinal
from .ratios import Counts, Ratio, conditional_binomial, dispersion, negative_binomial
from .series import MIDDLE_NOTE, Days, Estimate, shares
from .sieve import one_of, opened, sift

MONTH_DAYS = 30.4375
"""Days in an average month, the unit of the printed rates: 365.25 / 12."""

_DECIMALS = 9  # sums of shares are rounded so that an event split in three counts as one

Span = tuple[dt.date, dt.date]

_MONTH_NOTE = "Each period is cut into equal stretches of about a month (30.4375 days)."
_SCHEMA = pa.schema(
    [
        ("n_before", pa.float64()),
        ("n_after", pa.float64()),
        ("days_before", pa.int64()),
        ("days_after", pa.int64()),
        ("rate_before", pa.float64()),
        ("rate_after", pa.float64()),
        ("ratio", pa.float64()),
        ("ratio_low", pa.float64()),
        ("ratio_high", pa.float64()),
        ("p_value", pa.float64()),
        ("p_value_e_test", pa.float64()),
        ("confidence", pa.float64()),
        ("dispersion", pa.float64()),
        ("method", pa.string()),
        ("ratio_low_by_month", pa.float64()),
        ("ratio_high_by_month", pa.float64()),
        ("largest_event", pa.string()),
        ("largest_deaths", pa.float64()),
        ("ratio_without_largest", pa.float64()),
        ("ratio_low_without_largest", pa.float64()),
        ("ratio_high_without_largest", pa.float64()),
        ("p_value_without_largest", pa.float64()),
    ]
)


def trend(
    events: Any,
    *,
    before: Span,
    after: Span,
    of: Literal["events", "deaths"],
    deaths: Estimate,
    confidence: float,
) -> Result[Any]:
    """The ratio of the rates in two periods, after by before, with an interval and a test of no change.

    * Of events: conditional binomial test with its exact interval (Przyborowski & Wilenski 1940); an event belongs
      to the period that holds its middle day. The test takes events as independent; where they vary from month to
      month by more than that, `method` says that the interval is too narrow.
    * Of deaths: negative binomial over stretches of about a month, profile likelihood, serial correlation allowed
      for (`sarhad.measures.ratios.negative_binomial`); an event over several days is split evenly by day.

    The table has one row: `n_before, n_after` (events or deaths), `days_before, days_after`, `rate_before, rate_after`
    (per 30.4375 days), `ratio` with `ratio_low, ratio_high` at `confidence`, `p_value`, `dispersion` (variance by mean
    of the months, 1 for independent events), `method`; `ratio_low_by_month, ratio_high_by_month` (the negative binomial
    interval, for events too: the one to judge by where `dispersion` is well over 1); `largest_event` (id of the event
    with most deaths by the estimate `deaths`, also for a trend of events), its `largest_deaths`, and the ratio with
    interval and p-value without it. `p_value_e_test`, of events: the E-test (Krishnamoorthy & Thomson 2004), less
    cautious than the conditional test where the periods are about as long, and as blind to bursts.

    A period without events makes the ratio 0 or infinite and the interval one-sided; with both empty the ratio is
    null and the interval from 0 to infinity. Where no interval can be given (deaths over fewer than six months in
    all) it is null and `method` says why. Every row given is counted, also those under check: choose them before.
    The events of the two periods are collected at once.

    Raises:
        InputError: a column is missing, the periods are turned round or overlap, or a parameter is out of its range.
    """
    one_of("of", of, ("events", "deaths"))
    one_of("deaths", deaths, Estimate)
    _check(before, after, confidence)
    native, sources = opened(events)
    figure = f"deaths_{deaths}"
    frame = as_frame(native, ("event_id", "date_start", "date_end", figure))
    first, last = nw.col("date_start").cast(nw.Date), nw.col("date_end").cast(nw.Date)
    touches = ((first <= nw.lit(until)) & (last >= nw.lit(since)) for since, until in (before, after))
    reasons = [("no valid dates", first <= last), ("outside both periods", next(touches) | next(touches))]
    if of == "deaths":
        reasons.append((f"no figure for {figure}", ~nw.col(figure).is_null()))
    sifted = sift(frame, reasons)
    rows = arrow(
        sifted.rows.select(
            "event_id",
            ordinal("date_start").alias("first"),
            ordinal("date_end").alias("last"),
            nw.col(figure).cast(nw.Float64).alias("deaths"),
        )
    )
    counting = _Counting(rows, before, after, of)
    row = counting.row(confidence)
    left_out = dict(sifted.left_out)
    if counting.between:
        left_out["middle day outside both periods"] = counting.between
    return Result(
        frame_like(frame, pa.Table.from_pylist([row], _SCHEMA)).to_native(),
        Provenance(
            step="sarhad.measures.trend",
            sources=sources,
            filters={"before": before, "after": after},
            parameters={"of": of, "deaths": deaths, "confidence": confidence},
            rows_used=sifted.used - counting.between,
            left_out=left_out,
            notes=(MIDDLE_NOTE if of == "events" else SPLIT_RULE, _MONTH_NOTE, row["method"]),
        ),
    )


def _check(before: Span, after: Span, confidence: float) -> None:
    for name, (start, end) in (("before", before), ("after", after)):
        if end < start:
            raise InputError(f"the period {name} ends ({end}) before it starts ({start})", do="turn the dates round")
    if before[0] <= after[1] and after[0] <= before[1]:
        raise InputError(
            f"the periods overlap: before {before[0]} to {before[1]}, after {after[0]} to {after[1]}",
            do="let one end before the other starts",
        )
    if not 0.5 <= confidence < 1:
        raise InputError(f"confidence is {confidence}", do="give a share such as 0.95")


class _Counting:
    """The events of two periods, counted by month."""

    def __init__(self, rows: pa.Table, before: Span, after: Span, of: str) -> None:
        self.of = of
        self.ids: list[str] = rows["event_id"].to_pylist()
        self.deaths = rows["deaths"].to_numpy(zero_copy_only=False).astype(float)
        self.days = tuple((end - start).days + 1 for start, end in (before, after))
        first = rows["first"].to_numpy(zero_copy_only=False).astype(np.int64)
        last = rows["last"].to_numpy(zero_copy_only=False).astype(np.int64)
        self.between = 0
        if of == "events":
            first = last = (first + last) // 2
        edges = [_edges(*span) for span in (before, after)]
        inside = [(first < e[-1]) & (last >= e[0]) for e in edges]
        self.inside = inside[0] | inside[1]
        self.between = int((~self.inside).sum())
        weights = np.ones(len(first)) if of == "events" else self.deaths
        self.weights = np.where(self.inside, weights, 0.0)
        self.shares = [shares(first, last, e) for e in edges]

    def months(self, leave_out: int | None = None) -> tuple[Counts, Counts]:
        """Counts of both periods by month, without one event if asked."""
        weights = self.weights.copy()
        if leave_out is not None:
            weights[leave_out] = 0.0
        before, after = (shares(weights) for shares in self.shares)
        return before, after

    def largest(self) -> int | None:
        """The event with most deaths in the periods, the first by id of equals."""
        known = np.flatnonzero(self.inside & np.isfinite(self.deaths))
        return min(map(int, known), key=lambda i: (-self.deaths[i], self.ids[i]), default=None)

    def row(self, confidence: float) -> dict[str, Any]:
        """The one row of the table."""
        before, after = self.months()
        counted = round(float(before.sum()), _DECIMALS), round(float(after.sum()), _DECIMALS)
        by_month = self._by_month(before, after, confidence)
        spread, p_poisson = dispersion(before, after)
        found, p_e_test, method = by_month, None, by_month.method
        if self.of == "events":
            whole = round(counted[0]), self.days[0], round(counted[1]), self.days[1]
            found = conditional_binomial(*whole, confidence=confidence)
            p_e_test = float(stats.poisson_means_test(*whole).pvalue)
            method = found.method
            if p_poisson < (1 - confidence) / 2:
                method += f"; months vary {spread:.1f} times as much as it takes for granted, so it is too narrow"
        largest = self.largest()
        rates = [n / days * MONTH_DAYS for n, days in zip(counted, self.days, strict=True)]
        without = self._without(largest, confidence)
        return {
            "n_before": counted[0],
            "n_after": counted[1],
            "days_before": self.days[0],
            "days_after": self.days[1],
            "rate_before": rates[0],
            "rate_after": rates[1],
            "ratio": found.ratio,
            "ratio_low": found.low,
            "ratio_high": found.high,
            "p_value": found.p_value,
            "p_value_e_test": p_e_test,
            "confidence": confidence,
            "dispersion": spread,
            "method": method,
            "ratio_low_by_month": by_month.low,
            "ratio_high_by_month": by_month.high,
            "largest_event": None if largest is None else self.ids[largest],
            "largest_deaths": None if largest is None else float(self.deaths[largest]),
            "ratio_without_largest": without.ratio,
            "ratio_low_without_largest": without.low,
            "ratio_high_without_largest": without.high,
            "p_value_without_largest": without.p_value,
        }

    def _without(self, largest: int | None, confidence: float) -> Ratio:
        """The ratio as the row has it, without one event."""
        if largest is None:
            return Ratio(None, None, None, None, "")
        before, after = self.months(leave_out=largest)
        if self.of == "deaths":
            return self._by_month(before, after, confidence)
        counted = round(float(before.sum())), self.days[0], round(float(after.sum())), self.days[1]
        return conditional_binomial(*counted, confidence=confidence)

    def _by_month(self, before: Counts, after: Counts, confidence: float) -> Ratio:
        found = negative_binomial(before, after, confidence=confidence)
        # From means per stretch to rates per day: the two periods' stretches differ in length by a day or so.
        scale = (self.days[0] / len(before)) / (self.days[1] / len(after))
        ratio, low, high = (None if value is None else value * scale for value in (found.ratio, found.low, found.high))
        return Ratio(ratio, low, high, found.p_value, found.method)


def _edges(start: dt.date, end: dt.date) -> Days:
    """Where the stretches of about a month begin, and the day after the last."""
    days = (end - start).days + 1
    stretches = max(1, round(days / MONTH_DAYS))
    return start.toordinal() + np.round(np.arange(stretches + 1) * days / stretches).astype(np.int64)
