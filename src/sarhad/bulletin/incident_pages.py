"""The pages behind "Told by several": every telling of an incident side by side, and why they are held for one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from markupsafe import Markup

from ..incidents import LABELS, deaths_words, different, facts, probability_words, svg
from .desk import Desk
from .joined import ToldIncident
from .pages import render
from .sections.incidents import anchor, incident_row

_PER_PAGE = 50
_ROLES = {
    "lead": "day and place are taken from it",
    "whole": "",
    "part": "one of several that are told as one elsewhere",
    "duplicate": "a repetition inside the source",
}


def incident_pages(
    desk: Desk, found: Sequence[ToldIncident], shown: Mapping[str, str], root: str, common: Mapping[str, Any]
) -> Iterator[tuple[str, bytes]]:
    """`incidents.html` and, where there are many, further pages. `shown` names the page that holds an event's row."""
    parts = [found[i : i + _PER_PAGE] for i in range(0, len(found), _PER_PAGE)]
    names = ["incidents.html" if n == 0 else f"incidents-{n + 1}.html" for n in range(len(parts))]
    assert desk.issue.joined is not None
    for name, part in zip(names, parts, strict=True):
        yield (
            name,
            render(
                "incidents.j2",
                desk.issue,
                root,
                "",
                **common,
                found=[_incident(desk, one, shown) for one in part],
                page=name,
                pages=names,
                notes=desk.issue.joined.notes,
            ),
        )


def _incident(desk: Desk, one: ToldIncident, shown: Mapping[str, str]) -> dict[str, Any]:
    said = [facts(event) for _, event in one.tellings]
    unlike = {label for other in said[1:] for label in different(said[0], other)}
    return incident_row(desk, one) | {
        "columns": [
            {
                "event_id": event["event_id"],
                "anchor": anchor(event["event_id"]),
                "page": shown.get(event["event_id"]),
                "role": _ROLES[telling["role"]],
            }
            for telling, event in one.tellings
        ],
        "lines": [(label, [each[label] for each in said], label not in unlike) for label in LABELS],
        "links": [
            {
                "event_a": link.event_a,
                "event_b": link.event_b,
                "drawing": Markup(svg(link)),  # noqa: S704 (escaped there)
                "outcome": link.outcome,
            }
            for link in one.links
        ],
        "others": [
            f"Next likeliest for {telling['event_id']}: {telling['runner_up']}, a probability of "
            f"{probability_words(telling['runner_up_probability'])}."
            for telling, _ in one.tellings
            if telling["runner_up"] and telling["runner_up_probability"] is not None
        ],
    }


def flat_incidents(rows: Any) -> Any:
    """Incidents for a CSV: each source's own figures in words, `ucdp-ged 4 (2 to 9); acled 3 reported`."""
    words = [
        "; ".join(
            f"{own['source']} {deaths_words(own['low'], own['best'], own['high'], own['reported'])}" for own in each
        )
        for each in rows["deaths_by_source"].to_pylist()
    ]
    at = rows.column_names.index("deaths_by_source")
    return rows.set_column(at, "deaths_by_source", [words])
