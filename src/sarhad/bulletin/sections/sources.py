"""Sources and queries: what was read, how fresh it is, and every number's query."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup

from ..desk import Desk
from ..words import day_name
from .section import Section


def sources(desk: Desk) -> Section:
    """One line a source, with version, licence, the newest date inside the data and what became of its rows."""
    rows = source_rows(desk)
    return Section("sources", "Sources and queries", Markup(""), {"rows": rows, "citations": citations(desk)})


def source_rows(desk: Desk) -> list[dict[str, Any]]:
    """The loaded files, one record each."""
    counts: dict[str, tuple[int, int]] = {
        r["source"]: (r["read"], r["kept"])
        for r in desk.rows("select source, max(read) as read, max(kept) as kept from read_counts group by 1")
    }
    out = []
    seen: set[str] = set()
    for ref in desk.issue.sources:
        read, kept = counts.get(ref.name, (0, 0))
        newest = desk.issue.freshness.get(ref.name)
        out.append({
            "ref": ref,
            "read": f"{read:,}" if read and ref.name not in seen else "",
            "kept": f"{kept:,}" if read and ref.name not in seen else "",
            "newest": day_name(newest, year=True) if newest else "",
            "accessed": day_name(ref.accessed, year=True) if ref.accessed else "",
        })  # fmt: skip
        seen.add(ref.name)
    return out


def citations(desk: Desk) -> list[str]:
    """What the sources ask to be cited with, each once."""
    return list(dict.fromkeys(ref.citation for ref in desk.issue.sources if ref.citation))
