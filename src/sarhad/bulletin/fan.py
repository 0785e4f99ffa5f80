"""The chart of a forecast: past months, the fan of those to come, the baseline, and what happened since."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt
from markupsafe import Markup

from ..forecasts import Kept
from .charts import data, finish
from .drawing import ACCENT, ACCENT2, BAR, INK, INK2, Figure, Renderer
from .figures import chart_figure
from .words import month_name, next_month, whole

NONE_EXPECTED = 0.05
"""Where fewer of the draws hold a death in every month ahead, no death is expected."""


PAST = 24
"""Months before the cut-off that are drawn."""
LOG_FROM = 20
"""A panel whose highest mark is more than so many times the forecast's highest median gets a logarithmic scale."""
_AXIS_ROOM = 44
_CROSS = "M-.7-.7L.7.7M-.7.7L.7-.7"


def expected(country: Mapping[str, Any]) -> bool:
    """Whether a death is expected in some month of a country's forecast."""
    return any(told["above"]["0"] >= NONE_EXPECTED for told in country["months"])


def first_day(month: str) -> dt.date:
    """The first day of a month written `2026-01`."""
    return dt.date.fromisoformat(f"{month}-01")


def fan_figure(
    renderer: Renderer,
    name: str,
    kept: Kept,
    countries: Sequence[Mapping[str, Any]],
    names: Mapping[str, str],
    happened: Mapping[tuple[str, str], int],
) -> Figure:
    """A panel for each of `countries`; `happened` holds deaths by country and month that have arrived since."""
    cutoff = month_name(first_day(kept["cutoff"]))
    ahead = len(countries[0]["months"])
    marks = {names[c["country"]]: _marks(kept, c, happened) for c in countries}
    came = [mark["kind"] for panel in marks.values() for mark in panel if mark["kind"] in ("hit", "miss")]
    if came:
        finding = Markup("Of {} months foreseen after {} that have come, {} came inside the 90 % and {} missed").format(
            len(came), cutoff, came.count("hit"), came.count("miss")
        )
    else:
        finding = Markup("What may come after {}, {} ahead").format(cutoff, f"{ahead} month{'s' if ahead > 1 else ''}")
    about = "State-based deaths by month; each panel has its own scale"
    if any(map(_needs_log, marks.values())):
        about += ", logarithmic where it says so"
    told = " ".join(
        f"{names[c['country']]}, {month_name(first_day(c['months'][0]['month']))}: {c['months'][0]['says']}."
        for c in countries
    )
    alt_text = f"{about}. {f'{finding}. ' if came else ''}{told}"
    columns = min(3, len(countries))
    return chart_figure(
        renderer,
        name,
        finding,
        about,
        alt_text,
        wide=_chart(marks, kept, ahead, width=820, columns=columns),
        narrow=_chart(marks, kept, ahead, width=340, columns=1),
        rows=forecast_rows({**kept, "countries": list(countries)}),
    )


def forecast_rows(kept: Kept) -> list[dict[str, Any]]:
    """A row for each country and month ahead: quantiles of the forecast and of the baseline."""
    return [
        {
            "country": country["country"],
            "month": told["month"],
            "says": told["says"],
            **{f"p{level}": value for level, value in told["quantiles"].items()},
            **{f"above_{deaths}": share for deaths, share in told["above"].items()},
            **{f"baseline_p{level}": value for level, value in told["baseline"]["quantiles"].items()},
            **{
                f"as_reported_p{level}": v
                for level, v in told.get("as_reported", {"quantiles": {}})["quantiles"].items()
            },
            "model": kept["model"],
            "sources": ", ".join(kept["sources"]),
        }
        for country in kept["countries"]
        for told in country["months"]
    ]


def _marks(kept: Kept, country: Mapping[str, Any], happened: Mapping[tuple[str, str], int]) -> list[dict[str, Any]]:
    """One panel's marks; the month ahead by n stands from n - 1 to n, the cut-off ends at 0."""
    cutoff = first_day(kept["cutoff"])
    rows: list[dict[str, Any]] = []
    for back in range(PAST):
        month = f"{next_month(cutoff, -back):%Y-%m}"
        if deaths := country["past"].get(month):
            rows.append({"kind": "past", "x0": -back - 0.92, "x1": -back - 0.08, "y0": deaths, "y1": 0, "month": month})
    for step, told in enumerate(country["months"]):
        q, base = told["quantiles"], told["baseline"]["quantiles"]
        span = {"x0": step, "x1": step + 1, "month": told["month"]}
        rows.append({"kind": "ninety", **span, "y0": q["95"], "y1": q["5"]})
        rows.append({"kind": "fifty", **span, "y0": q["75"], "y1": q["25"]})
        rows.append({"kind": "median", **span, "y0": q["50"]})
        rows += [{"kind": "baseline", **span, "y0": base[level]} for level in ("5", "95")]
        arrived = happened.get((country["country"], told["month"]))
        if arrived is not None:
            inside = q["5"] <= arrived <= q["95"]
            rows.append({"kind": "hit" if inside else "miss", "x0": step + 0.5, "y0": arrived, "month": told["month"]})
    return rows


def _needs_log(marks: Sequence[Mapping[str, Any]]) -> bool:
    """Whether a linear scale would press the forecast's middle flat against the axis."""
    middle = max(mark["y0"] for mark in marks if mark["kind"] == "median")
    return bool(max(mark["y0"] for mark in marks) > LOG_FROM * max(middle, 5))


def _chart(
    panels: Mapping[str, list[dict[str, Any]]], kept: Kept, ahead: int, *, width: int, columns: int
) -> dict[str, Any]:
    gap = 18
    inner = (width - gap * (columns - 1)) / columns - _AXIS_ROOM
    made = [_panel(name, marks, kept, ahead).properties(width=inner, height=110) for name, marks in panels.items()]
    return finish(alt.concat(*made, columns=columns, spacing=gap).resolve_scale(y="independent"))


def _panel(name: str, marks: list[dict[str, Any]], kept: Kept, ahead: int) -> Any:
    cutoff, log = first_day(kept["cutoff"]), _needs_log(marks)
    top = max(max(mark["y0"] for mark in marks) * (1.5 if log else 1.08), 4)
    years = {n: next_month(cutoff, n + 1) for n in range(-PAST, ahead) if next_month(cutoff, n + 1).month == 1}
    label = "".join(f"datum.value == {n} ? '{m.year}' : " for n, m in years.items()) + "''"
    x = alt.X(
        "x0:Q",
        scale=alt.Scale(domain=[-PAST, ahead], nice=False),
        axis=alt.Axis(values=list(years), labelExpr=label, title=None, grid=False, domainColor=INK, tickColor=INK,
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
        of("cutoff").mark_rule(color=INK2, strokeWidth=0.8).encode(y2="y1:Q"),
        of("past").mark_rect(color=BAR).encode(x2="x1:Q", y2="y1:Q", tooltip=tooltip),
        of("ninety").mark_rect(color=ACCENT2, opacity=0.45).encode(x2="x1:Q", y2="y1:Q"),
        of("fifty").mark_rect(color=ACCENT2).encode(x2="x1:Q", y2="y1:Q"),
        of("baseline").mark_rule(color=INK2, strokeWidth=1.2, strokeDash=[4, 3]).encode(x2="x1:Q"),
        of("median").mark_rule(color=ACCENT, strokeWidth=2.2).encode(x2="x1:Q", tooltip=tooltip),
        of("hit").mark_point(shape="circle", size=40, fill=INK, strokeWidth=0, **shown).encode(tooltip=tooltip),
        of("miss").mark_point(shape=_CROSS, size=70, strokeWidth=2, **shown).encode(tooltip=tooltip),
    ]
    rows = [*marks, {"kind": "cutoff", "x0": 0, "y0": top, "y1": 0}]
    title = alt.TitleParams(
        name + (", log scale" if log else ""),
        anchor="start",
        frame="group",
        fontSize=13,
        fontWeight="bold",
        color=INK,
        offset=6,
    )
    return alt.layer(*layers, data=data(rows)).properties(title=title)


def interval(quantiles: Mapping[str, float], low: str, high: str) -> str:
    """`0 to 14`, or `none` where both ends are none."""
    ends = whole(quantiles[low]), whole(quantiles[high])
    return "none" if ends == ("0", "0") else f"{ends[0]} to {ends[1]}"
