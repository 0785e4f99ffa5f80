"""Events as points in space and time: what tests of repetition and clustering start from."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import narwhals as nw
import numpy as np
import numpy.typing as npt

from ..errors import InputError
from ..events import SourceRef
from ..events.frames import Frame, arrow, as_frame
from ..events.months import ordinal
from .sieve import Reason, UnderCheck, one_of, opened, settled, sift

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

MIN_EVENTS = 20
"""With fewer events nothing is said about repetition or clusters."""

DAY_NOTE = "An event over several days stands on its middle day."

KNOWN_BY = (
    "date_start",
    "date_end",
    "date_precision",
    "longitude",
    "latitude",
    "place_precision",
    "under_check",
)
"""The columns by which `known_well` judges."""

MIDDLE_DAY = (ordinal("date_start") + ordinal("date_end")) // 2
"""The ordinal of an event's middle day."""

_AXIS_KM, _FLATTENING = 6378.137, 1 / 298.257223563  # WGS 84


@dataclass(frozen=True, slots=True)
class Points:
    """Events in the order of their days: `day` (ordinal), `site` (which of the different points), `ids`.

    `longitude`, `latitude` are those of the sites, in WGS 84 degrees, and `xyz` the same in kilometres from the centre
    of the ellipsoid: a straight line between two of them is shorter than the way on the ellipsoid by 0.1 % at 1,000 km,
    and by less than 1 m at 50 km.
    """

    ids: list[str]
    day: Ints
    site: Ints
    longitude: Floats
    latitude: Floats
    xyz: Floats
    used: int
    left_out: dict[str, int]
    frame: Frame
    sources: tuple[SourceRef, ...]

    def cannot_say(self) -> str:
        """Why no test can be made of these events; empty where one can."""
        if len(self.ids) < MIN_EVENTS:
            return f"{len(self.ids)} events, at least {MIN_EVENTS} are needed"
        if len(self.longitude) == 1:
            return f"all {len(self.ids)} events stand at one point"
        if self.day[0] == self.day[-1]:
            return f"all {len(self.ids)} events stand on one day"
        return ""


def known_well(
    start: dt.date,
    end: dt.date,
    *,
    under_check: UnderCheck,
    place_precision_max: int | None,
    date_precision_max: int | None,
) -> list[Reason]:
    """Why an event is left out whose middle day lies outside the window, or whose place or date is not known well.

    Raises:
        InputError: the window ends before it starts, or `under_check` is not one of its words.
    """
    one_of("under_check", under_check, UnderCheck)
    if end < start:
        raise InputError(f"the window ends ({end}) before it starts ({start})", do="give the earlier date first")
    first, last = nw.col("date_start").cast(nw.Date), nw.col("date_end").cast(nw.Date)
    placed = ~nw.col("longitude").is_null() & ~nw.col("latitude").is_null()
    inside = (nw.lit(start.toordinal()) <= MIDDLE_DAY) & (nw.lit(end.toordinal()) >= MIDDLE_DAY)
    reasons: list[Reason] = [("no valid dates", first <= last), ("middle day outside the window", inside)]
    if under_check == "leave out":
        reasons.append(settled())
    reasons.append(("no point", placed))
    if date_precision_max is not None:
        reasons.append(("date not precise enough", nw.col("date_precision") <= date_precision_max))
    if place_precision_max is not None:
        reasons.append(("place not precise enough", nw.col("place_precision") <= place_precision_max))
    return reasons


def points(
    events: Any,
    *,
    start: dt.date,
    end: dt.date,
    under_check: UnderCheck,
    place_precision_max: int | None,
    date_precision_max: int | None,
) -> Points:
    """The events whose middle day lies from `start` to `end` and whose place and date are known well enough.

    Precisions follow UCDP's scales (place 1 exact .. 7 international, date 1 day .. 5 more than a month). An event
    without a stated precision is left out, unless None is given: then precision is not looked at.

    Raises:
        InputError: a column is missing, or the window ends before it starts.
    """
    native, sources = opened(events)
    frame = as_frame(native, ("event_id", *KNOWN_BY))
    reasons = known_well(
        start,
        end,
        under_check=under_check,
        place_precision_max=place_precision_max,
        date_precision_max=date_precision_max,
    )
    sifted = sift(frame, reasons)
    table = arrow(sifted.rows.select("event_id", "longitude", "latitude", MIDDLE_DAY.alias("day")))
    ids = np.asarray(table["event_id"].to_pylist(), dtype=object)
    day = table["day"].to_numpy(zero_copy_only=False).astype(np.int64)
    where = np.stack([table[name].to_numpy(zero_copy_only=False).astype(float) for name in ("longitude", "latitude")])
    sites, site = np.unique(where.T, axis=0, return_inverse=True)
    # By day, then by id: a table means the same in whatever order its rows stand.
    order = np.lexsort([ids.astype(str), day])
    return Points(
        ids=ids[order].tolist(),
        day=day[order],
        site=site.reshape(-1)[order].astype(np.int64),
        longitude=sites[:, 0],
        latitude=sites[:, 1],
        xyz=on_ellipsoid(sites[:, 0], sites[:, 1]),
        used=sifted.used,
        left_out=sifted.left_out,
        frame=frame,
        sources=sources,
    )


def on_ellipsoid(longitude: Floats, latitude: Floats) -> Floats:
    """Points of WGS 84 in kilometres from its centre, one row each."""
    lon, lat = np.radians(longitude), np.radians(latitude)
    squared = _FLATTENING * (2 - _FLATTENING)
    radius = _AXIS_KM / np.sqrt(1 - squared * np.sin(lat) ** 2)
    flat = radius * np.cos(lat)
    return np.stack([flat * np.cos(lon), flat * np.sin(lon), radius * (1 - squared) * np.sin(lat)], axis=-1)
