"""The lines of a watch against copies of them, in the months that are covered."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from functools import partial
from typing import Any

import pyarrow as pa

from .. import measures, places
from ..events import Coverage, covered, lists_every_event, priogrid_gid
from ..places import Line
from .counted import counted
from .inputs import Inputs
from .measured import measured
from .month import last_day, past_months

SCHEMA = pa.schema([*measures.CONTROLS_SCHEMA, ("first", pa.date32()), ("last", pa.date32())])


def line_controls(inputs: Inputs, lines: tuple[Line, ...], month: dt.date) -> pa.Table:
    """`sarhad.measures.controls` of the widest band, with the window; empty where the watch does not ask for it.

    The window is that of the lines' own past with the month, in the countries of the watch that are covered all the
    time; where none is, the month alone. Without a covered country nothing is compared.
    """
    stated, figures = inputs.watch.file.controls, inputs.watch.file.measures
    months = past_months(month, figures.history_months)
    blocks = [block for block in inputs.coverage if lists_every_event(block)]
    for first in (months[0], month):
        countries = _looked_at(blocks, inputs.watch.region.countries, first, last_day(month))
        if stated is None or not countries:
            continue
        rows = counted(inputs, months)
        asked: dict[str, Any] = {
            "bands_km": figures.bands_km[-1:],
            "countries": countries,
            "start": first,
            "end": last_day(month),
            "place_precision_max": figures.place_precision_max,
            "under_check": "leave out",
            "copies": stated.copies,
            "shift_km": stated.shift_km,
            "turn_degrees": stated.turn_degrees,
            "inside_min": stated.inside_min,
            "seed": figures.seed,
            "population": townspeople() if stated.population else None,
            "persons_within": stated.persons_within,
        }
        found = measured(
            inputs.watch.state / "measured",
            rows,
            {"lines": [[line.id, line.name, *(part.wkb_hex for part in line.parts)] for line in lines], **asked},
            partial(measures.controls, rows, lines, **asked),
        )
        days = [pa.array([day] * found.num_rows, pa.date32()) for day in (first, last_day(month))]
        return found.append_column("first", days[0]).append_column("last", days[1])
    return SCHEMA.empty_table()


def townspeople() -> Mapping[int, float]:
    """Inhabitants of the towns that ship (GeoNames), by PRIO-GRID cell."""
    cities = places.cities()
    cells = priogrid_gid([c.longitude for c in cities], [c.latitude for c in cities])
    people: Counter[int] = Counter()
    for cell, city in zip(cells.tolist(), cities, strict=True):
        people[cell] += city.population
    return people


def _looked_at(blocks: list[Coverage], countries: tuple[str, ...], first: dt.date, last: dt.date) -> list[str]:
    return [country for country in countries if covered(blocks, country, first, last)]
