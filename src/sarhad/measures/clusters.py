"""Where and when was there more violence than place and time alone explain?"""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import pyarrow as pa

from ..errors import InputError
from ..events import Period, Provenance, Result, periods
from ..events.frames import frame_like
from .points import DAY_NOTE, Points, points
from .scan import Circles, Cylinder, Scan, circles
from .sieve import UnderCheck, one_of

_SCHEMA = pa.schema(
    [
        ("rank", pa.int64()),
        ("longitude", pa.float64()),
        ("latitude", pa.float64()),
        ("radius_km", pa.float64()),
        ("first_day", pa.date32()),
        ("last_day", pa.date32()),
        ("events", pa.int64()),
        ("expected", pa.float64()),
        ("ratio", pa.float64()),
        ("log_likelihood_ratio", pa.float64()),
        ("p_value", pa.float64()),
        ("event_ids", pa.string()),
        ("cannot_say", pa.string()),
    ]
)

_LATER_NOTE = (
    "No cluster shares an event with one above it. Each is compared with the most unusual cylinder of every "
    "permutation, so p-values below the first are on the safe side."
)


def clusters(
    events: Any,
    *,
    radii_km: Sequence[float],
    period: Period,
    longest_periods: int,
    most_share: float,
    start: dt.date,
    end: dt.date,
    under_check: UnderCheck,
    place_precision_max: int | None,
    date_precision_max: int | None,
    permutations: int,
    seed: int,
    listed: int,
) -> Result[Any]:
    """The cylinders (a circle over some periods) that hold most beyond what is expected, with a Monte Carlo p-value.

    The space-time permutation scan statistic (Kulldorff, Heffernan, Hartman, Assunção & Mostashari 2005), which needs
    no population: events are compared with events at other times and places only.

    * Circles: about each point with an event, of each of `radii_km`, holding at most `most_share` of all events.
    * Times: each run of one to `longest_periods` periods ("day", "week" or "month").
    * Expected: events in the circle at any time times events in those periods at any place, by all events. The
      statistic is the log likelihood ratio of `sarhad.measures.scan`.
    * The null: where events happen has nothing to do with when. Times are permuted among the events; `p_value` = (1 +
      permutations with a cylinder as unusual) / (1 + `permutations`), so that all cylinders looked at are allowed for.

    The table lists up to `listed` cylinders from the most unusual on, none sharing an event with one above: centre (WGS
    84), radius, first and last day (of the window), `events`, `expected`, `ratio`, the statistic, `p_value`, and
    `event_ids` (by day, separated by ";"). A cylinder with a large p is nothing unusual.

    Limits: exact for the radii and periods given, not for those in between. A cluster says that the share of this place
    in those periods was larger than usual, which also happens when other places fall silent; a place that is
    violent throughout is none. Sources that place events at town centres make circles of towns.

    Where nothing can be said (fewer than 20 events, all at one point, on one day or in one period, or no circle of few
    enough events) the table has one row with `cannot_say` and no number. The events are collected at once; permutations
    run on two threads and do not depend on their number.

    Raises:
        InputError: a column is missing, a parameter is out of its range, or there are more than 50 million cylinders.
    """
    _check(radii_km, period, longest_periods, most_share, permutations, listed)
    found = points(
        events,
        start=start,
        end=end,
        under_check=under_check,
        place_precision_max=place_precision_max,
        date_precision_max=date_precision_max,
    )
    rows = _rows(found, tuple(radii_km), period, longest_periods, most_share, (start, end), permutations, seed, listed)
    return Result(
        frame_like(found.frame, pa.Table.from_pylist(rows, _SCHEMA)).to_native(),
        Provenance(
            step="sarhad.measures.clusters",
            sources=found.sources,
            filters={"start": start, "end": end},
            parameters={
                "radii_km": list(radii_km),
                "period": period,
                "longest_periods": longest_periods,
                "most_share": most_share,
                "under_check": under_check,
                "place_precision_max": place_precision_max,
                "date_precision_max": date_precision_max,
                "permutations": permutations,
                "listed": listed,
            },
            seed=seed,
            rows_used=found.used,
            left_out=found.left_out,
            notes=(DAY_NOTE, _LATER_NOTE),
        ),
    )


def _check(radii_km: Sequence[float], period: str, longest: int, share: float, permutations: int, listed: int) -> None:
    one_of("period", period, ("day", "week", "month"))
    radii = list(radii_km)
    if not radii or radii != sorted(set(radii)) or radii[0] < 0 or radii[-1] > 1000:
        raise InputError(f"radii_km is {radii}", do="give rising radii from 0 to 1,000 km, such as 25, 50, 100")
    if longest < 1:
        raise InputError(f"longest_periods is {longest}", do="give 1 or more")
    if not 0 < share <= 0.5:
        raise InputError(f"most_share is {share}", do="give a share above 0 and up to 0.5, the usual value")
    if permutations < 99:
        raise InputError(f"permutations is {permutations}", do="give 99 or more; 999 is usual")
    if listed < 1:
        raise InputError(f"listed is {listed}", do="give 1 or more")


def _rows(
    found: Points,
    radii_km: tuple[float, ...],
    period: Period,
    longest: int,
    share: float,
    window: tuple[dt.date, dt.date],
    permutations: int,
    seed: int,
    listed: int,
) -> list[dict[str, Any]]:
    reason = found.cannot_say()
    if reason:
        return [{"cannot_say": reason}]
    spans = periods(*window, period)
    starts = np.asarray([first.toordinal() for first, _ in spans], dtype=np.int64)
    when = np.searchsorted(starts, found.day, side="right") - 1
    if when[0] == when[-1]:
        return [{"cannot_say": f"all {len(when)} events stand in one {period}"}]
    about = circles(found.xyz, np.bincount(found.site), radii_km, share * len(when))
    if not about.members:
        return [{"cannot_say": f"every circle holds more than {share:.0%} of the events"}]
    scan = Scan(about, found.site, when, len(spans), longest)

    def drawn(number: int) -> float:
        return scan.largest(np.random.default_rng([seed, number]).permutation(when))

    scan.prepare(np.random.default_rng([seed, permutations]).permutation(when))
    with ThreadPoolExecutor(min(2, os.cpu_count() or 1)) as pool:
        largest = np.asarray(list(pool.map(drawn, range(permutations))))
    unusual = scan.most_unusual(when, listed)
    if not unusual:
        return [{"cannot_say": "no cylinder holds two events and more than expected"}]
    return [
        {
            "rank": rank,
            "p_value": (1 + int((largest >= each.statistic - 1e-9).sum())) / (1 + permutations),
            **_row(found, about, each, spans, window, [found.ids[n] for n in np.flatnonzero(scan.holds(each, when))]),
        }
        for rank, each in enumerate(unusual, 1)
    ]


def _row(
    found: Points,
    about: Circles,
    each: Cylinder,
    spans: list[tuple[dt.date, dt.date]],
    window: tuple[dt.date, dt.date],
    ids: list[str],
) -> dict[str, Any]:
    centre = int(about.centre[each.circle])
    return {
        "longitude": float(found.longitude[centre]),
        "latitude": float(found.latitude[centre]),
        "radius_km": float(about.radius_km[each.circle]),
        "first_day": max(spans[each.first][0], window[0]),
        "last_day": min(spans[each.last][1], window[1]),
        "events": each.events,
        "expected": each.expected,
        "ratio": each.events / each.expected,
        "log_likelihood_ratio": each.statistic,
        "event_ids": ";".join(ids),
    }
