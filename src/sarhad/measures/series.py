"""Events or deaths by month as one series of numbers: what tests of change and of trend over time start from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import narwhals as nw
import numpy as np
import numpy.typing as npt

from ..errors import InputError
from ..events import Coverage, SourceRef, periods
from ..events.frames import Frame, arrow, as_frame
from ..events.months import ordinal
from .panel import day_numbers, looked_at_all
from .sieve import Reason, UnderCheck, one_of, opened, settled, sift

Of = Literal["events", "deaths"]
"""What is counted."""

Estimate = Literal["low", "best", "high"]
"""Which of a source's figures for deaths."""

Status = Literal["final", "final and candidate"]
"""Whether months that only a source's provisional releases cover are counted."""

Days = npt.NDArray[np.int64]
Counts = npt.NDArray[np.float64]

MIDDLE_NOTE = "A test of counts needs whole events: an event belongs to the period that holds its middle day."
NO_COVERAGE = "No coverage was given: a month without events is taken as zero."


@dataclass(frozen=True, slots=True)
class MonthlySeries:
    """Counts of whole months, one after the other.

    `largest` holds, for each month, what the one event with most deaths adds to it; `gap` says why the months do not
    form one series, and is empty where they do.
    """

    months: list[dt.date]
    counts: Counts
    largest: Counts
    largest_event: str | None
    used: int
    left_out: dict[str, int]
    gap: str
    notes: tuple[str, ...]
    frame: Frame
    sources: tuple[SourceRef, ...]


def monthly_series(
    events: Any,
    *,
    of: Of,
    deaths: Estimate,
    start: dt.date,
    end: dt.date,
    under_check: UnderCheck,
    status: Status,
    coverage: Sequence[Coverage] = (),
    countries: Iterable[str] | None = None,
) -> MonthlySeries:
    """Count events (each in the month of its middle day) or deaths (split evenly by day) by month.

    With `coverage`, months at both ends that the blocks do not cover whole in all `countries` (blocks of the status
    asked for) are left out, so that an unfinished month is no fall; one in between makes a `gap`.

    Raises:
        InputError: a column is missing, a parameter is not one of its words, or the months are not whole.
    """
    for name, value, words in (("of", of, Of), ("deaths", deaths, Estimate), ("status", status, Status)):
        one_of(name, value, words)
    one_of("under_check", under_check, UnderCheck)
    whole_months(start, end)
    native, sources = opened(events)
    named = None if countries is None else sorted(set(countries))
    figure = f"deaths_{deaths}"
    needs = ["event_id", "date_start", "date_end", "under_check", figure, *(["country"] if named else [])]
    frame = as_frame(native, needs)
    spans, gap = covered_months(periods(start, end, "month"), coverage, named, status)
    notes = [] if coverage else [NO_COVERAGE]
    if len(spans) < (end.year - start.year) * 12 + end.month - start.month + 1:
        notes.append(
            f"Months that are not covered were left out: {spans[0][0]:%Y-%m} to {spans[-1][0]:%Y-%m} stay."
            if spans
            else "No month is covered."
        )
    first, last = (spans[0][0], spans[-1][1]) if spans else (start, end)
    sifted = sift(frame, _reasons(first, last, of, figure, under_check, named))
    rows = arrow(
        sifted.rows.select(
            "event_id",
            ordinal("date_start").alias("first"),
            ordinal("date_end").alias("last"),
            nw.col(figure).cast(nw.Float64).alias("deaths"),
        )
    )
    begins = rows["first"].to_numpy(zero_copy_only=False).astype(np.int64)
    ends = rows["last"].to_numpy(zero_copy_only=False).astype(np.int64)
    if of == "events":
        begins = ends = (begins + ends) // 2
    edges = np.asarray([*(month.toordinal() for month, _ in spans), last.toordinal() + 1], dtype=np.int64)
    inside = (begins < edges[-1]) & (ends >= edges[0])
    killed = rows["deaths"].to_numpy(zero_copy_only=False).astype(np.float64)
    weights = np.where(inside, 1.0 if of == "events" else np.nan_to_num(killed), 0.0)
    sums = shares(begins, ends, edges)
    ids = rows["event_id"].to_pylist()
    largest = _largest(ids, killed, inside)
    one = np.zeros(len(ids))
    if largest is not None:
        one[largest] = weights[largest]
    left_out = dict(sifted.left_out)
    if not inside.all():
        left_out["middle day outside the months"] = int((~inside).sum())
    return MonthlySeries(
        months=[month for month, _ in spans],
        counts=np.round(sums(weights), 9),
        largest=np.round(sums(one), 9),
        largest_event=None if largest is None else ids[largest],
        used=int(inside.sum()),
        left_out=left_out,
        gap=gap,
        notes=tuple(notes),
        frame=frame,
        sources=sources,
    )


def whole_months(start: dt.date, end: dt.date) -> None:
    """Refuse a window that does not begin with the first and end with the last day of a month.

    Raises:
        InputError: with the dates.
    """
    if start.day != 1 or (end + dt.timedelta(days=1)).day != 1 or end < start:
        raise InputError(
            f"{start} to {end} is not made of whole months",
            do="begin with the first and end with the last day of a month",
        )


def shares(first: Days, last: Days, edges: Days) -> Any:
    """A function from the events' weights to sums by stretch, each event split evenly by day.

    `first` and `last` are day ordinals; `edges` are where the stretches begin, and the day after the last.
    """
    begun = np.searchsorted(edges, first, side="right") - 1
    ended = np.searchsorted(edges, last, side="right") - 1
    n = len(edges) - 1
    single = (begun == ended) & (begun >= 0) & (begun < n)
    spanning = np.flatnonzero((begun != ended) & (begun < n) & (ended >= 0))
    length = (last[spanning] - first[spanning] + 1)[:, None]
    passed = np.clip((edges[None, :] - first[spanning, None]) / length, 0.0, 1.0)
    parts = np.diff(passed, axis=1)

    def sums(weights: Counts) -> Counts:
        whole = np.bincount(begun[single], weights=weights[single], minlength=n)
        return np.asarray(whole + weights[spanning] @ parts, dtype=np.float64)

    return sums


def _reasons(
    first: dt.date, last: dt.date, of: str, figure: str, under_check: str, countries: list[str] | None
) -> list[Reason]:
    begins, ends = nw.col("date_start").cast(nw.Date), nw.col("date_end").cast(nw.Date)
    reasons: list[Reason] = [
        ("no valid dates", begins <= ends),
        ("outside the months", (begins <= nw.lit(last)) & (ends >= nw.lit(first))),
    ]
    if countries is not None:
        reasons.append(("in another country or none", nw.col("country").is_in(countries)))
    if under_check == "leave out":
        reasons.append(settled())
    if of == "deaths":
        reasons.append((f"no figure for {figure}", ~nw.col(figure).is_null()))
    return reasons


def covered_months(
    spans: list[tuple[dt.date, dt.date]],
    coverage: Sequence[Coverage],
    countries: list[str] | None,
    status: Status,
) -> tuple[list[tuple[dt.date, dt.date]], str]:
    """The months from the first to the last that is covered, and what is wrong in between."""
    if not coverage:
        return spans, ""
    blocks = [block for block in coverage if status != "final" or block.status == "final"]
    looked = looked_at_all(blocks, countries or (None,), *day_numbers(spans))
    if not looked.any():
        return [], "no month of the window is covered"
    at = np.flatnonzero(looked)
    kept = slice(int(at[0]), int(at[-1]) + 1)
    missing = [first for (first, _), there in zip(spans[kept], looked[kept], strict=True) if not there]
    gap = f"{len(missing)} months between covered ones are not covered, {missing[0]:%Y-%m} first" if missing else ""
    return spans[kept], gap


def _largest(ids: list[str], killed: Counts, inside: npt.NDArray[np.bool_]) -> int | None:
    """The event with most deaths, the first by id of equals."""
    known = np.flatnonzero(inside & np.isfinite(killed))
    return min(map(int, known), key=lambda i: (-killed[i], ids[i]), default=None)
