"""Claims: the latest verdict of each, its evidence, what became of it over time, and what would settle the rest."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ...claims import CHANGE_WORDS, History, entry_value, revised_in_words, settling, versions
from ..desk import Desk
from ..pages import render
from ..sections import VERDICTS, claim_row
from .evidence import evidence_of
from .reports import report_slugs, verdict_counts


def claim_rows(desk: Desk) -> list[dict[str, Any]]:
    """The claims as their pages show them, with their evidence."""
    return [
        claim_row(v) | {"slug": desk.slugs(v.claim.id), "origin": v.claim.origin, "evidence": evidence_of(desk, v)}
        for v in desk.issue.verdicts
    ]


def claim_pages(desk: Desk, rows: list[dict[str, Any]], links: Mapping[str, str]) -> Iterator[tuple[str, bytes]]:
    """`claims/index.html`, and a page for each claim, with a CSV of its rows where not all are shown."""
    common: dict[str, Any] = {"tab": "Claims", "desk": desk, "shown": links}
    groups = [(name, label, [r for r in rows if r["verdict"] == name]) for name, label in VERDICTS.items()]
    slugs = {row["id"]: row["slug"] for row in rows}
    wanted = [(data, [(claim, slugs[claim]) for claim in claims]) for data, claims in settling(desk.issue.verdicts)]
    index = render(
        "claims.j2", desk.issue, "../", "../assets/", **common, groups=[g for g in groups if g[2]], total=len(rows),
        bar=bar(rows), wanted=wanted,
    )  # fmt: skip
    yield "claims/index.html", index
    reports = report_slugs(desk.issue.reports)
    for row in rows:
        history = _history(desk.issue.claim_history, row["id"])
        report = reports.get(row["origin"].file) if row["origin"] else None
        page = render("claim.j2", desk.issue, "../", "../assets/", **common, c=row, history=history, report=report)
        yield f"claims/{row['slug']}.html", page
        if row["evidence"].csv:
            yield f"claims/{row['slug']}.csv", row["evidence"].csv


def bar(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The verdicts as parts of one bar that is 100 long."""
    parts, begins = [], 0.0
    for name, label, n in verdict_counts(rows):
        width = 100 * n / len(rows)
        parts.append({"id": name, "label": label, "n": n, "x": round(begins, 3), "width": round(width, 3)})
        begins += width
    return parts


def _history(history: History, claim_id: str) -> list[dict[str, Any]]:
    """The entries, newest first."""
    return [
        {
            "checked_at": entry["checked_at"],
            "verdict": entry["verdict"],
            "label": VERDICTS.get(entry["verdict"], entry["verdict"]),
            "value": entry_value(entry),
            "versions": versions(entry),
            "revised": revised_in_words(entry),
            "rows": [
                row | {"word": CHANGE_WORDS.get(row["kind"], row["kind"])}
                for row in entry.get("revised", {}).get("rows", ())
            ],
        }
        for entry in reversed(history.of(claim_id))
    ]
