"""Small events tables for tests, written in words."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pyarrow as pa

from sarhad.events import EVENTS_SCHEMA, Coverage, Events, Provenance, SourceRef


def event(number: int, day: str = "2026-01-05", **values: Any) -> dict[str, Any]:
    """One row of the events table; what is not named is an ordinary, settled event in Afghanistan."""
    source = values.pop("source", "ucdp-ged")
    row: dict[str, Any] = {
        "event_id": f"{source}:{number}",
        "source": source,
        "source_id": str(number),
        "source_version": "26.1",
        "status": "candidate" if source == "ucdp-candidate" else "final",
        "date_start": dt.date.fromisoformat(day),
        "date_end": dt.date.fromisoformat(values.pop("until", day)),
        "date_precision": 1,
        "longitude": 69.2,
        "latitude": 34.5,
        "place_precision": 1,
        "country": "AFG",
        "gw": 700,
        "side_a": "A",
        "side_b": "B",
        "violence_type": "state-based",
        "deaths_low": 1,
        "deaths_best": 2,
        "deaths_high": 3,
        "licence": "CC BY 4.0",
        "licence_class": "open",
    }
    return {**row, **values}


def table(*rows: dict[str, Any]) -> pa.Table:
    """An events table of these rows."""
    return pa.Table.from_pylist(list(rows), schema=EVENTS_SCHEMA)


def ref(name: str = "ucdp-ged", version: str = "26.1", sha256: str = "") -> SourceRef:
    """A source reference."""
    return SourceRef(
        name, name, version, "CC BY 4.0", "cite", dt.date(2026, 2, 1), "file.csv", sha256 or name + version
    )


def events(
    *rows: dict[str, Any],
    source: str = "ucdp-ged",
    version: str = "26.1",
    coverage: tuple[Coverage, ...] = (),
) -> Events:
    """A reading of these rows."""
    about = ref(source, version)
    return Events(table(*rows), Provenance("test", (about,)), coverage, (), len(rows), about)


def block(start: str, end: str, *countries: str, source: str = "ucdp-ged", status: str = "final") -> Coverage:
    """A coverage block; no countries means the world."""
    return Coverage(
        source,
        dt.date.fromisoformat(start),
        dt.date.fromisoformat(end),
        frozenset(countries) or None,
        status=status,
    )
