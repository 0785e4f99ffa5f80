"""What was foreseen and what happened: every kept forecast, hits and misses alike."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ...forecasts import Kept, score_kept
from ..desk import Desk
from ..drawing import Figure, Renderer
from ..fan import expected, fan_figure, first_day, interval
from ..pages import render
from ..tables import csv_bytes
from ..words import month_name

_SHOWN = 300


def forecast_pages(
    desk: Desk, kept: Mapping[str, Kept], folders: Mapping[str, str], renderer: Renderer
) -> Iterator[tuple[str, bytes]]:
    """`forecasts.html`, and `forecasts.csv` with every month of every kept forecast; `folders` are those of months."""
    watched = desk.issue.forecasts
    if not kept and watched is None:
        return
    scores = score_kept(list(kept.values()), watched.panel if watched else None)
    arrived = [row for row in scores if row["happened"] is not None]
    foreseen = [row for row in arrived if not row["afterwards"]]
    shown = sorted(arrived, key=lambda row: (row["issued"], row["month"]), reverse=True)
    yield (
        "forecasts.html",
        render(
            "forecasts.j2",
            desk.issue,
            "",
            "assets/",
            tab="Forecasts",
            desk=desk,
            kept=kept,
            folders=folders,
            figures=_figures(desk, kept, arrived, renderer),
            rows=[_row(desk, row) for row in shown[:_SHOWN]],
            total=len(arrived),
            tally=_tally(foreseen),
            afterwards=len(arrived) - len(foreseen),
            waiting=sum(row["cannot_say"] == "the month has not arrived" for row in scores),
            now=watched.panel.vintage if watched and watched.panel else "",
        ),
    )
    yield (
        "forecasts.csv",
        csv_bytes(
            [
                {k: v for k, v in row.items() if k != "quantiles"} | {f"p{k}": v for k, v in row["quantiles"].items()}
                for row in scores
            ]
        ),
    )


def _figures(
    desk: Desk, kept: Mapping[str, Kept], arrived: list[dict[str, Any]], renderer: Renderer
) -> list[tuple[str, Figure]]:
    """The newest forecast, and of those before it the one of which most has arrived, with what happened."""
    counts = {month: sum(row["issued"] == month for row in arrived) for month in kept}
    newest = max(kept, default=None)
    past = max((m for m in kept if counts[m] and m != newest), key=lambda m: (counts[m], m), default=None)
    found = []
    for month in (newest, past):
        forecast = kept[month] if month else {"countries": []}
        countries = [c for c in forecast["countries"] if expected(c)]
        if month and countries:
            names = {c["country"]: desk.issue.country(c["country"]) for c in countries}
            happened = {(r["country"], r["month"]): r["happened"] for r in arrived if r["issued"] == month}
            figure = fan_figure(renderer, f"forecast-{month}", forecast, countries, names, happened)
            found.append((month_name(first_day(month)), figure))
    return found


def _tally(rows: list[dict[str, Any]]) -> dict[str, Any] | None:
    """How the forecasts did that foresaw something."""
    if not rows:
        return None
    own, naive = (sum(row[name] for row in rows) / len(rows) for name in ("crps", "baseline_crps"))
    with_deaths = [row for row in rows if row["happened"]]
    return {
        "n": len(rows),
        "inside_90": sum(row["inside_90"] for row in rows),
        "inside_50": sum(row["inside_50"] for row in rows),
        "with_deaths": len(with_deaths),
        "with_deaths_inside": sum(row["inside_90"] for row in with_deaths),
        "crps": own,
        "baseline_crps": naive,
    }


def _row(desk: Desk, row: dict[str, Any]) -> dict[str, Any]:
    return row | {
        "name": desk.issue.country(row["country"]),
        "fifty": interval(row["quantiles"], "25", "75"),
        "ninety": interval(row["quantiles"], "5", "95"),
    }
