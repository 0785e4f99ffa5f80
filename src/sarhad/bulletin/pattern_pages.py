"""The page of each pattern: the sentence, the figures, the rows, what went in, and how it was made."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from markupsafe import Markup

from .desk import Desk
from .pages import render
from .pattern import Pattern
from .patterns import Found
from .patterns.about import LABELS
from .patterns.answers import border_sides, chance, decimal, names
from .patterns.drawings import weights
from .words import exact, month_name

_SHOWN = 60
_NOT_SHOWN = ("row", "cannot_say", "event_ids")
_HIDDEN = {
    "dyads": ("dyad_id", "conflict_id", "period", "rows", "covered", "year_deaths_best"),
    "spillover": ("part", "month", "side_a", "side_b"),
}
_FREE = "The source does not say that it lists every event: this is told of the listed rows only."


def pattern_pages(desk: Desk, found: Iterable[Found], root: str, common: Mapping[str, Any]) -> dict[str, bytes]:
    """A page for each pattern."""
    out = {}
    for one in found:
        rows = one.pattern.rows
        columns = _columns(one.pattern, rows)
        out[one.page] = render(
            "pattern.j2",
            desk.issue,
            "../" + root,
            "../",
            **common,
            one=one,
            answer=_deeper(one.answer),
            alerts=[_deeper(text) for text in one.alerts],
            window=f"{month_name(one.pattern.start)} to {month_name(one.pattern.end)}",
            columns=columns,
            rows=[
                {c: _cell(desk, one.pattern, c, row[c]) for c, _ in columns} for row in _first(one.pattern.name, rows)
            ],
            total=len(rows),
            silent=_silent(desk, one.pattern),
            parameters=_parameters(one.pattern),
            sides=_sides(desk, one.pattern),
            free="" if one.pattern.covered else _FREE,
        )
    return out


def _deeper(text: Markup) -> Markup:
    """The same links from a page one folder down."""
    return Markup(str(text).replace('href="numbers/', 'href="../numbers/'))  # noqa: S704 (escaped already)


def _columns(pattern: Pattern, rows: Sequence[Mapping[str, Any]]) -> list[tuple[str, str]]:
    """The columns in which any row says something, with what a reader calls them."""
    hidden = (*_NOT_SHOWN, *_HIDDEN.get(pattern.name, ()))
    kept = [c for c in pattern.table.column_names if c not in hidden and any(row[c] is not None for row in rows)]
    return [(c, LABELS.get(c, c.replace("_", " "))) for c in kept]


def _first(name: str, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The rows of a pattern of this name that its page shows."""
    if name == "hotspots":  # the cells that say most stand first; the file keeps all
        rows = sorted(rows, key=lambda row: (not row["hotspot"], -(row["z_score"] or -99), row["row"]))
    if name == "spillover":  # the months are drawn, and in the file
        rows = [row for row in rows if row["part"] == "lag"]
    if name == "alerts":
        rows = sorted(rows, key=lambda row: row["day"], reverse=True)
    return rows[:_SHOWN]


def _cell(desk: Desk, pattern: Pattern, column: str, value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if column.startswith("p_"):
        return chance(value).removeprefix("p ").removeprefix("= ")
    if column in ("longitude", "latitude"):
        return f"{value:.2f}"
    if column in ("priogrid_gid", "row", "rank"):
        return str(value)
    if column in ("change", "period"):
        yearly = pattern.name == "network" and pattern.drawn["period"] == "year"
        return str(value.year) if yearly else month_name(value)
    if isinstance(value, dt.date):
        return value.isoformat()
    if column in ("side_a", "side_b"):
        return names(desk).get(value, str(value))
    if column == "border":
        return " – ".join(border_sides(desk, value))
    if column == "about":
        lines = {line.id: line.name for line in desk.issue.lines}
        return lines.get(value, desk.issue.country(value))
    return decimal(value) if isinstance(value, int | float) else str(value)


def _silent(desk: Desk, pattern: Pattern) -> list[str]:
    """Why single rows say nothing, where others do; each reason once, with how many rows."""
    if pattern.cannot_say and pattern.name != "spillover":
        return []
    counts: dict[str, int] = {}
    for row in pattern.table.to_pylist():
        if row["cannot_say"]:
            column = next((name for name in ("about", "border", "period", "series") if row.get(name)), "")
            told = f"{_cell(desk, pattern, column, row[column])}: " if column else ""
            key = f"{told}{row['cannot_say']}"
            counts[key] = counts.get(key, 0) + 1
    return [text if n == 1 else f"{text} ({n} rows)" for text, n in counts.items()]


def _parameters(pattern: Pattern) -> list[tuple[str, str]]:
    about = pattern.provenance
    stated = {**about.filters, **about.parameters} | ({} if about.seed is None else {"seed": about.seed})
    return [(key.replace("_", " "), _plain(value)) for key, value in stated.items()]


def _plain(value: Any) -> str:
    if value is None:
        return "not looked at"
    if isinstance(value, list | tuple):
        return ", ".join(_plain(one) for one in value) or "none"
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else exact(value)


def _sides(desk: Desk, pattern: Pattern) -> list[tuple[str, str, int]]:
    """The sides of the graph that is drawn, with weight and number of opponents."""
    if pattern.name != "network" or pattern.cannot_say:
        return []
    called = names(desk)
    return [
        (called.get(side, side), decimal(weight), degree) for side, weight, degree in weights(pattern.drawn["pairs"])
    ]
