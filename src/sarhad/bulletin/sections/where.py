"""Where: the map, and which provinces hold the events."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup

from ... import places
from ..desk import Desk
from ..drawing import Figure, Renderer
from ..maps import NARROW, WIDE, Drawn, Symbols, draw, frame_for, gather, locator
from ..maps.download import map_files
from ..numbers import quoted
from ..words import listing, plural, share, spell
from .section import Section

_HOLD = 2 / 3  # a few provinces "hold" the month when they have at least two in three of its events


def where(desk: Desk, renderer: Renderer) -> Section | None:
    """The map with its key; none when no row of the month has a place."""
    symbols = gather(desk)
    if not symbols.points and not symbols.areas:
        return None
    watch_points = [
        (x, y)
        for iso3 in desk.issue.countries
        if iso3 in places.countries()
        for x, y in [places.countries()[iso3].centroid.coords[0][:2]]
    ]
    alt = _alt(desk, symbols)
    frame = frame_for(symbols, WIDE, watch_points)
    wide = draw(desk, symbols, WIDE, alt, frame)
    narrow = draw(desk, symbols, NARROW, alt, frame_for(symbols, NARROW, watch_points))
    uncovered = [iso3 for iso3 in desk.issue.countries if not _known(desk, iso3)]
    precision = {p: desk.one(f"select count(*) from counted where place_precision = {p}") for p in (1, 2, 3, 4)}
    provinces = _provinces(desk)
    figure = Figure(
        "map",
        _finding(desk, symbols, provinces),
        f"{_what(desk)}, {desk.issue.month_name}; rows at one place added up, circle area by deaths, best estimate",
        alt,
        wide.svg,
        narrow.svg,
        map_files(wide, symbols, renderer),
    )
    return Section(
        "where",
        "Where",
        _answer(desk, provinces, symbols),
        {
            "figure": figure,
            "locator": locator(desk, symbols, wide.frame, uncovered),
            "uncovered": uncovered,
            "precision": precision,
            "symbols": symbols,
            "off_map": _off(symbols, wide),
            "running": any(line.status.startswith("operating") for line in desk.issue.lines),
            "planned": any(not line.status.startswith("operating") for line in desk.issue.lines),
            "province_rows": sum(area.rows for area in symbols.areas),
            "shown": wide.shown,
            "boundaries": places.BOUNDARIES_NOTE,
        },
    )


def province_name(name: str) -> str:
    """`Balochistan` for UCDP's `Balochistan province`."""
    for ending in (" province", " Province", " region", " Region", " oblast", " state"):
        name = name.removesuffix(ending)
    return name


def _known(desk: Desk, iso3: str) -> bool:
    sql = f"select count(*) from country_month where country = {quoted(iso3)} and month = date '{desk.issue.month}'"
    return bool(desk.one(sql))


def _provinces(desk: Desk) -> list[dict[str, Any]]:
    return desk.rows(
        "select country, admin1, count(*) as n, sum(deaths_best * share) as d from counted where admin1 is not null"
        " group by all order by n desc, d desc nulls last, admin1"
    )


def _what(desk: Desk) -> str:
    if desk.one("select count(*) from counted"):
        return "Settled events" if desk.one("select count(*) from checked") else "Events"
    return "Rows under check" if desk.one("select count(*) from checked") else "Listed rows"


def _answer(desk: Desk, provinces: list[dict[str, Any]], symbols: Symbols) -> Markup:
    total = desk.one("select count(*) from counted")
    if not total:
        places_known = len(symbols.checked) + len(symbols.listed)
        return Markup("No settled event can be drawn; {} {} a place.").format(
            spell(places_known, zero="no"), "other row has" if places_known == 1 else "other rows have"
        )
    if not provinces:
        return Markup("The source names no province for the {} {} of the month.").format(total, plural(total, "event"))
    few = next((m for m in (1, 2, 3) if sum(p["n"] for p in provinces[:m]) >= _HOLD * total), None)
    if few is None:
        first = provinces[0]
        if first["n"] == 1:
            return Markup("The {} events with a named province lie in as many provinces.").format(len(provinces))
        number = _count(desk, first)
        return Markup("Events lie in {} provinces; the most, {}, in {} ({}).").format(
            spell(len(provinces)), number, province_name(first["admin1"]), desk.issue.country(first["country"])
        )
    held = provinces[:few]
    together = sum(p["n"] for p in held)
    each = listing(Markup("{} in {}").format(_count(desk, p), province_name(p["admin1"])) for p in held)
    lands = list(dict.fromkeys(desk.issue.country(p["country"]) for p in held))
    if few == 1:
        number = _count(desk, held[0])
        if together == total > 1:
            return Markup("All {} lie in {}, {}.").format(
                number.of("event"), province_name(held[0]["admin1"]), lands[0]
            )
        return Markup("{} of the {} {} {} in {}, {}.").format(
            number,
            total,
            plural(total, "event"),
            plural(together, "lies", "lie"),
            province_name(held[0]["admin1"]),
            lands[0],
        )
    where_sql = " OR ".join(_is(p) for p in held)
    number = desk.numbers.count("provinces-most", "Events in the provinces with most", where_sql)
    if together == total:
        return Markup("All {} events lie in {} provinces of {}: {}.").format(number, spell(few), listing(lands), each)
    return Markup("{} of the {} events lie in {} provinces of {}: {}.").format(
        number, total, spell(few), listing(lands), each
    )


def _is(p: dict[str, Any]) -> str:
    return f"(country = {quoted(p['country'])} AND admin1 = {quoted(p['admin1'])})"


def _count(desk: Desk, p: dict[str, Any]) -> Any:
    label = f"Events in {province_name(p['admin1'])}, {desk.issue.country(p['country'])}"
    key = f"province-{p['country'].lower()}-{desk.slugs(p['country'] + ' ' + p['admin1'])}"
    return desk.numbers.count(key, label, _is(p))


def _finding(desk: Desk, symbols: Symbols, provinces: list[dict[str, Any]]) -> Markup:
    deaths = desk.one("select coalesce(sum(deaths_best * share), 0) from counted")
    if not desk.one("select count(*) from counted"):
        return Markup("Places of rows that stand in no total")
    by_deaths = sorted(provinces, key=lambda p: -(p["d"] or 0))
    for few in (1, 2, 3):
        held = by_deaths[:few]
        part = sum(p["d"] or 0 for p in held)
        if deaths and part >= _HOLD * deaths and all(p["d"] for p in held):
            names = listing(province_name(p["admin1"]) for p in held)
            if part >= deaths - 0.5:
                return Markup("Every death of the month was in {}").format(names)
            return Markup("{} of the deaths were in {}").format(share(part, deaths), names)
    if by_deaths and deaths and by_deaths[0]["d"]:
        first = by_deaths[0]
        return Markup("Deaths are spread over {} provinces; {} has most, {}").format(
            spell(len([p for p in by_deaths if p["d"]])), province_name(first["admin1"]), share(first["d"], deaths)
        )
    return Markup("{} places, none of them with a death in the best estimate").format(len(symbols.circles))


def _off(symbols: Symbols, drawn: Drawn) -> int:
    return sum(c.rows for c in symbols.circles) - drawn.shown


def _alt(desk: Desk, symbols: Symbols) -> str:
    counted = sum(c.rows for c in symbols.circles)
    parts = [
        f"Map of {desk.issue.title}, {desk.issue.month_name}: {counted} settled {plural(counted, 'row')} as circles"
    ]
    if symbols.areas:
        parts.append(f"{len(symbols.areas)} shaded {plural(len(symbols.areas), 'province')}")
    if symbols.checked:
        parts.append(f"{len(symbols.checked)} {plural(len(symbols.checked), 'row')} under check as open diamonds")
    if symbols.listed:
        parts.append(f"{len(symbols.listed)} listed {plural(len(symbols.listed), 'place')} as open squares")
    if desk.issue.lines:
        parts.append(f"{len(desk.issue.lines)} {plural(len(desk.issue.lines), 'corridor')}")
    largest = [c.name for c in symbols.circles[:3] if c.deaths and c.name]
    text = "; ".join(parts)
    return f"{text}. Most deaths at {listing(largest)}." if largest else f"{text}."
