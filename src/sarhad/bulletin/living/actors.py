"""Actors: who they are, what they are called, how they stand to one another, what is loaded of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..desk import Desk
from ..numbers import quoted
from ..pages import render

_YEARS = 15


def actor_pages(desk: Desk) -> Iterator[tuple[str, bytes]]:
    """`actors/index.html`, and a page for each actor of the registry."""
    registry = desk.issue.registry
    totals = {
        r["actor"]: r
        for r in desk.rows(
            "select actor, count(distinct event_id) as n, max(date_end) as newest from (select event_id, date_end,"
            " unnest([actor_a, actor_b]) as actor from events where under_check is null)"
            " where actor is not null group by 1"
        )
    }
    listed = [
        {
            "actor": actor,
            "slug": desk.slugs(actor.id),
            "n": totals.get(actor.id, {}).get("n", 0),
            "newest": totals.get(actor.id, {}).get("newest"),
        }
        for actor in sorted(registry.actors, key=lambda a: a.name.casefold())
    ]
    common: dict[str, Any] = {"tab": "Actors", "desk": desk}
    yield (
        "actors/index.html",
        render(
            "actors.j2", desk.issue, "../", "../assets/", **common, actors=listed, unresolved=desk.issue.unresolved,
            conventions=registry.conventions,
        ),
    )  # fmt: skip
    for entry in listed:
        actor = entry["actor"]
        relations = [
            {
                "relation": r,
                "other": registry.name(r.to if r.actor == actor.id else r.actor),
                "other_slug": desk.slugs(r.to if r.actor == actor.id else r.actor),
                "forward": r.actor == actor.id,
            }
            for r in registry.relations_of(actor.id)
        ]
        page = render(
            "actor.j2", desk.issue, "../", "../assets/", **common, **entry, relations=relations,
            years=_years(desk, actor.id), opponents=_opponents(desk, actor.id),
        )  # fmt: skip
        yield f"actors/{entry['slug']}.html", page


def _of(actor_id: str) -> str:
    return f"(actor_a = {quoted(actor_id)} or actor_b = {quoted(actor_id)}) and under_check is null"


def _years(desk: Desk, actor_id: str) -> list[dict[str, Any]]:
    """Settled events and deaths by source, country and year; sources are never added up."""
    return desk.rows(
        "select year(date_start) as year, source, country, count(*) as n, sum(deaths_best) as best,"
        f" sum(deaths_low) as low, sum(deaths_high) as high from events where {_of(actor_id)} group by all"
        f" order by year desc, source, n desc, country limit {_YEARS * 4}"
    )


def _opponents(desk: Desk, actor_id: str) -> list[dict[str, Any]]:
    other = f"case when actor_a = {quoted(actor_id)} then side_b else side_a end"
    return desk.rows(
        f"select coalesce({other}, 'unknown') as name, source, count(*) as n from events where {_of(actor_id)}"
        " group by all order by n desc, name, source limit 12"
    )
