"""Incidents told by several sources: each source's own figure, where they disagree, and why they are held for one."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup

from ...incidents import deaths_words, facts
from ..desk import Desk
from ..joined import ToldIncident, told_incidents
from ..words import listing, plural, spell, with_article
from .section import Section

_SHOWN = 12


def incidents(desk: Desk) -> Section | None:
    """The month's incidents of several tellings; none where the watch does not join its sources."""
    joined = desk.issue.joined
    if joined is None:
        return None
    n, month = desk.numbers, desk.issue.month_name
    rows = n.count("incidents", f"Incidents that touch {month}, of one telling or several", table="joined")
    several = n.count("incidents-told-by-several", f"Incidents of {month} with several tellings", table="told")
    waiting = n.count("pairs-to-review", f"Pairs of {month} that wait for a person", table="waiting")
    found = told_incidents(desk.con, joined)
    if len(joined.sources) < 2:
        names = listing([source_title(desk, name) for name in joined.sources])
        only = Markup("Only {} lists events here").format(names) if joined.sources else "No loaded source lists events"
        answer = Markup("{}, so no incident can be told by several sources.").format(only)
    elif not rows.value:
        answer = Markup("No loaded row of {} touches {}.").format(
            listing([source_title(desk, name) for name in joined.sources], "or"), month
        )
    elif not found:
        answer = Markup("None of the {} of {} has more than one telling in the loaded sources.").format(
            rows.of("incident"), month
        )
    else:
        answer = Markup("{} of the {} of {} {} told more than once.").format(
            several.capital, rows.of("incident"), month, "is" if several.value == 1 else "are"
        )
    data = {
        "found": [incident_row(desk, one) for one in found[:_SHOWN]],
        "more": len(found) - min(len(found), _SHOWN),
        "several": several,
        "waiting": waiting,
        "compared": len(joined.sources) > 1,
        "names": list(joined.sources),
        "notes": list(joined.refused),
        "all": found,
        "plural": plural,
        "spell": spell,
    }
    return Section("incidents", "Told by several", answer, data)


def incident_row(desk: Desk, one: ToldIncident) -> dict[str, Any]:
    """One incident as a table shows it."""
    said = facts({**one.row, "source": "", "source_version": ""})
    figures = {
        own["source"]: deaths_words(own["low"], own["best"], own["high"], own["reported"])
        for own in one.row["deaths_by_source"]
    }
    return {
        "anchor": anchor(one.row["incident_id"]),
        "when": said["Days"],
        "where": said["Place"],
        "country": said["Country"],
        "deaths": said["Deaths"],
        "figures": [(_title(desk, name), figures.get(name, "no figure")) for name in one.row["sources"]],
        "disagreement": list(one.row["disagreement"]),
        "tellings": one.row["n_tellings"],
    }


def anchor(identifier: str) -> str:
    """An id of the data as an anchor of a page."""
    return identifier.replace(":", "-")


def source_title(desk: Desk, name: str) -> str:
    """The source's own title, as a sentence names it."""
    return with_article(_title(desk, name))


def _title(desk: Desk, name: str) -> str:
    refs = desk.refs(name)
    return refs[0].title if refs else name
