"""A registry with every sort of name, lineage and relation for the pages of actors."""

from __future__ import annotations

from typing import Any

from sarhad.actors import Registry
from sarhad.actors.exchange import registry_from

CITED = {"source": "data row 1", "basis": "data"}


def entry(actor_id: str, name: str = "", *relations: dict[str, Any], **fields: Any) -> dict[str, Any]:
    kept = {"id": actor_id, "name": name or actor_id.title(), "kind": "armed-group", "source": "data"}
    return {**kept, "relations": list(relations), **fields}


def to(other: str, kind: str, start: str | None = None, end: str | None = None, **fields: Any) -> dict[str, Any]:
    return {"to": other, "kind": kind, "start": start, "end": end, **CITED, **fields}


def registry(*entries: dict[str, Any]) -> Registry:
    works = {
        "data": {"title": "Actor data", "publisher": "A university", "date": "2022"},
        "page": {"title": "A <i>page</i>", "publisher": "A newspaper", "url": "https://example.org/a?b&c"},
    }
    return registry_from({"sources": works, "actors": list(entries)}, "actors.yaml")


FRONT = entry(
    "front",
    "Taleban <b>Front</b>",
    to("old-front", "splinter-of", "2001-05-05"),
    to("old-front", "joined", "2009", basis="page", source="page"),
    to("state", "fights", "2003", "2019-11-30", note="a <note>"),
    to("state", "rival-of", basis="author"),
    to("PAK", "stance", start="2015", stance="hostile", basis="perception", perceived_by="state"),
    to("league", "ally-of", end="2012", basis="page", source="page"),
    country="AFG",
    founded="2001",
    ucdp=[303, {"id": 130, "from": "2021-08-15"}],
    note="A <script>note</script>",
    names=[
        {"text": "Taleban", "language": "en", "source": "data"},
        {"text": "جبهه", "language": "fa", "script": "Arab", "source": "data", "confidence": "medium"},
        {"text": "TF", "language": "en", "countries": ["AFG", "PAK"], "until": "2021-08-14", "source": "page",
         "date": "2020-03", "asserted_by": "A ministry"},
        {"text": "Old name", "language": "und", "former": True, "renamed": "2004", "source": "data"},
    ],
)  # fmt: skip
ALL = (
    FRONT,
    entry("old-front", "Old Front"),
    entry("rump", "Rump", to("front", "splinter-of", "2011-02"), founded="2011"),
    entry("state", "The State", kind="state"),
    entry("league", "League"),
)
