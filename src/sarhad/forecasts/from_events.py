"""A panel from events: deaths by country and month, or by PRIO-GRID cell and month."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

import narwhals as nw
import numpy as np

from ..errors import InputError
from ..events import Coverage, Provenance, Result, periods
from ..events.frames import arrow, as_frame
from ..measures import UnderCheck, incidence
from ..measures.panel import looked_at
from ..measures.sieve import DEATHS, Reason, in_window, opened, sift
from .months import month_id
from .panel import Counts, Panel, UnitKind, cell_neighbours, country_neighbours
from .reading import views_ids

_ROUNDED = "Deaths of events over several months are shared by day; each cell is rounded to whole deaths."
_CELLS = "The cells are those with an event in the panel's span; no zero is read for cells that never had one."
_READ = ("date_start", "date_end", "under_check", "country", "violence_type", *DEATHS)


def panel_of_events(
    events: Any,
    *,
    unit: UnitKind,
    start: dt.date,
    end: dt.date,
    coverage: Sequence[Coverage],
    countries: Iterable[str],
    violence_types: Iterable[str],
    under_check: UnderCheck,
    vintage: str,
    place_precision_max: int | None = None,
) -> Result[Panel]:
    """The panel of the whole months from `start` to `end`, with zeros only where `coverage` says the source looked.

    `countries` (ISO 3166-1 alpha-3) are the units, or for `priogrid` those whose cells are taken; their months are
    known where all of the countries are covered. Events of `violence_types` (VIEWS: `state-based` only) are summed by
    `sarhad.measures.incidence`; its frames are taken here too. PRIO-GRID needs `place_precision_max`: events placed
    less precisely belong to no cell and are left out.

    Raises:
        InputError: a column is missing, a month is not whole, a country has no VIEWS id, or no cell has an event.
    """
    named, types = sorted(set(countries)), sorted(set(violence_types))
    spans = periods(start, end, "month")
    if start != spans[0][0] or end != spans[-1][1]:
        raise InputError(f"{start} to {end} are not whole months", do="begin on a first day and end on a last day")
    native, sources = opened(events)
    precise: list[Reason] = []
    if unit == "priogrid" and place_precision_max is not None:  # incidence asks for it
        placed = (nw.col("priogrid_gid") > 0) & (nw.col("place_precision") <= place_precision_max)
        precise = [("place not precise enough", placed)]
    sifted = sift(
        as_frame(native, (*_READ, *(("priogrid_gid", "place_precision") if precise else ()))),
        [
            *in_window(start, end, under_check, named),
            (f"not {' or '.join(types)}", nw.col("violence_type").is_in(types)),
            *precise,
        ],
    )
    counted = incidence(
        sifted.rows.to_native(),
        unit=unit,
        period="month",
        start=start,
        end=end,
        under_check=under_check,
        coverage=coverage,
        countries=named,
        place_precision_max=place_precision_max,
    )
    table = arrow(as_frame(counted.table, ()))
    key = "country" if unit == "country" else "priogrid_gid"
    codes: list[Any] = named if unit == "country" else sorted(set(table[key].to_pylist()))
    if not codes:
        raise InputError("no cell has an event", do="ask for more countries, a longer time or a coarser precision")
    firsts = np.asarray([first.toordinal() for first, _ in spans])
    lasts = np.asarray([last.toordinal() for _, last in spans])
    if unit == "country":
        known = np.stack([looked_at(coverage, country, firsts, lasts) for country in named])
    else:
        looked = np.logical_and.reduce([looked_at(coverage, country, firsts, lasts) for country in named])
        known = np.tile(looked, (len(codes), 1))
    place = {code: number for number, code in enumerate(codes)}
    month = {first: number for number, (first, _) in enumerate(spans)}
    row = np.asarray([place[code] for code in table[key].to_pylist()], dtype=np.int64)
    column = np.asarray([month[first] for first in table["period"].to_pylist()], dtype=np.int64)

    def laid(name: str) -> Counts:
        grid = np.zeros(known.shape)
        grid[row, column] = np.asarray(table[name].fill_null(0).to_numpy(), dtype=np.float64)
        whole: Counts = np.where(known, np.floor(grid + 0.5), 0).astype(np.int64)
        return whole

    best = laid("deaths_best")
    low, high = np.minimum(laid("deaths_low"), best), np.maximum(laid("deaths_high"), best)
    iso3 = tuple(str(code) for code in codes)
    ids = views_ids(iso3) if unit == "country" else tuple(int(code) for code in codes)
    notes = [_ROUNDED] if unit == "country" else [_ROUNDED, _CELLS]
    lost = float(np.asarray(table["events"].fill_null(0).to_numpy())[~known[row, column]].sum())
    if lost:
        notes.append(
            f"Months that are not covered are unknown; what is loaded of them, {lost:,.1f} events, is in no figure."
        )
    panel = Panel(
        unit=unit,
        codes=iso3,
        ids=ids,
        first=month_id(f"{start:%Y-%m}"),
        deaths=best,
        known=known,
        neighbours=country_neighbours(iso3) if unit == "country" else cell_neighbours(ids),
        vintage=vintage,
        low=low,
        high=high,
        sources=sources,
        notes=tuple(notes),
    )
    return Result(
        panel,
        Provenance(
            step="sarhad.forecasts.panel_of_events",
            sources=sources,
            filters={"start": start, "end": end, "countries": named, "violence_types": types},
            parameters={
                "unit": unit,
                "under_check": under_check,
                "place_precision_max": place_precision_max,
                "vintage": vintage,
            },
            rows_used=sifted.used,
            left_out=sifted.left_out,
            notes=panel.notes,
        ),
    )
