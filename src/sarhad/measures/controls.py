"""Was there more near a line than near like lines drawn elsewhere around it?"""

from __future__ import annotations

import datetime as dt
import math
import os
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import chain
from typing import Any, Literal, get_args

import narwhals as nw
import numpy as np
import numpy.typing as npt
import pyarrow as pa

from ..errors import InputError
from ..events import Provenance, Result
from ..events.frames import arrow, as_frame, frame_like
from ..places import Line, priogrid_cells
from .points import DAY_NOTE, KNOWN_BY, MIN_EVENTS, known_well
from .sieve import UnderCheck, opened, sift
from .stretches import Band, Surroundings

Floats = npt.NDArray[np.float64]

Control = Literal["shifted", "population-matched"]
"""Like stretches anywhere around the line, or only those where about as many people live."""

_TRIES = 10  # for each copy wanted

MIN_COPIES = 19
"""With fewer copies no p-value can reach 0.05."""

CONTROLS_SCHEMA = pa.schema(
    [
        ("line_id", pa.string()),
        ("line_name", pa.string()),
        ("band_km", pa.int64()),
        ("control", pa.string()),
        ("events", pa.int64()),
        ("area_km2", pa.float64()),
        ("persons", pa.float64()),
        ("tries", pa.int64()),
        ("copies", pa.int64()),
        ("expected", pa.float64()),
        ("ratio", pa.float64()),
        ("copies_with_more", pa.int64()),
        ("copies_with_as_many", pa.int64()),
        ("p_value", pa.float64()),
        ("cannot_say", pa.string()),
    ]
)
"""The columns of `controls`."""


@dataclass(frozen=True, slots=True)
class _Copies:
    """What the bands of the copies hold that lie far enough inside, and how many were tried."""

    events: Floats
    area: Floats
    persons: Floats
    tries: int


def controls(
    events: Any,
    lines: Sequence[Line],
    *,
    bands_km: Sequence[int],
    countries: Iterable[str],
    start: dt.date,
    end: dt.date,
    place_precision_max: int,
    under_check: UnderCheck,
    copies: int,
    shift_km: tuple[float, float],
    turn_degrees: float,
    inside_min: float,
    seed: int,
    population: Mapping[int, float] | None = None,
    persons_within: float | None = None,
) -> Result[Any]:
    """Events near each line against copies of it, moved and turned at random: a case-control comparison of places.

    One row for each line, band and control (`CONTROLS_SCHEMA`). The null is that the line could as well run through
    its surroundings: each copy is the line's measured part moved by `shift_km` (least, most) in any direction and
    turned by up to `turn_degrees`. A copy is kept when its band holds at least `inside_min` of the area that the line's
    own band holds inside `countries` (ISO 3166-1 alpha-3, where events are looked at; events elsewhere are left out).

    * `shifted`: any such copy, by events per area inside `countries`. Roads run where people and reporters are, so
      "more than on shifted copies" is what any road through towns shows.
    * `population-matched`, where `population` (persons by PRIO-GRID cell, spread evenly within the cell) is given: only
      copies in whose band at least 1/`persons_within` and at most `persons_within` times as many people live, by events
      per person.

    `events` are counted whole, by their middle day, within the band of the line. `expected` is the copies' mean density
    times the line's own area (or persons); `ratio` is events by expected; `copies_with_more` and `copies_with_as_many`
    tell how many copies were denser, or as dense and denser; `p_value` = (1 + `copies_with_as_many`) / (1 + `copies`),
    one-sided. At most ten tries are made for each copy wanted.

    Limits: copies overlap one another; a coast or an outer border leaves fewer directions. A cell of the population is
    wider than a narrow band. Distances are those of an equidistant projection around the line (within 1 % up to 1,500
    km from its middle). Nothing here says why there was more.

    Where nothing can be said (fewer than 20 events in the surroundings, no measured part, a line outside `countries`,
    fewer than 19 copies kept, nobody in the band) the row has `cannot_say` and no number. Events are collected first.

    Raises:
        InputError: a column is missing, a country is unknown, or a parameter is out of its range.
    """
    _check(bands_km, copies, shift_km, turn_degrees, inside_min, population, persons_within)
    named = sorted(set(countries))
    priogrid_cells(named)  # refuses a country that it does not know
    native, sources = opened(events)
    frame = as_frame(native, (*KNOWN_BY, "country"))
    reasons = known_well(
        start, end, under_check=under_check, place_precision_max=place_precision_max, date_precision_max=None
    )
    sifted = sift(frame, [*reasons, ("in another country or none", nw.col("country").is_in(named))])
    rows = arrow(sifted.rows.select("longitude", "latitude"))
    where = np.column_stack([rows[name].to_numpy(zero_copy_only=False) for name in ("longitude", "latitude")])

    def rows_of(number: int) -> list[dict[str, Any]]:
        return _rows(
            lines[number], where, named, bands_km, copies, shift_km, turn_degrees, inside_min, (seed, number),
            population, persons_within,
        )  # fmt: skip

    with ThreadPoolExecutor(min(2, os.cpu_count() or 1)) as pool:
        table = list(chain.from_iterable(pool.map(rows_of, range(len(lines)))))
    return Result(
        frame_like(frame, pa.Table.from_pylist(table, CONTROLS_SCHEMA)).to_native(),
        Provenance(
            step="sarhad.measures.controls",
            sources=sources,
            filters={"start": start, "end": end, "countries": named},
            parameters={
                "bands_km": list(bands_km),
                "place_precision_max": place_precision_max,
                "under_check": under_check,
                "copies": copies,
                "shift_km": list(shift_km),
                "turn_degrees": turn_degrees,
                "inside_min": inside_min,
                "persons_within": persons_within,
                "population": "given by cell" if population is not None else "not given",
                "lines": [line.id for line in lines],
            },
            seed=seed,
            rows_used=sifted.used,
            left_out=sifted.left_out,
            notes=(DAY_NOTE, *(() if population is not None else (_NO_POPULATION,))),
        ),
    )


_NO_POPULATION = "No population was given: whether there is more than where as many people live is not answered."


def _rows(
    line: Line,
    where: Floats,
    countries: Sequence[str],
    bands_km: Sequence[int],
    copies: int,
    shift_km: tuple[float, float],
    turn_degrees: float,
    inside_min: float,
    seed: tuple[int, int],
    population: Mapping[int, float] | None,
    persons_within: float | None,
) -> list[dict[str, Any]]:
    wanted: Sequence[Control] = ("shifted",) if population is None else get_args(Control)
    common = {"line_id": line.id, "line_name": line.name}
    if not line.parts:
        why = "no part of the line is measured"
        return [{**common, "band_km": b, "control": c, "cannot_say": why} for b in bands_km for c in wanted]
    around = Surroundings(line, countries, shift_km[1], max(bands_km), where, population)
    found = []
    for band in bands_km:
        why = _too_few(around.events)
        own = Band(0.0, 0.0, 0.0) if why else around.own(band)
        alike = {
            "shifted": (0.0, math.inf),
            "population-matched": (own.persons / (persons_within or 1), own.persons * (persons_within or 1)),
        }
        if not why and not own.area:
            why = f"the line runs outside {', '.join(countries)}"
        limits = [alike[control] for control in wanted]
        held = None
        if not why:
            area_min = inside_min * own.area
            held = _drawn(around, band, area_min, limits, copies, shift_km, turn_degrees, (*seed, band))
        for control in wanted:
            row = {**common, "band_km": band, "control": control}
            if held is None:
                found.append({**row, "cannot_say": why})
                continue
            at = np.flatnonzero(_between(held.persons, alike[control]))[:copies]
            found.append({**row, **_compared(own, held, at, control, population is not None)})
    return found


def _too_few(events: int) -> str:
    """Why so few events around a line say nothing; empty where they are enough."""
    told = f"{events} event{'' if events == 1 else 's'} in its surroundings"
    return f"{told}, at least {MIN_EVENTS} are needed" if events < MIN_EVENTS else ""


def _drawn(
    around: Surroundings,
    band: int,
    area_min: float,
    alike: Sequence[tuple[float, float]],
    copies: int,
    shift_km: tuple[float, float],
    turn_degrees: float,
    seed: Sequence[int],
) -> _Copies:
    """The copies whose band is large enough, drawn until each range of persons has enough of them or the tries end."""
    random = np.random.default_rng(seed)
    held = _Copies(np.zeros(0), np.zeros(0), np.zeros(0), 0)
    for tried in range(1, _TRIES + 1):
        wanted = [limits for limits in alike if _between(held.persons, limits).sum() < copies]
        if not wanted:
            break
        way = random.uniform(0, 2 * math.pi, copies)
        # Uniform over the ring between the least and the most shift.
        far = np.sqrt(random.uniform(shift_km[0] ** 2, shift_km[1] ** 2, copies))
        turn = np.radians(random.uniform(-turn_degrees, turn_degrees, copies))
        shifts = np.column_stack([far * np.cos(way), far * np.sin(way)])
        found = around.copies(band, shifts, turn, area_min=area_min, persons=wanted)
        held = _Copies(
            np.append(held.events, found.events),
            np.append(held.area, found.area),
            np.append(held.persons, found.persons),
            tried * copies,
        )
    return held


def _between(values: Floats, limits: tuple[float, float]) -> npt.NDArray[np.bool_]:
    inside: npt.NDArray[np.bool_] = (values >= limits[0]) & (values <= limits[1])
    return inside


def _compared(own: Band, held: _Copies, at: npt.NDArray[np.intp], control: Control, peopled: bool) -> dict[str, Any]:
    per, own_per = (held.area, own.area) if control == "shifted" else (held.persons, own.persons)
    if not own_per:
        return {"cannot_say": "nobody lives within the band, by the population given"}
    if len(at) < MIN_COPIES:
        return {"tries": held.tries, "cannot_say": f"{len(at)} like stretches around it, at least {MIN_COPIES} needed"}
    densities = held.events[at] / per[at]
    density = own.events / own_per
    expected = float(densities.mean() * own_per)
    as_many = int((densities >= density * (1 - 1e-9)).sum())
    return {
        "events": round(own.events),
        "area_km2": own.area,
        "persons": own.persons if peopled else None,
        "tries": held.tries,
        "copies": len(at),
        "expected": expected,
        "ratio": own.events / expected if expected else None,
        "copies_with_more": int((densities > density * (1 + 1e-9)).sum()),
        "copies_with_as_many": as_many,
        "p_value": (1 + as_many) / (1 + len(at)),
    }


def _check(
    bands_km: Sequence[int],
    copies: int,
    shift_km: tuple[float, float],
    turn_degrees: float,
    inside_min: float,
    population: Mapping[int, float] | None,
    persons_within: float | None,
) -> None:
    if not bands_km or list(bands_km) != sorted(set(bands_km)) or bands_km[0] <= 0:
        raise InputError(f"bands_km is {list(bands_km)}", do="give rising distances, such as 10, 25, 50")
    if not MIN_COPIES <= copies <= 9_999:
        raise InputError(f"copies is {copies}", do=f"give a whole number from {MIN_COPIES} to 9,999, such as 199")
    if not 0 <= shift_km[0] < shift_km[1] <= 1_000:
        raise InputError(
            f"shift_km is {tuple(shift_km)}", do="give the least and the most, up to 1,000, such as 50, 300"
        )
    if not 0 <= turn_degrees <= 180:
        raise InputError(f"turn_degrees is {turn_degrees}", do="give 0 to 180")
    if not 0 < inside_min <= 1:
        raise InputError(f"inside_min is {inside_min}", do="give a share above 0 and up to 1, such as 0.8")
    if (population is None) != (persons_within is None) or (persons_within is not None and persons_within <= 1):
        raise InputError(
            f"persons_within is {persons_within}",
            do="give a factor above 1, such as 1.5, with the population, and neither without the other",
        )
