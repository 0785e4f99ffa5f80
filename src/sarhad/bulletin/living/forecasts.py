"""What was foreseen and what happened: every kept forecast, hits and misses alike."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from ...forecasts import PANEL, Kept, score_kept
from ...forecasts.kept import FIFTHS
from ..desk import Desk
from ..drawing import Figure, Renderer
from ..fan import expected, fan_figure, first_day, interval
from ..pages import render
from ..tables import csv_bytes
from ..words import month_name
from .foreseen import foreseen_figure
from .track import against_baseline, fifths, how_many_held, may_die, of_how_many_months, tallies, tally

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
    names = {row["country"]: desk.issue.country(row["country"]) for row in arrived}
    shown = [row for row in arrived if may_die(row) or row["happened"]]
    shown.sort(key=lambda row: row["issued"], reverse=True)
    shown.sort(key=lambda row: names[row["country"]])
    shown.sort(key=lambda row: row["month"], reverse=True)
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
            fan=_fan(desk, kept, max(kept, default=None), [], renderer),
            track=foreseen_figure(renderer, foreseen, names),
            past=_fan(desk, kept, _most_arrived(kept, arrived), arrived, renderer),
            rows=[_row(row, names) for row in shown[:_SHOWN]],
            total=len(shown),
            quiet=len(arrived) - len(shown),
            tally=_told(foreseen, names),
            afterwards=len(arrived) - len(foreseen),
            waiting=sum(row["cannot_say"] == "the month has not arrived" for row in scores),
            now=watched.panel.vintage if watched and watched.panel else "",
            of_events=bool(watched and watched.panel and PANEL not in {ref.name for ref in watched.panel.sources}),
        ),
    )
    yield (
        "forecasts.csv",
        csv_bytes([_flat(row) for row in scores]),
    )


def _most_arrived(kept: Mapping[str, Kept], arrived: list[dict[str, Any]]) -> str | None:
    """The forecast of which most has arrived, the newest of several such."""
    counts = Counter(row["issued"] for row in arrived)
    return max((month for month in kept if counts[month]), key=lambda month: (counts[month], month), default=None)


def _fan(
    desk: Desk, kept: Mapping[str, Kept], month: str | None, arrived: list[dict[str, Any]], renderer: Renderer
) -> tuple[str, Figure] | None:
    """The fan of a kept forecast by its month, with what has arrived of it; None where it expects no death."""
    forecast = kept[month] if month else {"countries": []}
    countries = [country for country in forecast["countries"] if expected(country)]
    if month is None or not countries:
        return None
    names = {c["country"]: desk.issue.country(c["country"]) for c in countries}
    happened = {(r["country"], r["month"]): r["happened"] for r in arrived if r["issued"] == month}
    name = f"forecast-{month}"
    figure = fan_figure(renderer, name, forecast, countries, names, happened, downloads=False)
    return month_name(first_day(month)), figure


def _told(rows: list[dict[str, Any]], names: Mapping[str, str]) -> dict[str, Any] | None:
    """How the forecasts did that foresaw something."""
    if not rows:
        return None
    return {
        "all": tally(rows),
        "against": against_baseline(rows, names),
        "held": how_many_held(rows),
        "months": of_how_many_months(rows),
        "groups": tallies(rows, names),
        "fifths": fifths(rows),
    }


def _flat(row: dict[str, Any]) -> dict[str, Any]:
    """A row of the CSV: quantiles and fifths each in a column."""
    levels = row["quantiles"]
    return {k: v for k, v in row.items() if k not in ("quantiles", "baseline_quantiles", "pit")} | {
        **{f"p{level}": value for level, value in levels.items()},
        **{f"baseline_p{level}": value for level, value in row["baseline_quantiles"].items()},
        **{f"fifth_{number}": row["pit"] and row["pit"][number - 1] for number in range(1, FIFTHS + 1)},
    }


def _row(row: dict[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    return row | {
        "name": names[row["country"]],
        "fifty": interval(row["quantiles"], "25", "75"),
        "ninety": interval(row["quantiles"], "5", "95"),
    }
