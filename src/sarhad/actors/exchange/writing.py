"""A registry written for other systems."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Literal

from ...events.exits import leaves
from ...store import write_atomically
from ..registry import Registry
from .followthemoney import to_followthemoney
from .stix import to_stix

Form = Literal["stix", "ftm"]


def exchange_bytes(registry: Registry, form: Form, *, scope: str = "", as_of: dt.date | None = None) -> bytes:
    """The registry in one of the two forms; `scope` is the id of the watch, `as_of` is for STIX only."""
    if form == "stix":
        return to_stix(registry, as_of=as_of, scope=scope)
    return to_followthemoney(registry, scope=scope or "sarhad")


@leaves("a registry of actors as STIX or FollowTheMoney")
def write_exchange(registry: Registry, path: Path, form: Form, *, scope: str = "", as_of: dt.date | None = None) -> int:
    """Write it; how many bytes it is."""
    data = exchange_bytes(registry, form, scope=scope, as_of=as_of)
    write_atomically(path, lambda part: part.write_bytes(data))
    return len(data)
