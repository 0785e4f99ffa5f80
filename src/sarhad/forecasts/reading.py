"""A panel from a file: one row for each unit and month, as VIEWS lays it out."""

from __future__ import annotations

import csv
from dataclasses import replace
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv
import pyarrow.parquet as pq

from ..errors import InputError
from ..events import SourceRef
from ..sources.files import opened
from ..sources.parquet import damaged
from ..vocabulary.countries import countries
from .files import Told, told_of
from .months import month_name
from .panel import Counts, Panel, cell_neighbours, country_neighbours

PANEL = "panel"
"""The name of a panel file among sources."""

MAX_ROWS = 20_000_000
"""More rows than this are no panel of countries, nor of the cells of one region."""

_UNITS = ("priogrid_gid", "country_id", "iso3", "gw")
_CELLS = 360 * 720
_DEATHS = ("ged_sb", "ged_sb_low", "ged_sb_high")
_SHOWN = 5


def read_panel(path: Path | str, *, vintage: str = "") -> Panel:
    """The panel in a Parquet or CSV file.

    Columns: `month_id` (1 = January 1980); the unit, the first of `priogrid_gid`, `country_id` (VIEWS), `iso3`, `gw`
    (Gleditsch-Ward) that there is; `ged_sb`, state-based deaths; `ged_sb_low` and `ged_sb_high` where there are
    bounds. Other columns are not read. A unit may begin later than others (it was born) or end earlier; inside its span
    every month must stand: a month without a row is unknown, not zero. `vintage` names the release; without it a file
    that `write_panel` wrote as Parquet says its own, and any other is known by its checksum.

    Raises:
        InputError: a column is missing, a month stands twice or not at all, deaths are negative, fractional or
            unknown, bounds do not enclose them, or a country is unknown.
    """
    told = Told()
    with opened(path) as file:
        if file.form == "parquet":
            try:
                about = pq.ParquetFile(file.path)
                _bounded(about.metadata.num_rows, file.name)
                told = told_of(about.schema_arrow.metadata)
                table = about.read(
                    columns=[n for n in about.schema_arrow.names if n in ("month_id", *_UNITS, *_DEATHS)]
                )
            except (pa.ArrowException, OSError) as error:
                raise damaged(file.name, error) from error
        elif file.form == "csv":
            wanted = [name for name in file.raw_header if name.strip() in ("month_id", *_UNITS, *_DEATHS)]
            table = _read_csv(file.path, wanted)
            _bounded(table.num_rows, file.name)
        else:
            raise InputError(f"{file.name} is no panel", do="give a Parquet or CSV file")
        name = file.name
    from ..store.files import sha256_of

    checksum = sha256_of(Path(path))
    vintage = vintage or told.vintage
    source = SourceRef(PANEL, name, vintage or "unknown", "", "", file=name, sha256=checksum)
    panel = panel_of_rows(table, name, vintage or f"{name}, sha256 {checksum[:12]}", (source,))
    return replace(panel, notes=(*panel.notes, *told.notes))


def panel_of_rows(table: pa.Table, name: str, vintage: str, sources: tuple[SourceRef, ...] = ()) -> Panel:
    """The panel of a small table with the columns of `read_panel`; `name` is how errors call it."""
    column = _unit_column(table, name)
    months = _whole(table["month_id"], "month_id", name, least=1)
    units = _units(table[column], column, name)
    codes = sorted(set(units)) if column == "iso3" else sorted(set(units), key=int)
    place = {code: number for number, code in enumerate(codes)}
    row = np.asarray([place[unit] for unit in units], dtype=np.int64)
    deaths, bounds = _deaths(table, name)
    first, last = int(months.min()), int(months.max())
    if (last - first + 1) * len(codes) > 4 * MAX_ROWS:
        raise InputError(f"{name} spans {month_name(first)} to {month_name(last)}", do="look at its month_id")
    at = row * (last - first + 1) + (months - first)
    _each_once(at, codes, first, last, name)
    iso3, ids = _named(codes, column, name)
    shape = (len(codes), last - first + 1)

    def laid(values: Counts) -> Counts:
        grid = np.zeros(shape, dtype=np.int64)
        grid.flat[at] = values
        return grid

    known = np.zeros(shape, dtype=bool)
    known.flat[at] = True
    _no_gaps(known, codes, first, name)
    cells = column == "priogrid_gid"
    return Panel(
        unit="priogrid" if cells else "country",
        codes=iso3,
        ids=ids,
        first=first,
        deaths=laid(deaths),
        known=known,
        neighbours=cell_neighbours(ids) if cells else country_neighbours(iso3),
        vintage=vintage,
        low=laid(bounds[0]) if bounds else None,
        high=laid(bounds[1]) if bounds else None,
        sources=sources,
        notes=_nameless(codes) if column == "country_id" else (),
    )


@cache
def views_countries() -> dict[int, str]:
    """The ISO 3166-1 alpha-3 code of each of VIEWS' country ids."""
    text = (files(__package__) / "data" / "views_countries.csv").read_text(encoding="utf-8")
    return {int(row["country_id"]): row["iso3"] for row in csv.DictReader(text.splitlines())}


def views_ids(codes: tuple[str, ...]) -> tuple[int, ...]:
    """VIEWS' ids of countries.

    Raises:
        InputError: a country has none.
    """
    known = {iso3: number for number, iso3 in views_countries().items()}
    without = sorted(set(codes) - set(known))
    if without:
        raise InputError(f"VIEWS has no country id for {', '.join(without[:_SHOWN])}", do="leave them out of the panel")
    return tuple(known[code] for code in codes)


def _read_csv(path: Path, wanted: list[str]) -> pa.Table:
    try:
        table = pacsv.read_csv(path, convert_options=pacsv.ConvertOptions(include_columns=wanted) if wanted else None)
    except pa.ArrowInvalid as error:
        raise InputError(f"{path.name} cannot be read as CSV: {error}", do="write it anew with a header") from error
    return table.rename_columns([name.strip() for name in table.column_names])


def _bounded(rows: int, name: str) -> None:
    if rows > MAX_ROWS:
        raise InputError(f"{name} has {rows:,} rows, more than {MAX_ROWS:,}", do="take a region of it")


def _unit_column(table: pa.Table, name: str) -> str:
    found = [column for column in _UNITS if column in table.column_names]
    missing = [column for column in ("month_id", "ged_sb") if column not in table.column_names]
    if missing or not found:
        missing += [] if found else [f"a unit ({', '.join(_UNITS)})"]
        raise InputError(f"{name} lacks {' and '.join(missing)}", do="name the columns as in docs/forecasts.md")
    if table.num_rows == 0:
        raise InputError(f"{name} has no rows", do="give a panel with at least one month")
    return found[0]


def _whole(column: Any, what: str, name: str, least: int) -> Counts:
    """Whole numbers of a column, or an error that names the first row that holds none."""
    try:
        values: npt.NDArray[np.float64] = np.asarray(
            pc.cast(column, pa.float64(), safe=False).to_numpy(zero_copy_only=False), dtype=np.float64
        )
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError):
        raise InputError(f"{name}, {what}: holds {column.type}, not numbers", do="write whole numbers") from None
    for words, wrong in (
        ("is unknown", ~np.isfinite(values)),
        (f"is below {least}", values < least),
        ("is fractional", values != np.round(values)),
        ("is no number of deaths or of a month", values > 10**9),
    ):
        if wrong.any():
            row = int(np.flatnonzero(wrong)[0])
            more = f" (and {int(wrong.sum()) - 1:,} rows more)" if wrong.sum() > 1 else ""
            raise InputError(
                f"{name}, row {row + 1:,}, {what}: {values[row]:g} {words}{more}",
                do="write a whole number, and no row where nothing is known",
            )
    return values.astype(np.int64)


def _units(column: Any, what: str, name: str) -> list[str]:
    if what == "iso3":
        if column.null_count:
            raise InputError(f"{name}, {what}: is unknown in {column.null_count:,} rows", do="name each row's country")
        return [str(value) for value in column.to_pylist()]
    return [str(value) for value in _whole(column, what, name, least=1).tolist()]


def _deaths(table: pa.Table, name: str) -> tuple[Counts, tuple[Counts, Counts] | None]:
    best = _whole(table["ged_sb"], "ged_sb", name, least=0)
    given = [column for column in _DEATHS[1:] if column in table.column_names]
    if not given:
        return best, None
    if len(given) == 1:
        raise InputError(f"{name} has {given[0]} and not the other bound", do="give both, or neither")
    low, high = (_whole(table[column], column, name, least=0) for column in _DEATHS[1:])
    wrong = np.flatnonzero((low > best) | (best > high))
    if wrong.size:
        row = int(wrong[0])
        raise InputError(
            f"{name}, row {row + 1:,}: {best[row]} deaths do not lie between {low[row]} and {high[row]}",
            do="correct the bounds, or leave their columns out",
        )
    return best, (low, high)


def _each_once(at: Counts, codes: list[str], first: int, last: int, name: str) -> None:
    cells, counts = np.unique(at, return_counts=True)
    twice = cells[counts > 1]
    if twice.size:
        row, month = divmod(int(twice[0]), last - first + 1)
        more = f", and {twice.size - 1:,} more" if twice.size > 1 else ""
        raise InputError(
            f"{name}: {codes[row]} stands more than once in {month_name(first + month)}{more}",
            do="keep one row for each unit and month",
        )


def _no_gaps(known: npt.NDArray[np.bool_], codes: list[str], first: int, name: str) -> None:
    """A unit may be born and may end; between, every month stands."""
    begins = known.argmax(axis=1)
    ends = known.shape[1] - 1 - known[:, ::-1].argmax(axis=1)
    gaps = ends - begins + 1 - known.sum(axis=1)
    if gaps.any():
        told = []
        for row in np.flatnonzero(gaps)[:_SHOWN].tolist():
            month = begins[row] + int((~known[row, begins[row] :]).argmax())
            told.append(f"{codes[row]} {month_name(first + int(month))} ({gaps[row]} missing)")
        more = f" and {int((gaps > 0).sum()) - _SHOWN} units more" if (gaps > 0).sum() > _SHOWN else ""
        raise InputError(
            f"{name}: months are missing: {', '.join(told)}{more}",
            do="add them, with 0 where the source looked and found nothing",
        )


def _nameless(codes: list[str]) -> tuple[str, ...]:
    """What is said of countries that VIEWS numbers and this package has no name for."""
    without = [code for code in codes if int(code) not in views_countries()]
    if not without:
        return ()
    more = f" and {len(without) - _SHOWN} more" if len(without) > _SHOWN else ""
    told = ", ".join(without[:_SHOWN])
    return (f"No name is known for the VIEWS country {told}{more}: a number of that kind has no neighbours.",)


def _named(codes: list[str], column: str, name: str) -> tuple[tuple[str, ...], tuple[int, ...]]:
    """ISO codes and numbers of the units."""
    if column == "priogrid_gid":
        if int(codes[-1]) > _CELLS:
            raise InputError(f"{name}, {column}: {codes[-1]} is no cell", do=f"write PRIO-GRID ids, 1 to {_CELLS}")
        return tuple(codes), tuple(int(code) for code in codes)
    if column == "country_id":
        known = views_countries()
        return tuple(known.get(int(code), f"VIEWS {code}") for code in codes), tuple(int(code) for code in codes)
    found = [code if column == "iso3" else countries().iso3_of_gw(int(code)) for code in codes]
    wrong = [code for code, iso3 in zip(codes, found, strict=True) if iso3 is None or iso3 not in countries()]
    if wrong:
        raise InputError(f"{name}, {column}: {', '.join(wrong[:_SHOWN])} is no country", do="write ISO or GW codes")
    iso3 = tuple(str(code) for code in found)
    if len(set(iso3)) < len(iso3):
        raise InputError(f"{name}: two numbers mean one country", do="write each country's rows under one number")
    return iso3, views_ids(iso3)
