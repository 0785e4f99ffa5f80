"""Actors from a STIX 2.1 bundle: one of our own, or one of another system (OpenCTI, MISP).

Nothing is fetched. Of another system's bundle come organisations, groups, intrusion sets and threat actors with their
aliases, countries, and relationships whose meaning is the same here; no persons, and nothing that is marked as not to
be passed on.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import stix2
from stix2.exceptions import STIXError

from ... import vocabulary
from ..model import RELATION_KINDS, TO_A_COUNTRY
from .draft import Draft, Imported, listed, printable, read_bounded
from .plain import Entry
from .stix import EXTENSION, LOCATED, PRODUCER
from .stix_bundle import PUBLIC_MARKINGS, bundle_of, restricts

_ACTORS = ("identity", "intrusion-set", "threat-actor")
_TAKEN = (*_ACTORS, "location", "relationship")
_SILENT = ("extension-definition", "marking-definition", "grouping")
_COUNTRY_OF = (LOCATED, "originates-from")
_SAME_MEANING = {"part-of": "branch-of"}
_NEEDS_A_WORD = ("stance",)
"""Kinds that say nothing without what our own extension holds."""
_UNKNOWN_DAYS = {"start": "1970-01-01", "end": "5138-11-16"}
"""What OpenCTI writes where it knows no start or no end."""
_PERSON = "persons (no persons are taken)"
_OWN_FIELDS = ("kind", "active_in", "founded", "ended", "ucdp", "names", "source")
_OWN_RELATION = ("basis", "stance", "perceived_by", "source", "start", "end")


def from_stix(path: Path) -> Imported:
    """The actors of a bundle, to look through.

    What is not taken is counted, by its type or by the reason. Of several versions of one object the newest counts.

    Raises:
        InputError: the file is no STIX bundle, or an object in it is malformed; each is told with its id and line.
    """
    text = read_bounded(path)
    return _Reader(path.name, text).read()


class _Reader:
    def __init__(self, file: str, text: str) -> None:
        self.text = text
        self.bundle = bundle_of(file, text)
        self.draft = Draft(file)
        self.objects: dict[str, Entry] = {}
        self.actors: dict[str, Entry] = {}  # by the id of the object
        self.countries: dict[str, str] = {}  # by the id of the location
        self.located: dict[str, list[str]] = {}
        self.order: list[str] = []

    def read(self) -> Imported:
        self._newest()
        self.restricted = {
            key for key, item in self.objects.items() if item["type"] == "marking-definition" and restricts(item)
        }
        for item in self.objects.values():
            self._registry_of(item)
        found = [item for item in self.objects.values() if self._is_taken(item)]
        found.sort(key=lambda item: not _own(item))  # ids that are a registry's own are taken first
        for item in found:
            if item["type"] in _ACTORS and item["id"] != PRODUCER:
                self._actor(item)
            elif item["type"] == "location":
                self._location(item)
        for item in found:
            if item["type"] == "relationship":
                self._relationship(item)
        for key, codes in self.located.items():
            if len(set(codes)) == 1:
                self.actors[key]["country"] = codes[0]
            else:
                self.draft.left_out["actors with several countries: none is written"] += 1
        self.draft.entries = self.actors
        return self.draft.result(self.order)

    def _newest(self) -> None:
        for index, item in enumerate(self.bundle["objects"]):
            if not (isinstance(item, dict) and isinstance(item.get("type"), str) and isinstance(item.get("id"), str)):
                self.draft.problem(
                    "no-stix-object", f"object {index + 1} has no type or no id", None, "", "take it out, or repair it"
                )
                continue
            before = self.objects.get(item["id"])
            if before is None or str(item.get("modified", "")) >= str(before.get("modified", "")):
                self.objects[item["id"]] = item
            if before is not None:
                self.draft.left_out["older versions of an object"] += 1

    def _registry_of(self, item: Entry) -> None:
        """What the grouping of one of our own bundles says of the whole registry."""
        held = _own(item)
        if item["type"] != "grouping" or "sources" not in held:
            return
        self.draft.content = {key: held[key] for key in ("conventions", "withheld") if key in held}
        if isinstance(held["sources"], dict):
            self.draft.sources = dict(held["sources"])
        self.order = [str(actor_id) for actor_id in listed(held.get("order")) if isinstance(actor_id, str)]

    def _is_taken(self, item: Entry) -> bool:
        kind = item["type"]
        if kind in _SILENT or item["id"] == PRODUCER:
            return False
        if kind not in _TAKEN:
            self.draft.left_out[f"objects of the type {printable(kind)}"] += 1
            return False
        if kind in _ACTORS and not self._is_valid(item):  # a location is read for its country, whatever else it lacks
            return False
        if item.get("revoked"):
            self.draft.left_out["objects that were revoked"] += 1
            return False
        marks = [mark for mark in _texts(item, "object_marking_refs") if mark not in PUBLIC_MARKINGS]
        if any(mark not in self.objects or mark in self.restricted for mark in marks):
            self.draft.left_out["objects marked as not to be passed on, or with a marking that is not in the file"] += 1
            return False
        return True

    def _is_valid(self, item: Entry) -> bool:
        try:
            stix2.parse(item, allow_custom=True, version="2.1")
        except (STIXError, ValueError, TypeError, KeyError, AttributeError) as error:
            what = " ".join(str(error).split())[:200]
            do = "repair the object, or take it out"
            self.draft.problem(
                "malformed-object", f"not a STIX 2.1 {item['type']}: {what}", self._line(item), item["id"], do
            )
            return False
        return True

    def _line(self, item: Entry) -> int | None:
        found = re.search(rf'"id"\s*:\s*{re.escape(json.dumps(item["id"]))}', self.text)
        return self.text.count("\n", 0, found.start()) + 1 if found else None

    def _actor(self, item: Entry) -> None:
        held = _own(item)
        if isinstance(held.get("actor"), str):
            entry = {key: held[key] for key in _OWN_FIELDS if key in held}
            entry |= {"id": self.draft.keep_id(held["actor"]), "name": _text(item, "name")}
            if "source" not in entry:
                entry["source"] = self._source(item)
            if note := _text(item, "description"):
                entry["note"] = note
            self.actors[item["id"]] = entry
            return
        if reason := _no_organisation(item):
            self.draft.left_out[reason] += 1
            return
        source = f"{self._source(item)} {item['id']}"
        language = str(item.get("lang", "und")).partition("-")[0].lower()
        language = language if re.fullmatch("[a-z]{2,3}", language) else "und"
        aliases = [alias for key in ("aliases", "x_opencti_aliases", "x_mitre_aliases") for alias in _texts(item, key)]
        name, description = _text(item, "name"), _text(item, "description")
        if not name.strip():
            self.draft.left_out["objects without a name"] += 1
            return
        actor_id = self.draft.free_id(name, item["id"])
        self.draft.foreign.add(actor_id)
        self.actors[item["id"]] = {
            "id": actor_id,
            "name": self.draft.note(name),
            "kind": "organisation",
            "names": [
                {"text": text, "language": language, "source": source}
                for text in dict.fromkeys(aliases)
                if text.strip() and text != name
            ],
            "source": source,
            **({"note": self.draft.note(description)} if description.strip() else {}),
        }

    def _source(self, item: Entry) -> str:
        """The key of the source that says so: the bundle, by the one who made the object."""
        maker = self.objects.get(str(item.get("created_by_ref")), {})
        named = maker.get("name") if maker.get("identity_class") not in (None, "individual") else None
        publisher = self.draft.note(named) if isinstance(named, str) and named.strip() else "not stated"
        title = f"STIX bundle {self.bundle.get('id', 'without an id')}"
        return self.draft.own_source("stix", title, publisher)

    def _location(self, item: Entry) -> None:
        if code := _country(item):
            self.countries[item["id"]] = code

    def _relationship(self, item: Entry) -> None:
        one, other, kind = (str(item.get(key, "")) for key in ("source_ref", "target_ref", "relationship_type"))
        if one in self.actors and other in self.countries and kind in _COUNTRY_OF:
            self.located.setdefault(one, []).append(self.countries[other])
            return
        target = self.actors[other]["id"] if other in self.actors else self.countries.get(other)
        if one not in self.actors or target is None:
            self.draft.left_out["relationships with an object that is not taken"] += 1
            return
        if one == other:
            self.draft.left_out["relationships of an object with itself"] += 1
            return
        held = _own(item)
        kind = kind if kind in RELATION_KINDS else _SAME_MEANING.get(kind, "")
        if not held and (kind in _NEEDS_A_WORD or (other in self.countries and kind not in TO_A_COUNTRY)):
            kind = ""
        if not kind:
            self.draft.left_out[f"relationships of the type {printable(str(item.get('relationship_type')))}"] += 1
            return
        same = not held and "stop_time" in item and item["stop_time"] == item.get("start_time")
        if same:  # OpenCTI writes both alike where it knows one day; STIX wants the stop after the start
            item = {key: value for key, value in item.items() if key != "stop_time"}
        if not self._is_valid(item):
            return
        relation = {"to": target, "kind": kind, **{key: held[key] for key in _OWN_RELATION if key in held}}
        dates = _dates(item) | ({"end": _dates(item)["start"]} if same else {})
        relation |= {key: day for key, day in dates.items() if held or day != _UNKNOWN_DAYS[key]}
        relation.setdefault("basis", "data")
        if "source" not in relation:
            relation["source"] = f"{self._source(item)} {item['id']}"
        if (note := _text(item, "description")).strip():
            relation["note"] = note if held else self.draft.note(note)
        self.actors[one].setdefault("relations", []).append(relation)


def _own(item: Entry) -> Entry:
    """What our own extension says in an object."""
    extensions = item.get("extensions")
    held = extensions.get(EXTENSION) if isinstance(extensions, dict) else None
    return held if isinstance(held, dict) else {}


def _no_organisation(item: Mapping[str, Any]) -> str:
    """Why an object is not taken as an organisation, empty where it is."""
    if item["type"] == "identity":
        stands_for = item.get("identity_class")
        if stands_for == "individual":
            return _PERSON
        if stands_for not in ("group", "organization"):
            return f"identities whose class is {printable(str(stands_for or 'not stated'))}"
    elif item.get("resource_level") == "individual" or str(item.get("x_opencti_type", "")).endswith("Individual"):
        return _PERSON
    return ""


def _text(item: Entry, key: str) -> str:
    """A text; empty where another type stands."""
    value = item.get(key)
    return value if isinstance(value, str) else ""


def _texts(item: Entry, key: str) -> Iterator[str]:
    values = item.get(key)
    if isinstance(values, list):
        yield from (value for value in values if isinstance(value, str))


def _country(item: Entry) -> str | None:
    known = vocabulary.countries()
    code = _own(item).get("iso3")
    if isinstance(code, str) and code in known:
        return code
    named = str(item.get("country", "")).strip()
    by_code = next((c.iso3 for c in known if c.iso2 == named.upper()), None) if named else None
    if named:
        return by_code or known.iso3_of_name(named)
    is_country = item.get("x_opencti_location_type", "Country") == "Country"
    return known.iso3_of_name(str(item.get("name", ""))) if is_country and "city" not in item else None


def _dates(item: Entry) -> Entry:
    """The days of a relationship; its times are UTC."""
    found = stix2.parse(item, allow_custom=True, version="2.1")
    days = {key: found.get(name) for key, name in (("start", "start_time"), ("end", "stop_time"))}
    return {key: value.date().isoformat() for key, value in days.items() if isinstance(value, dt.datetime)}
