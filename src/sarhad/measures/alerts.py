"""What should a planner look at now: deaths at a high of a year or more, and the first event near a line in months."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import narwhals as nw
import numpy as np
import numpy.typing as npt
import pyarrow as pa

from ..errors import InputError
from ..events import SPLIT_RULE, Coverage, Provenance, Result
from ..events.frames import arrow, as_frame, frame_like
from ..events.months import ordinal
from ..places import Line, distance_m
from .panel import looked_at_all
from .series import Counts, Days, Estimate
from .sieve import Reason, UnderCheck, one_of, opened, settled, sift

YEAR_DAYS = 365
"""Days of a year back, leap years too, so that the rule can be repeated with a calendar and a pencil."""

_SCHEMA = pa.schema(
    [
        ("rule", pa.string()),
        ("about", pa.string()),
        ("day", pa.date32()),
        ("deaths", pa.float64()),
        ("highest_before", pa.float64()),
        ("years", pa.int64()),
        ("event_id", pa.string()),
        ("km", pa.float64()),
        ("last_event", pa.date32()),
        ("previous_alert", pa.date32()),
        ("cannot_say", pa.string()),
    ]
)


@dataclass(frozen=True, slots=True)
class _Asked:
    """The parameters of one call."""

    window_days: int
    floor: float
    years: tuple[int, ...]
    near_km: float
    quiet_months: int
    start: dt.date
    end: dt.date
    history_start: dt.date
    coverage: Sequence[Coverage]


def alerts(
    events: Any,
    *,
    countries: Iterable[str],
    lines: Sequence[Line],
    deaths: Estimate,
    window_days: int,
    floor: float,
    years: Sequence[int],
    near_km: float,
    quiet_months: int,
    start: dt.date,
    end: dt.date,
    history_start: dt.date,
    under_check: UnderCheck,
    place_precision_max: int | None,
    coverage: Sequence[Coverage] = (),
) -> Result[Any]:
    """Alerts from `start` to `end`, by rules that can be repeated by hand.

    * "high": on a day, the deaths of a country in the `window_days` up to it are at least `floor` and more than on any
      day of the `years` (of 365 days) before; of several `years` the longest counts. `deaths` is the sum (an event is
      split evenly by day, one without the figure adds nothing), `highest_before` the largest of the days before.
      Within `window_days` of an alert there is no other of as many years or fewer.
    * "first": an event (by its first day, its place known to `place_precision_max`) within `near_km` of a line, where
      there was none in the `quiet_months` before: `event_id`, its distance `km`, and `last_event`, the day of the last
      one since `history_start`. Of several on a day the nearest counts.

    `previous_alert` is the day of the last alert of the same rule about the same country or line since `start`. A rule
    looks back no farther than `history_start`: where its years or months are not whole by then, or where `coverage`
    does not look at all of their days (in all countries of a line), no alert is given, and one row of that country
    or line says in `cannot_say` how many days or events there were that would have made one.

    An alert has no p-value: it says what was seen, not that it is more than chance. Releases that are still being
    revised give alerts that a later release may take back. The events are collected at once.

    Raises:
        InputError: a column is missing, or a parameter is out of its range.
    """
    asked = _Asked(
        window_days, floor, tuple(sorted(set(years))), near_km, quiet_months, start, end, history_start, coverage
    )
    _check(asked, deaths, under_check)
    native, sources = opened(events)
    figure = f"deaths_{deaths}"
    needs = ("event_id", "date_start", "date_end", "under_check", "country", "longitude", "latitude")
    frame = as_frame(native, (*needs, "place_precision", figure))
    sifted = sift(frame, _reasons(history_start, end, under_check))
    close = nw.lit(value=True) if place_precision_max is None else nw.col("place_precision") <= place_precision_max
    table = arrow(
        sifted.rows.select(
            "event_id",
            "country",
            "longitude",
            "latitude",
            ordinal("date_start").alias("first"),
            ordinal("date_end").alias("last"),
            nw.col(figure).cast(nw.Float64).alias("deaths"),
            close.alias("close"),
        )
    )
    named = sorted(set(countries))
    rows = [row for country in named for row in _highs(table, country, asked)]
    rows += [row for line, found in _near(table, lines, asked) for row in _firsts(line, found, asked)]
    rows.sort(key=lambda row: (row.get("day") or dt.date.max, row["rule"], row["about"]))
    return Result(
        frame_like(frame, pa.Table.from_pylist(rows, _SCHEMA)).to_native(),
        Provenance(
            step="sarhad.measures.alerts",
            sources=sources,
            filters={"start": start, "end": end, "history_start": history_start, "countries": named},
            parameters={
                "deaths": deaths,
                "window_days": window_days,
                "floor": floor,
                "years": list(asked.years),
                "lines": [line.id for line in lines],
                "near_km": near_km,
                "quiet_months": quiet_months,
                "under_check": under_check,
                "place_precision_max": place_precision_max,
            },
            rows_used=sifted.used,
            left_out=sifted.left_out,
            notes=(
                SPLIT_RULE,
                *(() if coverage else ("No coverage was given: days without events are taken as zero.",)),
            ),
        ),
    )


def _check(asked: _Asked, deaths: str, under_check: str) -> None:
    one_of("deaths", deaths, Estimate)
    one_of("under_check", under_check, UnderCheck)
    if not asked.history_start <= asked.start <= asked.end:
        raise InputError(
            f"history_start {asked.history_start}, start {asked.start} and end {asked.end} are not in order",
            do="give the first day known, then the window in which to look for alerts",
        )
    if not asked.years or asked.years[0] < 1:
        raise InputError(f"years is {list(asked.years)}", do="give whole years, such as 1 and 3")
    for name, value in (("window_days", asked.window_days), ("quiet_months", asked.quiet_months)):
        if value < 1:
            raise InputError(f"{name} is {value}", do="give 1 or more")
    for name, number in (("floor", asked.floor), ("near_km", asked.near_km)):
        if not 0 < number < 100_000:
            raise InputError(f"{name} is {number}", do="give a number above 0")


def _reasons(first: dt.date, last: dt.date, under_check: UnderCheck) -> list[Reason]:
    begins, ends = nw.col("date_start").cast(nw.Date), nw.col("date_end").cast(nw.Date)
    reasons: list[Reason] = [
        ("no valid dates", begins <= ends),
        ("outside the period", (begins <= nw.lit(last)) & (ends >= nw.lit(first))),
    ]
    return [*reasons, settled()] if under_check == "leave out" else reasons


def _highs(table: pa.Table, country: str, asked: _Asked) -> list[dict[str, Any]]:
    origin, n = asked.history_start.toordinal(), (asked.end - asked.history_start).days + 1
    mine = np.asarray([name == country for name in table["country"].to_pylist()], dtype=bool)
    first, last, deaths = (table[name].to_numpy(zero_copy_only=False)[mine] for name in ("first", "last", "deaths"))
    daily = by_day(first.astype(np.int64), last.astype(np.int64), np.nan_to_num(deaths.astype(float)), origin, n)
    sums = np.concatenate([[0.0], np.cumsum(daily)])
    window = asked.window_days
    # Sums up to each day, from the first day with a whole window on; rounded, since a split event leaves dust.
    held = np.round(sums[window:] - sums[:-window], 6) if n >= window else np.zeros(0)
    looked = _looked(asked.coverage, {country}, origin, n)
    rows: list[dict[str, Any]] = []
    unsure = 0
    for at in range(max(0, (asked.start - asked.history_start).days - window + 1), len(held)):
        if held[at] < asked.floor:
            continue
        day = asked.history_start + dt.timedelta(days=at + window - 1)
        unknown = False
        for years in reversed(asked.years):
            back = years * YEAR_DAYS
            before = held[max(0, at - back) : at]
            if len(before) and held[at] <= before.max():
                continue
            recent = [row for row in rows if (day - row["day"]).days <= window and row["years"] >= years]
            if recent:
                break
            if at < back or not looked[at - back : at + window].all():
                unknown = True
                continue
            rows.append(
                {
                    "rule": "high",
                    "about": country,
                    "day": day,
                    "deaths": float(held[at]),
                    "highest_before": float(before.max()),
                    "years": years,
                    "previous_alert": rows[-1]["day"] if rows else None,
                }
            )
            break
        unsure += unknown
    if unsure:
        spans = " or ".join(map(str, asked.years))
        reason = f"{unsure} days at a high whose {spans} years before are not known whole"
        rows.append({"rule": "high", "about": country, "cannot_say": reason})
    return rows


def by_day(first: Days, last: Days, deaths: Counts, origin: int, n: int) -> Counts:
    """Deaths by day for n days from `origin` on, each event split evenly over its days."""
    change = np.zeros(n + 1)
    each = deaths / (last - first + 1)
    begins, ends = np.clip(first - origin, 0, n), np.clip(last + 1 - origin, 0, n)
    np.add.at(change, begins, each)
    np.add.at(change, ends, -each)
    return np.cumsum(change)[:n]


def _near(table: pa.Table, lines: Sequence[Line], asked: _Asked) -> list[tuple[Line, list[tuple[int, float, str]]]]:
    """For each line the events near it: first day, distance in km, id; in order."""
    kept = table.filter(table["close"])
    longitude, latitude = (
        kept[name].to_numpy(zero_copy_only=False).astype(float) for name in ("longitude", "latitude")
    )
    if not lines or not len(kept):
        return [(line, []) for line in lines]
    km = distance_m(longitude, latitude, lines, within_km=asked.near_km) / 1000
    days, ids = kept["first"].to_pylist(), kept["event_id"].to_pylist()
    found = []
    for column, line in enumerate(lines):
        close = np.flatnonzero(km[:, column] <= asked.near_km).tolist()
        held = sorted(
            (days[n], float(km[n, column]), ids[n]) for n in close if days[n] >= asked.history_start.toordinal()
        )
        found.append((line, held))
    return found


def _firsts(line: Line, near: list[tuple[int, float, str]], asked: _Asked) -> list[dict[str, Any]]:
    origin, n = asked.history_start.toordinal(), (asked.end - asked.history_start).days + 1
    looked = _looked(asked.coverage, line.countries, origin, n)
    rows: list[dict[str, Any]] = []
    unsure, last = 0, None
    for ordinal_day, km, event_id in near:
        day = dt.date.fromordinal(ordinal_day)
        quiet_from = months_before(day, asked.quiet_months)
        if day >= asked.start and (last is None or last < quiet_from):
            if (
                quiet_from < asked.history_start
                or not looked[quiet_from.toordinal() - origin : ordinal_day - origin].all()
            ):
                unsure += 1
            else:
                rows.append(
                    {
                        "rule": "first",
                        "about": line.id,
                        "day": day,
                        "event_id": event_id,
                        "km": round(km, 3),
                        "last_event": last,
                        "previous_alert": rows[-1]["day"] if rows else None,
                    }
                )
        last = day
    if unsure:
        reason = f"{unsure} events whose {asked.quiet_months} months before are not known whole"
        rows.append({"rule": "first", "about": line.id, "cannot_say": reason})
    return rows


def _looked(coverage: Sequence[Coverage], countries: Iterable[str], origin: int, n: int) -> npt.NDArray[np.bool_]:
    """Which days are looked at in all of the countries; all of them where no coverage is given."""
    days = np.arange(origin, origin + n)
    if not coverage:
        return np.ones(n, dtype=bool)
    return looked_at_all(coverage, countries, days, days)


def months_before(day: dt.date, months: int) -> dt.date:
    """The same day of the month so many months before, or the last day of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
