"""The Atom feed: one entry for each month, one for each correction."""

from __future__ import annotations

import datetime as dt

from feedgen.feed import FeedGenerator

from .archive import Published
from .issue import Issue
from .words import month_name


def feed(issue: Issue, archive: tuple[Published, ...]) -> bytes:
    """Atom 1.0, newest first.

    An entry bears the date of its issue's newest source copy, so equal input gives equal bytes.
    """
    base = issue.base_url.rstrip("/")
    generator = FeedGenerator()
    generator.id(f"{base}/")
    generator.title(issue.title)
    generator.language(issue.language)
    generator.author({"name": issue.publisher})
    generator.link(href=f"{base}/", rel="alternate")
    generator.link(href=f"{base}/feed.xml", rel="self")
    dates = []
    for published in archive:
        name = month_name(dt.date.fromisoformat(f"{published.month}-01"))
        entries = [(published.month, f"{issue.title}, {name}", published.record)]
        entries += [
            (f"{published.month}/correction-{number}", f"Correction {number} to {issue.title}, {name}", record)
            for number, record in published.corrections
        ]
        for path, title, record in entries:
            entry = generator.add_entry(order="prepend")
            entry.id(f"{base}/{path}/")
            entry.title(title)
            entry.link(href=f"{base}/{path}/index.html")
            entry.summary(record["summary"])
            dates.append(_midnight(record["published"]))
            entry.updated(dates[-1])
    generator.updated(max(dates, default=_midnight(issue.last_day.isoformat())))
    return bytes(generator.atom_str(pretty=True)) + b"\n"


def _midnight(day: str) -> dt.datetime:
    return dt.datetime.combine(dt.date.fromisoformat(day), dt.time(), dt.UTC)
