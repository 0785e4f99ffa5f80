"""Panels of what was foreseen by month, one for each country: intervals, median, baseline, and what happened."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from statistics import median
from typing import Any

import altair as alt

from .charts import data, finish
from .drawing import ACCENT, ACCENT2, BAR, INK, INK2
from .words import next_month

Marks = list[dict[str, Any]]
"""One panel's marks: `kind`, `x0` in months, `y0` in deaths, and what else the kind has."""

LOG_FROM = 20
"""A panel whose highest mark is more than so many times the middle median gets a logarithmic scale."""
_GAP, _AXIS_ROOM = 18, 44
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
    made = [_panel(name, marks, start, span).properties(width=inner, height=110) for name, marks in panels.items()]
    return finish(alt.concat(*made, columns=columns, spacing=_GAP).resolve_scale(y="independent"))


def log_note(panels: Mapping[str, Marks]) -> str:
    """What a figure says of its scales where one is logarithmic."""
    return ", logarithmic where it says so" if any(map(_needs_log, panels.values())) else ""


def _needs_log(marks: Marks) -> bool:
    """Whether a linear scale would press the forecast's middle flat against the axis."""
    middle = median(mark["y0"] for mark in marks if mark["kind"] == "median")
    return bool(max(mark["y0"] for mark in marks) > LOG_FROM * max(middle, 5))


def _panel(name: str, marks: Marks, start: dt.date, span: tuple[int, int]) -> Any:
    log = _needs_log(marks)
    top = max(max(mark["y0"] for mark in marks) * (1.5 if log else 1.08), 4)
    years = {n: month for n in range(*span) if (month := next_month(start, n)).month == 1}
    named = {n: f"{month.year}" for n, month in years.items()} or {span[0]: f"{next_month(start, span[0]):%b %Y}"}
    label = "".join(f"datum.value == {n} ? '{words}' : " for n, words in named.items()) + "''"
    x = alt.X(
        "x0:Q",
        scale=alt.Scale(domain=list(span), nice=False),
        axis=alt.Axis(values=list(named), labelExpr=label, title=None, grid=False, domainColor=INK, tickColor=INK,
                      tickSize=3, labelAlign="left", labelFlush=False, labelOverlap=False, labelBound=False),
    )  # fmt: skip
    ticks = {"values": [0, *(10**n for n in range(len(str(int(top)))))]} if log else {"tickCount": 3}
    y = alt.Y(
        "y0:Q",
        scale=alt.Scale(type="symlog" if log else "linear", domain=[0, top], nice=False),
        axis=alt.Axis(title=None, domain=False, ticks=False, grid=False, format=",d", minExtent=_AXIS_ROOM - 8,
                      maxExtent=_AXIS_ROOM - 8, labelOverlap="greedy", **ticks),
    )  # fmt: skip
    base = alt.Chart().encode(x=x, y=y)

    def of(*kinds: str) -> Any:
        return base.transform_filter(alt.FieldOneOfPredicate("kind", kinds))

    tooltip = [alt.Tooltip("month:N"), alt.Tooltip("y0:Q")]
    shown = {"opacity": 1, "fillOpacity": 1, "color": INK}
    layers = [
        of("cutoff").mark_rule(color=INK2, strokeWidth=0.8).encode(y2=alt.Y2Datum(top)),
        of("past").mark_rect(color=BAR).encode(x2="x1:Q", y2="y1:Q", tooltip=tooltip),
        of("ninety").mark_rect(color=ACCENT2, opacity=0.45).encode(x2="x1:Q", y2="y1:Q"),
        of("fifty").mark_rect(color=ACCENT2).encode(x2="x1:Q", y2="y1:Q"),
        of("baseline").mark_rule(color=INK2, strokeWidth=1.2, strokeDash=[4, 3]).encode(x2="x1:Q"),
        of("median").mark_rule(color=ACCENT, strokeWidth=2.2).encode(x2="x1:Q", tooltip=tooltip),
        of("hit").mark_point(shape="circle", size=40, fill=INK, strokeWidth=0, **shown).encode(tooltip=tooltip),
        of("miss").mark_point(shape=_CROSS, size=70, strokeWidth=2, **shown).encode(tooltip=tooltip),
    ]
    title = alt.TitleParams(
        name + (", log scale" if log else ""),
        anchor="start",
        frame="group",
        fontSize=13,
        fontWeight="bold",
        color=INK,
        offset=6,
    )
    return alt.layer(*layers, data=data(marks)).properties(title=title)
