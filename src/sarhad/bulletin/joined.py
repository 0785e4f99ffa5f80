"""The incidents of an issue: what joining the tellings of several sources gave, and the views of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ..incidents import Decision, Explanation, explain, pair_of

JOINED_TABLES = ("incidents", "tellings", "pairs")
"""Tables that `Issue.con` must hold besides, where the watch joins its sources."""

JOINED_VIEWS: Mapping[str, str] = {
    "joined": "incidents that touch the month, of one telling or several",
    "told": "incidents that touch the month and have several tellings",
    "waiting": "pairs of events that wait for a person, of which one touches the month",
}

_VIEWS = """
create or replace temp view joined as select incident_id, date_start, date_end, country, admin1, place, place_precision,
  n_tellings, array_to_string(sources, ', ') as sources, deaths_low, deaths_best, deaths_high, deaths_reported,
  array_to_string(disagreement, '; ') as disagreement, probability
  from incidents where date_start <= $last and date_end >= $first;
create or replace temp view told as select * from joined where n_tellings > 1;
create or replace temp view waiting as select event_a, event_b, source_a, source_b, gap_days, distance_km, weight,
  probability from pairs where band = 'review' and exists (
    select 1 from month m where m.event_id in (event_a, event_b))
"""


@dataclass(frozen=True, slots=True)
class Joined:
    """How it was done: the sources whose open rows were compared, what was said on the way, a person's decisions.

    `notes` are the rules and remarks, `refused` the sources that hardly overlap, each with the reason; `decisions` are
    by `sarhad.incidents.pair_of` of the two event ids.
    """

    sources: tuple[str, ...]
    notes: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()
    decisions: Mapping[tuple[str, str], Decision] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ToldIncident:
    """One incident of several tellings: its row, the tellings with their events, and why each is linked."""

    row: Mapping[str, Any]
    tellings: tuple[tuple[Mapping[str, Any], Mapping[str, Any]], ...]  # telling, event
    links: tuple[Explanation, ...]


def make_views(con: Any, first: dt.date, last: dt.date) -> None:
    """The views of `JOINED_VIEWS` for a month."""
    con.execute(_VIEWS.replace("$first", f"date '{first}'").replace("$last", f"date '{last}'"))


def told_incidents(con: Any, joined: Joined) -> list[ToldIncident]:
    """The incidents of the view `told`, by their first day; each link with the pair's explanation."""
    rows = _rows(con, "select * from incidents where incident_id in (select incident_id from told)")
    tellings = _rows(con, "select * from tellings where incident_id in (select incident_id from told)")
    events = {
        row["event_id"]: row
        for row in _rows(
            con,
            "select e.* from events e join tellings t on t.event_id = e.event_id"
            " where t.incident_id in (select incident_id from told)",
        )
    }
    pairs = {
        frozenset((row["event_a"], row["event_b"])): row
        for row in _rows(
            con,
            "select p.* from pairs p where p.event_a in (select event_id from tellings"
            " where incident_id in (select incident_id from told))",
        )
    }
    by_incident: dict[str, list[Mapping[str, Any]]] = {}
    for telling in sorted(tellings, key=_in_order):
        by_incident.setdefault(telling["incident_id"], []).append(telling)
    return [
        ToldIncident(
            row,
            tuple((telling, events[telling["event_id"]]) for telling in by_incident[row["incident_id"]]),
            _links(by_incident[row["incident_id"]], pairs, joined),
        )
        for row in sorted(rows, key=lambda row: (row["date_start"], row["incident_id"]))
    ]


def _links(
    tellings: Sequence[Mapping[str, Any]], pairs: Mapping[frozenset[str], Mapping[str, Any]], joined: Joined
) -> tuple[Explanation, ...]:
    """One explanation for each pair that holds the incident together; of two that name each other, one."""
    named = dict.fromkeys(frozenset((t["event_id"], t["linked_to"])) for t in tellings if t["linked_to"])
    found = (pairs[both] for both in named if both in pairs)
    return tuple(
        explain(pair, decision=joined.decisions.get(pair_of(pair["event_a"], pair["event_b"]))) for pair in found
    )


def _in_order(telling: Mapping[str, Any]) -> tuple[bool, str, str]:
    return telling["role"] != "lead", telling["source"], telling["event_id"]


def _rows(con: Any, sql: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = con.execute(sql).to_arrow_table().to_pylist()
    return found
