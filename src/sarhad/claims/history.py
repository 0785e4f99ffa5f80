"""The history of claims: an append-only file of JSON Lines, one entry for each change of a verdict."""

from __future__ import annotations

import json
import math
import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from ..errors import Problem
from ..events.exits import leaves
from ..store import Changes
from .revised import Entry, revised, revised_in_words, versions
from .shown import show_value
from .verdict import Verdict

_COMPARED = ("verdict", "value", "low", "high", "test")


class History:
    """What became of each claim over time.

    An entry is written when the verdict, the value, the claim's test or a source's version differs from the last one;
    an entry that stands is never changed. It keeps all that a verdict keeps (`Verdict.as_dict`), and what became of the
    claim's rows since the entry before. Lines that cannot be read are passed over and told in `problems`.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._entries: list[Entry] = []
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

    def next(self, verdict: Verdict, changes: Sequence[Changes] = ()) -> Entry | None:
        """The entry that `append` would write for a verdict; None where it says what the last one says."""
        entry = _entry_of(verdict)
        before = next(iter(self.of(entry["claim"])[::-1]), None)
        if before is None:
            return entry
        if all(before.get(key) == entry[key] for key in _COMPARED) and versions(before) == versions(entry):
            return None
        return entry | {"revised": revised(before, entry, changes)}

    @leaves("verdicts, in the history that the site holds")
    def append(self, verdicts: Iterable[Verdict], changes: Sequence[Changes] = ()) -> tuple[Entry, ...]:
        """Write what has changed since the last entry of each claim; returns the new entries.

        `changes` are what newer versions of the sources changed: they say what became of a claim's rows. The lines go
        to the disk in one write; a line that was torn by a kill is closed first and left as it is.
        """
        new: list[Entry] = []
        for verdict in verdicts:
            if (entry := self.next(verdict, changes)) is not None:
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


def _entry_of(verdict: Verdict) -> dict[str, Any]:
    """All that a verdict keeps; the claim by its id and, under `stated`, as it was written."""
    full = verdict.as_dict()
    return {"claim": verdict.claim.id, "test": verdict.claim.fingerprint, "stated": full.pop("claim"), **full}


def in_words(entries: Iterable[Entry]) -> str:
    """The history in one sentence: "supported on ucdp-ged 24.1; depends on the reading on ucdp-ged 25.1"."""
    return "; ".join(map(entry_in_words, entries))


def entry_in_words(entry: Entry) -> str:
    """One entry: the verdict, the versions, and in brackets the value and what became of the rows since the last."""
    where = " and ".join(versions(entry))
    inside = "; ".join(filter(None, (entry_value(entry), revised_in_words(entry))))
    verdict = str(entry.get("verdict", "")).replace("-", " ")
    return verdict + (f" on {where}" if where else "") + (f" ({inside})" if inside else "")


def entry_value(entry: Entry) -> str:
    """The value with its limits as a reader sees it; a limit that is null beside one that is not is open."""
    value, low, high = (entry.get(name) for name in ("value", "low", "high"))
    return show_value(value, low, math.inf if low is not None and high is None else high, entry.get("unit", ""))
