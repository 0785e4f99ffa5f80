"""A registry as plain values in the shape of an `actors.yaml`, without the names that are withheld."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import yaml

from ..reading import registry_of
from ..registry import Actor, Citation, CitedSource, Identifier, Name, Registry, Relation, Scope

Entry = dict[str, Any]
"""One actor, as it is written in the file."""


def plain(registry: Registry) -> Entry:
    """The whole registry; an actor that is withheld is there by its number only."""
    own = shown_ids(registry)
    content: Entry = {}
    if registry.conventions:
        content["conventions"] = list(registry.conventions)
    if registry.withheld:
        content["withheld"] = sorted(registry.withheld)
    content["sources"] = {key: source(cited) for key, cited in registry.sources.items()}
    content["actors"] = [actor_entry(registry, actor, own) for actor in registry.actors]
    return content


def shown_ids(registry: Registry) -> Callable[[str], str]:
    """The id under which an actor leaves: its own, or UCDP's number where the registry withholds the name."""
    numbers = {actor.id: number for actor in registry.actors if (number := withheld_number(registry, actor))}
    return lambda actor_id: f"ucdp-{numbers[actor_id]}" if actor_id in numbers else actor_id


def withheld_number(registry: Registry, actor: Actor) -> int | None:
    """UCDP's number of an actor that UCDP names after a person, else nothing."""
    return next((number for number in actor.ucdp_ids if number in registry.withheld), None)


def actor_entry(registry: Registry, actor: Actor, shown_id: Callable[[str], str]) -> Entry:
    """One actor with its relations, in the order in which the fields of the file are documented."""
    hidden = withheld_number(registry, actor)
    by_number = hidden is None or actor.name == f"UCDP actor {hidden}"
    relations = [r for r in registry.relations if r.actor == actor.id]
    return _filled(
        {
            "id": shown_id(actor.id),
            "name": actor.name if by_number else f"UCDP actor {hidden}",
            "kind": actor.kind,
            "country": actor.country,
            "active_in": list(actor.active_in),
            "founded": actor.founded and str(actor.founded),
            "ended": actor.ended and str(actor.ended),
            "ucdp": [_identifier(item) for item in actor.identifiers],
            "names": [name_entry(name) for name in actor.names] if hidden is None else [],
            "relations": [relation_entry(r, shown_id) for r in relations],
            "source": cite(actor.citation),
            "note": actor.note if by_number else "",
        }
    )


def name_entry(name: Name) -> Entry:
    """One spelling."""
    return _filled(
        {
            "text": name.text,
            "language": name.language,
            "script": name.script,
            **scope(name.scope),
            "source": cite(name.citation),
            "date": name.date and str(name.date),
            "confidence": name.confidence,
            "asserted_by": name.asserted_by,
            "former": name.former or None,
            "renamed": name.renamed and str(name.renamed),
        }
    )


def relation_entry(relation: Relation, shown_id: Callable[[str], str]) -> Entry:
    """One relation, as it stands under the actor that has it."""
    return _filled(
        {
            "to": shown_id(relation.to),
            "kind": relation.kind,
            "stance": relation.stance,
            "start": relation.starts and str(relation.starts),
            "end": relation.ends and str(relation.ends),
            "basis": relation.basis,
            "perceived_by": relation.perceived_by and shown_id(relation.perceived_by),
            "source": cite(relation.citation),
            "note": relation.note,
        }
    )


def scope(limits: Scope) -> Entry:
    """The limits of place and time."""
    return _filled(
        {
            "countries": sorted(limits.countries) if limits.countries is not None else None,
            "from": limits.start and limits.start.isoformat(),
            "until": limits.end and limits.end.isoformat(),
        }
    )


def source(cited: CitedSource) -> Entry:
    """A work that is cited."""
    return _filled(
        {
            "title": cited.title,
            "publisher": cited.publisher,
            "date": cited.date and str(cited.date),
            "url": cited.url,
            "licence": cited.licence,
        }
    )


def cite(citation: Citation) -> str:
    """The key of the source, then where in it."""
    return f"{citation.source.key} {citation.detail}".strip()


def registry_from(content: Mapping[str, Any], name: str) -> Registry:
    """The registry of such plain values; a name that two actors bear at once is told in its `problems`.

    Raises:
        InputError: they are not what an `actors.yaml` may hold; every mistake is told.
    """
    return registry_of(dict(content), name, contested=True)


def yaml_text(content: Mapping[str, Any], *, heading: str = "") -> str:
    """Such plain values as the text of an `actors.yaml`; `heading` becomes comments above it."""
    comments = "".join(f"# {line}".rstrip() + "\n" for line in heading.splitlines())
    actors = [{key: _on_one_line(key, value) for key, value in entry.items()} for entry in content["actors"]]
    parts = [{key: value} for key, value in content.items() if key != "actors"] + [{"actors": actors}]
    dumped = [_as_text(part) for part in parts]
    return comments + "\n".join(["", *dumped] if comments else dumped)


def _as_text(part: Entry) -> str:
    """The YAML of one part; nothing is written to a file here."""
    return str(yaml.dump_all([part], Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=10**9))


class _Line(dict[str, Any]):
    """Values that are written on one line."""


class _Dumper(yaml.SafeDumper):
    """Writes a name and a relation on one line each, and refers to nothing twice."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


_Dumper.add_representer(
    _Line, lambda dumper, data: dumper.represent_mapping("tag:yaml.org,2002:map", data.items(), flow_style=True)
)


def _on_one_line(key: str, value: Any) -> Any:
    if key in ("names", "relations", "ucdp"):
        return [_Line(item) if isinstance(item, dict) else item for item in value]
    return value


def _identifier(identifier: Identifier) -> int | Entry:
    limits = scope(identifier.scope)
    return {"id": identifier.ucdp, **limits} if limits else identifier.ucdp


def _filled(entry: Entry) -> Entry:
    return {key: value for key, value in entry.items() if value not in (None, "", [], ())}
