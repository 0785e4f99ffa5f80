"""Sources and methods: where the data come from, and every rule by which they are counted."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ... import places, sources
from ...store import COMBINE_RULE
from ..desk import Desk
from ..pages import render
from ..patterns.about import ABOUT
from ..sections import source_rows
from ..sections.incidents import source_title


def method_pages(desk: Desk) -> Iterator[tuple[str, bytes]]:
    """`sources.html` and `methods.html`."""
    issue = desk.issue
    described = {name: sources.describe(name) for name in sources.names()}
    rows = [row | {"about": described.get(row["ref"].name)} for row in source_rows(desk)]
    left_out = desk.rows(
        "select source, version, reason, left_out from read_counts where reason is not null and left_out > 0"
        " order by source, version, left_out desc, reason"
    )
    yield (
        "sources.html",
        render(
            "sources.j2",
            issue,
            "",
            "assets/",
            tab="Sources",
            desk=desk,
            rows=rows,
            left_out=left_out,
            combine_rule=COMBINE_RULE,
            coverage=_coverage(desk),
            joined=joined_counts(desk),
        ),
    )
    yield "methods.html", render(
        "methods.j2", issue, "", "assets/", tab="Methods", desk=desk, views=desk.views, combine_rule=COMBINE_RULE,
        border_policy=places.BOUNDARIES_NOTE, border_scale=places.BORDER_SCALE, parameters=issue.parameters,
        conventions=issue.registry.conventions, patterns=ABOUT,
    )  # fmt: skip


def joined_counts(desk: Desk) -> dict[str, Any] | None:
    """How many loaded events are how many incidents, over all months; None where sources are not joined."""
    if desk.issue.joined is None:
        return None
    return {
        "titles": [source_title(desk, name) for name in desk.issue.joined.sources],
        "notes": desk.issue.joined.notes,
        "events": desk.one("select count(*) from tellings"),
        "incidents": desk.one("select count(*) from incidents"),
        "several": desk.one("select count(*) from incidents where n_tellings > 1"),
        "waiting": desk.one("select count(*) from pairs where band = 'review'"),
    }


def _coverage(desk: Desk) -> list[dict[str, Any]]:
    """The blocks in which a source lists every event of its kind."""
    return [
        {
            "source": block.source,
            "start": block.start,
            "end": block.end,
            "countries": "every country" if block.countries is None
            else ", ".join(desk.issue.country(c) for c in sorted(block.countries)),
            "kind": "events with a death" if block.lethal_only else "all events",
            "status": block.status,
        }
        for block in desk.issue.coverage
    ]  # fmt: skip
