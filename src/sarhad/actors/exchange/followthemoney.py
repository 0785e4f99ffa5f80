"""Actors as FollowTheMoney entities, one JSON object a line.

An actor is a `PublicBody` (a state), an `Organization`, or a `LegalEntity` (civilians, unknown); a relation is a
`Succession`, a `Membership` or an `UnknownLink`. What the model has no property for stands, as JSON text, in the
entity's context under the key `sarhad`: FollowTheMoney keeps such keys beside `id`, `schema` and `properties`.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from ... import vocabulary
from ..registry import Registry
from .plain import Entry, plain

CONTEXT = "sarhad"
SCHEMATA: Mapping[str, str] = {
    "state": "PublicBody",
    "armed-group": "Organization",
    "militia": "Organization",
    "communal": "Organization",
    "organisation": "Organization",
    "civilians": "LegalEntity",
    "unknown": "LegalEntity",
}
"""From a kind of actor to a schema."""
SUCCESSIONS = frozenset({"replaces", "successor-of", "renamed-from"})
"""Relations in which the actor comes after the other; `merged-into` is the other way round."""
MEMBERSHIPS = frozenset({"branch-of", "member-of", "joined"})
NAMES = ("alias", "weakAlias", "previousName")
"""Properties of names beside `name`."""
NATIVE = ("id", "name", "country", "founded", "ended", "note", "relations")
"""Fields of an actor that stand in properties and entities of the model."""
NATIVE_RELATION = ("to", "start", "end", "note")


@cache
def schemata() -> Mapping[str, Any]:
    """What the model says of the schemata in use: what they extend, require and hold."""
    text = files("sarhad.actors.exchange").joinpath("followthemoney_schemata.yaml").read_text(encoding="utf-8")
    content: Mapping[str, Any] = yaml.safe_load(text)
    return content


def is_a(schema: str, ancestor: str) -> bool:
    """Whether a schema is another one, or extends it."""
    if schema == ancestor:
        return True
    return any(is_a(parent, ancestor) for parent in schemata().get(schema, {}).get("extends", ()))


def to_followthemoney(registry: Registry, *, scope: str = "sarhad") -> bytes:
    """The registry as lines of FollowTheMoney entities; names that are withheld are not in them.

    The ids begin with `scope`, which keeps those of two watches apart.
    """
    content = plain(registry)
    lines = [json.dumps(entity, ensure_ascii=False) + "\n" for entity in _Lines(content, scope or "sarhad").entities()]
    return "".join(lines).encode()


class _Lines:
    def __init__(self, content: Entry, scope: str) -> None:
        self.content, self.scope = content, scope
        self.sources: Mapping[str, Entry] = content["sources"]
        self.kinds = {entry["id"]: entry["kind"] for entry in content["actors"]}

    def entities(self) -> Iterator[Entry]:
        actors = self.content["actors"]
        rest = {key: value for key, value in self.content.items() if key != "actors"}
        about = {"name": ["Registry of actors"], "description": self.content.get("conventions", [])}
        yield _entity(f"{self.scope}-registry", "Note", about, {**rest, "order": list(self.kinds)})
        for code in sorted({r["to"] for entry in actors for r in entry.get("relations", ()) if r["to"].isupper()}):
            country = vocabulary.countries().by_iso3(code)
            here = {"name": [country.name], "country": [country.iso2.lower()], "level": ["country"]}
            yield _entity(self._of(code), "Territory", here, {"iso3": code})
        for entry in actors:
            yield self._actor(entry)
        seeds: Counter[str] = Counter()
        for entry in actors:
            for relation in entry.get("relations", ()):
                yield self._link(entry["id"], relation, seeds)

    def _actor(self, entry: Entry) -> Entry:
        names = entry.get("names", [])
        properties: dict[str, Any] = {
            "name": [entry["name"]],
            **{kind: [name["text"] for name in names if _property_of(name) == kind] for kind in NAMES},
            "country": [vocabulary.countries().by_iso3(entry["country"]).iso2.lower()] if "country" in entry else [],
            "incorporationDate": [entry.get("founded")],
            "dissolutionDate": [entry.get("ended")],
            "classification": [entry["kind"]],
            "notes": [entry.get("note")],
            **self._cited(name["source"] for name in (entry, *names)),
        }
        held = {key: value for key, value in entry.items() if key not in NATIVE}
        return _entity(self._of(entry["id"]), SCHEMATA[entry["kind"]], properties, {"actor": entry["id"], **held})

    def _link(self, actor_id: str, relation: Entry, seeds: Counter[str]) -> Entry:
        kind, to = relation["kind"], relation["to"]
        schema, ends = "UnknownLink", ("subject", "object")
        if kind in SUCCESSIONS:
            schema, ends = "Succession", ("successor", "predecessor")
        elif kind == "merged-into":
            schema, ends = "Succession", ("predecessor", "successor")
        elif kind in MEMBERSHIPS and is_a(SCHEMATA[self.kinds[to]], "Organization"):
            schema, ends = "Membership", ("member", "organization")
        properties = {
            ends[0]: [self._of(actor_id)],
            ends[1]: [self._of(to)],
            "role": [kind.replace("-", " ")],
            "startDate": [relation.get("start")],
            "endDate": [relation.get("end")],
            "description": [relation.get("note")],
            "recordId": [relation["source"].partition(" ")[2]],
            **self._cited([relation["source"]]),
        }
        seed = json.dumps([actor_id, *(relation.get(key) for key in ("kind", "to", "basis", "start", "end", "source"))])
        seeds[seed] += 1
        digest = hashlib.sha256(f"{seed}{seeds[seed]}".encode()).hexdigest()[:20]
        held = {key: value for key, value in relation.items() if key not in NATIVE_RELATION}
        return _entity(f"{self.scope}-link-{digest}", schema, properties, held)

    def _cited(self, citations: Any) -> dict[str, list[str | None]]:
        """Publisher and address of the works that are cited."""
        works = [self.sources[text.partition(" ")[0]] for text in dict.fromkeys(citations)]
        return {
            "publisher": list(dict.fromkeys(work["publisher"] for work in works)),
            "sourceUrl": list(dict.fromkeys(work["url"] for work in works if "url" in work)),
        }

    def _of(self, target: str) -> str:
        return f"{self.scope}-country-{target.lower()}" if target.isupper() else f"{self.scope}-actor-{target}"


def _property_of(name: Entry) -> str:
    """A former name; a weak alias where place, time or doubt limit what it means; else an alias."""
    if name.get("former"):
        return "previousName"
    limited = name.keys() & {"countries", "from", "until"} or name.get("confidence") == "low"
    return "weakAlias" if limited else "alias"


def _entity(entity_id: str, schema: str, properties: Mapping[str, Any], held: Entry) -> Entry:
    filled = {key: list(dict.fromkeys(filter(None, values))) for key, values in properties.items()}
    return {
        "id": entity_id,
        "schema": schema,
        "properties": {key: values for key, values in filled.items() if values},
        CONTEXT: json.dumps(held, ensure_ascii=False),
    }
