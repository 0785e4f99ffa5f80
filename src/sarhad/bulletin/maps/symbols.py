"""What a month's map shows: rows added up by place and precision, shaded provinces, rows under check, listed rows."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from ... import places
from ..desk import Desk
from ..words import low_high, plural, whole

_KIND_OF_PLACE = re.compile(r"\s+(?:town|city|village|district|tehsil|province|county|region)\b.*$", re.IGNORECASE)
_MANY = 300


@dataclass(frozen=True, slots=True)
class Circle:
    """Rows at one place, known to one precision (1 exact, 2 within 25 km, 3 district)."""

    longitude: float
    latitude: float
    precision: int
    rows: int
    deaths: float
    name: str

    @property
    def words(self) -> str:
        """What stands in the circle's title."""
        return f"{self.name}: {self.rows} {plural(self.rows, 'row')}, {whole(self.deaths)} deaths"


@dataclass(frozen=True, slots=True)
class Area:
    """Rows known to a province and no closer."""

    province: places.Province
    rows: int
    deaths: float
    low: float
    high: float

    @property
    def lines(self) -> tuple[str, str]:
        """The two lines written beside the shading."""
        bounds = low_high(self.low, self.high)
        figures = f"{whole(self.deaths)} {plural(self.deaths, 'death')}" + (f" ({bounds})" if bounds else "")
        return f"{self.province.name}, no closer place:", f"{self.rows} {plural(self.rows, 'row')}, {figures}"


@dataclass(frozen=True, slots=True)
class Symbols:
    """Everything that can be drawn, and how many rows cannot."""

    circles: tuple[Circle, ...]
    areas: tuple[Area, ...]
    checked: tuple[tuple[float, float], ...]
    listed: tuple[tuple[float, float, str], ...]
    unplaced: int  # settled rows known to a country at most, or to a province that is not in the boundaries
    checked_unplaced: int

    @property
    def points(self) -> list[tuple[float, float]]:
        """All positions, counted ones repeated by their rows."""
        counted = [(c.longitude, c.latitude) for c in self.circles]
        return counted or [*self.checked, *((x, y) for x, y, _ in self.listed)]


def short_place(name: str | None) -> str:
    """`Khuzdar` for `Khuzdar town`, `Peshawar` for `Peshawar city (Hayatabad)`."""
    plain = re.sub(r"\s*\(.*?\)", "", name or "").strip()
    return _KIND_OF_PLACE.sub("", plain) or plain


def gather(desk: Desk) -> Symbols:
    """Add the month's rows up by place."""
    where = "longitude is not null and latitude is not null and place_precision <= 3"
    circles = tuple(
        Circle(r["longitude"], r["latitude"], r["precision"], r["n"], r["best"] or 0.0, short_place(r["name"]))
        for r in desk.rows(
            f"select longitude, latitude, place_precision as precision, count(*) as n,"
            f" sum(deaths_best * share) as best, coalesce(min(place), '') as name"
            f" from counted where {where} group by all order by best desc nulls last, n desc, longitude, latitude"
        )
    )
    areas, unplaced = [], desk.one(f"select count(*) from counted where not coalesce({where}, false)")
    for r in desk.rows(
        "select country, admin1, count(*) as n, sum(deaths_best * share) as best, sum(deaths_low * share) as low,"
        " sum(deaths_high * share) as high from counted where place_precision = 4 and admin1 is not null"
        " group by all order by best desc nulls last, admin1"
    ):
        province = places.find_province(r["country"], r["admin1"])
        if province is not None:
            areas.append(Area(province, r["n"], r["best"] or 0.0, r["low"] or 0.0, r["high"] or 0.0))
            unplaced -= r["n"]
    checked = desk.rows(
        f"select longitude, latitude from checked where {where.replace('<= 3', '<= 4')} order by longitude, latitude"
    )
    listed = desk.rows(
        f"select longitude, latitude, coalesce(min(place), '') as name from listed where {where} group by all"
        " order by longitude, latitude"
    )
    return Symbols(
        _thinned(circles),
        _merged(areas),
        tuple((r["longitude"], r["latitude"]) for r in checked),
        tuple((r["longitude"], r["latitude"], short_place(r["name"])) for r in listed),
        unplaced,
        desk.one("select count(*) from checked") - len(checked),
    )


def _merged(areas: list[Area]) -> tuple[Area, ...]:
    """Areas of one province under two spellings added up."""
    out: dict[tuple[str, str], Area] = {}
    for area in areas:
        key = (area.province.iso3, area.province.name)
        if before := out.get(key):
            area = replace(
                before,
                rows=before.rows + area.rows,
                deaths=before.deaths + area.deaths,
                low=before.low + area.low,
                high=before.high + area.high,
            )
        out[key] = area
    return tuple(out.values())


def _thinned(circles: tuple[Circle, ...]) -> tuple[Circle, ...]:
    """Where there are very many places, those in one cell of 0.1 to 0.5 degrees are added up at the largest."""
    for cell in (0.1, 0.25, 0.5):
        if len(circles) <= _MANY:
            break
        cells: dict[tuple[int, int, int], Circle] = {}
        for circle in circles:  # largest first, so the first of a cell keeps its place and name
            key = (int(circle.longitude // cell), int(circle.latitude // cell), circle.precision)
            before = cells.get(key)
            cells[key] = (
                circle
                if before is None
                else replace(before, rows=before.rows + circle.rows, deaths=before.deaths + circle.deaths)
            )
        circles = tuple(sorted(cells.values(), key=lambda c: (-c.deaths, -c.rows, c.longitude, c.latitude)))
    return circles
