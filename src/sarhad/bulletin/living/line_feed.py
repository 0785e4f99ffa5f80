"""A line's months as a table and as a feed, for who follows one corridor or border."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from feedgen.feed import FeedGenerator

from ...places import Line
from ..archive import Published
from ..desk import Desk
from ..numbers import quoted
from ..tables import csv_bytes
from ..words import low_high, month_name, plural, whole

ENTRIES = 24
"""How many months a feed holds."""


def line_files(desk: Desk, line: Line, slug: str, archive: tuple[Published, ...]) -> Iterator[tuple[str, bytes]]:
    """`corridors/<line>.csv`, every month in every band, and `corridors/<line>.xml`, an Atom feed."""
    rows = desk.rows(
        "select month, band_km, covered, events, rows, deaths_low, deaths_best, deaths_high from line_months"
        f" where line_id = {quoted(line.id)} order by month, band_km"
    )
    yield f"corridors/{slug}.csv", csv_bytes([row | {"month": f"{row['month']:%Y-%m}"} for row in rows])
    widest = [row for row in rows if row["band_km"] == desk.issue.parameters["bands_km"][-1]]
    yield f"corridors/{slug}.xml", _feed(desk, line, slug, widest, archive)


def _feed(desk: Desk, line: Line, slug: str, rows: list[dict[str, Any]], archive: tuple[Published, ...]) -> bytes:
    """Atom 1.0, newest first: an entry for each of the last months that are covered or hold an event.

    An entry bears the date of the issue of its month or, where there is none, of the month's last day.
    """
    issue = desk.issue
    base = issue.base_url.rstrip("/")
    page = f"{base}/corridors/{slug}.html"
    told = {published.month: published.latest["published"] for published in archive}
    generator = FeedGenerator()
    generator.id(page)
    generator.title(f"{line.name}: {issue.title}")
    generator.language(issue.language)
    generator.author({"name": issue.publisher})
    generator.link(href=page, rel="alternate")
    generator.link(href=f"{base}/corridors/{slug}.xml", rel="self")
    known = [n for n, row in enumerate(rows) if row["covered"] or row["rows"]][-ENTRIES:]
    days = [issue.last_day]
    for n in known:
        month = rows[n]["month"]
        end = (month + dt.timedelta(days=31)).replace(day=1) - dt.timedelta(days=1)
        days.append(dt.date.fromisoformat(told.get(f"{month:%Y-%m}", end.isoformat())))
        entry = generator.add_entry(order="prepend")
        entry.id(f"{page}#{month:%Y-%m}")
        entry.title(f"{line.name}, {month_name(month)}")
        entry.link(href=f"{base}/{month:%Y-%m}/index.html#corridors" if f"{month:%Y-%m}" in told else page)
        entry.summary(said(rows, n, int(issue.parameters["history_months"])))
        entry.updated(dt.datetime.combine(days[-1], dt.time(), dt.UTC))
    generator.updated(dt.datetime.combine(max(days), dt.time(), dt.UTC))
    return bytes(generator.atom_str(pretty=True)) + b"\n"


def said(rows: list[dict[str, Any]], n: int, history: int) -> str:
    """A month in plain words, against the covered ones among so many before it."""
    row = rows[n]
    events, best = row["events"] or 0.0, row["deaths_best"]
    if events:
        amount = f"{_figure(events)} settled event{'' if events == 1 else 's'}"
        amount += f", {whole(best)} {plural(best, 'death')}" if best is not None else ", deaths not given"
        span = low_high(row["deaths_low"], row["deaths_high"])
        amount += f" ({span})" if span else ""
    else:
        amount = "No settled event"
    text = f"{amount} within {row['band_km']} km"
    if not row["covered"]:
        return f"{text}; no loaded source covers the whole month, so there may have been more."
    past = [float(r["events"]) for r in rows[max(0, n - history) : n] if r["covered"]]
    if not past:
        return f"{text}; no month before it is loaded."
    months = f"{len(past)} covered {plural(len(past), 'month')} before"
    return f"{text}; the {months} had {_figure(round(sum(past) / len(past), 1))} a month."


def _figure(value: float) -> str:
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.1f}"
