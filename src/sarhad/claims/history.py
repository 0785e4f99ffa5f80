"""The history of claims: an append-only file of JSON Lines, one entry for each change of a verdict."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from ..errors import Problem
from ..events.exits import leaves
from .verdict import Verdict, show_value

_COMPARED = ("verdict", "value", "low", "high", "test", "sources")

Entry = Mapping[str, Any]


class History:
    """What became of each claim over time.

    An entry is written when the verdict, the value, the claim's test or a source's version differs from the last one;
    an entry that stands is never changed. Lines that cannot be read are passed over and told in `problems`.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._entries: list[dict[str, Any]] = []
        problems: list[Problem] = []
        text = path.read_text(encoding="utf-8", errors="replace") if path.is_file() else ""
        self._whole = text.endswith("\n") or not text
        for number, line in enumerate(text.splitlines(), 1):
            if not line.strip():
                continue
            try:
                entry = json.loads(line)
                if not isinstance(entry, dict) or not isinstance(entry.get("claim"), str):
                    raise ValueError("not an entry")
            except ValueError:
                what = "not an entry of the history of claims"
                problems.append(Problem("claim-history", what, file=path.name, line=number, effect="record left out"))
                continue
            self._entries.append(entry)
        self.problems: tuple[Problem, ...] = tuple(problems)

    def of(self, claim_id: str) -> tuple[Entry, ...]:
        """The entries of one claim, oldest first."""
        return tuple(entry for entry in self._entries if entry["claim"] == claim_id)

    @leaves("verdicts, in the history that the site holds")
    def append(self, verdicts: Iterable[Verdict]) -> tuple[Entry, ...]:
        """Write what has changed since the last entry of each claim; returns the new entries.

        The lines go to the disk in one write; a line that was torn by a kill is closed first and left as it is.
        """
        new: list[dict[str, Any]] = []
        for verdict in verdicts:
            entry = entry_of(verdict)
            before = self.of(entry["claim"])
            if not before or any(before[-1].get(key) != entry[key] for key in _COMPARED):
                new.append(entry)
                self._entries.append(entry)
        if new:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            lines = "".join(json.dumps(entry, ensure_ascii=False, sort_keys=True) + "\n" for entry in new)
            with self.path.open("a", encoding="utf-8") as file:
                file.write(lines if self._whole else "\n" + lines)
                file.flush()
                os.fsync(file.fileno())
            self._whole = True
        return tuple(new)


def entry_of(verdict: Verdict) -> dict[str, Any]:
    """What is kept of a verdict; the evidence as its number and a checksum of its sorted ids."""
    full = verdict.as_dict()
    ids = "\n".join(sorted(verdict.evidence))
    return {
        "claim": verdict.claim.id,
        "says": verdict.claim.says,
        "test": verdict.claim.fingerprint,
        **{key: full[key] for key in ("verdict", "why", "value", "low", "high", "unit", "decided_by", "would_decide")},
        "readings": {reading.label: reading.holds for reading in verdict.readings if reading.looked},
        "evidence": len(verdict.evidence),
        "evidence_sha256": hashlib.sha256(ids.encode()).hexdigest(),
        "sources": [f"{source.name} {source.version}".strip() for source in verdict.sources],
        "checked_at": full["checked_at"],
    }


def in_words(entries: Iterable[Entry]) -> str:
    """The history in one sentence: "supported on ucdp-ged 24.1; depends on the reading on ucdp-ged 25.1"."""
    told: list[str] = []
    for entry in entries:
        where = " and ".join(entry["sources"])
        value = show_value(entry["value"], entry["low"], entry["high"], entry["unit"])
        verdict = str(entry["verdict"]).replace("-", " ")
        told.append(verdict + (f" on {where}" if where else "") + (f" ({value})" if value else ""))
    return "; ".join(told)
