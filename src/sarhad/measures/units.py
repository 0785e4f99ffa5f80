"""What events are counted by: countries, provinces, actors, dyads, conflicts, cells, and bands along lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import narwhals as nw
import numpy as np
import pyarrow as pa

from ..errors import InputError
from ..events.arrays import number_array
from ..events.frames import Frame, arrow
from ..places import H3_FINEST, Line, distance_m, h3_cells
from .sieve import DEATHS, Reason, one_of

Unit = Literal["country", "admin1", "actor", "dyad", "conflict", "priogrid", "h3", "corridor", "border"]
"""What events are counted by."""

_KEYS: dict[Unit | None, tuple[str, ...]] = {
    None: (),
    "country": ("country",),
    "admin1": ("country", "admin1"),
    "actor": ("actor",),
    "dyad": ("side_a", "side_b"),
    "conflict": ("conflict_id",),
    "priogrid": ("priogrid_gid",),
    "h3": ("h3",),
    "corridor": ("line_id",),
    "border": ("line_id",),
}
_SIDES = ("actor_a", "actor_b", "side_a", "side_b")
_POINT = ("longitude", "latitude", "place_precision")
_NEEDS: dict[Unit | None, tuple[str, ...]] = {
    **_KEYS,
    "actor": _SIDES,
    "dyad": _SIDES,
    "priogrid": ("priogrid_gid", "place_precision"),
    **dict.fromkeys(("h3", "corridor", "border"), _POINT),
}
_COUNTED = ("date_start", "date_end", *DEATHS)
_NARROWEST_KM = 10

SHARES_DECIMALS = 9
"""Sums of shares are rounded so that the order in which an engine adds them does not show."""

NAME_NOTE = "A side that no registry resolved stands under the source's own name."
_NOTES: dict[Unit | None, tuple[str, ...]] = {
    "actor": (
        "An event counts under each of its two sides, so actors do not add up to the total.",
        NAME_NOTE,
    ),
    "dyad": (NAME_NOTE,),
    "conflict": ("Conflicts are the numbers of the source; two sources that number differently must not be mixed.",),
    **dict.fromkeys(("corridor", "border"), ("An event within the band of several lines counts under each of them.",)),
}


@dataclass(frozen=True, slots=True)
class Units:
    """A unit with what it needs.

    Raises:
        InputError: when made, where a need is not given or makes no sense.
    """

    unit: Unit | None
    place_precision_max: int | None = None
    h3_resolution: int | None = None
    lines: tuple[Line, ...] = ()
    band_km: float | None = None

    def __post_init__(self) -> None:
        if self.unit is not None:
            one_of("unit", self.unit, Unit)
        if self.unit == "priogrid" and self.place_precision_max is None:
            raise InputError(
                "PRIO-GRID cells need place_precision_max",
                do="state the coarsest place precision that may fill a cell, usually 3 (the district)",
            )
        if self.unit == "h3":
            self._check_h3()
        if self.along_lines:
            self._check_lines()

    @property
    def along_lines(self) -> bool:
        """Whether events are counted within a band of lines."""
        return self.unit in ("corridor", "border")

    @property
    def keys(self) -> tuple[str, ...]:
        """The columns that name a unit in the table of counts."""
        return _KEYS[self.unit]

    @property
    def needs(self) -> tuple[str, ...]:
        """The columns of the events table that tell the unit."""
        return _NEEDS[self.unit]

    @property
    def parameters(self) -> dict[str, object]:
        """What a reader must know to count likewise."""
        found: dict[str, object] = {"unit": self.unit, "place_precision_max": self.place_precision_max}
        if self.unit == "h3":
            found["h3_resolution"] = self.h3_resolution
        if self.along_lines:
            found |= {"band_km": self.band_km, "lines": [line.id for line in self.lines]}
        return found

    @property
    def notes(self) -> tuple[str, ...]:
        """What holds of counts by this unit."""
        return _NOTES.get(self.unit, ())

    def reasons(self) -> list[Reason]:
        """Where an event must lie to be counted at all."""
        if not self.along_lines:
            return []
        placed = ~nw.col("longitude").is_null() & ~nw.col("latitude").is_null()
        return [("place not precise enough", placed & (nw.col("place_precision") <= self.place_precision_max))]

    def keyed(self, rows: Frame) -> Frame:
        """The events with the columns of the unit, once for each unit that an event counts under."""
        if self.unit == "h3":
            return self._in_hexagons(rows)
        if self.unit == "priogrid":
            known = (nw.col("priogrid_gid") > 0) & (nw.col("place_precision") <= self.place_precision_max)
            cell = nw.when(known).then(nw.col("priogrid_gid"))
            return rows.select(*_COUNTED, cell.alias("priogrid_gid"))
        if self.unit not in ("actor", "dyad"):
            return rows.select(*_COUNTED, *self.keys)
        sides = with_sides(rows)
        a, b = nw.col("side_a"), nw.col("side_b")
        if self.unit == "dyad":
            return in_order(sides, b.is_null() | (a <= b)).select(*_COUNTED, "side_a", "side_b")
        own = sides.filter(~a.is_null() | b.is_null()).select(*_COUNTED, a.alias("actor"))
        other = sides.filter(~b.is_null()).filter(a.is_null() | (a != b)).select(*_COUNTED, b.alias("actor"))
        return nw.concat([own, other], how="vertical")

    def _in_hexagons(self, rows: Frame) -> Frame:
        table = arrow(rows.select(*_COUNTED, *_POINT))
        precision = table["place_precision"].to_numpy().astype(float)
        assert self.h3_resolution is not None
        assert self.place_precision_max is not None
        precise = precision <= self.place_precision_max  # False where it is unknown
        longitude, latitude = (
            np.where(precise, table[name].to_numpy().astype(float), np.nan) for name in ("longitude", "latitude")
        )
        cells = pa.array(h3_cells(longitude, latitude, self.h3_resolution), pa.string())
        return nw.from_native(table.select(_COUNTED).append_column("h3", cells))

    def near(self, rows: Frame) -> tuple[Frame, int]:
        """The events once for each line whose band they lie in, and how many events lie in any."""
        table = arrow(rows.select(*_COUNTED, *_POINT))
        longitude, latitude = (table[name].to_numpy().astype(float) for name in ("longitude", "latitude"))
        metres = distance_m(longitude, latitude, self.lines, within_km=self.band_km)
        event, line = np.nonzero(np.isfinite(metres))
        ids = pa.array([line.id for line in self.lines], pa.string())
        near = table.select(_COUNTED).take(number_array(event, pa.int64()))
        near = near.append_column("line_id", ids.take(number_array(line, pa.int64())))
        return nw.from_native(near), len(np.unique(event))

    def _check_h3(self) -> None:
        if self.h3_resolution is None or self.place_precision_max is None:
            raise InputError(
                "H3 cells need h3_resolution and place_precision_max",
                do="state both, such as 3 (cells of 12,400 km2) with 3 (the district)",
            )
        finest = H3_FINEST.get(self.place_precision_max)
        if finest is None:
            raise InputError(
                f"place_precision_max is {self.place_precision_max}",
                do="give 1 to 4: an event known to a line or a country lies in no one cell",
            )
        if not 0 <= self.h3_resolution <= finest:
            raise InputError(
                f"h3_resolution {self.h3_resolution} is finer than place precision {self.place_precision_max} tells"
                if self.h3_resolution > finest
                else f"h3_resolution is {self.h3_resolution}",
                do=f"give 0 to {finest}, or a more precise place_precision_max",
            )

    def _check_lines(self) -> None:
        if not self.lines or self.band_km is None or self.place_precision_max is None:
            raise InputError(
                f"the unit {self.unit} needs lines, band_km and place_precision_max",
                do="give lines of sarhad.places (read_corridors, land_borders), and state the other two",
            )
        if self.band_km < _NARROWEST_KM:
            raise InputError(f"band_km is {self.band_km}", do=f"give {_NARROWEST_KM} or more")
        ids = [line.id for line in self.lines]
        if len(set(ids)) < len(ids):
            raise InputError("a line is given twice", do="give each line once")
        other = next((line for line in self.lines if (line.kind == "border") != (self.unit == "border")), None)
        if other is not None:
            raise InputError(
                f"{other.id} is {'a' if other.kind == 'border' else 'no'} border, the unit is {self.unit}",
                do="count borders and corridors apart",
            )


def with_sides(rows: Frame) -> Frame:
    """The events with `side_a` and `side_b` as registry ids where resolved, else the source's names."""
    return rows.with_columns(
        *(nw.coalesce(nw.col(f"actor_{side}"), nw.col(f"side_{side}")).alias(f"side_{side}") for side in ("a", "b"))
    )


def in_order(sides: Frame, kept: nw.Expr) -> Frame:
    """The two sides exchanged where they are not `kept`."""
    a, b = nw.col("side_a"), nw.col("side_b")
    return sides.with_columns(
        nw.when(kept).then(a).otherwise(b).alias("side_a"), nw.when(kept).then(b).otherwise(a).alias("side_b")
    )


def summed(split: Frame, keys: Sequence[str], figures: Sequence[str] = DEATHS) -> Frame:
    """Of events split by period: `events` (the sum of shares), `rows`, and each figure by its share, by the keys.

    A figure is null where no event of the group gives it.
    """
    share = nw.col("share")
    parts = split.with_columns(*((nw.col(name).cast(nw.Float64) * share).alias(name) for name in figures))
    sums = parts.group_by(*keys).agg(
        share.sum().alias("events"),
        nw.len().alias("rows"),
        *(nw.col(name).sum().alias(name) for name in figures),
        *(nw.col(name).count().alias(f"_n_{name}") for name in figures),
    )
    return sums.with_columns(
        nw.col("events").round(SHARES_DECIMALS),
        nw.col("rows").cast(nw.Int64),
        *(nw.when(nw.col(f"_n_{name}") > 0).then(nw.col(name).round(SHARES_DECIMALS)).alias(name) for name in figures),
    )
