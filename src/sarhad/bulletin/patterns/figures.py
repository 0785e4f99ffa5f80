"""The figures of a pattern; none where nothing can be said."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from markupsafe import Markup

from ..desk import Desk
from ..drawing import Figure, Renderer
from ..figures import chart_figure
from ..maps.download import standalone
from ..pattern import Pattern
from ..tables import csv_bytes
from ..words import month_name
from .answers import SURE, border_sides, names
from .area_maps import NARROW, WIDE, cells_map, circles_map
from .drawings import (
    clusters_chart,
    graph_chart,
    lags_chart,
    levels,
    months_chart,
    repeats_chart,
    sides_chart,
    slopes,
    weights,
)

_WIDTHS = (820, 340)
Chart = Callable[[int], dict[str, Any]]


def figures(desk: Desk, pattern: Pattern, renderer: Renderer) -> tuple[Figure, ...]:
    """What is drawn of a pattern."""
    make = _FIGURES.get(pattern.name)
    return () if make is None or pattern.cannot_say else tuple(make(desk, pattern, renderer))


def _chart(
    renderer: Renderer,
    pattern: Pattern,
    finding: str,
    about: str,
    draw: Chart,
    rows: list[dict[str, Any]],
    part: str = "",
) -> Figure:
    wide, narrow = (draw(width) for width in _WIDTHS)
    alt = f"{finding}. {about}."
    return chart_figure(
        renderer,
        f"pattern-{pattern.name}{part}",
        Markup("{}").format(finding),
        about,
        alt,
        wide=wide,
        narrow=narrow,
        rows=rows,
    )


def _span(pattern: Pattern) -> str:
    return f"{month_name(pattern.start)} to {month_name(pattern.end)}"


def _drawn_span(pattern: Pattern) -> str:
    months = pattern.drawn["months"]
    return f"{month_name(months[0])} to {month_name(months[-1])}"


def _listed(pattern: Pattern) -> list[dict[str, Any]]:
    return [{column: value for column, value in row.items() if column != "event_ids"} for row in pattern.rows]


def _series(pattern: Pattern) -> list[dict[str, Any]]:
    drawn = pattern.drawn
    return [{"month": f"{m:%Y-%m}", drawn["of"]: n} for m, n in zip(drawn["months"], drawn["counts"], strict=True)]


def _months(pattern: Pattern, renderer: Renderer, finding: str, about: str, lines: Any) -> Figure:
    months, counts = pattern.drawn["months"], pattern.drawn["counts"]
    return _chart(renderer, pattern, finding, about, lambda w: months_chart(months, counts, lines, w), _series(pattern))


def _change(desk: Desk, pattern: Pattern, renderer: Renderer) -> list[Figure]:
    drawn = pattern.drawn
    changes = [row["change"] for row in pattern.rows if row["method"] == "PELT" and row["change"]]
    lines = levels(drawn["months"], drawn["counts"], changes)
    finding = "Levels between the changes that PELT finds" if changes else "One level: PELT finds no change"
    about = f"{drawn['of'].capitalize()} by month, {_drawn_span(pattern)}; line: mean of each level"
    return [_months(pattern, renderer, finding, about, lines)]


def _slope(desk: Desk, pattern: Pattern, renderer: Renderer) -> list[Figure]:
    drawn, row = pattern.drawn, pattern.rows[0]
    lines = slopes(drawn["counts"], row["slope_per_year"], row["slope_low"], row["slope_high"])
    about = f"{drawn['of'].capitalize()} by month, {_drawn_span(pattern)}; dashed: the interval of the slope"
    finding = "The slope of Sen through the months"
    return [_months(pattern, renderer, finding, about, lines)]


def _repeats(desk: Desk, pattern: Pattern, renderer: Renderer) -> list[Figure]:
    rows = pattern.rows[1:] or pattern.rows
    about = f"Pairs seen by pairs expected, {_span(pattern)}; shaded: more than chance gives with all bands allowed for"
    return [
        _chart(
            renderer,
            pattern,
            "How many times as many pairs as by chance",
            about,
            lambda w: repeats_chart(rows, w),
            rows,
        )
    ]


def _network(desk: Desk, pattern: Pattern, renderer: Renderer) -> list[Figure]:
    drawn = pattern.drawn
    if not drawn["pairs"]:
        return []
    rows = [{"side_a": a, "side_b": b, drawn["of"]: w} for a, b, w in drawn["pairs"]]
    sides = len(weights(drawn["pairs"]))
    about = (
        f"{drawn['first'].day} {month_name(drawn['first'])} to {drawn['last'].day} {month_name(drawn['last'])}; "
        f"lines: fights, wider with more {drawn['of']}; dashed: friends in the registry"
    )
    if sides > 24:
        about += f"; the 24 sides with most {drawn['of']} of {sides}"
    called = names(desk)
    return [_chart(renderer, pattern, "Who fought whom", about, lambda w: graph_chart(drawn, called, w), rows)]


def _spillover(desk: Desk, pattern: Pattern, renderer: Renderer) -> list[Figure]:
    """For each border with events enough the months of both sides, and the correlation by lag."""
    made = []
    for border in dict.fromkeys(row["border"] for row in pattern.rows):
        a, b = border_sides(desk, border)
        of, key = str(pattern.drawn["of"]), f"-{border.lower()}"
        months = [row for row in pattern.rows if row["border"] == border and row["part"] == "month"]
        lags = [row for row in pattern.rows if row["border"] == border and row["part"] == "lag"]
        near = pattern.provenance.parameters["band_km"]
        about = f"{of.capitalize()} by month within {near:g} km of the border; up: {a}, down: {b}"
        rows = [{"month": f"{r['month']:%Y-%m}", "side_a": r["side_a"], "side_b": r["side_b"]} for r in months]
        draw = _of_width(sides_chart, months)
        made.append(_chart(renderer, pattern, f"{a} – {b}", about, draw, rows, key))
        about = f"By months that {a} goes before {b}; filled: more than chance gives, all lags allowed for"
        names = ("lag_months", "correlation", "p_value", "p_adjusted", "p_permuted")
        rows = [{name: row[name] for name in names} for row in lags]
        draw = _of_width(lags_chart, lags)
        made.append(_chart(renderer, pattern, f"{a} – {b}: correlation of changes", about, draw, rows, f"{key}-lags"))
    return made


def _of_width(draw: Callable[[list[dict[str, Any]], int], dict[str, Any]], rows: list[dict[str, Any]]) -> Chart:
    return lambda width: draw(rows, width)


def _clusters(desk: Desk, pattern: Pattern, renderer: Renderer) -> list[Figure]:
    rows = pattern.rows
    about = f"Circles by rank, {_span(pattern)}; filled: p up to {SURE}, dashed: chance may give as much"
    where = _map(desk, pattern, renderer, "Where the most unusual circles lie", about, circles_map)
    about = f"Bars by rank, {_span(pattern)}; filled: p up to {SURE}, open: chance may give as much"
    when = _chart(
        renderer, pattern, "When they were", about,
        lambda w: clusters_chart(rows, pattern.start, pattern.end, w), _listed(pattern),
    )  # fmt: skip
    return [where, when]


def _hotspots(desk: Desk, pattern: Pattern, renderer: Renderer) -> list[Figure]:
    hot = sum(row["hotspot"] for row in pattern.rows)
    keys = "full colour: hot spots; faint: the more, the stronger" if hot else "the more, the stronger"
    about = f"Half-degree cells with {pattern.drawn['of']}, {_span(pattern)}; {keys}"
    return [_map(desk, pattern, renderer, "Hot spots" if hot else "No hot spot", about, cells_map)]


def _map(
    desk: Desk, pattern: Pattern, renderer: Renderer, finding: str, about: str, draw: Callable[..., Any]
) -> Figure:
    label = f"Map. {finding}. {about}."
    (wide, frame), (narrow, _) = (draw(desk, pattern.rows, look, label) for look in (WIDE, NARROW))
    name, svg = f"pattern-{pattern.name}-map", standalone(wide, frame)
    rows = _listed(pattern)
    files = {f"{name}.svg": svg.encode(), f"{name}.png": renderer.png(svg), f"{name}.csv": csv_bytes(rows)}
    return Figure(name, Markup("{}").format(finding), about, label, wide, narrow, files)


_FIGURES: Mapping[str, Callable[[Desk, Pattern, Renderer], list[Figure]]] = {
    "change": _change,
    "slope": _slope,
    "repeats": _repeats,
    "network": _network,
    "spillover": _spillover,
    "clusters": _clusters,
    "hotspots": _hotspots,
}
