"""Actors as a STIX 2.1 bundle (OASIS Standard, 10 June 2021), made with the library `stix2`.

An actor is an `identity`, its country a `location` to which it is `located-at`, a relation a `relationship` with
`start_time` and `stop_time` where a whole day is known. What STIX has no field for (names as claims, kinds, dates of
which only the month or the year is known, what a relation rests on) stands in a property extension (section 7.3).
"""

from __future__ import annotations

import datetime as dt
import json
import uuid
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

import stix2

from ... import vocabulary
from ..dates import PartialDate
from ..registry import Registry
from .plain import Entry, plain

_NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "urn:sarhad:actors")
_FIRST = dt.date(1970, 1, 1)
"""The day on which all objects are said to be made: a registry knows none, and the same one gives the same bytes."""

EXTENSION = f"extension-definition--{uuid.uuid5(_NAMESPACE, 'extension')}"
PRODUCER = f"identity--{uuid.uuid5(_NAMESPACE, 'producer')}"
UCDP = "UCDP actor"
"""The `source_name` of the external reference that holds UCDP's number."""
LOCATED = "located-at"

CLASSES: Mapping[str, str] = {
    "state": "organization",
    "armed-group": "group",
    "militia": "group",
    "communal": "group",
    "civilians": "class",
    "unknown": "unknown",
    "organisation": "organization",
}
"""From a kind of actor to the open vocabulary `identity-class-ov`."""

_HELD = ("kind", "active_in", "founded", "ended", "ucdp", "names", "source")
"""Fields of an actor that stand in the extension."""
_SCHEMA = (
    "On an identity: actor (the id in the registry), kind, active_in (countries in which it is recorded), founded and "
    "ended (2021-08-15, 2021-08 or 2021), ucdp (UCDP's numbers, with limits of place and time), names (claims: text, "
    "language, script, countries, from, until, source, date, confidence, asserted_by, former, renamed), source (the "
    "key of a source, then where in it). On a relationship: basis (what it rests on), source, start and end where no "
    "whole day is known, stance, perceived_by. On a location: iso3. On the grouping of all actors: sources by key, "
    "conventions, withheld (UCDP's numbers of organisations that UCDP names after a person), order of the actors."
)


def to_stix(registry: Registry, *, as_of: dt.date | None = None, scope: str = "") -> bytes:
    """The registry as a STIX 2.1 bundle in JSON; names that are withheld are not in it.

    Ids are made from the registry's own (UUID version 5). `scope` (the id of the watch) keeps the ids of two watches
    apart; `as_of` is the day that all objects bear as `modified`, so that a newer export replaces an older one where
    bundles are merged.
    """
    return _Bundle(plain(registry), as_of or _FIRST, scope).text()


class _Bundle:
    def __init__(self, content: Entry, as_of: dt.date, scope: str) -> None:
        self.content, self.scope = content, scope
        self.common: dict[str, Any] = {
            "created": _midnight(_FIRST),
            "modified": _midnight(max(as_of, _FIRST)),
            "created_by_ref": PRODUCER,
        }
        self.sources: Mapping[str, Entry] = content["sources"]

    def text(self) -> bytes:
        objects = [json.loads(item.serialize()) for item in self._objects()]
        bundle = {"type": "bundle", "id": self._id("bundle", json.dumps(objects)), "objects": objects}
        return (json.dumps(bundle, ensure_ascii=False, indent=1) + "\n").encode()

    def _objects(self) -> Iterator[Any]:
        yield stix2.v21.Identity(
            id=PRODUCER, name="Sarhad", identity_class="system", created=_midnight(_FIRST), modified=_midnight(_FIRST)
        )
        yield stix2.v21.ExtensionDefinition(
            id=EXTENSION,
            name="Sarhad actor claims",
            description="What a registry of actors says that STIX has no field for",
            schema=_SCHEMA,
            version="1.0.0",
            extension_types=["property-extension"],
            created=_midnight(_FIRST),
            modified=_midnight(_FIRST),
            created_by_ref=PRODUCER,
        )
        actors = self.content["actors"]
        for code in sorted({*_countries_of(actors)}):
            country = vocabulary.countries().by_iso3(code)
            yield stix2.v21.Location(
                id=self._of(code), name=country.name, country=country.iso2, **self._extended({"iso3": code})
            )
        seeds: Counter[str] = Counter()
        for entry in actors:
            yield self._identity(entry)
        for entry in actors:
            yield from self._relationships(entry, seeds)
        yield self._grouping(actors)

    def _identity(self, entry: Entry) -> Any:
        held: Entry = {key: entry[key] for key in _HELD if key in entry}
        numbers = [item["id"] if isinstance(item, dict) else item for item in entry.get("ucdp", ())]
        cited = [entry["source"], *(name["source"] for name in entry.get("names", ()))]
        references = [self._reference(text) for text in dict.fromkeys(cited)]
        return stix2.v21.Identity(
            id=self._of(entry["id"]),
            name=entry["name"],
            identity_class=CLASSES[entry["kind"]],
            external_references=references
            + [{"source_name": UCDP, "external_id": str(number)} for number in dict.fromkeys(numbers)],
            **({"description": entry["note"]} if "note" in entry else {}),
            **self._extended({"actor": entry["id"], **held}),
        )

    def _relationships(self, entry: Entry, seeds: Counter[str]) -> Iterator[Any]:
        if "country" in entry:
            yield stix2.v21.Relationship(
                id=self._id("relationship", LOCATED, entry["id"], entry["country"]),
                relationship_type=LOCATED,
                source_ref=self._of(entry["id"]),
                target_ref=self._of(entry["country"]),
                **self.common,
            )
        for relation in entry.get("relations", ()):
            seed = json.dumps([relation.get(key) for key in ("kind", "to", "basis", "start", "end", "source")])
            seed = f"{entry['id']} {seed}"
            seeds[seed] += 1
            times, partial = _times(relation)
            held = {k: v for k, v in relation.items() if k not in ("to", "kind", "start", "end", "note")}
            yield stix2.v21.Relationship(
                id=self._id("relationship", seed, str(seeds[seed])),
                relationship_type=relation["kind"],
                source_ref=self._of(entry["id"]),
                target_ref=self._of(relation["to"]),
                external_references=[self._reference(relation["source"])],
                **({"description": relation["note"]} if "note" in relation else {}),
                **times,
                **self._extended({**held, **partial}),
            )

    def _grouping(self, actors: list[Entry]) -> Any:
        rest = {key: value for key, value in self.content.items() if key != "actors"}
        order = [entry["id"] for entry in actors]
        conventions = self.content.get("conventions")
        return stix2.v21.Grouping(
            id=self._id("grouping", "actors"),
            name="Registry of actors",
            context="unspecified",
            object_refs=[self._of(actor_id) for actor_id in order] or [PRODUCER],
            **({"description": "\n".join(conventions)} if conventions else {}),
            **self._extended({**rest, "order": order}),
        )

    def _reference(self, text: str) -> Entry:
        """A citation; `source_name` is the work's title, `external_id` where in it."""
        key, _, where = text.partition(" ")
        source = self.sources[key]
        told = [source["publisher"], source.get("date", ""), source.get("licence", "")]
        reference = {"source_name": source["title"], "description": ", ".join(filter(None, told))}
        return (
            reference | ({"url": source["url"]} if "url" in source else {}) | ({"external_id": where} if where else {})
        )

    def _extended(self, held: Entry) -> Entry:
        return {**self.common, "extensions": {EXTENSION: {"extension_type": "property-extension", **held}}}

    def _of(self, target: str) -> str:
        """The id of the object of an actor, or of a country by its code."""
        return self._id("location" if target.isupper() else "identity", target)

    def _id(self, kind: str, *seed: str) -> str:
        return f"{kind}--{uuid.uuid5(_NAMESPACE, json.dumps([self.scope, kind, *seed]))}"


def _countries_of(actors: list[Entry]) -> Iterator[str]:
    for entry in actors:
        yield from filter(None, [entry.get("country")])
        yield from (relation["to"] for relation in entry.get("relations", ()) if relation["to"].isupper())


def _times(relation: Entry) -> tuple[Entry, Entry]:
    """STIX's times of a relation, and the dates that are no whole day.

    A last day is inside the span, so it stops with its last millisecond; STIX wants the stop after the start.
    """
    times: Entry = {}
    partial: Entry = {}
    for key, name, clock in (("start", "start_time", "T00:00:00.000Z"), ("end", "stop_time", "T23:59:59.999Z")):
        if key in relation:
            date = PartialDate.parse(relation[key])
            if date.first == date.last:
                times[name] = f"{date}{clock}"
            else:
                partial[key] = str(date)
    return times, partial


def _midnight(day: dt.date) -> str:
    return f"{day.isoformat()}T00:00:00.000Z"
