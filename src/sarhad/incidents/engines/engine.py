"""What every way to match two sources gives: candidate pairs with a probability and a band."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from pyproj import Geod

from ...events.arrays import number_array, numbers, text_array
from ..tables import APART, LINKED, PAIRS_SCHEMA, REVIEW, REVIEW_AT

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

_EARTH = Geod(ellps="WGS84")


class Engine(Protocol):
    """Matches the events of two sources (`EVENTS_SCHEMA`); gives candidate pairs (`PAIRS_SCHEMA`), sorted by ids."""

    def __call__(self, left: pa.Table, right: pa.Table) -> pa.Table:
        """The candidate pairs; those in the band "linked" are the matches."""
        ...


@dataclass(frozen=True, slots=True)
class Places:
    """The first and last days (since 1970) and the points of an events table; NaN where a coordinate is missing."""

    start: Ints
    end: Ints
    longitude: Floats
    latitude: Floats

    @classmethod
    def of(cls, events: pa.Table) -> Places:
        """Of all rows of an events table."""
        start, end = (numbers(events[name].cast(pa.int32())).astype(np.int64) for name in ("date_start", "date_end"))
        return cls(start, np.maximum(start, end), numbers(events["longitude"]), numbers(events["latitude"]))


def kilometres(left: Places, right: Places, i: Ints, j: Ints) -> Floats:
    """Kilometres on the ellipsoid (WGS 84) between left rows `i` and right rows `j`; NaN where unknown."""
    known = np.isfinite(left.longitude[i] + left.latitude[i] + right.longitude[j] + right.latitude[j])
    km = np.full(len(i), np.nan)
    a, b = i[known], j[known]
    _, _, metres = _EARTH.inv(left.longitude[a], left.latitude[a], right.longitude[b], right.latitude[b])
    km[known] = np.asarray(metres) / 1000
    return km


def judged(
    ids: tuple[Sequence[str], Sequence[str]], i: Ints, j: Ints, probability: Floats, kept: npt.NDArray[np.bool_]
) -> dict[str, pa.Array]:
    """Probability, band, why and rival of pairs of rows, of which those `kept` are linked.

    A pair that is not kept is never in the band "linked"; the rival is the event that one of the two is linked to.
    """
    band = np.where(kept, LINKED, np.where(probability >= REVIEW_AT, REVIEW, APART))
    of_left = dict(zip(i[kept].tolist(), j[kept].tolist(), strict=True))
    of_right = dict(zip(j[kept].tolist(), i[kept].tolist(), strict=True))
    rival: list[str | None] = []
    for a, b, stays in zip(i.tolist(), j.tolist(), kept.tolist(), strict=True):
        if stays:
            rival.append(None)
        elif a in of_left:
            rival.append(ids[1][of_left[a]])
        else:
            rival.append(ids[0][of_right[b]] if b in of_right else None)
    return {
        "model_probability": number_array(probability, pa.float64()),
        "probability": number_array(probability, pa.float64()),
        "band": text_array(band.tolist()),
        "why": text_array(["model" if other is None else "rival" for other in rival]),
        "rival": text_array(rival),
    }


def pairs_table(left: pa.Table, right: pa.Table, i: Ints, j: Ints, columns: dict[str, pa.Array]) -> pa.Table:
    """A table of pairs (`PAIRS_SCHEMA`), sorted by ids; columns that are not given are null, weights 0."""
    n = len(i)
    first, second = number_array(i, pa.int64()), number_array(j, pa.int64())
    given = {
        "event_a": left["event_id"].take(first).combine_chunks(),
        "event_b": right["event_id"].take(second).combine_chunks(),
        "source_a": left["source"].take(first).combine_chunks(),
        "source_b": right["source"].take(second).combine_chunks(),
        **columns,
    }
    for field in PAIRS_SCHEMA:
        if field.name not in given:
            zero = field.name.startswith("weight_")
            given[field.name] = number_array(np.zeros(n), pa.float64()) if zero else pa.nulls(n, field.type)
    table = pa.table([given[field.name].cast(field.type) for field in PAIRS_SCHEMA], schema=PAIRS_SCHEMA)
    return table.sort_by([("event_a", "ascending"), ("event_b", "ascending")])


def plain_pairs(
    left: pa.Table, right: pa.Table, i: Ints, j: Ints, kept: npt.NDArray[np.bool_], gap: Ints, km: Floats
) -> pa.Table:
    """Pairs of a method that says yes or no: a probability of 1 for each, the ones not `kept` gave way to a rival."""
    ids = (left["event_id"].to_pylist(), right["event_id"].to_pylist())
    columns = {
        "gap_days": number_array(gap, pa.int32()),
        "distance_km": number_array(np.round(np.nan_to_num(km), 3), pa.float64(), np.isfinite(km)),
        **judged(ids, i, j, np.ones(len(i)), kept),
    }
    return pairs_table(left, right, i, j, columns)


def closest_first(i: Ints, j: Ints, order: Ints) -> npt.NDArray[np.bool_]:
    """Which pairs to keep when they are taken in this order, each row once."""
    kept = np.zeros(len(i), dtype=bool)
    taken_left: set[int] = set()
    taken_right: set[int] = set()
    rows, columns = i.tolist(), j.tolist()
    for at in order.tolist():
        if rows[at] not in taken_left and columns[at] not in taken_right:
            taken_left.add(rows[at])
            taken_right.add(columns[at])
            kept[at] = True
    return kept
