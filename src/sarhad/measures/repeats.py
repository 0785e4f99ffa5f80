"""Does violence come back to where it has just been: more pairs of events near in space and time than by chance?"""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from scipy.spatial import KDTree

from ..errors import InputError
from ..events import Provenance, Result
from ..events.frames import frame_like
from .points import DAY_NOTE, Floats, Ints, Points, points
from .sieve import UnderCheck, one_of

Within = Literal["window", "year"]
"""Among which events places are exchanged under the null: all, or those of the same calendar year."""

MAX_SITES = 10_000
"""More different points than this are not compared at once: their table of distances would take over 100 MB."""

MAX_PAIRS = 60_000_000
"""More pairs of events near in time than this are not held at once."""

_PART = 32_768  # pairs taken at once, so that what is made of them stays in the processor's cache

_SCHEMA = pa.schema(
    [
        ("km_from", pa.float64()),
        ("km_to", pa.float64()),
        ("days_from", pa.int64()),
        ("days_to", pa.int64()),
        ("observed", pa.int64()),
        ("expected", pa.float64()),
        ("ratio", pa.float64()),
        ("ratio_low", pa.float64()),
        ("ratio_high", pa.float64()),
        ("p_value", pa.float64()),
        ("p_adjusted", pa.float64()),
        ("cannot_say", pa.string()),
    ]
)

_KNOX_NOTE = (
    "The first row is Knox's test: all pairs up to the largest distance and the most days. The others are bands."
)
_RANGE_NOTE = "ratio_low and ratio_high enclose 95 % of the permuted ratios: what chance alone gives."


def repeats(
    events: Any,
    *,
    bands_km: Sequence[float],
    bands_days: Sequence[int],
    start: dt.date,
    end: dt.date,
    under_check: UnderCheck,
    place_precision_max: int | None,
    date_precision_max: int | None,
    within: Within,
    permutations: int,
    seed: int,
) -> Result[Any]:
    """Pairs of events by distance and days between them, observed against what chance gives.

    The Knox test (Knox 1964) in bands, as for near repeats (Townsley, Homel & Chaseling 2003; Johnson et al. 2007).
    `bands_km` and `bands_days` are the upper ends of the bands, rising; the first band begins at 0, the others just
    after the end of the one before: (0, 1, 5) km are "the same point", "up to 1 km", "over 1 up to 5 km"; (7, 14) days
    are 0-7 and 8-14.

    The null: where events happen has nothing to do with when. The places of the events are permuted, among all of them
    or (`within="year"`) among those of a calendar year, which keeps a war that moves through a country over the years
    from being taken for repetition (Kulldorff & Hjalmars 1999). The table has one row for Knox's test (all pairs up to
    the ends of the last bands) and one for each pair of bands:

    * `observed` pairs; `expected`, the mean of the permutations; `ratio`, observed by expected;
    * `ratio_low, ratio_high`: between them lie 95 % of the permuted ratios;
    * `p_value` = (1 + permutations with as many pairs) / (1 + `permutations`), one-sided;
    * `p_adjusted`: the same for the largest standardised excess of all bands (Westfall & Young 1993), to be read where
      many bands are looked at.

    Distances are straight lines between points of the WGS 84 ellipsoid. A source that places events at the centre of
    a town makes "the same point" mean "the same town". A repetition says neither that one event led to the other nor
    that the same actors did both. Only events whose place and date are known well enough enter
    (precisions on UCDP's scales; None does not look at them).

    Where nothing can be said (fewer than 20 events, all at one point or on one day, all pairs or none near) the table
    has one row with `cannot_say` and no number. The events are collected at once; permutations run on two threads and
    do not depend on their number.

    Raises:
        InputError: a column is missing, bands do not rise, a parameter is out of its range, or there are more than
            10,000 different points or 60 million pairs near in time.
    """
    _check(bands_km, bands_days, within, permutations)
    found = points(
        events,
        start=start,
        end=end,
        under_check=under_check,
        place_precision_max=place_precision_max,
        date_precision_max=date_precision_max,
    )
    rows = _rows(found, tuple(map(float, bands_km)), tuple(map(int, bands_days)), within, permutations, seed)
    return Result(
        frame_like(found.frame, pa.Table.from_pylist(rows, _SCHEMA)).to_native(),
        Provenance(
            step="sarhad.measures.repeats",
            sources=found.sources,
            filters={"start": start, "end": end},
            parameters={
                "bands_km": list(bands_km),
                "bands_days": list(bands_days),
                "under_check": under_check,
                "place_precision_max": place_precision_max,
                "date_precision_max": date_precision_max,
                "within": within,
                "permutations": permutations,
            },
            seed=seed,
            rows_used=found.used,
            left_out=found.left_out,
            notes=(DAY_NOTE, _KNOX_NOTE, _RANGE_NOTE),
        ),
    )


def _check(bands_km: Sequence[float], bands_days: Sequence[int], within: str, permutations: int) -> None:
    one_of("within", within, Within)
    for name, bands, usual in (("bands_km", bands_km, "0, 1, 5, 10"), ("bands_days", bands_days, "7, 14, 28")):
        values = list(bands)
        if not values or values != sorted(set(values)) or values[0] < 0:
            raise InputError(f"{name} is {values}", do=f"give rising upper ends, such as {usual}")
    if bands_km[-1] > 500:
        raise InputError(f"bands_km reaches {bands_km[-1]} km", do="end at 500 km: this is a test of what is near")
    if permutations < 99:
        raise InputError(f"permutations is {permutations}", do="give 99 or more; 999 is usual")


def _rows(
    found: Points,
    bands_km: tuple[float, ...],
    bands_days: tuple[int, ...],
    within: Within,
    permutations: int,
    seed: int,
) -> list[dict[str, Any]]:
    reason = found.cannot_say()
    if reason:
        return [{"cannot_say": reason}]
    table = distance_bands(found.xyz, bands_km)
    first, second, ends = _near_in_time(found.day, bands_days)
    pairs = len(found.day) * (len(found.day) - 1) // 2
    near = _near_in_space(table, found.site, len(bands_km))
    for what, count in (("in space", near), ("in time", len(first))):
        if count in (0, pairs):
            return [{"cannot_say": f"{'all' if count else 'no'} pairs of events are near {what}"}]
    counting = _Counting(table, first, second, ends, len(bands_km))
    observed = counting.pairs(found.site)
    years = np.asarray([dt.date.fromordinal(day).year for day in found.day.tolist()], dtype=np.int64)
    stratum = years if within == "year" else np.zeros(len(years), dtype=np.int64)

    def permuted(number: int) -> Ints:
        # Events stand in the order of days, so of strata: sorting by stratum and a random part exchanges within them.
        random = np.random.default_rng([seed, number])
        return counting.pairs(found.site[np.argsort(stratum + random.random(len(stratum)), kind="stable")])

    with ThreadPoolExecutor(min(2, os.cpu_count() or 1)) as pool:
        drawn = np.stack(list(pool.map(permuted, range(permutations))))
    return _table(observed, drawn, bands_km, bands_days)


def distance_bands(xyz: Floats, bands_km: Sequence[float]) -> npt.NDArray[np.uint8]:
    """For each two sites the number of their distance band; `len(bands_km)` where they are farther apart.

    Raises:
        InputError: there are too many different points.
    """
    n, beyond = len(xyz), len(bands_km)
    if n > MAX_SITES:
        raise InputError(
            f"{n:,} different points are more than {MAX_SITES:,}", do="ask for a smaller region or a shorter window"
        )
    table = np.full((n, n), beyond, dtype=np.uint8)
    pairs = KDTree(xyz).query_pairs(bands_km[-1] + 1e-9, output_type="ndarray")
    metres = np.round(np.linalg.norm(xyz[pairs[:, 0]] - xyz[pairs[:, 1]], axis=1), 6)
    band = np.searchsorted(np.asarray(bands_km), metres, side="left").astype(np.uint8)
    table[pairs[:, 0], pairs[:, 1]] = table[pairs[:, 1], pairs[:, 0]] = band
    np.fill_diagonal(table, 0)
    return table


def _near_in_time(
    day: Ints, bands_days: tuple[int, ...]
) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int32], list[int]]:
    """Pairs of events up to the most days apart, ordered by band, and where each band ends among them."""
    place = np.arange(len(day))
    reach = [np.searchsorted(day, day + days, side="right") for days in bands_days]
    total = int((reach[-1] - place - 1).sum())
    if total > MAX_PAIRS:
        raise InputError(
            f"{total:,} pairs of events up to {bands_days[-1]} days apart are more than {MAX_PAIRS:,}",
            do="ask for a smaller region, a shorter window or fewer days",
        )
    first, second, begin = [], [], place + 1
    ends: list[int] = []
    for until in reach:
        counts = until - begin
        first.append(np.repeat(place, counts).astype(np.int32))
        offset = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
        second.append((np.repeat(begin, counts) + offset).astype(np.int32))
        ends.append(int(counts.sum()) + (ends[-1] if ends else 0))
        begin = until
    return np.concatenate(first), np.concatenate(second), ends


def _near_in_space(table: npt.NDArray[np.uint8], site: Ints, beyond: int) -> int:
    """How many pairs of events lie in any distance band."""
    held = np.bincount(site, minlength=len(table)).astype(np.int64)
    near = (table < beyond).astype(np.float64) @ held
    return int(round(float(near @ held)) - held.sum()) // 2


class _Counting:
    """Pairs near in time, counted by distance band for any assignment of events to sites."""

    def __init__(
        self,
        table: npt.NDArray[np.uint8],
        first: npt.NDArray[np.int32],
        second: npt.NDArray[np.int32],
        ends: list[int],
        bands: int,
    ) -> None:
        self.flat = table.reshape(-1)
        self.sites = len(table)
        self.first, self.second = first, second
        self.days = range(len(ends))
        self.parts = [
            (days, slice(begin, min(begin + _PART, end)))
            for days, (start, end) in enumerate(zip([0, *ends], ends, strict=False))
            for begin in range(start, end, _PART)
        ]
        self.bands = bands

    def pairs(self, site: Ints) -> Ints:
        """Pairs by distance band (rows) and day band (columns), as one row."""
        column = site.astype(np.int32)
        row = column * np.int32(self.sites)
        counts = np.zeros((self.bands, len(self.days)), dtype=np.int64)
        for days, part in self.parts:
            at = row.take(self.first[part])
            at += column.take(self.second[part])
            band = self.flat.take(at)
            for number in range(self.bands):
                counts[number, days] += np.count_nonzero(band == number)
        return counts.reshape(-1)


def _table(
    observed: Ints, drawn: Ints, bands_km: tuple[float, ...], bands_days: tuple[int, ...]
) -> list[dict[str, Any]]:
    spread = drawn.std(axis=0)
    safe = np.where(spread > 0, spread, 1.0)
    excess = np.where(spread > 0, (observed - drawn.mean(axis=0)) / safe, -np.inf)
    largest = np.where(spread > 0, (drawn - drawn.mean(axis=0)) / safe, -np.inf).max(axis=1)
    adjusted = (1 + (largest[:, None] >= excess - 1e-9).sum(axis=0)) / (1 + len(drawn))
    knox = _row(int(observed.sum()), drawn.sum(axis=1))
    rows = [{"km_from": 0.0, "km_to": bands_km[-1], "days_from": 0, "days_to": bands_days[-1], **knox}]
    for number in range(len(observed)):
        near, soon = divmod(number, len(bands_days))
        rows.append(
            {
                "km_from": bands_km[near - 1] if near else 0.0,
                "km_to": bands_km[near],
                "days_from": bands_days[soon - 1] + 1 if soon else 0,
                "days_to": bands_days[soon],
                **_row(int(observed[number]), drawn[:, number]),
                "p_adjusted": float(adjusted[number]),
            }
        )
    return rows


def _row(observed: int, drawn: Ints) -> dict[str, Any]:
    mean = float(drawn.mean())
    low, high = np.quantile(drawn, [0.025, 0.975])
    return {
        "observed": observed,
        "expected": mean,
        "ratio": observed / mean if mean else None,
        "ratio_low": float(low) / mean if mean else None,
        "ratio_high": float(high) / mean if mean else None,
        "p_value": (1 + int((drawn >= observed).sum())) / (1 + len(drawn)),
    }
