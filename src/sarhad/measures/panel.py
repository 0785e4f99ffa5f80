"""The cells of a panel, each with whether a source looked at all its days."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from ..events import Coverage, Period, periods
from ..places import Line

Looked = npt.NDArray[np.bool_]
Days = npt.NDArray[np.int64]


def cells(
    start: dt.date,
    end: dt.date,
    period: Period,
    coverage: Sequence[Coverage],
    countries: Sequence[str] | None,
    *,
    apart: bool,
) -> pa.Table:
    """Every period of the window, for each country (`apart`) or for all together: `[country,] period, covered`.

    A cell is looked at when the blocks together cover those of its days that lie in the window. All together, every
    country must be; without countries only a block of the whole world tells.
    """
    starts, days = _spans(start, end, period)
    if not apart:
        members: Sequence[str | None] = countries or (None,)
        return pa.table({"period": starts, "covered": pa.array(looked_at_all(coverage, members, *days))})
    names = list(countries or ())
    return _panel("country", names, starts, [looked_at(coverage, country, *days) for country in names])


def along(
    lines: Sequence[Line], start: dt.date, end: dt.date, period: Period, coverage: Sequence[Coverage]
) -> pa.Table:
    """Every period of the window for each line: `line_id, period, covered`, as `cells` in all of its countries.

    A line without a measured part cannot be looked at.
    """
    starts, days = _spans(start, end, period)
    looked = [looked_at_all(coverage, line.countries, *days) & bool(line.parts) for line in lines]
    return _panel("line_id", [line.id for line in lines], starts, looked)


def _spans(start: dt.date, end: dt.date, period: Period) -> tuple[pa.Array, tuple[Days, Days]]:
    """First days of the periods, and the first and last days of theirs that lie in the window."""
    spans = periods(start, end, period)
    inside = day_numbers([(max(first, start), min(last, end)) for first, last in spans])
    return pa.array([first for first, _ in spans], pa.date32()), inside


def _panel(key: str, names: Sequence[str], starts: pa.Array, looked: Sequence[Looked]) -> pa.Table:
    return pa.table(
        {
            key: pa.array(np.repeat(np.asarray(names, dtype=object), len(starts)), pa.string()),
            "period": pa.chunked_array([starts] * len(names), pa.date32()),
            "covered": pa.array(np.concatenate(looked) if looked else np.zeros(0, dtype=bool)),
        }
    )


def looked_at(
    coverage: Iterable[Coverage],
    country: str | None,
    firsts: Days,
    lasts: Days,
) -> Looked:
    """Whether the blocks together cover all days of each span (day ordinals); country None means the whole world."""
    merged: list[list[int]] = []
    blocks = (
        (block.start.toordinal(), block.end.toordinal())
        for block in coverage
        if block.countries is None or (country is not None and country in block.countries)
    )
    for first, last in sorted(blocks):
        if merged and first <= merged[-1][1] + 1:
            merged[-1][1] = max(merged[-1][1], last)
        else:
            merged.append([first, last])
    if not merged:
        return np.zeros(len(firsts), dtype=bool)
    begins, ends = np.asarray(merged).T
    at = np.searchsorted(begins, firsts, side="right") - 1
    looked: Looked = (at >= 0) & (ends[at] >= lasts)
    return looked


def looked_at_all(
    coverage: Iterable[Coverage],
    countries: Iterable[str | None],
    firsts: Days,
    lasts: Days,
) -> Looked:
    """As `looked_at`, in every one of the countries."""
    blocks = tuple(coverage)
    looked: Looked = np.logical_and.reduce([looked_at(blocks, country, firsts, lasts) for country in countries])
    return looked


def day_numbers(spans: Sequence[tuple[dt.date, dt.date]]) -> tuple[Days, Days]:
    """First and last days of spans as day ordinals."""
    return np.asarray([first.toordinal() for first, _ in spans]), np.asarray([last.toordinal() for _, last in spans])
