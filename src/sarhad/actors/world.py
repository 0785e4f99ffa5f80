"""The registry of the world that ships with the package, made from UCDP's actor data set."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Any, cast

import yaml

from .actor import CitedSource
from .model import ActorKind, RelationKind
from .registry import Registry
from .ucdp_entry import Link, Spelling, UcdpActor, ucdp_registry

TABLES: dict[str, tuple[str, ...]] = {
    "actors": ("number", "row", "kind", "country", "active", "name"),
    "names": ("number", "text", "language", "script", "former"),
    "relations": ("number", "kind", "to", "note"),
    "hidden": ("number", "digest"),
}
"""The tables in `data/`, each in `ucdp_NAME.csv`, and their columns."""


@cache
def world_registry() -> Registry:
    """All actors of UCDP's actor data set, version 22.1, and civilians; read once.

    The same as `read_ucdp_actors` makes of that release. A newer release of the user's own is read with that.
    """
    names: dict[str, list[Spelling]] = defaultdict(list)
    for number, text, language, script, former in _rows("names"):
        names[number].append(Spelling(text, language, script, former == "yes"))
    links: dict[str, list[Link]] = defaultdict(list)
    for number, kind, to, note in _rows("relations"):
        links[number].append(Link(cast(RelationKind, kind), int(to), note))
    hidden: dict[str, list[str]] = defaultdict(list)
    for number, mark in _rows("hidden"):
        hidden[number].append(mark)
    entries = [
        UcdpActor(
            int(number),
            int(row),
            cast(ActorKind, kind),
            country or None,
            tuple(active.split()),
            name,
            tuple(names[number]),
            tuple(links[number]),
            tuple(hidden[number]),
        )
        for number, row, kind, country, active, name in _rows("actors")
    ]
    about: dict[str, Any] = yaml.safe_load((files(__package__) / "data" / "ucdp_source.yaml").read_text("utf-8"))
    cited = about["source"]
    source = CitedSource("ucdp-actors", cited["title"], cited["publisher"], url=cited["url"], licence=cited["licence"])
    return ucdp_registry(entries, source)


def _rows(table: str) -> Iterator[list[str]]:
    path = files(__package__) / "data" / f"ucdp_{table}.csv"
    rows = csv.reader(path.read_text(encoding="utf-8").splitlines())
    next(rows)
    return rows
