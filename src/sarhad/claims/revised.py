"""What became of a claim's rows between two entries of its history."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from ..store import Changes, family
from ..store.changes_words import KIND_WORDS, difference

Entry = Mapping[str, Any]

CAME, WENT = "came", "went"
"""Rows that are evidence now and were not before, or the reverse, and that the sources' versions do not explain."""

CHANGE_WORDS: Mapping[str, str] = {**KIND_WORDS, CAME: "counted now", WENT: "counted no more"}
"""The kinds as a reader sees them."""

MAX_ROWS = 100
"""An entry lists so many rows, the first by kind and id; all are counted."""


def versions(entry: Entry) -> list[str]:
    """The sources with their versions, each once: `ucdp-ged 25.1`."""
    named = (s if isinstance(s, str) else f"{s['name']} {s['version']}".strip() for s in entry.get("sources", ()))
    return list(dict.fromkeys(named))


def revised(before: Entry, after: Entry, changes: Sequence[Changes]) -> dict[str, Any]:
    """How many of the rows behind either entry changed, by kind, and which: `{"counts": ..., "rows": [...]}`.

    A row is `{"event", "kind", "what"}`. Comparisons of other versions than those of the two entries are passed over;
    of what they do not tell, it is said which rows are counted now or no more. Where the claim's test was changed, the
    rows are others for that reason, and only that is said.
    """
    if before.get("test") != after["test"]:
        return {"counts": {}, "rows": [], "test_changed": True}
    if not isinstance(before.get("evidence"), list):
        return {"counts": {}, "rows": []}
    was, now = ({_key(event): event for event in entry["evidence"]} for entry in (before, after))
    found: list[dict[str, str]] = []
    for change in changes:
        if _is_about(change, before, after):
            found += _rows(change, {*was, *now})
    explained = {_key(row["event"]) for row in found}
    found += [{"event": now[key], "kind": CAME, "what": ""} for key in sorted(now.keys() - was.keys() - explained)]
    found += [{"event": was[key], "kind": WENT, "what": ""} for key in sorted(was.keys() - now.keys() - explained)]
    order = list(CHANGE_WORDS)
    found.sort(key=lambda row: (order.index(row["kind"]), row["event"]))
    counts = Counter(row["kind"] for row in found)
    return {"counts": {kind: counts[kind] for kind in order if counts[kind]}, "rows": found[:MAX_ROWS]}


def revised_in_words(entry: Entry) -> str:
    """`rows: removed 2, deaths changed 1`, or nothing."""
    told = entry.get("revised", {})
    if told.get("test_changed"):
        return "its test was changed"
    told = told.get("counts", {})
    counts = ", ".join(f"{word} {told[kind]:,}" for kind, word in CHANGE_WORDS.items() if kind in told)
    return f"rows: {counts}" if counts else ""


def _rows(change: Changes, keys: set[tuple[str, str]]) -> Iterator[dict[str, str]]:
    name = family(change.new[0].name)
    ids = pa.array(sorted(number for of, number in keys if of == name), pa.string())
    for row in change.table.filter(pc.is_in(change.table["source_id"], value_set=ids)).to_pylist():
        yield {"event": row["event_id"], "kind": row["kind"], "what": difference(row)}


def _is_about(change: Changes, before: Entry, after: Entry) -> bool:
    """Whether a comparison is one of the versions that stood behind the two entries."""
    sides = ((change.old, versions(before)), (change.new, versions(after)))
    return all(any(f"{ref.name} {ref.version}".strip() in named for ref in refs) for refs, named in sides)


def _key(event: str) -> tuple[str, str]:
    source, _, number = event.partition(":")
    return family(source), number
