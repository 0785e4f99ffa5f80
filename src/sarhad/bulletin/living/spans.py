"""The relations of an actor through time, drawn as one bar each on an axis of years."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from ...actors import Registry, Relation
from ...actors.dates import PartialDate
from ...actors.lineage import LINEAGE_KINDS
from .lines import NARROW, WIDE, Drawing, fitted
from .phrases import FORWARD, relation_words

_LABELS, _SIZE, _ROW, _NARROW_ROW, _BAR = 316, 12.5, 24, 38, 9
_AXIS, _PAD, _TIP = 26, 10, 6
_STEPS = (1, 2, 5, 10, 20, 50)
_ORDER = tuple(FORWARD)


@dataclass(frozen=True, slots=True)
class _Span:
    label: str
    basis: str
    start: PartialDate | None
    end: PartialDate | None


def spans(registry: Registry, actor_id: str, until: dt.date) -> Drawing | None:
    """All relations that are no steps of lineage, up to a day; None where there are none.

    A date of which only the year or the month is known covers all of it. Where no start or no end is known the bar ends
    in a tip at the edge of the drawing, which says that it is open, not that it lasted.
    """
    relations = [r for r in in_order(registry, actor_id) if r.kind not in LINEAGE_KINDS]
    if not relations:
        return None
    rows = [_span(registry, r, actor_id) for r in relations]
    days = [d.first for row in rows for d in (row.start, row.end) if d]
    last = max([until, *(row.end.last for row in rows if row.end)])
    first = dt.date(min([*(day.year for day in days), last.year - 4]), 1, 1)
    about = f"Relations of {registry.name(actor_id)} through time, {first.year} to {last.year}"
    alt = f"{about}; each is listed in words below"
    wide, narrow = (_draw(rows, first, last, width, alt) for width in (WIDE, NARROW))
    return Drawing(wide, narrow, alt)


def in_order(registry: Registry, actor_id: str) -> list[Relation]:
    """The relations of an actor in the order in which they are shown: by kind, then by first day, then by name."""
    return sorted(registry.relations_of(actor_id), key=lambda r: _rank(registry, r, actor_id))


def _rank(registry: Registry, relation: Relation, actor_id: str) -> tuple[int, dt.date, str, str, str]:
    other = relation.to if relation.actor == actor_id else relation.actor
    start = relation.start or dt.date.min
    return _ORDER.index(relation.kind), start, registry.name(other), relation.basis, str(relation.citation)


def _span(registry: Registry, relation: Relation, actor_id: str) -> _Span:
    backward = relation.actor != actor_id
    other = registry.name(relation.actor if backward else relation.to)
    return _Span(relation_words(relation, other, backward=backward), relation.basis, relation.starts, relation.ends)


def _draw(rows: Sequence[_Span], first: dt.date, last: dt.date, width: int, alt: str) -> Markup:
    wide = width == WIDE
    left = _LABELS if wide else _PAD
    right = width - _PAD
    step = _ROW if wide else _NARROW_ROW
    bottom = _AXIS + len(rows) * step

    def x(day: dt.date) -> float:
        return left + (right - left) * (day - first).days / max((last - first).days, 1)

    parts = [_axis(first, last, x, bottom, 9 if wide else 5)]
    for n, row in enumerate(rows):
        y = _AXIS + n * step
        room = _LABELS - 14 if wide else width
        parts.append(
            Markup('<text x="0" y="{}" font-size="{}" class="sl">{}</text>').format(
                _n(y + (15.5 if wide else 14)), _SIZE, fitted(row.label, _SIZE, room)
            )
        )
        middle = y + (step / 2 if wide else 26)
        start = x(row.start.first) if row.start else None
        end = x(row.end.last + dt.timedelta(days=1)) if row.end else None
        parts.append(_bar(start, end, left, right, middle, row.basis))
    return Markup('<svg class="{}" viewBox="0 0 {} {}" role="img" aria-label="{}">{}</svg>').format(
        "only-d" if wide else "only-s", width, _n(bottom + 4), alt, Markup("").join(parts)
    )


def _axis(first: dt.date, last: dt.date, x: object, bottom: float, most: int) -> Markup:
    assert callable(x)
    years = last.year - first.year + 1
    step = next(s for s in _STEPS if years / s <= most or s == _STEPS[-1])
    ticks = [year for year in range(first.year, last.year + 1) if year % step == 0]
    drawn = []
    for year in ticks:
        at = _n(x(dt.date(year, 1, 1)))
        drawn.append(Markup('<path d="M{} {}V{}" class="gl"/>').format(at, _AXIS - 6, _n(bottom)))
        drawn.append(
            Markup('<text x="{}" y="12" font-size="12" class="sw" text-anchor="middle">{}</text>').format(at, year)
        )
    return Markup("").join(drawn)


def _bar(start: float | None, end: float | None, left: float, right: float, y: float, basis: str) -> Markup:
    """A bar with a tip at each end that is not known; with neither known, a line with two tips."""
    css = f"sb {basis}"
    if start is None and end is None:
        line = Markup('<path d="M{} {}H{}" class="sn"/>').format(_n(left + _TIP), _n(y), _n(right - _TIP))
        return line + _tip(left, y, -1, "st") + _tip(right, y, 1, "st")
    from_x, to_x = left if start is None else start, right if end is None else max(end, (start or left) + 3)
    half = _BAR / 2
    path = f"M{_n(from_x)} {_n(y - half)}H{_n(to_x)}"
    if start is None:
        path = f"M{_n(from_x + _TIP)} {_n(y - half)}H{_n(to_x)}"
    if end is None:
        path = path.rpartition("H")[0] + f"H{_n(to_x - _TIP)}L{_n(to_x)} {_n(y)}L{_n(to_x - _TIP)} {_n(y + half)}"
    else:
        path += f"V{_n(y + half)}"
    path += f"H{_n(from_x + _TIP)}L{_n(from_x)} {_n(y)}Z" if start is None else f"H{_n(from_x)}Z"
    return Markup('<path d="{}" class="{}"/>').format(path, css)


def _tip(x: float, y: float, way: int, css: str) -> Markup:
    back = x - way * _TIP
    return Markup('<path d="M{} {}L{} {}L{} {}" class="{}"/>').format(
        _n(back), _n(y - 4), _n(x), _n(y), _n(back), _n(y + 4), css
    )


def _n(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")
