"""Actors from lines of FollowTheMoney entities: our own, or those of another publisher (OpenSanctions).

Of another publisher's entities come organisations, companies and public bodies with their names, countries and dates,
memberships and successions; no persons.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ... import vocabulary
from ...errors import InputError, Problem
from ..dates import PartialDate
from ..model import RELATION_KINDS
from .draft import Draft, Imported, listed, loads, printable, read_bounded
from .followthemoney import CONTEXT, NAMES, is_a, schemata
from .plain import Entry

_LONGEST_LINE = 1_000_000
_TOLD = 3  # of the lines of a file in which none is an entity
_ENDS = {
    "UnknownLink": ("subject", "object", ""),
    "Succession": ("successor", "predecessor", "successor-of"),
    "Membership": ("member", "organization", "member-of"),
}
"""Which property of a link is the actor, which the other, and what it says when it is not one of our own."""


def from_followthemoney(path: Path) -> Imported:
    """The actors of a file with one entity a line, to look through.

    What is not taken is counted, by its schema or by the reason; a line that cannot be read is told and passed over.

    Raises:
        InputError: no line of the file is an entity, or what was taken is no registry.
    """
    return _Reader(path.name, read_bounded(path)).read()


class _Reader:
    def __init__(self, file: str, text: str) -> None:
        self.file, self.text = file, text
        self.draft = Draft(file)
        self.actors: dict[str, Entry] = {}  # by the id of the entity
        self.countries: dict[str, str] = {}
        self.links: list[Entry] = []
        self.order: list[str] = []

    def read(self) -> Imported:
        entities = self._entities()
        for entity in sorted(entities, key=lambda entity: not _own(entity)):  # ids of a registry's own first
            self._take(entity)
        for entity in self.links:
            self._link(entity)
        self.draft.entries = self.actors
        return self.draft.result(self.order)

    def _entities(self) -> list[Entry]:
        found: dict[str, Entry] = {}
        lines = 0
        for number, line in enumerate(self.text.split("\n"), 1):
            if not line.strip():
                continue
            lines += 1
            entity, what = _entity_of(line)
            if entity is None:
                self.draft.notices.append(
                    Problem("no-entity", what, file=self.file, line=number, effect="record left out",
                            do='an entity is {"id": ..., "schema": ..., "properties": {...}}')
                )  # fmt: skip
            elif entity["id"] in found:
                self.draft.left_out["entities whose id stands twice"] += 1
            else:
                found[entity["id"]] = entity
        if lines and not found:
            raise InputError(
                f"{self.file} holds no FollowTheMoney entity",
                problems=self.draft.notices[:_TOLD],
                do="export it line by line",
            )
        return list(found.values())

    def _take(self, entity: Entry) -> None:
        schema, held = entity["schema"], _own(entity)
        if schema in _ENDS:
            self.links.append(entity)
        elif schema == "Note" and isinstance(held.get("sources"), dict):
            self.draft.sources = {**self.draft.sources, **held["sources"]}
            self.draft.content = {key: held[key] for key in ("conventions", "withheld") if key in held}
            self.order = [actor_id for actor_id in listed(held.get("order")) if isinstance(actor_id, str)]
        elif schema == "Territory":
            code = held.get("iso3") or _one_country(entity["properties"], "country")
            if isinstance(code, str) and code in vocabulary.countries():
                self.countries[entity["id"]] = code
        elif schema == "Person":
            self.draft.left_out["persons (no persons are taken)"] += 1
        elif schema not in schemata() or not is_a(schema, "LegalEntity"):
            self.draft.left_out[f"entities of the schema {printable(schema)}"] += 1
        elif schema == "LegalEntity" and not held:
            self.draft.left_out["entities of the schema LegalEntity, which may be persons"] += 1
        else:
            self._actor(entity, held)

    def _actor(self, entity: Entry, held: Entry) -> None:
        values = entity["properties"]
        names = [text.strip() for text in values.get("name", ()) if text.strip()]
        if not names:
            self.draft.left_out["entities without a name"] += 1
            return
        if entity.get("caption") in names and not held:
            names = [entity["caption"]]  # of several the publisher's own choice
        known = {text for kind in ("name", *NAMES) for text in values.get(kind, ())}
        entry: Entry = {}
        if isinstance(held.get("actor"), str):
            entry = {key: value for key, value in held.items() if key not in ("actor", "names")}
            entry["id"] = self.draft.keep_id(held["actor"])
            entry["names"] = [c for c in listed(held.get("names")) if _said(c) is None or _said(c) in known]
        else:
            entry["id"] = self.draft.free_id(names[0], entity["id"])
            entry["kind"] = "state" if entity["schema"] == "PublicBody" else "organisation"
            self.draft.foreign.add(entry["id"])
        entry["name"] = names[0] if held else self.draft.note(names[0])
        claimed = {_said(claim) for claim in entry.get("names", ())} | {names[0]}
        if "source" not in entry or known - claimed:
            source = f"{self._source(entity)} {entity['id']}"
            entry.setdefault("source", source)
            for kind in ("name", *NAMES, "abbreviation"):
                for text in values.get(kind, ()):
                    if text.strip() and text not in claimed:
                        claimed.add(text)
                        claim = {"text": text, "language": "und", "source": source}
                        entry.setdefault("names", []).append(claim | _standing(kind))
        country = next(
            filter(None, (_one_country(values, key) for key in ("mainCountry", "jurisdiction", "country"))), None
        )
        if country:
            entry["country"] = country
        for key, prop in (("founded", "incorporationDate"), ("ended", "dissolutionDate")):
            if date := _one_date(values, prop):
                entry[key] = date
        if notes := [text for text in values.get("notes", ()) if text.strip()]:
            entry["note"] = notes[0] if held else self.draft.note(" ".join(notes))
        self.actors[entity["id"]] = entry

    def _source(self, entity: Entry) -> str:
        sets = entity.get("datasets")
        named = ", ".join(text for text in sets if isinstance(text, str)) if isinstance(sets, list) else ""
        publisher = self.draft.note(", ".join(entity["properties"].get("publisher", ())) or named or "not stated")
        title = f"FollowTheMoney entities, data set {named}" if named else f"FollowTheMoney entities, file {self.file}"
        return self.draft.own_source("ftm", title, publisher)

    def _link(self, entity: Entry) -> None:
        one_end, other_end, says = _ENDS[entity["schema"]]
        held, values = _own(entity), entity["properties"]
        kind = held.get("kind") if held.get("kind") in RELATION_KINDS else says
        if kind == "merged-into":
            one_end, other_end = other_end, one_end
        ones, others = values.get(one_end, ()), values.get(other_end, ())
        if not kind:
            self.draft.left_out["links whose meaning is not stated in the words used here"] += 1
            return
        for one in ones:
            for other in others:
                target = self.actors[other]["id"] if other in self.actors else self.countries.get(other)
                if one not in self.actors or target is None or one == other:
                    self.draft.left_out["links with an entity that is not taken"] += 1
                    continue
                relation = {"to": target, **{key: value for key, value in held.items() if key != "to"}, "kind": kind}
                for key, prop in (("start", "startDate"), ("end", "endDate")):
                    if date := _one_date(values, prop):
                        relation[key] = date
                if "source" not in relation:
                    relation |= {"basis": "data", "source": f"{self._source(entity)} {entity['id']}"}
                if notes := [text for text in values.get("description", ()) if text.strip()]:
                    relation["note"] = notes[0] if held else self.draft.note(" ".join(notes))
                self.actors[one].setdefault("relations", []).append(relation)


def _entity_of(line: str) -> tuple[Entry | None, str]:
    """The entity of a line with its values as texts, or what is wrong with it."""
    if len(line) > _LONGEST_LINE:
        return None, f"the line is longer than {_LONGEST_LINE:,} characters"
    try:
        entity = loads(line)
    except (ValueError, RecursionError):
        return None, "not JSON"
    if not (isinstance(entity, dict) and isinstance(entity.get("id"), str) and isinstance(entity.get("schema"), str)):
        return None, "no entity: it lacks an id or a schema"
    properties = entity.get("properties", {})
    if not isinstance(properties, dict):
        return None, "its properties are no object"
    entity["properties"] = {key: list(_texts(values)) for key, values in properties.items()}
    return entity, ""


def _texts(values: Any) -> Any:
    """The texts of a property; of an entity that is nested in it, its id."""
    for value in values if isinstance(values, list) else [values]:
        if isinstance(value, str):
            yield value
        elif isinstance(value, dict) and isinstance(value.get("id"), str):
            yield value["id"]


def _own(entity: Entry) -> Entry:
    """What stands in our own part of the context; a merged entity holds a list of such texts, the first counts."""
    text = entity.get(CONTEXT)
    text = text[0] if isinstance(text, list) and text else text
    try:
        held = loads(text) if isinstance(text, str) else {}
    except (ValueError, RecursionError):
        return {}
    return held if isinstance(held, dict) else {}


def _said(claim: Any) -> str | None:
    """The spelling of a claim; None for what is none, which is told when the registry is made."""
    text = claim.get("text") if isinstance(claim, dict) else None
    return text if isinstance(text, str) else None


def _standing(kind: str) -> Entry:
    if kind == "previousName":
        return {"former": True}
    return {"confidence": "low"} if kind == "weakAlias" else {}


def _one_country(values: Entry, prop: str) -> str | None:
    """The country of a property that names one."""
    codes = values.get(prop, ())
    found = {c.iso3 for c in vocabulary.countries() if c.iso2.lower() in {code.lower() for code in codes}}
    return found.pop() if len(found) == 1 == len(set(codes)) else None


def _one_date(values: Entry, prop: str) -> str | None:
    """The date of a property that holds one, without the time of the day."""
    dates = {text[:10] for text in values.get(prop, ())}
    if len(dates) != 1:
        return None
    try:
        return str(PartialDate.parse(dates.pop()))
    except ValueError:
        return None
