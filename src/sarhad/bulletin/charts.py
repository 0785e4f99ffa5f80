"""The charts of a month: deaths by day, and deaths by month against the past."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt

from .drawing import ACCENT, BAR, FONT, HATCH, INK, INK2, PAPER, RULE
from .words import whole


@dataclass(frozen=True, slots=True)
class Day:
    """Deaths of one day, best, low and high."""

    day: dt.date
    best: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Panel:
    """One country's past: a value for each covered month of the window (the last month is the issue's own)."""

    name: str
    months: tuple[dt.date, ...]
    values: Mapping[dt.date, float]
    low: float | None
    high: float | None


def days_chart(days: Sequence[Day], *, width: int, height: int, step: int, note: str = "") -> dict[str, Any]:
    """Bars of deaths by day with the range from low to high. `step`: label every so many days."""
    rows = [{"day": d.day.day, "date": d.day.isoformat(), "best": d.best, "low": d.low, "high": d.high} for d in days]
    top = max([d.high for d in days] + [1])
    ticks = _ticks(top)
    numbers = [n for n in range(1, len(days) + 1, step) if len(days) - n >= step / 2 or n == len(days)]
    x = alt.X(
        "day:O",
        axis=alt.Axis(values=numbers, title=None, labelAngle=0, ticks=False, domainColor=INK, labelPadding=6),
        scale=alt.Scale(paddingInner=0.28, paddingOuter=0.2),
    )
    y = alt.Y(
        "best:Q",
        axis=alt.Axis(values=ticks, title=None, domain=False, ticks=False, gridColor=RULE, labelPadding=6),
        scale=alt.Scale(domain=[0, max(top, ticks[-1]) * 1.02], nice=False),
    )
    base = alt.Chart(alt.Data(values=rows))
    ranged = base.transform_filter("datum.high > datum.low")
    tooltip = [
        alt.Tooltip(f"{name}:{kind}") for name, kind in (("date", "N"), ("best", "Q"), ("low", "Q"), ("high", "Q"))
    ]
    bars = base.mark_bar(color=ACCENT).encode(x=x, y=y, tooltip=tooltip)
    halo = ranged.mark_rule(color=PAPER, strokeWidth=4).encode(x=x, y="low:Q", y2="high:Q")
    line = ranged.mark_rule(color=INK, strokeWidth=1.2).encode(x=x, y="low:Q", y2="high:Q")
    cap = ranged.mark_tick(color=INK, thickness=1.2, size=7).encode(x=x, y="high:Q")
    layers = [bars, halo, line, cap]
    if note:
        peak = max(rows, key=lambda r: (r["best"], r["high"]))
        right = int(peak["day"]) > len(days) / 2
        at = {"day": peak["day"], "best": min(peak["high"], max(top, ticks[-1])), "text": note.split("\n")}
        words = alt.Chart(alt.Data(values=[at])).mark_text(
            align="right" if right else "left",
            dx=-12 if right else 12,
            dy=2,
            baseline="top",
            color=INK,
            fontSize=12,
            lineHeight=16,
        )
        layers.append(words.encode(x=x, y="best:Q", text="text:N"))
    chart = alt.layer(*layers).properties(width=width - 46, height=height)
    return _finish(chart)


def past_chart(panels: Sequence[Panel], *, width: int, columns: int) -> dict[str, Any]:
    """Small multiples of deaths by month, each on its own scale; hatched where no loaded source looks."""
    gap = 22
    side = (width - gap * (columns - 1)) / columns
    charts = [_panel(panel, side) for panel in panels]
    apart = {"row": 54, "column": gap}  # the titles and axes stand between the rows
    grid = alt.concat(*charts, columns=columns, spacing=apart, bounds="flush")
    return _finish(grid.resolve_scale(x="independent", y="independent"))


def _panel(panel: Panel, width: float) -> Any:
    count = len(panel.months)
    now = panel.months[-1]
    known = {index: panel.values[m] for index, m in enumerate(panel.months) if m in panel.values}
    past = {index: value for index, value in known.items() if index < count - 1}
    this = panel.values.get(now)
    top = max([*known.values(), panel.high or 0, 8])
    x_scale = alt.Scale(domain=[0, count], nice=False)
    y_scale = alt.Scale(domain=[0, top * 1.16], nice=False)
    years = {i: m for i, m in enumerate(panel.months) if m.month == 1}
    label = "".join(f"datum.value == {i} ? '{_year(m, i == min(years))}' : " for i, m in years.items()) + "''"
    x = alt.X(
        "x0:Q",
        scale=x_scale,
        axis=alt.Axis(
            values=list(years), labelExpr=label, title=None, grid=False, domainColor=INK, tickColor=INK, tickSize=3,
            labelAlign="left", labelOffset=0, labelFlush=False, labelOverlap=False, labelBound=False,
        ),
    )  # fmt: skip
    y = alt.Y("value:Q", scale=y_scale, axis=None)
    gaps = [
        {"x0": first, "x1": last + 1, "value": 0, "top": top * 1.16}
        for first, last in _gaps([i in known for i in range(count)])
    ]
    bars = [
        {"x0": i + 0.08, "x1": i + 0.92, "value": v, "month": panel.months[i].isoformat()[:7], "zero": 0}
        for i, v in past.items()
        if v
    ]
    tooltip = [alt.Tooltip("month:N"), alt.Tooltip("value:Q", title="deaths")]
    layers = [
        alt.Chart(alt.Data(values=gaps)).mark_rect(color=HATCH).encode(x=x, x2="x1:Q", y=y, y2="top:Q"),
        alt.Chart(alt.Data(values=bars)).mark_rect(color=BAR).encode(x=x, x2="x1:Q", y=y, y2="zero:Q", tooltip=tooltip),
    ]
    words: list[dict[str, Any]] = []
    if past and max(past.values()) > 0:
        peak = max(past, key=lambda i: past[i])
        words.append({"x0": peak + 0.5, "value": past[peak], "text": whole(past[peak]), "side": _side(peak, count)})
    if not known:
        words.append({"x0": count / 2, "value": top * 0.5, "text": "no month loaded", "side": "center"})
    elif not past:
        words.append({"x0": count / 2, "value": top * 0.5, "text": "no past month loaded", "side": "center"})
    elif not any(known.values()):
        seen = (min(known) + max(known) + 1) / 2
        side = "center" if len(known) > count / 3 else "left" if seen < count / 2 else "right"
        words.append({"x0": seen if side == "center" else min(known), "value": top * 0.08, "side": side,
                      "text": "0 in every loaded month"})  # fmt: skip
    for align in ("left", "center", "right"):
        mine = [w for w in words if w["side"] == align]
        text = alt.Chart(alt.Data(values=mine)).mark_text(
            align=align, baseline="bottom", dy=-3, color=INK2, fontSize=11
        )
        layers.append(text.encode(x=x, y=y, text="text:N"))
    if this is not None:
        dot = {"x0": count - 0.5, "value": this, "low": panel.low, "high": panel.high, "text": whole(this),
               "month": now.isoformat()[:7]}  # fmt: skip
        here = alt.Chart(alt.Data(values=[dot]))
        if panel.low is not None and panel.high is not None and panel.high > panel.low:
            layers.append(
                here.mark_rule(color=ACCENT, strokeWidth=1.3).encode(x=x, y=alt.Y("low:Q", scale=y_scale, axis=None), y2="high:Q")
            )
        filled = this > 0
        layers.append(
            here.mark_point(
                color=ACCENT, fill=ACCENT if filled else PAPER, fillOpacity=1, opacity=1, size=44, strokeWidth=1.4
            ).encode(x=x, y=y, tooltip=tooltip)
        )
        layers.append(
            here.mark_text(align="right", dx=-8, dy=-7, color=ACCENT, fontSize=12, fontWeight="bold").encode(
                x=x, y=y, text="text:N"
            )
        )
    title = alt.TitleParams(panel.name, anchor="start", fontSize=13, fontWeight="bold", color=INK, offset=8, frame="group")
    return alt.layer(*layers).properties(width=width, height=84, title=title)


def _year(month: dt.date, first: bool) -> str:
    return str(month.year) if first else f"’{month:%y}"


def _side(index: int, count: int) -> str:
    return "left" if index < count * 0.1 else "right" if index > count * 0.85 else "center"


def _gaps(known: Sequence[bool]) -> list[tuple[int, int]]:
    """Runs of months that no loaded source covers, as first and last index."""
    runs: list[tuple[int, int]] = []
    for index, seen in enumerate(known):
        if seen:
            continue
        if runs and runs[-1][1] == index - 1:
            runs[-1] = (runs[-1][0], index)
        else:
            runs.append((index, index))
    return runs


def _ticks(top: float) -> list[float]:
    """Round values from 0 to just under or at the top, three to five of them."""
    raw = top / 4
    power = 10 ** math.floor(math.log10(max(raw, 1)))
    step = next(power * m for m in (1, 2, 5, 10) if power * m >= raw)
    return [step * n for n in range(int(top // step) + 1)] if top >= step else [0, step]


def _finish(chart: Any) -> dict[str, Any]:
    padding = {"left": 2, "right": 4, "top": 6, "bottom": 2}
    chart = chart.configure(font=FONT, background="transparent", padding=padding)
    chart = chart.configure_axis(labelColor=INK2, labelFontSize=12).configure_view(stroke=None)
    return dict(chart.to_dict())
