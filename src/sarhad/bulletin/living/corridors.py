"""Corridors and borders: nodes, what is measured and what is not, and the month near them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..archive import Published
from ..desk import Desk
from ..numbers import quoted
from ..pages import render
from ..sections import line_row
from .line_feed import line_files


def corridor_pages(desk: Desk, archive: tuple[Published, ...]) -> Iterator[tuple[str, bytes]]:
    """`corridors/index.html`, and a page for each corridor and border, with the months of each measured one."""
    issue = desk.issue
    groups = []
    for label, lines, table in (
        ("Corridors", issue.lines, "exposure"),
        ("Land borders", issue.borders, "borders_exposure"),
    ):
        groups.append((label, [line_row(desk, line, table) | {"line": line, "table": table} for line in lines]))
    common: dict[str, Any] = {"tab": "Corridors", "desk": desk, "bands": issue.parameters["bands_km"]}
    common["parameters"] = issue.parameters
    common["first"] = desk.one("select min(month) from line_months") or issue.month
    yield "corridors/index.html", render("corridors.j2", issue, "../", "../assets/", **common, groups=groups)
    for _, rows in groups:
        for row in rows:
            past = desk.rows(
                "select band_km, events, deaths_best, deaths_low, deaths_high, events_per_100km_month, past_months,"
                f" past_events_mean, past_deaths_mean, past_months_with_more from {row['table']}"
                f" where line_id = {quoted(row['id'])} and events is not null order by band_km"
            )
            page = render("corridor.j2", issue, "../", "../assets/", **common, row=row, exposure=past)
            yield f"corridors/{row['slug']}.html", page
            if row["line"].parts:
                yield from line_files(desk, row["line"], row["slug"], archive)
