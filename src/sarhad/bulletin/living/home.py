"""The home page and the archive."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from ..archive import Published
from ..desk import Desk
from ..pages import render
from ..words import month_name


def home_pages(desk: Desk, archive: tuple[Published, ...]) -> Iterator[tuple[str, bytes]]:
    """`index.html` and `archive.html`, from the records of the months themselves."""
    months = [
        {"published": p, "name": month_name(dt.date.fromisoformat(f"{p.month}-01")), "record": p.latest}
        for p in reversed(archive)
    ]
    yield "index.html", render("home.j2", desk.issue, "", "assets/", months=months, tab="")
    yield "archive.html", render("archive.j2", desk.issue, "", "assets/", months=months, tab="Archive")
