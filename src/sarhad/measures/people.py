"""How many people live near violence?"""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal

import numpy as np
import pyarrow as pa

from ..errors import InputError
from ..events import Provenance, Result, SourceRef
from ..events.frames import arrow, as_frame, frame_like
from ..sources.files import sha256
from .circles import Counted, Flags, people_around
from .grid import Grid, open_grid
from .points import DAY_NOTE, KNOWN_BY, Floats, known_well
from .sieve import UnderCheck, one_of, opened, sift

Values = Literal["persons per pixel", "persons per km2"]
"""What the pixels of a population grid hold."""

_SCHEMA = pa.schema(
    [
        ("country", pa.string()),
        ("events", pa.int64()),
        ("people", pa.float64()),
        ("person_events", pa.float64()),
        ("unknown_share", pa.float64()),
        ("cannot_say", pa.string()),
    ]
)

_ALL_NOTE = "The row without a country is that of all events; people near events of two countries stand in both."


def people(
    events: Any,
    grid: Path | str,
    *,
    radius_km: float,
    values: Values,
    population: SourceRef,
    population_year: int,
    start: dt.date,
    end: dt.date,
    under_check: UnderCheck,
    place_precision_max: int | None,
    date_precision_max: int | None,
) -> Result[Any]:
    """People within `radius_km` of events, by a population grid such as WorldPop's or GHSL's.

    `grid` is a GeoTIFF in longitude and latitude, its pixels hold `values`; `population` says what it is (its file's
    name and checksum are added) and `population_year` which year's people it shows. One row for all events (`country`
    null) and one for each country of events:

    * `events` with a circle in which the grid knows anything;
    * `people`: in the circle of at least one event, each once;
    * `person_events`: summed over events, so that who lives near three events counts three times;
    * `unknown_share`: the part of the circles' area, summed over events, of which the grid knows nothing (beyond its
      edge, or no data, as grids often have it for the sea). People there are not counted.

    Circles are measured on the WGS 84 ellipsoid; of a pixel that a circle cuts the share of its area counts, as if
    people lived evenly in it. Events outside the grid, or with no known pixel around, are left out and counted.

    People lived there in the grid's year, by its model; to be near an event is not to be harmed. The grid is read in
    parts, the events are collected at once. Needs rasterio: `pip install "sarhad[people]"`.

    Raises:
        InputError: rasterio is absent; the grid is in another reference system, has negative values, several bands or
            pixels larger than the radius; a column is missing or a parameter is out of its range.
    """
    one_of("values", values, Values)
    if not 1 <= radius_km <= 200:
        raise InputError(f"radius_km is {radius_km}", do="give 1 to 200 km")
    native, sources = opened(events)
    frame = as_frame(native, ("country", *KNOWN_BY))
    reasons = known_well(
        start,
        end,
        under_check=under_check,
        place_precision_max=place_precision_max,
        date_precision_max=date_precision_max,
    )
    sifted = sift(frame, reasons)
    table = arrow(sifted.rows.select("country", "longitude", "latitude"))
    where = np.stack([table[name].to_numpy(zero_copy_only=False).astype(float) for name in ("longitude", "latitude")])
    sites, site = np.unique(where.T, axis=0, return_inverse=True)
    country = np.asarray([name or "" for name in table["country"].to_pylist()], dtype=object)
    names = sorted(set(country.tolist()) - {""})
    members = [np.ones(len(country), dtype=bool), *(country == name for name in names)]
    held = np.asarray([np.bincount(site.reshape(-1)[each], minlength=len(sites)) for each in members])
    with open_grid(grid) as opened_grid:
        on_grid = opened_grid.holds(sites[:, 0], sites[:, 1]) if len(sites) else np.zeros(0, dtype=bool)
        counted = _counted(opened_grid, sites[on_grid], radius_km, held[:, on_grid] > 0, values)
    known = np.zeros(len(sites), dtype=bool)
    known[on_grid] = counted.known_km2 > 0
    left_out = dict(sifted.left_out)
    for reason, those in (
        ("outside the population grid", ~on_grid),
        (f"no population known within {radius_km:g} km", on_grid & ~known),
    ):
        if held[0][those].any():
            left_out[reason] = int(held[0][those].sum())
    rows = [
        _row(name, row, known, counted, on_grid, float(counted.once[number]), radius_km)
        for number, (name, row) in enumerate(zip([None, *names], held, strict=True))
    ]
    return Result(
        frame_like(frame, pa.Table.from_pylist(rows, _SCHEMA)).to_native(),
        Provenance(
            step="sarhad.measures.people",
            sources=(*sources, replace(population, file=Path(grid).name, sha256=sha256(grid))),
            filters={"start": start, "end": end},
            parameters={
                "radius_km": radius_km,
                "values": values,
                "population_year": population_year,
                "under_check": under_check,
                "place_precision_max": place_precision_max,
                "date_precision_max": date_precision_max,
            },
            rows_used=int(held[0][known].sum()),
            left_out=left_out,
            notes=(DAY_NOTE, _ALL_NOTE, f"People are those of {population_year}, whenever the events were."),
        ),
    )


def _counted(grid: Grid, sites: Floats, radius_km: float, groups: Flags, values: Values) -> Counted:
    if not len(sites):
        return Counted(np.zeros(0), np.zeros(0), np.zeros(len(groups)))
    wide = grid.pixel_km(sites[:, 1])
    if wide > radius_km:
        raise InputError(
            f"pixels of {grid.file} are {wide:.1f} km wide, more than the radius of {radius_km:g} km",
            do="give a finer grid, or a wider radius",
        )
    density = values == "persons per km2"
    return people_around(grid, sites[:, 0], sites[:, 1], radius_km, list(groups), density=density)


def _row(
    name: str | None, held: Any, known: Flags, counted: Counted, on_grid: Flags, once: float, radius_km: float
) -> dict[str, Any]:
    events = int(held[known].sum())
    if not events:
        return {"country": name, "cannot_say": f"of {int(held.sum())} events none is near people that the grid knows"}
    times = np.where(known, held, 0)[on_grid]
    seen = float(times @ counted.known_km2) / (events * math.pi * radius_km**2)
    return {
        "country": name,
        "events": events,
        "people": once,
        "person_events": float(times @ counted.persons),
        "unknown_share": round(max(0.0, 1 - seen), 3),
    }
