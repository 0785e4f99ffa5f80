"""A crowded part of the map enlarged and set in an empty corner, with its frame drawn at home."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from markupsafe import Markup

from .basemap import element, ground, word
from .frame import Frame
from .labels import Box, Labels, Spot
from .symbols import Symbols

if TYPE_CHECKING:
    from ..desk import Desk

_WIDTH, _HEIGHT, _ZOOM, _EDGE = 200, 246, 1.8, 8
_CROWD = 8  # places in one window, below which enlarging shows nothing new


@dataclass(frozen=True, slots=True)
class Inset:
    """An enlarged window: where it stands, what it shows, and its frame at home, in pixels of the large map."""

    box: Box
    frame: Frame
    home: Box

    def holds(self, x: float, y: float) -> bool:
        """Whether a place of the large map is shown, and therefore named, in the inset."""
        return self.home[0] < x < self.home[2] and self.home[1] < y < self.home[3]

    def draw(self, desk: Desk, symbols: Symbols, parent: Frame) -> Markup:
        """The inset and its frame at home."""
        from .month_map import circle

        frame, labels = self.frame, Labels(_WIDTH, _HEIGHT)
        base = ground(frame, desk.issue.countries, provinces=True)
        out = [*base.under, *base.over]
        labels.block(0, 0, _WIDTH, 20)
        spots = [(c, *frame.xy(c.longitude, c.latitude)) for c in symbols.circles]
        placed = [(c, x, y, max(3.0, 3.3 * c.deaths**0.5)) for c, x, y in spots if frame.inside(x, y)]
        for _, x, y, r in placed:
            labels.block(x - r, y - r, x + r, y + r)
        checked = [p for p in (frame.xy(x, y) for x, y in symbols.checked) if frame.inside(*p)]
        for x, y in checked:
            labels.block(x - 4, y - 4, x + 4, y + 4)
        out.append(element("chk", "".join(f"M{x:.1f} {y - 4:.1f}l4 4 -4 4 -4 -4z" for x, y in checked)))
        out += [circle(c, x, y, r, titled=False) for c, x, y, r in placed]
        named = 0
        for c, x, y, r in placed:
            text = f"{c.name} {c.deaths:.0f}"
            if named < 6 and c.name and c.deaths >= 1 and (spot := labels.beside(x, y, text, 12, r)):
                named += 1
                out.append(word(spot, text, "val", 12))
        out.append(word(Spot(8, 15, "start"), "Enlarged", "cit", 12))
        corners = [frame.lonlat(x, y) for x, y in ((0, 0), (_WIDTH, 0), (_WIDTH, _HEIGHT), (0, _HEIGHT))]
        home = "M" + "L".join("{:.1f} {:.1f}".format(*parent.xy(*c)) for c in corners) + "z"
        return Markup(
            '{}<svg x="{}" y="{}" width="{w}" height="{h}" viewBox="0 0 {w} {h}" class="ins">{}'
            '<rect width="{w}" height="{h}" class="insf"/></svg>'
        ).format(element("home", home), self.box[0], self.box[1], Markup("").join(out), w=_WIDTH, h=_HEIGHT)


def find_inset(symbols: Symbols, frame: Frame, per_death: float) -> Inset | None:
    """The window with most places, if it is crowded and a corner without any sign is free; else none."""
    spots = [(frame.xy(c.longitude, c.latitude), c) for c in symbols.circles]
    inside = [(p, c) for p, c in spots if frame.inside(*p)]
    half_w, half_h = _WIDTH / _ZOOM / 2, _HEIGHT / _ZOOM / 2
    best: tuple[int, float, float] | None = None
    for (x, y), _ in inside:
        window = [p for p, _ in inside if abs(p[0] - x) < half_w and abs(p[1] - y) < half_h]
        if best is None or len(window) > best[0]:
            middle = ((min(p[0] for p in window) + max(p[0] for p in window)) / 2,
                      (min(p[1] for p in window) + max(p[1] for p in window)) / 2)  # fmt: skip
            best = (len(window), *middle)
    if best is None or best[0] < _CROWD:
        return None
    _, x, y = best
    home = (x - half_w, y - half_h, x + half_w, y + half_h)
    signs = [p for p, _ in inside] + [frame.xy(*p) for p in symbols.checked]
    right, bottom = frame.width - _WIDTH - _EDGE, frame.height - _HEIGHT - _EDGE
    for left, top in ((right, bottom), (right, _EDGE), (_EDGE, _EDGE), (_EDGE, bottom)):
        corner = (float(left), float(top), float(left + _WIDTH), float(top + _HEIGHT))
        apart = corner[0] > home[2] or corner[2] < home[0] or corner[1] > home[3] or corner[3] < home[1]
        if apart and not any(corner[0] - 6 < a < corner[2] + 6 and corner[1] - 6 < b < corner[3] + 6 for a, b in signs):
            longitude, latitude = frame.lonlat(x, y)
            return Inset(corner, Frame(longitude, latitude, frame.km_px / _ZOOM, _WIDTH, _HEIGHT), home)
    return None
