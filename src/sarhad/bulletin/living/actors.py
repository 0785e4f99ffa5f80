"""Actors: who they are and who says so, their lineage and relations through time, what is loaded of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from typing import Any

from ...actors import LINEAGE_KINDS, Actor, Name, Registry, Relation, Scope
from ...actors.exchange import to_followthemoney, to_stix
from ...incidents import facts
from ..desk import Desk
from ..numbers import quoted
from ..pages import render
from ..sections.incidents import anchor
from .descent import descent
from .phrases import BASIS, language_words, relation_words, span_words
from .spans import in_order, spans

_YEARS = 15
_INCIDENTS = 25
_ON_FIRST_PAGE = 50
STIX_FILE, FTM_FILE = "data/actors.stix.json", "data/actors.ftm.jsonl"


def actor_pages(desk: Desk, folder: str) -> Iterator[tuple[str, bytes]]:
    """`actors/index.html`, a page for each actor, and the registry for other systems; `folder` holds the month's pages.

    Of actors that only the registry of the world knows, those of whom an event is loaded have a page.
    """
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
        for actor in sorted(registry.actors, key=lambda a: (a.name.casefold(), a.id))
        if actor.id not in registry.behind or actor.id in totals
    ]
    slugs: dict[str, str] = {entry["actor"].id: entry["slug"] for entry in listed}
    common: dict[str, Any] = {"tab": "Actors", "desk": desk, "stix": f"../{STIX_FILE}", "ftm": f"../{FTM_FILE}"}
    yield (
        "actors/index.html",
        render(
            "actors.j2", desk.issue, "../", "../assets/", **common, actors=listed, unresolved=desk.issue.unresolved,
            conventions=registry.conventions,
        ),
    )  # fmt: skip
    linked = _on_first_page(desk)
    for entry in listed:
        actor = entry["actor"]
        relations = [_relation(registry, r, actor.id, slugs) for r in in_order(registry, actor.id)]
        page = render(
            "actor.j2", desk.issue, "../", "../assets/", **common, **entry,
            names=[_name(desk, name) for name in actor.names],
            numbers=[f"{i.ucdp}{limits}" for i in actor.identifiers for limits in [_limits(desk, i.scope, " ({})")]],
            line=descent(registry, actor.id), through_time=spans(registry, actor.id, desk.issue.last_day),
            steps=[r for r in relations if r["lineage"]], relations=[r for r in relations if not r["lineage"]],
            works=_works(actor, registry.relations_of(actor.id)), incidents=_incidents(desk, actor.id, folder, linked),
            years=_years(desk, actor.id), opponents=_opponents(desk, actor.id),
        )  # fmt: skip
        yield f"actors/{entry['slug']}.html", page
    yield STIX_FILE, to_stix(registry, as_of=desk.issue.last_day, scope=desk.issue.watch_id)
    yield FTM_FILE, to_followthemoney(registry, scope=desk.issue.watch_id)


def _name(desk: Desk, name: Name) -> dict[str, Any]:
    """A name as a claim: what it is, where and when it means the actor, who says so, when, how sure."""
    means = [_limits(desk, name.scope, "{}"), "former name" if name.former else ""]
    if name.renamed:
        means.append(f"given up {name.renamed}")
    sure = f"confidence {name.confidence}" if name.confidence else ""
    return {
        "text": name.text,
        "tag": "-".join(filter(None, [name.language, name.script])),
        "language": language_words(name.language, name.script),
        "means": "; ".join(filter(None, means)),
        "says": ", ".join(filter(None, [name.says, str(name.stated or ""), sure])),
        "citation": name.citation,
    }


def _limits(desk: Desk, scope: Scope, form: str) -> str:
    """Where and when something holds, in words; empty where it holds everywhere and always."""
    where = f"in {', '.join(desk.issue.country(code) for code in sorted(scope.countries))}" if scope.countries else ""
    since = f"from {scope.start}" if scope.start else ""
    until = f"until {scope.end}" if scope.end else ""
    words = " ".join(filter(None, [where, since, until]))
    return form.format(words) if words else ""


def _relation(registry: Registry, r: Relation, actor_id: str, slugs: Mapping[str, str]) -> dict[str, Any]:
    """A relation from the side of the actor; the other's name stands apart, because it is a link."""
    backward = r.actor != actor_id
    other = r.actor if backward else r.to
    before, _, after = relation_words(r, "\0", backward=backward).partition("\0")
    return {
        "before": before,
        "other": registry.name(other),
        "slug": slugs.get(other, ""),
        "after": after + span_words(r.starts, r.ends),
        "basis": f"as {registry.name(r.perceived_by)} is said to see it" if r.perceived_by else BASIS[r.basis],
        "evidence": r.basis in ("data", "page"),
        "citation": r.citation,
        "note": r.note,
        "lineage": r.kind in LINEAGE_KINDS,
    }


def _works(actor: Actor, relations: tuple[Relation, ...]) -> list[Any]:
    """The works that the page cites, each once, in the order of their titles."""
    cited = [actor.citation, *(name.citation for name in actor.names), *(r.citation for r in relations)]
    works = {citation.source.key: citation.source for citation in cited}
    return sorted(works.values(), key=lambda work: (work.title.casefold(), work.key))


def _on_first_page(desk: Desk) -> frozenset[str]:
    """The incidents that stand on the first page of the month's incidents."""
    if desk.issue.joined is None:
        return frozenset()
    first = f"select incident_id from told order by date_start, incident_id limit {_ON_FIRST_PAGE}"
    return frozenset(row["incident_id"] for row in desk.rows(first))


def _incidents(desk: Desk, actor_id: str, folder: str, linked: Set[str]) -> dict[str, Any] | None:
    """The newest incidents with the actor on one side; None where the watch does not join its sources."""
    if desk.issue.joined is None:
        return None
    of = f"(actor_a = {quoted(actor_id)} or actor_b = {quoted(actor_id)})"
    count = f"select count(*) as n, count(*) filter (n_tellings > 1) as several from incidents where {of}"
    found = desk.rows(f"select * from incidents where {of} order by date_start desc, incident_id limit {_INCIDENTS}")
    rows = []
    for row in found:
        said = facts({**row, "source": "", "source_version": ""})
        href = f"../{folder}/incidents.html#{anchor(row['incident_id'])}" if row["incident_id"] in linked else ""
        rows.append(
            {"days": said["Days"], "place": said["Place"], "country": said["Country"], "deaths": said["Deaths"],
             "sources": row["sources"], "disagreement": row["disagreement"], "href": href}
        )  # fmt: skip
    return {"rows": rows, "disagree": any(row["disagreement"] for row in rows), **desk.rows(count)[0]}


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
