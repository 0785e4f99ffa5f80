"""The whole site of a watch: the month at hand, and the pages that live on from month to month."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from ..events.exits import leaves
from .archive import before, place_for, read_archive
from .desk import open_desk
from .drawing import Renderer
from .feed import feed
from .issue import Issue
from .kept import kept_forecasts
from .living import write_living
from .month import asset, compose, write_month
from .pages import render, style
from .record import make_record


@dataclass(frozen=True, slots=True)
class Written:
    """What became of the month: `folder` from the site's root, and which correction it is (0: the first issue).

    `new` is false when the build says what is already published; then nothing under the month was touched. `answer` is
    what the month says first, in plain text.
    """

    folder: str
    correction: int
    new: bool
    numbers: int
    answer: str


@leaves("the whole site with its feed")
def write_issue(issue: Issue, out: Path, *, cache: Path | None = None) -> Written:
    """Write an issue into a site's folder, which may hold former months.

    A month that stands is never rewritten: a build that says something else becomes `<month>/correction-N/` and is
    listed on `<month>/corrections.html`; the first forecast of a month stays its forecast. The home page, archive,
    actors, corridors, claims, forecasts, sources, methods, feed and assets are renewed. `cache` is a folder that keeps
    rendered charts between builds; without it all are rendered.

    Raises:
        ValueError: the issue contradicts itself (two queries for one number).
    """
    out.mkdir(parents=True, exist_ok=True)
    renderer = Renderer(cache)
    with ThreadPoolExecutor(1) as beside:  # the library takes seconds, outside the interpreter's lock
        library = beside.submit(renderer.library)
        desk = open_desk(issue)
        archive = read_archive(out)
        month = compose(desk, renderer, kept_forecasts(out, archive).get(issue.key))
        numbers = len(desk.numbers)
        record = make_record(desk, month.opening.plain, month.files)
        place = place_for(archive, record)
        if place.folder is not None:
            write_month(month, out / place.folder, place.root, record, before(archive, issue.key), place.correction)
            archive = read_archive(out)
        standing = next(p for p in archive if p.month == issue.key)
        (out / issue.key / "corrections.html").write_bytes(
            render("corrections.j2", issue, "../", "", published=standing, correction=0)
        )
        write_living(desk, out, archive, renderer)
        (out / "feed.xml").write_bytes(feed(issue, archive))
        assets = out / "assets"
        assets.mkdir(exist_ok=True)
        (assets / "style.css").write_bytes(style())
        for name in ("interactive.js", "icon.svg"):
            (assets / name).write_bytes(asset(name))
        (assets / "vega.js").write_bytes(library.result())
    return Written(standing.folder, len(standing.corrections), place.folder is not None, numbers, month.opening.plain)
