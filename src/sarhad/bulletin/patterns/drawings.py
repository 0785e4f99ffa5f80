"""The charts of patterns: months with levels or slope, bands of repeats, times of clusters, the graph of sides."""

from __future__ import annotations

import datetime as dt
import itertools
import math
import statistics
from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt

from ..charts import data, finish
from ..drawing import ACCENT, ACCENT2, BAR, INK, INK2, PAPER, RULE
from .answers import SURE, days, decimal, far

_SIDES = 24
"""Sides drawn in a graph; those with most weight."""


def months_chart(
    months: Sequence[dt.date], counts: Sequence[float], lines: list[dict[str, Any]], width: int
) -> dict[str, Any]:
    """Bars by month and, over them, lines in months from the first; `kind` is "level", "cut" or "band"."""
    bars = [
        {"x0": n + 0.08, "x1": n + 0.92, "y": v, "month": f"{m:%Y-%m}"}
        for n, (m, v) in enumerate(zip(months, counts, strict=True))
        if v
    ]
    top = max([*counts, *(max(line["y0"], line["y1"]) for line in lines), 1]) * 1.05
    x = _months_axis(months, width)
    y = alt.Y(
        "y0:Q",
        scale=alt.Scale(domain=[0, top], nice=False),
        axis=alt.Axis(title=None, domain=False, ticks=False, gridColor=RULE, tickCount=4),
    )
    tooltip = [alt.Tooltip("month:N"), alt.Tooltip("y:Q")]
    layers = [
        alt.Chart(data([{**bar, "y0": 0} for bar in bars] or [{"x0": 0, "x1": 0, "y0": 0, "y": 0}]))
        .mark_rect(color=BAR)
        .encode(x=x, x2="x1:Q", y=y, y2="y:Q", tooltip=tooltip)
    ]
    for kind, colour, wide, dash in (
        ("cut", INK, 1.0, [3, 3]),
        ("band", ACCENT, 1.0, [4, 3]),
        ("level", ACCENT, 2.4, [1, 0]),
    ):
        held = [line for line in lines if line["kind"] == kind]
        if held:
            layers.append(
                alt.Chart(data(held))
                .mark_rule(color=colour, strokeWidth=wide, strokeDash=dash, clip=True)
                .encode(x=x, x2="x1:Q", y=y, y2="y1:Q")
            )
    return finish(alt.layer(*layers).properties(width=width - 50, height=190))


def _months_axis(months: Sequence[dt.date], width: int) -> alt.X:
    """Months from the first as numbers, with the years below."""
    years = [n for n, m in enumerate(months) if m.month == 1]
    every = max(1, math.ceil(len(years) / (width // 55)))
    ticks = years[::every] or [0]
    label = "".join(f"datum.value == {n} ? '{months[n].year}' : " for n in ticks) + "''"
    return alt.X(
        "x0:Q",
        scale=alt.Scale(domain=[0, len(months)], nice=False),
        axis=alt.Axis(
            values=ticks, labelExpr=label, title=None, grid=False, domainColor=INK, tickColor=INK, labelOverlap=False
        ),
    )


def levels(months: Sequence[dt.date], counts: Sequence[float], changes: Sequence[dt.date]) -> list[dict[str, Any]]:
    """The mean of each stretch between changes, and a rule at each change."""
    number = {month: n for n, month in enumerate(months)}
    cuts = sorted(number[change] for change in changes if change in number)
    edges = [0, *cuts, len(months)]
    rows: list[dict[str, Any]] = [{"kind": "cut", "x0": cut, "x1": cut, "y0": 0, "y1": max(counts)} for cut in cuts]
    for first, last in itertools.pairwise(edges):
        mean = sum(counts[first:last]) / (last - first)
        rows.append({"kind": "level", "x0": first, "x1": last, "y0": mean, "y1": mean})
    return rows


def slopes(counts: Sequence[float], a_year: float, low: float, high: float) -> list[dict[str, Any]]:
    """Sen's line through the medians, and the two of its interval."""
    n = len(counts)
    middle, level = n / 2, statistics.median(count - a_year / 12 * (at + 0.5) for at, count in enumerate(counts))
    level += a_year / 12 * middle
    return [
        {"kind": kind, "x0": 0, "x1": n, "y0": level - step / 12 * middle, "y1": level + step / 12 * (n - middle)}
        for kind, step in (("band", low), ("band", high), ("level", a_year))
    ]


def repeats_chart(rows: Sequence[Mapping[str, Any]], width: int) -> dict[str, Any]:
    """Ratios by distance and days; shaded where more than chance gives when all bands are allowed for."""
    cells = [
        {"far": far(row), "days": days(row), "text": "–" if row["ratio"] is None else decimal(row["ratio"]),
         "depth": _depth(row), "observed": row["observed"]}
        for row in rows
    ]  # fmt: skip
    fars, spans = (list(dict.fromkeys(cell[key] for cell in cells)) for key in ("far", "days"))
    plain: dict[str, Any] = {"title": None, "domain": False, "ticks": False, "labelLimit": 200, "labelAngle": 0}
    x = alt.X("days:O", sort=spans, axis=alt.Axis(orient="top", **plain))
    y = alt.Y("far:O", sort=fars, axis=alt.Axis(**plain))
    base = alt.Chart(data(cells)).encode(x=x, y=y)
    shade = base.mark_rect(fill=ACCENT, stroke=RULE).encode(
        fillOpacity=alt.FillOpacity("depth:Q", scale=alt.Scale(domain=[0, 1], range=[0, 0.4]), legend=None),
        tooltip=[alt.Tooltip("observed:Q"), alt.Tooltip("text:N", title="ratio")],
    )
    words = base.mark_text(color=INK, fontSize=13).encode(text="text:N")
    left = 130
    return finish(alt.layer(shade, words).properties(width=width - left, height=34 * len(fars)))


def _depth(row: Mapping[str, Any]) -> float:
    if row["ratio"] is None or row["p_adjusted"] is None or row["p_adjusted"] > SURE:
        return 0.0
    return min(1.0, 0.25 + math.log2(max(row["ratio"], 1)) / 3)


def clusters_chart(rows: Sequence[Mapping[str, Any]], start: dt.date, end: dt.date, width: int) -> dict[str, Any]:
    """When each cluster was, one bar each; open where chance gives as much."""
    bars = [
        {"name": f"{row['rank']}", "x0": row["first_day"].isoformat(),
         "x1": (row["last_day"] + dt.timedelta(days=1)).isoformat(),
         "sure": row["p_value"] <= SURE}
        for row in rows
    ]  # fmt: skip
    names = [bar["name"] for bar in bars]
    x = alt.X(
        "x0:T",
        scale=alt.Scale(domain=[start.isoformat(), end.isoformat()], nice=False),
        axis=alt.Axis(
            title=None,
            grid=True,
            gridColor=RULE,
            format="%Y",
            tickCount={"interval": "year", "step": max(1, (end.year - start.year) // (width // 70))},
            domainColor=INK,
        ),
    )
    y = alt.Y("name:O", sort=names, axis=alt.Axis(title=None, domain=False, ticks=False))
    base = alt.Chart(data(bars)).encode(x=x, y=y)
    layers = [
        base.transform_filter("datum.sure").mark_bar(color=ACCENT, height=11, minBandSize=2).encode(x2="x1:T"),
        base.transform_filter("!datum.sure")
        .mark_bar(fill=PAPER, stroke=INK2, strokeWidth=1, height=11)
        .encode(x2="x1:T"),
    ]
    return finish(alt.layer(*layers).properties(width=width - 40, height=24 * len(bars)))


def sides_chart(rows: Sequence[Mapping[str, Any]], width: int) -> dict[str, Any]:
    """Months of the two sides of a border: the first upward, the second downward."""
    bars = [
        {"x0": n + 0.08, "x1": n + 0.92, "y0": 0, "y": sign * row[side], "colour": colour,
         "month": f"{row['month']:%Y-%m}"}
        for n, row in enumerate(rows)
        for side, sign, colour in (("side_a", 1, ACCENT), ("side_b", -1, BAR))
        if row[side]
    ]  # fmt: skip
    axis = alt.Axis(
        title=None, domain=False, ticks=False, gridColor=RULE, tickCount=4, labelExpr="format(abs(datum.value), '~g')"
    )
    chart = alt.Chart(data(bars)).mark_rect()
    chart = chart.encode(
        x=_months_axis([row["month"] for row in rows], width),
        x2="x1:Q",
        y=alt.Y("y0:Q", axis=axis),
        y2="y:Q",
        color=alt.Color("colour:N", scale=None, legend=None),
        tooltip=[alt.Tooltip("month:N"), alt.Tooltip("y:Q")],
    )
    return finish(chart.properties(width=width - 50, height=170))


def lags_chart(rows: Sequence[Mapping[str, Any]], width: int) -> dict[str, Any]:
    """Correlation by lag, filled where it is more than chance gives with all lags allowed for."""
    bars = [
        {"lag": row["lag_months"], "r": row["correlation"], "fill": ACCENT if row["p_adjusted"] <= SURE else PAPER}
        for row in rows
    ]
    x = alt.X("lag:O", axis=alt.Axis(title=None, labelAngle=0, ticks=False))
    y = alt.Y("r:Q", axis=alt.Axis(title=None, domain=False, ticks=False, gridColor=RULE, tickCount=4))
    chart = alt.Chart(data(bars)).mark_bar(stroke=INK2, strokeWidth=1)
    chart = chart.encode(x=x, y=y, fill=alt.Fill("fill:N", scale=None, legend=None))
    return finish(chart.properties(width=width - 50, height=130))


def graph_chart(drawn: Mapping[str, Any], name_of: Mapping[str, str], width: int) -> dict[str, Any]:
    """Sides as points, fights as lines by weight, friends dashed; only the sides with most weight."""
    import networkx as nx  # takes a quarter of a second, which only this figure should cost

    kept = weights(drawn["pairs"])[:_SIDES]
    sides = {side for side, _, _ in kept}
    graph = nx.Graph()
    graph.add_nodes_from(side for side, _, _ in kept)
    fights = [(a, b, w) for a, b, w in drawn["pairs"] if a in sides and b in sides]
    graph.add_edges_from((a, b) for a, b, _ in fights)
    at = (
        nx.circular_layout(graph)
        if len(kept) < 5
        else nx.spring_layout(graph, seed=1, k=1.2 / math.sqrt(len(kept)), iterations=200)
    )
    spot = {side: (round(float(x), 3), round(float(y), 3)) for side, (x, y) in at.items()}
    most = max(w for _, _, w in fights)
    lines = [_line(spot, a, b, "fights", 0.8 + 5 * math.sqrt(w / most)) for a, b, w in fights]
    lines += [_line(spot, a, b, "friends", 1.4) for a, b in drawn["friends"] if a in sides and b in sides]
    points: list[dict[str, Any]] = [
        {"x": spot[side][0], "y": spot[side][1], "name": _short(name_of.get(side, side))} for side, _, _ in kept
    ]
    wide = [p["x"] for p in points]
    room = 0.35 * (max(wide) - min(wide) or 1)
    x = alt.X("x:Q", axis=None, scale=alt.Scale(domain=[min(wide) - room, max(wide) + room], nice=False))
    y = alt.Y("y:Q", axis=None, scale=alt.Scale(zero=False, nice=False, padding=16))
    edges = alt.Chart(data(lines)).encode(x=x, y=y, x2="x2:Q", y2="y2:Q")
    size = alt.StrokeWidth("wide:Q", scale=None, legend=None)
    layers = [
        edges.transform_filter("datum.kind == 'fights'").mark_rule(color=ACCENT2).encode(strokeWidth=size),
        edges.transform_filter("datum.kind == 'friends'").mark_rule(color=INK2, strokeDash=[4, 3], strokeWidth=1.4),
        alt.Chart(data(points))
        .mark_point(fill=ACCENT, color=ACCENT, fillOpacity=1, size=46)
        .encode(x=x, y=y, tooltip="name:N"),
        alt.Chart(data(points)).mark_text(color=INK, fontSize=11, dy=-10).encode(x=x, y=y, text="name:N"),
    ]
    return finish(alt.layer(*layers).properties(width=width - 10, height=min(width, 520)))


def weights(pairs: Sequence[tuple[str, str, float]]) -> list[tuple[str, float, int]]:
    """Each side with its weight and number of opponents, the heaviest first."""
    total: dict[str, float] = {}
    against: dict[str, int] = {}
    for a, b, weight in pairs:
        for side in (a, b):
            total[side] = total.get(side, 0.0) + weight
            against[side] = against.get(side, 0) + 1
    return sorted(((side, total[side], against[side]) for side in total), key=lambda one: (-one[1], one[0]))


def _line(spot: Mapping[str, tuple[float, float]], a: str, b: str, kind: str, wide: float) -> dict[str, Any]:
    return {"x": spot[a][0], "y": spot[a][1], "x2": spot[b][0], "y2": spot[b][1], "kind": kind, "wide": round(wide, 2)}


def _short(name: str) -> str:
    return name if len(name) <= 26 else name[:25].rstrip() + "…"
