"""Do the media tell more of a country than is usual for it, and how long after the events?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import narwhals as nw
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from ..errors import InputError
from ..events import SPLIT_RULE, Coverage, Provenance, Result, SourceRef
from ..events.frames import arrow, as_frame, frame_like
from ..events.months import ordinal
from ..sources import Attention, describe
from ..sources.gdelt_files import QUARTERS, DayFiles
from ..vocabulary import terms
from .lags import best_lag, days_needed
from .norm import against_norm
from .panel import looked_at
from .series import MIDDLE_NOTE, Estimate, Of, shares
from .sieve import Reason, UnderCheck, one_of, opened, settled, sift

Floats = npt.NDArray[np.float64]

Volume = Literal["events", "mentions", "sources", "articles"]
"""Which of GDELT's counts is the volume."""

ATTENTION_MEASURE_SCHEMA = pa.schema(
    [
        ("country", pa.string()),
        ("days", pa.int64()),
        ("days_unknown", pa.int64()),
        ("norm_days", pa.int64()),
        ("norm_days_unknown", pa.int64()),
        ("volume", pa.int64()),
        ("share", pa.float64()),
        ("norm_share", pa.float64()),
        ("ratio", pa.float64()),
        ("ratio_low", pa.float64()),
        ("ratio_high", pa.float64()),
        ("p_value", pa.float64()),
        ("confidence", pa.float64()),
        ("counted", pa.float64()),
        ("peak_of_events", pa.date32()),
        ("peak_of_volume", pa.date32()),
        ("lag_of_peak_days", pa.int64()),
        ("lag_days", pa.int64()),
        ("correlation", pa.float64()),
        ("lag_p_value", pa.float64()),
        ("belated", pa.bool_()),
        ("cannot_say", pa.string()),
        ("cannot_say_lag", pa.string()),
    ]
)
"""The columns of `attention`. `cannot_say` is why there is no ratio, `cannot_say_lag` why there is no lag."""

MAX_UNKNOWN = 0.1
"""Nothing is said where a larger share of the days of the window, or of the norm, is not known."""

_MIN_CONFIDENCE = 0.5
_DECIMALS = 9
_SHARE_NOTE = "Volume is the country's share of all that the media told of the world on the same day."
_NO_COVERAGE = "No coverage was given: a day without events is taken as zero."


def attention(
    volume: Attention,
    events: Any,
    *,
    countries: Sequence[str],
    start: dt.date,
    end: dt.date,
    norm_start: dt.date,
    volume_of: Volume,
    actor_group: str,
    arrived_min: float,
    of: Of,
    deaths: Estimate,
    under_check: UnderCheck,
    max_lag_days: int,
    belated_days: int,
    confidence: float,
    coverage: Sequence[Coverage] = (),
) -> Result[Any]:
    """Media volume from `start` to `end` against the norm of each country, and against its events day by day.

    `volume` is what `sarhad.sources.read_gdelt` gives. The volume of a day is the country's share of all records of
    the world, so that GDELT's growth and quarter-hours that did not arrive do not show; a day of whose files less than
    `arrived_min` (a share) arrived, or whose files name no time, is not known and left out. `actor_group` is "all" or a
    term of the vocabulary; the whole is always that of all groups.

    One row for each country, see `ATTENTION_MEASURE_SCHEMA`:

    * `ratio`: the mean share of the window by that of the days from `norm_start` to the day before `start`, with
      interval and p-value that allow for days that resemble the last one (`sarhad.measures.norm.against_norm`).
      `volume` is the plain count in the days of the window that are known, `days_unknown` how many are not.
    * `lag_of_peak_days`: from the day of the window with most `of` (events by their middle day, or deaths split
      evenly by day; the first of equals) to the day with the highest share; positive where the media come later.
      `counted` is how many events or deaths the window has.
    * `lag_days` (from -max_lag_days to max_lag_days): where the share, over norm and window, goes with the events
      most closely; `correlation` is Spearman's, `lag_p_value` against circular shifts (`sarhad.measures.lags`).
    * `belated`: whether the peak of the media came more than `belated_days` after that of the events, with all of
      the ratio's interval above 1.

    With `coverage`, a country that its blocks do not cover on every day of the window has no lag of the peak, and one
    that they do not cover in the norm too no `lag_days`.

    Raises:
        InputError: a column is missing, or a parameter is out of its range.
    """
    _check(volume_of, actor_group, of, deaths, under_check, arrived_min, max_lag_days, belated_days, confidence)
    if not norm_start < start <= end:
        raise InputError(
            f"norm_start {norm_start}, start {start} and end {end} do not follow each other",
            do="let the norm begin before the window, and the window end after it begins",
        )
    native, sources = opened(events)
    figure = f"deaths_{deaths}"
    frame = as_frame(native, ("date_start", "date_end", "country", "under_check", figure))
    named = list(dict.fromkeys(countries))
    sifted = sift(frame, _reasons(norm_start, end, named, under_check, of, figure))
    rows = arrow(
        sifted.rows.select(
            "country",
            ordinal("date_start").alias("first"),
            ordinal("date_end").alias("last"),
            nw.col(figure).cast(nw.Float64).alias("deaths"),
        )
    )
    days = np.arange(norm_start.toordinal(), end.toordinal() + 1, dtype=np.int64)
    told = _Told(volume, volume_of, actor_group, days, arrived_min)
    begins = ((start - norm_start).days, 0)
    settings = _Settings(days, (start - norm_start).days, max_lag_days, belated_days, confidence)
    records = []
    for country in named:
        mine = rows.filter(pc.equal(rows["country"], country))
        looked = [not coverage or bool(looked_at(coverage, country, days[at : at + 1], days[-1:])[0]) for at in begins]
        records.append(_row(country, told.of(country), _by_day(mine, of, days), looked[0], looked[1], settings))
    about = describe("gdelt")
    return Result(
        frame_like(frame, pa.Table.from_pylist(records, ATTENTION_MEASURE_SCHEMA)).to_native(),
        Provenance(
            step="sarhad.measures.attention",
            sources=(*sources, SourceRef("gdelt", about.title, volume.version, about.licence, about.citation)),
            filters={"norm_start": norm_start, "start": start, "end": end, "countries": named},
            parameters={
                "volume_of": volume_of,
                "actor_group": actor_group,
                "arrived_min": arrived_min,
                "of": of,
                "deaths": deaths,
                "under_check": under_check,
                "max_lag_days": max_lag_days,
                "belated_days": belated_days,
                "confidence": confidence,
            },
            rows_used=sifted.used,
            left_out=sifted.left_out,
            notes=(
                _SHARE_NOTE,
                f"Of {len(days):,} days {int(told.known.sum()):,} are known: {arrived_min:.0%} of their files arrived.",
                MIDDLE_NOTE if of == "events" else SPLIT_RULE,
                *(() if coverage else (_NO_COVERAGE,)),
            ),
        ),
    )


def _check(
    volume_of: str,
    actor_group: str,
    of: str,
    deaths: str,
    under_check: str,
    arrived_min: float,
    max_lag_days: int,
    belated_days: int,
    confidence: float,
) -> None:
    words = (("volume_of", volume_of, Volume), ("of", of, Of), ("deaths", deaths, Estimate))
    for name, value, allowed in (*words, ("under_check", under_check, UnderCheck)):
        one_of(name, value, allowed)
    one_of("actor_group", actor_group, ("all", *(term.id for term in terms("actor_groups"))))
    if not 0 < arrived_min <= 1:
        raise InputError(f"arrived_min is {arrived_min}", do="give the share of a day's files, such as 0.75")
    if max_lag_days < 1 or belated_days < 0:
        raise InputError(
            f"max_lag_days is {max_lag_days} and belated_days {belated_days}", do="give at least 1 and 0 days"
        )
    if not _MIN_CONFIDENCE <= confidence < 1:
        raise InputError(f"confidence is {confidence}", do="give a share such as 0.95")


def _reasons(
    first: dt.date, last: dt.date, countries: list[str], under_check: UnderCheck, of: Of, figure: str
) -> list[Reason]:
    begins, ends = nw.col("date_start").cast(nw.Date), nw.col("date_end").cast(nw.Date)
    reasons: list[Reason] = [("no valid dates", begins <= ends)]
    if of == "events":
        middle = (ordinal("date_start") + ordinal("date_end")) // 2
        inside = (middle >= nw.lit(first.toordinal())) & (middle <= nw.lit(last.toordinal()))
        reasons.append(("middle day outside norm and window", inside))
    else:
        reasons.append(("outside norm and window", (begins <= nw.lit(last)) & (ends >= nw.lit(first))))
    reasons.append(("in another country or none", nw.col("country").is_in(countries)))
    if under_check == "leave out":
        reasons.append(settled())
    if of == "deaths":
        reasons.append((f"no figure for {figure}", ~nw.col(figure).is_null()))
    return reasons


def _by_day(rows: pa.Table, of: Of, days: npt.NDArray[np.int64]) -> Floats:
    """Events or deaths of each day."""
    first, last, killed = (rows[name].to_numpy(zero_copy_only=False) for name in ("first", "last", "deaths"))
    first, last = first.astype(np.int64), last.astype(np.int64)
    if of == "events":
        first = last = (first + last) // 2
    sums = shares(first, last, np.append(days, days[-1] + 1))
    weights = np.ones(len(first)) if of == "events" else killed.astype(np.float64)
    counted: Floats = np.round(sums(weights), _DECIMALS)
    return counted


class _Told:
    """What the media told, by day: the count, and the share of all of the world; NaN where the day is not known."""

    def __init__(
        self, volume: Attention, count: Volume, group: str, days: npt.NDArray[np.int64], arrived_min: float
    ) -> None:
        self._count, self._first, self._n = count, int(days[0]), len(days)
        self._rows = volume.table.filter(pc.equal(volume.table["actor_group"], group))
        self._world = self._series(volume.world)
        arrived = np.zeros(self._n)
        for day in volume.days:
            at = day.day.toordinal() - self._first
            if 0 <= at < self._n:
                arrived[at] = _arrived(day)
        self.known = (arrived >= arrived_min) & (self._world > 0)

    def of(self, country: str) -> tuple[Floats, Floats]:
        """Count and share of a country, zero on a known day that does not name it."""
        counts = self._series(self._rows.filter(pc.equal(self._rows["country"], country)))
        told = np.divide(counts, self._world, out=np.full(self._n, np.nan), where=self.known)
        return np.where(self.known, counts, 0.0), told

    def _series(self, rows: pa.Table) -> Floats:
        out = np.zeros(self._n)
        at = np.asarray([day.toordinal() - self._first for day in rows["day"].to_pylist()], dtype=np.int64)
        inside = (at >= 0) & (at < self._n)
        np.add.at(out, at[inside], rows[self._count].to_numpy(zero_copy_only=False)[inside].astype(np.float64))
        return out


def _arrived(day: DayFiles) -> float:
    """The share of a day's files that arrived; none where their names do not tell which they are."""
    return 1.0 if day.whole else len(day.quarters) / QUARTERS


@dataclass(frozen=True, slots=True)
class _Settings:
    """`days` are those of norm and window, the first `norm` of them those of the norm."""

    days: npt.NDArray[np.int64]
    norm: int
    max_lag: int
    belated: int
    confidence: float


def _row(
    country: str,
    told: tuple[Floats, Floats],
    counted: Floats,
    looked: bool,
    looked_before: bool,
    settings: _Settings,
) -> dict[str, Any]:
    counts, share = told
    norm, window = share[: settings.norm], share[settings.norm :]
    known, past = window[np.isfinite(window)], norm[np.isfinite(norm)]
    here = counted[settings.norm :]
    row: dict[str, Any] = {
        "country": country,
        "days": len(known),
        "days_unknown": len(window) - len(known),
        "norm_days": len(past),
        "norm_days_unknown": len(norm) - len(past),
        "volume": int(counts[settings.norm :].sum()) if len(known) else None,
        "share": float(known.mean()) if len(known) else None,
        "norm_share": float(past.mean()) if len(past) else None,
        "confidence": settings.confidence,
        "counted": float(here.sum()) if looked else None,
        "cannot_say": _gaps("window", window) or _gaps("norm", norm),
    }
    if not row["cannot_say"]:
        found = against_norm(known, past, confidence=settings.confidence)
        if found.ratio is None:
            row["cannot_say"] = found.method
        else:
            row |= {"ratio": found.ratio, "ratio_low": found.low, "ratio_high": found.high, "p_value": found.p_value}
    row["cannot_say_lag"] = _gaps("window", window) or _no_peak(here, known, looked)
    if not row["cannot_say_lag"]:
        events_day, volume_day = int(np.argmax(here)), int(np.nanargmax(window))
        row["peak_of_events"] = dt.date.fromordinal(int(settings.days[settings.norm + events_day]))
        row["peak_of_volume"] = dt.date.fromordinal(int(settings.days[settings.norm + volume_day]))
        row["lag_of_peak_days"] = volume_day - events_day
        if row.get("ratio") is not None:
            row["belated"] = volume_day - events_day > settings.belated and row["ratio_low"] > 1
        row["cannot_say_lag"] = _gaps("norm", norm) or _no_lag(len(counted), looked_before, settings)
    if not row["cannot_say_lag"]:
        best = best_lag(counted, share, settings.max_lag)
        row |= {"lag_days": best.days, "correlation": best.correlation, "lag_p_value": best.p_value}
    return row


def _gaps(what: str, days: Floats) -> str:
    unknown = int(np.isnan(days).sum())
    if unknown <= MAX_UNKNOWN * len(days):
        return ""
    return f"{unknown} of the {len(days)} days of the {what} have no known media volume"


def _no_peak(counted: Floats, known: Floats, looked: bool) -> str:
    if not looked:
        return "no loaded source looks at every day of the window"
    if not counted.any():
        return "no event in the window"
    if np.ptp(counted) == 0:
        return "every day of the window has as many"
    return "" if np.ptp(known) > 0 else "media volume is the same on every day of the window"


def _no_lag(days: int, looked: bool, settings: _Settings) -> str:
    if not looked:
        return "no loaded source looks at every day of the norm"
    needed = days_needed(settings.max_lag, settings.confidence)
    if days < needed:
        return (
            f"{days} days of norm and window; for lags up to {settings.max_lag} days, {needed} are needed "
            f"for a p-value under {1 - settings.confidence:.2g}"
        )
    return ""
