"""Panels of what was foreseen by month, one for each country: intervals, median, baseline, and what happened."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from statistics import median
from typing import Any

import altair as alt

from .charts import finish
from .drawing import ACCENT, ACCENT2, BAR, INK, INK2
from .words import next_month

Marks = list[dict[str, Any]]
"""One panel's marks: `kind`, `x0` in months, `y0` in deaths, and what else the kind has."""

LOG_FROM = 20
"""A panel whose highest mark is more than so many times the middle median gets a logarithmic scale."""
_GAP, _AXIS_ROOM = 18, 44
_TOOLTIP = [{"field": "month", "type": "nominal"}, {"field": "y0", "type": "quantitative"}]
_BANDS = ("ninety", "fifty", "baseline")
_CROSS = "M-.7-.7L.7.7M-.7.7L.7-.7"


def foreseen(
    at: int, month: str, q: Mapping[str, float], baseline: Mapping[str, float], arrived: int | None
) -> list[dict[str, Any]]:
    """The marks of a month that stands from `at` to the next one, from quantiles by their percent."""
    span = {"x0": at, "x1": at + 1, "month": month}
    marks = [
        {"kind": "ninety", **span, "y0": q["95"], "y1": q["5"]},
        {"kind": "fifty", **span, "y0": q["75"], "y1": q["25"]},
        {"kind": "median", **span, "y0": q["50"]},
        *({"kind": "baseline", **span, "y0": baseline[level]} for level in ("5", "95")),
    ]
    if arrived is not None:
        inside = q["5"] <= arrived <= q["95"]
        marks.append({"kind": "hit" if inside else "miss", "x0": at + 0.5, "y0": arrived, "month": month})
    return marks


def panels_chart(
    panels: Mapping[str, Marks], start: dt.date, span: tuple[int, int], *, width: int, columns: int
) -> dict[str, Any]:
    """The panels by name, from and to so many months after `start`, which stands at 0."""
    inner = (width - _GAP * (columns - 1)) / columns - _AXIS_ROOM
    # Written out: Altair copies every layer's axes at each step, which takes a second for a few panels.
    made = [_panel(name, marks, start, span) | {"width": inner, "height": 110} for name, marks in panels.items()]
    frame = finish(alt.concat(alt.Chart().mark_point(), columns=columns, spacing=_GAP).resolve_scale(y="independent"))
    return frame | {"concat": made}


def log_note(panels: Mapping[str, Marks]) -> str:
    """What a figure says of its scales where one is logarithmic."""
    return ", logarithmic where it says so" if any(map(_needs_log, panels.values())) else ""


def _needs_log(marks: Marks) -> bool:
    """Whether a linear scale would press the forecast's middle flat against the axis."""
    middle = median(mark["y0"] for mark in marks if mark["kind"] == "median")
    return bool(max(mark["y0"] for mark in marks) > LOG_FROM * max(middle, 5))


def _runs(marks: Marks) -> Marks:
    """The marks with bands of months in a row that are the same drawn as one: fewer, and without seams."""
    found: Marks = []
    runs: dict[tuple[str, float, float | None], dict[str, Any]] = {}
    for mark in marks:
        key = (mark["kind"], mark["y0"], mark.get("y1"))
        run = runs.get(key)
        if mark["kind"] in _BANDS and run and run["x1"] == mark["x0"]:
            run["x1"] = mark["x1"]
        else:
            runs[key] = dict(mark)
            found.append(runs[key])
    return found


def _panel(name: str, marks: Marks, start: dt.date, span: tuple[int, int]) -> dict[str, Any]:
    log = _needs_log(marks)
    top = max(max(mark["y0"] for mark in marks) * (1.5 if log else 1.08), 4)
    years = {n: month for n in range(*span) if (month := next_month(start, n)).month == 1}
    named = {n: f"{month.year}" for n, month in years.items()} or {span[0]: f"{next_month(start, span[0]):%b %Y}"}
    label = "".join(f"datum.value == {n} ? '{words}' : " for n, words in named.items()) + "''"
    ticks = {"values": [0, *(10**n for n in range(len(str(int(top)))))]} if log else {"tickCount": 3}
    x = {
        "field": "x0", "type": "quantitative", "scale": {"domain": list(span), "nice": False},
        "axis": {"values": list(named), "labelExpr": label, "title": None, "grid": False, "domainColor": INK,
                 "tickColor": INK, "tickSize": 3, "labelAlign": "left", "labelFlush": False, "labelOverlap": False,
                 "labelBound": False},
    }  # fmt: skip
    y = {
        "field": "y0", "type": "quantitative",
        "scale": {"type": "symlog" if log else "linear", "domain": [0, top], "nice": False},
        "axis": {"title": None, "domain": False, "ticks": False, "grid": False, "format": ",d", **ticks,
                 "minExtent": _AXIS_ROOM - 8, "maxExtent": _AXIS_ROOM - 8, "labelOverlap": "greedy"},
    }  # fmt: skip
    right, low, words = {"x2": {"field": "x1"}}, {"y2": {"field": "y1"}}, {"tooltip": _TOOLTIP}
    point = {"type": "point", "opacity": 1, "fillOpacity": 1, "color": INK}
    layers: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
        "cutoff": ({"type": "rule", "color": INK2, "strokeWidth": 0.8}, {"y2": {"datum": top}}),
        "past": ({"type": "rect", "color": BAR}, right | low | words),
        "ninety": ({"type": "rect", "color": ACCENT2, "opacity": 0.45}, right | low),
        "fifty": ({"type": "rect", "color": ACCENT2}, right | low),
        "baseline": ({"type": "rule", "color": INK2, "strokeWidth": 1.2, "strokeDash": [4, 3]}, right),
        "median": ({"type": "rule", "color": ACCENT, "strokeWidth": 2.2}, right | words),
        "hit": (point | {"shape": "circle", "size": 40, "fill": INK, "strokeWidth": 0}, words),
        "miss": (point | {"shape": _CROSS, "size": 70, "strokeWidth": 2}, words),
    }
    return {
        "data": {"values": _runs(marks)},
        "title": {"text": name + (", log scale" if log else ""), "anchor": "start", "frame": "group", "fontSize": 13,
                  "fontWeight": "bold", "color": INK, "offset": 6},
        "encoding": {"x": x, "y": y},
        "layer": [
            {"transform": [{"filter": {"field": "kind", "equal": kind}}], "mark": mark, "encoding": encoding}
            for kind, (mark, encoding) in layers.items()
        ],
    }  # fmt: skip
