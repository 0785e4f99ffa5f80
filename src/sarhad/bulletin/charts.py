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
    rows: list[dict[str, Any]] = [
        {"day": d.day.day, "date": d.day.isoformat(), "best": d.best, "low": d.low, "high": d.high} for d in days
    ]
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
    base = alt.Chart(data(rows))
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
        words = alt.Chart(data([at])).mark_text(
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
    return finish(chart)


def past_chart(panels: Sequence[Panel], *, width: int, columns: int) -> dict[str, Any]:
    """Small multiples of deaths by month, each on its own scale; hatched where no loaded source looks."""
    gap, count = 22, len(panels[0].months)
    rows = [row for order, panel in enumerate(panels) for row in _panel_rows(panel, order)]
    years = {i: m for i, m in enumerate(panels[0].months) if m.month == 1}
    label = "".join(f"datum.value == {i} ? '{_year(m, i == min(years))}' : " for i, m in years.items()) + "''"
    x = alt.X(
        "x0:Q",
        scale=alt.Scale(domain=[0, count], nice=False),
        axis=alt.Axis(values=list(years), labelExpr=label, title=None, grid=False, domainColor=INK, tickColor=INK,
                      tickSize=3, labelAlign="left", labelFlush=False, labelOverlap=False, labelBound=False),
    )  # fmt: skip
    y = alt.Y("y0:Q", scale=alt.Scale(nice=False, zero=True), axis=None)
    tooltip = [alt.Tooltip("month:N"), alt.Tooltip("deaths:Q")]
    base = alt.Chart().encode(x=x, y=y)

    def of(kind: str, test: str = "") -> Any:
        return base.transform_filter(f"datum.kind == '{kind}'{test}")

    def words(align: str) -> Any:
        mark = of("word", f" && datum.align == '{align}'").mark_text(
            align=align, baseline="bottom", dy=-3, color=INK2, fontSize=11
        )
        return mark.encode(text="text:N")

    point = {"color": ACCENT, "fillOpacity": 1, "opacity": 1, "size": 44, "strokeWidth": 1.4}
    layers = [
        of("room").mark_point(opacity=0),
        of("gap").mark_rect(color=HATCH).encode(x2="x1:Q", y2="y1:Q"),
        of("bar").mark_rect(color=BAR).encode(x2="x1:Q", y2="y1:Q", tooltip=tooltip),
        *(words(align) for align in ("left", "center", "right")),
        of("range").mark_rule(color=ACCENT, strokeWidth=1.3).encode(y2="y1:Q"),
        of("now", " && datum.y0 > 0").mark_point(fill=ACCENT, **point).encode(tooltip=tooltip),
        of("now", " && datum.y0 == 0").mark_point(fill=PAPER, **point).encode(tooltip=tooltip),
        of("now")
        .mark_text(align="right", dx=-8, dy=-7, color=ACCENT, fontSize=12, fontWeight="bold")
        .encode(text="text:N"),
    ]
    header = alt.Header(title=None, labelAnchor="start", labelFontSize=13, labelFontWeight="bold", labelColor=INK,
                        labelOrient="top", labelPadding=4)  # fmt: skip
    names = [panel.name for panel in panels]
    chart = (
        alt.layer(*layers, data=data(rows))
        .properties(width=(width - gap * (columns - 1)) / columns, height=84)
        .facet(
            facet=alt.Facet("panel:N", sort=names, header=header), columns=columns, spacing={"row": 16, "column": gap}
        )
        .resolve_scale(y="independent")
        .resolve_axis(x="independent")
    )
    return finish(chart)


def _panel_rows(panel: Panel, order: int) -> list[dict[str, Any]]:
    """One panel's marks as records: where nothing is loaded, past months, the month itself, words, and room above."""
    count = len(panel.months)
    known = {index: panel.values[m] for index, m in enumerate(panel.months) if m in panel.values}
    past = {index: value for index, value in known.items() if index < count - 1}
    this = known.get(count - 1)
    top = max([*known.values(), panel.high or 0, 8]) * 1.16
    rows: list[dict[str, Any]] = [{"kind": "room", "x0": 0, "y0": top}]
    for first, last in _gaps([i in known for i in range(count)]):
        rows.append({"kind": "gap", "x0": first, "x1": last + 1, "y0": 0, "y1": top})
    for i, value in past.items():
        if value:
            month = panel.months[i].isoformat()[:7]
            rows.append(
                {"kind": "bar", "x0": i + 0.08, "x1": i + 0.92, "y0": value, "y1": 0, "month": month, "deaths": value}
            )

    def say(at: float, height: float, text: str, align: str) -> None:
        rows.append({"kind": "word", "x0": at, "y0": height, "text": text, "align": align})

    if not past:
        say(count / 2, top * 0.45, "no past month loaded", "center")
    elif max(past.values()) > 0:
        peak = max(past, key=lambda i: past[i])
        say(peak + 0.5, past[peak], whole(past[peak]), _side(peak, count))
    else:
        left = min(past) <= count / 2
        say(min(past) if left else max(past) + 1, top * 0.08, "0 in every loaded month", "left" if left else "right")
    if this is not None:
        month = panel.months[-1].isoformat()[:7]
        if panel.low is not None and panel.high is not None and panel.high > panel.low:
            rows.append({"kind": "range", "x0": count - 0.5, "y0": panel.low, "y1": panel.high})
        rows.append({"kind": "now", "x0": count - 0.5, "y0": this, "text": whole(this), "month": month, "deaths": this})
    return [{"panel": panel.name, "order": order} | row for row in rows]


class _Records(alt.Data):
    """Data that no step of making a chart changes: without this each step copies and checks every record anew."""

    _class_is_valid_at_instantiation = False

    def __deepcopy__(self, memo: Any = None) -> Any:
        return self


def data(rows: list[dict[str, Any]]) -> Any:
    """Records as the data of a chart."""
    return _Records(values=rows)  # type: ignore[no-untyped-call]


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


def finish(chart: Any) -> dict[str, Any]:
    """The specification with the fonts and margins that all charts share."""
    padding = {"left": 2, "right": 4, "top": 6, "bottom": 2}
    chart = chart.configure(font=FONT, background="transparent", padding=padding)
    chart = chart.configure_axis(labelColor=INK2, labelFontSize=12).configure_view(stroke=None)
    return dict(chart.to_dict(validate=False))
