"""The real rows from which a second source is simulated, as arrays where they are calculated with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
KM_PER_DEGREE = 111.195

_STREAMS = ("deal", "regrouped", "days", "place", "sides", "deaths", "class", "ids", "order")


def stream(seed: int, name: str) -> np.random.Generator:
    return np.random.default_rng([seed, _STREAMS.index(name)])


@dataclass(frozen=True, slots=True)
class Telling:
    """What the second source tells at once: rows of the first (several: merged) in so many parts (several: split)."""

    rows: tuple[int, ...]
    parts: int = 1


class RealRows:
    """The columns of the real rows, as arrays where they are calculated with."""

    def __init__(self, table: pa.Table) -> None:
        self.table = table
        self.start = self._days("date_start")
        self.end = np.maximum(self._days("date_end"), self.start)
        self.longitude = self._floats("longitude")
        self.latitude = self._floats("latitude")
        best = pc.coalesce(table["deaths_best"], table["deaths_reported"])
        self.best = best.cast(pa.float64()).fill_null(np.nan).to_numpy(zero_copy_only=False)

    def __len__(self) -> int:
        return int(self.table.num_rows)

    def column(self, name: str) -> list[Any]:
        return self.table.column(name).to_pylist()

    def _days(self, name: str) -> Ints:
        return self.table.column(name).cast(pa.int32()).to_numpy().astype(np.int64)

    def _floats(self, name: str) -> Floats:
        return self.table.column(name).cast(pa.float64()).fill_null(np.nan).to_numpy(zero_copy_only=False)


def km_between(source: RealRows, row: int, other: int) -> float:
    """Kilometres between two rows, on a plane tangent between them (good to 0.1 % within 100 km)."""
    north = source.latitude[row] - source.latitude[other]
    middle = np.radians((source.latitude[row] + source.latitude[other]) / 2)
    return float(np.hypot(north, (source.longitude[row] - source.longitude[other]) * np.cos(middle)) * KM_PER_DEGREE)
