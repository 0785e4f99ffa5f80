"""The map of a month: where the counted rows are, how exactly the place is known, and what runs through."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup
from shapely.geometry import LineString, Point
from shapely.ops import polylabel

from ... import places
from ...places import Line
from ..desk import Desk
from .basemap import element, ground, name_countries, word
from .frame import Frame, path
from .inset import Inset, find_inset
from .labels import Labels, Spot
from .symbols import Area, Circle, Symbols

_PRECISION = {1: "exact", 2: "near", 3: "dist"}
_RUNNING = "operating"


@dataclass(frozen=True, slots=True)
class Look:
    """How large things are on one drawing."""

    width: int
    heights: tuple[int, int]
    font: float
    per_death: float  # radius of one death in pixels; area goes with deaths
    least: float
    named: int
    uid: str


WIDE = Look(832, (440, 720), 13, 2.7, 2.6, 7, "d")
NARROW = Look(358, (300, 400), 12, 1.75, 2.1, 4, "s")


@dataclass(frozen=True, slots=True)
class Drawn:
    """A drawn map with its frame and how many counted rows stand on it as circles."""

    svg: Markup
    frame: Frame
    shown: int
    height: int


def frame_for(symbols: Symbols, look: Look, fallback: Sequence[tuple[float, float]]) -> Frame:
    """The frame around most rows: the outermost twelfth on each side may lie off it, and is told as such."""
    points = symbols.points
    if not points:
        points = [polylabel_of(area) for area in symbols.areas]
    if not points:
        return Frame.around(fallback, look.width, look.heights, margin=0.02, km=300)
    weighted = [(c.longitude, c.latitude) for c in symbols.circles for _ in range(c.rows)] or points
    core = _core(weighted)
    whole = Frame.around(points, look.width, look.heights, margin=0.1, km=700)
    close = Frame.around(core, look.width, look.heights, margin=0.14, km=700)
    return close if close.km_px < whole.km_px * 0.8 else whole


def polylabel_of(area: Area) -> tuple[float, float]:
    """A point well inside a province."""
    shape = area.province.geometry
    part = max(getattr(shape, "geoms", [shape]), key=lambda g: g.area)
    centre = polylabel(part, 0.2)
    return centre.x, centre.y


def _core(points: list[tuple[float, float]]) -> list[tuple[float, float]]:
    if len(points) < 20:
        return points
    cut = len(points) // 12
    lon, lat = sorted(p[0] for p in points), sorted(p[1] for p in points)
    west, east, south, north = lon[cut], lon[-1 - cut], lat[cut], lat[-1 - cut]
    return [p for p in points if west <= p[0] <= east and south <= p[1] <= north] or points


def draw(desk: Desk, symbols: Symbols, look: Look, alt: str, frame: Frame) -> Drawn:
    """Draw the map: ground, provinces, corridors, signs, words."""
    issue = desk.issue
    wide = look is WIDE
    labels = Labels(frame.width, frame.height)
    base = ground(frame, issue.countries, provinces=wide)
    out = list(base.under)
    areas = [(area, frame.geometry(area.province.geometry)) for area in symbols.areas]
    areas = [(area, shape) for area, shape in areas if not shape.is_empty and shape.area > 4]
    out += [element("prov", path(shape), fill="url(#hp)") for _, shape in areas]
    out += base.over
    corridors = _corridors(issue.lines, frame)
    out += [element("cor" if running else "cor plan", path(run)) for _, running, run in corridors]
    spots = [(c, *frame.xy(c.longitude, c.latitude), _radius(c, look)) for c in symbols.circles]
    spots = [s for s in spots if frame.inside(s[1], s[2])]
    inset = find_inset(symbols, frame, look.per_death) if wide else None
    for _, x, y, r in spots:
        labels.block(x - r, y - r, x + r, y + r)
    checked = [p for p in (frame.xy(x, y) for x, y in symbols.checked) if frame.inside(*p)]
    listed = [p for p in (frame.xy(x, y) for x, y, _ in symbols.listed) if frame.inside(*p)]
    for x, y in (*checked, *listed):
        labels.block(x - 3.5, y - 3.5, x + 3.5, y + 3.5)
    size = 3.6 if wide else 3.0
    out.append(
        element(
            "chk", "".join(f"M{x:.1f} {y - size:.1f}l{size} {size} -{size} {size} -{size} -{size}z" for x, y in checked)
        )
    )
    out.append(element("lst", "".join(f"M{x - 3:.1f} {y - 3:.1f}h6v6h-6z" for x, y in listed)))
    out += [circle(c, x, y, r, titled=wide and len(spots) <= 150) for c, x, y, r in spots]
    if inset:
        labels.block(*inset.box)
    out += _key(frame, look, labels, counted=bool(spots))
    out += _areas(labels, areas, look, frame, wide=wide)
    words, named = _values(labels, spots, look, inset)
    words += _lines(labels, corridors, look) if wide else []
    words += name_countries(frame, labels, base.countries, issue.country_names, issue.countries, look.font - 2)
    words += _towns(desk, labels, frame, look, named)
    out += words
    if inset:
        out.append(inset.draw(desk, symbols, frame))
    return Drawn(_svg(out, frame, look, alt), frame, sum(c.rows for c, *_ in spots), frame.height)


def circle(c: Circle, x: float, y: float, r: float, *, titled: bool) -> Markup:
    """A circle by deaths, its outline by precision."""
    title = Markup("<title>{}</title>").format(c.words) if titled else Markup("")
    end = Markup(">{}</circle>").format(title) if titled else Markup("/>")
    return (
        Markup('<circle class="{}" cx="{}" cy="{}" r="{}"').format(
            _PRECISION[c.precision], f"{x:.1f}", f"{y:.1f}", f"{r:.1f}"
        )
        + end
    )


def _radius(c: Circle, look: Look) -> float:
    return float(max(look.least, look.per_death * c.deaths**0.5))


def _corridors(lines: Sequence[Line], frame: Frame) -> list[tuple[str, bool, Any]]:
    found = []
    for line in lines:
        for part in line.parts:
            run = LineString([frame.xy(*c[:2]) for c in part.coords]).intersection(frame.box)
            if not run.is_empty:
                found.append((line.name, line.status.startswith(_RUNNING), run))
    return found


def _areas(labels: Labels, areas: list[tuple[Area, Any]], look: Look, frame: Frame, *, wide: bool) -> list[Markup]:
    out = []
    for area, shape in areas[: 4 if wide else 2]:
        part = max(getattr(shape, "geoms", [shape]), key=lambda g: g.area)
        home = polylabel(part, 4) if part.geom_type == "Polygon" else shape.centroid
        lines = area.lines if wide else (area.lines[0].removesuffix(", no closer place:"), area.lines[1].split(", ")[1])
        spot = labels.among(_around(home.x, home.y, frame), lines, look.font)
        if spot is None:
            continue
        middle = spot.y + look.font * 0.2
        if Point(spot.x, middle).distance(shape) > 2 or Point(spot.x, middle).distance(home) > 90:
            start = middle + look.font * 1.3 if home.y > middle else middle - look.font * 1.2
            out.append(element("lead-l", f"M{spot.x:.1f} {start:.1f}L{home.x:.1f} {home.y:.1f}"))
        out.append(word(spot, lines, "pro", look.font))
    return out


def _around(x: float, y: float, frame: Frame) -> list[tuple[float, float]]:
    """Points of a grid over the map, nearest first, but no farther than half of it."""
    grid = [(frame.width * column / 40, frame.height * row / 40) for row in range(1, 40) for column in range(1, 40)]
    away = sorted((((gx - x) ** 2 + (gy - y) ** 2) ** 0.5, gx, gy) for gx, gy in grid)
    return [(x, y), *((gx, gy) for d, gx, gy in away if d < frame.width / 2)]


def _values(labels: Labels, spots: list[Any], look: Look, inset: Inset | None) -> tuple[list[Markup], set[str]]:
    """The largest places with their deaths, and which places were named."""
    out: list[Markup] = []
    named: set[str] = set()
    for c, x, y, r in spots:
        if len(out) == look.named or c.deaths < 1:
            break
        if not c.name or (inset and inset.holds(x, y)):
            continue
        text = f"{c.name} {c.deaths:.0f}"
        if spot := labels.beside(x, y, text, look.font, r):
            out.append(word(spot, text, "val", look.font))
            named.add(c.name)
    return out, named


def _lines(labels: Labels, corridors: list[tuple[str, bool, Any]], look: Look) -> list[Markup]:
    out, named = [], set()
    for name, _, run in sorted(corridors, key=lambda c: -c[2].length):
        part = max(getattr(run, "geoms", [run]), key=lambda g: g.length)
        if name in named or part.geom_type != "LineString":
            continue
        if spot := labels.along(list(part.coords), name, look.font - 1):
            named.add(name)
            out.append(word(spot, name, "lin", look.font - 1))
    return out


def _towns(desk: Desk, labels: Labels, frame: Frame, look: Look, taken: set[str]) -> list[Markup]:
    """Capitals and large towns, for a reader to find their way; only where there is room."""
    out: list[Markup] = []
    towns = sorted(places.cities(desk.issue.countries), key=lambda c: (not c.capital, -c.population))
    for town in towns:
        x, y = frame.xy(town.longitude, town.latitude)
        if town.name in taken or not frame.inside(x, y, 8) or labels.hits((x - 2, y - 2, x + 2, y + 2)):
            continue
        if len(out) >= look.named * 4:
            break
        if spot := labels.beside(x, y, town.name, look.font - 1, 2):
            left, top = f"{x - 1.6:.1f}", f"{y - 1.6:.1f}"
            out.append(Markup('<rect class="city" x="{}" y="{}" width="3.2" height="3.2"/>').format(left, top))
            out.append(word(spot, town.name, "cit", look.font - 1))
    return out


def _key(frame: Frame, look: Look, labels: Labels, *, counted: bool) -> list[Markup]:
    """The scale bar and, where circles are drawn, the size key, in the lower corner with fewer signs."""
    length = next((n for n in (1000, 500, 200, 100, 50) if n / frame.km_px < frame.width / 4), 50)
    wide, x, y = max(length / frame.km_px, 110), 14.0, frame.height - 14.0
    tall = 2 * look.per_death * 30**0.5 + 58 if counted else 26
    if labels.hits((x, y - tall, x + wide, y)) > labels.hits((frame.width - 14 - wide, y - tall, frame.width - 14, y)):
        x = frame.width - 14 - wide
    labels.block(x - 4, y - tall, x + wide + 24, y + 4)
    out = [
        element("bar", f"M{x} {y - 4:.1f}v4h{length / frame.km_px:.1f}v-4"),
        word(Spot(x + 4, y - 6, "start"), f"{length:,} km", "cit", 11),
    ]
    if not counted:
        return out
    at, base = x + 2, y - 26
    for deaths in (1, 10, 30):
        r = max(look.least, look.per_death * deaths**0.5)
        out.append(
            Markup('<circle class="dist" cx="{}" cy="{}" r="{}"/>').format(
                f"{at + r:.1f}", f"{base - r:.1f}", f"{r:.1f}"
            )
        )
        out.append(word(Spot(at + 2 * r + 3, base, "start"), str(deaths), "cit", 11))
        at += 2 * r + (20 if deaths > 1 else 15)
    out.append(word(Spot(x, base - 2 * look.per_death * 30**0.5 - 6, "start"), "deaths at one place", "cit", 11))
    return out


def _svg(parts: Sequence[Markup], frame: Frame, look: Look, alt: str) -> Markup:
    return Markup(
        '<svg class="map only-{uid}" viewBox="0 0 {w} {h}" role="img" aria-label="{alt}">{inner}'
        '<rect x=".5" y=".5" width="{w1}" height="{h1}" class="frame"/></svg>'
    ).format(
        uid=look.uid,
        w=frame.width,
        h=frame.height,
        alt=alt,
        inner=Markup("").join(parts),
        w1=frame.width - 1,
        h1=frame.height - 1,
    )
