"""Claims: the latest verdict of each, its evidence, and what became of it over time."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ...claims import CHANGE_WORDS, History, revised_in_words, show_value, versions
from ..desk import Desk
from ..pages import render
from ..sections import VERDICTS, claim_row


def claim_pages(desk: Desk) -> Iterator[tuple[str, bytes]]:
    """`claims/index.html`, and a page for each claim."""
    rows = [claim_row(v) | {"slug": desk.slugs(v.claim.id)} for v in desk.issue.verdicts]
    common: dict[str, Any] = {"tab": "Claims", "desk": desk, "shown": {}}
    groups = [(name, label, [r for r in rows if r["verdict"] == name]) for name, label in VERDICTS.items()]
    yield (
        "claims/index.html",
        render(
            "claims.j2", desk.issue, "../", "../assets/", **common, groups=[g for g in groups if g[2]], total=len(rows)
        ),
    )
    for row in rows:
        page = render(
            "claim.j2",
            desk.issue,
            "../",
            "../assets/",
            **common,
            c=row,
            history=_history(desk.issue.claim_history, row["id"]),
        )
        yield f"claims/{row['slug']}.html", page


def _history(history: History, claim_id: str) -> list[dict[str, Any]]:
    """The entries, newest first."""
    return [
        {
            "checked_at": entry["checked_at"],
            "verdict": entry["verdict"],
            "label": VERDICTS.get(entry["verdict"], entry["verdict"]),
            "value": show_value(entry["value"], entry["low"], entry["high"], entry["unit"]),
            "versions": versions(entry),
            "revised": revised_in_words(entry),
            "rows": [
                r | {"word": CHANGE_WORDS.get(r["kind"], r["kind"])} for r in entry.get("revised", {}).get("rows", ())
            ],
        }
        for entry in reversed(history.of(claim_id))
    ]
