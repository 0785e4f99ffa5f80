"""The verdicts together: a line a claim, as a test runner prints them, and the counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from .readings import VERDICTS
from .shown import WORDS
from .verdict import Verdict

_WORD_WIDTH = max(map(len, WORDS.values()))


@dataclass(frozen=True, slots=True)
class Summary:
    """How many claims there are by verdict, and how many a machine tested."""

    counts: Mapping[str, int]
    checked_by_machine: int
    recorded_only: int

    @property
    def exit_code(self) -> int:
        """1 when a claim is contradicted, else 0."""
        return int(self.counts["contradicted"] > 0)

    def as_dict(self) -> dict[str, Any]:
        """Plain values, for JSON."""
        return {
            "verdicts": dict(self.counts),
            "checked_by_machine": self.checked_by_machine,
            "recorded_only": self.recorded_only,
        }

    def __str__(self) -> str:
        n = self.checked_by_machine + self.recorded_only
        claims = "claim" if n == 1 else "claims"
        counts = ", ".join(f"{count} {WORDS[name]}" for name, count in self.counts.items() if count)
        tested = f"{self.checked_by_machine} checked by machine, {self.recorded_only} recorded only"
        return f"{n} {claims}: {tested}" + (f"\n{counts}" if counts else "")


def summarise(verdicts: Iterable[Verdict]) -> Summary:
    """Count verdicts."""
    everything = tuple(verdicts)
    found = Counter(verdict.verdict for verdict in everything)
    recorded = sum(verdict.claim.recorded_only for verdict in everything)
    return Summary({name: found[name] for name in VERDICTS}, len(everything) - recorded, recorded)


def settling(verdicts: Iterable[Verdict]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Each data set that may decide claims which the loaded ones cannot, with their ids; the most claims first.

    The general advice on a claim may name several data sets; what a claim itself says of them is one text.
    """
    found: dict[str, list[str]] = {}
    for verdict in verdicts:
        claim = verdict.claim
        if verdict.verdict != "data-cannot-decide" or not verdict.would_decide:
            continue
        own = bool(claim.would_decide or claim.needs)
        for data in [verdict.would_decide] if own else verdict.would_decide.split("; "):
            found.setdefault(data.strip().removeprefix("or "), []).append(claim.id)
    return tuple(sorted(((data, tuple(ids)) for data, ids in found.items()), key=lambda x: (-len(x[1]), x[0])))


def line_of(verdict: Verdict, width: int = 100) -> str:
    """One line for a terminal: the verdict, the claim's number or id, what it says, and the value or the reason."""
    name = str(verdict.claim.number or verdict.claim.id)
    told = verdict.shown_value if verdict.verdict in ("supported", "contradicted") else ""
    right = told or verdict.why
    room = max(width - _WORD_WIDTH - len(name) - 8, 40)
    right = _cut(right, max(room // 2, room - len(verdict.claim.says)))
    says = _cut(verdict.claim.says, room - len(right))
    return f"{WORDS[verdict.verdict]:<{_WORD_WIDTH}}  {name:>2}  {says}  {right}".rstrip()


def _cut(text: str, width: int) -> str:
    plain = "".join(c if c.isprintable() else " " for c in text)
    return plain if len(plain) <= width else plain[: width - 1].rstrip() + "…"
