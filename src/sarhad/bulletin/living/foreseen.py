"""Each month as it was last foreseen, and what happened: a panel for each country."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from markupsafe import Markup

from ..drawing import Figure, Renderer
from ..fan import first_day
from ..fan_panels import foreseen, log_note, panels_chart
from ..figures import chart_figure
from ..words import next_month
from .track import Row, may_die

MONTHS = 24
"""The newest months that are drawn."""


def foreseen_figure(renderer: Renderer, rows: Sequence[Row], names: Mapping[str, str]) -> Figure | None:
    """The scored `rows` of countries in which a death was expected or came; None without one, or of one month only."""
    last: dict[tuple[str, str], Row] = {}
    for row in sorted(rows, key=lambda row: -row["ahead"]):
        last[row["country"], row["month"]] = row
    months = sorted({row["month"] for row in last.values()})
    if len(months) < 2:
        return None
    end = first_day(months[-1])
    start = max(next_month(end, 1 - MONTHS), first_day(months[0]))
    place = {f"{month:%Y-%m}": n for n in range(MONTHS) if (month := next_month(start, n)) <= end}
    live = {row["country"] for row in last.values() if row["month"] in place and (may_die(row) or row["happened"])}
    if not live:
        return None
    panels: dict[str, list[dict[str, Any]]] = {}
    for code in sorted(live, key=lambda code: names[code]):
        panels[names[code]] = [
            mark
            for month, at in place.items()
            if (told := last.get((code, month)))
            for mark in foreseen(at, month, told["quantiles"], told["baseline_quantiles"], told["happened"])
        ]
    marks = [mark["kind"] for panel in panels.values() for mark in panel]
    held, missed = marks.count("hit"), marks.count("miss")
    finding = Markup("Of {} months as they were last foreseen, {} came inside the 90 % and {} missed").format(
        held + missed, held, missed
    )
    about = f"State-based deaths by month; each panel has its own scale{log_note(panels)}"
    span = (0, max(len(place), 6))
    columns = min(3, len(panels))
    return chart_figure(
        renderer,
        "foreseen",
        finding,
        about,
        f"{about}. {finding}. Each month is in the table below.",
        wide=panels_chart(panels, start, span, width=820, columns=columns),
        narrow=panels_chart(panels, start, span, width=340, columns=1),
        rows=None,
    )
