"""Pairs tables for tests, made by hand."""

from __future__ import annotations

from typing import Any

import pyarrow as pa

from sarhad.incidents import PAIRS_SCHEMA

LEVELS = {
    "days": ("1 day apart", 1.25), "place": ("within 3 km", 2.5), "actors": ("same dyad", 3.0), "class": ("equal", 0.5),
    "deaths": ("within 1.6 times", 0.75),
}  # fmt: skip


def pair(a: str = "ucdp-ged:1", b: str = "acled:1", **values: Any) -> dict[str, Any]:
    """A linked pair whose odds come to 5 bits before the other candidates, which take 1 bit."""
    row: dict[str, Any] = {
        "event_a": a, "event_b": b, "source_a": a.partition(":")[0], "source_b": b.partition(":")[0], "gap_days": 1,
        "distance_km": 2.4, "weight_rarity": 1.0, "prior": -4.0, "model_probability": 16 / 17, "probability": 16 / 17,
        "band": "linked", "why": "model", "rival": None,
        **{f"level_{name}": words for name, (words, _) in LEVELS.items()},
        **{f"weight_{name}": bits for name, (_, bits) in LEVELS.items()},
    } | values  # fmt: skip
    row.setdefault("weight", sum(row[f"weight_{name}"] for name in (*LEVELS, "rarity")))
    return row


def table(*rows: dict[str, Any]) -> pa.Table:
    """A pairs table of these rows."""
    return pa.Table.from_pylist(list(rows), schema=PAIRS_SCHEMA)
