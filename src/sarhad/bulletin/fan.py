"""The chart of a forecast: past months, the fan of those to come, the baseline, and what happened since."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from markupsafe import Markup

from ..forecasts import Kept
from .drawing import Figure, Renderer
from .fan_panels import foreseen, log_note, panels_chart
from .figures import chart_figure
from .words import month_name, next_month, whole

NONE_EXPECTED = 0.05
"""Where fewer of the draws hold a death in every month ahead, no death is expected."""
PAST = 24
"""Months before the cut-off that are drawn."""


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
    *,
    downloads: bool,
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
    about += log_note(marks)
    told = " ".join(
        f"{names[c['country']]}, {month_name(first_day(c['months'][0]['month']))}: {c['months'][0]['says']}."
        for c in countries
    )
    alt_text = f"{about}. {f'{finding}. ' if came else ''}{told}"
    columns = min(3, len(countries))
    start, span = next_month(first_day(kept["cutoff"])), (-PAST, ahead)
    return chart_figure(
        renderer,
        name,
        finding,
        about,
        alt_text,
        wide=panels_chart(marks, start, span, width=820, columns=columns),
        narrow=panels_chart(marks, start, span, width=340, columns=1),
        rows=forecast_rows({**kept, "countries": list(countries)}) if downloads else None,
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
        arrived = happened.get((country["country"], told["month"]))
        rows += foreseen(step, told["month"], told["quantiles"], told["baseline"]["quantiles"], arrived)
    rows.append({"kind": "cutoff", "x0": 0, "y0": 0})
    return rows


def interval(quantiles: Mapping[str, float], low: str, high: str) -> str:
    """`0 to 14`, or `none` where both ends are none."""
    ends = whole(quantiles[low]), whole(quantiles[high])
    return "none" if ends == ("0", "0") else f"{ends[0]} to {ends[1]}"
