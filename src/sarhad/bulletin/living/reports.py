"""Reports: the watch's own texts, with the verdict on each statement in the margin and the evidence below."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath
from typing import Any

from ...claims import Report
from ...errors import Problem
from ..annotated import Passage, annotate
from ..desk import Desk
from ..pages import render
from ..sections import VERDICTS
from ..slugs import Slugs


def report_slugs(reports: tuple[Report, ...]) -> dict[str, str]:
    """The name of each report's page, by its file: that of the file, or with its folder where two are called alike."""
    stems = Counter(PurePosixPath(report.file).stem for report in reports)
    slugs = Slugs()
    names = {report.file: PurePosixPath(report.file).stem for report in reports}
    return {file: slugs(stem if stems[stem] == 1 else file) for file, stem in names.items()}


def report_pages(desk: Desk, rows: list[dict[str, Any]], links: Mapping[str, str]) -> Iterator[tuple[str, bytes]]:
    """`reports/index.html` and a page for each report; `rows` are the claims as their own pages show them."""
    issue = desk.issue
    if not issue.reports:
        return
    slugs = report_slugs(issue.reports)
    common: dict[str, Any] = {"tab": "Reports", "desk": desk, "shown": links}
    listed = []
    for report in issue.reports:
        text = annotate(report.text)
        mine = [row for row in rows if row["origin"] and row["origin"].file == report.file]
        mistakes = [p for p in issue.problems if p.kind == "claim" and p.file == report.file]
        title = text.title or PurePosixPath(report.file).stem.replace("-", " ").capitalize()
        counts = verdict_counts(mine)
        listed.append({"slug": slugs[report.file], "title": title, "counts": counts, "total": len(mine)})
        passages = [_margin(passage, mine, mistakes) for passage in text.passages]
        page = render(
            "report.j2", issue, "../", "../assets/", **common, title=title, passages=passages, rows=mine,
            counts=counts, mistakes=mistakes, file=report.file,
        )  # fmt: skip
        yield f"reports/{slugs[report.file]}.html", page
    yield "reports/index.html", render("reports.j2", issue, "../", "../assets/", **common, reports=listed)


def verdict_counts(rows: list[dict[str, Any]]) -> list[tuple[str, str, int]]:
    """The verdicts that occur, each with its words and number."""
    counts = Counter(row["verdict"] for row in rows)
    return [(name, label, counts[name]) for name, label in VERDICTS.items() if counts[name]]


def _margin(passage: Passage, rows: list[dict[str, Any]], mistakes: list[Problem]) -> dict[str, Any]:
    """A passage with the claims and the mistakes that stand in its blocks."""
    notes = [row for row in rows if any(first <= row["origin"].line <= last for first, last in passage.claims)]
    wrong = [p for p in mistakes if any(first <= (p.line or 0) <= last for first, last in passage.claims)]
    return {"html": passage.html, "notes": notes, "mistakes": wrong}
