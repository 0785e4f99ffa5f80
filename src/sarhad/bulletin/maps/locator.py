"""A small map of the whole watch: where the large map lies, and which countries no loaded source covers."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup
from shapely.ops import unary_union

from ... import places
from ..desk import Desk
from .basemap import element, ground, name_countries
from .frame import Frame, path
from .labels import Labels
from .symbols import Symbols

_WIDTH, _HEIGHTS = 216, (120, 216)


def locator(desk: Desk, symbols: Symbols, large: Frame | None, uncovered: Sequence[str]) -> Markup:
    """Draw it; hatched are the countries for which nothing is loaded this month."""
    issue = desk.issue
    bounds = [places.countries()[iso3].bounds for iso3 in issue.countries if iso3 in places.countries()]
    if not bounds:
        return Markup("")
    corners = [(x, y) for west, south, east, north in bounds for x in (west, east) for y in (south, north)]
    frame = Frame.around(corners, _WIDTH, _HEIGHTS, margin=0.03, km=600)
    base = ground(frame, issue.countries, provinces=False, tolerance=1.0)
    blank = [base.countries[iso3] for iso3 in uncovered if iso3 in base.countries]
    out = [*base.under, element("hx", path(unary_union(blank)), fill="url(#hg)") if blank else Markup(""), *base.over]
    labels = Labels(frame.width, frame.height)
    if large is not None:
        ring = [frame.xy(*p) for p in large.outline()]
        out.append(element("boxl", "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in ring) + "z"))
    small = [p for p in (frame.xy(x, y) for x, y in symbols.checked) if frame.inside(*p, 2)]
    out.append(element("chk", "".join(f"M{x:.1f} {y - 2.2:.1f}l2.2 2.2 -2.2 2.2 -2.2 -2.2z" for x, y in small)))
    for c in symbols.circles:
        x, y = frame.xy(c.longitude, c.latitude)
        if frame.inside(x, y, 2):
            out.append(Markup('<circle class="exact" cx="{}" cy="{}" r="1.6"/>').format(f"{x:.1f}", f"{y:.1f}"))
            labels.block(x - 2, y - 2, x + 2, y + 2)
    out += name_countries(frame, labels, base.countries, issue.country_names, issue.countries, 8.5)
    alt = f"Small map of the {len(issue.countries)} countries of the watch"
    alt += " with the frame of the large map" if large is not None else ""
    if uncovered:
        alt += "; hatched, because nothing is loaded for them: " + ", ".join(issue.country(c) for c in uncovered)
    return Markup(
        '<svg class="map loc" viewBox="0 0 {w} {h}" role="img" aria-label="{alt}">{inner}'
        '<rect x=".5" y=".5" width="{w1}" height="{h1}" class="frame"/></svg>'
    ).format(w=_WIDTH, h=frame.height, alt=alt, inner=Markup("").join(out), w1=_WIDTH - 1, h1=frame.height - 1)
